# SPDX-License-Identifier: Apache-2.0
"""The store's books: one atomic block appends to one book, sealed when it commits.

Entries, tiles, head, seal, intake and projections move together or not at all. What was
acknowledged is noted outside the database too (``Witness``), so that a restored backup
is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.actions.ports import Card as CardText
from gungho.actions.ports import Clock, Head, Made
from gungho.errors import Refusal, Unavailable
from gungho.journal import (
    Checkpoint,
    Frontier,
    NodeKey,
    completed_tiles,
    node_hash,
    seal,
)
from gungho.ledger.state import State
from gungho.measure import instant_text
from gungho.store.cards import erased_among
from gungho.store.failures import unavailable
from gungho.store.source import SqlSource, write_rows

TILE_WIDTH = 256
ROWS_HELD_MAX = 1_500_000


class Witness(Protocol):
    """Remembers, outside the database, what was last acknowledged."""

    def acknowledge(self, body: str, *, size: int, root: bytes) -> None:
        """Note a book's size and root."""


class OpenBlock:
    """An atomic block on one book; entries wait here until it commits."""

    def __init__(self, head: Head, frontier: Frontier) -> None:
        self.head = head
        self.first = head.size
        self.frontier = frontier
        self.made: list[Made] = []

    def append(self, made: Made) -> None:
        """Add an entry at the book's end."""
        self.made.append(made)


class StoreBooks:
    """Books kept in this installation's tables."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        *,
        key: NodeKey,
        clock: Clock,
        witness: Witness | None = None,
        via: str = "kept",
    ) -> None:
        self._connection = connection
        self._key = key
        self._witness = witness
        self._via = via
        self.clock = clock
        self.state = State(SqlSource(connection))
        self._version: int | None = None

    @contextmanager
    def block(self, body: str) -> Iterator[OpenBlock]:
        """Open an atomic block on the book that this body keeps.

        Raises Refusal ``book.unknown``; Unavailable when it cannot be written.
        """
        done = False
        try:
            with transaction.atomic(using=self._connection.alias):
                self._freshen()
                head, frontier = self._head(body)
                block = OpenBlock(head, frontier)
                yield block
                sealed = self._commit(block) if block.made else None
            done = True
        except DatabaseError as error:
            raise unavailable(error) from error
        finally:
            if not done:
                self.state.forget()
        if sealed:
            self._acknowledge(body, size=head.size, root=sealed)

    def open_book(self, made: Made, *, body: str) -> None:
        """Set up a new book with its opening entry."""
        entry = made.entry
        head = Head(number=int(entry.book), body=body, size=0, recorded="")
        done = False
        try:
            with transaction.atomic(using=self._connection.alias):
                self._execute(
                    "INSERT INTO journal_head "
                    "(book, body, key_text, size, frontier, recorded) "
                    "VALUES (%s, %s, %s, %s, %s, %s)",
                    (
                        head.number,
                        body,
                        self._key.verifier,
                        0,
                        Frontier().to_bytes(),
                        "",
                    ),
                )
                block = OpenBlock(head, Frontier())
                block.append(made)
                head.size, head.recorded = 1, entry.recorded
                root = self._commit(block)
            done = True
        except IntegrityError:
            raise Refusal("book.exists", body=body) from None
        except DatabaseError as error:
            raise unavailable(error) from error
        finally:
            if not done:
                self.state.forget()
        self.state.born(head.number)
        self._acknowledge(body, size=1, root=root)

    def _acknowledge(self, body: str, *, size: int, root: bytes) -> None:
        """Note outside the database what is durable; the entries stand either way."""
        if self._witness is None:
            return
        try:
            self._witness.acknowledge(body, size=size, root=root)
        except OSError as error:
            raise Unavailable("store.witness", problem=str(error)[:200]) from error

    def bodies(self) -> dict[str, int]:
        """Return the books kept or heard here: body to book number."""
        rows = self._fetch("SELECT body, book FROM journal_head ORDER BY body", ())
        return {str(body): int(book) for body, book in rows}

    def leaf(self, book: int, seq: int) -> bytes:
        """Return the leaf hash of an entry."""
        rows = self._fetch(
            "SELECT leaf FROM journal_entry WHERE book = %s AND seq = %s", (book, seq)
        )
        return bytes(rows[0][0]) if rows else b""

    def keep_cards(self, cards: Sequence[CardText]) -> None:
        """Keep erasable texts beside the journal; what was erased stays erased."""
        try:
            with (
                transaction.atomic(using=self._connection.alias),
                self._connection.cursor() as cursor,
            ):
                erased = erased_among(cursor, [card.commitment for card in cards])
                cursor.executemany(
                    "INSERT INTO private_card (commitment, salt, subject, text) "
                    "VALUES (%s, %s, %s, %s) ON CONFLICT (commitment) DO NOTHING",
                    [
                        (card.commitment, card.salt, card.subject, card.text)
                        for card in cards
                        if card.commitment not in erased
                    ],
                )
        except DatabaseError as error:
            raise unavailable(error) from error

    def _head(self, body: str) -> tuple[Head, Frontier]:
        lock = "" if self._connection.vendor == "sqlite" else " FOR UPDATE"
        rows = self._fetch(
            "SELECT book, size, frontier, recorded FROM journal_head "
            f"WHERE body = %s{lock}",
            (body,),
        )
        if not rows:
            raise Refusal("book.unknown", body=body)
        number, size, frontier, recorded = rows[0]
        head = Head(number=number, body=body, size=size, recorded=recorded)
        return head, Frontier.from_bytes(bytes(frontier))

    def _commit(self, block: OpenBlock) -> bytes:
        head, made = block.head, block.made
        frontier = block.frontier.extend([one.leaf for one in made])
        with self._connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO journal_entry (book, seq, entry, raw, leaf) "
                "VALUES (%s, %s, %s, %s, %s)",
                [
                    (head.number, one.entry.seq, one.entry.id, one.raw, one.leaf)
                    for one in made
                ],
            )
        for level, number in completed_tiles(block.first, head.size):
            self._keep_tile(head.number, level, number)
        root = frontier.root()
        origin = f"gungho/{head.body}/{head.number}"
        note = seal(Checkpoint(origin=origin, size=head.size, root=root), self._key)
        self._execute(
            "INSERT INTO journal_seal (book, size, root, note) VALUES (%s, %s, %s, %s)",
            (head.number, head.size, root, note),
        )
        self._execute(
            "UPDATE journal_head SET size = %s, frontier = %s, recorded = %s "
            "WHERE book = %s",
            (head.size, frontier.to_bytes(), head.recorded, head.number),
        )
        self._execute(
            "INSERT INTO intake (book, first, last, learned, via) "
            "VALUES (%s, %s, %s, %s, %s)",
            (
                head.number,
                block.first,
                head.size - 1,
                instant_text(self.clock()),
                self._via,
            ),
        )
        write_rows(self._connection, self.state.drain())
        return root

    def _keep_tile(self, book: int, level: int, number: int) -> None:
        start = number * TILE_WIDTH
        if level == 0:
            rows = self._fetch(
                "SELECT leaf FROM journal_entry WHERE book = %s AND seq >= %s "
                "AND seq < %s ORDER BY seq",
                (book, start, start + TILE_WIDTH),
            )
            hashes = b"".join(bytes(leaf) for (leaf,) in rows)
        else:
            rows = self._fetch(
                "SELECT hashes FROM journal_tile WHERE book = %s AND level = %s "
                "AND number >= %s AND number < %s ORDER BY number",
                (book, level - 1, start, start + TILE_WIDTH),
            )
            hashes = b"".join(tile_root(bytes(tile)) for (tile,) in rows)
        self._execute(
            "INSERT INTO journal_tile (book, level, number, hashes) "
            "VALUES (%s, %s, %s, %s)",
            (book, level, number, hashes),
        )

    def _freshen(self) -> None:
        """Forget the working set when another process has written."""
        if self._connection.vendor == "sqlite":
            version = self._fetch("PRAGMA data_version", ())[0][0]
            moved = self._version is not None and version != self._version
            if moved or len(self.state) > ROWS_HELD_MAX:
                self.state.forget()
            self._version = version
        else:
            self.state.forget()

    def _execute(self, statement: str, values: tuple[Any, ...]) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)

    def _fetch(self, statement: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return list(cursor.fetchall())


def tile_root(hashes: bytes) -> bytes:
    """Return the root over a full tile's 256 hashes."""
    level = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [node_hash(left, right) for left, right in pairs]
    return level[0]
