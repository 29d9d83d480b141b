# SPDX-License-Identifier: Apache-2.0
"""Changing a book's key or keeper: both sides sign one statement, then it is entered.

A key is rotated by its own hand, or replaced with the paper recovery key. A book is
handed over at its final root: the old keeper signs a release and writes no more, the
new keeper enters it. Where the old keeper is gone, its paper recovery key releases.
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from gungho.actions.custody import custody_of
from gungho.actions.found_body import compare_fingerprint, introduction
from gungho.actions.mail import Shelf, Shelves
from gungho.actions.ports import Books, Command, Receipt
from gungho.actions.record import record
from gungho.actions.sharing import receiver_of
from gungho.errors import Refusal
from gungho.federation.bundle import Bundle
from gungho.federation.merge import Outcome, judge
from gungho.flows.keeping import keeping_of
from gungho.journal import (
    HANDED_OVER,
    KEY_NAME,
    ROTATED,
    Change,
    NodeKey,
    check_signature,
    encode_sorted,
    exact_base64,
)
from gungho.measure import instant_text


class KeyCard(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The public keys of an installation that is to take over a book."""

    format: str
    key: str
    recovery: str


class Release(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An old keeper's signed release of a book at its final root; no secret."""

    format: str
    book: str
    body: str
    seq: int
    root: str
    keeper: str
    key: str
    recovery: str
    released: str


KEY_BYTES = 32
RELEASE, KEY_CARD = "gungho-release", "gungho-key"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewKeys:
    """The key that takes over, and the public half of its recovery key."""

    key: NodeKey
    recovery: bytes


def rotate_key(
    books: Books, body: str, new: NewKeys, *, by: NodeKey, sort: str
) -> Receipt:
    """Replace the key of a kept book; ``by`` is the old key or the recovery key."""
    with books.block(body) as block:
        number, size = block.head.number, block.head.size
    change = Change(
        kind=ROTATED,
        book=str(number),
        seq=size,
        root="",
        sort=sort,
        keeper="",
        key=new.key.public,
        recovery=new.recovery,
    )
    facts = {
        "key": b64encode(new.key.public).decode(),
        "recovery": b64encode(new.recovery).decode(),
        "sort": sort,
        "released": change.signed(by),
        "accepted": change.signed(new.key),
    }
    return _record(books, body, f"key.{size}", ROTATED, facts)


def key_card(key: NodeKey, recovery: bytes) -> bytes:
    """Return an installation's public keys, for the keeper who hands over to it."""
    card = KeyCard(
        format=KEY_CARD,
        key=b64encode(key.public).decode(),
        recovery=b64encode(recovery).decode(),
    )
    return encode_sorted(card) + b"\n"


def read_key_card(raw: bytes) -> KeyCard:
    """Return a key card, or refuse ``release.no-card``."""
    try:
        card = msgspec.json.decode(raw, type=KeyCard)
    except ValueError:
        raise Refusal("release.no-card") from None
    halves = (exact_base64(card.key), exact_base64(card.recovery))
    if card.format != KEY_CARD or any(len(one or b"") != KEY_BYTES for one in halves):
        raise Refusal("release.no-card")
    return card


def card_of(shelves: Shelves, keeper: str) -> KeyCard:
    """Return the keys that a body's own book pins.

    Raises Refusal ``bundle.receiver-unknown``.
    """
    row = receiver_of(shelves.state, keeper)
    return KeyCard(format=KEY_CARD, key=row.key_public, recovery=row.recovery)


def release_book(shelf: Shelf, to: KeyCard, *, keeper: str, by: NodeKey) -> bytes:
    """Return the release of a book to another keeper's keys, signed with its own."""
    change = _handing(
        shelf, keeper=keeper, key=b64decode(to.key), sort="key",
        recovery=b64decode(to.recovery),
    )  # fmt: skip
    return encode_sorted(
        Release(
            format=RELEASE,
            book=change.book,
            body=shelf.body,
            seq=change.seq,
            root=change.root,
            keeper=keeper,
            key=to.key,
            recovery=to.recovery,
            released=change.signed(by),
        )
    )


def read_release(raw: bytes) -> Release:
    """Return a release, or refuse ``release.malformed``."""
    try:
        release = msgspec.json.decode(raw, type=Release)
    except msgspec.DecodeError:
        raise Refusal("release.malformed") from None
    if release.format != RELEASE or not release.book.isdecimal():
        raise Refusal("release.malformed")
    return release


def check_release(shelf: Shelf, release: Release, *, keeper: str, key: NodeKey) -> None:
    """Refuse a release that does not fit the book as it stands here.

    Raises Refusal ``release.not-ours``, ``release.behind`` or ``release.signature``.
    """
    if (release.keeper, b64decode(release.key)) != (keeper, key.public):
        raise Refusal("release.not-ours", body=release.body, keeper=release.keeper)
    stands = (shelf.size, shelf.frontier.root().hex())
    if stands != (release.seq, release.root):
        raise Refusal(
            "release.behind", body=release.body, size=shelf.size, final=release.seq
        )
    change = _handing(
        shelf, keeper=keeper, key=key.public, sort="key",
        recovery=b64decode(release.recovery),
    )  # fmt: skip
    signature = b64decode(release.released)
    if not check_signature(shelf.custody.key, signature, change.text()):
        raise Refusal("release.signature", body=release.body)


def take_book(
    books: Books, shelf: Shelf, new: NewKeys, *, keeper: str, released: str | NodeKey
) -> Receipt:
    """Enter the handing over of a book that stands here; it is kept here from now on.

    ``released`` is the old keeper's signature, or its recovery key.
    """
    sort = "key" if isinstance(released, str) else "recovery"
    change = _handing(
        shelf, keeper=keeper, key=new.key.public, sort=sort, recovery=new.recovery
    )
    if isinstance(released, NodeKey):
        if released.public != custody_of(books.state, shelf.number).recovery:
            raise Refusal("key.not-recovery", body=shelf.body)
        released = change.signed(released)
    facts = {
        "keeper": keeper,
        "key": b64encode(new.key.public).decode(),
        "recovery": b64encode(new.recovery).decode(),
        "root": change.root,
        "sort": sort,
        "released": released,
        "accepted": change.signed(new.key),
    }
    return _record(books, shelf.body, f"handed.{shelf.size}", HANDED_OVER, facts)


def resume_book(books: Books, shelf: Shelf, *, reason: str) -> Receipt:
    """Let a book that stands behind what was acknowledged go on, by a person's word."""
    keeping = keeping_of(books.state, shelf.number)
    generation = (keeping.generation if keeping else 0) + 1
    facts = {"generation": generation, "reason": reason}
    entry = f"resumed.{generation}.{shelf.size}"
    return _record(books, shelf.body, entry, "book.resumed", facts)


def adopt_book(shelves: Shelves, bundle: Bundle, *, body: str, spoken: str) -> Shelf:
    """Hear a first book on an installation that has none, its fingerprint compared.

    Raises Refusal ``recognition.no-opening``, ``recognition.fingerprint`` or
    ``book.exists``.
    """
    compare_fingerprint(introduction(bundle, body), spoken)
    part = next(one for one in bundle.parts if one.head.body == body)
    verdict = judge(part, shelves.shelf(part.number))
    if verdict.outcome is Outcome.NEW:
        shelves.hear(verdict, sender=bundle.header.sender)
    elif verdict.outcome is not Outcome.NOTHING:
        raise Refusal("book.not-adopted", body=body, outcome=verdict.outcome.value)
    shelf = shelves.shelf(part.number)
    assert shelf is not None, "it has just been heard"
    return shelf


def _handing(
    shelf: Shelf, *, keeper: str, key: bytes, recovery: bytes, sort: str
) -> Change:
    return Change(
        kind=HANDED_OVER,
        book=str(shelf.number),
        seq=shelf.size,
        root=shelf.frontier.root().hex(),
        sort=sort,
        keeper=keeper,
        key=key,
        recovery=recovery,
    )


def _record(
    books: Books, body: str, entry: str, kind: str, facts: Mapping[str, object]
) -> Receipt:
    happened = instant_text(books.clock())[:10]
    return record(
        books, Command(book=body, id=entry, kind=kind, happened=happened, facts=facts)
    )


def new_key(random_bytes: bytes | None = None) -> NodeKey:
    """Return a new node key."""
    return NodeKey.generate(KEY_NAME, random_bytes)
