# SPDX-License-Identifier: Apache-2.0
"""Reading what a printed paper leads back to: an entry, by its place or by its code.

A code is the first bits of the entry's leaf hash, so that it can be made again from the
book by anyone who holds it.
"""

from __future__ import annotations

from dataclasses import dataclass

from gungho.measure.check_code import PLAIN
from gungho.store.reads.query import fetch, one

SIGNS = 8
BITS = SIGNS * (len(PLAIN).bit_length() - 1)
LEAF_BITS = 256
HEAD = 8  # bytes of the root that are printed
_MARKED = (
    "SELECT h.body, e.seq, r.kind, r.subject, e.leaf FROM journal_entry e "
    "JOIN journal_head h ON h.book = e.book "
    "JOIN p_entry_row r ON r.book = e.book AND r.entry = e.entry"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """An entry that a paper is about: its place, kind, subject and leaf hash."""

    body: str
    seq: int
    kind: str
    subject: str
    leaf: bytes

    @property
    def bits(self) -> int:
        """The first bits of the leaf, as a number."""
        return int.from_bytes(self.leaf) >> (LEAF_BITS - BITS)


def marked_at(body: str, seq: int) -> Marked | None:
    """Return the entry at a place, or None."""
    found = one(f"{_MARKED} WHERE h.body = %s AND e.seq = %s", [body, seq])
    return _marked(*found) if found else None


def marked_last(body: str) -> Marked | None:
    """Return the newest entry of a body's book, or None."""
    found = one(f"{_MARKED} WHERE h.body = %s AND e.seq = h.size - 1", [body])
    return _marked(*found) if found else None


def marked_by(bits: int) -> list[Marked]:
    """Return the entries whose leaf begins with these bits; nearly always one."""
    low = (bits << (LEAF_BITS - BITS)).to_bytes(LEAF_BITS // 8)
    high = ((bits + 1 << (LEAF_BITS - BITS)) - 1).to_bytes(LEAF_BITS // 8)
    found = fetch(f"{_MARKED} WHERE e.leaf BETWEEN %s AND %s", [low, high])
    return [_marked(*row) for row in found]


def head_of(body: str) -> str:
    """Return how the root of a body's newest seal begins, "" if it has none."""
    found = one(
        "SELECT s.root FROM journal_seal s JOIN journal_head h ON h.book = s.book "
        "WHERE h.body = %s ORDER BY s.size DESC LIMIT 1",
        [body],
    )
    text = bytes(found[0]).hex()[: 2 * HEAD] if found else ""
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def _marked(body: str, seq: int, *told: object) -> Marked:
    kind, subject, leaf = told
    return Marked(
        body=body,
        seq=seq,
        kind=str(kind),
        subject=str(subject),
        leaf=bytes(leaf),  # type: ignore[call-overload]
    )
