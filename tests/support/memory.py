# SPDX-License-Identifier: Apache-2.0
"""Books kept in memory: a true keeper of books without a database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime

from gungho.actions.ports import Card, Head, Made
from gungho.actions.record import fold, read_payload, read_postings
from gungho.errors import Refusal
from gungho.journal import decode, root_of
from gungho.ledger.state import State


class Clock:
    """A clock that stands where a test puts it."""

    def __init__(self, day: str = "1940-05-01") -> None:
        self.at(day)

    def at(self, day: str) -> None:
        """Stand at noon of a day."""
        self.now = datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the moment."""
        return self.now


class MemoryBlock:
    """An atomic block; entries wait here."""

    def __init__(self, head: Head, before: list[Made]) -> None:
        self.head = head
        self.before = before
        self.made: list[Made] = []

    def append(self, made: Made) -> None:
        """Add an entry."""
        self.made.append(made)

    def root(self) -> bytes:
        """Return the root so far."""
        return root_of([one.leaf for one in (*self.before, *self.made)])


class MemoryBooks:
    """Every book as a list of entries, and the state they add up to."""

    def __init__(self, clock: Callable[[], datetime] | None = None) -> None:
        self.clock = clock or Clock()
        self.state = State()
        self.heads: dict[str, Head] = {}
        self.entries: dict[str, list[Made]] = {}
        self.cards: list[Card] = []

    @contextmanager
    def block(self, body: str) -> Iterator[MemoryBlock]:
        """Open a block; what fails inside leaves nothing behind."""
        if body not in self.heads:
            raise Refusal("book.unknown", body=body)
        head = self.heads[body]
        block = MemoryBlock(
            Head(
                number=head.number,
                body=body,
                size=head.size,
                recorded=head.recorded,
            ),
            self.entries[body],
        )
        done = False
        try:
            yield block
            done = True
        finally:
            if done:
                self.entries[body].extend(block.made)
                self.heads[body] = block.head
            elif block.made:
                self.state = folded(self.entries)

    def open_book(self, made: Made, *, body: str) -> None:
        """Set up a new book."""
        entry = made.entry
        self.heads[body] = Head(
            number=int(entry.book), body=body, size=1, recorded=entry.recorded
        )
        self.entries[body] = [made]

    def bodies(self) -> dict[str, int]:
        """Return body to book number."""
        return {body: head.number for body, head in self.heads.items()}

    def leaf(self, book: int, seq: int) -> bytes:
        """Return an entry's leaf hash."""
        for body, number in self.bodies().items():
            if number == book:
                return self.entries[body][seq].leaf
        return b""

    def keep_cards(self, cards: Sequence[Card]) -> None:
        """Keep texts."""
        self.cards.extend(cards)


def folded(books: dict[str, list[Made]]) -> State:
    """Return the state that entries add up to, one book after another."""
    state = State()
    for body, made in books.items():
        for one in made:
            fold_raw(state, one.raw, body=body)
    return state


def fold_raw(state: State, raw: bytes, *, body: str) -> None:
    """Fold one entry from its bytes alone."""
    entry = decode(raw)
    fold(state, entry, read_payload(entry), read_postings(entry), body=body)
