# SPDX-License-Identifier: Apache-2.0
"""Knapsacks: what each depot by itself would take of the demands at given gains.

``gain`` (n_candidates, n_demands) is what serving a demand whole adds to a depot's sum;
only what is negative is worth taking. ``Parts`` may cut a demand, ``Wholes`` may not.
"""

from __future__ import annotations

import numpy as np

from gungho.planning.site_table import Floats, Table

CELLS_MOST = 3_000_000


class Parts:
    """Fill each depot by gain per unit, cutting the demand that no longer fits."""

    def __init__(self, table: Table) -> None:
        self.room = table.room
        self.asked = table.asked
        self.prices = np.zeros(len(table.room))

    def fill(self, gain: Floats) -> tuple[Floats, Floats]:
        """Return each depot's least sum and the shares it takes."""
        wanted = gain < 0
        ratio = np.where(wanted, gain / self.asked, np.inf)
        order = np.argsort(ratio, axis=1)
        taken = np.take_along_axis(wanted, order, 1)
        asked = self.asked[order]
        load = np.where(taken, asked, 0.0)
        before = np.cumsum(load, axis=1) - load
        fits = np.clip((self.room[:, None] - before) / asked, 0.0, 1.0)
        part = np.where(taken, fits, 0.0)
        shares = np.zeros_like(gain)
        np.put_along_axis(shares, order, part, 1)
        least = (np.where(shares > 0, gain, 0.0) * shares).sum(axis=1)
        cut = taken & (fits < 1)
        rows = np.arange(len(gain))
        first = order[rows, np.argmax(cut, axis=1)]
        self.prices = np.where(cut.any(axis=1), -ratio[rows, first], 0.0)
        return least, shares

    def regrets(self, gain: Floats, least: Floats) -> Floats:
        """Return how much dearer a depot's sum is with a demand forced in whole.

        By the price of its room at the cut, ``max(0, gain + price · asked)``: what
        duality allows, never too much.
        """
        del least
        return np.maximum(0.0, gain + self.prices[:, None] * self.asked)


class Wholes:
    """Fill each depot with whole demands, by dynamic programming over its room.

    Rooms and demands are counted in their greatest common measure. Worth it where
    n_candidates · n_demands · room is small (``fits``).
    """

    def __init__(self, table: Table) -> None:
        counts = [row.count for row in table.problem.demands]
        unit = int(np.gcd.reduce(np.array(counts, dtype=np.int64)))
        self.asked = [count // unit for count in counts]
        total = sum(self.asked)
        rooms = [min(row.capacity // unit, total) for row in table.problem.candidates]
        self.room = np.array(rooms, dtype=np.intp)
        self.most = max(rooms)
        self.rows = np.arange(len(rooms))

    @staticmethod
    def fits(table: Table) -> bool:
        """Tell whether the tables stay small."""
        rows = table.problem.demands
        unit = int(np.gcd.reduce(np.array([row.count for row in rows], np.int64)))
        room = min(int(table.room.max()), sum(row.count for row in rows)) // unit
        return len(table.room) * len(rows) * room <= CELLS_MOST

    def fill(self, gain: Floats) -> tuple[Floats, Floats]:
        """Return each depot's least sum and the demands it takes."""
        table = self._forward(gain)
        shares = np.zeros_like(gain)
        room = self.room.copy()
        for at in range(len(self.asked) - 1, -1, -1):
            with_it = table[at + 1][self.rows, room]
            taken = with_it < table[at][self.rows, room] - 1e-12
            shares[:, at] = taken
            room = room - taken * self.asked[at]
        return table[-1][self.rows, self.room], shares

    def regrets(self, gain: Floats, least: Floats) -> Floats:
        """Return how much dearer a depot's sum is with a demand forced in, exactly."""
        before = self._forward(gain)
        after = self._forward(gain[:, ::-1], self.asked[::-1])[::-1]
        forced = np.full_like(gain, np.inf)
        for at, count in enumerate(self.asked):
            for row, room in enumerate(self.room.tolist()):
                if count <= room and np.isfinite(gain[row, at]):
                    left = room - count + 1
                    rest = before[at][row, :left] + after[at + 1][row, left - 1 :: -1]
                    forced[row, at] = gain[row, at] + rest.min()
        return np.maximum(0.0, forced - least[:, None])

    def _forward(self, gain: Floats, asked: list[int] | None = None) -> Floats:
        """Return the least sums (n_demands + 1, n_candidates, room + 1)."""
        counts = self.asked if asked is None else asked
        table = np.zeros((len(counts) + 1, len(gain), self.most + 1))
        for at, count in enumerate(counts):
            table[at + 1] = table[at]
            if count <= self.most:
                with_it = table[at][:, : self.most + 1 - count] + gain[:, at, None]
                out = table[at + 1][:, count:]
                np.minimum(out, with_it, out=out)
        return table
