# SPDX-License-Identifier: Apache-2.0
"""Statements said to the database with as little between as its driver allows.

One write is a dozen short statements, and Django's cursor costs more than SQLite's own
work on each; so SQLite's driver is spoken to directly, unless somebody listens to the
statements. On PostgreSQL many rows go in one statement, whose marks are numbered here
once: its driver would read all of it again each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import islice
from typing import Any

from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.connection import ConnectionProxy
from django.utils.module_loading import import_string

AT_ONCE = 256
PREPARED = 32  # a statement with more values is one of many widths
Values = Sequence[Any]


@dataclass(frozen=True, slots=True)
class Insert:
    """An INSERT of rows with so many columns; ``then`` says what a conflict does."""

    into: str
    columns: int
    then: str = ""

    def of(self, rows: int) -> str:
        """Return the statement for so many rows."""
        return _insert(self, rows)


@lru_cache(maxsize=1024)
def _insert(insert: Insert, rows: int) -> str:
    row = f"({', '.join(['%s'] * insert.columns)})"
    return f"INSERT INTO {insert.into} VALUES {', '.join([row] * rows)} {insert.then}"


def ask(
    connection: BaseDatabaseWrapper, statement: str, values: Values = ()
) -> list[tuple[Any, ...]]:
    """Return all rows of a query."""
    with connection.wrap_database_errors:
        return list(_said(connection, statement, values).fetchall())


def tell(connection: BaseDatabaseWrapper, statement: str, values: Values = ()) -> None:
    """Run one statement that returns nothing."""
    with connection.wrap_database_errors:
        _said(connection, statement, values)


def insert_rows(
    connection: BaseDatabaseWrapper, insert: Insert, rows: Sequence[Values]
) -> None:
    """Insert rows, no two of which are in conflict with each other."""
    if connection.vendor == "sqlite":
        with connection.wrap_database_errors:
            plain = _plain(connection)
            if plain is not None:
                plain.executemany(_marked(insert.of(1)), rows)
            else:
                connection.cursor().executemany(insert.of(1), rows)
        return
    for some in _parts(rows):
        tell(connection, insert.of(len(some)), [one for row in some for one in row])


@contextmanager
def together(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Send statements to a server without waiting for each one's answer.

    What is wrong with one is raised at the latest when the last has been sent.
    """
    if connection.vendor == "sqlite":
        yield
        return
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        yield


def _parts(rows: Sequence[Values]) -> Iterator[list[Values]]:
    waiting = iter(rows)
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _said(connection: BaseDatabaseWrapper, statement: str, values: Values) -> Any:
    """Run one statement; return what its rows can be fetched from."""
    plain = _plain(connection)
    if plain is None:
        cursor = connection.cursor()
        cursor.execute(statement, values)
        return cursor
    if connection.vendor == "sqlite":
        return plain.execute(_marked(statement), values)
    is_short = len(values) <= PREPARED
    return _raw_cursor()(plain).execute(_numbered(statement), values, prepare=is_short)


@cache
def _raw_cursor() -> Any:
    """Return psycopg's cursor that takes a statement as the server does."""
    return import_string("psycopg.RawCursor")


def _plain(connection: BaseDatabaseWrapper) -> Any:
    """Return the driver's own connection if nobody listens to what is said to it."""
    if isinstance(connection, ConnectionProxy):
        connection = connections[connection.alias]
    if connection.execute_wrappers or connection.force_debug_cursor:
        return None
    if connection.connection is None:
        connection.ensure_connection()
    connection.validate_no_broken_transaction()
    return connection.connection


@lru_cache(maxsize=1024)
def _marked(statement: str) -> str:
    """Return a statement with the marks of SQLite's driver."""
    return statement.replace("%s", "?")


@lru_cache(maxsize=1024)
def _numbered(statement: str) -> str:
    """Return a statement with the marks of PostgreSQL's server."""
    first, *rest = statement.split("%s")
    return first + "".join(f"${at}{part}" for at, part in enumerate(rest, start=1))
