# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.loan_changes import Moratorium
from gungho.flows.loans import LoanDeed, LoanDue
from gungho.flows.schedules import moved
from tests.flows.test_help import arrive
from tests.flows.test_loans import (
    COOP,
    GENERAL,
    OWN,
    by_product,
    offer,
    row_of,
    schedule,
)
from tests.support.goods import Desk
from tests.support.offices import meets, passes


@pytest.fixture
def lender(depot: Desk) -> Desk:
    """A depot with a loan of fifty yuan in four parts, the first of them paid."""
    arrive(depot, GENERAL)
    meets(depot, "m1")
    passes(depot, "r7", allows=["loan.written_off"])
    depot.tell("loan.offered", **offer())
    depot.tell("loan.made", **by_product())
    depot.tell("loan.repaid", loan="l1", count="1325", till="main")
    return depot


def off(**facts: Any) -> dict[str, Any]:
    """A write-off of ten yuan."""
    told = {"loan": "l1", "count": "1000", "cause": "air-raid", "resolution": "r7"}
    return {**told, **facts}


def left(desk: Desk, series: int = 0) -> list[tuple[int, int]]:
    """Return what is open of each part."""
    number = desk.books.bodies()["baoji"]
    rows = desk.books.state.find(LoanDue, "series", number, "l1", series)
    return [(row.principal_left, row.interest_left) for row in rows]


def test_what_is_left_gets_a_new_schedule(lender: Desk) -> None:
    """The old one is history: nothing of it is open; repayments go to the new one."""
    new = [
        {"due": "1940-12-01", "principal": "1750", "interest": "100"},
        {"due": "1941-12-01", "principal": "2000", "interest": "120"},
    ]
    lender.tell("loan.rescheduled", loan="l1", reason="flood", schedule=new)
    assert left(lender) == [(0, 0)] * 4
    assert schedule(lender, series=1)[1] == ("1941-12-01", 2000, 120)
    row = row_of(lender)
    assert (row.series, row.due, row.left) == (1, "1941-12-01", 3750)
    lender.tell("loan.repaid", loan="l1", count="1900", till="main")
    assert left(lender, 1) == [(0, 0), (2000, 70)]
    number = lender.books.bodies()["baoji"]
    deeds = lender.books.state.find(LoanDeed, "loan", number, "l1")
    assert [(one.sort, one.part, one.principal, one.interest) for one in deeds] == [
        ("repaid", 1, 1250, 75),
        ("rescheduled", 0, 3750, 112),
        ("repaid", 1, 1750, 100),
        ("repaid", 2, 0, 50),
    ]


def test_a_new_schedule_is_of_what_is_left_from_now_on(lender: Desk) -> None:
    """Not of less, not into the past, not dearer than the rate, not of nothing."""
    one = {"due": "1941-04-01", "principal": "3750", "interest": "300"}
    told = {"loan": "l1", "reason": "flood"}
    for wrong, code in (
        ({"schedule": []}, "schedule.sum"),
        ({"schedule": [one | {"principal": "3751"}]}, "schedule.sum"),
        ({"schedule": [one | {"due": "1940-03-01"}]}, "schedule.order"),
        ({"schedule": [one]}, "schedule.interest"),
        ({"schedule": [one], "loan": "l9"}, "loan.unknown"),
        ({"schedule": [one], "_happened": "1940-03-31"}, "loan.changed-later"),
    ):
        assert lender.code("loan.rescheduled", **{**told, **wrong}) == code
    lender.tell("loan.rescheduled", **told, schedule=[one | {"interest": "225"}])
    lender.tell("loan.repaid", loan="l1", count="3975", till="main")
    assert lender.code("loan.rescheduled", **told, schedule=[one]) == (
        "loan.nothing-left"
    )


def test_a_moratorium_is_declared_once_over_days_in_order(lender: Desk) -> None:
    """For a region or for all."""
    told = {"moratorium": "m1", "cause": "campaign"}
    for first, last, code in (
        ("1940-06-02", "1940-06-01", "moratorium.days"),
        ("1940-06-01", "1960-06-01", "moratorium.days"),
        ("1940-06-31", "1940-07-01", "day.malformed"),
    ):
        days = {"from_day": first, "until_day": last}
        assert lender.code("moratorium.declared", **told, **days) == code
    days = {"from_day": "1940-06-01", "until_day": "1940-08-31"}
    lender.tell("moratorium.declared", **told, **days)
    assert lender.code("moratorium.declared", **told, **days) == "moratorium.exists"
    (row,) = lender.books.state.find(Moratorium, "book", lender.books.bodies()["baoji"])
    assert (row.region, row.until_day) == ("", "1940-08-31")


def test_in_a_moratorium_nothing_falls_due() -> None:
    """What would moves behind it by its length; what follows keeps its distance."""
    dues = ["1940-05-01", "1940-07-01", "1940-10-01", ""]
    span = ("1940-06-01", "1940-08-31")
    wanted = ("1940-05-01", "1940-10-01", "1941-01-01", "")
    assert moved(dues, [span]) == wanted
    assert moved(dues, [("1940-08-01", span[1]), span, span]) == wanted
    assert moved(dues, [("1941-01-01", "1941-01-01"), span])[2] == "1941-01-02"
    assert moved(["9999-12-30"], [("9999-12-01", "9999-12-31")]) == ("9999-12-31",)


def test_a_loan_is_given_up_by_a_resolution(lender: Desk) -> None:
    """A loss of the fund that lent; the co-op owes no more than what is left."""
    assert lender.code("loan.written_off", **off(resolution="")) == (
        "loan.no-resolution"
    )
    lender.tell("loan.written_off", **off())
    assert lender.holds("baoji/losses/air-raid", "CNC", GENERAL) == "10.00"
    assert lender.holds(f"baoji/loans/{COOP}", "CNC", GENERAL) == "27.50"
    assert lender.holds(f"{COOP}/borrowed/baoji", "CNC", OWN) == "-27.50"
    assert lender.holds(f"{COOP}/forgiven/baoji", "CNC", OWN) == "-10.00"
    assert left(lender) == [(0, 0), (250, 56), (1250, 37), (1250, 19)]
    assert row_of(lender).left == 2750


def test_with_all_of_the_principal_the_interest_is_given_up(lender: Desk) -> None:
    """Without a booking, since it never was income."""
    lender.tell("loan.written_off", **off(count="3750"))
    assert left(lender) == [(0, 0)] * 4
    assert lender.holds(f"baoji/loans/{COOP}", "CNC", GENERAL) == "0.00"
    assert lender.code("loan.written_off", **off(count="")) == "loan.nothing-off"


def test_interest_alone_may_be_given_up(lender: Desk) -> None:
    """The principal stays owed."""
    lender.tell("loan.written_off", **off(count="", interest="60"))
    assert left(lender) == [(0, 0), (1250, 0), (1250, 33), (1250, 19)]
    for wrong, code in (
        ({"count": "3751"}, "loan.off-too-much"),
        ({"interest": "53"}, "loan.off-too-much"),
        ({"parts": [{"part": 4, "principal": "1000"}]}, "loan.split"),
    ):
        assert lender.code("loan.written_off", **off(**wrong)) == code


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"allows": ["loan.made"]}, "resolution.does-not-allow"),
        ({"fund": OWN}, "resolution.does-not-allow"),
        ({"until": "1940-04-01"}, "resolution.does-not-allow"),
        ({"currency": "CNC", "most": "1200"}, "resolution.spent"),
    ],
)
def test_a_write_off_needs_a_resolution_that_allows_it(
    lender: Desk, more: dict[str, Any], code: str
) -> None:
    """Its kind, fund, days and what it has left are asked, and used up."""
    passes(lender, "r8", **{"allows": ["loan.written_off"], **more})
    lender.day = "1940-04-02"
    if code == "resolution.spent":
        lender.tell("loan.written_off", **off(resolution="r8"))
    assert lender.code("loan.written_off", **off(resolution="r8")) == code


def test_a_write_off_by_a_resolution_nobody_passed_is_refused(lender: Desk) -> None:
    """Its number is looked up."""
    assert lender.code("loan.written_off", **off(resolution="r9")) == (
        "resolution.unknown"
    )
