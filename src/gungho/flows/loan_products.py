# SPDX-License-Identifier: Apache-2.0
"""A product is a sort of loan that is offered to all alike; co-ops apply for it."""

from __future__ import annotations

from typing import ClassVar

from gungho.errors import Refusal
from gungho.flows.coops import coop_row
from gungho.flows.funds import fund_row
from gungho.flows.help import help_use
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.schedules import Pace, require_pace, require_rate
from gungho.flows.spending import require_clauses
from gungho.flows.wire import Amount, Code, Id, MaybeId, Natural, Payload, Standing
from gungho.ledger.state import Row, State


class LoanOffered(Payload, frozen=True, kw_only=True):
    """Loans of one sort are offered: from which fund, how long, at what interest."""

    product: Id
    currency: Code
    fund: Id
    interest_ppm: Natural
    months: Natural
    instalments: Natural
    grace: Natural
    most: Amount
    standing: Standing


class LoanAsked(Payload, frozen=True, kw_only=True):
    """A co-op applies for a loan that is offered."""

    application: Id
    coop: Id
    product: Id
    count: Amount
    need: MaybeId
    standing: Standing


class LoanProduct(Row, frozen=True, kw_only=True):
    """A sort of loan as it is offered."""

    book: int
    product: str
    currency: str
    fund: str
    interest_ppm: int
    months: int
    instalments: int
    grace: int
    most: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "product")
    indexes: ClassVar = {"fund": ("fund",)}


class LoanApplication(Row, frozen=True, kw_only=True):
    """What a co-op has applied for, and the loan that came of it."""

    book: int
    application: str
    coop: str
    product: str
    count: int
    need: str
    loan: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "application")
    indexes: ClassVar = {"coop": ("coop",), "need": ("need",)}


def _offer(asking: Asking, facts: LoanOffered) -> Decision:
    if asking.state.get(LoanProduct, asking.book, facts.product):
        raise Refusal("product.exists", product=facts.product)
    require_currency(asking, facts.currency)
    fund_row(asking.state, asking.book, facts.fund)
    require_rate(facts.interest_ppm)
    require_pace(pace_of(facts), product=facts.product)
    return Decision(facts)


def pace_of(product: LoanOffered | LoanProduct) -> Pace:
    """Return over how long a product's loans run."""
    return Pace(
        months=product.months, instalments=product.instalments, grace=product.grace
    )


def _offered(state: State, at: At, facts: LoanOffered) -> None:
    state.put(row_from(LoanProduct, at, facts, most=int(facts.most)))


def _ask(asking: Asking, facts: LoanAsked) -> Decision:
    if asking.state.get(LoanApplication, asking.book, facts.application):
        raise Refusal("application.exists", application=facts.application)
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    product = product_row(asking, facts.product)
    require_most(product, int(facts.count))
    use = help_use(asking, coop, item=None, need=facts.need, gives="loan")
    require_clauses(asking, product.fund, use)
    return Decision(facts)


def _asked(state: State, at: At, facts: LoanAsked) -> None:
    state.put(row_from(LoanApplication, at, facts, count=int(facts.count), loan=""))


def product_row(asking: Asking, product: str) -> LoanProduct:
    """Return a product of this book, or refuse ``product.unknown``."""
    row = asking.state.get(LoanProduct, asking.book, product)
    if row is None:
        raise Refusal("product.unknown", product=product)
    return row


def require_most(product: LoanProduct, count: int) -> None:
    """Refuse more than a product lends: ``product.most``."""
    if count > product.most:
        raise Refusal(
            "product.most", product=product.product, most=str(product.most),
            asked=str(count),
        )  # fmt: skip


ROWS: tuple[type[Row], ...] = (LoanProduct, LoanApplication)
KINDS = (
    Kind(
        name="loan.offered",
        payload=LoanOffered,
        decide=_offer,
        evolve=_offered,
        subject="product",
    ),
    Kind(
        name="loan.asked",
        payload=LoanAsked,
        decide=_ask,
        evolve=_asked,
        subject="coop",
    ),
)
