# SPDX-License-Identifier: Apache-2.0
"""The shelves: this installation's books, as bundles are made from and read into them.

A part that is heard is appended as it came, in one atomic block, under the seal of its
own keeper; what cannot be taken yet is put by in the intake.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.actions.custody import custodies_of
from gungho.actions.mail import Finding, Peer, PutBy, SeenCheckpoint
from gungho.actions.mail import Shelf as ShelfPort
from gungho.actions.ports import Card, Head, Made
from gungho.actions.record import fold, read_payload, read_postings
from gungho.errors import Refusal
from gungho.federation.bundle import parse_part, part_bytes
from gungho.federation.merge import Verdict
from gungho.journal import Custody, Frontier, NodeKey, TileReader, frontier_at
from gungho.ledger.state import State
from gungho.measure import instant_text
from gungho.store.append import FROZEN, HANDED, HEARD, KEPT, Appended, add_head, append
from gungho.store.books import StoreBooks
from gungho.store.cards import erase_from, keep_from
from gungho.store.failures import unavailable
from gungho.store.guards import KEYS as GUARDED
from gungho.store.settings import setting
from gungho.store.source import SqlSource
from gungho.store.statements import ask
from gungho.store.tile_rows import tile_reader

PAGE = 1000
WAITING_BYTES_MAX = 256 * 2**20


@dataclass(frozen=True, kw_only=True)
class StoredShelf:
    """One book as it stands in the tables."""

    connection: BaseDatabaseWrapper
    number: int
    body: str
    size: int
    frontier: Frontier
    keys: tuple[Custody, ...]
    standing: str

    @property
    def kept(self) -> bool:
        """True if this installation keeps the book."""
        return self.standing == KEPT

    @property
    def frozen(self) -> bool:
        """True if two versions of the book were sealed."""
        return self.standing == FROZEN

    @property
    def custody(self) -> Custody:
        """The keys in force."""
        return self.keys[-1]

    @cached_property
    def seal(self) -> str:
        """The newest seal."""
        found = ask(
            self.connection,
            "SELECT note FROM journal_seal WHERE book = %s AND size = %s",
            (self.number, self.size),
        )
        return str(found[0][0])

    @cached_property
    def _tree(self) -> TileReader:
        return tile_reader(self.connection, self.number)

    def leaves(self, first: int, stop: int) -> list[bytes]:
        """Return leaf hashes of entries held."""
        found = ask(
            self.connection,
            "SELECT leaf FROM journal_entry WHERE book = %s AND seq >= %s AND seq < %s "
            "ORDER BY seq",
            (self.number, first, stop),
        )
        return [bytes(leaf) for (leaf,) in found]

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of a complete subtree of 2**level leaves."""
        return self._tree.read(level, index)

    def frontier_at(self, size: int) -> Frontier:
        """Return the frontier the book had at a size."""
        if size == self.size:
            return self.frontier
        return frontier_at(self._tree.read, size)

    def entries(self, first: int) -> Iterator[bytes]:
        """Yield entries' bytes from a place on, in order."""
        while first < self.size:
            found = ask(
                self.connection,
                "SELECT raw FROM journal_entry WHERE book = %s AND seq >= %s "
                "ORDER BY seq LIMIT %s",
                (self.number, first, PAGE),
            )
            yield from (bytes(raw) for (raw,) in found)
            first += len(found)


class ReadShelves:
    """Every book of this installation, to be read."""

    def __init__(self, connection: BaseDatabaseWrapper, state: State) -> None:
        self._connection = connection
        self.state = state

    def shelves(self) -> list[ShelfPort]:
        """Return every book that stands here, by body."""
        return list(self._heads("ORDER BY body", ()))

    def shelf(self, number: int) -> ShelfPort | None:
        """Return one book, or None."""
        return next(self._heads("WHERE book = %s", (number,)), None)

    def _heads(self, where: str, values: tuple[Any, ...]) -> Iterator[StoredShelf]:
        rows = ask(
            self._connection,
            f"SELECT book, body, size, frontier, standing FROM journal_head {where}",
            values,
        )
        for number, body, size, frontier, standing in rows:
            yield StoredShelf(
                connection=self._connection,
                number=number,
                body=body,
                size=size,
                frontier=Frontier.from_bytes(bytes(frontier)),
                keys=custodies_of(self.state, number),
                standing=standing,
            )


class StoreShelves(ReadShelves):
    """Every book of this installation, and what is known of other nodes."""

    def __init__(
        self,
        connection: BaseDatabaseWrapper,
        books: StoreBooks,
        *,
        key: NodeKey,
        body: str,
    ) -> None:
        super().__init__(connection, books.state)
        self._books = books
        self.key = key
        self.body = body
        self.clock = books.clock

    def hear(self, verdict: Verdict, *, sender: str) -> None:
        """Append a judged part in one atomic block.

        Raises Refusal ``bundle.crossed`` when another process has moved the book
        meanwhile: read the bundle again.
        """
        part, custody = verdict.part, verdict.custody
        assert custody is not None, "what is new was walked to its custody"
        first = verdict.lines[0].entry.seq
        head = Head(
            number=part.number,
            body=part.head.body,
            size=part.head.size,
            recorded=verdict.lines[-1].entry.recorded,
            verifier=custody.verifier,
        )
        done = False
        try:
            with transaction.atomic(using=self._connection.alias):
                self._books.freshen()
                standing = self._lock(head, first)
                made = [
                    Made(entry=line.entry, raw=line.raw, leaf=line.leaf)
                    for line in verdict.lines
                ]
                for one in made:
                    self._fold(one, body=head.body)
                append(
                    self._connection,
                    head,
                    Appended(
                        first=first,
                        made=made,
                        frontier=verdict.frontier,
                        note=part.head.seal,
                        learned=instant_text(self.clock()),
                        via=sender,
                        rows=self.state.drain(),
                    ),
                )
                if standing == KEPT and not self._books.signs(custody.verifier):
                    self._stand(head.number, HANDED)
            done = True
        except DatabaseError as error:
            raise unavailable(error) from error
        finally:
            if not done:
                self.state.forget()

    def _lock(self, head: Head, first: int) -> str:
        lock = "" if self._connection.vendor == "sqlite" else " FOR UPDATE"
        found = ask(
            self._connection,
            f"SELECT size, standing FROM journal_head WHERE book = %s{lock}",
            (head.number,),
        )
        if not found and not first:
            add_head(self._connection, head, standing=HEARD)
            return HEARD
        if not found or found[0][0] != first:
            raise Refusal("bundle.crossed", body=head.body)
        self._books.stands(head.number, size=first)
        return str(found[0][1])

    def _fold(self, made: Made, *, body: str) -> None:
        entry = made.entry
        fold(self.state, entry, read_payload(entry), read_postings(entry), body=body)

    def _stand(self, number: int, standing: str) -> None:
        with self._connection.cursor() as cursor:
            cursor.execute(
                "UPDATE journal_head SET standing = %s WHERE book = %s",
                (standing, number),
            )

    @contextmanager
    def taking(self, number: int) -> Iterator[None]:
        """Take up a book that was heard, unless entering that is refused."""
        self._stand(number, KEPT)
        done = False
        try:
            yield
            done = True
        finally:
            if not done:
                self._stand(number, HEARD)

    def let_go(self, number: int) -> None:
        """Close a book here that was handed over to another keeper."""
        self._stand(number, HANDED)

    def put_by(self, put: PutBy) -> None:
        """Keep a part that cannot be taken yet.

        Raises Refusal ``bundle.waiting-full`` when too much waits already.
        """
        raw = part_bytes(put.part)
        held = ask(
            self._connection,
            "SELECT COALESCE(SUM(LENGTH(raw)), 0) FROM intake_part",
            (),
        )
        if int(held[0][0]) + len(raw) > WAITING_BYTES_MAX:
            raise Refusal("bundle.waiting-full", sender=put.sender)
        head = put.part.head
        self._insert(
            "intake_part",
            ("book", "digest", "body", "first", "size", "why", "raw", "sender"),
            (
                put.part.number,
                sha256(raw).hexdigest(),
                head.body,
                head.first,
                head.size,
                put.why,
                raw,
                put.sender,
            ),
        )

    def waiting(self) -> list[PutBy]:
        """Return the parts put by that may still be taken, oldest first."""
        rows = ask(
            self._connection,
            "SELECT p.raw, p.sender, p.why FROM intake_part p "
            "LEFT JOIN journal_head h ON h.book = p.book "
            "WHERE h.book IS NULL OR (p.size > h.size AND h.standing <> 'frozen') "
            "ORDER BY p.book, p.first, p.size, p.digest",
            (),
        )
        return [
            PutBy(part=parse_part(bytes(raw)), sender=sender, why=why)
            for raw, sender, why in rows
        ]

    def find(self, finding: Finding, *, freeze: bool) -> bool:
        """Note a finding once; freeze its book if asked. Return True if it is new."""
        new = self._insert(
            "intake_finding",
            ("book", "code", "place", "body", "sender", "proof"),
            (
                finding.book,
                finding.code,
                finding.place,
                finding.body,
                finding.sender,
                finding.proof,
            ),
        )
        if freeze:
            self._stand(finding.book, FROZEN)
        return new

    def peer(self, body: str) -> Peer:
        """Return what is known of another node."""
        rows = ask(
            self._connection,
            "SELECT key_text, made, stands FROM private_peer WHERE body = %s",
            (body,),
        )
        if not rows:
            return Peer(body=body)
        key, made, stands = rows[0]
        told = {book: (size, root) for book, (size, root) in json.loads(stands).items()}
        return Peer(body=body, key=key, made=made, stands=told)

    def keep_peer(self, peer: Peer) -> None:
        """Note what is known of another node."""
        with self._connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO private_peer "
                "(body, key_text, made, stands, address, learned) "
                "VALUES (%s, %s, %s, %s, '', %s) ON CONFLICT (body) DO UPDATE SET "
                "key_text = excluded.key_text, made = excluded.made, "
                "stands = excluded.stands, learned = excluded.learned",
                (
                    peer.body,
                    peer.key,
                    peer.made,
                    json.dumps(peer.stands, sort_keys=True),
                    instant_text(self.clock()),
                ),
            )

    def noted_elsewhere(self, number: int, *, size: int, root: bytes) -> None:
        """Note that others hold more of a book kept here than stands here."""
        shelf = self.shelf(number)
        if shelf is not None:
            self._books.note_elsewhere(shelf.body, size=size, root=root)

    def checkpoint(self, sender: str, cosigner: str) -> SeenCheckpoint | None:
        """Return the newest checkpoint of a node that this key cosigned."""
        rows = ask(
            self._connection,
            "SELECT size, root, note FROM intake_checkpoint "
            "WHERE sender = %s AND cosigner = %s ORDER BY size DESC LIMIT 1",
            (sender, cosigner),
        )
        if not rows:
            return None
        size, root, note = rows[0]
        return SeenCheckpoint(
            sender=sender, size=size, root=bytes(root), cosigner=cosigner, note=note
        )

    def keep_checkpoint(self, seen: SeenCheckpoint) -> None:
        """Keep a movement checkpoint as seen."""
        self._insert(
            "intake_checkpoint",
            ("sender", "size", "root", "cosigner", "note"),
            (seen.sender, seen.size, seen.root, seen.cosigner, seen.note),
        )

    def cards(self, commitments: Sequence[str]) -> list[Card]:
        """Return the cards that still are, among these."""
        found = []
        for commitment in dict.fromkeys(commitments):
            rows = ask(
                self._connection,
                "SELECT salt, subject, text FROM private_card WHERE commitment = %s",
                (commitment,),
            )
            found += [
                Card(
                    commitment=commitment, salt=bytes(salt), subject=subject, text=text
                )
                for salt, subject, text in rows
            ]
        return found

    def erased(self) -> list[str]:
        """Return the commitments of cards that were erased here."""
        rows = ask(
            self._connection,
            "SELECT name FROM private_setting WHERE name LIKE 'erased.%%' "
            "ORDER BY name",
            (),
        )
        return [str(name).removeprefix("erased.") for (name,) in rows]

    def take_cards(self, cards: Sequence[Card], *, source: str) -> None:
        """Keep cards that another node sent."""
        keep_from(self._connection, cards, source=source)

    def erase_cards(self, commitments: Sequence[str], *, source: str) -> None:
        """Erase cards that came from the node which now says they are erased."""
        erase_from(self._connection, commitments, source=source)

    def _insert(
        self, table: str, names: tuple[str, ...], values: tuple[Any, ...]
    ) -> bool:
        """Add a row to the intake unless it stands already; True if it is new."""
        columns = (*names, "learned")
        keys = GUARDED[table][0]
        marks = ", ".join(["%s"] * len(columns))
        with self._connection.cursor() as cursor:
            cursor.execute(
                f"SELECT 1 FROM {table} WHERE "
                + " AND ".join(f"{key} = %s" for key in keys),
                [values[names.index(key)] for key in keys],
            )
            if cursor.fetchone():
                return False
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",
                (*values, instant_text(self.clock())),
            )
        return True


def own_body() -> str:
    """Return the body in whose name this installation speaks, "" if it keeps none.

    The one it was founded for, else the hub, else the first whose book is kept.
    """
    named = setting("node.body")
    if named:
        return named
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.body FROM journal_head h "
            "LEFT JOIN p_keeping k ON k.book = h.book AND k.seq = 0 "
            "WHERE h.standing = 'kept' "
            "ORDER BY CASE WHEN k.form = 'hub' THEN 0 ELSE 1 END, h.body LIMIT 1"
        )
        found = cursor.fetchone()
    return str(found[0]) if found else ""


def held_shelves() -> ReadShelves:
    """Return the books of this installation, to be read by a page."""
    return ReadShelves(connection, State(SqlSource(connection)))
