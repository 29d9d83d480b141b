# SPDX-License-Identifier: Apache-2.0
"""A book opens with an entry that pins the key that signs it and a recovery key."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import msgspec

from gungho.actions.ports import Books, Made
from gungho.actions.record import fold
from gungho.flows.keeping import BookOpened
from gungho.journal import Entry, book_id, encode, encode_sorted, leaf_hash
from gungho.measure import instant_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Founding:
    """What a body pins when it opens its book."""

    body: str
    form: str
    currency: str
    key: bytes
    recovery: bytes
    nonce: bytes


def open_book(books: Books, founding: Founding) -> Made:
    """Open the book of a body and return its first entry."""
    payload = _opening(founding)
    now = instant_text(books.clock())
    facts = msgspec.to_builtins(payload)
    entry = Entry(
        book=str(book_id(facts)),
        seq=0,
        id="opened",
        command_sha256=sha256(encode_sorted(facts)).hexdigest(),
        kind="book.opened",
        v=1,
        happened=now[:10],
        recorded=now,
        by="operator",
        office="operator",
        authority="",
        corrects="",
        payload=facts,
        booking=None,
    )
    raw = encode(entry)
    made = Made(entry=entry, raw=raw, leaf=leaf_hash(raw))
    fold(books.state, entry, payload, (), body=founding.body)
    books.open_book(made, body=founding.body)
    return made


def opening_of(founding: Founding) -> dict[str, Any]:
    """Return what the first entry of a book says, before or after it is written."""
    told: dict[str, Any] = msgspec.to_builtins(_opening(founding))
    return told


def _opening(founding: Founding) -> BookOpened:
    return BookOpened(
        body=founding.body,
        form=founding.form,
        currency=founding.currency,
        key=b64encode(founding.key).decode(),
        recovery=b64encode(founding.recovery).decode(),
        nonce=founding.nonce.hex(),
    )
