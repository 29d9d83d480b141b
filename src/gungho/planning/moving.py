# SPDX-License-Identifier: Apache-2.0
"""Moving serves others another way, so that a need can have one unit more.

Nobody gets less: what is taken from a line is brought to its need from elsewhere, which
may move another line in its turn. All of it is drawn in whole pieces and undone where
it does not come out; so no rounding stands between what is found and what is given.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heapify, heappop, heappush
from itertools import islice
from time import monotonic

import numpy as np

from gungho.planning.columns import column
from gungho.planning.draft import Draft, Drawn
from gungho.planning.groups import Outline
from gungho.planning.turns import Turns

DEPTH = 2  # how many lines may move one after another
LINES_MAX = 40  # that are tried for one count at each depth
SHARED_MAX = 7_300  # that those who wait share, at each depth
NEEDS_MAX = 900  # past which no unit more was found, and the search is not worth it
Held = tuple[tuple[int, Drawn], int]  # a line, and how much it draws


class Moving:
    """A draft in which needs are raised, one unit at a time, by moving lines."""

    def __init__(self, draft: Draft, *, until: float, lines_max: int) -> None:
        self.draft = draft
        self.outline = draft.outline
        self.until = until
        self.lines_max = lines_max

    def raised(self, need: int) -> bool:
        """Give a need one unit more, or change nothing."""
        draft = self.draft
        mark = draft.mark()
        inputs = self.outline.groups[self.outline.group_of[need]].inputs
        for commodity, per in inputs:
            if not self._obtained(need, commodity, count=per, depth=DEPTH):
                draft.back_to(mark)
                return False
        draft.units[need] += 1
        draft.settle()
        return True

    def _obtained(self, need: int, commodity: str, *, count: int, depth: int) -> bool:
        """Bring a count to a need, moving other lines out of the way for it."""
        missing = self.draft.bring_some(need, commodity, count=count)
        if missing <= 0 or depth == 0:
            return missing <= 0
        for line, most in [*islice(self.in_the_way(need, commodity), self.lines_max)]:
            if monotonic() > self.until:
                break
            missing = self._less(
                (need, commodity), line=line, counts=(missing, most), depth=depth
            )
            if missing <= 0:
                break
        return missing <= 0

    def _less(
        self,
        wanted: tuple[int, str],
        *,
        line: tuple[int, Drawn],
        counts: tuple[int, int],
        depth: int,
    ) -> int:
        """Take from a line what is wanted, and serve it again; return what is missing.

        ``counts`` are what is missing now and the most to take.
        """
        draft, (other, drawn) = self.draft, line
        missing, most = counts
        mark = draft.mark()
        lost = draft.take((other, *drawn), most)
        left = draft.bring_some(*wanted, count=missing)
        if left < missing and self._obtained(
            other, drawn[1], count=lost, depth=depth - 1
        ):
            return left
        draft.back_to(mark)
        return missing

    def in_the_way(self, need: int, commodity: str) -> Iterator[Held]:
        """Give the lines that hold what the need could use, and how much of each.

        Way by way: those that draw on a supply it may draw on, or lie on a full road.
        """
        draft, outline = self.draft, self.outline
        supplies = draft.suppliers(need, commodity)
        roads = draft.full_roads(need, commodity, supplies=supplies)
        holding = {
            drawn
            for supply in supplies
            for drawn in draft.of_supply[supply]
            if drawn[1] == commodity or drawn[3] >= 0
        }
        for drawn in sorted(holding.union(*(draft.over_stage[at] for at in roads))):
            counts = draft.counts[drawn]
            for other in sorted(counts):
                if other != need and outline.group_of[other] != outline.group_of[need]:
                    yield (other, drawn), counts[other]


def moved(outline: Outline, draft: Draft, *, until: float) -> bool:
    """Raise who can rise by moving lines, those first whose turn is first.

    The more wait, the fewer lines are tried for each. Returns False if time ran out
    before everyone was tried.
    """
    if len(outline.problem.needs) > NEEDS_MAX:
        return True
    turns = Turns(outline)
    short = np.flatnonzero(outline.asked > column(draft.units)).tolist()
    lines_max = min(LINES_MAX, SHARED_MAX // max(1, len(short)))
    moving = Moving(draft, until=until, lines_max=lines_max)
    waiting = [(turns.of(need, draft.units[need]), need) for need in short]
    heapify(waiting)
    while waiting:
        if monotonic() >= until:
            return False
        _, need = heappop(waiting)
        if moving.raised(need) and draft.units[need] < turns.asked[need]:
            heappush(waiting, (turns.of(need, draft.units[need]), need))
    return True
