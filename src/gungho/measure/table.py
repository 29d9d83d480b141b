# SPDX-License-Identifier: Apache-2.0
"""A table of shares divides rows and columns at once, and both add up (law 10).

Weights are fitted to the margins by turns (iterative proportional fitting, Deming and
Stephan 1940), in integers of a fixed point, so that every machine finds the same. Each
cell then takes the whole part of its fitted value, the largest remainders take one
more, and what is still left finds its place along augmenting paths. A fit that meets
the margins can always be rounded within floor and ceiling (Cox, JASA 82, 1987).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from gungho.errors import Refusal

TURNS_MAX = 200
_ONE = 2**80  # the fixed point of a fitted value
_NEAR = 2**40  # what a fit may miss by; nearer than this to a whole number is whole

Cells = list[list[int]]


def share_table(
    rows: Sequence[int], columns: Sequence[int], *, weights: Sequence[Sequence[int]]
) -> tuple[tuple[int, ...], ...]:
    """Return counts ``(rows, columns)`` with exactly these sums, as the weights say.

    Each count is the floor or the ceiling of its fitted value where the weights can
    meet the sums; where they cannot, the sums are kept, and cells of no weight take
    only what no other can. Ties go to the lower row, then to the lower column.
    Raises Refusal ``share.negative``, ``share.shape`` or ``share.margins``.
    """
    _check(rows, columns, weights=weights)
    fitted = _fit(weights, rows=rows, columns=columns)
    table = _Table.begin(fitted, rows=rows, columns=columns)
    table.round_up(fitted)
    table.place([[-(-value // _ONE) for value in row] for row in fitted])
    table.floors = [[0] * len(columns) for _ in rows]
    whole = sum(rows)
    table.place([[whole if weight else 0 for weight in row] for row in weights])
    table.place([[whole] * len(columns) for _ in rows])
    return tuple(map(tuple, table.counts))


def _check(
    rows: Sequence[int], columns: Sequence[int], *, weights: Sequence[Sequence[int]]
) -> None:
    if len(weights) != len(rows) or any(len(row) != len(columns) for row in weights):
        raise Refusal("share.shape", rows=len(rows), columns=len(columns))
    least = min((min(row, default=0) for row in (rows, columns, *weights)), default=0)
    if least < 0:
        raise Refusal("share.negative", weight=str(least))
    if sum(rows) != sum(columns):
        raise Refusal("share.margins", rows=str(sum(rows)), columns=str(sum(columns)))


def _fit(
    weights: Sequence[Sequence[int]], *, rows: Sequence[int], columns: Sequence[int]
) -> Cells:
    """Return the fitted values, in parts of ``_ONE``, whole numbers made exact."""
    cells = [[weight * _ONE for weight in row] for row in weights]
    for _ in range(TURNS_MAX):
        cells = _scaled(cells, rows)
        cells = _turned(_scaled(_turned(cells, len(columns)), columns), len(rows))
        off = [sum(row) - whole * _ONE for row, whole in zip(cells, rows, strict=True)]
        if all(abs(one) <= _NEAR for one in off):
            break
    return [[_settled(value) for value in row] for row in cells]


def _scaled(cells: Cells, sums: Sequence[int]) -> Cells:
    """Return rows that add up to ``sums``, but for the last places."""
    totals = [sum(row) or 1 for row in cells]
    return [
        [value * whole * _ONE // total for value in row]
        for row, whole, total in zip(cells, sums, totals, strict=True)
    ]


def _turned(cells: Cells, width: int) -> Cells:
    return [[row[at] for row in cells] for at in range(width)]


def _settled(value: int) -> int:
    nearest = (value + _ONE // 2) // _ONE * _ONE
    return nearest if abs(value - nearest) <= _NEAR else value


@dataclass(slots=True, kw_only=True)
class _Table:
    """Counts so far, what they may not fall below, and what is left to place."""

    counts: Cells
    floors: Cells
    rows: list[int]
    columns: list[int]

    @classmethod
    def begin(
        cls, fitted: Cells, *, rows: Sequence[int], columns: Sequence[int]
    ) -> _Table:
        """Take the whole parts, as far as rows and columns reach."""
        empty = [[0] * len(columns) for _ in rows]
        table = cls(counts=empty, floors=empty, rows=list(rows), columns=list(columns))
        for row, column in table._cells():
            table._add(row, column, most=fitted[row][column] // _ONE)
        table.floors = [list(row) for row in table.counts]
        return table

    def round_up(self, fitted: Cells) -> None:
        """Give one more to the largest remainders, as far as sums reach."""
        rests = {
            (row, column): fitted[row][column] % _ONE for row, column in self._cells()
        }
        for row, column in sorted(rests, key=lambda cell: (-rests[cell], cell)):
            if rests[row, column]:
                self._add(row, column, most=1)

    def place(self, limits: Cells) -> None:
        """Place what is left along augmenting paths that keep floors and limits."""
        for row in range(len(self.rows)):
            while self.rows[row] and (path := self._path(row, limits)):
                self._push(path, limits)

    def _cells(self) -> Iterable[tuple[int, int]]:
        return (
            (row, column)
            for row in range(len(self.rows))
            for column in range(len(self.columns))
        )

    def _add(self, row: int, column: int, *, most: int) -> None:
        count = min(most, self.rows[row], self.columns[column])
        self.counts[row][column] += count
        self.rows[row] -= count
        self.columns[column] -= count

    def _path(self, start: int, limits: Cells) -> list[tuple[int, int]]:
        """Return the shortest way from a row to a column with room, or nothing.

        Cells by turns gain and give up: (start, a), (b, a), (b, c) and so on.
        """
        ways: dict[int, list[tuple[int, int]]] = {start: []}
        reached: set[int] = set()
        waiting = [start]
        for row in waiting:
            for column in self._open(row, limits, reached=reached):
                reached.add(column)
                way = [*ways[row], (row, column)]
                if self.columns[column]:
                    return way
                for other in self._givers(column, ways):
                    ways[other] = [*way, (other, column)]
                    waiting.append(other)
        return []

    def _open(self, row: int, limits: Cells, *, reached: set[int]) -> list[int]:
        room = zip(self.counts[row], limits[row], strict=True)
        return [
            column
            for column, (count, limit) in enumerate(room)
            if column not in reached and count < limit
        ]

    def _givers(self, column: int, known: Iterable[int]) -> list[int]:
        return [
            row
            for row in range(len(self.rows))
            if row not in known and self.counts[row][column] > self.floors[row][column]
        ]

    def _push(self, path: list[tuple[int, int]], limits: Cells) -> None:
        """Move along a path as much as it carries."""
        first, last = path[0][0], path[-1][1]
        room = [limits[row][at] - self.counts[row][at] for row, at in path[::2]]
        given = [self.counts[row][at] - self.floors[row][at] for row, at in path[1::2]]
        count = min(self.rows[first], self.columns[last], *room, *given)
        for turn, (row, at) in enumerate(path):
            self.counts[row][at] += -count if turn % 2 else count
        self.rows[first] -= count
        self.columns[last] -= count
