# SPDX-License-Identifier: Apache-2.0
"""Finding entries by a sum or by a day, through indexes and never past a bound.

A sum is looked for in every booking (gifts, sendings, arrivals, payments), in pledges
and in what needs ask for. Each query reads at most one more than is asked for, in the
index's own order; how many there are is counted up to ``COUNTED_MOST``.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from gungho.reports.asking import Span, Sum
from gungho.store.reads.query import fetch

COUNTED_MOST = 1_000
_ENTRY = (
    'SELECT h.body, e.seq, e.kind, e.subject, e."on", {told} FROM {source} '
    "JOIN journal_head h ON h.book = e.book"
)
# CROSS JOIN keeps SQLite from reading a table before the rows that the index names.
_BOOKED = (
    "(SELECT p.book, p.seq, p.amount, c.name FROM p_posting_row p CROSS JOIN p_name c "
    "WHERE p.amount = %s AND c.book = p.book AND c.sort = 'commodity' "
    "AND c.number = p.commodity AND c.scale = %s{only} "
    "ORDER BY p.book DESC, p.seq DESC LIMIT %s)"
)
_PLEDGED = (
    "(SELECT p.book, p.seq, p.count AS amount, p.commodity AS name FROM p_pledge p "
    "CROSS JOIN p_item c WHERE p.count = %s AND c.item = p.commodity "
    "AND c.scale = %s{only} ORDER BY p.book DESC, p.pledge DESC LIMIT %s)"
)
_NEEDED = (
    "(SELECT n.book, n.seq, i.count AS amount, i.commodity AS name FROM p_need_input i "
    "CROSS JOIN p_item c CROSS JOIN p_need_row n WHERE i.count = %s "
    "AND c.item = i.commodity AND c.scale = %s{only} AND n.book = i.book "
    "AND n.need = i.need ORDER BY i.book DESC, i.need DESC LIMIT %s)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFound:
    """One entry that fits, with the sum that was found in it, if one was asked for."""

    book: str
    seq: int
    kind: str
    subject: str
    on: str
    commodity: str = ""
    count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class EntriesFound:
    """Entries that fit, and how many more there are; ``more`` may be a least."""

    entries: tuple[EntryFound, ...] = ()
    more: int = 0
    is_least: bool = False


def by_days(span: Span, *, most: int) -> EntriesFound:
    """Return what happened on a day or in a month, the newest first."""
    ends = [span.first.isoformat(), span.last.isoformat()]
    rows = fetch(
        _ENTRY.format(told="'', 0", source="p_entry_row e")
        + ' WHERE e."on" >= %s AND e."on" <= %s '
        'ORDER BY e."on" DESC, e.book DESC, e.seq DESC LIMIT %s',
        [*ends, COUNTED_MOST + 1],
    )
    return _bounded(rows, most=most)


def by_sum(asked: Sum, *, items: Sequence[str] | None, most: int) -> EntriesFound:
    """Return entries with exactly this sum, the newest first.

    ``items`` are the commodities it may be of; None means any.
    """
    parts, values = [], []
    for scale, known in _scales(items):
        count = asked.count(scale)
        if count is None:
            continue
        marks = "" if items is None else ", ".join(["%s"] * len(known))
        for part, column in ((_BOOKED, "c.name"), (_PLEDGED, "c.item"),
                             (_NEEDED, "c.item")):  # fmt: skip
            only = f" AND {column} IN ({marks})" if marks else ""
            parts.append(f"SELECT * FROM {part.format(only=only)} AS part")
            values += [count, scale, *(known if marks else ()), COUNTED_MOST + 1]
    if not parts:
        return EntriesFound()
    found = (
        "(SELECT book, seq, MIN(name) AS name, MIN(amount) AS amount FROM "
        f"({' UNION ALL '.join(parts)}) AS parts GROUP BY book, seq "
        "ORDER BY book DESC, seq DESC LIMIT %s) AS f CROSS JOIN p_entry_row e"
    )
    rows = fetch(
        _ENTRY.format(told="f.name, f.amount", source=found)
        + " WHERE e.book = f.book AND e.seq = f.seq "
        'ORDER BY e."on" DESC, e.book DESC, e.seq DESC',
        [*values, COUNTED_MOST + 1],
    )
    return _bounded(rows, most=most)


def items_known() -> list[tuple[str, str, str]]:
    """Return every commodity with its unit and the card of its name."""
    return [
        (item, unit, card)
        for item, unit, card in fetch("SELECT DISTINCT item, unit, card FROM p_item")
    ]


def _scales(items: Sequence[str] | None) -> list[tuple[int, list[str]]]:
    """Return the scales that commodities have, each with those that have it."""
    found: dict[int, list[str]] = {}
    for item, scale in fetch("SELECT DISTINCT item, scale FROM p_item ORDER BY 1, 2"):
        if items is None or item in items:
            found.setdefault(scale, []).append(item)
    return sorted(found.items())


def _bounded(rows: Iterable[tuple[Any, ...]], *, most: int) -> EntriesFound:
    found = [
        EntryFound(
            book=body,
            seq=seq,
            kind=kind,
            subject=subject,
            on=on,
            commodity=code,
            count=int(count),
        )
        for body, seq, kind, subject, on, code, count in rows
    ]
    known = min(len(found), COUNTED_MOST)
    return EntriesFound(
        entries=tuple(found[:most]),
        more=max(0, known - most),
        is_least=len(found) > COUNTED_MOST,
    )
