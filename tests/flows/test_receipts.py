# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.flows.gift_sums import GiftReceipt
from gungho.flows.receipts import code_of
from gungho.measure.check_code import PLAIN, typed_code
from tests.support.goods import Desk, given

GENERAL = "hk:general"


def series(**facts: Any) -> dict[str, Any]:
    """A series of a hundred numbers that states no worth."""
    told = {"series": "s", "first_number": 1, "last_number": 100, "worth": "unstated"}
    return {**told, **facts}


def recognise(hub: Desk, first: int, last: int) -> None:
    """Let the hub recognise the depot, with a block of numbers."""
    hub.tell(
        "body.recognised", body="baoji", known=str(hub.books.bodies()["baoji"]),
        opening="ab" * 32, first_number=first, last_number=last,
    )  # fmt: skip


def take(desk: Desk, *gifts: str, **facts: Any) -> list[str]:
    """Record gifts of a yuan and a loom."""
    lines = [given(one, GENERAL) for one in ("1.00 CNC @ main", "1 hand-loom @ hk")]
    return [
        desk.tell("gift.received", gift=gift, lines=lines, **facts).id for gift in gifts
    ]


def test_receipts_are_numbered_from_the_bodys_own_block(
    desks: tuple[Desk, Desk],
) -> None:
    """Never outside it, and the hub not inside a block that it gave."""
    hub, depot = desks
    assert depot.code("receipt.series_opened", **series()) == "receipts.no-block"
    recognise(hub, 101, 200)
    assert depot.code("receipt.series_opened", **series()) == "receipts.outside"
    depot.tell("receipt.series_opened", **series(first_number=101, last_number=200))
    given_away = series(first_number=100, last_number=101)
    assert hub.code("receipt.series_opened", **given_away) == "receipts.given"
    hub.tell("receipt.series_opened", **series())
    for wrong, code in (
        ({}, "receipts.exists"),
        ({"series": "t"}, "receipts.overlap"),
        ({"series": "t", "first_number": 0}, "receipts.numbers"),
        ({"series": "t", "first_number": 300, "last_number": 299}, "receipts.numbers"),
    ):
        assert hub.code("receipt.series_opened", **series(**wrong)) == code


def test_what_the_hub_had_opened_stays_its_own(desks: tuple[Desk, Desk]) -> None:
    """A block that was given over it later leaves those numbers to the hub."""
    hub, depot = desks
    hub.tell("receipt.series_opened", **series(first_number=150, last_number=160))
    recognise(hub, 101, 200)
    asked = series(first_number=155, last_number=200)
    assert depot.code("receipt.series_opened", **asked) == "receipts.overlap"
    depot.tell("receipt.series_opened", **series(first_number=161, last_number=200))


def test_a_number_is_used_once(hub: Desk) -> None:
    """The next one if none is said; a void receipt keeps its number."""
    take(hub, "g1", "g2", "g3")
    hub.tell("receipt.series_opened", **series(last_number=3))
    assert hub.code("receipt.issued", series="t", gift="g1") == "receipts.unknown"
    told = {"series": "s"}
    first = hub.tell("receipt.issued", **told, gift="g1").id
    for wrong, code in (
        ({"gift": "g1"}, "receipt.exists"),
        ({"gift": "g2", "number": 1}, "receipt.used"),
        ({"gift": "g2", "number": 4}, "receipt.outside"),
        ({"gift": "g2", "code": "1-1"}, "receipt.code"),
        ({"gift": "g9"}, "gift.not-here"),
    ):
        assert hub.code("receipt.issued", **told, **wrong) == code
    hub.tell("correction.made", reason="misprinted", _corrects=first)
    hub.tell("receipt.issued", **told, gift="g1")
    hub.tell("receipt.issued", **told, gift="g2")
    rows = [
        hub.books.state.get(GiftReceipt, hub.books.bodies()["hk"], number)
        for number in (1, 2, 3)
    ]
    assert [(row.gift, row.status) for row in rows if row] == [
        ("g1", "void"), ("g1", "issued"), ("g2", "issued"),
    ]  # fmt: skip
    assert hub.code("receipt.issued", **told, gift="g3") == "receipt.outside"


def test_a_worth_is_stated_only_where_the_series_allows_it(hub: Desk) -> None:
    """And only by a valuation of that very gift; what is another's has no receipt."""
    take(hub, "g1", "g2")
    take(hub, "g3", agency="baoji")
    hub.tell("receipt.series_opened", **series(last_number=50))
    stating = series(series="t", first_number=51, worth="stated", country="GB")
    hub.tell("receipt.series_opened", **stating)
    hub.tell(
        "gift.valued", valuation="v", gift="g1", line=1, worth="9000",
        currency="CNC", method="invoice", valuer="hk:p-1",
    )  # fmt: skip
    told = {"gift": "g1", "valuation": "v"}
    assert hub.code("receipt.issued", series="s", **told) == "receipt.no-worth"
    other = {**told, "gift": "g2"}
    assert hub.code("receipt.issued", series="t", **other) == "valuation.unknown"
    hub.tell("receipt.issued", series="t", **told)
    assert hub.code("receipt.issued", series="s", gift="g3") == "receipt.agency"


@examples(st.integers(0, 2**53 - 1))
def test_a_code_reads_back_however_it_is_written(number: int) -> None:
    """In small letters, without the dash, with O for 0 and l for 1."""
    code = code_of(number)
    assert typed_code(code) == code
    body, _, check = code.partition("-")
    loose = body.lower().replace("1", "l").replace("0", "o")
    assert typed_code(f" {loose} {check.lower()}") == code


@examples(st.integers(0, 2**53 - 1), st.data())
def test_one_wrong_sign_in_a_code_is_found(number: int, data: st.DataObject) -> None:
    """Whichever sign it is, and whatever stands in its place."""
    code = code_of(number)
    at = data.draw(st.sampled_from([i for i, sign in enumerate(code) if sign != "-"]))
    sign = data.draw(st.sampled_from([one for one in PLAIN if one != code[at]]))
    wrong = code[:at] + sign + code[at + 1 :]
    assert typed_code(wrong) == ""


@pytest.mark.parametrize("said", ["", "-", "7", "U-0", "北京"])
def test_what_is_no_code_is_none(said: str) -> None:
    """Too short, or of signs that no code has."""
    assert typed_code(said) == ""
