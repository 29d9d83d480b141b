# SPDX-License-Identifier: Apache-2.0
"""Consignments, co-ops and corrections: what the pages show and that sums close."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from gungho.actions.record import record
from gungho.store.reads.consignments import consignments, sent_lines, states
from gungho.store.reads.coops import coop_lines, gifts_attributed, together
from gungho.store.reads.query import fetch
from tests.support.goods import Desk, fund, given, line, material, movement
from tests.support.homes import FreshHome
from tests.support.pages import told

GENERAL = "hk:general"
Get = Callable[[str], HttpResponse]


@pytest.fixture
def desks(fresh_home: FreshHome) -> tuple[Desk, Desk]:
    """A hub that sent four looms and 50 yuan to its depot; three looms are counted."""
    hub, depot = movement(fresh_home.books)
    looms = [given("4 hand-loom @ hk", GENERAL)]
    hub.tell("gift.received", gift="hk-1", lines=looms, standing="reconstructed")
    hub.tell("gift.received", gift="hk-2", lines=[given("100.00 CNC @ main", GENERAL)])
    lot = str(fetch("SELECT lot FROM p_lot WHERE item = 'hand-loom'")[0][0])
    hub.tell(
        "goods.dispatched",
        document="hk:c1",
        receiver="baoji",
        place="hk",
        due="1940-04-20",
        lines=[line("4 hand-loom", GENERAL, lot)],
    )
    hub.tell(
        "money.sent",
        document="hk:m1",
        receiver="baoji",
        till="main",
        due="1940-04-10",
        lines=[line("50.00 CNC", GENERAL)],
    )
    depot.tell(
        "goods.arrived",
        document="hk:c1",
        sender="hk",
        place="baoji",
        lines=[line("3 hand-loom", GENERAL, lot)],
    )
    return hub, depot


def accept_loss(desks: tuple[Desk, Desk]) -> None:
    """Let the depot say that one loom is short and the hub accept it as lost."""
    hub, depot = desks
    lot = str(fetch("SELECT lot FROM p_lot WHERE item = 'hand-loom'")[0][0])
    short = [line("1 hand-loom", GENERAL, lot)]
    depot.tell(
        "discrepancy.raised",
        discrepancy="x",
        document="hk:c1",
        cause="short",
        lines=short,
    )
    hub.tell(
        "loss.accepted",
        loss="l1",
        document="hk:c1",
        body="hk",
        source="transit",
        at="hk:c1",
        cause="road",
        lines=short,
    )


@pytest.fixture
def get(desks: tuple[Desk, Desk]) -> Get:
    """Ask this installation for a page."""
    assert desks
    return Client(headers={"host": "127.0.0.1"}).get  # type: ignore[return-value]


def test_what_nobody_counted_is_overdue_once_its_day_has_passed(get: Get) -> None:
    """On its due day it is still on the way; a short count is in question."""
    assert get("/consignments/").status_code == 200
    assert states("1940-04-10") == {"short": 1, "way": 1}
    assert states("1940-04-11") == {"short": 1, "overdue": 1}


def test_a_consignment_closes_on_its_page(desks: tuple[Desk, Desk], get: Get) -> None:
    """Sent is counted, kept by the bank, lost and left; both books are named."""
    (part,) = sent_lines(["hk:c1"])["hk:c1"]
    assert (part.sent, part.counted, part.lost, part.left) == (4, 3, 0, 1)
    accept_loss(desks)
    (part,) = sent_lines(["hk:c1"])["hk:c1"]
    assert (part.sent, part.counted, part.lost, part.left) == (4, 3, 1, 0)
    page = get("/consignments/hk:c1/")
    words = told(page)
    assert "Accepted as lost" in words
    assert "Counted short" in words
    assert "lost on the road" in words
    for book in ("hk", "baoji"):
        assert f'href="/journal/{book}/' in page.content.decode()
    assert states("1941-01-01") == {"lost": 1, "overdue": 1}


def test_consignments_are_kept_apart_by_filters(get: Get) -> None:
    """By state, by what was sent, and by both ends; nonsense asks for nothing."""
    assert "hk:m1" not in told(get("/consignments/?form=goods"))
    assert "hk:c1" not in told(get("/consignments/?form=money"))
    assert "hk:c1" in told(get("/consignments/?state=short&sender=hk"))
    assert "Nothing fits" in told(get("/consignments/?state=arrived"))
    assert "hk:c1" in told(get("/consignments/?state=nonsense&sender=nobody"))
    lines, total = consignments(today="1940-05-01", limit=1)
    assert (len(lines), total) == (1, 2)


@pytest.mark.parametrize("path", ["/consignments/none/", "/co-ops/baoji.9999/"])
def test_what_is_not_there_is_not_found(get: Get, path: str) -> None:
    """An unknown id is said to be unknown, plainly."""
    assert get(path).status_code == 404


@pytest.fixture
def helped(desks: tuple[Desk, Desk]) -> Desk:
    """A depot that granted one of the looms to its co-op, which made cloth."""
    depot = desks[1]
    lot = str(fetch("SELECT lot FROM p_lot WHERE item = 'hand-loom'")[0][0])
    depot.tell(
        "grant.made",
        grant="g1",
        coop="baoji.0001",
        need="",
        at="baoji",
        lines=[line("2 hand-loom", GENERAL, lot)],
    )
    return depot


def test_a_coop_shows_its_grants_and_the_gifts_behind_them(
    helped: Desk, get: Get
) -> None:
    """Half the looms that were given are attributed to it, in the gift's own unit."""
    (part,) = gifts_attributed("baoji.0001")
    assert (part.gift, part.commodity, part.part, part.amount) == (
        "hk-1", "hand-loom", 2, 4,
    )  # fmt: skip
    page = get("/co-ops/baoji.0001/")
    words = told(page)
    assert 'href="/gifts/hk-1/"' in page.content.decode()
    assert "Attributed to this co-op" in words
    assert "This co-op has borrowed nothing" in words
    assert "No letter yet" in words
    assert helped.body == "baoji"


def test_coops_at_work_are_added_by_region_and_standing(get: Get) -> None:
    """Members are of those at work; closed co-ops are counted apart."""
    assert [(one.key, one.coops, one.members) for one in together("region")] == [
        ("northwest", 1, 9)
    ]
    assert coop_lines(where=[("state", "closed")]) == ([], 0)
    page = get("/co-ops/?region=northwest&state=open")
    assert "North-West" in told(page)
    assert 'href="/co-ops/baoji.0001/"' in page.content.decode()
    assert "No co-op fits" in told(get("/co-ops/?trade=mining"))
    with pytest.raises(ValueError, match="trade"):
        together("trade")


def test_work_and_sales_stand_by_quarter(desks: tuple[Desk, Desk], get: Get) -> None:
    """Materials in, goods out, what they sold for and the wages, in one row."""
    depot = desks[1]
    coop = {"coop": "baoji.0001"}
    own = "baoji:own"
    depot.tell(
        "goods.bought",
        purchase="b1",
        party="baoji.0001",
        place="shop",
        till="main",
        item="cotton-yarn",
        count="100",
        currency="CNC",
        cost="1000",
        fund=own,
    )
    depot.tell(
        "materials.used",
        **coop,
        order="o1",
        lines=[material("10.0 cotton-yarn")],
    )
    depot.tell(
        "goods.made",
        **coop,
        order="o1",
        item="cotton-cloth",
        count="80",
    )
    depot.tell(
        "goods.sold",
        **coop,
        sale="s1",
        item="cotton-cloth",
        count="40",
        currency="CNC",
        proceeds="2500",
        wages="900",
        lines=[],
    )
    words = told(get("/co-ops/baoji.0001/"))
    assert "2nd quarter of 1940" in words
    assert "cotton-yarn 10 " in words
    assert "cotton-cloth 8 " in words
    assert "25.00" in words
    assert "9.00" in words


@pytest.fixture
def clerk(
    desks: tuple[Desk, Desk], fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> Client:
    """Someone at the page of corrections, whose entries go into these books."""
    from gungho.node import wiring  # noqa: PLC0415

    books = fresh_home.books
    assert desks[0].books is books
    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    return Client(headers={"host": "127.0.0.1"})


def status_of(gift: str) -> str:
    """Return how a gift stands."""
    return str(fetch("SELECT status FROM p_gift WHERE gift = %s", [gift])[0][0])


def test_a_correction_says_what_it_will_write_before_it_writes(clerk: Client) -> None:
    """Opening the page changes nothing, nor does sending it without a reason."""
    page = clerk.get("/gifts/hk-2/undo/")
    assert "hk/gifts/hk-2" in told(page)
    assert clerk.post("/gifts/hk-2/undo/", {"reason": "because"}).status_code == 422
    assert status_of("hk-2") == "received"


def test_a_corrected_gift_is_corrected_once(clerk: Client) -> None:
    """The second time leads to the gift, and nothing more is written."""
    for _ in range(2):
        answer = clerk.post("/gifts/HK-2/undo/", {"reason": "entered-twice"})
        assert answer.headers["Location"] == "/gifts/hk-2/"
    assert status_of("hk-2") == "corrected"
    made = fetch("SELECT COUNT(*) FROM p_entry_row WHERE kind = 'correction.made'")
    assert made == [(1,)]
    assert clerk.get("/gifts/hk-2/").status_code == 200


def test_goods_that_left_cannot_be_corrected_away(clerk: Client) -> None:
    """The refusal is told in words, and the gift stands."""
    answer = clerk.post("/gifts/hk-1/undo/", {"reason": "wrong-goods"})
    assert answer.status_code == 422
    assert "Not written." in told(answer)
    assert status_of("hk-1") == "received"


def test_an_unknown_gift_cannot_be_corrected(clerk: Client) -> None:
    """There is no page for what was never given."""
    assert clerk.get("/gifts/none/undo/").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/consignments/", "/consignments/hk:c1/", "/co-ops/", "/co-ops/baoji.0001/"],
)
def test_these_pages_speak_chinese(get: Get, path: str) -> None:
    """No script, no style in the page, and the language is said."""
    client = Client(
        headers={"host": "127.0.0.1", "accept-language": "zh-CN"},
    )
    page = client.get(path).content.decode()
    assert '<html lang="zh-Hans">' in page
    assert "<script" not in page
    assert " style=" not in page
    assert get(path).status_code == 200


def test_a_fund_can_be_asked_for_what_came_of_it(desks: tuple[Desk, Desk]) -> None:
    """A fund opened today has nothing behind it, and no co-op is helped by it."""
    fund(desks[0], "new")
    assert gifts_attributed("baoji.0001") == []


@pytest.mark.parametrize(
    ("asked", "depot", "number"),
    [
        ("?depot=baoji&line=3", "baoji", 3),
        ("?depot=nowhere&line=x", "", -1),
        ("?line=-1", "", -1),
        ("", "", -1),
    ],
)
def test_a_plan_is_read_by_depot_and_line(asked: str, depot: str, number: int) -> None:
    """What no line has cannot be chosen; the address keeps what was."""
    from gungho.doors.web.pages.plan_choice import choice  # noqa: PLC0415
    from gungho.store.reads.plans import PlanLine  # noqa: PLC0415

    one = PlanLine(
        need="n1",
        coop="baoji.0001",
        depot="baoji",
        fund=GENERAL,
        commodity="CNC",
        count=1,
        route="",
        reason="plan.line.wire",
        facts="",
    )
    chosen = choice(RequestFactory().get(f"/plans/p/{asked}"), [one])
    assert (chosen.depot, chosen.line) == (depot, number)
    assert chosen.query(50) == ("?depot=baoji&start=50" if depot else "?start=50")


def test_a_way_follows_its_stages_in_either_direction(desks: tuple[Desk, Desk]) -> None:
    """A stage driven back is the same road; without stages the way is straight."""
    from gungho.doors.names import Names  # noqa: PLC0415
    from gungho.doors.web.ways import way  # noqa: PLC0415

    hub = desks[0]
    for place, lat, lon in (
        ("hong-kong", 222800, 1141600),
        ("shaoguan", 248000, 1136000),
        ("ganxian", 258300, 1149300),
    ):
        hub.tell(
            "place.noted", place=place, lat_e4=lat, lon_e4=lon, role="town", cited=""
        )
    for route, source, target in (
        ("hk-shaoguan", "hong-kong", "shaoguan"),
        ("ganxian-shaoguan", "ganxian", "shaoguan"),
    ):
        hub.tell(
            "route.opened",
            route=route,
            source=source,
            target=target,
            mode="truck",
            days=5,
            capacity_kg=1000,
            loss_ppm=0,
            cost_per_tonne=0,
        )
    names = Names.load("en")
    ends: dict[str, Any] = {
        "source": "hong-kong",
        "target": "ganxian",
        "names": names,
        "ident": "f",
    }
    stages = ("hk-shaoguan", "ganxian-shaoguan.back")
    assert way(stages, **ends).places == ("hong-kong", "shaoguan", "ganxian")
    assert way((), **ends).places == ("hong-kong", "ganxian")
    nowhere = {**ends, "source": "mars", "target": ""}
    assert way((), **nowhere).svg == ""
