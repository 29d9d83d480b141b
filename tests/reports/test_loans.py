# SPDX-License-Identifier: Apache-2.0
"""The loan book in worked figures."""

from __future__ import annotations

from typing import Any

import pytest

from gungho.errors import Refusal
from gungho.reports.loans import (
    RATES,
    DeedTold,
    DueTold,
    LoanTold,
    StayTold,
    ageing,
    book_by,
    loan_on,
    loans_on,
    provisions,
)

DUES = ("1940-07-01", "1940-10-01", "1941-01-01", "1941-04-01")


def due(part: int, day: str, **facts: Any) -> DueTold:
    """A part of 12.50 yuan with half a yuan of interest."""
    told = {"series": 0, "principal": 1250, "interest": 50, "on": "1940-04-01"}
    return DueTold(part=part, due=day, **{**told, **facts})


def deed(part: int, principal: int, interest: int = 0, **facts: Any) -> DeedTold:
    """A repayment of a part."""
    told = {
        "seq": 9, "series": 0, "sort": "repaid", "reason": "", "cited": "",
        "on": "1940-07-01",
    }  # fmt: skip
    return DeedTold(
        part=part, principal=principal, interest=interest, **{**told, **facts}
    )


def loan(*deeds: DeedTold, **facts: Any) -> LoanTold:
    """A loan of fifty yuan in four parts."""
    told: dict[str, Any] = {
        "body": "baoji", "loan": "l1", "coop": "baoji.0001", "region": "northwest",
        "product": "", "currency": "CNC", "fund": "hk:general", "count": 5000,
        "interest_ppm": 60_000, "on": "1940-04-01", "seq": 5, "standing": "kept",
        "dues": tuple(due(part, day) for part, day in enumerate(DUES, start=1)),
        "deeds": deeds,
    }  # fmt: skip
    return LoanTold(**{**told, **facts})


def stay(region: str = "", on: str = "1940-05-01") -> StayTold:
    """A moratorium of the summer of 1940: ninety-two days."""
    return StayTold(region=region, first="1940-06-01", last="1940-08-31", on=on)


def test_a_part_is_late_from_the_day_after_it_was_due() -> None:
    """Each in its own class, with what is open of it."""
    told = loan(deed(1, 1000, 50))
    assert loan_on(told, "1940-07-01").stands == "running"
    assert loan_on(told, "1940-06-30").repaid == 0
    first = loan_on(told, "1940-07-02")
    assert (first.stands, first.days, first.late, first.late_interest) == (
        "late", 1, 250, 0,
    )  # fmt: skip
    assert first.parts[0].age == "0-30"
    later = loan_on(told, "1941-01-02")
    assert [(part.late, part.age) for part in later.parts] == [
        (185, "over-180"), (93, "91-180"), (1, "0-30"), (0, ""),
    ]  # fmt: skip
    assert (later.late, later.late_interest, later.left) == (2750, 100, 4000)
    assert later.next_due == "1940-07-01"


def test_ageing_and_provision_by_class() -> None:
    """Late principal of 2.50, 12.50 and 12.50 yuan, at the rates stated."""
    late = ageing([loan_on(loan(deed(1, 1000, 50)), "1941-01-02")])
    assert [(one.age, one.principal, one.interest, one.parts) for one in late] == [
        ("0-30", 1250, 50, 1),
        ("31-60", 0, 0, 0),
        ("61-90", 0, 0, 0),
        ("91-180", 1250, 50, 1),
        ("over-180", 250, 0, 1),
    ]
    assert [one.count for one in provisions(late)] == [13, 0, 0, 625, 250]
    rates = {**RATES, "0-30": 0, "91-180": 333_333}
    assert [one.count for one in provisions(late, rates)] == [0, 0, 0, 417, 250]
    with pytest.raises(Refusal, match=r"provision\.rate"):
        provisions(late, {"0-30": 1_000_001})


def test_a_moratorium_of_the_region_makes_nothing_late() -> None:
    """From the day it is declared; another region's does not."""
    day = "1940-09-15"
    assert loan_on(loan(), day).late == 1250
    for held, late in (
        (stay(), 0),
        (stay("northwest"), 0),
        (stay("southeast"), 1250),
        (stay(on="1940-09-16"), 1250),
    ):
        on = loan_on(loan(stays=(held,)), day)
        assert on.late == late
        assert on.parts[0].agreed == "1940-07-01"
    moved = loan_on(loan(stays=(stay(),)), day)
    assert [part.due for part in moved.parts] == [
        "1940-10-01", "1941-01-01", "1941-04-03", "1941-07-02",
    ]  # fmt: skip


def test_the_schedule_in_force_is_that_of_the_day() -> None:
    """Before the rescheduling the old one; what came late counts from its own day."""
    new = due(1, "1942-01-01", series=1, principal=4000, interest=0, on="1940-08-01")
    moved = deed(0, 4000, 150, seq=10, sort="rescheduled", on="1940-08-01")
    late_paper = deed(1, 100, seq=11, series=1, on="1940-07-15")
    told = loan(deed(1, 1000, 50), moved, late_paper)
    told = loan(*told.deeds, dues=(*told.dues, new))
    before = loan_on(told, "1940-07-31")
    assert (before.series, before.repaid, before.late) == (0, 1100, 150)
    after = loan_on(told, "1940-08-02")
    assert (after.series, after.left, after.late) == (1, 3900, 0)
    assert sum(part.principal_left for part in after.parts) == after.left


def test_what_is_written_off_is_neither_left_nor_repaid() -> None:
    """And a loan that ends so says so."""
    off = [deed(n, 1250, 50, seq=20, sort="written-off") for n in (2, 3, 4)]
    told = loan(deed(1, 1250, 50), *off)
    on = loan_on(told, "1940-08-01")
    assert (on.repaid, on.written_off, on.left, on.interest_paid) == (1250, 3750, 0, 50)
    assert (on.stands, on.next_due) == ("written-off", "")
    every = [deed(n, 1250, 50) for n in (1, 2, 3, 4)]
    assert loan_on(loan(*every), "1940-08-01").stands == "repaid"


def test_a_loan_without_a_day_is_never_late() -> None:
    """It has none to be late from."""
    told = loan(dues=(due(1, "", principal=5000, interest=0),))
    assert loan_on(told, "1960-01-01").stands == "running"


def test_the_loan_book_adds_up_by_fund_and_by_co_op() -> None:
    """The latest loan stands first; one not made yet is left out."""
    other = loan(
        deed(1, 1250, 50), deed(2, 1250, 50, sort="written-off"),
        loan="l2", coop="baoji.0002",
    )  # fmt: skip
    unmade = loan(loan="l3", on="1941-01-01")
    found = loans_on([other, unmade, loan()], "1940-07-05")
    assert [one.told.loan for one in found] == ["l1", "l2"]
    (fund,) = book_by(found, "fund")
    assert (fund.name, fund.loans, fund.lent, fund.repaid) == (
        "hk:general", 2, 10_000, 1250,
    )  # fmt: skip
    assert (fund.written_off, fund.left, fund.late) == (1250, 7500, 1250)
    assert fund.lent == fund.repaid + fund.written_off + fund.left
    assert [
        (one.name, one.left, one.interest_paid) for one in book_by(found, "coop")
    ] == [
        ("baoji.0001", 5000, 0),
        ("baoji.0002", 2500, 50),
    ]
