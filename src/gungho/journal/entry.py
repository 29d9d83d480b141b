# SPDX-License-Identifier: Apache-2.0
"""An entry is a record in a book; it is never changed, and it is the voucher.

Facts and postings stand together in one canonical JSON object. Intake takes an entry
only if encoding it again gives the very bytes that came.
"""

from __future__ import annotations

from hashlib import sha256
from typing import Annotated, Any

import msgspec

from gungho.errors import Corruption
from gungho.journal.canonical import COUNT_MAX, check_rules, encode_sorted

ENTRY_BYTES_MAX = 4 * 2**20
Natural = Annotated[int, msgspec.Meta(ge=0, lt=COUNT_MAX)]


class Posting(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """One debit and one credit of one amount; the amount is a decimal string."""

    debit: str
    credit: str
    commodity: str
    fund: str
    amount: str
    lot: str


class Booking(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The postings an entry causes, with the scales of their commodities."""

    postings: tuple[Posting, ...]
    scales: dict[str, Natural]


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One record: its place, its command, when, by whom, what, and how booked."""

    book: str
    seq: Natural
    id: str
    command_sha256: str
    kind: str
    v: Natural
    happened: str
    recorded: str
    by: str
    office: str
    authority: str
    corrects: str
    payload: dict[str, Any]
    booking: Booking | None


_DECODER = msgspec.json.Decoder(Entry)


def encode(entry: Entry) -> bytes:
    """Return an entry's canonical bytes.

    Raises Corruption as ``check_rules`` does, for text that ``decode`` would refuse.
    """
    try:
        raw = encode_sorted(entry)
    except UnicodeEncodeError:
        raw = b"\xff"
    if not raw.isascii():
        check_rules(msgspec.to_builtins(entry))
    return raw


def decode(raw: bytes) -> Entry:
    """Return the entry that canonical bytes hold.

    Raises Corruption ``entry.malformed``, ``entry.too-large``, ``entry.not-canonical``
    or what ``check_rules`` raises.
    """
    if len(raw) > ENTRY_BYTES_MAX:
        raise Corruption("entry.too-large", bytes=len(raw), limit=ENTRY_BYTES_MAX)
    try:
        entry = _DECODER.decode(raw)
    except (ValueError, RecursionError) as error:
        raise Corruption("entry.malformed", problem=str(error)[:160]) from None
    check_rules(entry.payload)
    if encode(entry) != raw:
        raise Corruption("entry.not-canonical", id=entry.id[:80])
    return entry


def command_digest(command: Any) -> str:
    """Return the SHA-256 by which a repeated command is known."""
    return sha256(encode_sorted(command)).hexdigest()


def book_id(payload: dict[str, Any]) -> int:
    """Return the 63-bit id of the book that an opening payload founds."""
    digest = sha256(b"gungho book\n" + encode_sorted(payload)).digest()
    return int.from_bytes(digest[:8], "big") >> 1
