# SPDX-License-Identifier: Apache-2.0
"""Reading entries as a list, with filters; and one entry's neighbours."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from gungho.journal import decode
from gungho.store.reads.query import Order, fetch, one, ordered, stream

LOOKED_BACK = 200
ENDS = 200  # ends of books in one statement
GROUPS: dict[str, tuple[str, ...]] = {
    "corrections": ("correction.made",),
    "losses": ("loss.accepted", "discrepancy.raised", "loan.written_off"),
    "decisions": (
        "plan.adopted",
        "grant.made",
        "loan.made",
        "loan.rescheduled",
        "loan.written_off",
        "moratorium.declared",
        "terms.changed",
        "gift.refused",
        "gift.returned",
        "appeal.closed",
        "pledge.released",
    ),
    "restrictions": ("use.blocked", "consent.asked", "consent.given"),
    "books": ("book.opened", "book.resumed"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryLine:
    """One entry in a list."""

    book: str
    seq: int
    entry: str
    kind: str
    subject: str
    on: str
    recorded: str
    leaf: str
    corrected_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which entries are asked for; empty means any."""

    book: str = ""
    kind: str = ""
    group: str = ""
    find: str = ""
    from_day: str = ""

    def where(self) -> tuple[str, list[str]]:
        """Return the SQL condition and its values."""
        clauses, values = ["1 = 1"], []
        for clause, value in (
            ("e.book = (SELECT book FROM journal_head WHERE body = %s)", self.book),
            ("e.kind = %s", self.kind),
            ('e."on" >= %s', self.from_day),
        ):
            if value:
                clauses.append(clause)
                values.append(value)
        if self.find:
            clauses.append("(e.subject = %s OR e.entry = %s)")
            values += [self.find.lower(), self.find]
        if self.group in GROUPS:
            marks = ", ".join(["%s"] * len(GROUPS[self.group]))
            clauses.append(f"e.kind IN ({marks})")
            values += GROUPS[self.group]
        return " AND ".join(clauses), values


def count_entries(wanted: Wanted) -> int:
    """Return how many entries there are."""
    where, values = wanted.where()
    if wanted.find or wanted.from_day:
        counted = "COUNT(*) FROM p_entry_row"
    else:
        counted = "COALESCE(SUM(e.entries), 0) FROM p_entry_count"
    found = one(
        f"SELECT {counted} e JOIN journal_head h ON h.book = e.book WHERE {where}",
        values,
    )
    return int(found[0]) if found else 0


def count_groups() -> dict[str, int]:
    """Return how many entries there are in all (as "") and in each group."""
    counts = {
        kind: int(entries)
        for kind, entries in fetch(
            "SELECT kind, SUM(entries) FROM p_entry_count GROUP BY kind"
        )
    }
    found = {"": sum(counts.values())}
    for group, kinds in GROUPS.items():
        found[group] = sum(counts.get(kind, 0) for kind in kinds)
    return found


def first_amounts(
    places: Sequence[tuple[str, int]],
) -> dict[tuple[str, int], tuple[str, int, int]]:
    """Return each entry's first posting: ``(commodity, count, postings in all)``."""
    if not places:
        return {}
    marks = ", ".join(["(%s, %s)"] * len(places))
    found: dict[tuple[str, int], tuple[str, int, int]] = {}
    # CROSS JOIN keeps SQLite from reading postings before it has the places.
    for body, seq, code, amount in fetch(
        f"WITH w (body, seq) AS (VALUES {marks}) "
        "SELECT w.body, p.seq, c.name, p.amount FROM w CROSS JOIN journal_head h "
        "CROSS JOIN p_posting_row p CROSS JOIN p_name c WHERE h.body = w.body "
        "AND p.book = h.book AND p.seq = w.seq AND c.book = p.book "
        "AND c.sort = 'commodity' AND c.number = p.commodity "
        "ORDER BY p.book, p.seq, p.line",
        [value for place in places for value in place],
    ):
        first = found.get((body, seq), (code, int(amount), 0))
        found[body, seq] = (first[0], first[1], first[2] + 1)
    return found


_LINE = (
    'SELECT h.body, e.seq, e.entry, e.kind, e.subject, e."on", e.recorded, '
    "j.leaf, e.corrected_by"
)
_JOINED = (
    "JOIN journal_head h ON h.book = e.book "
    "JOIN journal_entry j ON j.book = e.book AND j.seq = e.seq"
)
ENTRY_ORDERS = {
    "entry": "h.body, e.seq",
    "on": 'e."on", e.book, e.seq',
    "book": "h.body, e.seq",
    "kind": 'e.kind, e."on", e.book, e.seq',
}


def list_entries(
    wanted: Wanted,
    *,
    start: int = 0,
    most: int | None = None,
    order: Order | None = None,
) -> Iterator[EntryLine]:
    """Yield entries newest first, or in another order, from a place in the list."""
    where, values = wanted.where()
    by = ordered(
        order, ENTRY_ORDERS, usual='e."on" DESC, e.book DESC, e.seq DESC',
        last="e.book, e.seq",
    )  # fmt: skip
    if most is None:
        found: Iterable[tuple[Any, ...]] = stream(
            f"{_LINE} FROM p_entry_row e {_JOINED} WHERE {where} {by}", values
        )
    else:
        # Only the entries of the page are read whole: those before it are keys alone.
        found = fetch(
            f"{_LINE} FROM (SELECT e.book, e.seq FROM p_entry_row e "
            f"JOIN journal_head h ON h.book = e.book WHERE {where} {by} "
            "LIMIT %s OFFSET %s) k CROSS JOIN p_entry_row e CROSS JOIN journal_head h "
            "CROSS JOIN journal_entry j WHERE e.book = k.book AND e.seq = k.seq "
            f"AND h.book = k.book AND j.book = k.book AND j.seq = k.seq {by}",
            [*values, most, start],
        )
    for body, seq, entry, kind, subject, on, recorded, leaf, corrected_by in found:
        yield EntryLine(
            book=body,
            seq=seq,
            entry=entry,
            kind=kind,
            subject=subject,
            on=on,
            recorded=recorded,
            leaf=bytes(leaf).hex(),
            corrected_by=corrected_by,
        )


def kinds_known() -> list[str]:
    """Return the kinds that occur."""
    found = fetch("SELECT DISTINCT kind FROM p_entry_count ORDER BY 1")
    return [kind for (kind,) in found]


def correction_of(book: str, entry: str) -> tuple[str, int] | None:
    """Return the correcting entry's id and place, if there is one."""
    found = one(
        "SELECT e.corrected_by, c.seq FROM p_entry_row e "
        "JOIN journal_head h ON h.book = e.book "
        "JOIN p_entry_row c ON c.book = e.book AND c.entry = e.corrected_by "
        "WHERE h.body = %s AND e.entry = %s",
        (book, entry),
    )
    return (found[0], found[1]) if found else None


def kind_at(book: str, seq: int) -> str:
    """Return the kind of the entry at a place of a body's book, "" for none."""
    found = one(
        "SELECT e.kind FROM p_entry_row e JOIN journal_head h ON h.book = e.book "
        "WHERE h.body = %s AND e.seq = %s",
        (book, seq),
    )
    return str(found[0]) if found else ""


def written_as(book: str, entry: str) -> tuple[str, str]:
    """Return an entry's kind and the co-op that it is of; "" for what there is not."""
    found = one(
        "SELECT j.raw FROM p_entry_row e JOIN journal_head h ON h.book = e.book "
        "JOIN journal_entry j ON j.book = e.book AND j.seq = e.seq "
        "WHERE h.body = %s AND e.entry = %s",
        (book, entry),
    )
    if found is None:
        return "", ""
    written = decode(bytes(found[0]))
    return written.kind, coop_behind(written.payload)


def coop_behind(facts: Mapping[str, Any]) -> str:
    """Return whose affair facts are: the co-op they name, or whose loan or need."""
    if isinstance(facts.get("coop"), str):
        return str(facts["coop"])
    for name, statement in (
        ("loan", "SELECT coop FROM p_loan WHERE loan = %s"),
        ("need", "SELECT coop FROM p_need_row WHERE need = %s"),
    ):
        named = facts.get(name)
        found = one(statement, (named,)) if named and isinstance(named, str) else None
        if found:
            return str(found[0])
    return ""


def is_recorded(book: str, entry: str) -> bool:
    """True if an entry of this id stands in a body's book."""
    found = one(
        "SELECT 1 FROM p_entry_row e JOIN journal_head h ON h.book = e.book "
        "WHERE h.body = %s AND e.entry = %s",
        (book, entry),
    )
    return found is not None


def written_last(
    most: int, *, kinds: Sequence[str] = (), body: str = ""
) -> list[tuple[str, int, str, str]]:
    """Return ``(body, place, kind, day)`` of what was written last, newest first.

    Of some kinds only the end of each book is looked through; of a body, its own.
    """
    marks = ", ".join(["%s"] * len(kinds))
    only = f" AND e.kind IN ({marks})" if kinds else ""
    looked = LOOKED_BACK if kinds else most
    heads = iter(fetch("SELECT book, body, size FROM journal_head ORDER BY body"))
    found: list[tuple[str, int, str, str, str]] = []
    while some := list(islice((one for one in heads if body in ("", one[1])), ENDS)):
        # Each end by its own numbers, so that a server plans to read just that.
        end = (
            'SELECT %s AS body, e.seq, e.kind, e."on", e.recorded FROM p_entry_row e '
            f"WHERE e.book = %s AND e.seq >= %s{only}"
        )
        values = [
            value
            for book, named, size in some
            for value in (named, book, size - looked, *kinds)
        ]
        found += fetch(
            f"SELECT * FROM ({' UNION ALL '.join([end] * len(some))}) ends "
            "ORDER BY recorded DESC, seq DESC LIMIT %s",
            [*values, most],
        )
    found.sort(key=lambda row: (row[4], row[1]), reverse=True)
    return [(named, seq, kind, on) for named, seq, kind, on, _ in found[:most]]
