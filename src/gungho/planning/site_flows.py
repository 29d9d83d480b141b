# SPDX-License-Identifier: Apache-2.0
"""Given the open depots, who serves whom: cheapest shares, then exact whole counts."""

from __future__ import annotations

from collections import deque
from itertools import pairwise
from typing import Any

import highspy
import numpy as np

from gungho.planning.site_table import Floats, Numbers, Table
from gungho.planning.solver import _Quiet

GRACE = 1.0  # seconds in which an answer is counted, when time is already up

Counts = dict[tuple[int, int], int]  # (candidate, demand): count


def cheapest_shares(
    table: Table, chosen: Numbers, *, seconds: float
) -> tuple[float, Floats] | None:
    """Return the least cost of serving, and shares (n_chosen, n_demands); else None.

    A transport programme, solved by the simplex, so that its answer is a corner: in
    whole counts wherever rooms and demands are whole.
    """
    cost = table.cost[chosen]
    at, to = np.nonzero(np.isfinite(cost))
    pairs, demands = len(at), len(table.asked)
    index = np.stack([to, demands + at], axis=1).ravel()
    load = table.asked[to] / table.room[chosen][at]
    value = np.stack([np.ones(pairs), load], axis=1).ravel()
    programme = highspy.HighsLp()
    programme.num_col_ = pairs
    programme.num_row_ = demands + len(chosen)
    programme.col_cost_ = cost[at, to]
    programme.col_lower_ = np.zeros(pairs)
    programme.col_upper_ = np.full(pairs, highspy.kHighsInf)
    free = np.full(len(chosen), -highspy.kHighsInf)
    programme.row_lower_ = np.concatenate([np.ones(demands), free])
    programme.row_upper_ = np.ones(demands + len(chosen))
    programme.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    programme.a_matrix_.start_ = np.arange(0, 2 * pairs + 1, 2, dtype=np.int32)
    programme.a_matrix_.index_ = index.astype(np.int32)
    programme.a_matrix_.value_ = value
    highs: Any = _Quiet()  # type: ignore[no-untyped-call,unused-ignore]
    for name, option in (
        ("threads", 1),
        ("solver", "simplex"),
        ("time_limit", max(GRACE, seconds)),
    ):
        highs.setOptionValue(name, option)
    highs.passModel(programme)
    highs.run()
    if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
        return None
    shares = np.zeros(cost.shape)
    columns = np.asarray(highs.getSolution().col_value, dtype=np.float64)
    shares[at, to] = np.clip(columns, 0.0, 1.0)
    return float(highs.getInfo().objective_function_value), shares


class Rounding:
    """Shares made into exact counts within every room, in integers.

    Round-off of the simplex is put right: what is missing goes to the cheapest way
    with room, and where there is none, others are moved on first.
    """

    def __init__(self, table: Table, chosen: Numbers) -> None:
        self.table = table
        self.chosen = [int(at) for at in chosen]
        rows = table.problem
        self.room = {at: rows.candidates[at].capacity for at in self.chosen}
        self.missing = [row.count for row in rows.demands]
        self.counts: Counts = {}

    def counted(self, shares: Floats) -> Counts | None:
        """Return the counts of these shares (n_chosen, n_demands); None if none fit."""
        demands = self.table.problem.demands
        for place, column in zip(*np.nonzero(shares > 1e-9), strict=True):
            at, to = self.chosen[place], int(column)
            count = round(float(shares[place, to]) * demands[to].count)
            count = min(count, self.room[at], self.missing[to])
            if count > 0:
                self.counts[at, to] = count
                self.room[at] -= count
                self.missing[to] -= count
        for to in range(len(demands)):
            while self.missing[to] > 0:
                if not self._placed(to):
                    return None
        return self.counts

    def _placed(self, to: int) -> bool:
        """Place some of what a demand misses, moving others on where it must."""
        near = sorted(
            (at for at in self.chosen if self._reaches(at, to)),
            key=lambda at: float(self.table.cost[at, to]),
        )
        came = dict.fromkeys(near, (-1, to))  # candidate: (from candidate, demand)
        waiting = deque(near)
        while waiting:
            at = waiting.popleft()
            if self.room[at] > 0:
                self._shift(at, came)
                return True
            for further, other in self._onward(at, came):
                came[further] = (at, other)
                waiting.append(further)
        return False

    def _onward(
        self, at: int, came: dict[int, tuple[int, int]]
    ) -> list[tuple[int, int]]:
        """Return where a full depot's demands could go that is not yet seen."""
        held = [other for place, other in self.counts if place == at]
        found = {
            further: other
            for other in held
            for further in self.chosen
            if further not in came and self._reaches(further, other)
        }
        return list(found.items())

    def _shift(self, at: int, came: dict[int, tuple[int, int]]) -> None:
        """Move counts along the found way, which ends where there is room."""
        way = [at]
        while came[way[-1]][0] >= 0:
            way.append(came[way[-1]][0])
        first = came[way[-1]][1]
        moved = [(near, came[further][1]) for further, near in pairwise(way)]
        limits = [self.counts[key] for key in moved]
        count = min(self.room[at], self.missing[first], *limits)
        self.room[at] -= count
        self.missing[first] -= count
        for further in way:
            key = (further, came[further][1])
            self.counts[key] = self.counts.get(key, 0) + count
        for key in moved:
            self.counts[key] -= count
            if self.counts[key] == 0:
                del self.counts[key]

    def _reaches(self, at: int, to: int) -> bool:
        return bool(np.isfinite(self.table.cost[at, to]))
