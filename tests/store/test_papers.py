# SPDX-License-Identifier: Apache-2.0
"""Papers as an installation reads and lists them, on both engines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from gungho.doors.cli.papers import papers_command
from gungho.flows.papers import tallies_of, waiting_of
from gungho.store.reads.movement import conservation, movement
from gungho.store.reads.papers import open_papers
from gungho.store.reads.query import fetch
from tests.support.goods import Desk, given, line
from tests.support.goods import movement as two_bodies
from tests.support.homes import FreshHome

GENERAL = "hk:general"


@dataclass
class OpenNode:
    """An installation that is open already."""

    home: FreshHome

    def open(self, _folder: Path, *, create: bool = False) -> FreshHome:
        """Return it."""
        assert not create
        return self.home


@pytest.fixture
def desks(fresh_home: FreshHome) -> tuple[Desk, Desk]:
    """A hub sent money four times; the depot counted three, and one of London's."""
    hub, depot = two_bodies(fresh_home.books)
    hub.tell("gift.received", gift="g", lines=[given("500.00 GBP @ main", GENERAL)])
    for number in range(1, 5):
        hub.tell(
            "money.sent", document=f"m{number}", receiver="baoji", till="main",
            due="1940-04-20", lines=[line("100.00 GBP", GENERAL)],
        )  # fmt: skip
    changed = {**line("1590.00 HKD", GENERAL), "fee": "1000", "of": "GBP"}
    came: dict[str, dict[str, Any]] = {
        "m2": line("90.00 GBP", GENERAL),
        "m3": {**changed, "of_count": "10000"},
        "m4": line("1600.00 HKD", GENERAL),
    }
    for document, told in came.items():
        facts = {"document": document, "sender": "hk", "till": "main"}
        depot.tell("money.arrived", **facts, lines=[told])
    facts = {"document": "x1", "sender": "london", "till": "main"}
    depot.tell("money.arrived", **facts, lines=[line("5.00 GBP", GENERAL)])
    return hub, depot


def states(**asked: str) -> dict[str, str]:
    """Return what each paper waits for."""
    found = open_papers(today="1940-06-01", **asked)
    return {one.sides.document: one.state for one in found}


def test_every_side_that_waits_is_a_paper(desks: tuple[Desk, Desk]) -> None:
    """Sent, unheard, differing by count and by currency, and not settled."""
    assert states() == {
        "m1": "sent",
        "m2": "differs",
        "m3": "unsettled",
        "m4": "differs",
        "x1": "unheard",
    }
    assert states(body="london") == {"x1": "unheard"}
    assert states(state="sent", body="hk") == {"m1": "sent"}
    found = {one.sides.document: one for one in open_papers(today="1940-06-01")}
    assert (found["m1"].days, found["m1"].age, found["m1"].late) == (61, "61-90", 42)
    assert found["m4"].whys == ("short", "other")
    state = desks[0].books.state
    for document, one in found.items():
        tallies = tallies_of(state, document=document, sender=one.sides.sender)
        assert waiting_of(tallies) == one.state


def test_what_is_settled_is_no_paper_any_more(desks: tuple[Desk, Desk]) -> None:
    """And what was changed on the way is counted in what came, once."""
    settle = {"document": "m3", "arrival_book": "baoji", "arrival": "a"}
    desks[0].tell("dispatch.settled", **settle, lines=[line("100.00 GBP", GENERAL)])
    assert "m3" not in states()
    assert movement().arrived == {"GBP": "95.00", "HKD": "3190.00"}
    (pounds,) = [one for one in conservation().sums if one.commodity == "GBP"]
    assert pounds.turned_into == -10000


def test_chases_and_disputes_stand_beside_their_paper(
    desks: tuple[Desk, Desk],
) -> None:
    """Until the dispute has ended; another body's do not."""
    hub, depot = desks
    for number in (1, 2):
        hub.tell("paper.chased", document="m1", body="baoji", round=number)
    entry = str(fetch("SELECT entry FROM p_entry_row WHERE subject = 'm2'")[-1][0])
    dispute = {"entry_book": "baoji", "entry": entry, "reason": "ten-short"}
    hub.tell("paper.disputed", document="m2", **dispute)
    depot.tell("paper.chased", document="x1", body="london", round=1)
    found = {one.sides.document: one for one in open_papers(today="1940-06-01")}
    assert (found["m1"].rounds, found["x1"].rounds, found["m2"].rounds) == (2, 1, 0)
    (doubt,) = found["m2"].sides.doubts
    assert (doubt.by, doubt.book, doubt.reason) == ("hk", "baoji", "ten-short")
    hub.tell("dispute.ended", document="m2", outcome="withdrawn")
    again = {one.sides.document: one for one in open_papers(today="1940-06-01")}
    assert again["m2"].sides.doubts == ()


def test_papers_are_listed_at_the_terminal(
    desks: tuple[Desk, Desk], fresh_home: FreshHome
) -> None:
    """In words and as JSON, of all bodies or of one."""
    desks[0].tell("paper.chased", document="m1", body="baoji", round=1)
    fresh_home.clock.at("1940-06-01")
    node, runner = OpenNode(fresh_home), CliRunner()
    said = runner.invoke(papers_command, [], obj=node).output
    assert "m1  hk -> baoji: sent, not counted" in said
    assert "61 days (61-90), since 1940-04-01; due 1940-04-20, 42 days ago" in said
    assert "hk has asked baoji, round 1, last on 1940-04-01" in said
    assert "counted, but it differs: 2" in said
    told = json.loads(
        runner.invoke(papers_command, ["--json", "--body", "london"], obj=node).output
    )
    assert [one["document"] for one in told] == ["x1"]
    assert told[0]["lines"][0]["came"] == "5.00"
    none = runner.invoke(papers_command, ["--body", "mars"], obj=node).output
    assert none == "No paper waits.\n"
