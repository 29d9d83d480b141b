# SPDX-License-Identifier: Apache-2.0
"""A bundle is a signed extract of books, as lines of text that anyone can read.

The first line says who made it, for whom and when, with the maker's movement
checkpoint. Then come its parts: a head line each, and one line of canonical bytes an
entry. Then the cards that may travel, the commitments of erased ones, where the maker
stands in the books it holds, and the checkpoints it cosigns. The last line is a signed
note over the SHA-256 of all before it, so that one flipped bit is found first.

A part carries the frontier of its book where it begins. Frontier and entries give the
sealed root, and the frontier alone gives the root where the receiver stood: together
they are the proof that the book grew and was not changed.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TypeVar

import msgspec

from gungho.errors import Corruption, Refusal
from gungho.journal import (
    Frontier,
    NodeKey,
    encode_sorted,
    open_note,
    read_verifier,
    sign_note,
)

FORMAT, VERSION = "gungho-bundle", 2
AGE_HEAD = b"age-encryption.org/"
BUNDLE_BYTES_MAX = 2**31
LINES_MIN = 2
T = TypeVar("T")


class _Line(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="line"):
    """One line that is not an entry."""


class Header(_Line, frozen=True, tag="bundle"):
    """What a bundle says of itself; ``key`` is its maker's verifier."""

    format: str
    v: int
    sender: str
    key: str
    receiver: str
    made: str
    parts: int
    movement: str


class PartHead(_Line, frozen=True, tag="part"):
    """Which entries of which book follow, from where they grow, and their seal."""

    book: str
    body: str
    first: int
    size: int
    frontier: str
    key: str
    seal: str


class CardLine(_Line, frozen=True, tag="card"):
    """An erasable text that the receiver may see, with its salt in hex."""

    commitment: str
    salt: str
    subject: str
    text: str


class Erased(_Line, frozen=True, tag="erased"):
    """A card that its keeper has erased, so that the receiver erases it too."""

    commitment: str


class Stand(_Line, frozen=True, tag="stand"):
    """Where the maker stands in a book it holds: the size, root and last seal."""

    book: str
    body: str
    size: int
    root: str
    seal: str


class Cosigned(_Line, frozen=True, tag="cosigned"):
    """A movement checkpoint of the receiver that the maker has cosigned."""

    note: str


class End(_Line, frozen=True, tag="end"):
    """The signed note over every line before it."""

    note: str


Told = CardLine | Erased | Stand | Cosigned


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An extract of one book: its head and the bytes of its entries, in order."""

    head: PartHead
    entries: tuple[bytes, ...]

    @property
    def number(self) -> int:
        """The book's number."""
        return int(self.head.book)

    def frontier(self) -> Frontier:
        """Return the frontier of the book where the part begins.

        Raises Corruption ``frontier.malformed``.
        """
        try:
            frontier = Frontier.from_bytes(bytes.fromhex(self.head.frontier))
        except ValueError:
            raise Corruption("frontier.malformed", size=self.head.first) from None
        if frontier.size != self.head.first:
            raise Corruption("frontier.malformed", size=self.head.first)
        return frontier


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle's header, its parts, and what is told beside them."""

    header: Header
    parts: tuple[Part, ...]
    told: tuple[Told, ...] = field(default=())


def write_bundle(bundle: Bundle, key: NodeKey) -> Iterator[bytes]:
    """Yield the lines of a bundle, signed with its maker's key."""
    digest, count = sha256(), 0
    for line in _lines(bundle):
        digest.update(line)
        count += 1
        yield line
    end = End(note=sign_note(_end_text(digest.digest(), count), key))
    yield encode_sorted(end) + b"\n"


def _lines(bundle: Bundle) -> Iterator[bytes]:
    yield encode_sorted(bundle.header) + b"\n"
    for part in bundle.parts:
        yield encode_sorted(part.head) + b"\n"
        for raw in part.entries:
            yield raw + b"\n"
    for one in bundle.told:
        yield encode_sorted(one) + b"\n"


def part_bytes(part: Part) -> bytes:
    """Return a part as the lines it stands in."""
    return b"\n".join((encode_sorted(part.head), *part.entries))


def parse_part(raw: bytes) -> Part:
    """Return the part that ``part_bytes`` wrote."""
    head, *entries = raw.split(b"\n")
    return Part(head=_decode(head, PartHead, line=1), entries=tuple(entries))


def _end_text(digest: bytes, count: int) -> str:
    return f"{FORMAT}\n{count}\n{b64encode(digest).decode()}\n"


def parse_bundle(raw: bytes) -> Bundle:
    """Return a bundle's parts, once its last line holds over all the others.

    Raises Refusal ``bundle.encrypted`` or ``bundle.other-version``, Corruption
    ``bundle.malformed`` or ``bundle.damaged``.
    """
    if raw.startswith(AGE_HEAD):
        raise Refusal("bundle.encrypted")
    body, end_line = _split_end(raw)
    lines = body.split(b"\n")[:-1]
    header = _header(lines[0])
    digest = sha256(body).digest()
    end = _decode(end_line, End, line=len(lines) + 1)
    text, _ = open_note(end.note, (header.key,))
    if text != _end_text(digest, len(lines)):
        raise Corruption("bundle.damaged", sender=header.sender[:80])
    if encode_sorted(end) != end_line or encode_sorted(header) != lines[0]:
        raise Corruption("bundle.damaged", sender=header.sender[:80])
    return _read_lines(header, lines)


def _split_end(raw: bytes) -> tuple[bytes, bytes]:
    at = raw.rfind(b"\n", 0, len(raw) - 1) + 1
    if not raw.endswith(b"\n") or not at or len(raw) > BUNDLE_BYTES_MAX:
        raise Corruption("bundle.malformed", line=1)
    return raw[:at], raw[at:-1]


def _header(line: bytes) -> Header:
    header = _decode(line, Header, line=1)
    if header.format != FORMAT:
        raise Corruption("bundle.malformed", line=1)
    if header.v != VERSION:
        raise Refusal("bundle.other-version", found=header.v, known=VERSION)
    read_verifier(header.key)
    return header


def _read_lines(header: Header, lines: list[bytes]) -> Bundle:
    at, parts = 1, []
    for _ in range(header.parts):
        if at >= len(lines):
            raise Corruption("bundle.malformed", line=at + 1)
        head = _decode(lines[at], PartHead, line=at + 1)
        stop = at + 1 + head.size - head.first
        fits = 0 <= head.first <= head.size and stop <= len(lines)
        if not fits or not head.book.isdecimal() or len(head.book) > 19:
            raise Corruption("bundle.malformed", line=at + 1)
        parts.append(Part(head=head, entries=tuple(lines[at + 1 : stop])))
        at = stop
    told = tuple(_told(line, number) for number, line in enumerate(lines[at:], at + 1))
    return Bundle(header=header, parts=tuple(parts), told=told)


_TOLD: msgspec.json.Decoder[Told] = msgspec.json.Decoder(Told)


def _told(raw: bytes, line: int) -> Told:
    try:
        return _TOLD.decode(raw)
    except (ValueError, RecursionError):
        raise Corruption("bundle.malformed", line=line) from None


def _decode(raw: bytes, kind: type[T], *, line: int) -> T:
    try:
        return msgspec.json.decode(raw, type=kind)
    except (ValueError, RecursionError):
        raise Corruption("bundle.malformed", line=line) from None


def chosen(told: Iterable[Told], kind: type[T]) -> list[T]:
    """Return the told lines of one sort."""
    return [one for one in told if isinstance(one, kind)]
