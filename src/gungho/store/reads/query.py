# SPDX-License-Identifier: Apache-2.0
"""One way to ask the tables: a query, its values, and rows of a frozen type."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from gungho.ledger.state import R
from gungho.store.tables import columns_of, table_of


def fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def one(statement: str, values: Sequence[Any] = ()) -> tuple[Any, ...] | None:
    """Return the first row of a query, or None."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        found: tuple[Any, ...] | None = cursor.fetchone()
        return found


def rows(
    kind: type[R],
    where: str = "",
    values: Sequence[Any] = (),
    *,
    order: str = "",
    limit: int = 0,
) -> list[R]:
    """Return rows of a projection as their type."""
    names = ", ".join(f'"{name}"' for name in columns_of(kind))
    statement = f"SELECT {names} FROM {table_of(kind)}"
    statement += f" WHERE {where}" if where else ""
    statement += f" ORDER BY {order}" if order else ""
    statement += f" LIMIT {limit}" if limit else ""
    fields = kind.__struct_fields__
    return [
        kind(**dict(zip(fields, row, strict=True))) for row in fetch(statement, values)
    ]
