# SPDX-License-Identifier: Apache-2.0
"""A home of this installation: its folder, key, clock and stored books."""

from __future__ import annotations

import atexit
import shutil
import sqlite3
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
from django.db import connection, connections

from gungho.journal import NodeKey
from gungho.node.database import FILE, settings_for
from gungho.node.witness import Witness
from gungho.store.books import StoreBooks
from gungho.store.checking import verify_store
from gungho.store.setup import make_tables
from gungho.store.shelves import StoreShelves
from tests.support.goods import KEY
from tests.support.memory import Clock


def point_to(url: str, folder: Path) -> None:
    """Let Django's one connection, in every thread, speak to this database."""
    connection.close()
    settings = settings_for(url, folder)
    connections.databases["default"] = connections.configure_settings(
        {"default": settings}
    )["default"]
    del connections["default"]


class FreshHome:
    """One database, made ready, and the books kept in it."""

    def __init__(self, folder: Path, *, key: NodeKey = KEY, url: str = "") -> None:
        self.folder = folder
        self.key = key
        self.url = url
        self.path = folder / FILE
        self.clock = Clock()
        self.witness = Witness(folder / "witness")
        if not url and not self.path.exists():
            shutil.copyfile(made(), self.path)
        self.point()
        make_tables()
        self.books = self.open()

    def point(self) -> None:
        """Let Django's one connection speak to this database."""
        point_to(self.url, self.folder)

    def anew(self) -> FreshHome:
        """Return a home in the same folder that has never been used."""
        connection.close()
        for path in self.folder.iterdir():
            path.unlink()
        if self.url:
            self.rows("DROP SCHEMA public CASCADE")
            self.rows("CREATE SCHEMA public")
        return FreshHome(self.folder, key=self.key, url=self.url)

    def open(self) -> StoreBooks:
        """Return the books as a fresh process would open them."""
        return StoreBooks(
            connection, key=self.key, clock=self.clock, witness=self.witness
        )

    def shelves(self, body: str = "hk") -> StoreShelves:
        """Return the books as bundles are made from and read into them."""
        return StoreShelves(connection, self.books, key=self.key, body=body)

    def reopened(self) -> StoreBooks:
        """Close the file, and open the books again."""
        connection.close()
        self.books = self.open()
        return self.books

    def witnessed(self) -> dict[str, tuple[int, str]]:
        """Return what was acknowledged, as remembered outside the database."""
        return self.witness.seen()

    def verify(self) -> int:
        """Check every book; return how many entries hold."""
        found = verify_store(witnessed=self.witness.seen(), told=lambda *_: None)
        return sum(one.entries for one in found)

    def plain(self) -> Any:
        """Return a plain connection to the database, with none of our settings."""
        if self.url:
            return psycopg.connect(self.url)
        return sqlite3.connect(self.path)

    def inside(self) -> bool:
        """Return True if the connection was cut off inside a transaction."""
        raw = connection.connection
        if self.url:
            return raw.info.transaction_status != psycopg.pq.TransactionStatus.IDLE
        return bool(raw.in_transaction)

    def read_only(self, *, wanted: bool) -> None:
        """Let the database be read only, or written again."""
        told = "ON" if wanted else "OFF"
        self.rows(
            f"SET default_transaction_read_only = {told}"
            if self.url
            else f"PRAGMA query_only = {told}"
        )

    def unguard(self, table: str, *, deed: str) -> None:
        """Take a guard away."""
        on = f" ON {table}" if self.url else ""
        self.rows(f"DROP TRIGGER {table}_no_{deed}{on}")

    def wait(self, milliseconds: int) -> None:
        """Wait so long for a lock."""
        self.rows(
            f"SET lock_timeout = {milliseconds}"
            if self.url
            else f"PRAGMA busy_timeout = {milliseconds}"
        )

    def locked(self) -> Any:
        """Return a plain connection that lets nobody else write."""
        plain = self.plain()
        if self.url:
            plain.execute("LOCK TABLE journal_head IN ACCESS EXCLUSIVE MODE")
        else:
            plain.execute("BEGIN IMMEDIATE")
        return plain

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return rows by a plain connection."""
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            return list(cursor.fetchall()) if cursor.description else []

    def journal(self) -> list[tuple[str, int, bytes]]:
        """Return every entry's bytes by body and sequence."""
        return [
            (body, seq, bytes(raw))
            for body, seq, raw in self.rows(
                "SELECT h.body, e.seq, e.raw FROM journal_entry e "
                "JOIN journal_head h ON h.book = e.book ORDER BY 1, 2"
            )
        ]


@cache
def made() -> Path:
    """Return an SQLite file whose tables are made and guarded, to be copied."""
    folder = Path(tempfile.mkdtemp(prefix="gungho-made-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    point_to("", folder)
    make_tables()
    connection.close()
    return folder / FILE


@cache
def template(folder: Path) -> str:
    """Return the name of a PostgreSQL database whose tables are made and guarded."""
    from tests.support import postgres  # noqa: PLC0415 - starts a server

    url = postgres.fresh()
    point_to(url, folder)
    make_tables()
    connection.close()
    return postgres.name_of(url)
