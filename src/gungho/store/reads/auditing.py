# SPDX-License-Identifier: Apache-2.0
"""Reading what an auditor draws from and looks for: amounts, late and corrected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from gungho.errors import Refusal
from gungho.journal import Entry, decode
from gungho.store.reads.journal import BookLine, books
from gungho.store.reads.query import fetch, one
from gungho.store.shelves import held_shelves

SOME = 400
LATE_DAYS = 30
EVIDENCE = (
    "evidence", "document", "cited", "receipt", "statement", "bill", "invoice",
    "resolution", "authority", "letter", "words", "text", "minutes",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What a sample is drawn from: one book at a size, and what narrows it."""

    body: str
    at: int
    kind: str = ""
    from_day: str = ""
    until_day: str = ""
    commodity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry that could be drawn; below zero where it reverses another."""

    seq: int
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An entry as an auditor sees it, with the evidence that it names."""

    seq: int
    kind: str
    subject: str
    happened: str
    recorded: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LateLine:
    """An entry with the days from when it happened to when it was recorded."""

    body: str
    seq: int
    kind: str
    subject: str
    happened: str
    recorded: str
    days: int
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedLine:
    """An entry beside the one that corrects it, and the reason."""

    body: str
    seq: int
    kind: str
    subject: str
    happened: str
    recorded: str
    by_seq: int
    by_kind: str
    by_happened: str
    by_recorded: str
    reason: str


def stand_of(body: str, *, at: int = 0) -> tuple[BookLine, int, str]:
    """Return a book, the size it is taken at (0: its whole) and the root there.

    Raises Refusal ``book.unknown``, ``sample.at``.
    """
    found = next((line for line in books() if line.body == body), None)
    if found is None:
        raise Refusal("book.unknown", body=body or "-")
    if not 0 <= at <= found.size:
        raise Refusal("sample.at", body=body, size=found.size, at=at)
    size = at or found.size
    shelf = held_shelves().shelf(found.number)
    root = shelf.frontier_at(size).root().hex() if shelf else ""
    return found, size, root


def items_of(span: Span) -> list[Item]:
    """Return the entries that could be drawn, by place in the book.

    With a commodity, those with postings in it, each worth their sum; without, every
    entry, worth nothing.
    """
    where, values = _where(span)
    if not span.commodity:
        found = fetch(
            "SELECT e.seq, 0 FROM p_entry_row e "
            f"JOIN journal_head h ON h.book = e.book WHERE {where} ORDER BY e.seq",
            values,
        )
        return [Item(seq=seq, value=0) for seq, _none in found]
    found = fetch(
        "SELECT e.seq, e.corrects, SUM(p.amount) FROM p_entry_row e "
        "JOIN journal_head h ON h.book = e.book "
        "JOIN p_posting_row p ON p.book = e.book AND p.seq = e.seq "
        "JOIN p_name c ON c.book = p.book AND c.sort = 'commodity' "
        f"AND c.number = p.commodity WHERE {where} AND c.name = %s "
        "GROUP BY e.seq, e.corrects ORDER BY e.seq",
        [*values, span.commodity],
    )
    return [
        Item(seq=seq, value=-int(amount) if corrects else int(amount))
        for seq, corrects, amount in found
    ]


def _where(span: Span) -> tuple[str, list[Any]]:
    clauses, values = ["h.body = %s", "e.seq < %s"], [span.body, span.at]
    for clause, value in (
        ("e.kind = %s", span.kind),
        ('e."on" >= %s', span.from_day),
        ('e."on" <= %s', span.until_day),
    ):
        if value:
            clauses.append(clause)
            values.append(value)
    return " AND ".join(clauses), values


def currencies_booked(body: str) -> list[str]:
    """Return the currencies that a book has postings in."""
    found = fetch(
        "SELECT c.name FROM p_name c JOIN journal_head h ON h.book = c.book "
        "JOIN p_item i ON i.item = c.name AND i.form = 'currency' "
        "WHERE h.body = %s AND c.sort = 'commodity' GROUP BY c.name ORDER BY c.name",
        (body,),
    )
    return [name for (name,) in found]


def seen(number: int, seqs: Sequence[int]) -> dict[int, Seen]:
    """Return entries of a book by place, with the evidence each names."""
    found: dict[int, Seen] = {}
    for start in range(0, len(seqs), SOME):
        some = list(seqs[start : start + SOME])
        marks = ", ".join(["%s"] * len(some))
        for seq, subject, recorded, raw in fetch(
            "SELECT e.seq, e.subject, e.recorded, j.raw FROM p_entry_row e "
            "JOIN journal_entry j ON j.book = e.book AND j.seq = e.seq "
            f"WHERE e.book = %s AND e.seq IN ({marks})",
            [number, *some],
        ):
            entry = decode(bytes(raw))
            found[seq] = Seen(
                seq=seq,
                kind=entry.kind,
                subject=subject,
                happened=entry.happened,
                recorded=recorded[:10],
                evidence=evidence_of(entry),
            )
    return found


def evidence_of(entry: Entry) -> tuple[tuple[str, str], ...]:
    """Return what an entry names that it can be held against, by the fact's name."""
    named = [("authority", entry.authority)] if entry.authority else []
    return tuple(dict.fromkeys([*named, *_named(entry.payload)]))


def _named(facts: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for key, value in facts.items():
        if isinstance(value, dict):
            yield from _named(value)
        elif key in EVIDENCE and isinstance(value, str) and value:
            yield key, value


# What is late by days and what lies in closed days are each an index of their own.
_CLOSED = "SELECT e.book, e.seq, e.late FROM p_entry_row e WHERE e.closed > 0{here}"
_LATE = (
    "SELECT e.book, e.seq, e.late FROM p_entry_row e "
    f"WHERE e.late > 0 AND e.late >= %s{{here}} UNION ALL {_CLOSED} AND e.late < %s"
)
_HERE = " AND e.book = (SELECT book FROM journal_head WHERE body = %s)"


def count_late(*, body: str, days: int | None) -> int:
    """Return how many entries were recorded so many days late, or into closed days.

    With no number of days, only those into closed days.
    """
    late, values = _late(body, days)
    found = one(f"SELECT COUNT(*) FROM ({late}) k", values)
    return int(found[0]) if found else 0


def late_lines(*, body: str, days: int | None, start: int, most: int) -> list[LateLine]:
    """Return late entries as ``count_late`` counts them, the latest first."""
    late, values = _late(body, days)
    return [
        LateLine(
            body=owner,
            seq=seq,
            kind=kind,
            subject=subject,
            happened=on,
            recorded=recorded[:10],
            days=int(after),
            closed=bool(closed),
        )
        for owner, seq, kind, subject, on, recorded, after, closed in fetch(
            'SELECT k.body, e.seq, e.kind, e.subject, e."on", e.recorded, e.late, '
            "e.closed FROM (SELECT h.body, k.book, k.seq, k.late "
            f"FROM ({late}) k JOIN journal_head h ON h.book = k.book "
            "ORDER BY k.late DESC, h.body, k.seq LIMIT %s OFFSET %s) k "
            "CROSS JOIN p_entry_row e WHERE e.book = k.book AND e.seq = k.seq "
            "ORDER BY k.late DESC, k.body, k.seq",
            [*values, most, start],
        )
    ]


def _late(body: str, days: int | None) -> tuple[str, list[Any]]:
    here, of = (_HERE, [body]) if body else ("", [])
    if days is None:
        return _CLOSED.format(here=here), of
    if not 1 <= days <= 3_650:
        raise Refusal("late.days")
    return _LATE.format(here=here), [days, *of, *of, days]


def count_corrected(*, body: str) -> int:
    """Return how many entries were corrected."""
    found = one(
        "SELECT COALESCE(SUM(e.corrected), 0) FROM p_entry_count e "
        "JOIN journal_head h ON h.book = e.book WHERE (%s = '' OR h.body = %s)",
        (body, body),
    )
    return int(found[0]) if found else 0


def corrected_lines(*, body: str, start: int, most: int) -> list[CorrectedLine]:
    """Return corrected entries beside their corrections, newest correction first."""
    found = fetch(
        'SELECT h.body, e.seq, e.kind, e.subject, e."on", e.recorded, c.seq, c.kind, '
        'c."on", c.recorded, j.raw FROM p_entry_row c '
        "CROSS JOIN journal_head h CROSS JOIN p_entry_row e "
        "CROSS JOIN journal_entry j WHERE c.kind = 'correction.made' "
        "AND h.book = c.book AND e.book = c.book AND e.entry = c.corrects "
        "AND e.corrected_by = c.entry AND j.book = c.book AND j.seq = c.seq "
        "AND (%s = '' OR h.body = %s) "
        "ORDER BY c.recorded DESC, h.body, c.seq LIMIT %s OFFSET %s",
        (body, body, most, start),
    )
    return [
        CorrectedLine(
            body=owner,
            seq=seq,
            kind=kind,
            subject=subject,
            happened=on,
            recorded=recorded[:10],
            by_seq=by_seq,
            by_kind=by_kind,
            by_happened=by_on,
            by_recorded=by_recorded[:10],
            reason=str(decode(bytes(raw)).payload.get("reason", "")),
        )
        for owner, seq, kind, subject, on, recorded, by_seq, by_kind, by_on,
        by_recorded, raw in found
    ]  # fmt: skip
