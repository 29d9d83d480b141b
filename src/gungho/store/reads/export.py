# SPDX-License-Identifier: Apache-2.0
"""Reading entries for export to text journals."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import msgspec

from gungho.formats.ledger_text import TextEntry, TextPosting
from gungho.store.reads.journal import books, raw_entries
from gungho.store.reads.ledger import RegisterLine, register


def text_entries(body: str = "") -> Iterator[TextEntry]:
    """Yield the entries that booked something, book by book."""
    for line in books():
        if body and line.body != body:
            continue
        standings = _standings(line.number)
        for seq, postings in groupby(register(book=line.body), key=lambda row: row.seq):
            yield _entry(seq, list(postings), standing=standings.get(seq, ""))


class _Standing(msgspec.Struct):
    standing: str = ""


class _Said(msgspec.Struct):
    payload: _Standing


def _standings(number: int) -> dict[int, str]:
    """Return what each entry says of itself: documented, reconstructed or kept."""
    decoder = msgspec.json.Decoder(_Said)
    return {
        seq: decoder.decode(raw).payload.standing
        for seq, raw, _leaf in raw_entries(number)
    }


def _entry(seq: int, rows: list[RegisterLine], *, standing: str) -> TextEntry:
    return TextEntry(
        on=rows[0].on,
        book=rows[0].book,
        seq=seq,
        id=rows[0].entry,
        kind=rows[0].kind,
        standing=standing,
        postings=tuple(
            TextPosting(
                debit=row.debit,
                credit=row.credit,
                commodity=row.commodity,
                fund=row.fund,
                count=row.amount,
                scale=row.scale,
                lot=row.lot,
            )
            for row in rows
        ),
    )
