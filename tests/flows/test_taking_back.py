# SPDX-License-Identifier: Apache-2.0
"""Materials used, goods made, sold and counted are taken back, the newest first."""

from __future__ import annotations

import pytest

from gungho.errors import Refusal
from gungho.flows.passages import ArrivalLine, PassageLine
from gungho.flows.workshops import Sale, Work
from gungho.ledger.balances import shelf
from tests.support.goods import Desk, given, line, material, movement
from tests.support.memory import MemoryBooks

GENERAL, COOP, OWN = "hk:general", "baoji.0001", "baoji:own"
SOLD = {"sale": "s1", "coop": COOP, "item": "cotton-cloth", "count": "200",
        "currency": "CNC", "proceeds": "900", "wages": "300"}  # fmt: skip


@pytest.fixture
def depot() -> Desk:
    """A depot whose shed has used yarn, made cloth of it and sold some."""
    hub, depot = movement(MemoryBooks())
    hub.tell("gift.received", gift="g", lines=[given("9 hand-loom @ hk", GENERAL)])
    depot.tell(
        "gift.received", gift="y", lines=[given("9 cotton-yarn @ shop", GENERAL)]
    )
    depot.tell("grant.made", grant="g1", coop=COOP, need="", at="shop", lines=[
        {"commodity": "cotton-yarn", "count": "90", "fund": GENERAL}])  # fmt: skip
    depot.tell("materials.used", order="w1", coop=COOP, _id="used",
               lines=[material("6 cotton-yarn", GENERAL)])  # fmt: skip
    depot.tell("goods.made", order="w1", coop=COOP, item="cotton-cloth", count="500",
               _id="made")  # fmt: skip
    depot.tell("goods.sold", **SOLD, _id="sold")
    return depot


def back(desk: Desk, entry: str) -> None:
    """Take an entry back."""
    desk.tell("correction.made", reason="never-was", _corrects=entry)


def stands(desk: Desk, entry: str) -> str:
    """Return what rests on an entry, as the refusal to take it back names it."""
    with pytest.raises(Refusal) as refused:
        back(desk, entry)
    assert refused.value.code == "correction.stands"
    return str(refused.value.facts["by"])


def lies(desk: Desk, item: str) -> int:
    """Return how much of an item lies at the shed."""
    state, book = desk.books.state, desk.books.bodies()["baoji"]
    return sum(count for _, _, count in shelf(state, book, f"{COOP}/stock/shop", item))


def test_what_rests_on_an_entry_is_named_and_taken_back_first(depot: Desk) -> None:
    """The sale, then what was made, then the materials; all is as it was."""
    assert stands(depot, "used").startswith("goods.made baoji/")
    assert stands(depot, "made").startswith("goods.sold baoji/")
    back(depot, "sold")
    assert depot.holds(f"{COOP}/cash/main", "CNC", OWN) == "500.00"
    assert lies(depot, "cotton-cloth") == 500
    back(depot, "made")
    back(depot, "used")
    assert (lies(depot, "cotton-cloth"), lies(depot, "cotton-yarn")) == (0, 90)
    state = depot.books.state
    assert [row.count for row in state.rows(Work)] == [0, 0]
    assert [(row.count, row.proceeds, row.wages) for row in state.rows(Sale)] == [
        (0, 0, 0)
    ]


def test_nothing_is_made_of_materials_that_were_taken_back(depot: Desk) -> None:
    """A work order that holds nothing is unknown; a sale's id stays used."""
    for entry in ("sold", "made", "used"):
        back(depot, entry)
    made = {"order": "w1", "coop": COOP, "item": "cotton-cloth", "count": "500"}
    assert depot.code("goods.made", **made) == "work.unknown-order"
    assert depot.code("goods.sold", **SOLD) == "sale.exists"
    assert depot.code("correction.made", reason="r", _corrects="used") == (
        "correction.twice"
    )


def test_money_that_was_spent_since_is_not_taken_out_of_the_till(depot: Desk) -> None:
    """The proceeds less the wages must still lie there."""
    depot.tell("goods.bought", purchase="b1", party=COOP, place="shop", currency="CNC",
               item="cotton-yarn", count="1", cost="50300", till="main", fund=OWN,
               plan="")  # fmt: skip
    assert depot.code("correction.made", reason="r", _corrects="sold") == (
        "balance.short"
    )


def test_what_arrived_goes_onto_its_way_again(depot: Desk) -> None:
    """Unless the receiver has said what was short, or the sender has settled it."""
    hub = depot.at("hk")
    hub.tell("goods.dispatched", document="d1", receiver="baoji", place="hk",
             lines=[line("5 hand-loom", GENERAL)])  # fmt: skip
    lot = next(row.lot for row in hub.books.state.rows(PassageLine))
    lines = [line("3 hand-loom", GENERAL, lot)]
    arrived = {"document": "d1", "sender": "hk", "place": "baoji"}
    depot.tell("goods.arrived", **arrived, lines=lines, _id="came")
    depot.tell("goods.arrived", **arrived, lines=lines[:1], _id="again")
    back(depot, "again")
    depot.tell("discrepancy.raised", discrepancy="short", cause="short", document="d1",
               lines=[line("2 hand-loom", GENERAL, lot)])  # fmt: skip
    assert stands(depot, "came").startswith("discrepancy.raised baoji/")
    hub.tell("goods.dispatched", document="d2", receiver="baoji", place="hk",
             lines=[line("2 hand-loom", GENERAL)])  # fmt: skip
    some = [line("2 hand-loom", GENERAL, lot)]
    depot.tell("goods.arrived", **arrived | {"document": "d2"}, lines=some, _id="two")
    hub.tell("dispatch.settled", document="d2", arrival_book="baoji", arrival="two",
             lines=some)  # fmt: skip
    assert stands(depot, "two").startswith("dispatch.settled hk/")
    depot.tell("goods.dispatched", document="d3", receiver="hk", place="baoji",
               lines=[line("3 hand-loom", GENERAL, lot)])  # fmt: skip
    assert depot.code("correction.made", reason="r", _corrects="two") == (
        "correction.stands"
    )
    found = list(depot.books.state.rows(ArrivalLine))
    assert [(row.document, row.count) for row in found] == [("d1", 3), ("d2", 2)]


def test_goods_that_have_left_again_are_not_put_onto_their_way(depot: Desk) -> None:
    """They do not lie where they were counted."""
    hub = depot.at("hk")
    hub.tell("goods.dispatched", document="d1", receiver="baoji", place="hk",
             lines=[line("5 hand-loom", GENERAL)])  # fmt: skip
    lot = next(row.lot for row in hub.books.state.rows(PassageLine))
    depot.tell("goods.arrived", document="d1", sender="hk", place="baoji",
               lines=[line("5 hand-loom", GENERAL, lot)], _id="came")  # fmt: skip
    depot.tell("stock.moved", move="m1", source="baoji", target="yard",
               lines=[line("1 hand-loom", GENERAL, lot)])  # fmt: skip
    assert depot.code("correction.made", reason="r", _corrects="came") == (
        "balance.short"
    )
