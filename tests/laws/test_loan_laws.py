# SPDX-License-Identifier: Apache-2.0
"""The laws of loans: they add up, whatever is done, in whatever order papers come."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import assume
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.flows.loans import Loan, LoanDeed, LoanDue
from gungho.flows.schedules import (
    PPM,
    Pace,
    moved,
    number,
    require_schedule,
    spread,
)
from gungho.ledger.balances import balance
from gungho.ledger.state import State
from gungho.measure import months_on, whole_months
from tests.support.doings import COOP, Doing, doings, told
from tests.support.goods import line, movement
from tests.support.memory import MemoryBooks

COUNTS = st.integers(1, 10**12)
RATES = st.integers(0, PPM)
DAYS = st.dates(date(1938, 1, 1), date(1948, 12, 31))
LENDING = "give send arrive lend offer offer lend_on lend_on repay repay".split()
CHANGING = "repay repay lend_on reschedule reschedule stay write_off".split()
STORIES = st.tuples(
    st.lists(doings(LENDING), max_size=25), st.lists(doings(CHANGING), max_size=25)
).map(lambda halves: [*START, *halves[0], *halves[1]])
START = [
    Doing("give", 0, 0, 60),
    Doing("send", 0, 0, 60),
    Doing("arrive", 0, 0, 60),
    Doing("offer", 0, 1, 1),
    Doing("lend_on", 0, 1, 20),
]


@st.composite
def paces(draw: st.DrawFn) -> Pace:
    """Return any pace that fits together."""
    months = draw(st.integers(1, 60))
    grace = draw(st.integers(0, months - 1))
    parts = draw(st.integers(1, months - grace))
    return Pace(months=months, instalments=parts, grace=grace)


@examples(COUNTS, RATES, DAYS, paces())
def test_any_schedule_adds_up(count: int, rate: int, day: date, pace: Pace) -> None:
    """Its principal to the last unit, its days in order, its interest by the rate."""
    dues = spread(count=count, on=day.isoformat(), interest_ppm=rate, pace=pace)
    assert sum(number(due.principal) for due in dues) == count
    days = [due.due for due in dues]
    assert days == sorted(set(days))
    assert days[-1] <= months_on(day, pace.months).isoformat()
    require_schedule(dues, count=count, on=day.isoformat(), interest_ppm=rate)
    parts = [number(due.principal) for due in dues]
    assert max(parts) - min(parts) <= 1
    interest = sum(number(due.interest) for due in dues)
    assert interest * 12 * PPM <= count * pace.months * rate
    assert rate or not interest


@examples(DAYS, st.integers(0, 600))
def test_months_are_counted_as_they_are_added(day: date, months: int) -> None:
    """So many months later, so many whole months have gone by."""
    later = months_on(day, months)
    assert whole_months(day, later) == months
    assert months == 0 or whole_months(day, later - timedelta(1)) == months - 1


SPANS = st.lists(st.tuples(DAYS, st.integers(0, 400)), max_size=5).map(
    lambda found: [
        (first.isoformat(), (first + timedelta(length)).isoformat())
        for first, length in found
    ]
)


@examples(st.lists(DAYS, max_size=8, unique=True), SPANS, st.randoms())
def test_in_a_moratorium_nothing_falls_due(
    found: list[date], spans: list[tuple[str, str]], chance: Any
) -> None:
    """The order is kept, no two days come nearer, nothing moves forward in time.

    And nothing depends on the order in which they were declared, or how often.
    """
    dues = [day.isoformat() for day in sorted(found)]
    days = moved(dues, spans)
    for day in days:
        assert not any(first <= day <= last for first, last in spans)
    assert all(before <= after for before, after in zip(dues, days, strict=True))
    gaps = [
        [date.fromisoformat(b) - date.fromisoformat(a) for a, b in pairwise(row)]
        for row in (dues, days)
    ]
    assert all(was <= now for was, now in zip(*gaps, strict=True))
    again = [*spans, *spans]
    chance.shuffle(again)
    assert moved(dues, again) == days


def deeds_of(state: State, loan: Loan, sort: str) -> list[LoanDeed]:
    """Return what was done to a loan, of one sort."""
    rows = state.find(LoanDeed, "loan", loan.book, loan.loan)
    return [row for row in rows if row.sort == sort]


@examples(STORIES)
def test_repaid_and_left_and_written_off_are_what_was_lent(story: list[Doing]) -> None:
    """In the loan, part by part, in its deeds and in the ledger alike."""
    state = told(story).state
    loans = list(state.rows(Loan))
    lent: dict[tuple[int, str], int] = {}
    for loan in loans:
        assert loan.repaid + loan.left + loan.written_off == loan.count
        assert min(loan.repaid, loan.left, loan.written_off, loan.interest_paid) >= 0
        dues = [row for row in state.rows(LoanDue) if row.loan == loan.loan]
        assert sum(due.principal_left for due in dues) == loan.left
        assert all(min(due.principal_left, due.interest_left) >= 0 for due in dues)
        repaid = deeds_of(state, loan, "repaid")
        off = deeds_of(state, loan, "written-off")
        assert sum(one.principal for one in repaid) == loan.repaid
        assert sum(one.principal for one in off) == loan.written_off
        lent[loan.book, loan.fund] = lent.get((loan.book, loan.fund), 0) + loan.left
    for (book, fund), left in lent.items():
        assert balance(state, book, f"baoji/loans/{COOP}", "CNC", fund) == left
    owed = sum(loan.left for loan in loans)
    book = loans[0].book
    there = balance(state, book, f"{COOP}/borrowed/baoji", "CNC", "baoji:own")
    assert there == -owed


@examples(STORIES)
def test_interest_never_exceeds_the_schedule(story: list[Doing]) -> None:
    """What was paid, given up and is open of each schedule is what it asked for."""
    state = told(story).state
    for loan in state.rows(Loan):
        dues = [row for row in state.rows(LoanDue) if row.loan == loan.loan]
        assert loan.interest_paid <= sum(due.interest for due in dues)
        if not loan.interest_ppm:
            assert loan.interest_paid == 0
        moved_on = {
            one.series: one.interest for one in deeds_of(state, loan, "rescheduled")
        }
        for series in range(loan.series + 1):
            here = [due for due in dues if due.series == series]
            settled = sum(
                one.interest
                for sort in ("repaid", "written-off")
                for one in deeds_of(state, loan, sort)
                if one.series == series
            )
            left = moved_on.get(series, sum(due.interest_left for due in here))
            assert settled + left == sum(due.interest for due in here)


@examples(
    st.lists(st.tuples(st.integers(0, 2), st.integers(1, 900)), min_size=1, max_size=8),
    st.integers(0, 30),
    st.randoms(),
)
def test_the_order_of_late_papers_does_not_change_a_loan(
    paid: list[tuple[int, int]], days: int, chance: Any
) -> None:
    """Repayments of several loans, and moratoria, recorded in any order."""
    papers: list[tuple[str, dict[str, Any]]] = [
        ("loan.repaid", {"loan": f"l{which}", "count": str(count), "till": "main"})
        for which, count in paid
    ]
    for at in range(2):
        span = {
            "from_day": f"1940-0{4 + at}-01",
            "until_day": f"1940-06-{1 + days % 30:02}",
        }
        told_of = {"moratorium": f"m{at}", "region": "", "cause": "raids"}
        papers.append(("moratorium.declared", {**told_of, **span}))
    totals = {which: sum(n for w, n in paid if w == which) for which, _ in paid}
    assume(max(totals.values()) <= 3000)
    late = list(papers)
    chance.shuffle(late)
    assert loans_after(papers) == loans_after(late)


def loans_after(papers: list[tuple[str, dict[str, Any]]]) -> list[Any]:
    """Return three loans and their parts after papers in this order."""
    books = MemoryBooks()
    _, depot = movement(books)
    money = [line("90.00 CNC", "hk:general")]
    depot.tell("money.arrived", document="d", sender="hk", till="main", lines=money)
    pace = {"months": 12, "instalments": 5, "grace": 1}
    depot.tell(
        "loan.offered", product="p", currency="CNC", fund="hk:general", **pace,
        interest_ppm=80_000, most="3000",
    )  # fmt: skip
    for which in range(3):
        depot.tell(
            "loan.made", loan=f"l{which}", coop=COOP, currency="CNC", count="3000",
            fund="hk:general", till="main", interest_ppm=80_000, product="p",
        )  # fmt: skip
    for kind, facts in papers:
        depot.tell(kind, **facts)
    state = books.state
    return [*state.rows(Loan), *state.rows(LoanDue)]


@examples(COUNTS, RATES, DAYS, paces(), st.data())
def test_a_schedule_that_is_changed_by_one_unit_is_refused(
    count: int, rate: int, day: date, pace: Pace, data: st.DataObject
) -> None:
    """However large it is."""
    facts: dict[str, Any] = {"on": day.isoformat(), "interest_ppm": rate}
    dues = spread(count=count, **facts, pace=pace)
    wrong = count + data.draw(st.sampled_from([-1, 1]))
    with pytest.raises(Refusal, match=r"schedule\.sum"):
        require_schedule(dues, count=wrong, **facts)
