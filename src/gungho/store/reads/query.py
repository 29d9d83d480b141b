# SPDX-License-Identifier: Apache-2.0
"""One way to ask the tables: a query, its values, and rows of a frozen type."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection

from gungho.ledger.state import R
from gungho.store.tables import columns_of, table_of

STREAMED = 500
# What narrows a table with books, by its alias, to one body's.
OF_BODY = "{}.book = (SELECT book FROM journal_head WHERE body = %s)"


def fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))
        return list(cursor.fetchall())


def stream(statement: str, values: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a query as they are read, few of them held at a time.

    They stand as they were when the query began.
    """
    with connection.chunked_cursor() as cursor:
        cursor.execute(statement, list(values))
        while found := cursor.fetchmany(STREAMED):
            yield from found


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """By which of its columns a list is sorted, and whether downwards."""

    name: str
    is_down: bool = False


def ordered(
    order: Order | None, known: Mapping[str, str], *, usual: str, last: str
) -> str:
    """Return the ORDER BY of a list: as asked for, else as usual.

    ``known`` maps a column's name to what is sorted by it, ``last`` tells equal rows
    apart.
    """
    if order is None or order.name not in known:
        return f"ORDER BY {usual}"
    way = " DESC" if order.is_down else ""
    parts = [f"{part.strip()}{way}" for part in known[order.name].split(",")]
    return f"ORDER BY {', '.join([*parts, last])}"


def part_of(
    statement: str, values: Sequence[Any] = (), *, start: int, most: int | None
) -> Iterable[tuple[Any, ...]]:
    """Return the rows of one part of a list; all of it, with no ``most``, as read."""
    if most is None:
        return stream(statement, values)
    return fetch(f"{statement} LIMIT %s OFFSET %s", [*values, most, start])


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
