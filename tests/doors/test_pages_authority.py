# SPDX-License-Identifier: Apache-2.0
"""Offices, limits and resolutions on their page and on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client

from tests.demo.conftest import run_gungho
from tests.flows.test_authority import meets, passes, paying
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome
from tests.support.pages import told as text_of

CLIENT = Client(headers={"host": "127.0.0.1"})


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub in which 40 of 150 pounds are spent under a resolution."""
    desk = movement(fresh_home.books)[0]
    desk.tell(
        "gift.received", gift="g", lines=[given("900.00 GBP @ main", "hk:general")]
    )
    meets(desk, "m1")
    passes(desk, "1940-1", allows=["cost.paid"], currency="GBP", most="15000")
    desk.tell("office.assumed", office="treasurer", person="p-1", until="1941-03-31",
              resolution="1940-1")  # fmt: skip
    line = {"office": "treasurer", "currency": "GBP", "alone": "5000", "pair": "20000"}
    desk.tell("limits.set", resolution="1940-1", lines=[line])
    desk.tell("cost.paid", **paying(40, _authority="1940-1"))
    return desk


def told(address: str, language: str = "en") -> str:
    """Return a page's words."""
    page = CLIENT.get(address, headers={"accept-language": language})
    assert page.status_code == 200
    return text_of(page)


def test_the_page_says_who_may_decide_and_what_is_left(hub: Desk) -> None:
    """Each line leads to the entry that says so; the body's filter keeps its own."""
    assert hub
    page = told("/authority/")
    for word in ("treasurer", "in office", "9 of 12 present, quorum 7", "6 for, 2",
                 "110.00", "150.00", "Two persons above"):  # fmt: skip
        assert word in page, word
    assert "110.00" in told("/authority/?body=hk")
    assert "谁可决定" in told("/authority/", "zh-hans")


def test_without_offices_the_page_teaches(fresh_home: FreshHome) -> None:
    """An empty page says what will stand there."""
    movement(fresh_home.books)
    page = told("/authority/")
    assert "No office is recorded" in page
    assert "No limit is set" in page
    assert "No resolution is recorded" in page


def test_a_second_person_approves_on_the_command_line(tmp_path: Path) -> None:
    """``record`` refuses it for want of a second person, and takes it after."""
    home = tmp_path / "home"

    def gungho(*words: str, code: int = 0) -> str:
        done = run_gungho(*words, home=home)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout

    def recorded(*commands: dict[str, object], code: int = 0) -> str:
        file.write_text("".join(json.dumps(one) + "\n" for one in commands), "utf-8")
        return gungho("record", str(file), code=code)

    file = tmp_path / "commands.jsonl"
    gungho("init", "hk", "--form", "hub", "--currency", "GBP")
    founded = json.loads(gungho("balances", "--json"))
    assert founded == []
    day = json.loads(gungho("nodes", "--json"))["books"][0]["recorded"][:10]

    def command(number: int, kind: str, **facts: object) -> dict[str, object]:
        more = {name[1:]: facts.pop(name) for name in list(facts) if name[0] == "_"}
        return {"book": "hk", "id": str(number), "kind": kind, "happened": day,
                "by": "p-1", "office": "treasurer", "facts": facts, **more}  # fmt: skip

    line = {"form": "cash", "commodity": "GBP", "count": "90000", "fund": "hk:general",
            "at": "main"}  # fmt: skip
    limit = {"office": "treasurer", "currency": "GBP", "alone": "5000", "pair": "5000"}
    recorded(
        command(2, "gift.received", gift="g", giver="", lines=[line], words="",
                standing="kept", cited=""),
        command(3, "meeting.held", meeting="m1", form="board", entitled=5, present=4,
                quorum=3, minutes="", standing="kept", cited=""),
        command(4, "resolution.passed", resolution="1", meeting="m1", votes_for=4,
                votes_against=0, abstained=0, matter="freight", allows=["cost.paid"],
                currency="", most="", fund="", until="", text="", standing="kept",
                cited=""),
        command(5, "limits.set", resolution="1", lines=[limit]),
    )  # fmt: skip
    pay = command(6, "cost.paid", cost="c", cause="freight", currency="GBP",
                  count="6000", fund="hk:general", till="main", document="",
                  standing="kept", _authority="1")  # fmt: skip
    assert "two persons" in recorded(pay, code=1)
    gungho("approve", str(file), "--by", "p-1", "--office", "treasurer")
    assert "two persons" in recorded(pay, code=1)
    gungho("approve", str(file), "--by", "p-2", "--office", "chair")
    recorded(pay)
    said = json.loads(gungho("authority", "--json"))
    assert [one["resolution"] for one in said["resolutions"]] == ["1"]
    assert "two persons above 50.00 GBP" in gungho("authority")
