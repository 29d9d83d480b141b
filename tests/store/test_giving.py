# SPDX-License-Identifier: Apache-2.0
"""Gifts in full as an installation reads and lists them, on both engines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from gungho.doors.cli.gift import gift_group
from gungho.doors.cli.givers import givers_group
from gungho.doors.cli.giving import (
    appeals_command,
    pledges_command,
    unwanted_command,
)
from gungho.store.reads.fates import gift_fates
from gungho.store.reads.givers import joined, proposed, shown_as
from gungho.store.reads.giving import appeals, gift_told, pledges
from gungho.store.reads.movement import conservation
from gungho.store.reads.stories import gift_story
from gungho.store.rebuild import digests, rebuild
from tests.store.test_papers import OpenNode
from tests.support.giving import GENERAL, given_in_full
from tests.support.goods import Desk
from tests.support.homes import FreshHome


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with an appeal, a pledge and gifts of every form."""
    return given_in_full(fresh_home)


def asked(fresh_home: FreshHome, *words: str) -> str:
    """Return what a command says."""
    commands: dict[str, Any] = {
        "appeals": appeals_command,
        "pledges": pledges_command,
        "unwanted": unwanted_command,
        "gift": gift_group,
        "givers": givers_group,
    }
    answer = CliRunner().invoke(
        commands[words[0]],
        [*words[1:]],
        obj=OpenNode(fresh_home),
    )
    assert answer.exit_code == 0, answer.output
    return answer.output


def test_an_appeal_counts_gifts_and_pledges_apart(hub: Desk) -> None:
    """What went back is not what came; the pledge is settled by what was given."""
    (found,) = appeals(day="1940-05-01")
    (line, *others) = found.progress
    assert (line.goal, line.came, line.missing, line.pledged) == (2000, 1400, 600, 0)
    assert (found.stands, found.body, line.share_ppm) == ("running", "hk", 700_000)
    assert {one.commodity for one in others} == {"hand-loom", "labour-day"}
    assert hub


def test_a_part_of_a_pledge_is_late_from_the_day_after(hub: Desk) -> None:
    """Until a gift settles it, or it is released."""
    parts = [{"count": "300", "due": "1940-04-10"}, {"count": "300"}]
    told = {"commodity": "CNC", "fund": GENERAL, "parts": parts}
    hub.tell("pledge.made", pledge="q", **told, appeal="spring")
    assert [one.stands for one in pledges(day="1940-04-10")] == ["open", "kept"]
    late, kept = pledges(day="1940-04-12")
    assert (late.pledge.pledge, late.late, late.days) == ("q", 300, 2)
    assert (kept.stands, len(kept.deeds)) == ("kept", 2)
    (found,) = appeals(day="1940-04-12", appeal="spring")
    assert found.progress[0].pledged == 600
    release = {"release": "r", "pledge": "q", "count": "", "reason": "giver-died"}
    hub.tell("pledge.released", **release)
    (one,) = pledges(day="1940-04-12", pledge="q")
    assert (one.stands, one.late) == ("released", 0)


def test_the_trace_tells_every_end_of_every_form(hub: Desk) -> None:
    """Used as given, gone back, passed on; the sums conserve; replay is equal."""
    assert hub
    ends = {(fate.gift, fate.commodity): fate for fate in gift_fates()}
    assert all(fate.amount == sum(fate.ended) + fate.unknown for fate in ends.values())
    assert not any(fate.unknown for fate in ends.values())
    told = {line["commodity"]: line["ended"] for line in gift_story("g1")["lines"]}
    assert told["labour-day"] == {"used": "2.50"}
    assert told["hand-loom"] == {"held": "2"}
    assert "returned" in told["CNC"]
    held = {line["commodity"]: line["ended"] for line in gift_story("g3")["lines"]}
    assert held["CNC"] == {"held": "5.00", "returned": "4.00"}
    assert conservation().holds
    before = digests()
    rebuild(told=lambda *_: None)
    assert digests() == before


def test_a_private_giver_is_not_shown(hub: Desk) -> None:
    """The id stays in the books, for those who keep them."""
    assert hub
    assert gift_story("g1")["giver"] == "hk:p-1"
    assert gift_story("g2")["giver"] == ""
    found = gift_told("G2")
    assert found is not None
    assert found.gift.giver == "hk:p-2"


def test_a_person_says_who_is_one_giver(fresh_home: FreshHome, hub: Desk) -> None:
    """A proposal names both; merged they are shown as one; parted they are two."""
    assert hub
    (like,) = proposed()
    assert (like.kept, like.giver, like.like.why) == ("hk:p-1", "hk:p-2", "same-name")
    said = json.loads(asked(fresh_home, "givers", "duplicates", "--json"))
    assert said[0]["cards"] == ["Lin Yuhua", "林玉花"]
    assert "gungho givers merge hk hk:p-2 hk:p-1" in asked(
        fresh_home, "givers", "duplicates"
    )
    asked(fresh_home, "givers", "merge", "hk", "hk:p-2", "hk:p-1")
    assert list(shown_as().values()) == ["hk:p-1"]
    assert not proposed()
    assert len(joined("hk")) == 1
    assert "shown as hk:p-1" in asked(fresh_home, "givers", "joined")
    asked(fresh_home, "givers", "part", "hk", "hk:p-2", "hk:p-1")
    assert not shown_as()
    assert not proposed()
    assert asked(fresh_home, "givers", "duplicates") == "No two givers look alike.\n"


def test_the_lists_are_told_at_the_command_line(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """In words and as JSON."""
    hub.tell("item.unwanted", item="helmet", since="1940-01-01", reason="stock-full")
    (appeal,) = json.loads(asked(fresh_home, "appeals", "--json"))
    assert appeal["progress"][0]["came"] == "14.00"
    assert "goal 20.00, came 14.00" in asked(fresh_home, "appeals")
    (pledge,) = json.loads(asked(fresh_home, "pledges", "--json"))
    assert (pledge["paid"], pledge["parts"][1]["due"]) == ("6.00", "")
    assert "part 2 due without a day" in asked(fresh_home, "pledges")
    assert asked(fresh_home, "pledges", "--late") == "Nothing is late.\n"
    assert "stock-full" in asked(fresh_home, "unwanted")
    assert json.loads(asked(fresh_home, "unwanted", "--json"))[0]["item"] == "helmet"
    assert asked(fresh_home, "unwanted", "--body", "x") == "Everything is welcome.\n"


def test_a_refusal_leaves_a_letter_in_the_givers_language(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """Courteous, with the reason; it can be read again."""
    assert hub
    told = ("--item", "helmet", "--reason", "stock-full", "--name", "林女士")
    said = asked(fresh_home, "gift", "refuse", "hk", "r1", *told, "--letter", "zh")
    assert "林女士台鉴" in said
    assert "林女士台鉴" in asked(fresh_home, "gift", "letter", "r1")
    english = asked(fresh_home, "gift", "refuse", "hk", "r2", *told)
    assert "we hold more of it than our co-ops can use" in english
    assert "No letter" in asked(fresh_home, "gift", "letter", "g1")


def test_a_receipt_is_issued_and_found_by_its_code(
    fresh_home: FreshHome, hub: Desk
) -> None:
    """The next number of the series."""
    hub.tell(
        "receipt.series_opened",
        series="s",
        first_number=7,
        last_number=9,
        worth="unstated",
    )
    assert "no receipt yet" in asked(fresh_home, "gift", "receipt", "g1")
    asked(fresh_home, "gift", "receipt", "g1", "--series", "s")
    (row,) = json.loads(asked(fresh_home, "gift", "receipt", "g1", "--json"))
    assert (row["number"], row["status"]) == (7, "issued")
    assert "g1" in asked(fresh_home, "gift", "receipt", row["code"])
