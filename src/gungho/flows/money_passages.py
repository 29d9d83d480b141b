# SPDX-License-Identifier: Apache-2.0
"""Money between two books: what was sent, and what came of it after the banks."""

from __future__ import annotations

from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.passages import (
    Line,
    Passage,
    line_posting,
    note_arrival,
    note_sent,
    receiver_use,
    require_new,
)
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeDay,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class MoneyLine(Part, frozen=True, kw_only=True):
    """Money that came, and what the bank kept of it."""

    commodity: Code
    fund: Id
    count: Amount
    fee: MaybeAmount = ""


class MoneySent(Payload, frozen=True, kw_only=True):
    """Money is sent to another body under a document."""

    document: Id
    receiver: Id
    till: Id
    due: MaybeDay
    lines: tuple[Line, ...]
    standing: Standing


class MoneyArrived(Payload, frozen=True, kw_only=True):
    """Money that another body sent has arrived; a bank fee is a line of its own."""

    document: Id
    sender: Id
    till: Id
    lines: tuple[MoneyLine, ...]
    standing: Standing


def _send_money(asking: Asking, facts: MoneySent) -> Decision:
    require_new(asking, facts.document, facts.receiver)
    use = receiver_use(asking, facts.receiver, None)
    postings = []
    for line in facts.lines:
        require_currency(asking, line.commodity)
        require_terms(asking, line.fund, use)
        postings.append(
            line_posting(
                asking,
                line,
                debit=f"transit/{facts.document}",
                credit=f"cash/{facts.till}",
            )
        )
    require_held(asking, tuple(postings))
    return Decision(facts, tuple(postings))


def _money_sent(state: State, at: At, facts: MoneySent) -> None:
    state.put(
        row_from(Passage, at, facts, form="money", sender=at.body, route="", plan="")
    )
    note_sent(state, at, document=facts.document, lines=facts.lines)


def _money_arrive(asking: Asking, facts: MoneyArrived) -> Decision:
    postings: list[Posting] = []
    source = f"{asking.body}/arrived/{facts.document}"
    for line in facts.lines:
        require_currency(asking, line.commodity)
        fund_row(asking.state, asking.book, line.fund)
        for account, count in (
            (f"{asking.body}/cash/{facts.till}", line.count),
            (f"{asking.body}/costs/bank", line.fee),
        ):
            if count:
                postings.append(
                    Posting(
                        debit=account,
                        credit=source,
                        commodity=line.commodity,
                        fund=line.fund,
                        amount=int(count),
                    )
                )
    return Decision(facts, tuple(postings))


def _money_arrived(state: State, at: At, facts: MoneyArrived) -> None:
    for line in facts.lines:
        fee = int(line.fee or 0)
        note_arrival(
            state,
            at,
            document=facts.document,
            sender=facts.sender,
            line=replaced(line),
            fee=fee,
        )


def replaced(line: MoneyLine) -> Line:
    """Return a money line as a line without its fee."""
    return Line(commodity=line.commodity, fund=line.fund, count=line.count)


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="money.sent",
        payload=MoneySent,
        decide=_send_money,
        evolve=_money_sent,
        permitted=pairs("transit<cash"),
        spends=True,
        subject="document",
    ),
    Kind(
        name="money.arrived",
        payload=MoneyArrived,
        decide=_money_arrive,
        evolve=_money_arrived,
        permitted=pairs("cash<arrived", "costs<arrived"),
        subject="document",
    ),
)
