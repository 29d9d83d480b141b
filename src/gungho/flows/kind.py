# SPDX-License-Identifier: Apache-2.0
"""A kind is one sort of entry: its facts, how it is decided and what it changes.

``decide`` may refuse and chooses (lots, amounts); ``evolve`` never refuses, never picks
and never rounds: what was chosen stands in the entry (law 6).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from gungho.flows.wire import Payload
from gungho.ledger.booking import Pairs, Posting
from gungho.ledger.state import Row, State

R = TypeVar("R", bound=Row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Where and when a command is decided, by whom, and the command's hash."""

    state: State
    book: int
    body: str
    seq: int
    happened: str
    authority: str = ""
    corrects: str = ""
    by: str = ""
    office: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """Where and when an entry stands, by whom, and the hash of its command."""

    book: int
    body: str
    seq: int
    id: str
    happened: str
    corrects: str = ""
    authority: str = ""
    by: str = ""
    office: str = ""
    command: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """What a command becomes: the payload and its postings.

    ``commits`` is money promised beyond the postings, by currency and fund: it asks for
    the same authority as money that leaves.
    """

    payload: Payload
    postings: tuple[Posting, ...] = ()
    commits: Mapping[tuple[str, str], int] = field(default_factory=dict)


Decide = Callable[[Asking, Any], Decision]
Evolve = Callable[[State, At, Any], None]


def accept(_asking: Asking, facts: Payload) -> Decision:
    """Take the facts as they are, with no booking."""
    return Decision(facts)


def unchanged(state: State, at: At, payload: Payload) -> None:
    """Change nothing beyond the booking."""


def never(_facts: Any) -> bool:
    """Say no."""
    return False


def always(_facts: Any) -> bool:
    """Say yes."""
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One sort of entry.

    ``spends`` is true for decisions, which may never overspend; a fact that happened is
    always recorded and may leave a fund overdrawn (law 5): ``taken`` says of which
    facts of a spending kind that is true. ``subject`` names the field
    an entry is looked up by; ``undo`` takes its value when an entry is reversed.
    ``stands`` yields the later entries that rest on one, by its id: while there are
    any, it is not reversed.
    Entries of every version from ``since`` on are read as they stand: what a newer
    version added may be left out, and then means what it meant before.
    """

    name: str
    payload: type[Payload]
    version: int = 1
    since: int = 1
    decide: Decide = accept
    evolve: Evolve = unchanged
    permitted: Pairs = frozenset()
    spends: bool = False
    taken: Callable[[Any], bool] = never
    subject: str = ""
    undo: Callable[[State, At, str], None] | None = None
    stands: Callable[[Asking, str], Iterator[str]] | None = None

    def reads(self, version: int) -> bool:
        """True if an entry of this version is read here."""
        return self.since <= version <= self.version


def pairs(*words: str) -> Pairs:
    """Return the permitted pairs written as ``debit<credit``."""
    return frozenset((word.split("<")[0], word.split("<")[1]) for word in words)


def row_from(kind: type[R], at: At, facts: Any, /, **more: Any) -> R:
    """Return a row filled from an entry's place and the payload's like-named fields."""
    known = {"book": at.book, "seq": at.seq, "on": at.happened}
    for name in kind.__struct_fields__:
        if name not in more:
            more[name] = getattr(facts, name) if hasattr(facts, name) else known[name]
    return kind(**more)
