# SPDX-License-Identifier: Apache-2.0
"""Reading which entries of the books speak of a fact of the archive."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.store.reads.query import fetch

SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoken:
    """An entry that is about something, or is the very one that told it."""

    body: str
    seq: int
    kind: str
    on: str


def entries_about(key: str, *, told: str = "") -> list[Spoken]:
    """Return the first entries about an id, or the one that told an event."""
    if not key:
        return []
    return [
        Spoken(body=body, seq=seq, kind=kind, on=on)
        for body, seq, kind, on in fetch(
            'SELECT h.body, e.seq, e.kind, e."on" FROM p_entry_row e '
            "JOIN journal_head h ON h.book = e.book "
            "WHERE e.subject = %s OR (e.book = h.book AND e.entry = %s) "
            'ORDER BY e."on", h.body, e.seq LIMIT %s',
            (key.lower(), told or "-", SHOWN),
        )
    ]
