# SPDX-License-Identifier: Apache-2.0
"""To compare two plans is to say who gains and who loses, and which lines changed."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from gungho.planning.plan import Plan, Reason
from gungho.planning.problem import Problem
from gungho.planning.rows import MG_PER_KG, through

Line = tuple[str, str, str, tuple[str, ...], str]  # need, supply, commodity, way, where
KG_PER_TONNE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelShift:
    """A need that gets more or fewer units than before, and why it gets them."""

    need: str
    before: int
    after: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassShift:
    """Needs of one region, trade and purpose: units before and after, who moved."""

    region: str
    trade: str
    purpose: str
    before: int
    after: int
    gaining: int
    losing: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LineShift:
    """A line whose count is another: 0 before where it is new, 0 after where gone."""

    need: str
    supply: str
    commodity: str
    route: tuple[str, ...]
    bought_at: str
    before: int
    after: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Haul:
    """What a plan carries: freight in the stages' currency, tonne-kilos, longest way.

    ``kg`` counts each load once for each stage, rounded up, as ``freight`` is.
    """

    freight: int
    kg: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Who gains, who loses, what goes otherwise, and what carriage comes to."""

    gains: tuple[LevelShift, ...]
    losses: tuple[LevelShift, ...]
    classes: tuple[ClassShift, ...]
    lines: tuple[LineShift, ...]
    haul_before: Haul
    haul_after: Haul
    units_before: int
    units_after: int


def compare(
    before: Plan, after: Plan, *, problem: Problem, was: Problem | None = None
) -> Comparison:
    """Compare two plans; ``was`` is the problem of the first, if it was another."""
    moved = _moved(before, after)
    return Comparison(
        gains=tuple(row for row in moved if row.after > row.before),
        losses=tuple(row for row in moved if row.after < row.before),
        classes=_classes(problem, before=before, after=after),
        lines=_lines(before, after),
        haul_before=haul(was or problem, before),
        haul_after=haul(problem, after),
        units_before=sum(before.levels.values()),
        units_after=sum(after.levels.values()),
    )


def haul(problem: Problem, plan: Plan) -> Haul:
    """Return what a plan's carriage comes to, exactly and rounded up once."""
    stages = {row.id: row for row in problem.stages}
    weights: dict[str, int] = {}
    freight = load_mg = days = 0
    for line in plan.lines:
        if not line.route:
            continue
        if line.commodity not in weights:
            weights[line.commodity] = problem.weight_mg(line.commodity)
        count = line.count
        for name in line.route:
            load = count * weights[line.commodity]
            load_mg += load
            freight += load * stages[name].cost
            count = through(count, (stages[name].loss_ppm,))
        days = max(days, sum(stages[name].days for name in line.route))
    mg_per_tonne = MG_PER_KG * KG_PER_TONNE
    return Haul(
        freight=-(-freight // mg_per_tonne), kg=-(-load_mg // MG_PER_KG), days=days
    )


def _moved(before: Plan, after: Plan) -> list[LevelShift]:
    names = dict.fromkeys((*before.levels, *after.levels))
    unknown = Reason(code="plan.level.nothing-asked")
    moved = []
    for name in names:
        was, now = before.levels.get(name, 0), after.levels.get(name, 0)
        if was != now:
            reason = after.level_reasons.get(name, unknown)
            moved.append(LevelShift(need=name, before=was, after=now, reason=reason))
    return sorted(moved, key=lambda row: (-abs(row.after - row.before), row.need))


def _classes(problem: Problem, *, before: Plan, after: Plan) -> tuple[ClassShift, ...]:
    found: defaultdict[tuple[str, str, str], list[int]] = defaultdict(lambda: [0] * 4)
    for need in problem.needs:
        was, now = before.levels.get(need.id, 0), after.levels.get(need.id, 0)
        row = found[need.region, need.trade, need.purpose]
        row[0] += was
        row[1] += now
        row[2] += now > was
        row[3] += now < was
    return tuple(
        ClassShift(
            region=region,
            trade=trade,
            purpose=purpose,
            before=was,
            after=now,
            gaining=gaining,
            losing=losing,
        )
        for (region, trade, purpose), (was, now, gaining, losing) in found.items()
        if gaining or losing
    )


def _lines(before: Plan, after: Plan) -> tuple[LineShift, ...]:
    was, now = _counted(before), _counted(after)
    return tuple(
        LineShift(
            need=key[0],
            supply=key[1],
            commodity=key[2],
            route=key[3],
            bought_at=key[4],
            before=was[key],
            after=now[key],
        )
        for key in sorted(was.keys() | now.keys())
        if was[key] != now[key]
    )


def _counted(plan: Plan) -> Counter[Line]:
    counts: Counter[Line] = Counter()
    for row in plan.lines:
        key = (row.need, row.supply, row.commodity, row.route, row.bought_at)
        counts[key] += row.count
    return counts
