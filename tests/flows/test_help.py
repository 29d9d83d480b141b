# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.help import Grant
from gungho.flows.needs import NeedRow
from tests.support.goods import Desk, counted, fund, line, mirror

COOP, OWN, GENERAL = "baoji.0001", "baoji:own", "hk:general"


def arrive(depot: Desk, *funds: str) -> None:
    """Let ten looms and a hundred yuan of each fund come to the depot."""
    for number, ident in enumerate(funds):
        goods = line("10 hand-loom", ident, f"hk:{number}.0")
        came = {"document": f"d{ident}", "sender": "hk"}
        depot.tell("goods.arrived", **came, place="baoji", lines=[goods])
        money = [line("100.00 CNC", ident)]
        depot.tell("money.arrived", **came, till="main", lines=money)


def need(depot: Desk, ident: str = "n1", purpose: str = "start") -> str:
    """State a need."""
    depot.tell(
        "need.stated",
        need=ident,
        coop=COOP,
        activity="weaving-shed",
        units=1,
        purpose=purpose,
        inputs=[counted("2 hand-loom")],
    )
    return ident


def grant(*lines: dict[str, str], **facts: Any) -> dict[str, Any]:
    """A grant to the co-op."""
    return {"grant": "gr", "coop": COOP, "at": "baoji", "lines": list(lines), **facts}


def loan(**facts: Any) -> dict[str, Any]:
    """A loan of fifty yuan."""
    return {
        "loan": "l1",
        "coop": COOP,
        "currency": "CNC",
        "count": "5000",
        "fund": GENERAL,
        "till": "main",
        **facts,
    }


def test_a_need_is_stated_once_and_verified(depot: Desk) -> None:
    """By a co-op that is kept here, in commodities that are known."""
    need(depot)
    again = {"coop": COOP, "activity": "a", "units": 1, "purpose": "p", "inputs": []}
    assert depot.code("need.stated", need="n1", **again) == "need.exists"
    nobody = {**again, "coop": "baoji.9"}
    assert depot.code("need.stated", need="n2", **nobody) == "coop.unknown"
    strange = {**again, "inputs": [{"commodity": "x", "count": "1"}]}
    assert depot.code("need.stated", need="n2", **strange) == "commodity.unknown"
    assert depot.code("need.verified", needs=["n1", "n9"]) == "need.unknown"
    depot.tell("need.verified", needs=["n1"])
    row = depot.books.state.get(NeedRow, depot.books.bodies()["baoji"], "n1")
    assert row is not None
    assert row.verified_on == depot.day


def test_goods_and_money_are_granted_under_their_fund(depot: Desk) -> None:
    """At the co-op's door they are still the fund's."""
    arrive(depot, GENERAL)
    need(depot)
    lines = [line("3 hand-loom", GENERAL), line("5.00 CNC", GENERAL)]
    money = grant(line("5.00 CNC", GENERAL), grant="g2", at="main")
    depot.tell("grant.made", **grant(lines[0], need="n1"))
    depot.tell("grant.made", **money)
    assert depot.holds(f"{COOP}/stock/shop", "hand-loom", GENERAL, "hk:0.0") == "3"
    assert depot.holds(f"{COOP}/cash/main", "CNC", GENERAL) == "5.00"
    assert depot.books.state.get(Grant, depot.books.bodies()["baoji"], "gr", 0)
    assert depot.code("grant.made", **grant(lines[0])) == "grant.exists"


def test_a_grant_beyond_what_is_there_is_refused(depot: Desk) -> None:
    """On the shelf and in the till, whoever picks the lot."""
    arrive(depot, GENERAL)
    for lines, code in (
        (line("11 hand-loom", GENERAL), "stock.short"),
        (line("11 hand-loom", GENERAL, "hk:0.0"), "balance.short"),
    ):
        assert depot.code("grant.made", **grant(lines)) == code
    money = grant(line("100.01 CNC", GENERAL), at="main")
    assert depot.code("grant.made", **money) == "balance.short"


@pytest.mark.parametrize(
    ("clause", "terms", "asked"),
    [
        ("places", {"places": ["lanchow"]}, "shuangshipu"),
        ("regions", {"regions": ["southeast"]}, "northwest"),
        ("trades", {"trades": ["leather"]}, "textiles"),
        ("items", {"items": ["lathe"]}, "hand-loom"),
        ("purposes", {"purposes": ["relief"]}, "start"),
        ("bodies", {"bodies": ["baoji.0002"]}, COOP),
        ("revolving", {"revolving": True}, COOP),
    ],
)
def test_each_clause_stops_a_grant(
    hub: Desk, depot: Desk, clause: str, terms: dict[str, Any], asked: str
) -> None:
    """The clause and what was asked are named."""
    ident = fund(hub, "r", **terms)
    mirror(depot, ident, **terms)
    arrive(depot, ident)
    need(depot)
    refusal = depot.refused(
        "grant.made", **grant(line("1 hand-loom", ident), need="n1")
    )
    assert refusal.code == "terms.broken"
    assert (refusal.facts["clause"], refusal.facts["asked"]) == (clause, asked)


def test_a_purpose_is_not_evaded_by_naming_no_need(hub: Desk, depot: Desk) -> None:
    """Help without a need, or for another's need, serves no purpose."""
    ident = fund(hub, "relief", purposes=["relief"])
    mirror(depot, ident, purposes=["relief"])
    arrive(depot, ident)
    loom = line("1 hand-loom", ident)
    assert depot.code("grant.made", **grant(loom)) == "terms.broken"
    assert depot.code("loan.made", **loan(fund=ident)) == "terms.broken"
    assert depot.code("grant.made", **grant(loom, need="n9")) == "need.other"
    need(depot, "n2", "relief")
    depot.tell("grant.made", **grant(loom, need="n2"))
