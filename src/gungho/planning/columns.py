# SPDX-License-Identifier: Apache-2.0
"""What a plan tells of many needs stands in columns; its rows are made when asked for.

Columns are exact: 64-bit integers, or Python's own where those would not hold a sum.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar, overload

import numpy as np
import numpy.typing as npt

from gungho.planning.plan import PlanLine, Reason
from gungho.planning.rows import PPM

Column = npt.NDArray[np.int64]  # or of Python's integers, where 64 bits are too few
Numbers = npt.NDArray[np.integer[Any]]
_SAFE = 2**62
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """What all lines have in common that go to one place by one way.

    ``currency`` and ``bought_at`` are empty for what is given in kind.
    """

    supply: str
    commodity: str
    route: tuple[str, ...]
    currency: str
    bought_at: str
    why: Reason


class Table(Sequence[_T]):
    """Rows in columns of one length, each made when it is asked for."""

    __slots__ = ()
    __hash__ = None  # type: ignore[assignment]  # equal to any sequence of equal rows

    @abstractmethod
    def _columns(self) -> tuple[Numbers, ...]:
        """Return the columns, each (n_rows,)."""

    @abstractmethod
    def _row(self, told: tuple[int, ...]) -> _T:
        """Return the row that these values of the columns tell."""

    def __len__(self) -> int:
        return len(self._columns()[0])

    @overload
    def __getitem__(self, index: int) -> _T: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[_T]: ...
    def __getitem__(self, index: int | slice) -> _T | Sequence[_T]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        return self._row(tuple(int(each[index]) for each in self._columns()))

    def __iter__(self) -> Iterator[_T]:
        for row in zip(*(each.tolist() for each in self._columns()), strict=True):
            yield self._row(row)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Sequence):
            return NotImplemented
        return len(self) == len(other) and all(map(_same, self, other))

    def __repr__(self) -> str:
        return f"{type(self).__name__} of {tuple(self)!r}"


class Lines(Table[PlanLine]):
    """Lines in columns of one length, in their order.

    ``need`` and ``way`` number the names in ``needs`` and the rows in ``ways``;
    ``counts``, ``arrives`` and ``paid`` are in smallest units, ``paid`` 0 in kind.
    """

    __slots__ = ("arrives", "counts", "need", "needs", "paid", "way", "ways")

    def __init__(
        self,
        names: tuple[Sequence[str], Sequence[Way]],
        at: tuple[Numbers, Numbers],
        *,
        counts: tuple[Column, Column, Column],
    ) -> None:
        self.needs, self.ways = names
        self.need, self.way = at
        self.counts, self.arrives, self.paid = counts

    @classmethod
    def of(cls, rows: Sequence[PlanLine]) -> Lines:
        """Return these rows in columns; those that are already, as they are."""
        if isinstance(rows, cls):
            return rows
        needs: dict[str, int] = {}
        ways: dict[tuple[object, ...], Way] = {}
        places: dict[tuple[object, ...], int] = {}
        at: list[tuple[int, int]] = []
        for row in rows:
            way = _way(row)
            key = (way.supply, way.commodity, way.route, way.currency, way.bought_at,
                   id(row.why))  # fmt: skip
            ways.setdefault(key, way)
            need = needs.setdefault(row.need, len(needs))
            at.append((need, places.setdefault(key, len(places))))
        numbers = np.array(at, dtype=np.int32).reshape(-1, 2)
        counts = (
            column([row.count for row in rows]),
            column([row.arrives for row in rows]),
            column([row.bought_with[1] if row.bought_with else 0 for row in rows]),
        )
        names = (tuple(needs), tuple(ways.values()))
        return cls(names, (numbers[:, 0], numbers[:, 1]), counts=counts)

    def _columns(self) -> tuple[Numbers, Numbers, Column, Column, Column]:
        return self.need, self.way, self.counts, self.arrives, self.paid

    def _row(self, told: tuple[int, ...]) -> PlanLine:
        need, at, count, arrives, paid = told
        way = self.ways[at]
        return PlanLine(
            need=self.needs[need],
            supply=way.supply,
            commodity=way.commodity,
            count=count,
            arrives=arrives,
            route=way.route,
            bought_with=(way.currency, paid) if way.currency else None,
            bought_at=way.bought_at,
            why=way.why,
        )


def _same(one: object, other: object) -> bool:
    return one == other


def _way(row: PlanLine) -> Way:
    return Way(
        supply=row.supply,
        commodity=row.commodity,
        route=row.route,
        currency=row.bought_with[0] if row.bought_with else "",
        bought_at=row.bought_at,
        why=row.why,
    )


def column(counts: Sequence[int]) -> Column:
    """Return counts as a column that can hold the sum of them all."""
    most = max(map(abs, counts), default=0)
    fits = most * max(1, len(counts)) < _SAFE
    return np.array(counts, dtype=np.int64 if fits else object)


def times(counts: Column, factor: Column | int) -> Column:
    """Return exact products."""
    factors = np.asarray(factor)
    most = int(abs(counts).max(initial=0)) * int(abs(factors).max(initial=0))
    if most * max(1, len(counts)) < _SAFE:
        return counts * factor
    wide: Column = counts.astype(object) * factors.astype(object)
    return wide


def through_each(counts: Column, loss_ppm: Column | int) -> Column:
    """Return what is expected to arrive of each count over one stage.

    As ``rows.through`` counts it; a whole million is taken out first, so that no
    product leaves 64 bits.
    """
    millions, rest = counts // PPM, counts % PPM
    lost: Column = millions * loss_ppm + (rest * loss_ppm + PPM // 2 - 1) // PPM
    return counts - lost


def paid_each(counts: Column, costs: Column, *, per: Column) -> Column:
    """Return what each count costs, as ``rows.paid_for`` does."""
    return -(-times(counts, costs) // per)


def padded(each: Sequence[Sequence[_T]], *, filling: _T) -> list[list[_T]]:
    """Return the first of each, the second of each and so on, the short filled up."""
    longest = max(map(len, each), default=0)
    return [
        [row[at] if at < len(row) else filling for row in each] for at in range(longest)
    ]
