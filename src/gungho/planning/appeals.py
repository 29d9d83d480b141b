# SPDX-License-Identifier: Apache-2.0
"""An appeal is what to ask for next: what one more would start, who can raise it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gungho.planning.allocate import Work, keep
from gungho.planning.changes import LiftTerms, patched
from gungho.planning.compare import compare
from gungho.planning.plan import Plan
from gungho.planning.policy import Policy
from gungho.planning.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Appeal:
    """What a committee could raise next, in the order of what it would start.

    ``step`` of the commodity at ``place``, under the terms of ``fund``, would start
    ``units`` of activity, nobody getting less; ``lacking`` needs are short of it.
    ``proved`` if it was solved again with the step.
    """

    committee: str
    commodity: str
    place: str
    fund: str
    step: int
    units: float
    lacking: int
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsPrice:
    """What the terms of a fund cost the plan: solved again with the fund free.

    ``units`` of activity more (or fewer, where others are served more evenly) and the
    lowest share before and after; ``proved`` is False where time ran out.
    """

    fund: str
    units: int
    lowest_before: float
    lowest_after: float
    gaining: int
    losing: int
    proved: bool


def appeals(
    problem: Problem,
    plan: Plan,
    *,
    givers: Mapping[str, frozenset[str]],
    most: int = 8,
) -> tuple[Appeal, ...]:
    """Return what each committee should appeal for next, the most useful first.

    ``givers`` maps a committee to the commodities that it can raise.
    """
    rows = {row.id: row for row in problem.supplies}
    lacking: Counter[str] = Counter(row.commodity for row in plan.unmet)
    found = []
    for shadow in plan.shadows:
        if shadow.sort != "supply" or shadow.units <= 0:
            continue
        supply = rows[shadow.id]
        for committee, commodities in sorted(givers.items()):
            if supply.commodity in commodities:
                found.append(
                    Appeal(
                        committee=committee,
                        commodity=supply.commodity,
                        place=supply.place,
                        fund=supply.fund,
                        step=shadow.step,
                        units=shadow.units,
                        lacking=lacking[supply.commodity],
                        proved=shadow.proved,
                    )
                )
    found.sort(key=lambda row: (row.committee, -row.units, row.commodity, row.fund))
    counts: Counter[str] = Counter()
    kept = []
    for row in found:
        counts[row.committee] += 1
        if counts[row.committee] <= most:
            kept.append(row)
    return tuple(kept)


def terms_prices(
    problem: Problem,
    plan: Plan,
    *,
    work: Work,
    policy: Policy | None = None,
    funds: Sequence[str] = (),
) -> tuple[TermsPrice, ...]:
    """Return what the terms of each fund cost, solved again with the fund free.

    All funds that are not free already, or only the named.
    """
    under = policy or Policy()
    table = problem.allowed_table()
    found = []
    for row, fund in enumerate(problem.funds):
        if (funds and fund not in funds) or (
            table[row].all() and fund not in problem.items
        ):
            continue
        free, _ = patched(problem, (LiftTerms(fund=fund),), policy=under)
        after = keep(free, under, work=work).plan
        both = compare(plan, after, problem=free, was=problem)
        found.append(
            TermsPrice(
                fund=fund,
                units=both.units_after - both.units_before,
                lowest_before=plan.lowest_share,
                lowest_after=after.lowest_share,
                gaining=len(both.gains),
                losing=len(both.losses),
                proved=plan.complete and after.complete,
            )
        )
    return tuple(found)
