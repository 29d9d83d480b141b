# SPDX-License-Identifier: Apache-2.0
"""Money is exchanged with both totals kept.

A rate is never derived again: the entry holds both exact totals, the kind of rate and
its source.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.registry import item_row
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import Amount, Code, Id, MaybeId, Payload, Standing
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use


class MoneyExchanged(Payload, frozen=True, kw_only=True):
    """One currency is exchanged for another; both totals are kept."""

    exchange: Id
    fund: Id
    source: Code
    source_count: Amount
    source_till: Id
    target: Code
    target_count: Amount
    target_till: Id
    sort: Literal["official", "market", "realised"]
    standing: Standing
    cited: MaybeId


class Exchange(Row, frozen=True, kw_only=True):
    """An exchange as it was done."""

    book: int
    exchange: str
    fund: str
    source: str
    source_count: int
    target: str
    target_count: int
    sort: str
    on: str
    seq: int
    standing: str
    cited: str
    key: ClassVar = ("book", "exchange")
    indexes: ClassVar = {"fund": ("fund",)}


def require_currency(asking: Asking, code: str) -> None:
    """Refuse what is not a currency: ``money.not-currency``."""
    if item_row(asking.state, code).form != "currency":
        raise Refusal("money.not-currency", commodity=code)


def _exchange(asking: Asking, facts: MoneyExchanged) -> Decision:
    require_currency(asking, facts.source)
    require_currency(asking, facts.target)
    if facts.source == facts.target:
        raise Refusal("money.same-currency", currency=facts.source)
    require_terms(asking, facts.fund, Use(on=asking.happened))
    trading = f"{asking.body}/trading"
    postings = (
        Posting(
            debit=trading,
            credit=f"{asking.body}/cash/{facts.source_till}",
            commodity=facts.source,
            fund=facts.fund,
            amount=int(facts.source_count),
        ),
        Posting(
            debit=f"{asking.body}/cash/{facts.target_till}",
            credit=trading,
            commodity=facts.target,
            fund=facts.fund,
            amount=int(facts.target_count),
        ),
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _exchanged(state: State, at: At, facts: MoneyExchanged) -> None:
    state.put(
        row_from(
            Exchange,
            at,
            facts,
            source_count=int(facts.source_count),
            target_count=int(facts.target_count),
        )
    )


ROWS: tuple[type[Row], ...] = (Exchange,)
KINDS = (
    Kind(
        name="money.exchanged",
        payload=MoneyExchanged,
        decide=_exchange,
        evolve=_exchanged,
        permitted=pairs("trading<cash", "cash<trading"),
        spends=True,
        subject="exchange",
    ),
)
