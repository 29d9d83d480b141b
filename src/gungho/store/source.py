# SPDX-License-Identifier: Apache-2.0
"""Rows read from and written to the projections' tables, in plain SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.ledger.state import Key, R, Row
from gungho.store.tables import columns_of, table_of


class SqlSource:
    """Answers a state's questions from the tables."""

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection = connection

    def get(self, kind: type[R], key: Key) -> R | None:
        """Return the row under this key, or None."""
        with self._connection.cursor() as cursor:
            cursor.execute(_get_sql(kind), key)
            found = cursor.fetchone()
        return _row(kind, found) if found else None

    def find(self, kind: type[R], index: str, values: Key) -> Iterable[R]:
        """Return the indexed rows with these values."""
        with self._connection.cursor() as cursor:
            cursor.execute(_find_sql(kind, index), values)
            return [_row(kind, found) for found in cursor.fetchall()]


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
def _find_sql(kind: type[Row], index: str) -> str:
    extra = f" AND {kind.index_where}" if kind.index_where else ""
    return (
        f"SELECT {_names(columns_of(kind))} FROM {table_of(kind)} "
        f"WHERE {_where(kind.indexes[index])}{extra}"
    )


@lru_cache(maxsize=256)
def _put_sql(kind: type[Row]) -> str:
    columns = columns_of(kind)
    marks = ", ".join(["%s"] * len(columns))
    rest = [name for name in columns if name not in kind.key]
    update = ", ".join(f'"{name}" = excluded."{name}"' for name in rest)
    action = f"DO UPDATE SET {update}" if rest else "DO NOTHING"
    return (
        f"INSERT INTO {table_of(kind)} ({_names(columns)}) VALUES ({marks}) "
        f"ON CONFLICT ({_names(kind.key)}) {action}"
    )


def write_rows(
    connection: BaseDatabaseWrapper, changed: Mapping[type[Row], Iterable[Row]]
) -> None:
    """Set the rows in their tables."""
    with connection.cursor() as cursor:
        for kind, rows in changed.items():
            fields = kind.__struct_fields__
            cursor.executemany(
                _put_sql(kind),
                [tuple([getattr(row, name) for name in fields]) for row in rows],
            )
