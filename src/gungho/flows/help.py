# SPDX-License-Identifier: Apache-2.0
"""Help is a grant or a loan to a co-op, under the terms of the fund it comes from.

A grant at a co-op's door stays under its fund until it is used as meant. A loan is a
claim of the fund that lent, and its repayment comes back into the same fund.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import CASH, SHOP, Coop, coop_row
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.needs import NeedRow
from gungho.flows.passages import Line
from gungho.flows.registry import Item, item_row
from gungho.flows.spending import pick_lots, require_held, require_terms
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeDay,
    MaybeId,
    Natural,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use


class GrantMade(Payload, frozen=True, kw_only=True):
    """Goods or money are granted to a co-op; they need not be returned."""

    grant: Id
    coop: Id
    need: MaybeId
    plan: MaybeId
    at: Id
    lines: tuple[Line, ...]
    standing: Standing


class LoanMade(Payload, frozen=True, kw_only=True):
    """Money is lent to a co-op from a fund."""

    loan: Id
    coop: Id
    need: MaybeId
    plan: MaybeId
    currency: Code
    count: Amount
    fund: Id
    till: Id
    interest_ppm: Natural
    due: MaybeDay
    standing: Standing


class LoanRepaid(Payload, frozen=True, kw_only=True):
    """A co-op repays part of a loan, into the fund that lent."""

    loan: Id
    count: Amount
    till: Id
    standing: Standing


class Grant(Row, frozen=True, kw_only=True):
    """One line of a grant."""

    book: int
    grant: str
    line: int
    coop: str
    need: str
    plan: str
    commodity: str
    fund: str
    lot: str
    count: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "grant", "line")
    indexes: ClassVar = {"coop": ("coop",), "need": ("need",), "plan": ("plan",)}


class Loan(Row, frozen=True, kw_only=True):
    """A loan and what of it is repaid."""

    book: int
    loan: str
    coop: str
    need: str
    plan: str
    currency: str
    count: int
    repaid: int
    fund: str
    interest_ppm: int
    on: str
    due: str
    seq: int
    standing: str
    key: ClassVar = ("book", "loan")
    indexes: ClassVar = {"coop": ("coop",), "need": ("need",), "plan": ("plan",)}


def _use(
    asking: Asking, coop: Coop, *, item: Item | None, need: str, gives: str
) -> Use:
    """Return what help means to a fund; help without a need serves no purpose."""
    row = asking.state.get(NeedRow, asking.book, need) if need else None
    if need and (row is None or row.coop != coop.coop):
        raise Refusal("need.other", need=need, coop=coop.coop)
    return Use(
        on=asking.happened,
        place=coop.place,
        region=coop.region,
        trade=coop.trade,
        item=item.item if item else None,
        purpose=row.purpose if row else "",
        body=coop.coop,
        military=item is not None and item.end_use == "military",
        gives_away=gives == "grant",
    )


def _grant(asking: Asking, facts: GrantMade) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    lines: list[Line] = []
    postings: list[Posting] = []
    if asking.state.get(Grant, asking.book, facts.grant, 0):
        raise Refusal("grant.exists", grant=facts.grant)
    for asked in facts.lines:
        item = item_row(asking.state, asked.commodity)
        goods = item.form == "item"
        use = _use(
            asking, coop, item=item if goods else None, need=facts.need, gives="grant"
        )
        require_terms(asking, asked.fund, use)
        source = f"{asking.body}/{'stock' if goods else 'cash'}/{facts.at}"
        target = f"{facts.coop}/{SHOP if goods else CASH}"
        for line in _lotted(asking, asked, source) if goods else [asked]:
            lines.append(line)
            postings.append(
                Posting(
                    debit=target,
                    credit=source,
                    commodity=line.commodity,
                    fund=line.fund,
                    amount=int(line.count),
                    lot=line.lot,
                )
            )
    require_held(asking, tuple(postings))
    return Decision(replace(facts, lines=tuple(lines)), tuple(postings))


def _lotted(asking: Asking, line: Line, account: str) -> list[Line]:
    if line.lot:
        return [line]
    picked = pick_lots(
        asking,
        account=account,
        item=line.commodity,
        count=int(line.count),
        fund=line.fund,
    )
    return [replace(line, lot=lot, count=str(count)) for lot, count in picked]


def _granted(state: State, at: At, facts: GrantMade) -> None:
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                Grant, at, facts, line=number, commodity=line.commodity,
                fund=line.fund, lot=line.lot, count=int(line.count),
            )
        )  # fmt: skip


def _lend(asking: Asking, facts: LoanMade) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    if asking.state.get(Loan, asking.book, facts.loan):
        raise Refusal("loan.exists", loan=facts.loan)
    require_currency(asking, facts.currency)
    fund_row(asking.state, asking.book, f"{asking.body}:own")
    use = _use(asking, coop, item=None, need=facts.need, gives="loan")
    require_terms(asking, facts.fund, use)
    postings = (
        Posting(
            debit=f"{asking.body}/loans/{facts.coop}",
            credit=f"{asking.body}/cash/{facts.till}",
            commodity=facts.currency,
            fund=facts.fund,
            amount=int(facts.count),
        ),
        Posting(
            debit=f"{facts.coop}/{CASH}",
            credit=f"{facts.coop}/borrowed/{asking.body}",
            commodity=facts.currency,
            fund=f"{asking.body}:own",
            amount=int(facts.count),
        ),
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _lent(state: State, at: At, facts: LoanMade) -> None:
    state.put(row_from(Loan, at, facts, count=int(facts.count), repaid=0))


def _repay(asking: Asking, facts: LoanRepaid) -> Decision:
    loan = asking.state.get(Loan, asking.book, facts.loan)
    if loan is None:
        raise Refusal("loan.unknown", loan=facts.loan)
    if loan.repaid + int(facts.count) > loan.count:
        left = loan.count - loan.repaid
        raise Refusal("loan.overpaid", loan=facts.loan, left=str(left))
    postings = (
        Posting(
            debit=f"{asking.body}/cash/{facts.till}",
            credit=f"{asking.body}/loans/{loan.coop}",
            commodity=loan.currency,
            fund=loan.fund,
            amount=int(facts.count),
        ),
        Posting(
            debit=f"{loan.coop}/borrowed/{asking.body}",
            credit=f"{loan.coop}/{CASH}",
            commodity=loan.currency,
            fund=f"{asking.body}:own",
            amount=int(facts.count),
        ),
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _repaid(state: State, at: At, facts: LoanRepaid) -> None:
    loan = state.get(Loan, at.book, facts.loan)
    if loan:
        state.put(replace(loan, repaid=loan.repaid + int(facts.count)))


ROWS: tuple[type[Row], ...] = (Grant, Loan)
KINDS = (
    Kind(
        name="grant.made",
        payload=GrantMade,
        decide=_grant,
        evolve=_granted,
        permitted=pairs("stock<stock", "cash<cash"),
        spends=True,
        subject="coop",
    ),
    Kind(
        name="loan.made",
        payload=LoanMade,
        decide=_lend,
        evolve=_lent,
        permitted=pairs("loans<cash", "cash<borrowed"),
        spends=True,
        subject="coop",
    ),
    Kind(
        name="loan.repaid",
        payload=LoanRepaid,
        decide=_repay,
        evolve=_repaid,
        permitted=pairs("cash<loans", "borrowed<cash"),
        spends=True,
        subject="loan",
    ),
)
