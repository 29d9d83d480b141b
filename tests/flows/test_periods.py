# SPDX-License-Identifier: Apache-2.0
"""Closing a period: the hash of all balances, and what may not be closed."""

from __future__ import annotations

from collections import Counter
from typing import Any

import msgspec
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.actions.record import read_postings
from gungho.actions.verify_books import BookToCheck, verify_book
from gungho.errors import Corruption
from gungho.flows.periods import Period, PeriodRate
from gungho.journal import decode, encode
from gungho.ledger.balances import Balance, balances_of
from gungho.ledger.digest import digest_of
from tests.support.doings import Doing, doings, told
from tests.support.goods import Desk, given, movement
from tests.support.memory import MemoryBooks


@pytest.fixture
def hub() -> Desk:
    """A hub with one gift."""
    desk = movement(MemoryBooks())[0]
    desk.tell(
        "gift.received", gift="g", lines=[given("90.00 GBP @ main", "hk:general")]
    )
    return desk


def closing(period: str = "1940-03", **more: Any) -> dict[str, Any]:
    """Return the facts of a close."""
    return {"period": period, "until": f"{period}-31", "currency": "GBP", "rates": [],
            **more}  # fmt: skip


def entries(desk: Desk) -> list[tuple[int, bytes, bytes | None]]:
    """Return a hub's entries as they are verified."""
    books = desk.books
    assert isinstance(books, MemoryBooks)
    return [(one.entry.seq, one.raw, one.leaf) for one in books.entries["hk"]]


def verified(desk: Desk, found: list[tuple[int, bytes, bytes | None]]) -> int:
    """Verify a hub's entries; return how many they are."""
    number = desk.books.bodies()["hk"]
    book = BookToCheck(body="hk", number=number, entries=found, seals=[])
    return verify_book(book).entries


def test_a_close_states_what_the_postings_before_it_add_up_to(hub: Desk) -> None:
    """Counted again from the bytes by a few lines that know nothing of the books."""
    rate = {"currency": "HKD", "numerator": "1", "denominator": "16"}
    receipt = hub.tell("period.closed", **closing(rates=[rate]))
    sums: Counter[tuple[str, str, str, str]] = Counter()
    for _, raw, _ in entries(hub)[: receipt.seq]:
        for one in read_postings(decode(raw)):
            what = (one.commodity, one.fund, one.lot)
            sums[one.debit, *what] += one.amount
            sums[one.credit, *what] -= one.amount
    row = hub.books.state.get(Period, hub.books.bodies()["hk"], "1940-03")
    assert row
    assert (row.balances, row.digest) == digest_of(sums.items())
    assert (row.seq, row.balances) == (receipt.seq, 2)
    kept = hub.books.state.get(PeriodRate, row.book, "1940-03", "HKD")
    assert kept
    assert (kept.numerator, kept.denominator) == (1, 16)
    assert verified(hub, entries(hub)) == receipt.seq + 1


def test_a_close_that_lies_is_found(hub: Desk) -> None:
    """By whoever verifies the book, though its author sealed it."""
    hub.tell("period.closed", **closing())
    *before, (seq, raw, _) = entries(hub)
    entry = decode(raw)
    facts = {**entry.payload, "digest": "0" * 64}
    forged = encode(msgspec.structs.replace(entry, payload=facts))
    with pytest.raises(Corruption, match=r"verify\.close"):
        verified(hub, [*before, (seq, forged, None)])


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"period": "1940-01"}, "period.exists"),
        ({"until": "1940-01-31"}, "period.order"),
        ({"until": "1940-04-02"}, "period.not-over"),
        ({"currency": "hand-loom"}, "money.not-currency"),
        ({"currency": "EUR"}, "commodity.unknown"),
        ({"digest": "0" * 64}, "period.digest"),
        ({"rates": [("GBP", "1", "1")]}, "period.rate"),
        ({"rates": [("HKD", "1", "16"), ("HKD", "1", "15")]}, "period.rate"),
    ],
)
def test_what_cannot_be_closed_is_refused(
    hub: Desk, facts: dict[str, Any], code: str
) -> None:
    """Twice, backwards, before its end, at two rates, with other balances."""
    hub.tell("period.closed", **closing("1940-01"))
    rates = [
        {"currency": one, "numerator": two, "denominator": three}
        for one, two, three in facts.pop("rates", [])
    ]
    assert (
        hub.refused("period.closed", **{**closing(), "rates": rates, **facts}).code
        == code
    )


@examples(st.lists(doings(), max_size=25))
def test_a_digest_does_not_depend_on_the_order_of_balances(story: list[Doing]) -> None:
    """Nor on balances that are zero."""
    state = told(story).state

    for book in {row.book for row in state.rows(Balance)}:
        found = list(balances_of(state, book))
        assert digest_of(found) == digest_of(reversed(found))
        assert digest_of([*found, (("a", "b", "c", ""), 0)]) == digest_of(found)
