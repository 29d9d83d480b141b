# SPDX-License-Identifier: Apache-2.0
"""Offices, meetings, resolutions and limits: who may spend how much, and by what."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from gungho.actions.ports import Command
from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.flows.authority import Approval, Limit, Spent
from gungho.flows.offices import Resolution
from gungho.journal import encode_sorted
from tests.support.goods import Desk, given, movement
from tests.support.memory import Clock, MemoryBooks
from tests.support.offices import meets, passes, passing

GENERAL = "hk:general"


@pytest.fixture
def hub() -> Desk:
    """A hub with 1,000 pounds, a treasurer and limits of 50 and 200."""
    desk = movement(MemoryBooks())[0]
    desk.tell("gift.received", gift="g", lines=[given("1000.00 GBP @ main", GENERAL)])
    meets(desk, "m1")
    passes(desk, "1940-1", meeting="m1")
    for office, person in (("treasurer", "p-1"), ("chair", "p-2")):
        desk.tell("office.assumed", office=office, person=person, until="1941-03-31",
                  resolution="1940-1")  # fmt: skip
    lines = [
        {"office": "treasurer", "currency": "GBP", "alone": "5000", "pair": "20000"}
    ]
    desk.tell("limits.set", resolution="1940-1", lines=lines)
    return desk


def paying(pounds: int, **more: Any) -> dict[str, Any]:
    """Return the facts and envelope of freight paid by the treasurer."""
    return {
        "cost": f"c{pounds}", "cause": "freight", "currency": "GBP",
        "count": f"{pounds}00", "fund": GENERAL, "till": "main", "document": "",
        "_by": "p-1", "_office": "treasurer", **more,
    }  # fmt: skip


def approves(desk: Desk, command: Command, *, by: str) -> None:
    """A person approves a command before it is recorded."""
    digest = sha256(encode_sorted(command)).hexdigest()
    desk.tell("approval.given", command=digest, _by=by, _office="chair")


def test_an_office_spends_alone_up_to_its_limit(hub: Desk) -> None:
    """Above it a resolution is asked for; the sentence says both figures."""
    hub.tell("cost.paid", **paying(50))
    refusal = hub.refused("cost.paid", **paying(51))
    assert refusal.code == "authority.above-limit"
    assert (refusal.facts["limit"], refusal.facts["asked"]) == ("5000", "5100")


def test_an_office_without_a_limit_spends_nothing(hub: Desk) -> None:
    """Once limits are set for a currency; other currencies are as before."""
    refusal = hub.refused("cost.paid", **paying(1, _by="p-2", _office="chair"))
    assert refusal.code == "authority.no-limit"


@pytest.mark.parametrize(("by", "day"), [("p-2", "1940-04-01"), ("p-1", "1941-04-01")])
def test_only_who_holds_the_office_decides(hub: Desk, by: str, day: str) -> None:
    """Neither another person nor the same one after the term."""
    later(hub, "1941-04-02")
    refusal = hub.refused("cost.paid", **paying(1, _by=by, _happened=day))
    assert refusal.code == "authority.not-in-office"


def test_who_left_decides_no_more(hub: Desk) -> None:
    """An office is left by an entry, and cannot be left twice."""
    hub.day = "1940-05-01"
    later(hub, "1940-06-01")
    hub.tell("office.left", office="treasurer", person="p-1", reason="illness")
    refusal = hub.refused("cost.paid", **paying(1, _happened="1940-05-02"))
    assert refusal.code == "authority.not-in-office"
    again = {"office": "treasurer", "person": "p-1", "reason": "again"}
    refusal = hub.refused("office.left", **again, _happened="1940-05-02")
    assert refusal.code == "office.not-held"


def test_a_resolution_allows_what_it_says_and_is_used_up(hub: Desk) -> None:
    """Kind, fund, day and sum; what is left is told when it is not enough."""
    passes(hub, "1940-2", allows=["cost.paid"], currency="GBP", most="15000",
           fund=GENERAL, until="1940-04-30")  # fmt: skip
    hub.tell("cost.paid", **paying(100, _authority="1940-2"))
    refusal = hub.refused("cost.paid", **paying(60, _authority="1940-2"))
    assert refusal.code == "resolution.spent"
    assert refusal.facts["left"] == "5000"
    row = hub.books.state.get(Resolution, book(hub), "1940-2")
    assert row
    assert row.spent == 10_000


@pytest.mark.parametrize(
    ("more", "clause"),
    [
        ({"allows": ["money.exchanged"]}, "kind"),
        ({"allows": ["cost.paid"], "until": "1940-04-02"}, "until"),
    ],
)
def test_what_a_resolution_does_not_allow_is_named(
    hub: Desk, more: dict[str, Any], clause: str
) -> None:
    """The clause that says no, and what was asked."""
    passes(hub, "1940-2", **more)
    later(hub, "1940-06-01")
    spending = paying(60, _authority="1940-2", _happened="1940-05-01")
    refusal = hub.refused("cost.paid", **spending)
    assert (refusal.code, refusal.facts["clause"]) == (
        "resolution.does-not-allow", clause,
    )  # fmt: skip


def test_above_the_second_limit_another_person_approves_that_very_command(
    hub: Desk,
) -> None:
    """Not the same person, not another command, not one figure changed after it."""
    passes(hub, "1940-2", allows=["cost.paid"])
    command = hub.command("cost.paid", **paying(250, _authority="1940-2", _id="c-1"))
    assert refused(hub, command) == "authority.second-person"
    approves(hub, command, by="p-1")
    assert refused(hub, command) == "authority.second-person"
    approves(hub, command, by="p-2")
    more = paying(251, _authority="1940-2", _id="c-1", cost="c250")
    assert refused(hub, hub.command("cost.paid", **more)) == "authority.second-person"
    record(hub.books, command)
    found = hub.books.state.find(
        Approval, "command", book(hub), sha256(encode_sorted(command)).hexdigest()
    )
    assert {(one.person, one.entry) for one in found} == {
        ("p-1", "c-1"),
        ("p-2", "c-1"),
    }


def test_what_a_reversed_entry_spent_is_given_back(hub: Desk) -> None:
    """The resolution may be used again; what stands says nothing is spent."""
    passes(hub, "1940-2", allows=["cost.paid"], currency="GBP", most="10000")
    entry = hub.tell("cost.paid", **paying(100, _authority="1940-2"))
    hub.tell("correction.made", reason="wrong-fund", _corrects=entry.id)
    row = hub.books.state.get(Resolution, book(hub), "1940-2")
    spent = hub.books.state.get(Spent, book(hub), entry.id)
    assert row
    assert spent
    assert (row.spent, spent.amount) == (0, 0)
    hub.tell("cost.paid", **paying(100, _authority="1940-2", _id="again"))


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"votes_for": 2, "votes_against": 2}, "resolution.not-passed"),
        ({"votes_for": 9}, "resolution.votes"),
        ({"meeting": "nowhere"}, "meeting.unknown"),
        ({"meeting": "m2"}, "meeting.no-quorum"),
        ({"resolution": "1940-1"}, "resolution.exists"),
        ({"currency": "GBP"}, "resolution.amount"),
        ({"until": "1939-01-01"}, "resolution.ended"),
        ({"fund": "hk:nothing"}, "fund.unknown"),
    ],
)
def test_a_resolution_that_was_not_passed_is_refused(
    hub: Desk, facts: dict[str, Any], code: str
) -> None:
    """Too few votes, more votes than persons, no quorum, no meeting, a number twice."""
    meets(hub, "m2", present=6)
    assert hub.refused("resolution.passed", **passing("1940-9", **facts)).code == code


@pytest.mark.parametrize(
    ("kind", "facts", "code"),
    [
        ("meeting.held", {"meeting": "m1"}, "meeting.exists"),
        ("meeting.held", {"meeting": "m9", "present": 13}, "meeting.too-many"),
        ("office.assumed", {"person": "p-1"}, "office.held"),
        ("office.assumed", {"until": "1939-01-01"}, "office.term"),
        ("office.assumed", {"resolution": "none"}, "resolution.unknown"),
        ("limits.set", {"lines": []}, "limits.empty"),
        ("limits.set", {"resolution": "none"}, "resolution.unknown"),
    ],
)
def test_what_cannot_be_is_refused(
    hub: Desk, kind: str, facts: dict[str, Any], code: str
) -> None:
    """Each with its own reason."""
    plain: dict[str, dict[str, Any]] = {
        "meeting.held": {
            "form": "board", "entitled": 12, "present": 9, "quorum": 7, "minutes": "",
        },
        "office.assumed": {
            "office": "treasurer", "person": "p-7", "until": "", "resolution": "",
        },
        "limits.set": {"resolution": "1940-1", "lines": []},
    }  # fmt: skip
    assert hub.refused(kind, **{**plain[kind], **facts}).code == code


def test_a_second_limit_is_not_below_the_first(hub: Desk) -> None:
    """And a limit is set in a currency."""
    line = {"office": "chair", "currency": "GBP", "alone": "500", "pair": "400"}
    refusal = hub.refused("limits.set", resolution="1940-1", lines=[line])
    assert refusal.code == "limits.order"
    line = {"office": "chair", "currency": "hand-loom", "alone": "5"}
    refusal = hub.refused("limits.set", resolution="1940-1", lines=[line])
    assert refusal.code == "money.not-currency"


def test_a_new_limit_takes_the_place_of_the_old(hub: Desk) -> None:
    """For that office and currency."""
    line = {"office": "treasurer", "currency": "GBP", "alone": "10000"}
    hub.tell("limits.set", resolution="1940-1", lines=[line])
    hub.tell("cost.paid", **paying(100))
    row = hub.books.state.get(Limit, book(hub), "treasurer", "GBP")
    assert row
    assert (row.alone, row.pair) == (10_000, 0)


def test_a_book_without_limits_asks_for_none(hub: Desk) -> None:
    """As small committees begin."""
    depot = hub.at("baoji")
    depot.tell(
        "gift.received", gift="d", lines=[given("90.00 GBP @ main", "hk:general")]
    )
    depot.tell("cost.paid", **paying(90))


def later(hub: Desk, day: str) -> None:
    """The clock goes on to a day."""
    assert isinstance(hub.books, MemoryBooks)
    assert isinstance(hub.books.clock, Clock)
    hub.books.clock.at(day)


def refused(hub: Desk, command: Command) -> str:
    """Return the code of the refusal that a command meets."""

    with pytest.raises(Refusal) as caught:
        record(hub.books, command)
    return caught.value.code


def book(desk: Desk) -> int:
    """Return the number of a desk's book."""
    return desk.books.bodies()[desk.body]
