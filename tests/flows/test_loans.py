# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.loan_products import LoanApplication
from gungho.flows.loans import Loan, LoanDue
from gungho.journal import Entry, decode
from gungho.ledger.state import State
from tests.flows.test_help import arrive, loan, need
from tests.journal.test_golden import raw_of
from tests.support.goods import Desk, fund, mirror
from tests.support.memory import MemoryBooks, fold_raw

COOP, OWN, GENERAL = "baoji.0001", "baoji:own", "hk:general"


@pytest.fixture
def lender(depot: Desk) -> Desk:
    """A depot that has a hundred yuan and offers loans at six per cent."""
    arrive(depot, GENERAL)
    depot.tell("loan.offered", **offer())
    return depot


def offer(**facts: Any) -> dict[str, Any]:
    """A loan of at most sixty yuan over a year, in four parts."""
    return {
        "product": "year",
        "currency": "CNC",
        "fund": GENERAL,
        "interest_ppm": 60_000,
        "months": 12,
        "instalments": 4,
        "grace": 0,
        "most": "6000",
        **facts,
    }


def by_product(**facts: Any) -> dict[str, Any]:
    """A loan of fifty yuan as it is offered."""
    return loan(product="year", interest_ppm=60_000, **facts)


def schedule(desk: Desk, ident: str = "l1", series: int = 0) -> list[tuple[Any, ...]]:
    """Return a loan's schedule."""
    number = desk.books.bodies()["baoji"]
    rows = desk.books.state.find(LoanDue, "series", number, ident, series)
    return [(row.due, row.principal, row.interest) for row in rows]


def row_of(desk: Desk, ident: str = "l1") -> Loan:
    """Return a loan."""
    row = desk.books.state.get(Loan, desk.books.bodies()["baoji"], ident)
    assert row is not None
    return row


def read(desk: Desk, seq: int) -> Entry:
    """Return an entry of the depot's book from its bytes."""
    assert isinstance(desk.books, MemoryBooks)
    return decode(desk.books.entries["baoji"][seq].raw)


def test_a_loan_comes_back_into_the_fund_that_lent(depot: Desk) -> None:
    """A claim of the fund; the co-op's money is its own."""
    arrive(depot, GENERAL)
    depot.tell("loan.made", **loan())
    assert depot.holds(f"baoji/loans/{COOP}", "CNC", GENERAL) == "50.00"
    assert depot.holds(f"{COOP}/cash/main", "CNC", OWN) == "550.00"
    assert depot.code("loan.made", **loan()) == "loan.exists"
    repaid = {"loan": "l1", "count": "2000", "till": "main"}
    depot.tell("loan.repaid", **repaid)
    assert depot.holds("baoji/cash/main", "CNC", GENERAL) == "70.00"
    over = depot.refused("loan.repaid", **{**repaid, "count": "3001"})
    assert (over.code, over.facts["left"]) == ("loan.overpaid", "3000")
    assert depot.code("loan.repaid", **{**repaid, "loan": "l9"}) == "loan.unknown"
    assert row_of(depot).repaid == 2000
    assert schedule(depot) == [("", 5000, 0)]


def test_a_loan_is_of_money_that_is_there_to_a_co_op_at_work(depot: Desk) -> None:
    """Goods are lent in another way."""
    arrive(depot, GENERAL)
    goods = loan(currency="hand-loom", count="1")
    assert depot.code("loan.made", **goods) == "money.not-currency"
    assert depot.code("loan.made", **loan(count="10001")) == "balance.short"
    depot.tell("coop.closed", coop=COOP, reason="r")
    assert depot.code("loan.made", **loan()) == "coop.closed"


def test_a_schedule_is_decided_as_the_product_says(lender: Desk) -> None:
    """Equal parts of the principal, and interest on what is left of it.

    Six per cent a year is a half per cent a month: three months on 50, 37.50, 25 and
    12.50 yuan.
    """
    lender.tell("loan.made", **by_product())
    assert schedule(lender) == [
        ("1940-07-01", 1250, 75),
        ("1940-10-01", 1250, 56),
        ("1941-01-01", 1250, 37),
        ("1941-04-01", 1250, 19),
    ]
    assert row_of(lender).due == "1941-04-01"
    again = {"loan": "l2", "count": "1"}
    lender.tell("loan.made", **by_product(**again))
    assert schedule(lender, "l2") == [("1940-07-01", 1, 0)]


def test_in_months_of_grace_nothing_falls_due_but_interest_runs(lender: Desk) -> None:
    """It is paid with the first part; the days end with the month."""
    lender.tell(
        "loan.offered", **offer(product="slow", months=10, instalments=2, grace=7)
    )
    facts = by_product() | {"product": "slow", "_happened": "1940-03-31"}
    lender.tell("loan.made", **facts)
    assert schedule(lender) == [("1940-11-30", 2500, 200), ("1941-01-31", 2500, 25)]


def test_a_loan_without_a_product_falls_due_at_once(lender: Desk) -> None:
    """With interest for whole months; without a due day it can bear none."""
    facts = loan(interest_ppm=60_000, due="1940-10-15")
    lender.tell("loan.made", **facts)
    assert schedule(lender) == [("1940-10-15", 5000, 150)]
    rest = {"loan": "l2", "count": "100"}
    assert lender.code("loan.made", **loan(interest_ppm=1) | rest) == "loan.no-due"
    dear = loan(interest_ppm=1_000_001, due="1940-10-15") | rest
    assert lender.code("loan.made", **dear) == "loan.rate"
    assert lender.code("loan.made", **facts | rest | {"due": "1940-03-01"}) == (
        "schedule.order"
    )
    assert lender.code("loan.made", **facts | rest | {"due": "1940-13-01"}) == (
        "day.malformed"
    )


def test_a_product_is_offered_once_and_holds_together(lender: Desk) -> None:
    """Parts have months to be paid in; the fund and the currency are known."""
    assert lender.code("loan.offered", **offer()) == "product.exists"
    for wrong, code in (
        ({"months": 0}, "product.pace"),
        ({"instalments": 0}, "product.pace"),
        ({"grace": 9}, "product.pace"),
        ({"months": 601}, "product.pace"),
        ({"interest_ppm": 1_000_001}, "loan.rate"),
        ({"currency": "hand-loom"}, "money.not-currency"),
        ({"fund": "hk:none"}, "fund.unknown"),
    ):
        assert lender.code("loan.offered", **offer(product="p") | wrong) == code


def test_a_loan_is_as_its_product_was_offered(lender: Desk) -> None:
    """Not more, at no other interest, from no other fund."""
    over = lender.refused("loan.made", **by_product(count="6001"))
    assert (over.code, over.facts["most"]) == ("product.most", "6000")
    free = lender.refused("loan.made", **by_product() | {"interest_ppm": 0})
    assert (free.code, free.facts["name"]) == ("product.other", "interest_ppm")
    none = by_product() | {"product": "none"}
    assert lender.code("loan.made", **none) == "product.unknown"


def test_a_schedule_may_be_agreed_if_it_adds_up(lender: Desk) -> None:
    """Principal to the last unit, days in order, no interest beyond the rate."""
    two = [
        {"due": "1940-05-01", "principal": "2000"},
        {"due": "1940-06-01", "principal": "3000", "interest": "40"},
    ]
    for wrong, code in (
        ([two[0]], "schedule.sum"),
        ([*two[::-1]], "schedule.order"),
        ([two[0], two[0] | {"principal": "3000"}], "schedule.order"),
        ([{"due": "1940-03-31", "principal": "5000"}], "schedule.order"),
        ([*two, {"due": "1940-07-01"}], "schedule.empty-part"),
        ([two[0], two[1] | {"interest": "41"}], "schedule.interest"),
        ([{"due": "1940-05-01", "principal": "8"}] * 601, "schedule.long"),
    ):
        assert lender.code("loan.made", **by_product(schedule=wrong)) == code
    late = by_product(schedule=two, due="1940-06-02")
    assert lender.code("loan.made", **late) == "schedule.last"
    lender.tell("loan.made", **by_product(schedule=two))
    assert schedule(lender) == [("1940-05-01", 2000, 0), ("1940-06-01", 3000, 40)]


def test_a_co_op_applies_and_one_loan_comes_of_it(lender: Desk) -> None:
    """Of the product it asked for, and of no more."""
    need(lender)
    asked = {"application": "a1", "coop": COOP, "product": "year", "count": "5000"}
    lender.tell("loan.asked", **asked, need="n1")
    assert lender.code("loan.asked", **asked) == "application.exists"
    other = {**asked, "application": "a2"}
    assert lender.code("loan.asked", **other | {"count": "6001"}) == "product.most"
    assert lender.code("loan.asked", **other | {"product": "x"}) == "product.unknown"
    assert lender.code("loan.asked", **other | {"need": "n9"}) == "need.other"
    facts = loan(interest_ppm=60_000, application="a1")
    for wrong, code in (
        ({"application": "a9"}, "application.unknown"),
        ({"count": "5001"}, "application.more"),
        ({"product": "none"}, "application.other"),
    ):
        assert lender.code("loan.made", **facts | wrong) == code
    lender.tell("loan.made", **facts)
    assert row_of(lender).product == "year"
    number = lender.books.bodies()["baoji"]
    row = lender.books.state.get(LoanApplication, number, "a1")
    assert row is not None
    assert row.loan == "l1"
    assert lender.code("loan.made", **facts | {"loan": "l2"}) == "application.used"


def test_interest_that_no_count_can_hold_is_refused(lender: Desk) -> None:
    """Before anything is written."""
    wide = offer(
        product="wide", interest_ppm=1_000_000, months=600, instalments=1,
        most="9007199254740991",
    )  # fmt: skip
    lender.tell("loan.offered", **wide)
    facts = by_product(count="9007199254740991") | {
        "product": "wide", "interest_ppm": 1_000_000,
    }  # fmt: skip
    assert lender.code("loan.made", **facts) == "booking.too-large"


def test_a_repayment_settles_interest_first_and_the_oldest_part(lender: Desk) -> None:
    """The split stands in the entry; interest is the fund's and the co-op's cost."""
    lender.tell("loan.made", **by_product())
    told = {"loan": "l1", "till": "main"}
    receipt = lender.tell("loan.repaid", **told, count="1400")
    payload = read(lender, receipt.seq).payload
    assert payload["parts"] == [
        {"part": 1, "principal": "1250", "interest": "75"},
        {"part": 2, "principal": "19", "interest": "56"},
    ]
    assert lender.holds(f"baoji/loans/{COOP}", "CNC", GENERAL) == "37.31"
    assert lender.holds(f"baoji/interest/{COOP}", "CNC", GENERAL) == "-1.31"
    assert lender.holds("baoji/cash/main", "CNC", GENERAL) == "64.00"
    assert lender.holds(f"{COOP}/costs/interest", "CNC", OWN) == "1.31"
    assert lender.holds(f"{COOP}/borrowed/baoji", "CNC", OWN) == "-37.31"
    row = row_of(lender)
    assert (row.repaid, row.interest_paid, row.left) == (1269, 131, 3731)


def test_more_than_principal_and_interest_is_refused(lender: Desk) -> None:
    """And so is another split than the one decided."""
    lender.tell("loan.made", **by_product())
    told = {"loan": "l1", "till": "main"}
    over = lender.refused("loan.repaid", **told, count="5188")
    assert (over.code, over.facts["left"]) == ("loan.overpaid", "5187")
    wrong = [{"part": 2, "principal": "10"}]
    assert lender.code("loan.repaid", **told, count="10", parts=wrong) == "loan.split"
    lender.tell("loan.repaid", **told, count="5187")
    assert row_of(lender).left == 0
    assert lender.code("loan.repaid", **told, count="1") == "loan.overpaid"


def test_a_revolving_fund_keeps_its_interest(hub: Desk, depot: Desk) -> None:
    """It may not be given away, so that what it earns is lent again."""
    ident = fund(hub, "r", revolving=True)
    mirror(depot, ident, revolving=True)
    arrive(depot, ident)
    facts = loan(fund=ident, interest_ppm=60_000, due="1941-04-01")
    depot.tell("loan.made", **facts)
    depot.tell("loan.repaid", loan="l1", count="5300", till="main")
    assert depot.holds("baoji/cash/main", "CNC", ident) == "103.00"
    assert depot.holds(f"baoji/interest/{COOP}", "CNC", ident) == "-3.00"


def test_entries_of_the_first_version_mean_what_they_meant() -> None:
    """The loan falls due at once without interest; what is repaid is principal."""
    state = State()
    for name in ("loan.made.v1", "loan.repaid.v1"):
        fold_raw(state, raw_of(name), body="baoji")
    (row,) = state.rows(Loan)
    (due,) = state.rows(LoanDue)
    assert (row.left, row.interest_paid, row.series) == (3000, 0, 0)
    assert (due.due, due.principal_left, due.interest_left) == ("1941-04-01", 3000, 0)
