# SPDX-License-Identifier: Apache-2.0
"""Stock is told with what is promised, at the terminal and on its page."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from gungho.doors.cli.stock import stock_command
from gungho.store.reads.movement import conservation
from gungho.store.rebuild import digests, rebuild
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, given, line, movement
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with nine looms of ten by count, two moved and three sent off."""
    hub, _ = movement(fresh_home.books)
    gift = [given("10 hand-loom @ hk", "hk:general")]
    hub.tell("gift.received", gift="g", lines=gift)
    counted = [{"item": "hand-loom", "counted": "9", "cause": "theft"}]
    hub.tell("stock.counted", count="k1", place="hk", lines=counted)
    hub.tell("stock.moved", move="m1", source="hk", target="kowloon",
             lines=[line("2 hand-loom", "hk:general")])  # fmt: skip
    hub.tell("goods.dispatched", document="d", receiver="baoji", place="hk",
             lines=[line("3 hand-loom", "hk:general")])  # fmt: skip
    return hub


def test_stock_is_told_by_place_with_four_numbers(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """Six lie in two places, three are on the way, one was short."""
    node: Any = OpenNode(fresh_home)
    found = json.loads(CliRunner().invoke(stock_command, ["--json"], obj=node).output)
    assert [(one["place"], one["count"]) for one in found["stock"]] == [
        ("", "3"), ("hk", "4"), ("kowloon", "2"),
    ]  # fmt: skip
    (numbers,) = found["numbers"]
    assert (numbers["booked"], numbers["on_the_way"], numbers["free"]) == (
        "6", "3", "6",
    )  # fmt: skip
    assert found["counts"][0]["short"] == "1"
    said = CliRunner().invoke(stock_command, ["--place", "kowloon"], obj=node).output
    assert "hand-loom" in said
    assert "short 1" in said


def test_counts_and_moves_conserve_every_unit(hub: Desk) -> None:
    """Nothing is missing or twice; and rebuilding gives the same rows."""
    assert conservation().holds
    before = digests()
    rebuild(told=lambda *_: None)
    assert digests() == before


def test_stock_is_read_on_its_page(hub: Desk) -> None:
    """By place and fund; of one item with what is free; and the counts."""
    page = told(CLIENT.get("/stock/"))
    for said in ("Where it lies", "kowloon", "Counts"):
        assert said in page, said
    assert "Promised is not free" in told(CLIENT.get("/stock/?item=hand-loom"))


@pytest.fixture
def depot(fresh_home: FreshHome) -> Desk:
    """A depot that has lent three looms of five to its co-op, one of them back."""
    _, depot = movement(fresh_home.books)
    gift = [given("5 hand-loom @ yard", "hk:general")]
    depot.tell("gift.received", gift="g", lines=gift)
    lent = [line("3 hand-loom", "hk:general")]
    depot.tell("asset.lent", lending="k1", coop="baoji.0001", at="yard",
               due="1940-04-15", lines=lent)  # fmt: skip
    depot.tell("asset.returned", lending="k1", at="yard",
               lines=[line("1 hand-loom", "hk:general")])  # fmt: skip
    return depot


def test_what_is_lent_is_booked_and_not_on_hand(
    depot: Desk, fresh_home: FreshHome
) -> None:
    """Two of five are in the co-op's custody, and late by now."""
    node: Any = OpenNode(fresh_home)
    found = json.loads(CliRunner().invoke(stock_command, ["--json"], obj=node).output)
    (numbers,) = found["numbers"]
    assert (numbers["booked"], numbers["lent"], numbers["on_hand"]) == ("5", "2", "3")
    assert [(one["left"], one["due"]) for one in found["lent"]] == [("2", "1940-04-15")]
    page = told(CLIENT.get("/stock/"))
    assert "Lent, to come back" in page
    assert "Overdue" in page
    assert conservation().holds


def test_what_is_lost_in_the_borrowers_hands_is_not_expected(depot: Desk) -> None:
    """It is accepted as lost where it stands."""
    from gungho.store.reads.stock import lent_out  # noqa: PLC0415

    (one,) = lent_out()
    lost = [line("2 hand-loom", "hk:general", one.lot)]
    depot.tell("loss.accepted", loss="x", document="", body="baoji", source="stock",
               at="lent.baoji.0001", cause="air-raid", lines=lost)  # fmt: skip
    assert lent_out() == []
