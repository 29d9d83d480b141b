# SPDX-License-Identifier: Apache-2.0
"""A cost serves a fund, or the fund does not pay it.

A restricted fund pays a cost of its own goods or money (the document carries some of
it), or one whose purpose or co-op answers each clause that the giver has set. A clause
that is left unanswered says no, and is named.
"""

from __future__ import annotations

from gungho.errors import Refusal
from gungho.flows.coops import coop_row
from gungho.flows.kind import Asking
from gungho.flows.passages import ArrivalLine, PassageLine
from gungho.flows.spending import require_terms
from gungho.flows.workshops import Purchase
from gungho.ledger.terms import Terms, Use, terms_of

ANSWERED_BY = {
    "places": "place",
    "regions": "region",
    "trades": "trade",
    "items": "item",
    "purposes": "purpose",
    "bodies": "body",
}


def require_serves(
    asking: Asking, fund: str, *, document: str, purpose: str, coop: str
) -> None:
    """Refuse a cost that does not serve the fund which is to pay it.

    Raises Refusal ``terms.unanswered`` naming the clause, or as ``require_terms``.
    """
    use = _use(asking, purpose=purpose, coop=coop)
    row = require_terms(asking, fund, use)
    if document and _carries(asking, document, fund=fund):
        return
    clause = _unanswered(terms_of(row.terms), use)
    if clause:
        raise Refusal("terms.unanswered", fund=fund, clause=clause)


def _use(asking: Asking, *, purpose: str, coop: str) -> Use:
    if not coop:
        return Use(on=asking.happened, purpose=purpose or None)
    row = coop_row(asking.state, asking.book, coop)
    return Use(
        on=asking.happened, purpose=purpose or None, place=row.place,
        region=row.region, trade=row.trade, body=row.coop,
    )  # fmt: skip


def _unanswered(terms: Terms, use: Use) -> str:
    """Return the first clause of the giver's that a use says nothing of."""
    for clause, answer in ANSWERED_BY.items():
        if getattr(terms, clause) and getattr(use, answer) is None:
            return clause
    return ""


def _carries(asking: Asking, document: str, *, fund: str) -> bool:
    """True if a consignment, a remittance or a purchase of this book is of the fund."""
    state, book = asking.state, asking.book
    sent = state.find(PassageLine, "document", document)
    came = state.find(ArrivalLine, "document", document)
    funds = {(row.book, row.fund) for row in sent}
    funds |= {(row.book, row.fund) for row in came if row.came}
    bought = state.get(Purchase, book, document)
    return (book, fund) in funds or (bought is not None and bought.fund == fund)
