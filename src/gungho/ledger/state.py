# SPDX-License-Identifier: Apache-2.0
"""State is what the entries add up to, kept as frozen rows under keys.

Every row belongs to one book and only entries of that book touch it, so the order in
which several books are heard cannot change a row (law 8). The same code folds entries
into a dictionary in memory and into tables: a ``Source`` answers what is not held yet,
and ``drain`` hands over what has changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from operator import attrgetter
from typing import Any, ClassVar, Protocol, TypeVar

import msgspec


class Row(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of a projection; ``key`` names its key fields, the book first.

    ``indexes`` maps a name to the fields it looks up; a row whose ``indexed`` is false
    is left out of them (``index_where`` says the same in SQL). ``sought`` maps names to
    fields that only readers look up: indexes of the table, and of nothing held here;
    of those in ``sparse`` only the rows whose first field is over zero stand in them.
    """

    key: ClassVar[tuple[str, ...]] = ()
    indexes: ClassVar[dict[str, tuple[str, ...]]] = {}
    sought: ClassVar[dict[str, tuple[str, ...]]] = {}
    sparse: ClassVar[frozenset[str]] = frozenset()
    index_where: ClassVar[str] = ""

    @property
    def indexed(self) -> bool:
        """True if the row stands in its indexes."""
        return True


R = TypeVar("R", bound=Row)
Key = tuple[Any, ...]
# Most values stand for one row: its key alone is lighter than a set of it.
Table = dict[Key, "Key | set[Key]"]


class Source(Protocol):
    """Where rows lie that the state does not hold yet."""

    def get(self, kind: type[R], key: Key) -> R | None:
        """Return the row under this key, or None."""

    def get_many(self, kind: type[R], keys: Sequence[Key]) -> Iterable[R]:
        """Return the rows that there are under these keys."""

    def find(self, kind: type[R], index: str, values: Key) -> Iterable[R]:
        """Return the indexed rows with these values."""


class State:
    """A working set of rows: read through to a source, written by ``put``.

    A book that was opened here (``born``) has all its rows here: its keys are not asked
    of the source.
    """

    def __init__(self, source: Source | None = None) -> None:
        self._source = source
        self.forget()

    def forget(self) -> None:
        """Drop everything held; the source answers again."""
        self._rows: dict[type[Row], dict[Key, Row | None]] = {}
        self._index: dict[tuple[type[Row], str], Table] = {}
        self._whole: set[tuple[type[Row], str, Key]] = set()
        self._changed: dict[type[Row], dict[Key, Row]] = {}
        self._born: set[int] = set()
        self._fresh: set[tuple[type[Row], Key]] = set()

    def born(self, book: int) -> None:
        """Note that a book has just been opened, so that all of it is held here."""
        self._born.add(book)

    def fresh(self, kind: type[Row], *start: Any) -> None:
        """Note that no row has a key that starts with these two values but those here.

        A number just given is used nowhere yet: the source need not be asked.
        """
        if self._source is not None:
            self._fresh.add((kind, start))

    def get(self, kind: type[R], *key: Any) -> R | None:
        """Return the row of this kind under this key, or None."""
        rows = self._rows.get(kind)
        if rows is None:
            rows = self._rows[kind] = {}
        elif key in rows:
            return rows[key]  # type: ignore[return-value]
        if self._source is None or key[0] in self._born:
            return None
        if self._fresh and (kind, key[:2]) in self._fresh:
            return None
        row = self._source.get(kind, key)
        self._hold(kind, key, row)
        return row

    def foresee(self, kind: type[Row], keys: Iterable[Key]) -> None:
        """Ask the source at once for rows that will be asked for one by one."""
        held = self._rows.get(kind, {})
        asked = [key for key in keys if key not in held and key[0] not in self._born]
        if self._source is None or len(asked) < 2:
            return
        for key in asked:
            self._hold(kind, key, None)
        for row in self._source.get_many(kind, asked):
            self._hold(kind, key_of(row), row)

    def find(self, kind: type[R], index: str, *values: Any) -> tuple[R, ...]:
        """Return the indexed rows with these values, in key order."""
        if self._source and (kind, index, values) not in self._whole:
            self._load(kind, index, values)
        table = self._index.get((kind, index))
        keys = table.get(values) if table else None
        if not keys:
            return ()
        rows = self._rows[kind]
        if isinstance(keys, tuple):
            return (rows[keys],)  # type: ignore[return-value]
        return tuple([rows[key] for key in sorted(keys)])  # type: ignore[misc]

    def _load(self, kind: type[R], index: str, values: Key) -> None:
        self._whole.add((kind, index, values))
        if kind.indexes[index][0] == "book" and values[0] in self._born:
            return
        assert self._source is not None
        held = self._rows.setdefault(kind, {})
        for row in self._source.find(kind, index, values):
            key = key_of(row)
            if held.get(key) is None:
                self._hold(kind, key, row)

    def put(self, row: Row) -> None:
        """Set the row under its key."""
        kind = type(row)
        key = _getter(kind.key)(row)
        self._hold(kind, key, row)
        changed = self._changed.get(kind)
        if changed is None:
            changed = self._changed[kind] = {}
        changed[key] = row

    def drain(self) -> dict[type[Row], tuple[Row, ...]]:
        """Hand over the rows put since the last call."""
        changed, self._changed = self._changed, {}
        return {kind: tuple(rows.values()) for kind, rows in changed.items()}

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
        rows = self._rows.get(kind)
        if rows is None:
            rows = self._rows[kind] = {}
        before = rows.get(key)
        rows[key] = row
        for index, values_of in _getters(kind):
            old = values_of(before) if before is not None and before.indexed else None
            new = values_of(row) if row is not None and row.indexed else None
            if old == new:
                continue
            table = self._index.setdefault((kind, index), {})
            if old is not None:
                _leave(table, old, key)
            if new is not None:
                _enter(table, new, key)


def _enter(table: Table, values: Key, key: Key) -> None:
    keys = table.get(values)
    if keys is None:
        table[values] = key
    elif isinstance(keys, set):
        keys.add(key)
    elif keys != key:
        table[values] = {keys, key}


def _leave(table: Table, values: Key, key: Key) -> None:
    keys = table[values]
    if isinstance(keys, set):
        keys.discard(key)
    else:
        del table[values]


def key_of(row: Row) -> Key:
    """Return the row's key values."""
    return _getter(row.key)(row)


@cache
def _getter(names: tuple[str, ...]) -> Callable[[Row], Key]:
    if len(names) > 1:
        return attrgetter(*names)
    only = attrgetter(names[0])
    return lambda row: (only(row),)


@cache
def _getters(kind: type[Row]) -> tuple[tuple[str, Callable[[Row], Key]], ...]:
    return tuple((index, _getter(names)) for index, names in kind.indexes.items())
