# SPDX-License-Identifier: Apache-2.0
"""Reading the journal: books, entries, seals, and the proofs made from the tiles."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection

from gungho.errors import Corruption, Refusal
from gungho.journal import (
    Entry,
    TileReader,
    consistency_path,
    decode,
    inclusion_path,
)
from gungho.store.reads.query import fetch, one
from gungho.store.tile_rows import tile_reader

PAGE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class BookLine:
    """A book: who keeps it, its number, size, key, last seal."""

    body: str
    number: int
    size: int
    verifier: str
    recorded: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SealLine:
    """A checkpoint of one book."""

    size: int
    root: bytes
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """That an entry stands in a sealed book: index, path, and the seal."""

    body: str
    index: int
    leaf: bytes
    path: tuple[bytes, ...]
    seal: SealLine
    verifier: str


def books() -> list[BookLine]:
    """Return every book kept or heard here, by body."""
    found = fetch(
        "SELECT body, book, size, key_text, recorded FROM journal_head ORDER BY body"
    )
    return [
        BookLine(body=body, number=number, size=size, verifier=key, recorded=when)
        for body, number, size, key, when in found
    ]


def is_book(body: str) -> bool:
    """True if a body's book stands here."""
    return one("SELECT 1 FROM journal_head WHERE body = %s", (body,)) is not None


def book(body: str) -> BookLine:
    """Return one book, or refuse ``book.unknown``."""
    for line in books():
        if line.body == body:
            return line
    raise Refusal("book.unknown", body=body)


def entry(body: str, seq: int) -> tuple[Entry, bytes]:
    """Return an entry and its bytes, or refuse ``entry.unknown``."""
    found = one(
        "SELECT e.raw FROM journal_entry e JOIN journal_head h ON h.book = e.book "
        "WHERE h.body = %s AND e.seq = %s",
        (body, seq),
    )
    if found is None:
        raise Refusal("entry.unknown", book=body, seq=seq)
    raw = bytes(found[0])
    return decode(raw), raw


def raw_entries(number: int, *, start: int = 0) -> Iterator[tuple[int, bytes, bytes]]:
    """Yield ``(seq, raw, leaf)`` of a book from a place on, in order."""
    while True:
        found = fetch(
            "SELECT seq, raw, leaf FROM journal_entry WHERE book = %s AND seq >= %s "
            "ORDER BY seq LIMIT %s",
            (number, start, PAGE),
        )
        for seq, raw, leaf in found:
            if isinstance(raw, str) or isinstance(leaf, str):
                raise Corruption("verify.not-bytes", seq=seq)
            yield seq, bytes(raw), bytes(leaf)
        if len(found) < PAGE:
            return
        start = found[-1][0] + 1


def seals(number: int) -> list[SealLine]:
    """Return a book's seals, oldest first."""
    return [
        SealLine(size=size, root=bytes(root), note=note)
        for size, root, note in fetch(
            "SELECT size, root, note FROM journal_seal WHERE book = %s ORDER BY size",
            (number,),
        )
    ]


def last_seal(number: int) -> SealLine:
    """Return a book's newest seal."""
    found = one(
        "SELECT size, root, note FROM journal_seal WHERE book = %s "
        "ORDER BY size DESC LIMIT 1",
        (number,),
    )
    if found is None:
        raise Refusal("book.unsealed", book=str(number))
    return SealLine(size=found[0], root=bytes(found[1]), note=found[2])


def tiles(number: int) -> TileReader:
    """Return a reader of a book's tree."""
    return tile_reader(connection, number)


def prove(body: str, seq: int) -> Proof:
    """Return the proof that an entry stands in its sealed book."""
    line = book(body)
    found = one(
        "SELECT leaf FROM journal_entry WHERE book = %s AND seq = %s",
        (line.number, seq),
    )
    if found is None:
        raise Refusal("entry.unknown", book=body, seq=seq)
    sealed = last_seal(line.number)
    path = inclusion_path(tiles(line.number).read, seq, sealed.size)
    return Proof(
        body=body,
        index=seq,
        leaf=bytes(found[0]),
        path=tuple(path),
        seal=sealed,
        verifier=line.verifier,
    )


def prove_growth(number: int, old: int, new: int) -> tuple[bytes, ...]:
    """Return the proof that a book at one size grew out of itself at another."""
    return tuple(consistency_path(tiles(number).read, old, new))
