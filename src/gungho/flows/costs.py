# SPDX-License-Identifier: Apache-2.0
"""Costs are paid from a named fund, which they must serve."""

from __future__ import annotations

from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, Decision, Kind, pairs
from gungho.flows.money import require_currency
from gungho.flows.serving import require_serves
from gungho.flows.spending import require_held
from gungho.flows.wire import Amount, Code, Id, MaybeId, Payload, Standing
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row


class CostPaid(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A cost is paid from a fund: freight, bank charge, repair.

    A restricted fund pays what serves it: the document carries some of it, or the
    purpose and the co-op answer its conditions.
    """

    cost: Id
    cause: Id
    currency: Code
    count: Amount
    fund: Id
    till: Id
    document: MaybeId
    standing: Standing
    purpose: MaybeId = ""
    coop: MaybeId = ""


# What a bank has taken is a fact: it is recorded, and may leave the fund overdrawn.
TAKEN = frozenset({"bank"})


def _pay(asking: Asking, facts: CostPaid) -> Decision:
    require_currency(asking, facts.currency)
    if facts.cause in TAKEN:
        fund_row(asking.state, asking.book, facts.fund)
    else:
        require_serves(
            asking, facts.fund, document=facts.document, purpose=facts.purpose,
            coop=facts.coop,
        )  # fmt: skip
    postings = (
        Posting(
            debit=f"{asking.body}/costs/{facts.cause}",
            credit=f"{asking.body}/cash/{facts.till}",
            commodity=facts.currency,
            fund=facts.fund,
            amount=int(facts.count),
        ),
    )
    if facts.cause not in TAKEN:
        require_held(asking, postings)
    return Decision(facts, postings)


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="cost.paid",
        version=2,
        payload=CostPaid,
        decide=_pay,
        permitted=pairs("costs<cash"),
        spends=True,
        taken=lambda facts: facts.cause in TAKEN,
        subject="document",
    ),
)
