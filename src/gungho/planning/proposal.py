# SPDX-License-Identifier: Apache-2.0
"""A proposal is a draft told as a plan: its lines, levels, shortages and reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np

from gungho.planning.columns import (
    Column,
    Lines,
    Numbers,
    Way,
    column,
    padded,
    paid_each,
    through_each,
)
from gungho.planning.draft import Draft, Drawn
from gungho.planning.fairness import Levels
from gungho.planning.groups import Outline
from gungho.planning.plan import Plan
from gungho.planning.reasons import lacks_of, level_reasons, line_reason
from gungho.planning.told import Draws


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
    names = (need.id for need in problem.needs)
    granted = column(draft.units)
    standing = _standing(outline, granted)
    return Plan(
        lines=lines,
        levels=dict(zip(names, draft.units, strict=True)),
        level_reasons=level_reasons(outline, granted, lost=standing.lost),
        unmet=lacks_of(outline, draft, granted=granted),
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


def _lines(outline: Outline, draft: Draft) -> Lines:
    """Return the drawn lines: those of each need together, then by way."""
    drawn = sorted(way for way, counts in draft.counts.items() if counts)
    of_way = [draft.counts[way] for way in drawn]
    sizes = [len(counts) for counts in of_way]
    need = np.fromiter(chain.from_iterable(of_way), dtype=np.int32, count=sum(sizes))
    counts = column([*chain.from_iterable(each.values() for each in of_way)])
    rank = np.repeat(np.arange(len(drawn), dtype=np.int32), sizes)
    order = np.lexsort((rank, need))
    need, rank, counts = need[order], rank[order], counts[order]
    losses, costs = outline.network.losses, outline.problem.prices
    arrives = counts
    for hop in padded([[losses[at] for at in way[2]] for way in drawn], filling=0):
        arrives = through_each(arrives, column(hop)[rank])
    prices = [costs[way[3]] if way[3] >= 0 else None for way in drawn]
    cost = column([price.cost if price else 0 for price in prices])
    per = column([price.per if price else 1 for price in prices])
    ways, numbers = _ways(outline, drawn, at=(need, rank))
    return Lines(
        (tuple(row.id for row in outline.problem.needs), ways),
        (need, numbers),
        counts=(counts, arrives, paid_each(counts, cost[rank], per=per[rank])),
    )


def _ways(
    outline: Outline, drawn: Sequence[Drawn], *, at: tuple[Numbers, Numbers]
) -> tuple[tuple[Way, ...], Numbers]:
    """Return each way to each place as it is told, and the number of each line's."""
    need, rank = at
    places, place_of = outline.places
    keys = rank.astype(np.int64) * len(places) + place_of[need]
    _, first, numbers = np.unique(keys, return_index=True, return_inverse=True)
    ways = [
        _way(outline, drawn[int(rank[line])], need=int(need[line])) for line in first
    ]
    return tuple(ways), numbers.astype(np.int32)


def _way(outline: Outline, drawn: Drawn, *, need: int) -> Way:
    supply, commodity, route, at = drawn
    problem = outline.problem
    price = problem.prices[at] if at >= 0 else None
    return Way(
        supply=problem.supplies[supply].id,
        commodity=commodity,
        route=tuple(problem.stages[stage].id for stage in route),
        currency=price.currency if price else "",
        bought_at=price.place if price else "",
        why=line_reason(outline, (need, *drawn)),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Standing:
    """How everyone who can be reached came out; ``lost`` are who lost the draw."""

    floor: int
    floored: int
    reachable: int
    lowest_share: float
    draws: Draws
    lost: Numbers


def _standing(outline: Outline, granted: Column) -> _Standing:
    """Return how the needs that can be reached came out."""
    reached = np.flatnonzero(outline.asked > 0)
    units = granted[reached]
    floored = units >= outline.floors[reached]
    lots = np.array(outline.lots, dtype=np.int64)[reached]
    order = np.argsort(lots) if not floored.all() else np.zeros(0, dtype=np.int64)
    names = [need.id for need in outline.problem.needs]
    shares = units / outline.units[reached]
    return _Standing(
        floor=int(units.min()) if len(units) else 0,
        floored=int(np.count_nonzero(floored)),
        reachable=len(reached),
        lowest_share=round(float(shares.min()), 6) if len(units) else 0.0,
        draws=Draws(names, reached[order], won=floored[order].astype(np.int8)),
        lost=reached[order][~floored[order]],
    )
