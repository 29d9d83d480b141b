# SPDX-License-Identifier: Apache-2.0
"""Offers become orders, orders goods, and goods a shipment."""

from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.loans import Loan
from gungho.flows.offers import free_by
from gungho.flows.orders import OrderShare
from gungho.flows.quotations import amount_of
from gungho.flows.workshops import Work
from tests.support.goods import Desk, given, material
from tests.support.memory import MemoryBooks
from tests.support.trade import (
    BUYER,
    FIRST,
    GENERAL,
    LINE,
    OWN,
    REVOLVING,
    SECOND,
    advanced,
    confirmed,
    delivered,
    exporter,
    offer,
    order,
    packed,
    rule,
    shipped,
    woven,
)


@pytest.fixture
def desk() -> Desk:
    """A depot that exports."""
    return exporter(MemoryBooks())


def quotation(**facts: Any) -> dict[str, Any]:
    """What the buyer is told."""
    told = {name: order()[name] for name in ("buyer", "currency", "incoterm", "place")}
    return {**told, "quotation": "q1", "enquiry": "", "until": "1940-04-30",
            "due": "1940-09-30", "lines": [LINE], **facts}  # fmt: skip


def refused(desk: Desk, kind: str, base: dict[str, Any], *cases: Any) -> None:
    """Each change of the facts meets its refusal."""
    for more, code in cases:
        assert desk.code(kind, **base | more) == code, (kind, more)


def test_a_buyer_has_a_country_and_may_stand_on_a_list_of_refused_parties(
    desk: Desk,
) -> None:
    """Then nothing is quoted or sold to it, until it is struck off with a reason."""
    noted = {"buyer": "b2", "country": "GB", "place": "", "currency": "GBP"}
    refused(
        desk, "buyer.noted", noted,
        ({"buyer": BUYER}, "buyer.exists"), ({"country": "gb"}, "code.unlisted"),
        ({"country": "GBR"}, "code.unlisted"),
        ({"currency": "case"}, "money.not-currency"),
    )  # fmt: skip
    listed = {"buyer": BUYER, "list": "un-sc", "reason": "sanctions"}
    assert desk.code("buyer.admitted", buyer=BUYER, reason="x") == "buyer.not-refused"
    desk.tell("buyer.refused", **listed)
    asked = {"enquiry": "e1", "buyer": BUYER, "wanted": "", "text": "",
             "lines": [{"item": "cotton-cloth", "count": "5"}]}  # fmt: skip
    for kind, facts in (("enquiry.received", asked), ("order.placed", order()),
                        ("quotation.made", quotation()), ("buyer.refused", listed),
                        ("order.placed", order(buyer="b9"))):  # fmt: skip
        code = "buyer.unknown" if facts["buyer"] == "b9" else "buyer.refused"
        assert desk.code(kind, **facts) == code
    desk.tell("buyer.admitted", buyer=BUYER, reason="another-of-the-name")
    desk.tell("order.placed", **order())


def test_an_offer_has_a_heading_a_unit_and_spans(desk: Desk) -> None:
    """One offer of a co-op for one kind of goods; weapons never."""
    span = offer(FIRST)["spans"][0]
    desk.tell("offer.withdrawn", offer=f"o.{FIRST}", reason="sold-out")
    new = offer(FIRST, offer="o2")
    refused(
        desk, "offer.published", new,
        ({"offer": f"o.{FIRST}"}, "offer.exists"), ({"hs": "5208"}, "offer.hs"),
        ({"hs": "52081x"}, "offer.hs"), ({"item": "rifle"}, "goods.refused-class"),
        ({"item": "GBP"}, "goods.not-item"), ({"coop": "baoji.9"}, "coop.unknown"),
        ({"spans": []}, "offer.spans"), ({"spans": [span, span]}, "offer.spans"),
        ({"spans": [span | {"until": "1940-03-01"}]}, "offer.spans"),
        ({"coop": SECOND}, "offer.twice"), ({"currency": "case"}, "money.not-currency"),
    )  # fmt: skip
    desk.tell("offer.published", **new)
    desk.tell("item.defined", item="sack", form="item", scale=0, unit="SACK",
              weight_g=1, hazard="none", end_use="civil")  # fmt: skip
    assert desk.code("offer.published", **offer(FIRST, offer="o3", item="sack")) == (
        "code.unlisted"
    )
    assert desk.code("offer.withdrawn", offer="o9", reason="x") == "offer.unknown"
    assert desk.code("offer.withdrawn", offer=f"o.{FIRST}", reason="x") == (
        "offer.unknown"
    )


def test_what_is_promised_fits_into_what_can_be_made_by_every_day() -> None:
    """A later promise takes from an earlier day only what it must."""
    spans = [("06-30", 20), ("09-30", 20)]
    assert free_by(spans, [], due="06-30") == 20
    assert free_by(spans, [], due="06-29") == 0
    assert free_by(spans, [("09-30", 30)], due="06-30") == 10
    assert free_by(spans, [("09-30", 10)], due="06-30") == 20
    assert free_by(spans, [("06-30", 20)], due="09-30") == 20
    assert free_by(spans, [("06-30", 30)], due="12-31") == 10


def test_a_line_is_rounded_half_up_once() -> None:
    """To the currency's smallest unit."""
    assert amount_of(25, 150, scale=1) == 375
    assert amount_of(3, 15, scale=1) == 5
    assert amount_of(3, 14, scale=1) == 4


def test_an_enquiry_is_answered_by_a_quotation_and_that_by_an_order(
    desk: Desk,
) -> None:
    """Nothing is ordered otherwise than it was quoted, or after the quotation's day."""
    asked = {"enquiry": "e1", "buyer": BUYER, "wanted": "", "text": "",
             "lines": [{"item": "cotton-cloth", "count": "300"}]}  # fmt: skip
    refused(
        desk, "enquiry.received", asked, ({"lines": []}, "line.none"),
        ({"lines": [{"item": "GBP", "count": "1"}]}, "goods.not-item"),
    )  # fmt: skip
    desk.tell("enquiry.received", **asked)
    assert desk.code("enquiry.received", **asked) == "enquiry.exists"
    quoted = quotation(enquiry="e1")
    refused(
        desk, "quotation.made", quoted,
        ({"enquiry": "e2"}, "enquiry.unknown"), ({"incoterm": "FOT"}, "code.unlisted"),
        ({"until": "1940-03-01"}, "quotation.days"), ({"lines": []}, "line.none"),
        ({"due": "1940-03-01"}, "quotation.days"),
        ({"lines": [LINE, LINE]}, "line.twice"),
        ({"lines": [LINE | {"item": "case"}]}, "offer.none"),
        ({"lines": [LINE | {"count": "1", "price": "1"}]}, "line.nothing"),
        ({"lines": [LINE | {"amount": "2999"}]}, "line.amount"),
    )  # fmt: skip
    desk.tell("quotation.made", **quoted)
    assert desk.code("quotation.made", **quoted) == "quotation.exists"
    placed = order(quotation="q1")
    refused(
        desk, "order.placed", placed,
        ({"quotation": "q2"}, "quotation.unknown"),
        ({"incoterm": "CIF"}, "order.not-as-quoted"),
        ({"lines": [LINE | {"price": "90"}]}, "order.not-as-quoted"),
        ({"_happened": "1940-05-01"}, "quotation.over"),
        ({"due": "1940-03-01"}, "order.due"), ({"incoterm": "XYZ"}, "code.unlisted"),
    )  # fmt: skip
    desk.tell("order.placed", **placed)
    assert desk.code("order.placed", **placed) == "order.exists"


def test_an_order_beyond_capacity_or_without_a_licence_is_not_taken(
    desk: Desk,
) -> None:
    """Capacity is that of all sheds by the day; controlled goods need a reference."""
    refused(
        desk, "order.placed", order(),
        ({"lines": [LINE | {"count": "801"}]}, "order.capacity"),
        ({"due": "1940-06-30", "lines": [LINE | {"count": "401"}]}, "order.capacity"),
    )  # fmt: skip
    desk.tell("offer.withdrawn", offer=f"o.{FIRST}", reason="listed")
    desk.tell("offer.published", **offer(FIRST, offer="o2", controlled="cites"))
    assert desk.code("order.placed", **order()) == "order.licence"
    desk.tell("order.placed", **order(licence="L-77", lines=[LINE | {"count": "800"}]))
    desk.tell("order.confirmed", **rule())
    more = order(order="or2", licence="L-77", lines=[LINE | {"count": "1"}])
    assert desk.code("order.placed", **more) == "order.capacity"
    desk.tell("order.cancelled", order="or1", reason="buyer")
    assert desk.code("order.cancelled", order="or1", reason="x") == "order.unknown"
    assert desk.code("order.cancelled", order="or9", reason="x") == "order.unknown"
    desk.tell("order.placed", **more)


def test_an_order_is_split_by_what_each_shed_can_still_make(desk: Desk) -> None:
    """Or as a person says, within capacity and adding up; the rule stands in it."""
    desk.tell("order.placed", **order(order="or0", lines=[LINE | {"count": "200"}]))
    first = [{"line": 0, "offer": f"o.{FIRST}", "count": "200"}]
    desk.tell("order.confirmed", **rule(order="or0", parts=first))
    desk.tell("order.placed", **order())
    half = {"line": 0, "offer": f"o.{SECOND}", "count": "150"}
    refused(
        desk, "order.confirmed", rule(),
        ({"order": "or9"}, "order.unknown"), ({"order": "or0"}, "order.status"),
        ({"parts": [half]}, "order.parts"), ({"parts": [half, half]}, "order.parts"),
        ({"parts": [half | {"count": "401"}]}, "order.capacity"),
        ({"parts": [half | {"offer": "o9"}]}, "offer.unknown"),
        ({"parts": [half | {"line": 7}]}, "offer.unknown"),
        ({"agent": ""}, "order.rule"), ({"levy_fund": ""}, "order.rule"),
        ({"commission_ppm": 900_000}, "order.rule"),
        ({"commission_ppm": 0, "agent": "", "difference": "agent"}, "order.rule"),
        ({"levy_fund": "hk:nothing"}, "fund.unknown"),
    )  # fmt: skip
    desk.tell("order.confirmed", **rule())
    rows = [row for row in desk.books.state.rows(OrderShare) if row.order == "or1"]
    assert [(row.coop, row.count) for row in rows] == [(FIRST, 100), (SECOND, 200)]


def test_what_was_free_when_ordered_may_be_taken_when_confirmed(desk: Desk) -> None:
    """Two orders are placed and there is room for one."""
    for name in ("or1", "or2"):
        desk.tell("order.placed", **order(order=name, lines=[LINE | {"count": "500"}]))
    desk.tell("order.confirmed", **rule())
    assert desk.code("order.confirmed", **rule(order="or2")) == "order.capacity"


def test_materials_are_lent_and_goods_are_counted_piece_by_piece(desk: Desk) -> None:
    """The fund keeps a claim; what goes back has a defect; gifts are not delivered."""
    confirmed(desk)
    advanced(desk)
    (loan,) = (row for row in desk.books.state.rows(Loan) if row.loan == f"a.{FIRST}")
    assert (loan.count, loan.fund, loan.due) == (9000, REVOLVING, "1940-09-30")
    assert desk.holds(f"baoji/loans/{FIRST}", "CNC", REVOLVING) == "90.00"
    again = {"advance": "a2", "order": "or1", "coop": FIRST, "place": "baoji",
             "item": "cotton-yarn", "count": "10", "fund": GENERAL,
             "currency": "CNC", "worth": "100"}  # fmt: skip
    refused(
        desk, "materials.advanced", again,
        ({"advance": f"a.{FIRST}"}, "loan.exists"), ({"fund": OWN}, "advance.own-fund"),
        ({"coop": "baoji.9"}, "coop.unknown"), ({"order": "or9"}, "order.unknown"),
        ({"count": "9000"}, "stock.short"),
        ({"lots": [material("0.1 cotton-yarn", GENERAL, "baoji:6.0")]},
         "sale.lines-differ"),
    )  # fmt: skip
    woven(desk, FIRST)
    woven(desk, SECOND)
    brought = {"delivery": "d1", "order": "or1", "coop": FIRST, "place": "baoji",
               "item": "cotton-cloth", "count": "120", "rejected": "30",
               "defect": "weft-broken"}  # fmt: skip
    refused(
        desk, "goods.delivered", brought,
        ({"defect": ""}, "delivery.defect"), ({"place": "shop"}, "delivery.place"),
        ({"count": "151"}, "delivery.more"), ({"item": "case"}, "order.not-its-shed"),
        ({"lines": [material("1 cotton-cloth", OWN, "baoji:16.0")]},
         "trade.gift-stock"),
    )  # fmt: skip
    desk.tell("goods.delivered", **brought)
    assert desk.code("goods.delivered", **brought) == "delivery.exists"
    (shed, _) = desk.books.state.rows(OrderShare)
    assert (shed.delivered, shed.rejected) == (120, 30)
    assert desk.code("goods.delivered", **brought | {"delivery": "d2",
                     "count": "30", "rejected": "", "defect": "",
                     "lines": [material("2 cotton-cloth", OWN,
                                        _lot(desk, FIRST))]}) == (
        "sale.lines-differ"
    )  # fmt: skip


def _lot(desk: Desk, coop: str) -> str:
    rows = [row for row in desk.books.state.rows(Work) if row.way == "out"]
    return next(row.lot for row in rows if row.coop == coop)


def test_a_stranger_to_an_order_is_advanced_nothing(desk: Desk) -> None:
    """Only a shed that makes a part of it."""
    desk.tell("order.placed", **order(lines=[LINE | {"count": "100"}]))
    one = [{"line": 0, "offer": f"o.{FIRST}", "count": "100"}]
    desk.tell("order.confirmed", **rule(parts=one))
    with pytest.raises(Exception, match=r"order\.not-its-shed"):
        advanced(desk, SECOND)


def test_packages_have_a_listed_code_and_weigh_more_than_what_is_in_them(
    desk: Desk,
) -> None:
    """Gross below net is refused; a co-op's package is not sent as our own."""
    confirmed(desk)
    woven(desk, FIRST)
    delivered(desk, FIRST)
    for more, code in (
        ({"net_g": 30_001}, "package.gross"), ({"code": "ZZZ"}, "code.unlisted"),
        ({"owner": "baoji.9"}, "coop.unknown"),
    ):  # fmt: skip
        with pytest.raises(Exception, match=code):
            packed(desk, FIRST, **more)
    packed(desk, FIRST)
    facts = {"document": "baoji:x", "receiver": "hk", "place": "baoji", "lines": [],
             "packages": [f"bale.{FIRST}"]}  # fmt: skip
    assert desk.code("goods.dispatched", **facts) == "package.not-there"


def test_a_shipment_is_the_orders_packages_and_no_more(desk: Desk) -> None:
    """Of co-ops, delivered for it, and lying there."""
    confirmed(desk)
    for coop in (FIRST, SECOND):
        woven(desk, coop)
        delivered(desk, coop)
    packed(desk, FIRST)
    sent = {"shipment": "s1", "order": "or1", "place": "baoji", "carrier": "",
            "route": [], "packages": [f"bale.{FIRST}"], "due": ""}  # fmt: skip
    line = {"package": f"bale.{FIRST}", "coop": FIRST, "item": "cotton-cloth",
            "count": "1"}  # fmt: skip
    refused(
        desk, "shipment.exported", sent,
        ({"packages": []}, "shipment.empty"), ({"order": "or9"}, "order.unknown"),
        ({"packages": ["bale.x"]}, "package.not-there"),
        ({"place": "hk"}, "package.not-there"),
        ({"lines": [line]}, "shipment.packages"),
    )  # fmt: skip
    desk.tell("shipment.exported", **sent)
    assert desk.code("shipment.exported", **sent) == "shipment.exists"
    assert desk.code("order.cancelled", order="or1", reason="x") == "order.sent"
    assert desk.holds(f"{FIRST}/exported/s1", "cotton-cloth", OWN,
                      _lot(desk, FIRST)) == "15.0"  # fmt: skip


def test_what_a_shed_did_not_deliver_for_the_order_is_not_sent(desk: Desk) -> None:
    """Cloth that lies there for another order."""
    confirmed(desk)
    desk.tell("order.placed", **order(order="or2", lines=[LINE | {"count": "100"}]))
    desk.tell("order.confirmed", **rule(order="or2", parts=[
        {"line": 0, "offer": f"o.{FIRST}", "count": "100"}]))  # fmt: skip
    woven(desk, FIRST)
    delivered(desk, FIRST, count="100", order="or2")
    packed(desk, FIRST, count="100")
    with pytest.raises(Exception, match=r"shipment\.more"):
        shipped(desk, FIRST)


def test_gift_stock_is_refused_on_a_paper_of_trade(desk: Desk) -> None:
    """Cloth that came as a gift lies under another fund, and is never sold."""
    confirmed(desk)
    depot = desk
    depot.tell("gift.received", gift="cloth",
               lines=[given("15 cotton-cloth @ baoji", OWN)])  # fmt: skip
    depot.tell("grant.made", grant="g9", coop=FIRST, at="baoji", lines=[
        {"commodity": "cotton-cloth", "count": "150", "fund": OWN}])  # fmt: skip
    with pytest.raises(Exception, match=r"trade\.gift-stock"):
        delivered(depot, FIRST)
