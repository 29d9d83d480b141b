# SPDX-License-Identifier: Apache-2.0
"""The ports of the actions: what a place that keeps books must offer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from gungho.journal import Entry
from gungho.ledger.state import State

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What someone wants recorded: which book, which kind, when, and the facts."""

    book: str
    id: str
    kind: str
    happened: str
    facts: Any
    by: str = "operator"
    office: str = "operator"
    authority: str = ""
    corrects: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where an entry came to stand; ``again`` is true for a repeated command."""

    book: str
    seq: int
    id: str
    leaf: bytes
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """An entry made ready to append: its bytes and its leaf hash."""

    entry: Entry
    raw: bytes
    leaf: bytes


@dataclass(slots=True, kw_only=True)
class Head:
    """Where a book stands while a block is open on it."""

    number: int
    body: str
    size: int
    recorded: str
    verifier: str = ""


class Block(Protocol):
    """One atomic block on one book."""

    head: Head

    def append(self, made: Made) -> None:
        """Add an entry at the book's end."""

    def root(self) -> bytes:
        """Return the root over the book with what the block has added so far."""


class Books(Protocol):
    """A place that keeps books."""

    state: State
    clock: Clock

    def bodies(self) -> dict[str, int]:
        """Return the books kept or heard here: body to book number."""

    def block(self, body: str) -> AbstractContextManager[Block]:
        """Open an atomic block on the book that this body keeps."""

    def open_book(self, made: Made, *, body: str) -> None:
        """Set up a new book with its opening entry."""

    def leaf(self, book: int, seq: int) -> bytes:
        """Return the leaf hash of an entry."""

    def keep_cards(self, cards: Sequence[Card]) -> None:
        """Keep erasable texts beside the journal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """An erasable text: the journal holds only its salted commitment."""

    commitment: str
    salt: bytes
    subject: str
    text: str
