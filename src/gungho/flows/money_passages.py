# SPDX-License-Identifier: Apache-2.0
"""Money between two books: what was sent, and what came of it after the banks."""

from __future__ import annotations

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.passages import (
    ArrivalChange,
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
    MaybeCode,
    MaybeDay,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class MoneyLine(Part, frozen=True, kw_only=True):
    """Money that came, what the bank kept of it, and what it was before.

    ``of_count`` of the currency ``of`` is what was sent of it; the count and the fee
    together are what the bank made of that. Both are left out where the currency is
    the one that was sent.
    """

    commodity: Code
    fund: Id
    count: Amount
    fee: MaybeAmount = ""
    of: MaybeCode = ""
    of_count: MaybeAmount = ""


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
    require_new(asking, document=facts.document, receiver=facts.receiver)
    use = receiver_use(asking, facts.receiver, item=None)
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
    _require_one_change(facts)
    postings: list[Posting] = []
    for line in facts.lines:
        require_currency(asking, line.commodity)
        fund_row(asking.state, asking.book, line.fund)
        source = f"arrived/{facts.document}"
        if line.of:
            _require_change(asking, line, document=facts.document)
            changed = Line(commodity=line.of, fund=line.fund, count=line.of_count)
            postings.append(
                line_posting(asking, changed, debit="trading", credit=source)
            )
            source = "trading"
        elif line.of_count:
            raise Refusal("arrival.half-a-change", document=facts.document)
        for account, count in (
            (f"cash/{facts.till}", line.count),
            ("costs/bank", line.fee),
        ):
            if count:
                came = Line(commodity=line.commodity, fund=line.fund, count=count)
                postings.append(
                    line_posting(asking, came, debit=account, credit=source)
                )
    return Decision(facts, tuple(postings))


def _require_change(asking: Asking, line: MoneyLine, *, document: str) -> None:
    """Refuse a change that does not say how much it was, or is none."""
    require_currency(asking, line.of)
    if line.of == line.commodity:
        raise Refusal("money.same-currency", currency=line.of)
    if not line.of_count:
        raise Refusal("arrival.half-a-change", document=document)


def _require_one_change(facts: MoneyArrived) -> None:
    """Refuse two changes of one fund in one arrival: a bridge is crossed once."""
    changes: dict[str, tuple[str, str]] = {}
    for line in facts.lines:
        pair = (line.of, line.commodity)
        if line.of and changes.setdefault(line.fund, pair) != pair:
            raise Refusal(
                "arrival.two-changes", document=facts.document, fund=line.fund
            )


def _money_arrived(state: State, at: At, facts: MoneyArrived) -> None:
    for line in facts.lines:
        counted = Line(
            commodity=line.of or line.commodity,
            fund=line.fund,
            count=line.of_count or line.count,
        )
        if line.of:
            _note_change(state, at, facts=facts, line=line)
        note_arrival(
            state,
            at,
            document=facts.document,
            sender=facts.sender,
            line=counted,
            fee=0 if line.of else int(line.fee or 0),
        )


def _note_change(state: State, at: At, *, facts: MoneyArrived, line: MoneyLine) -> None:
    key = (at.book, facts.document, line.of, line.fund, line.commodity)
    before = state.get(ArrivalChange, *key)
    state.put(
        row_from(
            ArrivalChange,
            at,
            facts,
            commodity=line.of,
            fund=line.fund,
            became=line.commodity,
            of_count=int(line.of_count) + (before.of_count if before else 0),
            count=int(line.count) + (before.count if before else 0),
            fee=int(line.fee or 0) + (before.fee if before else 0),
        )
    )


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
        version=2,
        payload=MoneyArrived,
        decide=_money_arrive,
        evolve=_money_arrived,
        permitted=pairs(
            "cash<arrived",
            "costs<arrived",
            "trading<arrived",
            "cash<trading",
            "costs<trading",
        ),
        subject="document",
    ),
)
