# SPDX-License-Identifier: Apache-2.0
"""A home of this installation: its folder, key, clock and stored books."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from django.db import connection

from gungho.journal import NodeKey
from gungho.node.home import Witness
from gungho.store.books import StoreBooks
from gungho.store.checking import verify_store
from gungho.store.setup import make_tables
from gungho.store.shelves import StoreShelves
from tests.support.goods import KEY
from tests.support.memory import Clock


class FreshHome:
    """One database file, made ready, and the books kept in it."""

    def __init__(self, folder: Path, *, key: NodeKey = KEY) -> None:
        self.folder = folder
        self.key = key
        self.path = folder / "gungho.sqlite3"
        self.clock = Clock()
        self.witness = Witness(folder / "acknowledged.json")
        self.point()
        make_tables()
        self.books = self.open()

    def point(self) -> None:
        """Let Django's one connection speak to this file."""
        connection.close()
        connection.settings_dict["NAME"] = str(self.path)

    def anew(self) -> FreshHome:
        """Return a home in the same folder that has never been used."""
        connection.close()
        for path in self.folder.iterdir():
            path.unlink()
        return FreshHome(self.folder, key=self.key)

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

    def verify(self) -> int:
        """Check every book; return how many entries hold."""
        found = verify_store(witnessed=self.witness.seen(), told=lambda *_: None)
        return sum(one.entries for one in found)

    def plain(self) -> sqlite3.Connection:
        """Return a plain connection, with none of our settings."""
        return sqlite3.connect(self.path)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return rows by a plain connection."""
        with connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            return list(cursor.fetchall())

    def journal(self) -> list[tuple[str, int, bytes]]:
        """Return every entry's bytes by body and sequence."""
        return [
            (body, seq, bytes(raw))
            for body, seq, raw in self.rows(
                "SELECT h.body, e.seq, e.raw FROM journal_entry e "
                "JOIN journal_head h ON h.book = e.book ORDER BY 1, 2"
            )
        ]
