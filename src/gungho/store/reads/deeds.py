# SPDX-License-Identifier: Apache-2.0
"""Reading the facts of several entries at once, to tell them in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from gungho.journal import decode
from gungho.store.reads.query import fetch

PART = 200
Posted = tuple[str, str, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One entry's facts; ``postings`` are ``(debit, credit, commodity, count)``."""

    book: str
    seq: int
    kind: str
    on: str
    payload: dict[str, Any]
    postings: tuple[Posted, ...]


def deeds(places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Deed]:
    """Return the entries at these ``(book, seq)`` places, those that are here."""
    found: dict[tuple[str, int], Deed] = {}
    wanted = list(dict.fromkeys(places))
    for start in range(0, len(wanted), PART):
        part = wanted[start : start + PART]
        marks = ", ".join(["(%s, %s)"] * len(part))
        values = [value for place in part for value in place]
        for body, seq, raw in fetch(
            f"SELECT h.body, e.seq, e.raw FROM (VALUES {marks}) v "
            "CROSS JOIN journal_head h CROSS JOIN journal_entry e "
            "WHERE h.body = v.column1 AND e.book = h.book AND e.seq = v.column2",
            values,
        ):
            found[body, seq] = _deed(body, seq, bytes(raw))
    return found


def _deed(body: str, seq: int, raw: bytes) -> Deed:
    entry = decode(raw)
    lines = entry.booking.postings if entry.booking else ()
    return Deed(
        book=body,
        seq=seq,
        kind=entry.kind,
        on=entry.happened,
        payload=entry.payload,
        postings=tuple(
            (line.debit, line.credit, line.commodity, int(line.amount))
            for line in lines
        ),
    )
