# SPDX-License-Identifier: Apache-2.0
"""The port through which bundles are made and read: the shelves of one node.

A shelf is one book as it stands here, kept or heard. The store implements this port on
its tables; the simulator of far-apart nodes uses the same implementation.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from gungho.actions.ports import Card, Clock
from gungho.federation.bundle import Part
from gungho.federation.merge import Standing, Verdict
from gungho.journal import NodeKey
from gungho.ledger.state import State


class Shelf(Standing, Protocol):
    """One book as it stands here."""

    @property
    def number(self) -> int:
        """The book's number."""

    @property
    def kept(self) -> bool:
        """True if this node keeps the book."""

    def entries(self, first: int) -> Iterator[bytes]:
        """Yield entries' bytes from a place on, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """Another node as it was last heard: its key, its clock, where it stands."""

    body: str
    key: str = ""
    made: str = ""
    stands: dict[str, tuple[int, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutBy:
    """A part that waits, from whom it came, and why."""

    part: Part
    sender: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Something wrong with a book at one place, with its proof as JSON text."""

    book: int
    body: str
    code: str
    place: int
    sender: str
    proof: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenCheckpoint:
    """A movement checkpoint as seen, and whose key cosigned it."""

    sender: str
    size: int
    root: bytes
    cosigner: str
    note: str


class Readable(Protocol):
    """The books of one node, to be read."""

    state: State

    def shelves(self) -> list[Shelf]:
        """Return every book that stands here, by body."""


class Shelves(Protocol):
    """The books of one node, as bundles are made from them and read into them."""

    state: State
    clock: Clock
    key: NodeKey
    body: str

    def shelves(self) -> list[Shelf]:
        """Return every book that stands here, by body."""

    def shelf(self, number: int) -> Shelf | None:
        """Return one book, or None."""

    def hear(self, verdict: Verdict, *, sender: str) -> None:
        """Append a judged part in one atomic block."""

    def put_by(self, put: PutBy) -> None:
        """Keep a part that cannot be taken yet."""

    def waiting(self) -> list[PutBy]:
        """Return the parts put by that may still be taken, oldest first."""

    def find(self, finding: Finding, *, freeze: bool) -> bool:
        """Note a finding once; freeze its book if asked. Return True if it is new."""

    def peer(self, body: str) -> Peer:
        """Return what is known of another node."""

    def keep_peer(self, peer: Peer) -> None:
        """Note what is known of another node."""

    def noted_elsewhere(self, number: int, *, size: int, root: bytes) -> None:
        """Note that others hold more of a book kept here than stands here."""

    def checkpoint(self, sender: str, cosigner: str) -> SeenCheckpoint | None:
        """Return the newest checkpoint of a node that this key cosigned."""

    def keep_checkpoint(self, seen: SeenCheckpoint) -> None:
        """Keep a movement checkpoint as seen."""

    def cards(self, commitments: Sequence[str]) -> list[Card]:
        """Return the cards that still are, among these."""

    def erased(self) -> list[str]:
        """Return the commitments of cards written here that were erased."""

    def take_cards(self, cards: Sequence[Card], *, source: str) -> None:
        """Keep cards that another node sent."""

    def erase_cards(self, commitments: Sequence[str], *, source: str) -> None:
        """Erase cards that came from the node which now says they are erased."""
