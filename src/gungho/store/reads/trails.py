# SPDX-License-Identifier: Apache-2.0
"""Reading the trail of all books: kept in memory, it goes on where they have grown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import groupby
from threading import Lock

from gungho.ledger.trail import Booked, Trail, Worth
from gungho.ledger.weaving import Weaver
from gungho.store.reads.query import fetch, one

_lock = Lock()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Head:
    """How far a book goes, and its root there."""

    body: str
    size: int
    root: bytes


def movement_root() -> str:
    """Return one hash over every book's newest root; it changes with any entry."""
    found = [(head.body, head.size, head.root.hex()) for head in _heads().values()]
    text = "\n".join(f"{body} {size} {root}" for body, size, root in sorted(found))
    return sha256(text.encode()).hexdigest()


def trail() -> Trail:
    """Return the trail of everything heard here."""
    heads = _heads()
    with _lock:
        return _kept.upto(heads)


def forget() -> None:
    """Let the trail go, so that the next that asks weaves it anew."""
    with _lock:
        _kept.forget()


def _heads() -> dict[int, _Head]:
    """Return every book's head, by its number, in the order of the bodies."""
    return {
        book: _Head(body=body, size=size, root=bytes(root))
        for book, body, size, root in fetch(
            "SELECT h.book, h.body, h.size, s.root FROM journal_head h "
            "JOIN journal_seal s ON s.book = h.book AND s.size = h.size "
            "ORDER BY h.body"
        )
    }


@dataclass(slots=True)
class _Kept:
    """A weaver, how far each book is woven, and the names its numbers stand for."""

    weaver: Weaver = field(default_factory=Weaver)
    heads: Mapping[int, _Head] = field(default_factory=dict)
    names: dict[tuple[int, str], dict[int, str]] = field(default_factory=dict)

    def forget(self) -> None:
        """Begin again with nothing."""
        self.weaver, self.heads, self.names = Weaver(), {}, {}

    def upto(self, heads: Mapping[int, _Head]) -> Trail:
        """Return the trail of the books up to their heads."""
        if heads != self.heads:
            try:
                if not (self._leads_to(heads) and self._goes_on(heads)):
                    self.forget()
                    self._goes_on(heads)
            except BaseException:
                self.forget()
                raise
            self.heads = heads
        return self.weaver.trail

    def _leads_to(self, heads: Mapping[int, _Head]) -> bool:
        """Whether what is woven is the beginning of these books: by their roots."""
        return all(
            book in heads and (head == heads[book] or _had_root(book, head))
            for book, head in self.heads.items()
        )

    def _goes_on(self, heads: Mapping[int, _Head]) -> bool:
        since = {
            book: self.heads[book].size if book in self.heads else 0 for book in heads
        }
        grown = [book for book, head in heads.items() if head.size > since[book]]
        for book in grown:
            self._learn(book)
        booked = [
            (book, list(self._booked(book, range(since[book], heads[book].size))))
            for book in grown
        ]
        return self.weaver.extend(booked, senders=_senders(), worth=_worth(since))

    def _learn(self, book: int) -> None:
        """Read the names that a book has given numbers to since."""
        for sort in ("account", "commodity", "fund"):
            known = self.names.setdefault((book, sort), {})
            known.update(
                fetch(
                    "SELECT number, name FROM p_name WHERE book = %s AND sort = %s "
                    "AND number > %s",
                    (book, sort, max(known, default=-1)),
                )
            )

    def _booked(self, book: int, seqs: range) -> Iterator[Booked]:
        """Yield those of a book's entries that booked."""
        accounts = self.names[book, "account"]
        items, funds = self.names[book, "commodity"], self.names[book, "fund"]
        found = fetch(
            "SELECT p.seq, (SELECT e.kind FROM p_entry_row e WHERE e.book = p.book "
            "AND e.seq = p.seq), p.debit, p.credit, p.commodity, p.fund, p.amount, "
            "p.lot FROM p_posting_row p WHERE p.book = %s AND p.seq >= %s "
            "AND p.seq < %s ORDER BY p.seq, p.line",
            (book, seqs.start, seqs.stop),
        )
        for (seq, kind), postings in groupby(found, key=lambda row: row[:2]):
            yield Booked(
                seq=seq,
                kind=kind,
                postings=tuple(
                    (accounts[debit], accounts[credit], items[item], funds[fund],
                     amount, lot)
                    for _, _, debit, credit, item, fund, amount, lot in postings
                ),
            )  # fmt: skip


_kept = _Kept()


def _had_root(book: int, head: _Head) -> bool:
    """Whether a book had this root when it was as long as this."""
    found = one(
        "SELECT root FROM journal_seal WHERE book = %s AND size = %s",
        (book, head.size),
    )
    return found is not None and bytes(found[0]) == head.root


def _senders() -> dict[str, tuple[int, str]]:
    return {
        document: (book, sender)
        for document, book, sender in fetch(
            "SELECT document, book, sender FROM p_passage ORDER BY book, document"
        )
    }


def _worth(since: Mapping[int, int]) -> Worth:
    """Return what lots and things cost, and the parts stated since in each book."""
    lots = {
        lot: (cost, count)
        for lot, cost, count in fetch(
            "SELECT lot, cost, count FROM p_lot WHERE cost > 0 ORDER BY book, lot"
        )
    }
    prices = {
        item: ((low + high) // 2, 10**scale)
        for item, low, high, scale in fetch(
            "SELECT p.item, p.low, p.high, i.scale FROM p_price p JOIN p_item i "
            'ON i.item = p.item ORDER BY p."on", p.book, p.seq'
        )
    }
    least = (min(since.values(), default=0),)
    parts = {
        (book, seq): part
        for book, seq, part in fetch(
            "SELECT book, seq, part_ppm FROM p_work WHERE way = 'out' AND seq >= %s",
            least,
        )
    }
    sorted_parts: dict[tuple[int, int], tuple[int, ...]] = {}
    for book, seq, part in fetch(
        "SELECT book, seq, part_ppm FROM p_sorting WHERE seq >= %s "
        "ORDER BY book, seq, line",
        least,
    ):
        sorted_parts[book, seq] = (*sorted_parts.get((book, seq), ()), part)
    return Worth(lots=lots, prices=prices, parts=parts, sorted=sorted_parts)
