# SPDX-License-Identifier: Apache-2.0
"""Keeping a book: it opens, its key changes, it passes to another keeper, it resumes.

And who is who: a body recognises another's book once its fingerprint has been compared
aloud, and gives it a block of numbers. Signatures are checked where books are sealed;
here is only what follows from them.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.wire import (
    BookNumber,
    Code,
    Hash,
    Id,
    Natural,
    Payload,
    PublicKey,
    Signature,
)
from gungho.ledger.state import Row, State

HUB = "hub"


class BookOpened(Payload, frozen=True, kw_only=True):
    """A body opens its book and pins the key that signs it."""

    body: Id
    form: Id
    currency: Code
    key: PublicKey
    recovery: PublicKey
    nonce: Hash


class BookResumed(Payload, frozen=True, kw_only=True):
    """A person resumes a book after a gap in time, as a new generation."""

    generation: Natural
    reason: Id


class KeyRotated(Payload, frozen=True, kw_only=True):
    """A book's key is replaced, released by the old key or by the recovery key."""

    key: PublicKey
    recovery: PublicKey
    sort: Literal["key", "recovery"]
    released: Signature
    accepted: Signature


class BookHandedOver(Payload, frozen=True, kw_only=True):
    """A book passes to another keeper at its final root, signed by both sides."""

    keeper: Id
    key: PublicKey
    recovery: PublicKey
    root: Hash
    sort: Literal["key", "recovery"]
    released: Signature
    accepted: Signature


class BodyRecognised(Payload, frozen=True, kw_only=True):
    """A body's book is recognised; receipts in a block of numbers are its own."""

    body: Id
    known: BookNumber
    opening: Hash
    first_number: Natural
    last_number: Natural


class BodySuspended(Payload, frozen=True, kw_only=True):
    """A body is suspended: what it sends is heard, and nothing is sent to it."""

    body: Id
    reason: Id


class BodyReinstated(Payload, frozen=True, kw_only=True):
    """A suspended body is taken up again."""

    body: Id
    reason: Id


class Keeping(Row, frozen=True, kw_only=True):
    """Which keys hold a book from one entry on, and how it came to that."""

    book: int
    seq: int
    body: str
    form: str
    keeper: str
    key_public: str
    recovery: str
    change: str
    generation: int
    on: str
    key: ClassVar = ("book", "seq")
    indexes: ClassVar = {
        "book": ("book",),
        "body": ("body",),
        "key": ("key_public",),
    }


class Recognition(Row, frozen=True, kw_only=True):
    """A body's book as another body recognises it."""

    book: int
    body: str
    known: str
    opening: str
    first_number: int
    last_number: int
    on: str
    suspended: str
    key: ClassVar = ("book", "body")
    indexes: ClassVar = {"known": ("known",), "body": ("body",), "book": ("book",)}


def keeping_of(state: State, book: int) -> Keeping | None:
    """Return who keeps a book now."""
    found = state.find(Keeping, "book", book)
    return found[-1] if found else None


def recognised(state: State, *, book: int, opening: str, kept: frozenset[int]) -> bool:
    """Return True if a book kept here, or a hub that one recognises, recognises it."""
    rows = state.find(Recognition, "known", str(book))
    for row in rows:
        if row.opening != opening:
            continue
        if row.book in kept or _is_known_hub(state, row.book, kept):
            return True
    return False


def opened_under(state: State, *, key: str, kept: frozenset[int]) -> bool:
    """Return True if a key of a recognised hub opened a book: the hub vouches for it.

    A hub may keep the books of bodies that have no installation of their own.
    """
    rows = state.find(Keeping, "key", key)
    return any(row.book in kept or _is_known_hub(state, row.book, kept) for row in rows)


def _is_known_hub(state: State, book: int, kept: frozenset[int]) -> bool:
    keeping = keeping_of(state, book)
    if keeping is None or keeping.form != HUB:
        return False
    return any(row.book in kept for row in state.find(Recognition, "known", str(book)))


def require_not_suspended(asking: Asking, body: str) -> None:
    """Refuse dealings with a body that is suspended: ``body.suspended``."""
    for row in asking.state.find(Recognition, "body", body):
        if row.suspended:
            raise Refusal("body.suspended", body=body, reason=row.suspended)


def _open(asking: Asking, _facts: BookOpened) -> Decision:
    """Refuse: a book opens once, with its first entry, not by a command."""
    raise Refusal("book.exists", body=asking.body)


def _resume(asking: Asking, facts: BookResumed) -> Decision:
    keeping = keeping_of(asking.state, asking.book)
    before = keeping.generation if keeping else 0
    if facts.generation <= before:
        raise Refusal("book.generation", body=asking.body, last=before)
    return Decision(facts)


def _recognise(asking: Asking, facts: BodyRecognised) -> Decision:
    if facts.body == asking.body:
        raise Refusal("recognition.itself", body=facts.body)
    if facts.first_number > facts.last_number:
        raise Refusal(
            "recognition.numbers", first=facts.first_number, last=facts.last_number
        )
    for row in asking.state.find(Recognition, "book", asking.book):
        if row.body == facts.body:
            raise Refusal("recognition.exists", body=facts.body, known=row.known)
        clear = facts.first_number > row.last_number
        if facts.last_number and not (clear or facts.last_number < row.first_number):
            raise Refusal("recognition.overlap", body=facts.body, other=row.body)
    return Decision(facts)


def _suspend(asking: Asking, facts: BodySuspended) -> Decision:
    row = asking.state.get(Recognition, asking.book, facts.body)
    if row is None:
        raise Refusal("recognition.unknown", body=facts.body)
    if row.suspended:
        raise Refusal("body.suspended", body=facts.body, reason=row.suspended)
    return Decision(facts)


def _reinstate(asking: Asking, facts: BodyReinstated) -> Decision:
    row = asking.state.get(Recognition, asking.book, facts.body)
    if row is None or not row.suspended:
        raise Refusal("body.not-suspended", body=facts.body)
    return Decision(facts)


def _opened(state: State, at: At, facts: BookOpened) -> None:
    state.put(
        row_from(
            Keeping, at, facts, keeper=facts.body, key_public=facts.key,
            change="opened", generation=0,
        )
    )  # fmt: skip


def _resumed(state: State, at: At, facts: BookResumed) -> None:
    before = keeping_of(state, at.book)
    if before:
        state.put(
            replace(
                before,
                seq=at.seq,
                change="resumed",
                generation=max(facts.generation, before.generation),
                on=at.happened,
            )
        )


def _changed(state: State, at: At, facts: KeyRotated | BookHandedOver) -> None:
    before = keeping_of(state, at.book)
    if before is None:
        return
    handed = isinstance(facts, BookHandedOver)
    state.put(
        replace(
            before,
            seq=at.seq,
            keeper=facts.keeper if isinstance(facts, BookHandedOver) else before.keeper,
            key_public=facts.key,
            recovery=facts.recovery,
            change="handed-over" if handed else "rotated",
            on=at.happened,
        )
    )


def _recognised(state: State, at: At, facts: BodyRecognised) -> None:
    state.put(row_from(Recognition, at, facts, suspended=""))


def _suspended(state: State, at: At, facts: BodySuspended) -> None:
    row = state.get(Recognition, at.book, facts.body)
    if row:
        state.put(replace(row, suspended=facts.reason))


def _reinstated(state: State, at: At, facts: BodyReinstated) -> None:
    row = state.get(Recognition, at.book, facts.body)
    if row:
        state.put(replace(row, suspended=""))


ROWS: tuple[type[Row], ...] = (Keeping, Recognition)
KINDS = (
    Kind(
        name="book.opened",
        payload=BookOpened,
        decide=_open,
        evolve=_opened,
        subject="body",
    ),
    Kind(name="book.resumed", payload=BookResumed, decide=_resume, evolve=_resumed),
    Kind(name="key.rotated", payload=KeyRotated, evolve=_changed),
    Kind(
        name="book.handed_over",
        payload=BookHandedOver,
        evolve=_changed,
        subject="keeper",
    ),
    Kind(
        name="body.recognised",
        payload=BodyRecognised,
        decide=_recognise,
        evolve=_recognised,
        subject="body",
    ),
    Kind(
        name="body.suspended",
        payload=BodySuspended,
        decide=_suspend,
        evolve=_suspended,
        subject="body",
    ),
    Kind(
        name="body.reinstated",
        payload=BodyReinstated,
        decide=_reinstate,
        evolve=_reinstated,
        subject="body",
    ),
)
