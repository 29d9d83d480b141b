# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.coops import Coop
from gungho.flows.gifts import Lot
from gungho.flows.workshops import Sale, Work
from tests.support.goods import Desk, fund, material, mirror

COOP, OWN, GENERAL = "baoji.0001", "baoji:own", "hk:general"


def founding(**facts: Any) -> dict[str, Any]:
    """A second co-op."""
    return {
        "coop": "baoji.0002",
        "trade": "leather",
        "place": "baoji",
        "members": 7,
        "currency": "CNC",
        **facts,
    }


def purchase(**facts: Any) -> dict[str, Any]:
    """Ten kilograms of yarn for a hundred yuan."""
    return {
        "purchase": "p1",
        "party": COOP,
        "place": "shop",
        "item": "cotton-yarn",
        "count": "100",
        "currency": "CNC",
        "cost": "10000",
        "till": "main",
        "fund": OWN,
        **facts,
    }


def sale(**facts: Any) -> dict[str, Any]:
    """Four metres of cloth for forty yuan."""
    return {
        "sale": "s1",
        "coop": COOP,
        "item": "cotton-cloth",
        "count": "40",
        "currency": "CNC",
        "proceeds": "4000",
        **facts,
    }


@pytest.fixture
def weaving(depot: Desk) -> Desk:
    """A depot whose co-op bought yarn, used half and made cloth of it."""
    depot.tell("goods.bought", **purchase())
    depot.tell(
        "materials.used", order="w1", coop=COOP, lines=[material("5.0 cotton-yarn")]
    )
    depot.tell("goods.made", order="w1", coop=COOP, item="cotton-cloth", count="60")
    return depot


def coop(desk: Desk, ident: str = COOP) -> Coop:
    """Return a co-op's row."""
    row = desk.books.state.get(Coop, desk.books.bodies()["baoji"], ident)
    assert row is not None
    return row


def test_a_co_op_is_founded_by_seven_in_its_keepers_book(depot: Desk) -> None:
    """Too few, too many, twice, or in another's book is refused."""
    assert depot.code("coop.founded", **founding(members=6)) == "coop.too-few"
    assert depot.code("coop.founded", **founding(members=10**7)) == "coop.too-many"
    assert depot.code("coop.founded", **founding(coop=COOP)) == "coop.exists"
    assert depot.code("coop.founded", **founding(coop="luoyang.1")) == "coop.foreign"
    opening = {"currency": "cotton-yarn", "opening": "1"}
    assert depot.code("coop.founded", **founding(**opening)) == "money.not-currency"
    depot.tell("coop.founded", **founding())
    assert coop(depot, "baoji.0002").members == 7


def test_members_join_and_leave_and_a_closed_co_op_stops(depot: Desk) -> None:
    """No more may leave than there are."""
    depot.tell("member.joined", coop=COOP, count=3)
    depot.tell("member.left", coop=COOP, count=2)
    assert coop(depot).members == 10
    assert depot.code("member.left", coop=COOP, count=11) == "coop.no-such-members"
    assert depot.code("member.joined", coop=COOP, count=2**52) == "coop.too-many"
    assert depot.code("member.joined", coop="baoji.9", count=1) == "coop.unknown"
    depot.tell("coop.closed", coop=COOP, reason="moved")
    assert coop(depot).closed == depot.day
    for kind, facts in (
        ("coop.closed", {"reason": "again"}),
        ("member.joined", {"count": 1}),
        ("member.left", {"count": 1}),
    ):
        assert depot.code(kind, coop=COOP, **facts) == "coop.closed"


def test_a_purchase_becomes_a_lot_of_its_fund(weaving: Desk) -> None:
    """With what it cost."""
    (lot,) = (row for row in weaving.books.state.rows(Lot) if row.origin == "purchase")
    assert (lot.cost, lot.count, lot.currency, lot.fund) == (10000, 100, "CNC", OWN)
    assert weaving.holds(f"{COOP}/cash/main", "CNC", OWN) == "400.00"
    assert weaving.code("goods.bought", **purchase()) == "purchase.exists"


def test_a_purchase_that_may_not_be_is_refused(depot: Desk) -> None:
    """Weapons, money bought as goods, goods paid as money, too dear, not the fund's."""
    for facts, code in (
        ({"item": "rifle"}, "goods.refused-class"),
        ({"item": "GBP"}, "goods.not-item"),
        ({"currency": "hand-loom"}, "money.not-currency"),
        ({"cost": "50001"}, "balance.short"),
        ({"fund": "hk:none"}, "fund.unknown"),
        ({"party": "hk"}, "balance.short"),
    ):
        assert depot.code("goods.bought", **purchase(**facts)) == code


def test_materials_are_used_as_their_fund_means(hub: Desk, depot: Desk) -> None:
    """A helmet cannot be used for a fund that forbids military use."""
    ident = fund(hub, "peace", forbid_military=True)
    mirror(depot, ident, forbid_military=True)
    lines = [material("1 helmet", ident, "hk:1.0")]
    refusal = depot.refused("materials.used", order="w", coop=COOP, lines=lines)
    assert refusal.facts["clause"] == "forbid_military"
    assert (
        depot.code("materials.used", order="w", coop=COOP, lines=[material("1.00 CNC")])
        == "goods.not-item"
    )
    buying = purchase(fund=ident, item="helmet", currency="CNC")
    assert depot.code("goods.bought", **buying) == "terms.broken"


def test_a_work_order_holds_what_went_in_and_came_out(weaving: Desk) -> None:
    """Lots are named; what is made is the co-op's own."""
    number = weaving.books.bodies()["baoji"]
    rows = weaving.books.state.find(Work, "order", number, "w1")
    assert [(row.way, row.item, row.count) for row in rows] == [
        ("in", "cotton-yarn", 50),
        ("out", "cotton-cloth", 60),
    ]
    making = {"coop": COOP, "item": "cotton-cloth", "count": "1"}
    assert weaving.code("goods.made", order="w9", **making) == "work.unknown-order"
    weaving.tell("coop.founded", **founding())
    other = {**making, "coop": "baoji.0002"}
    assert weaving.code("goods.made", order="w1", **other) == "work.unknown-order"
    for item, code in (("CNC", "goods.not-item"), ("rifle", "goods.refused-class")):
        made = {**making, "item": item}
        assert weaving.code("goods.made", order="w1", **made) == code


def test_a_sale_takes_lots_and_pays_wages(weaving: Desk) -> None:
    """Sold oldest first, wages out of the proceeds."""
    weaving.tell("goods.sold", **sale(wages="1500"))
    assert weaving.holds(f"{COOP}/cash/main", "CNC", OWN) == "425.00"
    row = weaving.books.state.get(Sale, weaving.books.bodies()["baoji"], "s1")
    assert row is not None
    assert (row.count, row.proceeds, row.wages) == (40, 4000, 1500)
    assert weaving.code("goods.sold", **sale()) == "sale.exists"
    assert weaving.code("goods.sold", **sale(sale="s2")) == "stock.short"


def test_the_lots_of_a_sale_are_what_is_sold(weaving: Desk) -> None:
    """Named lots that are fewer, more, of another item or fund are refused."""
    (lot,) = (row.lot for row in weaving.books.state.rows(Lot) if row.origin == "made")
    for lines in (
        [material("3.9 cotton-cloth", OWN, lot)],
        [material("4.1 cotton-cloth", OWN, lot)],
        [material("4.0 cotton-yarn", OWN, lot)],
        [material("4.0 cotton-cloth", GENERAL, lot)],
    ):
        assert weaving.code("goods.sold", **sale(lines=lines)) == "sale.lines-differ"
    weaving.tell("goods.sold", **sale(lines=[material("4.0 cotton-cloth", OWN, lot)]))


def test_what_is_no_goods_or_no_money_is_not_sold(weaving: Desk) -> None:
    """Each side is what it is called."""
    assert weaving.code("goods.sold", **sale(item="CNC")) == "goods.not-item"
    assert (
        weaving.code("goods.sold", **sale(currency="cotton-yarn"))
        == "money.not-currency"
    )
