# SPDX-License-Identifier: Apache-2.0
"""Reading a fund's life: every entry that was about it, or moved of it, by its day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from gungho.store.reads.query import Order, fetch, one, ordered, part_of

GROUP = 2000  # entries whose postings are read at once
# Kinds whose subject, or whose consent, is a fund.
_ABOUT = """
SELECT e.book, e.seq FROM p_entry_row e WHERE e.kind IN ('fund.opened', 'use.blocked',
'consent.asked', 'terms.changed', 'terms.fulfilled', 'terms.lapsed', 'terms.released',
'overdraft.assigned', 'fund.joined') AND e.subject = %s
UNION SELECT e.book, e.seq FROM p_consent c CROSS JOIN p_entry_row e
WHERE c.of = %s AND e.book = c.book AND e.subject = c.consent
AND e.kind IN ('consent.given', 'consent.refused')
"""
_ALL = f"""
SELECT p.book, p.seq FROM p_name f CROSS JOIN p_posting_row p
WHERE f.sort = 'fund' AND f.name = %s AND p.book = f.book AND p.fund = f.number
UNION {_ABOUT}
"""
_MOVED = """
EXISTS (SELECT 1 FROM p_name f CROSS JOIN p_posting_row p
WHERE f.book = e.book AND f.sort = 'fund' AND f.name = %s
AND p.book = e.book AND p.seq = e.seq AND p.fund = f.number)
"""
_ENTRY = 'SELECT e.book, h.body, e.seq, e.kind, e."on", e.recorded'
_POSTINGS = """
SELECT p.book, p.seq, a.name, k.name, c.name, p.amount
FROM (VALUES {places}) v CROSS JOIN p_posting_row p CROSS JOIN p_name f
CROSS JOIN p_name c CROSS JOIN p_name a CROSS JOIN p_name k
WHERE p.book = v.column1 AND p.seq = v.column2
AND f.book = p.book AND f.sort = 'fund' AND f.number = p.fund AND f.name = %s
AND c.book = p.book AND c.sort = 'commodity' AND c.number = p.commodity
AND a.book = p.book AND a.sort = 'account' AND a.number = p.debit
AND k.book = p.book AND k.sort = 'account' AND k.number = p.credit
ORDER BY p.book, p.seq, p.line
"""
LIFE_ORDERS = {"on": 'e."on"', "kind": 'e.kind, e."on"', "body": 'h.body, e."on"'}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One entry of a fund's life: where it stands, and what it moved.

    ``moved`` is ``(debit, credit, commodity, count)``, postings of one entry.
    """

    book: str
    seq: int
    kind: str
    on: str
    recorded: str
    moved: tuple[tuple[str, str, str, int], ...]


def count_life(fund: str) -> int:
    """Return how many entries a fund's life has."""
    found = one(f"SELECT COUNT(*) FROM ({_ALL}) k", [fund] * 3)
    return int(found[0]) if found else 0


def life_of(fund: str) -> list[Deed]:
    """Return everything that was done with a fund, in the order it happened."""
    rows = fetch(
        f"{_ENTRY} FROM ({_ALL}) k CROSS JOIN p_entry_row e CROSS JOIN journal_head h "
        "WHERE e.book = k.book AND e.seq = k.seq AND h.book = k.book "
        'ORDER BY e."on", e.recorded, h.body, e.seq',
        [fund] * 3,
    )
    return list(_deeds(fund, rows))


def life_part(
    fund: str, order: Order | None, *, start: int, most: int | None
) -> Iterator[Deed]:
    """Yield a part of a long life by day, or in another order, as it is read.

    Entries are walked in that order and asked whether they are the fund's.
    """
    by = ordered(
        order, LIFE_ORDERS, usual='e."on", e.book, e.seq', last="e.book, e.seq"
    )
    rows = part_of(
        f"{_ENTRY} FROM p_entry_row e CROSS JOIN journal_head h WHERE h.book = e.book "
        f"AND ({_MOVED} OR (e.book, e.seq) IN ({_ABOUT})) {by}",
        [fund] * 3,
        start=start,
        most=most,
    )
    return _deeds(fund, rows)


def _deeds(fund: str, rows: Iterable[tuple[Any, ...]]) -> Iterator[Deed]:
    waiting = iter(rows)
    while some := list(islice(waiting, GROUP)):
        moved = _moved(fund, some)
        for book, body, seq, kind, on, recorded in some:
            yield Deed(
                book=body, seq=seq, kind=kind, on=on, recorded=recorded,
                moved=tuple(moved[book, seq]),
            )  # fmt: skip


def _moved(
    fund: str, rows: Sequence[tuple[Any, ...]]
) -> Mapping[tuple[int, int], list[tuple[str, str, str, int]]]:
    """Return what each entry moved of a fund."""
    marks = ", ".join(["(%s, %s)"] * len(rows))
    places = [value for row in rows for value in (row[0], row[2])]
    moved: dict[tuple[int, int], list[tuple[str, str, str, int]]] = defaultdict(list)
    for book, seq, debit, credit, code, amount in fetch(
        _POSTINGS.format(places=marks), [*places, fund]
    ):
        moved[book, seq].append((debit, credit, code, int(amount)))
    return moved
