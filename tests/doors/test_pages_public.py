# SPDX-License-Identifier: Apache-2.0
"""The movement by month, the archive and open appeals: inside, and for anyone."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from django.core.cache import cache
from django.test import Client

from gungho.doors.archive import archive, keep_archive, open_facts, told_by
from gungho.doors.cli.main import cli
from gungho.formats.package import read_package
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome
from tests.support.pages import told
from tests.support.people import HOST, account, holds, signed_in

PACKAGE = Path(__file__).parents[2] / "movements" / "indusco"
CHINESE = {"accept-language": "zh-hans"}


@pytest.fixture
def hub(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Seven gifts in January, one in February; two co-ops; the day is a year later."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    cache.clear()
    hub, _depot = movement(fresh_home.books, day="1940-01-02")
    for number in range(7):
        lines = [given("10.00 CNC @ main", "hk:general")]
        hub.tell("gift.received", gift=f"g{number}", lines=lines)
    lines = [given("777.00 CNC @ main", "hk:general")]
    hub.tell("gift.received", gift="alone", lines=lines, _happened="1940-02-20")
    later = datetime(1941, 6, 1, 12, tzinfo=UTC)
    monkeypatch.setattr(wiring, "now", lambda: later)
    return hub


@pytest.fixture
def history(hub: Desk) -> Desk:
    """The same, with the history of Indusco beside it."""
    keep_archive(read_package(PACKAGE))
    return hub


def inside() -> Client:
    """Return a browser of somebody who works here."""
    who = account("worker")
    holds(who, "supply", body="hk")
    return signed_in(who)


def stranger() -> Client:
    """Return a browser in which nobody is signed in, where accounts exist."""
    holds(account("keeper"), "keeper")
    return Client(headers=HOST)


def test_the_months_are_told_exactly_inside(hub: Desk) -> None:
    """A figure a month and measure, by standing; the map names places."""
    assert hub
    page = inside().get("/movement/")
    text = told(page)
    assert "Entered here" in text
    assert "February 1940" in text
    assert "777.00" in text
    assert "Map of the co-ops at work" in page.content.decode()
    assert "North-West" in text
    assert 'type="range"' in page.content.decode()


def test_the_map_is_played_month_by_month_without_a_script(hub: Desk) -> None:
    """Links to the neighbours, a slider in a form; nonsense is the last month."""
    assert hub
    client = inside()
    page = client.get("/movement/?month=1940-02").content.decode()
    assert 'href="?month=1940-01&amp;standing=kept#played"' in page
    assert 'href="?month=1940-03&amp;standing=kept#played"' in page
    assert "<script" not in page
    documented = client.get("/movement/?month=1940-02&standing=documented")
    assert "Shown on the map: Documented" in told(documented)
    assert "at the end of January 1940" in told(client.get("/movement/?at=0"))
    for odd in ("?month=1066-10", "?at=-1", "?at=99999", "?at=x", "?month=%27"):
        assert "at the end of June 1941" in told(client.get(f"/movement/{odd}"))


def test_a_stranger_sees_the_months_late_and_coarse(hub: Desk) -> None:
    """No place, no road, no month of the last quarters, no gift that stands alone."""
    assert hub
    page = stranger().get("/movement/")
    text = told(page)
    assert "December 1940" in text
    assert "1941" not in text.replace("1941 at", "").split("Journal head")[0]
    assert "777" not in page.content.decode()
    assert "70.00" not in page.content.decode()
    for word in ("shuangshipu", "baoji", "Kunming"):
        assert word.lower() not in page.content.decode().lower(), word
    assert "fewer than 5" in text
    chinese = told(Client(headers=HOST).get("/movement/", headers=CHINESE))
    assert "1940年12月" in chinese
    assert "本处登记" in chinese


def test_before_anything_is_told_the_page_teaches(fresh_home: FreshHome) -> None:
    """An empty installation has no month."""
    assert fresh_home
    assert "Nothing has happened yet" in told(Client(headers=HOST).get("/movement/"))


def test_every_fact_says_its_source_and_how_sure(history: Desk) -> None:
    """None is without; what no source gives is marked, and never documented."""
    assert history
    known = {fact.key for fact in archive() if fact.sort == "sources"}
    sorts = {fact.sort for fact in archive()}
    assert sorts >= {"people", "bodies", "places", "events", "series", "letters"}
    for fact in archive():
        assert fact.source in known, fact
        if fact.sort == "sources":
            continue
        assert fact.confidence in ("high", "medium", "low"), fact
        if fact.source in ("RULE", "UNSOURCED"):
            assert fact.standing == "reconstructed", fact
    page = inside().get("/archive/?sort=people").content.decode()
    assert page.count("/archive/sources/") >= 11


def test_the_archive_is_searched_in_either_script(history: Desk) -> None:
    """By any spelling; figures that disagree stand side by side."""
    assert history
    client = inside()
    for asked in ("Soong Ching-ling", "宋庆龄", "song qingling"):
        assert "Soong Ching-ling" in told(client.get("/archive/", {"q": asked})), asked
    series = told(client.get("/archive/?sort=series&q=members+1938"))
    assert "1049" in series
    assert "1149" in series
    assert "Nothing fits" in told(client.get("/archive/?q=zzzzqqqq"))
    marked = client.get("/archive/?standing=reconstructed").content.decode()
    assert 'class="standing"' in marked
    assert "史料" in told(client.get("/archive/", headers=CHINESE))


def test_a_fact_leads_to_the_books_and_back(history: Desk) -> None:
    """A gift of the books cites a source, whose page lists what rests on it."""
    lines = [given("5.00 CNC @ main", "hk:general")]
    seq = history.tell("gift.received", gift="baguio-0001", cited="nw-870",
                       lines=lines).seq  # fmt: skip
    client = inside()
    fact = client.get("/archive/gifts/baguio-0001/").content.decode()
    assert f'href="/journal/hk/{seq}/"' in fact
    for page in ("/gifts/baguio-0001/", f"/journal/hk/{seq}/"):
        assert re.search(r'href="/archive/sources/nw-870/"', client.get(page)
                         .content.decode(), re.IGNORECASE), page  # fmt: skip
    source = client.get("/archive/sources/NW-870/").content.decode()
    assert 'href="/archive/gifts/baguio-0001/"' in source
    for odd in ("/archive/gifts/none/", "/archive/odd/x/", "/archive/series/x/"):
        assert client.get(odd).status_code == 404


def test_an_unknown_source_is_no_link(hub: Desk) -> None:
    """Where no archive is kept, what is cited stays a word."""
    lines = [given("5.00 CNC @ main", "hk:general")]
    seq = hub.tell("gift.received", gift="c1", cited="nw-870", lines=lines).seq
    page = inside().get(f"/journal/hk/{seq}/").content.decode()
    assert "nw-870" in page
    assert "/archive/sources/" not in page
    assert "No history is kept here yet" in told(inside_again().get("/archive/"))


def inside_again() -> Client:
    """Return another browser of somebody who works here."""
    who = account("other")
    holds(who, "supply", body="hk")
    return signed_in(who)


def test_a_stranger_reads_no_place_inland_and_nothing_too_new(history: Desk) -> None:
    """Nor of losses, roads or workshops; sources are open."""
    assert history
    client = stranger()
    text = ""
    for number in range(1, 9):
        page = client.get(f"/archive/?page={number}")
        body = page.content.decode()
        assert 'id="facts"' in body
        text += told(page)
    inland = {
        one.name_en
        for one in archive()
        if one.sort == "places" and one.kind not in ("committee", "hub")
    }
    shown = [
        f"{one.name_en} {one.text_en} {one.note} {one.region}"
        for one in open_facts(archive(), until="1941-03-31")
        if one.sort != "sources"
    ]
    assert len(shown) > 50
    assert len(inland) > 40
    for name in inland:
        assert not [one for one in shown if name in one], name
    assert "facts are not shown to anyone" in text
    assert client.get("/archive/routes/burma-road/").status_code == 404
    assert client.get("/archive/places/shuangshipu/").status_code == 404
    assert client.get("/archive/people/soong-ching-ling/").status_code == 200
    assert "In the books" not in told(client.get("/archive/people/nehru/"))


def test_what_is_too_new_is_kept_back(history: Desk) -> None:
    """A span of years is told when its last is; a bare year when it is over."""
    assert history
    assert told_by("1938-1945") == "1945-12-31"
    assert told_by("1940") == "1940-12-31"
    assert told_by("1940-05") == "1940-05-31"
    shown = open_facts(archive(), until="1940-06-30")
    days = [one.day for one in shown if one.sort != "sources" and one.day]
    assert days
    assert all(told_by(day) <= "1940-06-30" for day in days)
    assert not any(one.near for one in shown if one.sort != "sources")


def test_a_stranger_sees_what_an_appeal_still_lacks(hub: Desk) -> None:
    """What came is told from five gifts on, and never a pledge or a giver."""
    goal = [{"commodity": "CNC", "count": "100000"}]
    hub.tell("appeal.opened", appeal="looms", fund="hk:general", goal=goal,
             from_day="1940-01-02", until_day="", left_over="general")  # fmt: skip
    for number in range(4):
        hub.tell("gift.received", gift=f"a{number}", appeal="looms",
                 lines=[given("10.00 CNC @ main", "hk:general")])  # fmt: skip
    client = stranger()
    text = told(client.get("/appeals/"))
    assert "fewer than 5 gifts" in text
    assert "at most CNC 1,000.00" in text
    hub.tell("gift.received", gift="a4", appeal="looms",
             lines=[given("10.00 CNC @ main", "hk:general")])  # fmt: skip
    text = told(client.get("/appeals/looms/"))
    assert "950.00" in text
    assert "How to give" in text
    assert client.get("/appeals/none/").status_code == 404
    assert client.get("/pledges/").status_code == 302
    assert "Pledges" in told(inside().get("/appeals/"))


def test_the_command_line_tells_the_same(history: Desk, fresh_home: FreshHome) -> None:
    """Facts with their sources; months by standing."""
    assert history
    found = json.loads(_run(fresh_home, "archive", "Soong", "--sort", "people"))
    assert found[0]["source"] == "SCL"
    rests = json.loads(_run(fresh_home, "archive", "--source", "nw-870"))
    assert {one["source"] for one in rests} == {"NW-870"}
    rows = json.loads(_run(fresh_home, "timeline"))
    given_row = next(row for row in rows if row["measure"] == "given")
    assert given_row["months"]["1940-02"] == "777.00"
    assert next(r for r in rows if r["measure"] == "gifts")["months"]["1940-01"] == 7


def _run(home: FreshHome, *words: str) -> str:
    found = CliRunner().invoke(cli, [*words, "--json"], obj=_OpenNode(home))
    assert found.exit_code == 0, found.output
    return found.output


class _OpenNode:
    """Stands for the installation: its home is open in this process."""

    def __init__(self, home: FreshHome) -> None:
        self.home = home

    def open(self, _folder: Any, *, create: bool = False) -> FreshHome:
        """Return the home."""
        assert not create
        return self.home
