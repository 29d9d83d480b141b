# SPDX-License-Identifier: Apache-2.0
"""What a person chooses of a proposal: lines left out, counts changed by hand.

The rest is counted anew: what then arrives, what it costs, how many units can start and
what is missing. A choice is no plan until the checker has accepted it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from gungho.errors import Fact, Refusal
from gungho.planning.check import Violation
from gungho.planning.plan import Plan, PlanLine, Reason, Unmet
from gungho.planning.problem import Problem
from gungho.planning.rows import Need, Price, paid_for, through

Arrived = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Lines by their number in the proposal: left out, or with another count."""

    left_out: frozenset[int] = frozenset()
    counts: Mapping[int, int] = field(default_factory=dict)


def chosen(problem: Problem, plan: Plan, *, choice: Choice) -> Plan:
    """Return the plan as a person chose it, told as not settled by the solver.

    Raises Refusal ``planning.line`` for a number that the plan does not have, or a
    count below one.
    """
    _check(plan, choice)
    lines = tuple(
        _line(problem, line, count=choice.counts.get(number, line.count))
        for number, line in enumerate(plan.lines)
        if number not in choice.left_out
    )
    arrived = _arrived(problem, lines)
    levels = {need.id: _units(need, arrived) for need in problem.needs}
    changed = bool(choice.left_out or choice.counts)
    return replace(
        plan,
        lines=lines,
        levels=levels,
        unmet=tuple(_unmet(problem, plan, levels=levels, arrived=arrived)),
        settled=plan.settled and not changed,
    )


def excess(problem: Problem, plan: Plan, *, choice: Choice) -> tuple[Violation, ...]:
    """Return what counts by hand bring beyond what their needs still ask.

    A proposal's own rounding, a piece of weight or a cent, is not meant.
    """
    changed = {plan.lines[number].need for number in choice.counts}
    final = chosen(problem, plan, choice=choice)
    arrived = _arrived(problem, final.lines)
    before = _arrived(problem, plan.lines)
    return tuple(
        Violation(
            code="plan.check.excess",
            facts={"need": need.id, "commodity": code, "count": here - most},
        )
        for need in problem.needs
        if need.id in changed
        for code, per in need.inputs.items()
        for here in (arrived.get((need.id, code), 0),)
        for most in (max(per * need.units, before.get((need.id, code), 0)),)
        if here > most
    )


def _check(plan: Plan, choice: Choice) -> None:
    for number in (*choice.left_out, *choice.counts):
        if not 0 <= number < len(plan.lines):
            raise Refusal("planning.line", line=number, lines=len(plan.lines))
    for number, count in choice.counts.items():
        if count < 1:
            raise Refusal("planning.line", line=number, lines=len(plan.lines))


def _line(problem: Problem, line: PlanLine, *, count: int) -> PlanLine:
    if count == line.count:
        return line
    losses = {row.id: row.loss_ppm for row in problem.stages}
    facts: dict[str, Fact] = {**line.why.facts, "before": line.count}
    return replace(
        line,
        count=count,
        arrives=through(count, [losses[stage] for stage in line.route]),
        bought_with=_paid(problem, line, count=count),
        why=Reason(code="plan.line.by-hand", facts=facts),
    )


def _paid(problem: Problem, line: PlanLine, *, count: int) -> tuple[str, int] | None:
    if line.bought_with is None:
        return None
    currency, _ = line.bought_with
    return currency, paid_for(count, _price(problem, line, currency=currency))


def _price(problem: Problem, line: PlanLine, *, currency: str) -> Price:
    wanted = (line.bought_at, currency, line.commodity)
    for price in problem.prices:
        if (price.place, price.currency, price.commodity) == wanted:
            return price
    raise Refusal("planning.no-price", commodity=line.commodity, place=line.bought_at)


def _arrived(problem: Problem, lines: Sequence[PlanLine]) -> Arrived:
    found: defaultdict[tuple[str, str], int] = defaultdict(int)
    for spot in problem.on_spot:
        found[spot.need, spot.commodity] += spot.count
    for promised in problem.commitments:
        found[promised.need, promised.commodity] += promised.arrives
    for line in lines:
        found[line.need, line.commodity] += line.arrives
    return found


def _units(need: Need, arrived: Arrived) -> int:
    reached = (
        arrived.get((need.id, code), 0) // per for code, per in need.inputs.items()
    )
    return min(need.units, min(reached, default=0))


def _unmet(
    problem: Problem, plan: Plan, *, levels: Mapping[str, int], arrived: Arrived
) -> Iterator[Unmet]:
    before = {(row.need, row.commodity): row for row in plan.unmet}
    for need in problem.needs:
        if levels[need.id] >= need.units:
            continue
        for code, per in need.inputs.items():
            short = max(0, per * need.units - arrived.get((need.id, code), 0))
            known = before.get((need.id, code))
            if known is not None and short:
                yield replace(known, short=short)
            elif short:
                facts: dict[str, Fact] = {"commodity": code, "place": need.place}
                yield Unmet(
                    need=need.id,
                    commodity=code,
                    short=short,
                    reason=Reason(code="plan.unmet.left-out", facts=facts),
                    proved=True,
                )
