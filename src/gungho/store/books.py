# SPDX-License-Identifier: Apache-2.0
"""The store's books: one atomic block appends to one book, sealed when it commits.

Entries, tiles, head, seal, intake and projections move together or not at all. What was
acknowledged is noted outside the database too (``Witness``), so that a restored backup
is noticed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Protocol

from django.db import DatabaseError, IntegrityError, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.actions.ports import Card as CardText
from gungho.actions.ports import Clock, Head, Made
from gungho.errors import Refusal, Unavailable
from gungho.journal import Checkpoint, Custody, Frontier, NodeKey, seal
from gungho.ledger.state import State
from gungho.measure import instant_text
from gungho.store.append import FROZEN, HANDED, KEPT, Appended, add_head, append
from gungho.store.cards import keep_from
from gungho.store.failures import unavailable
from gungho.store.source import SqlSource
from gungho.store.statements import ask

ROWS_HELD_MAX = 1_500_000
RESUMED = "book.resumed"
CLOSED = {HANDED: "book.handed-over", FROZEN: "book.frozen"}


class Witness(Protocol):
    """Remembers, outside the database, what was last acknowledged."""

    def last(self, body: str) -> tuple[int, str]:
        """Return a book's last acknowledged size and root, ``(0, "")`` if none."""

    def acknowledge(self, body: str, *, size: int, root: bytes) -> None:
        """Note a book's size and root; a smaller size than noted changes nothing."""

    def resume(self, body: str, *, size: int, root: bytes) -> None:
        """Note the size at which a person resumed a book, though it is smaller."""


class OpenBlock:
    """An atomic block on one book; entries wait here until it commits."""

    def __init__(self, head: Head, frontier: Frontier, *, noted: int) -> None:
        self.head = head
        self.first = head.size
        self.frontier = frontier
        self.made: list[Made] = []
        self.resumed = False
        self._noted = noted

    def append(self, made: Made) -> None:
        """Add an entry at the book's end.

        Raises Refusal ``book.restored`` while the book stands behind what was
        acknowledged, except for the entry by which a person resumes it.
        """
        if self.first < self._noted and not self.resumed:
            if made.entry.kind != RESUMED:
                raise Refusal(
                    "book.restored",
                    body=self.head.body,
                    size=self.first,
                    noted=self._noted,
                )
            self.resumed = True
        self.made.append(made)

    def root(self) -> bytes:
        """Return the root over the book with what the block has added so far."""
        return self.grown().root()

    def grown(self) -> Frontier:
        """Return the frontier with what the block has added so far."""
        return self.frontier.extend([one.leaf for one in self.made])


class StoreBooks:
    """Books kept in this installation's tables."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        *,
        key: NodeKey,
        clock: Clock,
        witness: Witness | None = None,
        more_keys: Sequence[NodeKey] = (),
        via: str = "kept",
    ) -> None:
        self._connection = connection
        self._key = key
        self._ring = {one.verifier: one for one in (*more_keys, key)}
        self._witness = witness
        self._via = via
        self.clock = clock
        self.state = State(SqlSource(connection))
        self._version: int | dict[int, int] | None = None

    @contextmanager
    def block(self, body: str) -> Iterator[OpenBlock]:
        """Open an atomic block on the book that this body keeps.

        Raises Refusal ``book.unknown``, ``book.heard-only``, ``book.handed-over`` or
        ``book.frozen``; Unavailable when it cannot be written.
        """
        done = False
        try:
            with transaction.atomic(using=self._connection.alias):
                self.freshen()
                block = self._open(body)
                yield block
                sealed = self._commit(block) if block.made else None
            done = True
        except DatabaseError as error:
            raise unavailable(error) from error
        finally:
            if not done:
                self.state.forget()
        if sealed:
            self._grew(block.head.number, size=block.head.size)
            self._acknowledge(block, root=sealed)

    def open_book(self, made: Made, *, body: str) -> None:
        """Set up a new book with its opening entry."""
        entry = made.entry
        head = Head(
            number=int(entry.book),
            body=body,
            size=0,
            recorded="",
            verifier=Custody.opened(entry).verifier,
        )
        block = OpenBlock(head, Frontier(), noted=0)
        done = False
        try:
            with transaction.atomic(using=self._connection.alias):
                add_head(self._connection, head, standing=KEPT)
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
        self._grew(head.number, size=head.size)
        self._acknowledge(block, root=root)

    def _acknowledge(self, block: OpenBlock, *, root: bytes) -> None:
        """Note outside the database what is durable; the entries stand either way."""
        if self._witness is None:
            return
        note = self._witness.resume if block.resumed else self._witness.acknowledge
        try:
            note(block.head.body, size=block.head.size, root=root)
        except OSError as error:
            raise Unavailable("store.witness", problem=str(error)[:200]) from error

    def bodies(self) -> dict[str, int]:
        """Return the books kept or heard here: body to book number."""
        rows = ask(
            self._connection, "SELECT body, book FROM journal_head ORDER BY body"
        )
        return {str(body): int(book) for body, book in rows}

    def leaf(self, book: int, seq: int) -> bytes:
        """Return the leaf hash of an entry."""
        rows = ask(
            self._connection,
            "SELECT leaf FROM journal_entry WHERE book = %s AND seq = %s",
            (book, seq),
        )
        return bytes(rows[0][0]) if rows else b""

    def keep_cards(self, cards: Sequence[CardText]) -> None:
        """Keep erasable texts beside the journal; what was erased stays erased."""
        try:
            keep_from(self._connection, cards, source="")
        except DatabaseError as error:
            raise unavailable(error) from error

    def _open(self, body: str) -> OpenBlock:
        lock = "" if self._connection.vendor == "sqlite" else " FOR UPDATE"
        rows = ask(
            self._connection,
            "SELECT book, size, frontier, recorded, key_text, standing "
            f"FROM journal_head WHERE body = %s{lock}",
            (body,),
        )
        if not rows:
            raise Refusal("book.unknown", body=body)
        number, size, frontier, recorded, verifier, standing = rows[0]
        if standing != KEPT:
            raise Refusal(CLOSED.get(standing, "book.heard-only"), body=body)
        self.stands(number, size=size)
        head = Head(
            number=number, body=body, size=size, recorded=recorded, verifier=verifier
        )
        noted = self._witness.last(body)[0] if self._witness else 0
        return OpenBlock(head, Frontier.from_bytes(bytes(frontier)), noted=noted)

    def _commit(self, block: OpenBlock) -> bytes:
        head, frontier = block.head, block.grown()
        root = frontier.root()
        origin = f"gungho/{head.body}/{head.number}"
        key = self._ring.get(head.verifier)
        if key is None:
            raise Refusal("key.not-here", body=head.body)
        note = seal(Checkpoint(origin=origin, size=head.size, root=root), key)
        append(
            self._connection,
            head,
            Appended(
                first=block.first,
                made=block.made,
                frontier=frontier,
                note=note,
                learned=instant_text(self.clock()),
                via=self._via,
                rows=self.state.drain(),
            ),
        )
        return root

    def signs(self, verifier: str) -> bool:
        """Return True if this installation has the key of a verifier."""
        return verifier in self._ring

    def note_elsewhere(self, body: str, *, size: int, root: bytes) -> None:
        """Note that others hold more of a book than stands here (a restored backup)."""
        if self._witness is not None:
            self._witness.acknowledge(body, size=size, root=root)

    def freshen(self) -> None:
        """Forget the working set when another process has written."""
        version = self._seen()
        moved = self._version is not None and version != self._version
        if moved or len(self.state) > ROWS_HELD_MAX:
            self.state.forget()
        self._version = version

    def _seen(self) -> int | dict[int, int]:
        """Return what differs once another process has written.

        On PostgreSQL it is where each book stands: a row changes with its book alone.
        """
        if self._connection.vendor == "sqlite":
            return int(ask(self._connection, "PRAGMA data_version")[0][0])
        return dict(ask(self._connection, "SELECT book, size FROM journal_head"))

    def stands(self, book: int, *, size: int) -> None:
        """Forget the working set if a book grew while its lock was waited for."""
        if isinstance(self._version, dict) and self._version.get(book) != size:
            self.state.forget()

    def _grew(self, book: int, *, size: int) -> None:
        """Note that a book grew by what the working set holds already."""
        if isinstance(self._version, dict):
            self._version[book] = size
