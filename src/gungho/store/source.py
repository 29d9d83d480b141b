# SPDX-License-Identifier: Apache-2.0
"""Rows read from and written to the projections' tables, in plain SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.ledger.state import Key, R, Row
from gungho.store.statements import AT_ONCE, Insert, ask, insert_rows
from gungho.store.tables import columns_of, table_of


class SqlSource:
    """Answers a state's questions from the tables."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def get(self, kind: type[R], key: Key) -> R | None:
        """Return the row under this key, or None."""
        found = ask(self._connection, _get_sql(kind), key)
        return _row(kind, found[0]) if found else None

    def get_many(self, kind: type[R], keys: Sequence[Key]) -> Iterable[R]:
        """Return the rows that there are under these keys."""
        for start in range(0, len(keys), AT_ONCE):
            some = keys[start : start + AT_ONCE]
            values = [value for key in some for value in key]
            for one in ask(self._connection, _many_sql(kind, len(some)), values):
                yield _row(kind, one)

    def find(self, kind: type[R], index: str, values: Key) -> Iterable[R]:
        """Return the indexed rows with these values."""
        found = ask(self._connection, _find_sql(kind, index), values)
        return [_row(kind, one) for one in found]


def _row(kind: type[R], found: tuple[Any, ...]) -> R:
    return kind(**dict(zip(kind.__struct_fields__, found, strict=True)))


def _names(names: Iterable[str]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _where(names: Iterable[str]) -> str:
    return " AND ".join(f'"{name}" = %s' for name in names)


@lru_cache(maxsize=256)
def _get_sql(kind: type[Row]) -> str:
    return (
        f"SELECT {_names(columns_of(kind))} FROM {table_of(kind)} "
        f"WHERE {_where(kind.key)}"
    )


@lru_cache(maxsize=256)
def _many_sql(kind: type[Row], keys: int) -> str:
    one = f"({', '.join(['%s'] * len(kind.key))})"
    return (
        f"SELECT {_names(columns_of(kind))} FROM {table_of(kind)} "
        f"WHERE ({_names(kind.key)}) IN (VALUES {', '.join([one] * keys)})"
    )


@lru_cache(maxsize=256)
def _find_sql(kind: type[Row], index: str) -> str:
    extra = f" AND {kind.index_where}" if kind.index_where else ""
    return (
        f"SELECT {_names(columns_of(kind))} FROM {table_of(kind)} "
        f"WHERE {_where(kind.indexes[index])}{extra}"
    )


@lru_cache(maxsize=256)
def _put(kind: type[Row]) -> Insert:
    columns = columns_of(kind)
    rest = [name for name in columns if name not in kind.key]
    update = ", ".join(f'"{name}" = excluded."{name}"' for name in rest)
    action = f"DO UPDATE SET {update}" if rest else "DO NOTHING"
    return Insert(
        f"{table_of(kind)} ({_names(columns)})",
        len(columns),
        f"ON CONFLICT ({_names(kind.key)}) {action}",
    )


def write_rows(
    connection: BaseDatabaseWrapper, changed: Mapping[type[Row], Iterable[Row]]
) -> None:
    """Set the rows in their tables."""
    for kind, rows in changed.items():
        values_of = _values_of(kind)
        insert_rows(connection, _put(kind), [values_of(row) for row in rows])


@lru_cache(maxsize=256)
def _values_of(kind: type[Row]) -> Callable[[Row], tuple[Any, ...]]:
    return attrgetter(*kind.__struct_fields__)
