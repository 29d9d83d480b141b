# SPDX-License-Identifier: Apache-2.0
"""Funds over all books: how they stand, how they end, and what the trace says then."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from gungho.doors.cli.funds import funds_command
from gungho.doors.cli.trace import trace_group
from gungho.doors.web.pages import funds
from gungho.store.reads.fund_life import count_life, life_of, life_part
from gungho.store.reads.funds import count_gifts_to, fund_here, gifts_part, gifts_to
from gungho.store.reads.movement import conservation
from gungho.store.reads.query import Order
from gungho.store.rebuild import digests, rebuild
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, fund, given, movement
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with two gifts to a fund, half of which was paid out before it ended."""
    hub, _ = movement(fresh_home.books)
    fund(hub, "looms", items=["hand-loom"])
    fund(hub, "bare", purposes=["school"])
    for name in ("g1", "g2"):
        gift = [given("10.00 GBP @ main", "hk:looms")]
        hub.tell("gift.received", gift=name, lines=gift)
    pay(hub, "c1", "1000", "hk:looms")
    hub.tell("terms.fulfilled", fund="hk:looms", into="hk:general", evidence="e" * 64)
    pay(hub, "c2", "400", "hk:general")
    pay(hub, "c3", "100", "hk:bare")
    hub.tell("overdraft.assigned", fund="hk:bare", person="p-1", office="treasurer",
             until="1940-06-01")  # fmt: skip
    return hub


def pay(hub: Desk, cost: str, count: str, of: str) -> None:
    """A bank takes its charge."""
    hub.tell("cost.paid", cost=cost, cause="bank", currency="GBP", count=count,
             fund=of, till="main", document="")  # fmt: skip


def asked(home: FreshHome, command: Any, *words: str) -> Any:
    """Return what a command says as JSON."""
    node: Any = OpenNode(home)
    result = CliRunner().invoke(command, [*words, "--json"], obj=node)
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_every_unit_is_told_once_after_a_fund_has_ended(hub: Desk) -> None:
    """In both funds; and rebuilding gives the same rows."""
    sums = {(one.commodity, one.fund): one for one in conservation().sums}
    looms, general = sums["GBP", "hk:looms"], sums["GBP", "hk:general"]
    assert (looms.came_in, looms.turned_into, looms.ended, looms.held) == (
        2000, -1000, 1000, 0,
    )  # fmt: skip
    assert (general.turned_into, general.ended, general.held) == (1000, 400, 600)
    before = digests()
    rebuild(told=lambda *_: None)
    assert digests() == before


def test_the_trace_goes_on_through_the_end_of_a_restriction(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """Half of each gift was paid out, and of the rest forty in a hundred."""
    found = asked(fresh_home, trace_group, "gift", "g1")
    text = json.dumps(found)
    assert "7.00" in text
    assert "3.00" in text


def test_funds_are_listed_with_what_needs_someone(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """An overdrawn fund names who answers; one that ended, where the rest went."""
    found = asked(fresh_home, funds_command)
    assert [one["state"] for one in found[:2]] == ["overdrawn", "ended"]
    assert found[0]["owners"] == [["hk", "p-1", "1940-06-01"]]
    assert found[1]["ends"][0][1:3] == ["fulfilled", "hk:general"]
    one = asked(fresh_home, funds_command, "--fund", "hk:looms")
    assert [deed["kind"] for deed in one["life"]] == [
        "fund.opened", "gift.received", "gift.received", "cost.paid",
        "terms.fulfilled",
    ]  # fmt: skip
    node: Any = OpenNode(fresh_home)
    said = CliRunner().invoke(funds_command, ["--state", "overdrawn"], obj=node).output
    assert "p-1 answers for it until 1940-06-01" in said
    wrong = CliRunner().invoke(funds_command, ["--fund", "hk:none"], obj=node)
    assert wrong.exit_code == 1


def test_a_funds_life_is_in_the_order_it_happened(hub: Desk) -> None:
    """A late paper stands where it belongs."""
    gift = [given("1.00 GBP @ main", "hk:looms")]
    hub.tell("gift.received", gift="g3", lines=gift, _happened="1940-01-05")
    assert life_of("hk:looms")[0].on == "1940-01-05"
    assert fund_here("hk:nothing") is None


def test_a_long_life_is_read_in_parts(
    hub: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same entries as a short one, in a row or by what the tables sort."""
    whole = life_of("hk:looms")
    assert hub
    assert count_life("hk:looms") == len(whole) == 5
    parts = [
        deed
        for start in range(0, 6, 2)
        for deed in life_part("hk:looms", None, start=start, most=2)
    ]
    by_day = sorted(whole, key=lambda deed: (deed.on, deed.seq))
    assert parts == by_day
    last = Order(name="kind", is_down=True)
    found = life_part("hk:looms", last, start=0, most=None)
    assert [deed.kind for deed in found][:2] == ["terms.fulfilled", "gift.received"]
    assert count_gifts_to("hk:looms") == 2
    by_gift = Order(name="gift", is_down=True)
    gifts = gifts_part("hk:looms", by_gift, start=0, most=None)
    assert list(gifts) == gifts_to("hk:looms")[::-1]
    short = told(CLIENT.get("/funds/hk:looms/"))
    monkeypatch.setattr(funds, "LONG_LIFE", 1)
    assert told(CLIENT.get("/funds/hk:looms/")).count("5 entries") == 1
    assert short.count("5 entries") == 1
    assert told(CLIENT.get("/funds/hk:looms/")).count("2 gifts") == 1


def test_a_fund_is_read_on_one_page(hub: Desk) -> None:
    """What was asked, where it is, the gifts, how it ended; and who cures what."""
    page = told(CLIENT.get("/funds/hk:looms/"))
    for said in ("What the giver asked", "Its whole life", "2 gifts", "fulfilled"):
        assert said in page, said
    assert "p-1 answers for it" in told(CLIENT.get("/funds/hk:bare/"))
    every = told(CLIENT.get("/funds/"))
    assert every.index("Overdrawn") < every.index("Its conditions have ended")
    assert CLIENT.get("/funds/hk:none/").status_code == 404
