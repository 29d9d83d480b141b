# SPDX-License-Identifier: Apache-2.0
"""Weeks are laid out as one problem: every place once a week, joined by stages.

A stage leaves in one week and arrives after its days, in whole weeks rounded up. Goods
may stay where they are from week to week. A need has a door of its own place, open from
the week in which it is stated, and nothing leads on from a door. Past the last week the
stages run on as they did in it, so that what has left can arrive.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from heapq import heappop, heappush

from gungho.measure import MAX_COUNT
from gungho.planning.problem import Problem
from gungho.planning.rows import Handling, Need, Price, Stage, Supply

DAYS = 7
TAIL_MAX = 104
WIDE_KG = MAX_COUNT - 1
MARK = "\x1f"


def weeks_of(days: int) -> int:
    """Return in how many weeks a stage arrives: 0 only if it takes no day."""
    return -(-days // DAYS)


class Weeks:
    """Several weeks' problems as one, and the way back from its stages to theirs.

    ``at`` tells for each stage id of the whole which (stage, week) it stands for; stays
    and doors are not in it.
    """

    def __init__(self, weeks: Sequence[Problem]) -> None:
        self.weeks = weeks
        self.stated = _stated(weeks)
        self.comes = {
            row.id: week
            for week, problem in enumerate(weeks)
            for row in problem.supplies
        }
        self.at: dict[str, tuple[str, int]] = {}

    @cached_property
    def last(self) -> int:
        """The last week in which anything can still arrive."""
        return len(self.weeks) - 1 + min(TAIL_MAX, _longest(self.weeks[-1]))

    @cached_property
    def whole(self) -> Problem:
        """All weeks as one problem."""
        weeks = self.weeks
        weights: dict[str, float] = {}
        items: dict[str, frozenset[str]] = {}
        packs: dict[str, int] = {}
        worths: dict[str, float] = {}
        for problem in weeks:
            weights |= problem.weights_g
            items |= problem.items
            packs |= problem.packs
            worths |= problem.worths
        return Problem(
            supplies=tuple(self._supplies()),
            needs=tuple(self._needs()),
            stages=tuple(self._stages()),
            prices=tuple(self._prices()),
            weights_g=weights,
            allowed=frozenset(_pairs(weeks)),
            items=items,
            floor_units=weeks[0].floor_units,
            handlings=tuple(self._handlings()),
            on_spot=tuple(row for problem in weeks for row in problem.on_spot),
            commitments=tuple(row for problem in weeks for row in problem.commitments),
            packs=packs,
            worths=worths,
        )

    def of(self, week: int) -> Problem:
        """Return a week's own problem; past the last, the last."""
        return self.weeks[min(week, len(self.weeks) - 1)]

    def _supplies(self) -> Iterator[Supply]:
        for week, problem in enumerate(self.weeks):
            for row in problem.supplies:
                yield replace(row, place=spot(row.place, week))

    def _needs(self) -> Iterator[Need]:
        for row, week in self.stated.values():
            yield replace(row, place=door(row.place, week))

    def _prices(self) -> Iterator[Price]:
        doors = {(row.place, week) for row, week in self.stated.values()}
        for week, problem in enumerate(self.weeks):
            for row in problem.prices:
                yield replace(row, place=spot(row.place, week))
                if (row.place, week) in doors:
                    yield replace(row, place=door(row.place, week))

    def _handlings(self) -> Iterator[Handling]:
        for week in range(self.last + 1):
            for row in self.of(week).handlings:
                if row.in_kg is not None:
                    yield Handling(place=hall(row.place, week), in_kg=row.in_kg)

    def _stages(self) -> Iterator[Stage]:
        """Yield stages week by week, and the stays and doors that join them."""
        for week in range(self.last + 1):
            limits = {row.place: row for row in self.of(week).handlings}
            for row in self.of(week).stages:
                lands = week + weeks_of(row.days)
                if lands <= self.last:
                    name = f"{row.id}{MARK}{week}"
                    self.at[name] = (row.id, week)
                    yield replace(
                        row,
                        id=name,
                        source=gate(row.source, week),
                        target=hall(row.target, lands),
                    )
            for place in sorted(self._places):
                limit = limits[place].out_kg if place in limits else None
                leaving = WIDE_KG if limit is None else limit
                yield _stay(spot(place, week), gate(place, week), capacity_kg=leaving)
                yield _stay(hall(place, week), spot(place, week))
                if week < self.last:
                    yield _stay(spot(place, week), spot(place, week + 1), days=DAYS)
            for place, since in sorted({(r.place, w) for r, w in self.stated.values()}):
                if week >= since:
                    yield _stay(spot(place, week), door(place, since))

    @cached_property
    def _places(self) -> set[str]:
        found = {row.place for row, _ in self.stated.values()}
        for problem in self.weeks:
            found |= {row.place for row in problem.supplies}
            found |= {row.place for row in problem.prices}
            for stage in problem.stages:
                found |= {stage.source, stage.target}
        return found


def spot(place: str, week: int) -> str:
    """Name a place in a week."""
    return f"{place}{MARK}{week}"


def hall(place: str, week: int) -> str:
    """Name where a place takes in what arrives in a week."""
    return f"{place}{MARK}{week}in"


def gate(place: str, week: int) -> str:
    """Name where a place loads what leaves in a week."""
    return f"{place}{MARK}{week}out"


def door(place: str, week: int) -> str:
    """Name where the needs of a place stated in a week receive."""
    return f"{place}{MARK}{week}door"


def place_of(name: str) -> str:
    """Return the place that a spot, hall, gate or door belongs to."""
    return name.partition(MARK)[0]


def week_of(name: str) -> int:
    """Return the week of a spot, hall, gate or door."""
    return int("".join(sign for sign in name.partition(MARK)[2] if sign.isdigit()))


def _stay(
    source: str, target: str, *, capacity_kg: int = WIDE_KG, days: int = 0
) -> Stage:
    return Stage(
        id=f"{source}{MARK}{target}",
        source=source,
        target=target,
        capacity_kg=capacity_kg,
        days=days,
        loss_ppm=0,
        cost=0,
    )


def _stated(weeks: Sequence[Problem]) -> dict[str, tuple[Need, int]]:
    """Return each need as first stated, with the week."""
    stated: dict[str, tuple[Need, int]] = {}
    for week, problem in enumerate(weeks):
        for need in problem.needs:
            stated.setdefault(need.id, (need, week))
    return stated


def _pairs(weeks: Sequence[Problem]) -> Iterator[tuple[str, str]]:
    """Yield (fund, need) as the terms of any week allow, known in it or not."""
    for problem in weeks:
        table = problem.allowed_table()
        for row, fund in enumerate(problem.funds):
            for column in table[row].nonzero()[0]:
                yield fund, problem.needs[int(column)].id
        if isinstance(problem.allowed, frozenset):
            yield from problem.allowed


def _longest(problem: Problem) -> int:
    """Return the weeks of the longest of all quickest ways between two places."""
    onward: dict[str, list[Stage]] = {}
    for stage in problem.stages:
        onward.setdefault(stage.source, []).append(stage)
    longest = 0
    for begin in onward:
        seen: dict[str, int] = {}
        heap = [(0, begin)]
        while heap:
            took, place = heappop(heap)
            if place in seen:
                continue
            seen[place] = took
            for stage in onward.get(place, ()):
                heappush(heap, (took + weeks_of(stage.days), stage.target))
        longest = max(longest, *seen.values())
    return longest
