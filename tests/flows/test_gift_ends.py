# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.appeals import AppealSum
from gungho.flows.gift_ends import GiftBack, Valuation
from gungho.flows.gifts import Gift, GiftLineRow
from tests.support.goods import Desk, given, served

GENERAL = "hk:general"


@pytest.fixture
def taken(hub: Desk) -> Desk:
    """A hub with a gift of five yuan and two looms."""
    what = ("5.00 CNC @ main", "2 hand-loom @ hk")
    hub.tell("gift.received", gift="g", lines=[given(one, GENERAL) for one in what])
    return hub


def back(**facts: Any) -> dict[str, Any]:
    """Two yuan go back."""
    told = {"back": "b1", "gift": "g", "reason": "asked-back"}
    return {**told, "lines": [{"line": 0, "count": "200"}], **facts}


def row_of(desk: Desk, line: int = 0) -> GiftLineRow:
    """Return a line of the gift."""
    found = desk.books.state.get(GiftLineRow, desk.books.bodies()["hk"], "g", line)
    assert found is not None
    return found


def test_a_refused_gift_books_nothing_and_keeps_its_letter(hub: Desk) -> None:
    """The id of a received gift is taken."""
    told = {"gift": "r", "commodity": "rifle", "reason": "weapons"}
    hub.tell("gift.refused", **told, letter="ab" * 32)
    refused = hub.books.state.get(Gift, hub.books.bodies()["hk"], "r")
    assert refused is not None
    assert (refused.status, refused.letter) == ("refused", "ab" * 32)
    assert hub.code("gift.refused", **told) == "gift.exists"


def test_valuations_stand_side_by_side_and_book_nothing(taken: Desk) -> None:
    """Each with its day, its method and who valued; one can be taken back."""
    told = {
        "valuation": "v1", "gift": "g", "line": 1, "worth": "9000",
        "currency": "CNC", "method": "giver-said", "valuer": "hk:p-1",
    }  # fmt: skip
    before = taken.books.heads["hk"].size
    entry = taken.tell("gift.valued", **told)
    taken.tell("gift.valued", **{**told, "valuation": "v2", "method": "expert"})
    assert taken.books.heads["hk"].size == before + 2
    for wrong, code in (
        ({}, "valuation.exists"),
        ({"valuation": "v3", "gift": "h"}, "gift.not-here"),
        ({"valuation": "v3", "line": 2}, "gift.no-line"),
        ({"valuation": "v3", "line": 0}, "valuation.cash"),
        ({"valuation": "v3", "currency": "hand-loom"}, "money.not-currency"),
    ):
        assert taken.code("gift.valued", **{**told, **wrong}) == code
    taken.tell("correction.made", reason="typed-twice", _corrects=entry.id)
    rows = taken.books.state.find(Valuation, "gift", "g")
    assert [(row.method, row.undone) for row in rows] == [
        ("giver-said", 1), ("expert", 0),
    ]  # fmt: skip


def test_what_is_still_held_may_go_back(taken: Desk) -> None:
    """Line by line, and never more than came; goods go as the lot they are."""
    taken.tell("gift.returned", **back())
    lines = [{"line": 0, "count": "300"}, {"line": 1, "count": "2"}]
    taken.tell("gift.returned", **back(back="b2", lines=lines))
    assert taken.holds("hk/cash/main", "CNC", GENERAL) == "0.00"
    assert taken.holds("hk/returned/g", "CNC", GENERAL) == "5.00"
    assert (row_of(taken).returned, row_of(taken, 1).returned) == (500, 2)
    assert taken.code("gift.returned", **back(back="b3")) == "gift.back-more"


def test_what_cannot_go_back_is_refused(taken: Desk) -> None:
    """Nothing, twice, of an unknown gift or line, what was used, what has left."""
    served(taken)
    line = given("1.00 labour-day @ hk", GENERAL)
    taken.tell("gift.received", gift="u", lines=[line])
    taken.tell("gift.returned", **back())
    twice = [{"line": 0, "count": "200"}, {"line": 0, "count": "200"}]
    for wrong, code in (
        ({"back": "b1"}, "gift.back-exists"),
        ({"lines": []}, "gift.back-empty"),
        ({"gift": "h"}, "gift.not-here"),
        ({"lines": [{"line": 4, "count": "1"}]}, "gift.no-line"),
        ({"lines": twice}, "gift.back-more"),
        ({"gift": "u"}, "gift.back-used"),
        ({"lines": [{"line": 1, "count": "1", "at": "kowloon"}]}, "balance.short"),
    ):
        told = {**back(), "back": "b9", **wrong}
        assert taken.code("gift.returned", **told) == code


def test_a_return_can_be_corrected(taken: Desk) -> None:
    """It is in the till again, and counts for its appeal again."""
    goal = [{"commodity": "CNC", "count": "1000"}]
    taken.tell(
        "appeal.opened", appeal="a", fund=GENERAL, goal=goal, from_day="1940-03-01",
        left_over="general",
    )  # fmt: skip
    line = given("4.00 CNC @ main", GENERAL)
    taken.tell("gift.received", gift="h", lines=[line], appeal="a")
    entry = taken.tell("gift.returned", **back(gift="h")).id
    number, state = taken.books.bodies()["hk"], taken.books.state
    held = state.get(AppealSum, number, "a", "CNC")
    assert held is not None
    assert held.returned == 200
    taken.tell("correction.made", reason="typed-twice", _corrects=entry)
    held = state.get(AppealSum, number, "a", "CNC")
    assert held is not None
    assert held.returned == 0
    assert [row.undone for row in state.find(GiftBack, "gift", "h")] == [1]
    assert taken.holds("hk/cash/main", "CNC", GENERAL) == "9.00"


def test_what_is_held_for_another_is_passed_on_or_goes_back(hub: Desk) -> None:
    """To the last unit, and nothing else can be done with it."""
    what = ("5.00 CNC @ main", "2 hand-loom @ hk")
    lines = [given(one, GENERAL) for one in what]
    entry = hub.tell("gift.received", gift="g", lines=lines, agency="baoji").id
    goods = [{"line": 1, "count": "2"}, {"line": 0, "count": "300"}]
    hub.tell("gift.passed_on", back="b1", gift="g", lines=goods)
    assert hub.holds("hk/agency/g", "CNC", GENERAL) == "-2.00"
    assert hub.code("correction.made", reason="r", _corrects=entry) == "balance.short"
    hub.tell("gift.returned", **back(back="b2"))
    assert hub.holds("hk/agency/g", "CNC", GENERAL) == "0.00"
    assert hub.holds("hk/custody/g", "CNC", GENERAL) == "0.00"
    assert (row_of(hub).passed, row_of(hub).returned) == (300, 200)


def test_only_what_is_held_for_another_is_passed_on(taken: Desk) -> None:
    """What is the body's own is spent or returned."""
    lines = [{"line": 0, "count": "200"}]
    assert taken.code("gift.passed_on", back="b", gift="g", lines=lines) == (
        "gift.not-agency"
    )
