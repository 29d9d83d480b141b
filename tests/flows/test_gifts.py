# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from gungho.flows.appeals import AppealSum
from gungho.flows.gifts import Gift, GiftLineRow, Lot
from gungho.flows.pledges import Pledge
from gungho.flows.thanks import ThanksGift
from tests.support.goods import Desk, given, served

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


def test_what_is_used_as_it_is_given_ends_in_the_same_entry(hub: Desk) -> None:
    """Labour and rooms leave nothing on a shelf, beside cash and goods in one gift."""
    served(hub)
    what = ("2.50 labour-day @ hk", "1 room-month @ hk", "5.00 CNC @ main")
    lines = [given(one, GENERAL) for one in what]
    hub.tell("gift.received", gift="g", lines=lines)
    assert hub.holds("hk/used/labour", "labour-day", GENERAL) == "2.50"
    assert hub.holds("hk/used/premises", "room-month", GENERAL) == "1"
    assert hub.holds("hk/gifts/g", "labour-day", GENERAL) == "-2.50"
    service = {**lines[0], "form": "service"}
    hub.tell("gift.received", gift="s", lines=[service])
    assert hub.holds("hk/used/service", "labour-day", GENERAL) == "2.50"
    for form, line in (("goods", lines[0]), ("labour", lines[2])):
        wrong = {**line, "form": form}
        assert hub.code("gift.received", gift="h", lines=[wrong]) == "gift.form"


def test_a_gift_has_an_immediate_and_an_original_giver(hub: Desk) -> None:
    """A private one keeps the id, an anonymous one has none; nobody is both."""
    lines = [given("5.00 CNC @ main", GENERAL)]
    told = {"lines": lines, "giver": "hk:school", "original": "hk:class-3"}
    hub.tell("gift.received", gift="g", **told, privacy="private")
    row = hub.books.state.get(Gift, hub.books.bodies()["hk"], "g")
    assert row is not None
    assert (row.giver, row.original, row.privacy) == (
        "hk:school", "hk:class-3", "private",
    )  # fmt: skip
    assert hub.code("gift.received", gift="h", **told, privacy="anonymous") == (
        "gift.anonymous"
    )
    same = {**told, "original": "hk:school"}
    assert hub.code("gift.received", gift="h", **same) == "gift.same-giver"
    hub.tell("gift.received", gift="h", lines=lines, privacy="anonymous")


def test_what_is_held_for_another_lies_apart(hub: Desk) -> None:
    """It is no income, and no till that could be spent from; labour cannot be held."""
    served(hub)
    what = ("5.00 CNC @ main", "2 hand-loom @ hk")
    lines = [given(one, GENERAL) for one in what]
    hub.tell("gift.received", gift="g", lines=lines, agency="baoji")
    assert hub.holds("hk/custody/g", "CNC", GENERAL) == "5.00"
    assert hub.holds("hk/agency/g", "CNC", GENERAL) == "-5.00"
    assert hub.holds("hk/cash/main", "CNC", GENERAL) == "0.00"
    assert hub.code("gift.received", gift="h", lines=lines, agency="hk") == (
        "gift.own-agency"
    )
    labour = [given("1.00 labour-day @ hk", GENERAL)]
    assert hub.code("gift.received", gift="h", lines=labour, agency="baoji") == (
        "gift.agency-used"
    )


def test_an_unwanted_thing_is_kindly_refused(hub: Desk) -> None:
    """From its day on, until it is wanted again; what came before is taken."""
    told = {"item": "helmet", "since": "1940-03-01", "reason": "stock-full"}
    line = given("3 helmet @ hk", GENERAL)
    hub.tell("item.unwanted", **told)
    assert hub.code("item.unwanted", **told) == "item.unwanted-already"
    refusal = hub.refused("gift.received", gift="g", lines=[line])
    assert refusal.code == "gift.unwanted"
    assert refusal.facts["reason"] == "stock-full"
    before = {"gift": "g", "lines": [line], "_happened": "1940-02-28"}
    hub.tell("gift.received", **before)
    hub.tell("item.wanted", item="helmet")
    hub.tell("gift.received", gift="h", lines=[line])
    assert hub.code("item.wanted", item="helmet") == "item.not-unwanted"


def test_correcting_a_gift_takes_back_what_it_settled(hub: Desk) -> None:
    """Of its pledge and of its appeal; what is held for another must still be here."""
    goal = [{"commodity": "CNC", "count": "1000"}]
    hub.tell(
        "appeal.opened", appeal="a", fund=GENERAL, goal=goal, from_day="1940-03-01",
        left_over="general",
    )  # fmt: skip
    parts = [{"count": "300"}, {"count": "300"}]
    hub.tell("pledge.made", pledge="p", commodity="CNC", fund=GENERAL, parts=parts)
    lines = [given("4.00 CNC @ main", GENERAL)]
    told = {"lines": lines, "appeal": "a", "pledge": "p"}
    entry = hub.tell("gift.received", gift="g", **told).id
    number, state = hub.books.bodies()["hk"], hub.books.state
    row, held = state.get(Pledge, number, "p"), state.get(AppealSum, number, "a", "CNC")
    assert row is not None
    assert held is not None
    assert (row.paid, held.goal, held.given) == (400, 1000, 400)
    hub.tell("correction.made", reason="bounced", _corrects=entry)
    row, held = state.get(Pledge, number, "p"), state.get(AppealSum, number, "a", "CNC")
    assert row is not None
    assert held is not None
    assert (row.paid, row.open, held.given) == (0, 600, 0)
