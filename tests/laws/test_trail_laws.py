# SPDX-License-Identifier: Apache-2.0
"""A trail that goes on as its books grow is the trail of the whole books."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import numpy as np
from hypothesis import event, given
from hypothesis import strategies as st

from gungho.ledger.provenance import fates, holdings
from gungho.ledger.trail import Booked, Pool, Trail, Worth
from gungho.ledger.weaving import Weaver
from tests.support.trails import weave

BODIES = ("a", "b", "c")
Books = dict[int, list[Booked]]
Senders = dict[str, tuple[int, str]]


@dataclass
class Writing:
    """Books as bodies write them, each in its own."""

    books: Books = field(default_factory=lambda: defaultdict(list))
    sent: list[tuple[str, int, int]] = field(default_factory=list)

    def book(self, book: int, kind: str, debit: str, credit: str, count: int) -> None:
        posting = (debit, credit, "CNC", "a:f", count, "")
        entry = Booked(seq=len(self.books[book]), kind=kind, postings=(posting,))
        self.books[book].append(entry)

    def give(self, book: int, _other: int, count: int) -> None:
        body = BODIES[book]
        gift = f"{body}/gifts/g{len(self.books[book])}"
        self.book(book, "gift.received", f"{body}/cash/m", gift, count)

    def send(self, book: int, other: int, count: int) -> None:
        body, document = BODIES[book], f"d{len(self.sent)}"
        self.sent.append((document, book, other))
        way = f"{body}/transit/{document}"
        self.book(book, "money.sent", way, f"{body}/cash/m", count)

    def arrive(self, book: int, other: int, count: int) -> None:
        if self.sent:
            document, _, receiver = self.sent[(book + other) % len(self.sent)]
            body = BODIES[receiver]
            came = f"{body}/arrived/{document}"
            self.book(receiver, "money.arrived", f"{body}/cash/m", came, count)

    def lose(self, book: int, other: int, count: int) -> None:
        if self.sent:
            document, sender, _ = self.sent[(book + other) % len(self.sent)]
            body = BODIES[sender]
            way = f"{body}/transit/{document}"
            self.book(sender, "loss.confirmed", f"{body}/losses/sea", way, count)

    def use(self, book: int, _other: int, count: int) -> None:
        body = BODIES[book]
        self.book(book, "expense.paid", f"{body}/costs/rent", f"{body}/cash/m", count)


acts = st.tuples(
    st.sampled_from([Writing.give, Writing.send, Writing.arrive, Writing.use]),
    st.integers(0, 2),
    st.integers(0, 2),
    st.integers(1, 50),
)
acts_and_losses = st.one_of(
    acts,
    st.tuples(
        st.just(Writing.lose), st.integers(0, 2), st.integers(0, 2), st.integers(1, 9)
    ),
)


def written(told: list[tuple[object, int, int, int]]) -> Writing:
    """Return what was written by acts done one after another."""
    writing = Writing()
    for act, book, other, count in told:
        act(writing, book, other, count)  # type: ignore[operator]
    return writing


def senders(books: Books) -> Senders:
    """Return who sent each document that these books tell of."""
    return {
        debit.split("/")[2]: (book, debit.split("/")[0])
        for book, entries in books.items()
        for entry in entries
        if entry.kind == "money.sent"
        for debit, *_ in entry.postings
    }


def extended(weaver: Weaver, books: Books, *, heard: Books) -> bool:
    """Lay these parts of books behind what a weaver has, as a reader of them would."""
    return weaver.extend(sorted(books.items()), senders=senders(heard), worth=Worth())


def told(trail: Trail) -> dict[Pool, tuple[int, tuple[float, ...]]]:
    """Return what each pool holds, and where a unit that entered it first ended."""
    roles = (trail.roles % 5).astype(np.int8)
    table = fates(trail.moves, roles, 5)
    held = holdings(trail.moves)
    return {
        pool: (int(held[number]), tuple(table[number].tolist()))
        for number, pool in enumerate(trail.pools)
    }


@given(st.lists(acts_and_losses, max_size=25), st.data())
def test_going_on_is_weaving_anew(
    acts: list[tuple[object, int, int, int]], data: st.DataObject
) -> None:
    """To the last bit, wherever each book was cut; or the weaver says it cannot."""
    books = dict(written(acts).books)
    cuts = {
        book: data.draw(st.integers(0, len(entries)), label=f"cut of {book}")
        for book, entries in books.items()
    }
    first = {book: entries[: cuts[book]] for book, entries in books.items()}
    rest = {book: entries[cuts[book] :] for book, entries in books.items()}
    weaver = Weaver()
    assert extended(weaver, first, heard=first)
    was = weaver.trail
    if not extended(weaver, rest, heard=books):
        event("woven anew")
        return
    event("gone on")
    assert weaver.trail.goes_on_from(was)
    whole = weave(sorted(books.items()), senders=senders(books), worth=Worth())
    assert told(weaver.trail) == told(whole)


@given(st.lists(acts, max_size=25))
def test_news_in_the_order_it_was_made_goes_on(
    acts: list[tuple[object, int, int, int]],
) -> None:
    """Entry by entry as they are recorded: only what two books touch may stop it."""
    writing, weaver = Writing(), Weaver()
    heard: Books = {}
    for act, book, other, count in acts:
        act(writing, book, other, count)  # type: ignore[operator]
        new = {
            number: entries[len(heard.get(number, ())) :]
            for number, entries in writing.books.items()
        }
        heard = {number: list(entries) for number, entries in writing.books.items()}
        assert extended(weaver, new, heard=heard)
    books = dict(writing.books)
    whole = weave(sorted(books.items()), senders=senders(books), worth=Worth())
    assert told(weaver.trail) == told(whole)
