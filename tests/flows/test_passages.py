# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.gifts import Lot
from gungho.flows.losses import Discrepancy, Loss
from gungho.flows.passages import ArrivalChange, ArrivalLine, PassageLine
from tests.support.goods import Desk, fund, given, line, mirror

GENERAL = "hk:general"


@pytest.fixture
def stocked(hub: Desk) -> Desk:
    """A hub with 100 yuan, 10 looms in two lots and a helmet."""
    for number, text in enumerate(("4 hand-loom @ hk", "6 hand-loom @ hk")):
        hub.tell("gift.received", gift=f"g{number}", lines=[given(text, GENERAL)])
    lines = [given("100.00 CNC @ main", GENERAL), given("1 helmet @ hk", GENERAL)]
    hub.tell("gift.received", gift="g9", lines=lines)
    return hub


def lots(hub: Desk) -> list[str]:
    """Return the lots of looms, oldest first."""
    rows = hub.books.state.rows(Lot)
    return [row.lot for row in rows if row.item == "hand-loom" and row.origin == "gift"]


def sending(*lines: dict[str, str], **facts: Any) -> dict[str, Any]:
    """A consignment to the depot."""
    return {
        "document": "d1",
        "receiver": "baoji",
        "place": "hk",
        "lines": list(lines),
        **facts,
    }


def arrival(*lines: dict[str, str], **facts: Any) -> dict[str, Any]:
    """What the depot counted."""
    return {
        "document": "d1",
        "sender": "hk",
        "place": "baoji",
        "lines": list(lines),
        **facts,
    }


def test_lots_are_picked_oldest_first_and_named_in_the_entry(stocked: Desk) -> None:
    """Seven looms are the first lot whole and three of the second (law 6)."""
    first, second = lots(stocked)
    stocked.tell("goods.dispatched", **sending(line("7 hand-loom", GENERAL)))
    assert stocked.holds("hk/transit/d1", "hand-loom", GENERAL, first) == "4"
    assert stocked.holds("hk/transit/d1", "hand-loom", GENERAL, second) == "3"
    assert stocked.holds("hk/stock/hk", "hand-loom", GENERAL, second) == "3"


def test_a_named_lot_is_not_chosen_again(stocked: Desk) -> None:
    """The younger lot goes when it is named."""
    _, second = lots(stocked)
    stocked.tell("goods.dispatched", **sending(line("2 hand-loom", GENERAL, second)))
    assert stocked.holds("hk/transit/d1", "hand-loom", GENERAL, second) == "2"


def test_a_decision_to_dispatch_what_is_not_on_hand_is_refused(stocked: Desk) -> None:
    """By the shelf, by the named lot, and for another fund's goods."""
    first, _ = lots(stocked)
    short = stocked.refused(
        "goods.dispatched", **sending(line("11 hand-loom", GENERAL))
    )
    assert (short.code, short.facts["held"]) == ("stock.short", "10")
    named = line("5 hand-loom", GENERAL, first)
    assert stocked.code("goods.dispatched", **sending(named)) == "balance.short"
    twice = line("3 hand-loom", GENERAL, first)
    assert stocked.code("goods.dispatched", **sending(twice, twice)) == "balance.short"
    none = line("1.0 cotton-yarn", GENERAL)
    assert stocked.code("goods.dispatched", **sending(none)) == "stock.short"
    other = line("1 hand-loom", fund(stocked, "other"))
    assert stocked.code("goods.dispatched", **sending(other)) == "stock.short"


def test_a_sending_has_a_new_document_and_another_receiver(stocked: Desk) -> None:
    """Money as goods."""
    loom = line("1 hand-loom", GENERAL)
    stocked.tell("goods.dispatched", **sending(loom))
    assert stocked.code("goods.dispatched", **sending(loom)) == "passage.exists"
    home = sending(loom, document="d2", receiver="hk")
    assert stocked.code("goods.dispatched", **home) == "passage.to-itself"
    away = sending(loom, document="d2", receiver="mars")
    assert stocked.code("goods.dispatched", **away) == "body.unknown"
    cash = sending(line("1.00 CNC", GENERAL), document="d2")
    assert stocked.code("goods.dispatched", **cash) == "goods.not-item"
    money = {"document": "d2", "receiver": "baoji", "till": "main"}
    assert stocked.code("money.sent", **money, lines=[loom]) == "money.not-currency"


def test_terms_are_asked_before_anything_leaves(stocked: Desk) -> None:
    """Region, item, day and military use; the clause that says no is named."""
    for terms, clause, asked in (
        ({"regions": ["southeast"]}, "regions", "northwest"),
        ({"items": ["cotton-yarn"]}, "items", "helmet"),
        ({"from_day": "1941-01-01"}, "from_day", "1940-04-01"),
        ({"until_day": "1940-01-01"}, "until_day", "1940-04-01"),
        ({"forbid_military": True}, "forbid_military", "helmet"),
    ):
        ident = fund(stocked, f"r-{clause.replace('_', '-')}", **terms)
        gift = {"gift": ident, "lines": [given("1 helmet @ hk", ident)]}
        stocked.tell("gift.received", **gift)
        refusal = stocked.refused(
            "goods.dispatched", **sending(line("1 helmet", ident), document=ident)
        )
        assert refusal.code == "terms.broken"
        assert (refusal.facts["clause"], refusal.facts["asked"]) == (clause, asked)


def test_a_passage_is_counted_settled_and_its_loss_accepted(
    stocked: Desk, depot: Desk
) -> None:
    """Transit empties by what was counted and what was lost, and by no more."""
    first, _ = lots(stocked)
    stocked.tell("goods.dispatched", **sending(line("4 hand-loom", GENERAL)))
    settle = {
        "document": "d1",
        "arrival_book": "baoji",
        "arrival": "a",
        "lines": [line("3 hand-loom", GENERAL, first)],
    }
    early = stocked.refused("dispatch.settled", **settle)
    assert (early.code, early.facts["counted"]) == ("settle.not-counted", "0")
    depot.tell("goods.arrived", **arrival(line("2 hand-loom", GENERAL, first)))
    depot.tell("goods.arrived", **arrival(line("1 hand-loom", GENERAL, first)))
    short = [line("1 hand-loom", GENERAL, first)]
    raised = {"discrepancy": "x", "document": "d1", "cause": "short", "lines": short}
    depot.tell("discrepancy.raised", **raised)
    assert depot.code("discrepancy.raised", **raised) == "discrepancy.exists"
    twice = {**settle, "lines": [line("2 hand-loom", GENERAL, first)] * 2}
    assert stocked.code("dispatch.settled", **twice) == "settle.not-counted"
    stocked.tell("dispatch.settled", **settle)
    loss = {
        "loss": "l1",
        "document": "d1",
        "body": "hk",
        "source": "transit",
        "at": "d1",
        "cause": "road",
        "lines": short,
    }
    other = {**loss, "document": "d2"}
    assert stocked.code("loss.accepted", **other) == "loss.other-document"
    stocked.tell("loss.accepted", **loss)
    assert stocked.code("loss.accepted", **loss) == "loss.exists"
    more = {**loss, "loss": "l2"}
    assert stocked.code("loss.accepted", **more) == "balance.short"
    assert stocked.holds("hk/transit/d1", "hand-loom", GENERAL, first) == "0"
    assert depot.holds("baoji/stock/baoji", "hand-loom", GENERAL, first) == "3"
    state = stocked.books.state
    (sent,) = state.find(PassageLine, "document", "d1")
    assert (sent.sent, sent.settled, sent.lost) == (4, 3, 1)
    (counted,) = state.find(ArrivalLine, "document", "d1")
    (lost,) = state.find(Loss, "document", "d1")
    (differs,) = state.find(Discrepancy, "document", "d1")
    assert (counted.count, lost.count, differs.count) == (3, 1, 1)
    lot = state.get(Lot, depot.books.bodies()["baoji"], first)
    assert lot is not None
    assert (lot.origin, lot.count) == ("passage", 3)


def test_only_this_senders_arrivals_are_settled(stocked: Desk, depot: Desk) -> None:
    """Another sender may have used the same document."""
    first, _ = lots(stocked)
    stocked.tell("goods.dispatched", **sending(line("4 hand-loom", GENERAL)))
    came = arrival(line("4 hand-loom", GENERAL, first), sender="london")
    depot.tell("goods.arrived", **came)
    settle = {"document": "d1", "arrival_book": "baoji", "arrival": "a"}
    lines = [line("1 hand-loom", GENERAL, first)]
    assert (
        stocked.code("dispatch.settled", **settle, lines=lines) == "settle.not-counted"
    )
    other = [line("1 helmet", GENERAL, first)]
    assert stocked.code("dispatch.settled", **settle, lines=other) == "passage.no-line"
    unknown = {**settle, "document": "d9"}
    assert stocked.code("dispatch.settled", **unknown, lines=lines) == "passage.unknown"


def test_money_on_the_way_loses_a_fee(stocked: Desk, depot: Desk) -> None:
    """The bank's fee is a line of its own, and settles with the rest."""
    money = {"document": "m1", "receiver": "baoji", "till": "main"}
    stocked.tell("money.sent", **money, lines=[line("80.00 CNC", GENERAL)])
    came = {**line("79.50 CNC", GENERAL), "fee": "50"}
    facts = {"document": "m1", "sender": "hk", "till": "main"}
    depot.tell("money.arrived", **facts, lines=[came])
    assert depot.holds("baoji/costs/bank", "CNC", GENERAL) == "0.50"
    settle = {"document": "m1", "arrival_book": "baoji", "arrival": "a"}
    stocked.tell("dispatch.settled", **settle, lines=[line("80.00 CNC", GENERAL)])
    assert stocked.holds("hk/transit/m1", "CNC", GENERAL) == "0.00"
    assert stocked.holds("hk/passed/baoji", "CNC", GENERAL) == "80.00"


@pytest.fixture
def abroad(stocked: Desk) -> Desk:
    """The hub, with 100 pounds sent to the depot under m1."""
    stocked.tell("gift.received", gift="p", lines=[given("100.00 GBP @ main", GENERAL)])
    money = {"document": "m1", "receiver": "baoji", "till": "main"}
    stocked.tell("money.sent", **money, lines=[line("100.00 GBP", GENERAL)])
    return stocked


def changed(text: str, of: str, fee: str = "") -> dict[str, str]:
    """Money that a bank changed on the way: what came, what it was, what was kept."""
    before = line(of, GENERAL)
    more = {"of": before["commodity"], "of_count": before["count"]}
    return {**line(text, GENERAL), **more, **({"fee": fee} if fee else {})}


CAME: dict[str, Any] = {"document": "m1", "sender": "hk", "till": "main"}
SETTLE = {"document": "m1", "arrival_book": "baoji", "arrival": "a"}


def test_money_changed_by_a_bank_settles_what_was_sent(
    abroad: Desk, depot: Desk
) -> None:
    """Both exact totals are kept; the fee is in the currency that came."""
    depot.tell(
        "money.arrived", **CAME, lines=[changed("1590.00 HKD", "100.00 GBP", "1000")]
    )
    assert depot.holds("baoji/cash/main", "HKD", GENERAL) == "1590.00"
    assert depot.holds("baoji/costs/bank", "HKD", GENERAL) == "10.00"
    assert depot.holds("baoji/arrived/m1", "GBP", GENERAL) == "-100.00"
    assert depot.holds("baoji/trading", "GBP", GENERAL) == "100.00"
    assert depot.holds("baoji/trading", "HKD", GENERAL) == "-1600.00"
    more = [line("100.01 GBP", GENERAL)]
    assert abroad.code("dispatch.settled", **SETTLE, lines=more) == "settle.not-counted"
    abroad.tell("dispatch.settled", **SETTLE, lines=[line("100.00 GBP", GENERAL)])
    assert abroad.holds("hk/transit/m1", "GBP", GENERAL) == "0.00"
    (counted,) = abroad.books.state.find(ArrivalLine, "document", "m1")
    assert (counted.commodity, counted.count, counted.fee) == ("GBP", 10000, 0)
    (became,) = abroad.books.state.find(ArrivalChange, "document", "m1")
    assert (became.became, became.count, became.fee) == ("HKD", 159000, 1000)
    assert became.of_count == 10000


def test_money_may_come_in_parts_each_with_its_own_change(
    abroad: Desk, depot: Desk
) -> None:
    """The parts add up in the currency that was sent."""
    for text, of in (("320.00 HKD", "20.00 GBP"), ("330.00 HKD", "20.00 GBP")):
        depot.tell("money.arrived", **CAME, lines=[changed(text, of)])
    depot.tell("money.arrived", **CAME, lines=[changed("400.00 CNC", "30.00 GBP")])
    depot.tell("money.arrived", **CAME, lines=[line("30.00 GBP", GENERAL)])
    abroad.tell("dispatch.settled", **SETTLE, lines=[line("100.00 GBP", GENERAL)])
    rows = abroad.books.state.find(ArrivalChange, "document", "m1")
    assert [(row.became, row.count, row.of_count) for row in rows] == [
        ("CNC", 40000, 3000),
        ("HKD", 65000, 4000),
    ]


def test_a_change_says_both_halves_and_crosses_once(depot: Desk) -> None:
    """A currency and how much of it; another one; one change of a fund at a time."""
    half = {**line("1.00 HKD", GENERAL), "of": "GBP"}
    other = {**line("1.00 HKD", GENERAL), "of_count": "5"}
    for one in (half, other):
        assert (
            depot.code("money.arrived", **CAME, lines=[one]) == "arrival.half-a-change"
        )
    same = changed("1.00 GBP", "1.00 GBP")
    assert depot.code("money.arrived", **CAME, lines=[same]) == "money.same-currency"
    loom = {**line("1.00 HKD", GENERAL), "of": "hand-loom", "of_count": "1"}
    assert depot.code("money.arrived", **CAME, lines=[loom]) == "money.not-currency"
    two = [changed("1.00 HKD", "1.00 GBP"), changed("1.00 CNC", "1.00 GBP")]
    assert depot.code("money.arrived", **CAME, lines=two) == "arrival.two-changes"


def test_what_comes_after_its_loss_is_found_and_the_loss_corrected(
    stocked: Desk, depot: Desk
) -> None:
    """The late arrival is never refused; the sender puts it back and settles it."""
    first, _ = lots(stocked)
    stocked.tell("goods.dispatched", **sending(line("4 hand-loom", GENERAL)))
    loss = {"document": "d1", "body": "hk", "source": "transit", "at": "d1"}
    all_four = [line("4 hand-loom", GENERAL, first)]
    lost = stocked.tell("loss.accepted", loss="l", cause="road", lines=all_four, **loss)
    depot.tell("goods.arrived", **arrival(*all_four))
    settle = {"document": "d1", "arrival_book": "baoji", "arrival": "a"}
    assert stocked.code("dispatch.settled", **settle, lines=all_four) == "balance.short"
    stocked.tell("correction.made", reason="found", _corrects=lost.id)
    assert stocked.holds("hk/losses/road", "hand-loom", GENERAL, first) == "0"
    (gone,) = stocked.books.state.find(Loss, "document", "d1")
    (sent,) = stocked.books.state.find(PassageLine, "document", "d1")
    assert (gone.count, sent.lost) == (0, 0)
    again = {**loss, "loss": "l2", "cause": "road", "lines": all_four}
    assert stocked.code("loss.accepted", **again) == "loss.was-counted"
    stocked.tell("dispatch.settled", **settle, lines=all_four)
    assert stocked.holds("hk/transit/d1", "hand-loom", GENERAL, first) == "0"


def test_a_loss_from_the_shelf_is_corrected_too(stocked: Desk) -> None:
    """What was thought burnt stands on the shelf again."""
    first, _ = lots(stocked)
    facts = {"body": "hk", "source": "stock", "at": "hk", "cause": "fire"}
    held = [line("3 hand-loom", GENERAL, first)]
    lost = stocked.tell("loss.accepted", loss="fire", lines=held, **facts)
    stocked.tell("correction.made", reason="found", _corrects=lost.id)
    assert stocked.holds("hk/stock/hk", "hand-loom", GENERAL, first) == "4"


def test_an_arrival_names_goods_and_their_lots(depot: Desk) -> None:
    """A lot of the sender's, of a form that keeps its order."""
    assert (
        depot.code("goods.arrived", **arrival(line("1 hand-loom", GENERAL)))
        == "arrival.no-lot"
    )
    cash = line("1.00 CNC", GENERAL, "hk:1.0")
    assert depot.code("goods.arrived", **arrival(cash)) == "goods.not-item"
    strange = line("1 hand-loom", GENERAL, "no-lot")
    assert depot.code("goods.arrived", **arrival(strange)) == "facts.malformed"


def test_a_lot_that_comes_home_is_still_the_gift_it_was(
    stocked: Desk, depot: Desk
) -> None:
    """What returns does not become a new lot of its own origin."""
    first, _ = lots(stocked)
    stocked.tell("goods.dispatched", **sending(line("1 hand-loom", GENERAL)))
    back = arrival(line("1 hand-loom", GENERAL, first), document="d7", sender="baoji")
    stocked.tell("goods.arrived", **{**back, "place": "hk"})
    lot = stocked.books.state.get(Lot, stocked.books.bodies()["hk"], first)
    assert lot is not None
    assert (lot.origin, lot.count) == ("gift", 4)


def test_two_lines_of_one_loss_add_up(stocked: Desk) -> None:
    """A loss from the shelf, in two lines of one lot."""
    first, _ = lots(stocked)
    stocked.tell(
        "loss.accepted",
        loss="fire",
        body="hk",
        source="stock",
        at="hk",
        cause="fire",
        lines=[
            line("1 hand-loom", GENERAL, first),
            line("2 hand-loom", GENERAL, first),
        ],
    )
    (lost,) = stocked.books.state.find(Loss, "document", "")
    assert lost.count == 3


def test_a_receivers_region_is_what_a_fund_is_asked(stocked: Desk, depot: Desk) -> None:
    """A committee abroad is not where the goods are used."""
    ident = fund(stocked, "nw", regions=["northwest"])
    stocked.tell("gift.received", gift="n", lines=[given("1.00 CNC @ main", ident)])
    money = {"document": "m5", "receiver": "london", "till": "main"}
    stocked.tell("money.sent", **money, lines=[line("0.50 CNC", ident)])
    mirror(depot, ident, regions=["northwest"])
    money = {"document": "m6", "receiver": "baoji", "till": "main"}
    stocked.tell("money.sent", **money, lines=[line("0.50 CNC", ident)])
