# SPDX-License-Identifier: Apache-2.0
"""Lots, packages, custody and bills as they are read, traced and shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner
from django.test import Client

from gungho.doors.cli.main import cli
from gungho.flows.gifts import Lot
from gungho.store.reads.fates import ENDS, gift_fates
from gungho.store.reads.movement import conservation
from gungho.store.rebuild import rebuild
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, given, line, movement
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told

GENERAL = "hk:general"


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub that has sorted, described, packed, passed on, kept, and got a bill."""
    hub, _ = movement(fresh_home.books)
    fresh_home.clock.at("1940-06-01")
    lines = [
        given("4 case @ hk", GENERAL), given("9 hand-loom @ hk", GENERAL),
        given("40.00 GBP @ main", GENERAL),
    ]  # fmt: skip
    hub.tell("gift.received", gift="g1", lines=lines)
    found = [{"item": "hand-loom", "count": "3", "part_ppm": 750_000},
             {"item": "cotton-yarn", "count": "75", "part_ppm": 250_000}]  # fmt: skip
    hub.tell("stock.sorted", sorting="s1", place="hk", item="case", count="2",
             fund=GENERAL, lines=found)  # fmt: skip
    (yarn,) = lots_of(hub, "cotton-yarn")
    hub.tell("lot.described", lot=yarn, expires="1940-07-01", weight_g=7500)
    hub.tell("goods.packed", package="hk-1", place="hk", code="CS", weight_g=9000,
             volume_cm3=500_000, lines=[line("3.0 cotton-yarn", GENERAL)])  # fmt: skip
    hub.tell("custody.passed", custody="k1", holder="godown", place="hk", due="",
             lines=[line("2 hand-loom", GENERAL)])  # fmt: skip
    hub.tell("deposit.taken", deposit="d1", owner="mission", place="hk", fund=GENERAL,
             due="1940-05-01", lines=[{"item": "hand-loom", "count": "6"}])  # fmt: skip
    hub.tell("bill.received", bill="b1", creditor="carrier", cause="freight",
             currency="GBP", count="1000", fund=GENERAL, due="1940-04-20", by="weight",
             shares=[{"lot": yarn, "count": "75"}])  # fmt: skip
    hub.tell("bill.settled", bill="b1", count="400", till="main")
    return hub


def lots_of(hub: Desk, item: str) -> list[str]:
    """Return the lots of an item that the hub has known."""
    return [row.lot for row in hub.books.state.rows(Lot) if row.item == item]


def said(home: FreshHome, *asked: str) -> Any:
    """Return what a command says, as data."""
    node = OpenNode(home)
    found = CliRunner().invoke(cli, [*asked, "--json"], obj=node)
    assert found.exit_code == 0, found.output
    return json.loads(found.output)


def test_a_lot_is_told_with_its_cost_and_its_way(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """Sorted out of a case, charged with freight, packed."""
    (yarn,) = lots_of(hub, "cotton-yarn")
    lot = said(fresh_home, "lot", yarn)
    assert (lot["origin"], lot["landed"], lot["lies"]) == (
        "sorted", {"GBP": "10.00"}, {"hk/stock/hk": "7.5"},
    )  # fmt: skip
    page = told(CLIENT.get(f"/stock/{yarn}/"))
    for word in ("sorted out of cases", "7.5 kg", "freight", "10.00"):
        assert word in page, word
    assert CLIENT.get("/stock/hk:99.0/").status_code == 404
    found = CliRunner().invoke(cli, ["lot", "hk:99.0"], obj=OpenNode(fresh_home))
    assert found.exit_code == 1


def test_stock_shows_what_expires_is_held_and_packed(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """What others hold for us is booked and not on hand; what is theirs is neither."""
    stock = said(fresh_home, "stock")
    looms = next(one for one in stock["numbers"] if one["item"] == "hand-loom")
    assert (looms["booked"], looms["on_hand"]) == ("12", "10")
    assert [one["expires"] for one in stock["expiring"]] == ["1940-07-01"]
    assert said(fresh_home, "stock", "--expiring", "10")["expiring"] == []
    assert {(one["whose"], one["party"], one["left"]) for one in stock["held"]} == {
        ("ours", "godown", "2"), ("theirs", "mission", "6"),
    }  # fmt: skip
    assert [one["package"] for one in stock["packages"]] == ["hk-1"]
    page = told(CLIENT.get("/stock/"))
    for word in ("Expires soon", "custody is not ownership", "hk-1", "0.5 m³"):
        assert word in page, word
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    assert "保管不等于所有" in told(chinese.get("/stock/"))


def test_bills_are_listed_until_they_are_paid(hub: Desk, fresh_home: FreshHome) -> None:
    """With what is left, and late ones marked."""
    (one,) = said(fresh_home, "bills")
    assert (one["count"], one["left"], one["creditor"]) == ("10.00", "6.00", "carrier")
    assert "Overdue" in told(CLIENT.get("/bills/"))
    hub.tell("bill.settled", bill="b1", count="600", till="main")
    assert said(fresh_home, "bills") == []
    assert len(said(fresh_home, "bills", "--all")) == 1
    assert "Paid" in told(CLIENT.get("/bills/?state=paid"))
    assert "No bill here fits." in told(CLIENT.get("/bills/?state=owed"))


def test_packages_are_shown_on_their_consignment(hub: Desk) -> None:
    """By the marks that the dispatch named."""
    hub.tell("goods.dispatched", document="hk:c1", receiver="baoji", place="hk",
             route=[], due="", plan="", lines=[], packages=["hk-1"])  # fmt: skip
    assert "hk-1" in told(CLIENT.get("/consignments/hk:c1/"))


def test_every_unit_is_accounted_for_and_replays(hub: Desk) -> None:
    """Cases, what was in them, bills and goods of others: all of it closes."""
    assert conservation().holds
    rebuild(told=lambda *_: None)
    assert conservation().holds


def test_the_gift_of_a_case_is_followed_into_what_was_in_it(hub: Desk) -> None:
    """A bill that was paid is a cost; what was sorted out and lost is a part of it."""
    (yarn,) = lots_of(hub, "cotton-yarn")
    lost = [line("7.5 cotton-yarn", GENERAL, yarn)]
    hub.tell("loss.accepted", loss="x", document="", body="hk", source="stock",
             at="hk", cause="damp", lines=lost)  # fmt: skip
    fates = {one.commodity: one for one in gift_fates() if one.gift == "g1"}
    pounds = dict(zip(ENDS, fates["GBP"].ended, strict=True))
    assert (pounds["costs"], pounds["held"]) == (400, 3600)
    cases = fates["case"]
    assert cases.unknown == 0
    assert sum(cases.ended) == 4
