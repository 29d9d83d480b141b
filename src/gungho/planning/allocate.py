# SPDX-License-Identifier: Apache-2.0
"""To allocate is to propose who gets what: floor, tiers, equal shares, whole units.

A linear programme settles how far each group can rise and by which ways; its levels
are handed out in whole units, each drawn exactly against what is left; what rounding
leaves over is given by the same order, until nobody can get one unit more.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush

from gungho.planning.draft import Draft
from gungho.planning.fairness import Levels, settle
from gungho.planning.groups import Outline, hand_out
from gungho.planning.model import build
from gungho.planning.plan import Draw, Plan, PlanLine, Reason, Unmet
from gungho.planning.problem import Problem, paid_for, through
from gungho.planning.quotas import quotas_of
from gungho.planning.reasons import level_reason, line_reason, unmet_of

NEARLY = 1e-5


def allocate(problem: Problem, *, seed: int, seconds: float = 20.0) -> Plan:
    """Propose a plan for a problem.

    The same problem and seed give the same plan, as long as ``seconds`` suffice
    (``Plan.complete``). Every plan keeps all limits exactly, complete or not.
    """
    outline = Outline(problem, seed)
    if not any(sum(outline.asked(n)) for n in range(len(outline.groups))):
        draft = Draft(outline, {})
        return _plan(outline, draft, None)
    model = build(outline)
    levels = settle(outline, model, seed=seed, seconds=seconds)
    draft = Draft(outline, quotas_of(outline, model, levels.columns))
    _give_levels(outline, draft, levels)
    _give_leftovers(outline, draft)
    return _plan(outline, draft, levels)


def _give_levels(outline: Outline, draft: Draft, levels: Levels) -> None:
    """Give the floors of all, then what the levels promise, tier by tier."""
    floor_units = outline.problem.floor_units
    targets: dict[int, int] = {}
    for number, group in enumerate(outline.groups):
        asked = outline.asked(number)
        units = int(levels.units[number] * (1 + NEARLY) + NEARLY)
        handed = hand_out(units, asked, floor=floor_units)
        targets.update(zip(group.members, handed, strict=True))
    order = sorted(
        targets, key=lambda need: (outline.problem.needs[need].tier, outline.lot(need))
    )
    for need in order:
        draft.grant_most(need, min(floor_units, targets[need]))
    for need in order:
        draft.grant_most(need, targets[need] - draft.units[need])


def _give_leftovers(outline: Outline, draft: Draft) -> None:
    """Give unit after unit to whoever comes first, until nobody can get one more."""
    asked = {
        member: count
        for number, group in enumerate(outline.groups)
        for member, count in zip(group.members, outline.asked(number), strict=True)
    }
    heap = [(_turn(outline, draft, need, asked[need]), need) for need in asked]
    heap.sort()
    step = {need: max(1, asked[need] // 64) for need in asked}
    stuck: set[int] = set()
    while heap:
        _, need = heappop(heap)
        missing = asked[need] - draft.units[need]
        if missing <= 0 or outline.group_of[need] in stuck:
            continue
        if not draft.grant(need, min(step[need], missing)):
            if min(step[need], missing) == 1:
                stuck.add(outline.group_of[need])
                continue
            step[need] = min(step[need], missing) // 2
        heappush(heap, (_turn(outline, draft, need, asked[need]), need))


Turn = tuple[int, int, Fraction, int, tuple[bytes, str]]


def _turn(outline: Outline, draft: Draft, need: int, asked: int) -> Turn:
    """Return whose turn is first: below the floor, by tier, share, output, lot."""
    row = outline.problem.needs[need]
    got = draft.units[need]
    if got < min(outline.problem.floor_units, asked):
        return (0, 0, Fraction(got), 0, outline.lot(need))
    return (1, row.tier, Fraction(got, max(1, asked)), -row.output, outline.lot(need))


def _plan(outline: Outline, draft: Draft, levels: Levels | None) -> Plan:
    problem = outline.problem
    lines = _lines(outline, draft)
    granted = {need.id: draft.units[n] for n, need in enumerate(problem.needs)}
    standing = _standing(outline, draft)
    unmet: list[Unmet] = []
    for number in range(len(outline.groups)):
        unmet.extend(unmet_of(outline, draft, number))
    names = {need.id: number for number, need in enumerate(problem.needs)}
    return Plan(
        lines=lines,
        levels=granted,
        level_reasons=_level_reasons(outline, draft, standing),
        unmet=tuple(sorted(unmet, key=lambda row: (names[row.need], row.commodity))),
        floor=standing.floor,
        floored=standing.floored,
        reachable=standing.reachable,
        lowest_share=standing.lowest_share,
        fairness_price=round(levels.fairness_price, 6) if levels else 0.0,
        shadows=levels.shadows if levels else (),
        draws=standing.draws,
        seed=outline.seed,
        complete=levels.complete if levels else True,
    )


def _lines(outline: Outline, draft: Draft) -> tuple[PlanLine, ...]:
    problem = outline.problem
    lines = []
    for line in sorted(draft.counts):
        need, supply, commodity, route, at = line
        count = draft.counts[line]
        price = problem.prices[at] if at >= 0 else None
        paid = (price.currency, paid_for(count, price)) if price else None
        losses = [outline.network.losses[stage] for stage in route]
        lines.append(
            PlanLine(
                need=problem.needs[need].id,
                supply=problem.supplies[supply].id,
                commodity=commodity,
                count=count,
                arrives=through(count, losses),
                route=tuple(problem.stages[stage].id for stage in route),
                bought_with=paid,
                bought_at=price.place if price else "",
                reason=line_reason(outline, line, count),
            )
        )
    return tuple(lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How everyone who can be reached came out."""

    floor: int
    floored: int
    reachable: int
    lowest_share: float
    draws: tuple[Draw, ...]


def _standing(outline: Outline, draft: Draft) -> _Standing:
    floor_units = outline.problem.floor_units
    asked: Mapping[int, int] = {
        member: count
        for number, group in enumerate(outline.groups)
        for member, count in zip(group.members, outline.asked(number), strict=True)
        if count > 0
    }
    floored = [n for n in asked if draft.units[n] >= min(floor_units, asked[n])]
    needs = outline.problem.needs
    draws: tuple[Draw, ...] = ()
    if len(floored) < len(asked):
        got = set(floored)
        drawn = sorted(asked, key=outline.lot)
        draws = tuple(
            Draw(need=needs[need].id, lot=lot, won=need in got)
            for lot, need in enumerate(drawn)
        )
    shares = [draft.units[n] / needs[n].units for n in asked]
    return _Standing(
        floor=min((draft.units[n] for n in asked), default=0),
        floored=len(floored),
        reachable=len(asked),
        lowest_share=round(min(shares, default=0.0), 6),
        draws=draws,
    )


def _level_reasons(
    outline: Outline, draft: Draft, standing: _Standing
) -> dict[str, Reason]:
    lost = {draw.need for draw in standing.draws if not draw.won}
    reasons = {
        need.id: level_reason(outline, draft, number, lost=need.id in lost)
        for number, need in enumerate(outline.problem.needs)
    }
    return reasons
