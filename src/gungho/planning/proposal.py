# SPDX-License-Identifier: Apache-2.0
"""A proposal is a draft told as a plan: its lines, levels, shortages and reasons."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from gungho.planning.draft import Draft, Line
from gungho.planning.fairness import Levels
from gungho.planning.groups import Outline
from gungho.planning.plan import Draw, Plan, PlanLine, Reason, Unmet
from gungho.planning.reasons import level_reason, line_reason, unmet_of
from gungho.planning.rows import Price, paid_for, through


def planned(
    outline: Outline,
    draft: Draft,
    *,
    levels: Levels | None = None,
    kept: Plan | None = None,
) -> Plan:
    """Return the plan that a draft comes to, with every reason.

    ``kept`` is a plan whose figures of the linear programme still stand.
    """
    problem = outline.problem
    lines = _lines(outline, draft)
    granted = {need.id: draft.units[n] for n, need in enumerate(problem.needs)}
    standing = _standing(outline, draft)
    lacking: dict[int, list[Unmet]] = {}
    for number in range(len(outline.groups)):
        unmet_of(outline, draft, number, told=lacking)
    unmet = chain.from_iterable(lacking[need] for need in sorted(lacking))
    return Plan(
        lines=lines,
        levels=granted,
        level_reasons=_level_reasons(outline, draft, standing=standing),
        unmet=tuple(unmet),
        floor=standing.floor,
        floored=standing.floored,
        reachable=standing.reachable,
        lowest_share=standing.lowest_share,
        fairness_price=_price(levels, kept),
        shadows=levels.shadows if levels else kept.shadows if kept else (),
        draws=standing.draws,
        seed=outline.seed,
        complete=levels.complete if levels else kept is None or kept.complete,
        settled=kept is None or kept.settled,
    )


def _price(levels: Levels | None, kept: Plan | None) -> float:
    if levels is not None:
        return round(levels.fairness_price, 6)
    return kept.fairness_price if kept is not None else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class _Way:
    """What all lines have in common that go to one place by one way."""

    supply: str
    route: tuple[str, ...]
    losses: tuple[int, ...]
    price: Price | None
    why: Reason


def _lines(outline: Outline, draft: Draft) -> tuple[PlanLine, ...]:
    needs = outline.problem.needs
    ways: dict[tuple[object, ...], _Way] = {}
    lines = []
    for line in _sorted(draft):
        count = draft.counts[line]
        need, supply, commodity, route, at = line
        row = needs[need]
        key = (row.place, supply, commodity, route, at)
        way = ways.get(key)
        if way is None:
            way = ways[key] = _way(outline, line)
        price = way.price
        lines.append(
            PlanLine(
                need=row.id,
                supply=way.supply,
                commodity=commodity,
                count=count,
                arrives=through(count, way.losses) if route else count,
                route=way.route,
                bought_with=(price.currency, paid_for(count, price)) if price else None,
                bought_at=price.place if price else "",
                why=way.why,
            )
        )
    return tuple(lines)


def _sorted(draft: Draft) -> Iterator[Line]:
    """Yield the lines of each need in turn, in their order."""
    of_need: list[list[Line]] = [[] for _ in draft.units]
    for line in draft.counts:
        of_need[line[0]].append(line)
    for lines in of_need:
        lines.sort()
        yield from lines


def _way(outline: Outline, line: Line) -> _Way:
    _, supply, _, route, at = line
    problem = outline.problem
    return _Way(
        supply=problem.supplies[supply].id,
        route=tuple(problem.stages[stage].id for stage in route),
        losses=tuple(outline.network.losses[stage] for stage in route),
        price=problem.prices[at] if at >= 0 else None,
        why=line_reason(outline, line),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How everyone who can be reached came out."""

    floor: int
    floored: int
    reachable: int
    lowest_share: float
    draws: tuple[Draw, ...]


def _standing(outline: Outline, draft: Draft) -> _Standing:
    asked: dict[int, int] = {}
    floors: dict[int, int] = {}
    for number, group in enumerate(outline.groups):
        asked.update(zip(group.members, outline.asked[number], strict=True))
        floors.update(zip(group.members, outline.floors[number], strict=True))
    asked = {need: count for need, count in asked.items() if count > 0}
    floored = [need for need in asked if draft.units[need] >= floors[need]]
    needs = outline.problem.needs
    draws: tuple[Draw, ...] = ()
    if len(floored) < len(asked):
        got = set(floored)
        drawn = sorted(asked, key=outline.lots.__getitem__)
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
    outline: Outline, draft: Draft, *, standing: _Standing
) -> dict[str, Reason]:
    lost = {draw.need for draw in standing.draws if not draw.won}
    reasons = {
        need.id: level_reason(outline, draft, number, lost=need.id in lost)
        for number, need in enumerate(outline.problem.needs)
    }
    return reasons
