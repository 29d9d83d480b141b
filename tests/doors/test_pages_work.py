# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome

Get = Callable[[str], HttpResponse]


@pytest.fixture
def depot(fresh_home: FreshHome) -> Desk:
    """A depot whose co-op has asked for two looms."""
    depot = movement(fresh_home.books)[1]
    depot.tell(
        "need.stated",
        need="n1",
        coop="baoji.0001",
        activity="weaving-shed",
        units=1,
        purpose="start",
        inputs=[{"commodity": "hand-loom", "count": "2"}],
    )
    return depot


@pytest.fixture
def get(depot: Desk) -> Get:
    """Ask this installation for a page."""
    return Client(headers={"host": "127.0.0.1"}).get  # type: ignore[return-value]


def test_a_need_shows_what_is_asked_and_links_to_its_entry(get: Get) -> None:
    """The figure is the way to its proof."""
    page = get("/needs/")
    told = page.content.decode()
    assert page.status_code == 200
    assert "weaving shed" in told
    assert '<a class="n" href="/journal/baoji/' in told
    assert 'href="/co-ops/baoji.0001/"' in told


def test_filters_keep_only_what_fits_and_ignore_the_unknown(get: Get) -> None:
    """An address cannot ask for what no filter offers."""
    assert "weaving shed" in get("/needs/?state=open").content.decode()
    assert "weaving shed" not in get("/needs/?state=helped").content.decode()
    for odd in ("?state=nonsense&page=x", "?page=99"):
        assert "weaving shed" in get(f"/needs/{odd}").content.decode()


def test_no_plan_yet_teaches_and_an_unknown_one_is_not_found(get: Get) -> None:
    """An empty list says what will be there."""
    assert "No plan has been adopted yet" in get("/plans/").content.decode()
    assert get("/plans/hk:nothing/").status_code == 404
    assert get("/consignments/").status_code == 200
    assert get("/consignments/hk:nothing/").status_code == 404


def test_pages_stand_inside_the_list_and_keep_the_filters() -> None:
    """A page beyond the end is the last one."""
    from gungho.doors.web.pages.lists import pages  # noqa: PLC0415

    shown = pages(RequestFactory().get("/needs/?state=open&page=2"), 120)
    assert (shown.first, shown.last) == (51, 100)
    assert shown.before == "?state=open&page=1"
    assert shown.after == "?state=open&page=3"
    beyond = pages(RequestFactory().get("/needs/?page=99"), 120)
    assert (beyond.first, beyond.last, beyond.after) == (101, 120, "")


@pytest.mark.usefixtures("depot")
def test_lines_alike_are_folded_and_their_counts_add_up() -> None:
    """One sentence speaks for all of them, in decimals."""
    from gungho.doors.names import Names  # noqa: PLC0415
    from gungho.doors.web.goods import Goods  # noqa: PLC0415
    from gungho.doors.web.pages.plans import folded  # noqa: PLC0415
    from gungho.store.reads.plans import PlanLine  # noqa: PLC0415

    lines = [
        PlanLine(
            need=f"n{number}",
            coop="baoji.0001",
            depot="baoji",
            fund="hk:general",
            commodity="CNC",
            count=1250,
            route="",
            reason="plan.line.wire",
            facts="commodity=CNC count=1250 fund=hk:general place=hk target=baoji",
        )
        for number in range(3)
    ]
    (group,) = folded(lines, Goods.load(Names.load("en")))
    assert (group.amount.count, group.needs, len(group.shares)) == (3750, 3, 3)
    assert "37.50 CNC for 3 needs" in group.why


def test_a_road_is_closed_outside_its_days() -> None:
    """The day of closing is closed already."""
    from gungho.doors.web.pages.roadmaps import spans  # noqa: PLC0415
    from gungho.store.reads.places import Road  # noqa: PLC0415

    road = Road(
        route="burma-road.1",
        source="lashio",
        target="kunming",
        mode="truck",
        opened="1939-01-01",
        closed="1940-07-18",
    )
    found = spans([road], date(1940, 1, 1), date(1940, 12, 31))
    assert [(span.first, span.state) for span in found] == [
        (date(1940, 1, 1), "open"),
        (date(1940, 7, 18), "closed"),
    ]
