# SPDX-License-Identifier: Apache-2.0
"""Nodes far apart, in one process: each has a database, a key and a witness of its own.

The same store as in an installation, on SQLite in memory, so that a thousand stories
of many nodes can be told; a crash is an exception at any statement, after which the
node starts anew on what its disk holds.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

from django.db import connections

from gungho.actions.found_body import found_body, introduction, recognise_body
from gungho.actions.make_bundle import Made, make_bundle
from gungho.actions.open_book import Founding
from gungho.actions.ports import Command, Receipt
from gungho.actions.read_bundle import Reading, read_bundle
from gungho.actions.record import record
from gungho.federation.bundle import parse_bundle
from gungho.journal import KEY_NAME, NodeKey
from gungho.node.database import settings_for
from gungho.store.books import StoreBooks
from gungho.store.digest import book_digest
from gungho.store.setup import make_tables
from gungho.store.shelves import StoreShelves
from gungho.store.sqlite.base import DatabaseWrapper
from tests.support.memory import Clock

_ALIASES = count(1)


class Crash(BaseException):
    """The power fails here."""


class Witness:
    """A memory outside the database, in a dictionary."""

    def __init__(self) -> None:
        self.seen: dict[str, tuple[int, str]] = {}
        self.fails: Callable[[], None] = lambda: None

    def last(self, body: str) -> tuple[int, str]:
        """Return the last acknowledged size and root."""
        return self.seen.get(body, (0, ""))

    def acknowledge(self, body: str, *, size: int, root: bytes) -> None:
        """Note a size, unless a larger one is noted."""
        self.fails()
        if size >= self.last(body)[0]:
            self.seen[body] = (size, root.hex())

    def resume(self, body: str, *, size: int, root: bytes) -> None:
        """Note the size at which a person resumed a book."""
        self.fails()
        self.seen[body] = (size, root.hex())


@cache
def template() -> bytes:
    """Return a database with its tables and guards, as bytes."""
    ours = connections["default"]
    made = _in_memory("default")
    connections["default"] = made
    try:
        make_tables()
        raw: bytes = made.connection.serialize()
    finally:
        connections["default"] = ours
        made.connection.close()
    return raw


def _in_memory(alias: str) -> DatabaseWrapper:
    plain = {**settings_for("", Path()), "NAME": f"file:{alias}?mode=memory"}
    settings = connections.configure_settings({"default": plain})["default"]
    made = DatabaseWrapper(settings, alias)
    made.ensure_connection()
    return made


def fresh_connection() -> DatabaseWrapper:
    """Return a connection to a fresh database in memory."""
    raw = template()
    alias = f"node-{next(_ALIASES)}"
    made = _in_memory(alias)
    connections[alias] = made
    made.connection.deserialize(raw)
    return made


class FarNode:
    """One installation: its database, key, witness, books and shelves."""

    def __init__(self, body: str, *, form: str = "committee", seed: int = 0) -> None:
        self.body = body
        self.form = form
        self.seed = seed
        self.clock = Clock()
        self.key = NodeKey.generate(KEY_NAME, self.bytes("key"))
        self.recovery = NodeKey.generate("recovery", self.bytes("recovery"))
        self.witness = Witness()
        self.connection = fresh_connection()
        self.more_keys: list[NodeKey] = []
        self.start()

    def bytes(self, name: str) -> bytes:
        """Return 32 bytes that follow from the node's name and seed."""
        return sha256(f"{self.seed}/{self.body}/{name}".encode()).digest()

    def start(self) -> None:
        """Open the books as a fresh process would."""
        self.books = StoreBooks(
            self.connection,
            key=self.key,
            clock=self.clock,
            witness=self.witness,
            more_keys=self.more_keys,
        )
        self.shelves = StoreShelves(
            self.connection, self.books, key=self.key, body=self.body
        )

    def found(self, currency: str = "GBP") -> FarNode:
        """Found the body on this node."""
        found_body(
            self.books,
            Founding(
                body=self.body,
                form=self.form,
                currency=currency,
                key=self.key.public,
                recovery=self.recovery.public,
                nonce=self.bytes("nonce"),
            ),
            scale=2,
        )
        return self

    @property
    def number(self) -> int:
        """The number of the node's own book."""
        return self.books.bodies()[self.body]

    def tell(
        self, kind: str, entry: str, *, book: str = "", corrects: str = "", **facts: Any
    ) -> Receipt:
        """Record one command in the node's own book."""
        command = Command(
            book=book or self.body,
            id=entry,
            kind=kind,
            happened=self.clock().date().isoformat(),
            facts=facts,
            corrects=corrects,
        )
        return record(self.books, command)

    def make(self, receiver: str = "", *, book: str = "all") -> Made:
        """Return a bundle of what a receiver lacks; a second goes by."""
        self.clock.now += timedelta(seconds=1)
        return make_bundle(self.shelves, book=book, receiver=receiver)

    def read(self, made: Made | bytes) -> Reading:
        """Read a bundle."""
        raw = made if isinstance(made, bytes) else made.raw
        return read_bundle(raw, self.shelves, keys=[self.key, *self.more_keys])

    def recognise(self, other: FarNode, numbers: tuple[int, int] = (0, 0)) -> None:
        """Recognise another node's body, and take up its book."""
        made = other.make(book=other.body)
        introduced = introduction(parse_bundle(made.raw))
        recognise_body(self.books, introduced, by=self.body, numbers=numbers)
        self.read(made)

    def sizes(self) -> dict[str, int]:
        """Return body to how many entries of its book stand here."""
        return {shelf.body: shelf.size for shelf in self.shelves.shelves()}

    def standing(self, body: str) -> str:
        """Return whether a book is kept, heard, handed over or frozen here."""
        found = self.rows("SELECT standing FROM journal_head WHERE body = %s", body)
        return str(found[0][0]) if found else ""

    def digest(self, body: str) -> str:
        """Return the digest of what a book's entries add up to here."""
        return book_digest(self.books.bodies()[body], self.connection)

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with self.connection.cursor() as cursor:
            cursor.execute(statement, list(values))
            return list(cursor.fetchall())

    def backup(self) -> bytes:
        """Return the database as it stands."""
        raw: bytes = self.connection.connection.serialize()
        return raw

    def restore(self, raw: bytes) -> None:
        """Put an older database in place of this one; the witness stays."""
        self.connection.connection.deserialize(raw)
        self.start()

    @contextmanager
    def crashing(self, after: int) -> Iterator[None]:
        """Let the power fail at a statement, or at the note outside the database."""
        left = count(after, -1)

        def tick() -> None:
            if next(left) <= 0:
                raise Crash

        def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:  # noqa: FBT001
            tick()
            return execute(sql, params, many, context)

        self.witness.fails = tick
        try:
            with self.connection.execute_wrapper(run):
                yield
        finally:
            self.witness.fails = lambda: None
            if self.connection.in_atomic_block:
                self.connection.rollback()
            self.start()

    def close(self) -> None:
        """Let the database go."""
        raw: sqlite3.Connection = self.connection.connection
        raw.close()
        del connections[self.connection.alias]


def acquainted(*nodes: FarNode) -> None:
    """Let each node recognise each other one."""
    for one in nodes:
        for other in nodes:
            if one is not other:
                one.recognise(other)


def exchange(*nodes: FarNode, rounds: int = 2) -> None:
    """Let every node send every other one what it lacks, some times over."""
    pairs = [(one, other) for one in nodes for other in nodes if one is not other]
    for one, other in pairs * rounds:
        other.read(one.make(other.body))


@contextmanager
def reading(node: FarNode) -> Iterator[None]:
    """Let the reads speak to a node's database."""
    ours = connections["default"]
    connections["default"] = node.connection
    try:
        yield
    finally:
        connections["default"] = ours
