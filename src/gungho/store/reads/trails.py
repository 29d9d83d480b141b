# SPDX-License-Identifier: Apache-2.0
"""Reading the trail of all books, kept in memory by the last entries that booked."""

from __future__ import annotations

from collections import defaultdict
from hashlib import sha256

from gungho.ledger.trail import Booked, Trail, Worth, weave
from gungho.store.reads.query import fetch

_kept: dict[tuple[tuple[int, int], ...], Trail] = {}


def movement_root() -> str:
    """Return one hash over every book's newest root; it changes with any entry."""
    found = fetch(
        "SELECT h.body, h.size, s.root FROM journal_head h JOIN journal_seal s "
        "ON s.book = h.book AND s.size = h.size ORDER BY h.body"
    )
    text = "\n".join(f"{body} {size} {bytes(root).hex()}" for body, size, root in found)
    return sha256(text.encode()).hexdigest()


def trail() -> Trail:
    """Return the trail of everything heard here."""
    booked = tuple(
        fetch("SELECT book, MAX(seq) FROM p_posting_row GROUP BY book ORDER BY book")
    )
    if booked not in _kept:
        _kept.clear()
        _kept[booked] = weave(_booked().items(), senders=_senders(), worth=_worth())
    return _kept[booked]


def _booked() -> dict[int, list[Booked]]:
    names: dict[tuple[int, str, int], str] = {
        (book, sort, number): name
        for book, sort, number, name in fetch(
            "SELECT book, sort, number, name FROM p_name"
        )
    }
    kinds = {
        (book, seq): kind
        for book, seq, kind in fetch("SELECT book, seq, kind FROM p_entry_row")
    }
    found: dict[int, dict[int, list[tuple[str, str, str, str, int, str]]]] = (
        defaultdict(lambda: defaultdict(list))
    )
    for book, seq, debit, credit, commodity, fund, amount, lot in fetch(
        "SELECT book, seq, debit, credit, commodity, fund, amount, lot "
        "FROM p_posting_row ORDER BY book, seq, line"
    ):
        found[book][seq].append(
            (
                names[book, "account", debit],
                names[book, "account", credit],
                names[book, "commodity", commodity],
                names[book, "fund", fund],
                amount,
                lot,
            )
        )
    order = [book for (book,) in fetch("SELECT book FROM journal_head ORDER BY body")]
    return {
        book: [
            Booked(seq=seq, kind=kinds[book, seq], postings=tuple(postings))
            for seq, postings in found[book].items()
        ]
        for book in order
    }


def _senders() -> dict[str, tuple[int, str]]:
    return {
        document: (book, sender)
        for document, book, sender in fetch(
            "SELECT document, book, sender FROM p_passage"
        )
    }


def _worth() -> Worth:
    lots = {
        lot: (cost, count)
        for lot, cost, count in fetch(
            "SELECT lot, cost, count FROM p_lot WHERE cost > 0"
        )
    }
    prices = {
        item: ((low + high) // 2, 10**scale)
        for item, low, high, scale in fetch(
            "SELECT p.item, p.low, p.high, i.scale FROM p_price p "
            'JOIN p_item i ON i.item = p.item ORDER BY p."on"'
        )
    }
    parts = {
        (book, seq): part
        for book, seq, part in fetch(
            "SELECT book, seq, part_ppm FROM p_work WHERE way = 'out'"
        )
    }
    sorted_parts: dict[tuple[int, int], tuple[int, ...]] = {}
    for book, seq, part in fetch(
        "SELECT book, seq, part_ppm FROM p_sorting ORDER BY book, seq, line"
    ):
        sorted_parts[book, seq] = (*sorted_parts.get((book, seq), ()), part)
    return Worth(lots=lots, prices=prices, parts=parts, sorted=sorted_parts)
