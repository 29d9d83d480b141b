# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from gungho.flows.gifts import Gift, GiftLineRow, Lot, ThanksGift
from tests.support.goods import Desk, given

GENERAL = "hk:general"


def test_a_gift_of_cash_and_goods_is_booked_line_by_line(hub: Desk) -> None:
    """Goods become a lot named by book, place and line; cash has none."""
    lines = [given("125.00 CNC @ main", GENERAL), given("12 hand-loom @ hk", GENERAL)]
    seq = hub.tell("gift.received", gift="hk-1", lines=lines).seq
    lot = f"hk:{seq}.1"
    assert hub.holds("hk/cash/main", "CNC", GENERAL) == "125.00"
    assert hub.holds("hk/stock/hk", "hand-loom", GENERAL, lot) == "12"
    state, number = hub.books.state, hub.books.bodies()["hk"]
    held = state.get(Lot, number, lot)
    assert held is not None
    assert (held.origin, held.source, held.count) == ("gift", "hk-1", 12)
    assert len(state.find(GiftLineRow, "gift", "hk-1")) == 2


def test_weapons_in_a_gift_line_are_refused(hub: Desk) -> None:
    """The class is named; nothing is booked."""
    refusal = hub.refused(
        "gift.received", gift="hk-1", lines=[given("3 rifle @ hk", GENERAL)]
    )
    assert refusal.code == "goods.refused-class"
    assert refusal.facts == {"item": "rifle", "hazard": "weapons"}


def test_a_gift_that_cannot_be_booked_is_refused(hub: Desk) -> None:
    """Empty, twice, unknown fund, unknown commodity, cash given as goods."""
    line = given("1.00 CNC @ main", GENERAL)
    assert hub.code("gift.received", gift="g", lines=[]) == "gift.empty"
    hub.tell("gift.received", gift="g", lines=[line])
    assert hub.code("gift.received", gift="g", lines=[line]) == "gift.exists"
    other = {**line, "fund": "hk:nowhere"}
    assert hub.code("gift.received", gift="h", lines=[other]) == "fund.unknown"
    other = {**line, "commodity": "XAU"}
    assert hub.code("gift.received", gift="h", lines=[other]) == "commodity.unknown"
    other = {**line, "form": "goods"}
    assert hub.code("gift.received", gift="h", lines=[other]) == "gift.form"


def test_a_refused_gift_books_nothing_and_cannot_undo_one_received(hub: Desk) -> None:
    """The id of a received gift is taken."""
    hub.tell("gift.refused", gift="r", commodity="rifle", reason="weapons")
    state, number = hub.books.state, hub.books.bodies()["hk"]
    refused = state.get(Gift, number, "r")
    assert refused is not None
    assert refused.status == "refused"
    hub.tell("gift.received", gift="g", lines=[given("1.00 CNC @ main", GENERAL)])
    assert (
        hub.code("gift.refused", gift="g", commodity="CNC", reason="late")
        == "gift.exists"
    )


def test_thanks_go_out_only_with_the_co_ops_consent(depot: Desk) -> None:
    """Asked, given, and of the co-op whose letter it is."""
    thanks = {
        "thanks": "t1",
        "coop": "baoji.0001",
        "gifts": ["hk-1", "hk-2"],
        "letter": "",
        "consent": "c1",
    }
    assert depot.code("thanks.sent", **thanks) == "thanks.no-consent"
    depot.tell(
        "consent.asked", consent="c1", matter="letter", of="baoji.0001", asked="baoji"
    )
    assert depot.code("thanks.sent", **thanks) == "thanks.no-consent"
    depot.tell("consent.given", consent="c1", giver="baoji")
    depot.tell("thanks.sent", **thanks)
    state, number = depot.books.state, depot.books.bodies()["baoji"]
    assert state.get(ThanksGift, number, "t1", "hk-2") is not None
