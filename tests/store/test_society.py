# SPDX-License-Identifier: Apache-2.0
"""Members, dues and ballots as they are read and shown."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner, Result
from django.test import Client

from gungho.doors.cli.main import cli
from gungho.store.reads.movement import conservation
from tests.flows.test_society import ballot, meets, proxy
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome
from tests.support.offices import passing
from tests.support.pages import CLIENT, told


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with members of every state, and a ballot."""
    hub, _ = movement(fresh_home.books)
    for person in ("a", "b", "c", "gone"):
        hub.tell("membership.granted", person=person, form="ordinary", resolution="")
    hub.tell("membership.granted", person="x", form="honorary", resolution="")
    hub.tell("membership.asked", person="new", recommended=["a"])
    hub.tell("dues.paid", payment="d1", person="a", until="1940-12-31",
             currency="HKD", count="500", fund="hk:general", till="main")  # fmt: skip
    meets(hub)
    hub.tell("ballot.counted", **ballot("a", "b", proxy("c", "a"), counts=(2, 0, 1)))
    hub.tell("membership.ended", person="gone", reason="resigned", resolution="",
             _happened="1940-04-02")  # fmt: skip
    return hub


def test_members_are_listed_with_their_dues(hub: Desk, fresh_home: FreshHome) -> None:
    """And the ballots with who was not in the room."""
    found = CliRunner().invoke(cli, ["members", "--json"], obj=OpenNode(fresh_home))
    read = json.loads(found.output)
    assert {one["person"]: one["state"] for one in read["members"]} == {
        "new": "asked", "b": "behind", "c": "behind", "a": "member", "x": "honorary",
        "gone": "ended",
    }  # fmt: skip
    (vote,) = read["ballots"]
    assert (vote["for"], vote["abstained"], vote["proxies"]) == (2, 1, 1)
    words = CliRunner().invoke(cli, ["members"], obj=OpenNode(fresh_home)).output
    assert "r1: 2 for, 0 against, 1 abstained (1 by proxy, 0 by post)" in words
    assert conservation().holds


def test_members_have_a_page_in_both_languages(hub: Desk) -> None:
    """Filtered by state; an empty list says what will be here."""
    page = told(CLIENT.get("/members/"))
    for word in ("Dues are behind", "Honorary", "1 by proxy, 0 by post", "resigned"):
        assert word in page, word
    assert "1 person" in told(CLIENT.get("/members/?state=asked"))
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    assert "会费未清" in told(chinese.get("/members/"))


def test_minutes_are_written_on_paper(
    hub: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the votes, the resolution and who takes office by it; in two languages."""
    hub.tell("resolution.passed", **passing("r1", votes_for=2, votes_against=0,
                                            abstained=1))  # fmt: skip
    hub.tell("office.assumed", office="chair", person="a", until="1941-03-31",
             resolution="r1")  # fmt: skip

    def ask(*words: str) -> Result:
        return CliRunner().invoke(cli, ["minutes", *words], obj=OpenNode(fresh_home))

    words = ask("m1").output
    for part in ("Minutes of a general meeting", "Quorum", "3, reached", "chair",
                 "In favour", "Secretary: ____"):  # fmt: skip
        assert part in words, part
    assert ask("m9").exit_code == 1
    pdf = CLIENT.get("/print/minutes/m1@hk.pdf")
    assert pdf.content.startswith(b"%PDF")
    assert "/print/minutes/m1@hk.pdf" in CLIENT.get("/members/").content.decode()
    assert CLIENT.get("/print/minutes/m9@hk.pdf").status_code == 404
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "会员大会记录" in ask("m1").output
