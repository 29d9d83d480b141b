# SPDX-License-Identifier: Apache-2.0
"""Lots are sorted, described, packed and held; bills are owed and spread over them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.flows.bills import Bill, LotCharge
from gungho.flows.custody import Held
from gungho.flows.gifts import Lot
from gungho.flows.packages import Package
from gungho.ledger.balances import shelf
from tests.support.goods import Desk, fund, given, line, movement
from tests.support.memory import MemoryBooks

GENERAL, SCHOOLS = "hk:general", "hk:schools"


@pytest.fixture
def hub() -> Desk:
    """A hub with four cases of the general fund, five looms and forty pounds."""
    hub, _ = movement(MemoryBooks())
    getattr(hub.books, "clock").at("1940-12-01")  # noqa: B009
    fund(hub, "schools", purposes=["school"])
    lines = [
        given("4 case @ hk", GENERAL), given("5 hand-loom @ hk", GENERAL),
        given("40.00 GBP @ main", GENERAL), given("2 hand-loom @ hk", SCHOOLS),
    ]  # fmt: skip
    hub.tell("gift.received", gift="g", lines=lines)
    return hub


def lots(hub: Desk, item: str, place: str = "hk") -> list[tuple[str, str, int]]:
    """Return fund, lot and count of what lies at a place."""
    book = hub.books.bodies()["hk"]
    return list(shelf(hub.books.state, book, f"hk/stock/{place}", item))


def sorting(**more: Any) -> dict[str, Any]:
    """Two cases become looms and yarn."""
    found = [
        {"item": "hand-loom", "count": "3"},
        {"item": "cotton-yarn", "count": "75"},
    ]
    return {"sorting": "s1", "place": "hk", "item": "case", "count": "2",
            "fund": GENERAL, "lines": found, **more}  # fmt: skip


def test_a_case_becomes_lots_of_its_fund_and_comes_back_by_correction(
    hub: Desk,
) -> None:
    """Parts are stated or alike; a case may be sorted bit by bit."""
    hub.tell("stock.sorted", **sorting(), _id="sorted")
    ((pot, case, left),) = lots(hub, "case")
    assert (pot, left) == (GENERAL, 2)
    new = [one for one in hub.books.state.rows(Lot) if one.origin == "sorted"]
    assert [(one.item, one.count, one.fund) for one in new] == [
        ("hand-loom", 3, GENERAL), ("cotton-yarn", 75, GENERAL),
    ]  # fmt: skip
    told = [{"item": "hand-loom", "count": "1", "part_ppm": 900_000},
            {"item": "cotton-yarn", "count": "1", "part_ppm": 99_999}]  # fmt: skip
    for more, code in (
        ({}, "sorting.exists"),
        ({"sorting": "s2", "lines": []}, "stock.empty"),
        ({"sorting": "s2", "lines": told}, "sorting.parts"),
        ({"sorting": "s2", "count": "3"}, "stock.short"),
        ({"sorting": "s2", "lines": [{"item": "rifle", "count": "1"}]},
         "goods.refused-class"),
        ({"sorting": "s2", "cases": [line("2 case", GENERAL, "hk:1.1")]},
         "sorting.cases"),
    ):  # fmt: skip
        assert hub.code("stock.sorted", **sorting(**more)) == code
    hub.tell("correction.made", reason="wrong-count", _corrects="sorted")
    assert lots(hub, "case") == [(GENERAL, case, 4)]
    assert lots(hub, "cotton-yarn") == []


def test_what_expires_first_is_picked_and_what_has_expired_is_not(hub: Desk) -> None:
    """A person may still name it."""
    lines = [given("5 hand-loom @ hk", GENERAL)]
    hub.tell("gift.received", gift="g2", lines=lines)
    first, second = (lot for pot, lot, _ in lots(hub, "hand-loom") if pot == GENERAL)
    hub.tell("lot.described", lot=second, expires="1940-09-30")
    facts = {"move": "m1", "source": "hk", "target": "kowloon",
             "lines": [line("6 hand-loom", GENERAL)]}  # fmt: skip
    hub.tell("stock.moved", **facts)
    moved = {lot: count for _, lot, count in lots(hub, "hand-loom", "kowloon")}
    assert moved == {second: 5, first: 1}
    back = {"move": "m2", "source": "kowloon", "target": "hk",
            "lines": [line("5 hand-loom", GENERAL, second)]}  # fmt: skip
    hub.tell("stock.moved", **back)
    late = {**facts, "move": "m3", "_happened": "1940-10-01"}
    assert hub.code("stock.moved", **late) == "stock.short"
    named = [line("5 hand-loom", GENERAL, second)]
    hub.tell("stock.moved", **{**late, "lines": named})


def test_a_serial_number_is_of_one_piece_and_of_one_lot(hub: Desk) -> None:
    """Two lots never share one; a lot nobody has is not described."""
    lines = [given("1 hand-loom @ hk", GENERAL), given("1 hand-loom @ hk", GENERAL)]
    hub.tell("gift.received", gift="g2", lines=lines)
    one, two = (lot for _, lot, count in lots(hub, "hand-loom") if count == 1)
    five = next(lot for _, lot, count in lots(hub, "hand-loom") if count == 5)
    hub.tell("lot.described", lot=one, serial="loom-17")
    hub.tell("lot.described", lot=one, serial="loom-17", condition="worn")
    assert hub.code("lot.described", lot=two, serial="loom-17") == "lot.serial"
    assert hub.code("lot.described", lot=five, serial="loom-18") == "lot.not-one"
    assert hub.code("lot.described", lot="hk:999.0") == "lot.unknown"
    hub.tell("lot.described", lot=one, condition="worn")
    hub.tell("lot.described", lot=two, serial="loom-17")


def packing(package: str, told: str, **more: Any) -> dict[str, Any]:
    """Goods of the general fund are packed in a case."""
    return {"package": package, "place": "hk", "code": "CS", "weight_g": 60_000,
            "volume_cm3": 900_000, "lines": [line(told, GENERAL)], **more}  # fmt: skip


def test_what_is_packed_is_packed_once_and_leaves_by_its_mark(hub: Desk) -> None:
    """A dispatch that names a package takes all that is in it."""
    hub.tell("goods.packed", **packing("hk-1", "3 hand-loom"))
    for facts, code in (
        (packing("hk-1", "1 hand-loom"), "package.exists"),
        (packing("hk-2", "3 hand-loom"), "package.short"),
        (packing("hk-2", "1 hand-loom", lines=[]), "stock.empty"),
    ):
        assert hub.code("goods.packed", **facts) == code
    hub.tell("goods.packed", **packing("hk-2", "2 hand-loom"))
    hub.tell("goods.unpacked", package="hk-2", reason="repack")
    assert hub.code("goods.unpacked", package="hk-2", reason="again") == (
        "package.not-packed"
    )
    facts = {"document": "hk:c1", "receiver": "baoji", "place": "hk", "route": [],
             "due": "", "plan": "", "lines": [], "packages": ["hk-1"]}  # fmt: skip
    for more, code in (
        ({"packages": ["hk-2"]}, "package.not-there"),
        ({"packages": ["hk-1"], "place": "kowloon"}, "package.not-there"),
    ):
        assert hub.code("goods.dispatched", **facts | more) == code
    hub.tell("goods.dispatched", **facts | {"lines": [line("1 hand-loom", GENERAL)]})
    (row,) = (one for one in hub.books.state.rows(Package) if one.package == "hk-1")
    assert (row.status, row.document) == ("sent", "hk:c1")
    assert [count for pot, _, count in lots(hub, "hand-loom") if pot == GENERAL] == [1]


def test_custody_is_apart_from_ownership(hub: Desk) -> None:
    """Ours with a holder stays ours; theirs with us is never ours to spend."""
    passed = {"custody": "k1", "holder": "godown", "place": "hk", "due": "",
              "lines": [line("3 hand-loom", GENERAL)]}  # fmt: skip
    hub.tell("custody.passed", **passed)
    assert hub.code("custody.passed", **passed) == "custody.exists"
    assert [one[2] for one in lots(hub, "hand-loom", "held.godown")] == [3]
    back = {"custody": "k1", "place": "hk", "lines": [line("4 hand-loom", GENERAL)]}
    assert hub.code("custody.ended", **back) == "custody.more"
    hub.tell("custody.ended", **back | {"lines": [line("2 hand-loom", GENERAL)]})
    assert hub.code("custody.ended", **back | {"custody": "k9"}) == "custody.unknown"
    assert [one[2] for one in lots(hub, "hand-loom", "held.godown")] == [1]
    taken = {"deposit": "d1", "owner": "mission", "place": "hk", "fund": GENERAL,
             "due": "", "lines": [{"item": "hand-loom", "count": "6"}]}  # fmt: skip
    hub.tell("deposit.taken", **taken)
    assert hub.code("deposit.taken", **taken) == "custody.exists"
    asked = {"move": "m1", "source": "hk", "target": "kowloon",
             "lines": [line("5 hand-loom", GENERAL)]}  # fmt: skip
    assert hub.code("stock.moved", **asked) == "stock.short"
    more = {"deposit": "d1", "lines": [{"item": "hand-loom", "count": "7"}]}
    assert hub.code("deposit.returned", **more) == "custody.more"
    assert hub.code("deposit.returned", **more | {"deposit": "k1"}) == "custody.unknown"
    hub.tell("deposit.returned", deposit="d1",
             lines=[{"item": "hand-loom", "count": "4"}])  # fmt: skip
    (theirs,) = (one for one in hub.books.state.rows(Held) if one.whose == "theirs")
    assert theirs.left == 2
    assert hub.holds("hk/custody/deposit.d1", "hand-loom", GENERAL, theirs.lot) == "2"


def bill(**more: Any) -> dict[str, Any]:
    """A carrier's bill of ten pounds."""
    return {"bill": "b1", "creditor": "carrier", "cause": "freight",
            "currency": "GBP", "count": "1000", "fund": GENERAL, **more}  # fmt: skip


def test_a_bill_is_owed_to_its_creditor_and_paid_no_further(hub: Desk) -> None:
    """By the fund it was charged to, whose terms are asked when it comes."""
    for more, code in (
        ({"due": "1940-01-01"}, "bill.due"),
        ({"by": "weight"}, "bill.no-lots"),
        ({"shares": [{"lot": "hk:1.0", "count": "1"}]}, "bill.by"),
        ({"currency": "hand-loom"}, "money.not-currency"),
    ):
        assert hub.code("bill.received", **bill(**more)) == code
    hub.tell("bill.received", **bill(), _id="charged")
    assert hub.code("bill.received", **bill()) == "bill.exists"
    pay = {"bill": "b1", "count": "1001", "till": "main"}
    assert hub.code("bill.settled", **pay) == "bill.more"
    assert hub.code("bill.settled", **pay | {"bill": "b9"}) == "bill.unknown"
    hub.tell("bill.settled", **pay | {"count": "400"})
    assert hub.holds("hk/payable/carrier", "GBP", GENERAL) == "-6.00"
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "36.00"
    hub.tell("bill.settled", **pay | {"count": "600"})
    assert hub.code("bill.settled", **pay | {"count": "1"}) == "bill.more"


def test_a_bill_is_spread_over_the_lots_it_was_for(hub: Desk) -> None:
    """By what is known of them; a lot of which nothing is known is asked for."""
    hub.tell("goods.bought", purchase="p1", party="hk", place="hk", item="hand-loom",
             count="1", currency="GBP", cost="300", till="main", fund=GENERAL,
             plan="")  # fmt: skip
    (bought,) = (one.lot for one in hub.books.state.rows(Lot) if one.cost)
    given_lot = next(lot for _, lot, count in lots(hub, "hand-loom") if count == 5)
    shares = [{"lot": bought, "count": "1"}, {"lot": given_lot, "count": "5"}]
    assert hub.code("bill.received", **bill(by="value", shares=shares)) == (
        "bill.unweighed"
    )
    hub.tell("lot.described", lot=bought, weight_g=10, volume_cm3=3)
    hub.tell("lot.described", lot=given_lot, weight_g=20)
    assert hub.code("bill.received", **bill(by="volume", shares=shares)) == (
        "bill.unweighed"
    )
    wrong = [{**shares[0], "bears": "1"}, {**shares[1], "bears": "999"}]
    assert hub.code("bill.received", **bill(by="weight", shares=wrong)) == (
        "bill.shares"
    )
    hub.tell("bill.received", **bill(by="weight", shares=shares), _id="b1")
    rows = {one.lot: one.bears for one in hub.books.state.rows(LotCharge)}
    assert rows == {bought: 333, given_lot: 667}
    hub.tell("correction.made", reason="wrong-amount", _corrects="b1")
    assert sum(one.bears for one in hub.books.state.rows(LotCharge)) == 0
    (row,) = hub.books.state.rows(Bill)
    assert (row.status, row.left) == ("corrected", 0)


@examples(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.integers(1, 9999))
def test_shares_of_a_bill_add_up_to_the_last_unit(
    counts: list[int], amount: int
) -> None:
    """By count, over the lots of a consignment."""
    hub, _ = movement(MemoryBooks())
    lines = [given(f"{count} hand-loom @ hk", GENERAL) for count in counts]
    hub.tell("gift.received", gift="g", lines=lines)
    told = [line(f"{sum(counts)} hand-loom", GENERAL)]
    hub.tell("goods.dispatched", document="hk:c1", receiver="baoji", place="hk",
             route=[], due="", plan="", lines=told)  # fmt: skip
    facts = bill(count=str(amount), document="hk:c1", by="count")
    hub.tell("bill.received", **facts)
    bears = [one.bears for one in hub.books.state.rows(LotCharge)]
    assert sum(bears) == amount
    exact = [amount * count / sum(counts) for count in counts]
    assert all(abs(a - b) < 1 for a, b in zip(bears, exact, strict=True))
