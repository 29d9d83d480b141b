# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

from gungho.flows.appeals import Appeal, AppealSum
from gungho.flows.pledges import Pledge, PledgePart
from tests.support.goods import Desk, fund, given

GENERAL = "hk:general"


def appeal(**facts: Any) -> dict[str, Any]:
    """An appeal for ten yuan and three looms."""
    goal = [
        {"commodity": "CNC", "count": "1000"},
        {"commodity": "hand-loom", "count": "3"},
    ]
    told = {"appeal": "a", "fund": GENERAL, "goal": goal, "left_over": "general"}
    return {**told, "from_day": "1940-03-01", **facts}


def pledge(**facts: Any) -> dict[str, Any]:
    """A pledge of nine yuan in three parts, the last without a day."""
    parts = [
        {"count": "300", "due": "1940-03-31"},
        {"count": "300", "due": "1940-06-30"},
        {"count": "300"},
    ]
    told = {"pledge": "p", "giver": "hk:p-1", "commodity": "CNC", "fund": GENERAL}
    return {**told, "parts": parts, **facts}


def give(desk: Desk, gift: str, what: str, **facts: Any) -> None:
    """Record a gift of one line."""
    desk.tell("gift.received", gift=gift, lines=[given(what, GENERAL)], **facts)


def parts_of(desk: Desk) -> list[tuple[int, int, int]]:
    """Return what is paid, released and open of each part."""
    number = desk.books.bodies()["hk"]
    rows = desk.books.state.find(PledgePart, "pledge", number, "p")
    return [(row.paid, row.released, row.open) for row in rows]


def test_an_appeal_has_a_goal_a_fund_days_and_a_rule(hub: Desk) -> None:
    """What does not fit together is refused."""
    goal = [{"commodity": "CNC", "count": "5"}] * 2
    for wrong, code in (
        ({"goal": []}, "appeal.no-goal"),
        ({"goal": goal}, "appeal.goal-twice"),
        ({"goal": [{"commodity": "XAU", "count": "5"}]}, "commodity.unknown"),
        ({"fund": "hk:nowhere"}, "fund.unknown"),
        ({"until_day": "1940-02-01"}, "appeal.days"),
        ({"left_over": "nearest"}, "appeal.nearest"),
        ({"nearest": "b"}, "appeal.nearest"),
    ):
        assert hub.code("appeal.opened", **appeal(**wrong)) == code
    hub.tell("appeal.opened", **appeal())
    assert hub.code("appeal.opened", **appeal()) == "appeal.exists"


def test_a_gift_for_an_appeal_is_of_its_fund_and_its_days(hub: Desk) -> None:
    """A known appeal, begun, not closed."""
    other = fund(hub, "other")
    hub.tell("appeal.opened", **appeal(fund=other))
    line = given("1.00 CNC @ main", GENERAL)
    told = {"gift": "g", "lines": [line], "appeal": "a"}
    assert hub.code("gift.received", **told) == "appeal.other-fund"
    told = {**told, "lines": [{**line, "fund": other}]}
    assert hub.code("gift.received", **told, _happened="1940-02-01") == "appeal.not-yet"
    unknown = {**told, "appeal": "b"}
    assert hub.code("gift.received", **unknown) == "appeal.unknown"
    hub.tell("appeal.closed", appeal="a", reason="goal-met")
    assert hub.code("gift.received", **told, _happened="1940-04-02") == "appeal.closed"
    hub.tell("gift.received", **told)


def test_a_close_says_what_was_raised_and_what_is_left_over(
    desks: tuple[Desk, Desk],
) -> None:
    """Over all books that took gifts for it, by commodity, by the appeal's rule."""
    hub, depot = desks
    hub.tell("appeal.opened", **appeal(left_over="nearest", nearest="b"))
    give(hub, "g1", "8.00 CNC @ main", appeal="a")
    give(depot, "g2", "7.00 CNC @ main", appeal="a")
    give(hub, "g3", "2 hand-loom @ hk", appeal="a")
    lines = [{"line": 0, "count": "100"}]
    hub.tell("gift.returned", back="b", gift="g1", lines=lines, reason="r")
    assert depot.code("appeal.closed", appeal="a", reason="r") == "appeal.unknown"
    told = {"appeal": "a", "reason": "goal-met"}
    wrong = [{"commodity": "CNC", "raised": "1"}]
    assert hub.code("appeal.closed", **told, lines=wrong) == "appeal.sums"
    assert hub.code("appeal.closed", **told, left_over="return") == "appeal.rule"
    hub.tell("appeal.closed", **told)
    state, number = hub.books.state, hub.books.bodies()["hk"]
    row, held = state.get(Appeal, number, "a"), state.get(AppealSum, number, "a", "CNC")
    assert row is not None
    assert held is not None
    assert (row.closed_on, row.closed_for, held.rest) == ("1940-04-01", "goal-met", 400)
    loom = state.get(AppealSum, number, "a", "hand-loom")
    assert loom is not None
    assert loom.rest == 0
    assert hub.code("appeal.closed", **told) == "appeal.closed"


def test_gifts_settle_a_pledge_oldest_part_first(hub: Desk) -> None:
    """What is over is a gift like any other; lines of other things do not count."""
    hub.tell("pledge.made", **pledge())
    give(hub, "g1", "4.00 CNC @ main", pledge="p")
    assert parts_of(hub) == [(300, 0, 0), (100, 0, 200), (0, 0, 300)]
    give(hub, "g2", "6.00 CNC @ main", pledge="p")
    assert parts_of(hub) == [(300, 0, 0)] * 3
    told = {"gift": "g3", "lines": [given("1 hand-loom @ hk", GENERAL)]}
    assert hub.code("gift.received", **told, pledge="p") == "pledge.other-commodity"
    assert hub.code("gift.received", **told, pledge="q") == "pledge.unknown"
    settles = [{"part": 3, "count": "1"}]
    assert hub.code("gift.received", **told, settles=settles) == "pledge.split"
    money = {"gift": "g3", "lines": [given("1.00 CNC @ main", GENERAL)]}
    assert hub.code("gift.received", **money, pledge="p", settles=settles) == (
        "pledge.split"
    )


def test_a_pledge_is_released_in_part_or_whole(hub: Desk) -> None:
    """What is open, the oldest part first, with a reason; a release can be undone."""
    hub.tell("pledge.made", **pledge())
    give(hub, "g1", "1.00 CNC @ main", pledge="p")
    told = {"pledge": "p", "reason": "giver-died"}
    entry = hub.tell("pledge.released", release="r1", **told, count="300").id
    assert parts_of(hub) == [(100, 200, 0), (0, 100, 200), (0, 0, 300)]
    for wrong, code in (
        ({"release": "r1"}, "pledge.release-exists"),
        ({"count": "501"}, "pledge.release"),
        ({"parts": [{"part": 3, "count": "500"}]}, "pledge.split"),
        ({"pledge": "q"}, "pledge.unknown"),
    ):
        facts = {"release": "r2", "count": "", **told, **wrong}
        assert hub.code("pledge.released", **facts) == code
    hub.tell("correction.made", reason="typed-twice", _corrects=entry)
    assert parts_of(hub)[0] == (100, 0, 200)
    hub.tell("pledge.released", release="r2", **told, count="")
    assert [one for *_, one in parts_of(hub)] == [0, 0, 0]
    none = {"release": "r3", "count": "", **told}
    assert hub.code("pledge.released", **none) == "pledge.release"


def test_a_pledge_that_does_not_fit_together_is_refused(hub: Desk) -> None:
    """Its parts in order of their days, its giver named or nobody."""
    hub.tell("appeal.opened", **appeal(fund=fund(hub, "other")))
    late = [{"count": "1", "due": "1940-06-30"}, {"count": "1", "due": "1940-03-31"}]
    most = [{"count": "9007199254740991"}] * 2
    for wrong, code in (
        ({"parts": []}, "pledge.parts"),
        ({"parts": late}, "pledge.order"),
        ({"parts": [{"count": "1"}, late[0]]}, "pledge.order"),
        ({"parts": most}, "booking.too-large"),
        ({"privacy": "anonymous"}, "gift.anonymous"),
        ({"appeal": "a"}, "appeal.other-fund"),
        ({"commodity": "XAU"}, "commodity.unknown"),
    ):
        assert hub.code("pledge.made", **pledge(**wrong)) == code
    entry = hub.tell("pledge.made", **pledge()).id
    assert hub.code("pledge.made", **pledge()) == "pledge.exists"
    hub.tell("correction.made", reason="typed-twice", _corrects=entry)
    row = hub.books.state.get(Pledge, hub.books.bodies()["hk"], "p")
    assert row is not None
    assert row.status == "corrected"
    told = {"release": "r", "pledge": "p", "count": "", "reason": "r"}
    assert hub.code("pledge.released", **told) == "pledge.unknown"
