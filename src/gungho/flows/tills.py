# SPDX-License-Identifier: Apache-2.0
"""Money moves between the tills of one body: from the cash box to the bank, and back.

Nothing is spent by it: the fund stays what it was, and no condition is asked.
"""

from __future__ import annotations

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, Decision, Kind, pairs
from gungho.flows.money import require_currency
from gungho.flows.spending import require_held
from gungho.flows.wire import Amount, Code, Id, Payload
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row


class MoneyMoved(Payload, frozen=True, kw_only=True):
    """So much of a fund's money goes from one till of a body to another."""

    move: Id
    source: Id
    target: Id
    currency: Code
    count: Amount
    fund: Id


def _move(asking: Asking, facts: MoneyMoved) -> Decision:
    require_currency(asking, facts.currency)
    fund_row(asking.state, asking.book, facts.fund)
    if facts.source == facts.target:
        raise Refusal("till.same", till=facts.source)
    postings = (
        Posting(
            debit=f"{asking.body}/cash/{facts.target}",
            credit=f"{asking.body}/cash/{facts.source}",
            commodity=facts.currency,
            fund=facts.fund,
            amount=int(facts.count),
        ),
    )
    require_held(asking, postings)
    return Decision(facts, postings)


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="money.moved",
        payload=MoneyMoved,
        decide=_move,
        permitted=pairs("cash<cash"),
        spends=True,
        subject="move",
    ),
)
