# SPDX-License-Identifier: Apache-2.0
"""Reading adopted plans: their lines, what they leave unmet, how even they are."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from gungho.store.reads.query import fetch

PPM = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanHead:
    """One plan as it was adopted."""

    plan: str
    book: str
    on: str
    seq: int
    seed: int
    facts_sha256: str
    floor_ppm: int
    fairness_ppm: int
    needs: int
    lines: int
    unmet: int
    left_out: int
    by_hand: int
    policy: str
    cancelled: str
    standing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One line of a plan, or one thing it leaves unmet (then ``short`` in count)."""

    line: int = 0
    need: str
    coop: str
    depot: str
    fund: str
    commodity: str
    count: int
    route: str
    reason: str
    facts: str

    def told(self) -> dict[str, str]:
        """The facts of the reason, by the names its sentence uses."""
        pairs = (part.partition("=") for part in self.facts.split())
        return {name.replace("-", "_"): value for name, _, value in pairs}


def plan_heads(plan: str = "") -> list[PlanHead]:
    """Return every plan, newest first, or the one asked for."""
    found = fetch(
        'SELECT p.plan, h.body, p."on", p.seq, p.seed, p.facts_sha256, p.floor_ppm, '
        "p.fairness_ppm, p.needs, p.lines, p.unmet, p.left_out, p.by_hand, p.policy, "
        "p.cancelled, p.standing FROM p_plan_row p "
        "JOIN journal_head h ON h.book = p.book WHERE %s IN ('', p.plan) "
        'ORDER BY p."on" DESC, p.plan',
        [plan],
    )
    names = PlanHead.__dataclass_fields__
    return [PlanHead(**dict(zip(names, row, strict=True))) for row in found]


def plan_lines(plan: str) -> list[PlanLine]:
    """Return what a plan gives, line by line."""
    return _lines(
        "SELECT line, need, coop, depot, fund, commodity, count, route, reason, facts "
        "FROM p_plan_line_row WHERE plan = %s ORDER BY line",
        plan,
    )


def plan_unmet(plan: str) -> list[PlanLine]:
    """Return what a plan leaves unmet, with the reason of each."""
    return _lines(
        "SELECT u.line, u.need, COALESCE(n.coop, ''), COALESCE(c.keeper, ''), '', "
        "u.commodity, u.short, '', u.reason, u.facts FROM p_plan_unmet_row u "
        "LEFT JOIN p_need_row n ON n.need = u.need "
        "LEFT JOIN p_coop c ON c.coop = n.coop AND c.book = n.book "
        "WHERE u.plan = %s ORDER BY u.line",
        plan,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFund:
    """A fund with conditions that a plan draws on, and for how many needs."""

    fund: str
    terms: str
    words: str
    standing: str
    needs: int


def plan_funds(plan: str) -> list[PlanFund]:
    """Return the funds with conditions that a plan draws on, the most used first."""
    names = PlanFund.__dataclass_fields__
    return [
        PlanFund(**dict(zip(names, row, strict=True)))
        for row in fetch(
            "SELECT f.fund, f.terms, f.words, f.standing, COUNT(DISTINCT l.need) "
            "FROM p_plan_line_row l JOIN p_fund f ON f.fund = l.fund "
            "AND f.mirrored = 0 WHERE l.plan = %s AND f.sort = 'restricted' "
            "GROUP BY f.fund, f.terms, f.words, f.standing ORDER BY 5 DESC, 1",
            [plan],
        )
    ]


def _lines(statement: str, plan: str) -> list[PlanLine]:
    names = PlanLine.__dataclass_fields__
    return [
        PlanLine(**dict(zip(names, row, strict=True)))
        for row in fetch(statement, [plan])
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evenness:
    """What a region asked and what the plan lets it start, in millionths of a unit."""

    region: str
    asked: int
    given: int


def evenness(plan: str) -> list[Evenness]:
    """Return by region what was asked and what can be started with the plan.

    A need can be started as far as its scarcest input reaches.
    """
    reach: dict[str, int] = {}
    about: dict[str, tuple[str, int]] = {}
    for need, region, units, asked, given in fetch(_REACH, [plan, plan, plan]):
        part = min(PPM, given * PPM // asked) if asked else PPM
        reach[need] = min(reach.get(need, PPM), part)
        about[need] = (region, units)
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for need, (region, units) in about.items():
        sums[region][0] += units * PPM
        sums[region][1] += units * reach[need]
    return [
        Evenness(region=region, asked=asked, given=given)
        for region, (asked, given) in sorted(sums.items(), key=lambda item: -item[1][0])
    ]


_REACH = """
WITH given AS (
  SELECT need, commodity, CAST(SUM(count) AS BIGINT) AS count FROM p_plan_line_row
  WHERE plan = %s GROUP BY need, commodity
), known AS (
  SELECT need FROM p_plan_line_row WHERE plan = %s
  UNION SELECT need FROM p_plan_unmet_row WHERE plan = %s
)
SELECT n.need, c.region, n.units, i.count, COALESCE(g.count, 0)
FROM known k JOIN p_need_row n ON n.need = k.need
JOIN p_coop c ON c.book = n.book AND c.coop = n.coop
JOIN p_need_input i ON i.book = n.book AND i.need = n.need
LEFT JOIN given g ON g.need = i.need AND g.commodity = i.commodity
"""
