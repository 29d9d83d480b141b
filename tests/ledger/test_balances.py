# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from gungho.errors import Refusal
from gungho.ledger import balances
from gungho.ledger.booking import Posting
from gungho.ledger.state import State
from gungho.measure import MAX_COUNT

BOOK = 7


def booked(state: State, *moves: tuple[str, str, int, str]) -> State:
    """Book ``(debit, credit, amount, lot)`` of looms, an entry each."""
    for seq, (debit, credit, amount, lot) in enumerate(moves):
        posting = Posting(
            debit=debit,
            credit=credit,
            commodity="hand-loom",
            fund="hk:general",
            amount=amount,
            lot=lot,
        )
        balances.evolve_booking(
            state, [posting], book=BOOK, seq=seq, scales={"hand-loom": 0}
        )
    return state


def test_what_was_never_booked_is_zero() -> None:
    """Unknown names hold nothing, in balances, shelves and overdrafts."""
    state = booked(State(), ("hk/stock/hk", "hk/gifts/g", 5, "hk:0.0"))
    ask = ("hk/stock/hk", "hand-loom", "hk:general")
    assert balances.balance(state, BOOK, *ask, "hk:0.0") == 5
    assert balances.balance(state, BOOK, *ask, "hk:9.0") == 0
    assert balances.balance(state, BOOK, "hk/stock/x", *ask[1:]) == 0
    assert balances.shelf(state, BOOK, "hk/stock/x", "hand-loom") == ()
    assert balances.shelf(state, BOOK, "hk/stock/hk", "lathe") == ()
    assert not balances.overdrawn(state, BOOK, "nobody:general")


def test_a_shelf_shows_the_oldest_lot_first() -> None:
    """By the keeper's sequence as a number, not as text; empty lots are gone."""
    stock = "hk/stock/hk"
    state = booked(
        State(),
        (stock, "hk/gifts/g", 1, "hk:10.0"),
        (stock, "hk/gifts/g", 2, "hk:9.1"),
        (stock, "hk/gifts/g", 3, "hk:9.0"),
        (stock, "hk/gifts/g", 4, ""),
        (stock, "hk/gifts/g", 5, "hk:8.0"),
        ("hk/losses/fire", stock, 5, "hk:8.0"),
    )
    held = balances.shelf(state, BOOK, stock, "hand-loom")
    assert [lot for _, lot, _ in held] == ["", "hk:9.0", "hk:9.1", "hk:10.0"]


def test_an_overdraft_is_seen_and_cured_lot_by_lot() -> None:
    """A fund is sound again when none of its holdings is below zero."""
    stock, gift = "hk/stock/hk", "hk/gifts/g"
    state = booked(
        State(),
        ("hk/losses/fire", stock, 1, "hk:1.0"),
        ("hk/losses/fire", stock, 2, "hk:2.0"),
        (stock, gift, 1, "hk:1.0"),
    )
    assert balances.overdrawn(state, BOOK, "hk:general")
    booked(state, (stock, gift, 2, "hk:2.0"))
    assert not balances.overdrawn(state, BOOK, "hk:general")


def test_names_are_numbered_at_first_appearance() -> None:
    """And the numbers lead back to the names."""
    state = booked(State(), ("hk/stock/hk", "hk/gifts/g", 1, ""))
    assert balances.name_of(state, BOOK, "account", 1) == "hk/stock/hk"
    assert balances.name_of(state, BOOK, "account", 2) == "hk/gifts/g"
    (posting,) = balances.postings_of(state, BOOK, 0)
    assert (posting.debit, posting.amount) == ("hk/stock/hk", 1)


def test_a_count_that_a_table_cannot_hold_is_refused() -> None:
    """On either side of zero."""
    balances.check_room(MAX_COUNT - 1, what="x")
    for count in (MAX_COUNT, -MAX_COUNT):
        with pytest.raises(Refusal, match=r"booking\.too-large"):
            balances.check_room(count, what="x")
