# SPDX-License-Identifier: Apache-2.0
"""Statements add up, line by line and column by column, whatever happened."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gungho.ledger.accounts import ROLES
from gungho.reports.sheet import Cell, Line, Part, Rated
from gungho.reports.sheets import SHEETS
from gungho.reports.sides import Flow, sides_of
from gungho.reports.statements import (
    Taken,
    by_fund,
    changes,
    exchange_difference,
    income_and_spending,
    is_spending,
)
from gungho.reports.tally import CLOSING, OPENING
from gungho.reports.worth import Index, Money

BODY, OTHER = "hk", "hk.0001"
PAIRS = {
    "gift.received": ("cash/main", "gifts/g"),
    "cost.paid": ("costs/freight", "cash/main"),
    "money.sent": ("transit/d", "cash/main"),
    "dispatch.settled": ("passed/d", "transit/d"),
    "loan.made": ("loans/c", "cash/main"),
    "loan.repaid": ("cash/main", "loans/c"),
    "goods.sold": ("cash/main", "trading"),
    "money.exchanged": ("cash/main", "trading"),
    "goods.bought": ("trading", "cash/main"),
    "loss.accepted": ("losses/theft", "cash/main"),
}
RATES = {
    code: Rated(currency=code, numerator=above, denominator=below, on="", cited="")
    for code, above, below in (("GBP", 403, 25), ("CNC", 1, 7))
}
WERE = {"GBP": Rated(currency="GBP", numerator=15, denominator=1, on="", cited="")}
MONEY = Money(
    currency="HKD", scales={"HKD": 2, "GBP": 2, "CNC": 2, "XAU": 3}, closing=RATES,
    opening=WERE,
)  # fmt: skip


@st.composite
def flows(draw: st.DrawFn) -> list[Flow]:
    """Postings of any kind, in the body or between it and a co-op of the same book."""
    found = []
    for _ in range(draw(st.integers(0, 25))):
        kind = draw(st.sampled_from([*PAIRS, "grant.made"]))
        debit, credit = PAIRS.get(kind, ("cash/till", "cash/main"))
        receiver = OTHER if kind == "grant.made" else BODY
        found.append(
            Flow(
                kind=kind,
                debit=f"{receiver}/{debit}",
                credit=f"{BODY}/{credit}",
                commodity=draw(st.sampled_from(["HKD", "GBP", "CNC", "XAU", "loom"])),
                fund=draw(st.sampled_from(["hk:a", "hk:b"])),
                before=draw(st.integers(0, 10**9)),
                within=draw(st.integers(0, 10**9)),
            )
        )
    return found


def taken(some: list[Flow], *, body: str = BODY, index: Index | None = None) -> Taken:
    """Return what a body's statements are made from."""
    money = Money(
        currency=MONEY.currency, scales=MONEY.scales, closing=RATES, opening=WERE,
        index=index,
    )  # fmt: skip
    return Taken(sides=tuple(sides_of(some, body=body)), money=money, costs={})


def sums(lines: tuple[Line, ...], sort: str) -> list[Counter[str]]:
    """Return the sums of one sort of lines, column by column."""
    columns = len(lines[0].cells)
    found: list[Counter[str]] = [Counter() for _ in range(columns)]
    for line in lines:
        for at, cell in enumerate(line.cells):
            if line.sort == sort and isinstance(cell, Cell):
                found[at][cell.commodity] += cell.count
    return found


@given(flows())
def test_the_sides_of_any_body_add_up_to_nothing(some: list[Flow]) -> None:
    """By commodity and fund, before and within, for each body of the book."""
    for body in (BODY, OTHER):
        met: Counter[tuple[str, str, str]] = Counter()
        for side in sides_of(some, body=body):
            met["before", side.commodity, side.fund] += side.before
            met["within", side.commodity, side.fund] += side.within
        assert not any(met.values())


@given(flows())
def test_opening_and_all_lines_come_to_the_end(some: list[Flow]) -> None:
    """In every currency and in the reporting currency, to the last unit."""
    for name in ("income", "cash"):
        (part,) = SHEETS[name](taken(some))
        ends = [line for line in part.lines if line.sort == "total"]
        told = sums(part.lines, "line")
        for at in range(len(part.columns)):
            opening, closing = (count(one.cells[at]) for one in (ends[0], ends[-1]))
            assert opening + sum(told[at].values()) == closing


def count(cell: Cell | str | None) -> int:
    """Return the count of a cell, nothing where it is blank."""
    return cell.count if isinstance(cell, Cell) else 0


@given(flows())
def test_the_difference_of_rates_is_each_funds_own(some: list[Flow]) -> None:
    """The funds' differences add up to the whole one, and so do all their columns."""
    told = taken(some)
    tally = changes(told)
    whole = exchange_difference(tally)
    assert whole == sum(exchange_difference(tally, fund=f) for f in ("hk:a", "hk:b"))
    lines = by_fund(told).lines
    total = [count(cell) for cell in lines[-1].cells]
    assert total == [
        sum(count(line.cells[at]) for line in lines[:-1]) for at in range(len(total))
    ]
    assert total[0] == tally.nominal(OPENING)
    assert total[-1] == tally.nominal(CLOSING)


@given(flows())
def test_debits_equal_credits_in_every_trial_balance(some: list[Flow]) -> None:
    """In each commodity, at the opening, within and at the end."""
    for part in SHEETS["trial"](taken(some)):
        opening, debits, credited, debit, credit = map(count, part.lines[-1].cells)
        assert opening == 0
        assert (debits, debit) == (credited, credit)


@given(flows())
def test_what_a_body_has_less_what_it_owes_is_its_funds(some: list[Flow]) -> None:
    """The balance sheet balances in every currency and in all of them."""
    parts = SHEETS["balance"](taken(some))
    net, funds = parts[0].lines[-1], parts[-1].lines[-1]
    assert net.cells == funds.cells
    assert net.cells[-1] == SHEETS["income"](taken(some))[0].lines[-1].cells[-1]


def test_exchanging_below_the_closing_rate_costs_its_fund() -> None:
    """100 pounds for 1,600 dollars, when they are worth 1,612 at the close."""
    some = [
        posted("gift.received", "cash/main", "gifts/g", ("GBP", 10000)),
        posted("money.exchanged", "trading", "cash/main", ("GBP", 10000)),
        posted("money.exchanged", "cash/main", "trading", ("HKD", 160000)),
    ]
    told = taken(some)
    assert exchange_difference(changes(told), fund="hk:a") == -1200
    line = next(
        line
        for line in income_and_spending(told).lines
        if line.label.code == "sheet.line.exchanged"
    )
    assert line.cells == (Cell("HKD", 160000), Cell("GBP", -10000), Cell("HKD", -1200))


def posted(kind: str, debit: str, credit: str, what: tuple[str, int]) -> Flow:
    """Return a flow of one fund within the span."""
    return Flow(
        kind=kind, debit=f"{BODY}/{debit}", credit=f"{BODY}/{credit}",
        commodity=what[0], fund="hk:a", before=0, within=what[1],
    )  # fmt: skip


def test_money_held_from_before_is_worth_what_the_rates_have_made_of_it() -> None:
    """100 pounds opened at 15 and close at 16.12: 112 dollars are the fund's."""
    held = Flow(
        kind="gift.received", debit="hk/cash/main", credit="hk/gifts/g",
        commodity="GBP", fund="hk:a", before=10000, within=0,
    )  # fmt: skip
    assert exchange_difference(changes(taken([held]))) == 11200


def test_what_has_no_rate_is_left_out_and_said() -> None:
    """A currency nobody has a rate for keeps its own column."""
    told = taken([posted("gift.received", "cash/main", "gifts/g", ("XAU", 5000))])
    part = income_and_spending(told)
    assert changes(told).missing() == ["XAU"]
    assert part.lines[-1].cells == (Cell("XAU", 5000), Cell("HKD", 0))


def test_beside_money_stands_what_it_is_worth_at_the_prices_of_a_base_day() -> None:
    """The index went from 100 to 400: a quarter."""
    index = Index(name="i", base_on="1938-01-01", base=100, on="1940-01-01", value=400)
    some = [posted("gift.received", "cash/main", "gifts/g", ("HKD", 1002))]
    (gifts,) = (
        line
        for line in income_and_spending(taken(some, index=index)).lines
        if line.sort == "line"
    )
    assert gifts.cells == (Cell("HKD", 1002), Cell("HKD", 250))


def test_a_grant_inside_one_book_is_given_by_one_and_had_by_the_other() -> None:
    """One posting; each body's statement names its own side (decision 0007)."""
    grant = Flow(
        kind="grant.made", debit=f"{OTHER}/cash/till", credit=f"{BODY}/cash/main",
        commodity="HKD", fund="hk:a", before=0, within=700,
    )  # fmt: skip
    for body, line, amount in ((BODY, "given", -700), (OTHER, "had", 700)):
        part = income_and_spending(taken([grant], body=body))
        assert (f"sheet.line.{line}", (Cell("HKD", amount),)) in told_lines(part)


def told_lines(part: Part) -> list[tuple[str, tuple[Cell | str | None, ...]]]:
    """Return the codes and cells of a part's lines."""
    return [(line.label.code, line.cells) for line in part.lines]


@given(flows())
def test_the_loan_book_and_what_is_on_the_way_are_lines_of_the_balance_sheet(
    some: list[Flow],
) -> None:
    """By co-op and fund, and by document, they come to the same in each currency."""
    told = taken(some)
    for name in ("loans", "transit"):
        held: Counter[str] = Counter()
        for side in told.sides:
            if side.role == name:
                held[side.commodity] += side.after
        (part,) = SHEETS[name](told)
        found: Counter[str] = Counter()
        for line in part.lines:
            cell = line.cells[3]
            if line.sort == "line" and isinstance(cell, Cell):
                found[cell.commodity] += cell.count
        assert {k: n for k, n in found.items() if n} == {
            k: n for k, n in held.items() if n
        }


def test_what_is_on_the_way_is_aged_by_the_day_it_was_sent() -> None:
    """Forty days before the last day of the span: its class and its receiver."""
    sent = posted("money.sent", "transit/d", "cash/main", ("GBP", 500))
    told = Taken(
        sides=tuple(sides_of([sent], body=BODY)), money=MONEY, costs={},
        sent={"d": ("1940-03-01", "baoji")}, until="1940-04-10",
    )  # fmt: skip
    (part,) = SHEETS["transit"](told)
    head, line = part.lines
    assert head.label.code == "sheet.age.31-60"
    assert (line.cells[:2], line.cells[3]) == (("1940-03-01", "40"), Cell("GBP", 500))


def test_goods_are_told_by_place_and_fund() -> None:
    """What there was, came and went."""
    some = [
        Flow(kind="stock.moved", debit="hk/stock/k", credit="hk/stock/hk",
             commodity="loom", fund="hk:a", before=3, within=2),
        Flow(kind="gift.received", debit="hk/stock/hk", credit="hk/gifts/g",
             commodity="loom", fund="hk:a", before=9, within=0),
    ]  # fmt: skip
    (part,) = SHEETS["stock"](taken(some))
    assert [line.cells[1:] for line in part.lines] == [
        (Cell("loom", 6), None, Cell("loom", -2), Cell("loom", 4)),
        (Cell("loom", 3), Cell("loom", 2), None, Cell("loom", 5)),
    ]


def test_every_expense_is_spending_and_no_income_is() -> None:
    """By the class of its role, so that a new role cannot stand on the wrong side."""
    for role, kind in ROLES.items():
        if kind in {"expense", "income"}:
            assert is_spending(f"{role}.cause") == (kind == "expense")
    assert is_spending("bought")
    assert not is_spending("sold")
