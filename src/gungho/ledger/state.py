# SPDX-License-Identifier: Apache-2.0
"""State is what the entries add up to, kept as frozen rows under keys.

Every row belongs to one book and only entries of that book touch it, so the order in
which several books are heard cannot change a row (law 8). The same code folds entries
into a dictionary in memory and into tables: a ``Source`` answers what is not held yet,
and ``drain`` hands over what has changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a projection; ``key`` names its key fields, the book first.

    ``indexes`` maps a name to the fields it looks up; a row whose ``indexed`` is false
    is left out of them (``index_where`` says the same in SQL).
    """

    key: ClassVar[tuple[str, ...]] = ()
    indexes: ClassVar[dict[str, tuple[str, ...]]] = {}
    index_where: ClassVar[str] = ""

    @property
    def indexed(self) -> bool:
        """True if the row stands in its indexes."""
        return True


R = TypeVar("R", bound=Row)
Key = tuple[Any, ...]


class Source(Protocol):
    """Where rows lie that the state does not hold yet."""

    def get(self, kind: type[R], key: Key) -> R | None:
        """Return the row under this key, or None."""

    def find(self, kind: type[R], index: str, values: Key) -> Iterable[R]:
        """Return the indexed rows with these values."""


class State:
    """A working set of rows: read through to a source, written by ``put``."""

    def __init__(self, source: Source | None = None) -> None:
        self._source = source
        self._rows: dict[type[Row], dict[Key, Row | None]] = {}
        self._index: dict[tuple[type[Row], str], dict[Key, set[Key]]] = {}
        self._whole: set[tuple[type[Row], str, Key]] = set()
        self._changed: dict[type[Row], dict[Key, Row]] = {}

    def get(self, kind: type[R], *key: Any) -> R | None:
        """Return the row of this kind under this key, or None."""
        rows = self._rows.setdefault(kind, {})
        if key in rows:
            return rows[key]  # type: ignore[return-value]
        row = self._source.get(kind, key) if self._source else None
        self._hold(kind, key, row)
        return row

    def find(self, kind: type[R], index: str, *values: Any) -> tuple[R, ...]:
        """Return the indexed rows with these values, in key order."""
        if self._source and (kind, index, values) not in self._whole:
            held = self._rows.setdefault(kind, {})
            for row in self._source.find(kind, index, values):
                key = key_of(row)
                if held.get(key) is None:
                    self._hold(kind, key, row)
            self._whole.add((kind, index, values))
        keys = self._index.get((kind, index), {}).get(values, ())
        rows = self._rows.get(kind, {})
        return tuple(rows[key] for key in sorted(keys))  # type: ignore[misc]

    def put(self, row: Row) -> None:
        """Set the row under its key."""
        kind = type(row)
        key = key_of(row)
        self._hold(kind, key, row)
        self._changed.setdefault(kind, {})[key] = row

    def drain(self) -> dict[type[Row], tuple[Row, ...]]:
        """Hand over the rows put since the last call."""
        changed, self._changed = self._changed, {}
        return {kind: tuple(rows.values()) for kind, rows in changed.items()}

    def forget(self) -> None:
        """Drop everything held; the source answers again."""
        self.__init__(self._source)  # type: ignore[misc]

    def __len__(self) -> int:
        return sum(map(len, self._rows.values()))

    def rows(self, kind: type[R]) -> Iterator[R]:
        """Yield the rows held of this kind, in key order (all, without a source)."""
        held = self._rows.get(kind, {})
        for key in sorted(held):
            row = held[key]
            if row is not None:
                yield row  # type: ignore[misc]

    def _hold(self, kind: type[Row], key: Key, row: Row | None) -> None:
        rows = self._rows.setdefault(kind, {})
        before = rows.get(key)
        rows[key] = row
        for index, fields in kind.indexes.items():
            table = self._index.setdefault((kind, index), {})
            old = _values(before, fields)
            new = _values(row, fields)
            if old == new:
                continue
            if old is not None:
                table[old].discard(key)
            if new is not None:
                table.setdefault(new, set()).add(key)


def key_of(row: Row) -> Key:
    """Return the row's key values."""
    return tuple([getattr(row, name) for name in row.key])


def _values(row: Row | None, fields: tuple[str, ...]) -> Key | None:
    if row is None or not row.indexed:
        return None
    return tuple([getattr(row, name) for name in fields])
