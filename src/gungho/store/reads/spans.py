# SPDX-License-Identifier: Apache-2.0
"""A span is the part of a book that a statement is about, and where the book stood.

A closed period is a stretch of the book's own sequence, *as booked*; *as known now* are
all entries that happened in its days, however late they were recorded.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from gungho.errors import Refusal
from gungho.flows.periods import Period
from gungho.journal import Frontier
from gungho.store.reads.query import fetch, one, rows
from gungho.store.shelves import StoredShelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which statement is wanted; what is left out is taken from the book.

    ``period`` is a closed one, ``size`` a number of entries; ``since`` and ``until``
    are days, and ask for what happened then as it is ``known`` now.
    """

    body: str
    fund: str = ""
    period: str = ""
    size: int = 0
    since: str = ""
    until: str = ""
    known: bool = False
    currency: str = ""
    index: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A part of a book: by place, or by the days on which it happened."""

    book: int
    keeper: str
    period: str
    first: int
    size: int
    root: bytes
    since: str
    until: str
    known: bool
    before: str = ""

    def clause(self) -> tuple[str, list[int | str]]:
        """Return SQL that is 0 before the span, 1 within it and 2 after it.

        It reads an entry ``e``, and ``o``, the one that ``e`` corrects if it does: what
        a correction takes back is known now not to have happened on its day.
        """
        if self.known:
            day = 'COALESCE(o."on", e."on")'
            told = f"CASE WHEN {day} < %s THEN 0 WHEN {day} <= %s THEN 1 ELSE 2 END"
            return told, [self.since, self.until]
        return "CASE WHEN e.seq < %s THEN 0 ELSE 1 END", [self.first]


def span_of(asked: Asked) -> Span:
    """Return the span that is asked for.

    Raises Refusal ``statement.no-book``, ``statement.no-period``,
    ``statement.size`` or ``statement.days``.
    """
    keeper = asked.body.partition(".")[0]
    head = one("SELECT book, size FROM journal_head WHERE body = %s", (keeper,))
    if head is None:
        raise Refusal("statement.no-book", body=asked.body)
    book, size = head
    if asked.size < 0 or asked.size > size:
        raise Refusal("statement.size", body=keeper, asked=asked.size, size=size)
    closed = periods_of(book)
    if asked.period:
        return _closed(asked, book, closed, now=size)
    return _open(asked, book, closed, now=asked.size or size)


def periods_of(book: int) -> list[Period]:
    """Return the closed periods of a book, in their order."""
    return rows(Period, "book = %s", (book,), order="until")


def _closed(asked: Asked, book: int, closed: list[Period], *, now: int) -> Span:
    place = next((n for n, row in enumerate(closed) if row.period == asked.period), -1)
    keeper = asked.body.partition(".")[0]
    if place < 0:
        raise Refusal("statement.no-period", body=keeper, period=asked.period)
    row = closed[place]
    former = closed[place - 1] if place else None
    size = now if asked.known else row.seq + 1
    return Span(
        book=book,
        keeper=keeper,
        period=row.period,
        first=former.seq + 1 if former else 0,
        size=size,
        root=root_at(book, size),
        since=_day_after(former.until) if former else "",
        until=row.until,
        known=asked.known,
        before=former.period if former else "",
    )


def _open(asked: Asked, book: int, closed: list[Period], *, now: int) -> Span:
    former = next((row for row in reversed(closed) if row.seq + 1 < now), None)
    known = bool(asked.known or asked.since or asked.until)
    until = asked.until or _last_day(book, now)
    since = asked.since or (_day_after(former.until) if former else "")
    if since and until and since > until:
        raise Refusal("statement.days", since=since, until=until)
    return Span(
        book=book,
        keeper=asked.body.partition(".")[0],
        period="",
        first=former.seq + 1 if former else 0,
        size=now,
        root=root_at(book, now),
        since=since,
        until=until,
        known=known,
        before=former.period if former and not asked.since else "",
    )


def _last_day(book: int, size: int) -> str:
    ((day,),) = fetch(
        'SELECT MAX("on") FROM p_entry_row WHERE book = %s AND seq < %s', (book, size)
    )
    return day or ""


def _day_after(day: str) -> str:
    return (date.fromisoformat(day) + timedelta(days=1)).isoformat()


def root_at(book: int, size: int) -> bytes:
    """Return the root of a book's tree when it had so many entries."""
    sealed = one(
        "SELECT root FROM journal_seal WHERE book = %s AND size = %s", (book, size)
    )
    if sealed:
        return bytes(sealed[0])
    ((body, whole, frontier),) = fetch(
        "SELECT body, size, frontier FROM journal_head WHERE book = %s", (book,)
    )
    shelf = StoredShelf(
        connection=connection,
        number=book,
        body=body,
        size=whole,
        frontier=Frontier.from_bytes(bytes(frontier)),
        keys=(),
        standing="",
    )
    return shelf.frontier_at(size).root()
