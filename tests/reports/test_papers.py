# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.papers import Tally
from gungho.reports.papers import Asked, Sides, age_of, counts, papers, why

TODAY = "1940-06-30"


def tally(**counts: int) -> Tally:
    """One line of pounds."""
    return Tally(commodity="GBP", fund="hk:general", lot="", **counts)


def sides(*tallies: Tally, **facts: Any) -> Sides:
    """Both sides of a document that London sent on the first of April."""
    told = {
        "document": "m1",
        "form": "money",
        "sender": "london",
        "receiver": "hk",
        "on": "1940-04-01",
        "due": "1940-05-31",
        "counted_on": "",
        "tallies": tallies,
    }
    return Sides(**{**told, **facts})


@pytest.mark.parametrize(
    ("days", "age"),
    [
        (0, "0-30"),
        (30, "0-30"),
        (31, "31-60"),
        (60, "31-60"),
        (90, "61-90"),
        (91, "91-180"),
        (180, "91-180"),
        (181, "over-180"),
    ],
)
def test_a_paper_is_of_one_age_class(days: int, age: str) -> None:
    """The classes meet without a gap."""
    assert age_of(days) == age


def test_what_was_sent_ages_from_the_day_it_was_sent() -> None:
    """The receiver must answer, and the due day has passed by a month."""
    (paper,) = papers([sides(tally(sent=10))], today=TODAY)
    assert (paper.state, paper.body, paper.since) == ("sent", "hk", "1940-04-01")
    assert (paper.days, paper.age, paper.late) == (90, "61-90", 30)


def test_what_was_counted_ages_from_the_day_it_was_counted() -> None:
    """The sender must answer: for a sending not heard, a difference, a settlement."""
    counted = {"counted_on": "1940-06-20"}
    found = papers(
        [
            sides(tally(came=10), on="", due="", document="a", **counted),
            sides(tally(sent=10, came=9), document="b", **counted),
            sides(tally(sent=10, came=10), document="c", **counted),
            sides(tally(sent=10, came=10, settled=10), document="d", **counted),
        ],
        today=TODAY,
    )
    assert [paper.state for paper in found] == ["unheard", "differs", "unsettled"]
    assert {(one.body, one.days, one.late) for one in found} == {("london", 10, 0)}
    assert counts(found)["differs"] == {
        "0-30": 1, "31-60": 0, "61-90": 0, "91-180": 0, "over-180": 0
    }  # fmt: skip


def test_why_two_sides_differ_is_said() -> None:
    """Less, more, found after its loss, or something that was not sent."""
    assert why(tally(sent=10, came=9)) == "short"
    assert why(tally(sent=10, came=11)) == "more"
    assert why(tally(sent=10, came=9, lost=2)) == "found"
    assert why(tally(came=3)) == "other"
    assert why(tally(sent=10, came=9, lost=1)) == ""
    (paper,) = papers([sides(tally(sent=10, came=9), tally(came=3))], today=TODAY)
    assert paper.whys == ("short", "other")


def test_chases_are_added_up() -> None:
    """Both sides may have asked."""
    asked = (
        Asked(by="hk", body="london", rounds=2, on="1940-05-01"),
        Asked(by="london", body="hk", rounds=1, on="1940-05-09"),
    )
    (paper,) = papers([sides(tally(sent=10), asked=asked)], today=TODAY)
    assert (paper.rounds, paper.chased_on) == (3, "1940-05-09")
    (never,) = papers([sides(tally(sent=10))], today=TODAY)
    assert (never.rounds, never.chased_on) == (0, "")
