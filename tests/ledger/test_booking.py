# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import msgspec
import pytest

from gungho.errors import Refusal
from gungho.ledger.accounts import body_of, class_of, keeper_of, role_of
from gungho.ledger.booking import Posting, check_booking, mirrored, scales_of
from gungho.measure import MAX_COUNT

PAIRS = frozenset(
    {("cash", "gifts"), ("trading", "cash"), ("cash", "trading"), ("cash", "cash")}
)


def posting(debit: str, credit: str, commodity: str = "CNC", **more: Any) -> Posting:
    """One yuan from one account to another."""
    return Posting(
        debit=debit,
        credit=credit,
        commodity=commodity,
        **{"fund": "hk:general", "amount": 100, **more},
    )


GIFT = posting("hk/cash/main", "hk/gifts/g1")


def refusal(*postings: Posting) -> str:
    """Return the code with which a booking is refused."""
    with pytest.raises(Refusal) as caught:
        check_booking(postings, keeper="hk", kind="gift.received", permitted=PAIRS)
    return caught.value.code


def test_a_booking_that_means_what_it_says_is_taken() -> None:
    """One permitted pair, or one commodity in and one out of a bridge."""
    check_booking([GIFT], keeper="hk", kind="gift.received", permitted=PAIRS)
    into = posting("hk/trading", "hk/cash/main")
    out = posting("hk/cash/main", "hk/trading", "GBP")
    check_booking([into, out], keeper="hk", kind="x", permitted=PAIRS)


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (msgspec.structs.replace(GIFT, amount=0), "booking.amount"),
        (msgspec.structs.replace(GIFT, amount=-5), "booking.amount"),
        (msgspec.structs.replace(GIFT, amount=MAX_COUNT), "booking.too-large"),
        (posting("hk/cash/main", "hk/cash/main"), "booking.self"),
        (posting("hk/gifts/g1", "hk/cash/main"), "booking.pair"),
        (posting("london/cash/main", "hk/gifts/g1"), "booking.foreign-account"),
        (posting("hk/cash/main", "london/gifts/g1"), "booking.foreign-account"),
        (posting("hk/pocket/main", "hk/gifts/g1"), "account.unknown-role"),
        (posting("hk", "hk/gifts/g1"), "account.unknown-role"),
    ],
)
def test_a_posting_that_may_not_be_is_refused(wrong: Posting, code: str) -> None:
    """Not above zero, too large, onto itself, unpermitted, foreign, unknown."""
    assert refusal(GIFT, wrong) == code


def test_a_bridge_is_entered_by_one_commodity_and_left_by_another() -> None:
    """For each fund: in without out, out without in, twice in, the same out."""
    into = posting("hk/trading", "hk/cash/main")
    out = posting("hk/cash/main", "hk/trading", "GBP")
    same = posting("hk/cash/main", "hk/trading")
    second = posting("hk/trading", "hk/cash/main", "HKD")
    elsewhere = msgspec.structs.replace(out, fund="hk:other")
    for wrong in (
        [into],
        [out],
        [into, same],
        [into, second, out],
        [into, elsewhere],
    ):
        assert refusal(*wrong) == "booking.bridge"


def test_a_reversal_is_the_mirror_image_last_first() -> None:
    """Debit and credit change places."""
    second = posting("hk/cash/main", "hk/gifts/g1", "GBP")
    back = mirrored([GIFT, second])
    assert [one.commodity for one in back] == ["GBP", "CNC"]
    assert (back[1].debit, back[1].credit) == (GIFT.credit, GIFT.debit)
    assert scales_of([GIFT], {"CNC": 2, "GBP": 2}) == {"CNC": 2}


def test_an_account_tells_its_body_role_class_and_keeper() -> None:
    """Read off the name, and nowhere else (law 7)."""
    account = "baoji.0001/cash/main"
    assert (body_of(account), role_of(account)) == ("baoji.0001", "cash")
    assert class_of(account) == "asset"
    assert keeper_of(body_of(account)) == "baoji"
