# SPDX-License-Identifier: Apache-2.0
"""Rebuilding drops every projection and folds the journal again, to equal rows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from hashlib import sha256

from django.db import connection, transaction

from gungho.actions.record import fold, read_payload, read_postings
from gungho.flows.kinds import ROWS
from gungho.journal import decode
from gungho.ledger.state import State
from gungho.store.reads import journal
from gungho.store.reads.query import fetch
from gungho.store.source import write_rows
from gungho.store.tables import columns_of, table_of

HEADS = "journal_head"
Told = Callable[[str, int], None]


def digests() -> dict[str, str]:
    """Return each projection's SHA-256 over its rows in key order."""
    found = {}
    for kind in ROWS:
        names = ", ".join(f'"{name}"' for name in columns_of(kind))
        key = ", ".join(f'"{name}"' for name in kind.key)
        hashed = sha256()
        for row in fetch(f"SELECT {names} FROM {table_of(kind)} ORDER BY {key}"):
            hashed.update(repr(row).encode())
        found[table_of(kind)] = hashed.hexdigest()
    return found


def rebuild(*, told: Told) -> int:
    """Fold every entry again into empty projections; return how many were folded.

    The projections change in one step or not at all.
    """
    folded = 0
    with transaction.atomic():
        hold_writers(tables=[HEADS])
        with connection.cursor() as cursor:
            for kind in ROWS:
                cursor.execute(f"DELETE FROM {table_of(kind)}")
        for line in journal.books():
            state = State()
            for _, raw, _ in journal.raw_entries(line.number):
                entry = decode(raw)
                fold(
                    state,
                    entry,
                    read_payload(entry),
                    read_postings(entry),
                    body=line.body,
                )
                folded += 1
            write_rows(connection, state.drain())
            told(line.body, folded)
    count_anew()
    return folded


def count_anew() -> None:
    """Let a server look at its tables again, for its plans rest on what it last saw."""
    if connection.vendor != "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def hold_writers(*, tables: Iterable[str]) -> None:
    """Let nobody else write until the transaction ends, however long that takes.

    SQLite does so by itself; on PostgreSQL the books' heads are locked first, as
    whoever appends does.
    """
    if connection.vendor == "sqlite":
        return
    names = ", ".join(sorted(tables, key=lambda name: (name != HEADS, name)))
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL idle_in_transaction_session_timeout = 0")
        cursor.execute(f"LOCK TABLE {names} IN EXCLUSIVE MODE")
