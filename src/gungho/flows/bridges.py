# SPDX-License-Identifier: Apache-2.0
"""Bridging is a loan between funds of one body, with a day to pay back.

Only free money bridges: a general fund lends, and what it lent stands as a claim on
the fund that borrowed. A giver's conditions are never stretched by it.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import Amount, Code, Day, Id, Payload
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use


class FundBridged(Payload, frozen=True, kw_only=True):
    """A general fund lends money of a till to another fund until a day."""

    bridge: Id
    source: Id
    target: Id
    till: Id
    currency: Code
    count: Amount
    due: Day


class FundRepaid(Payload, frozen=True, kw_only=True):
    """What a fund borrowed comes back, all of it or a part."""

    bridge: Id
    till: Id
    count: Amount


class Bridge(Row, frozen=True, kw_only=True):
    """A loan between two funds, and what of it has come back."""

    book: int
    bridge: str
    source: str
    target: str
    currency: str
    count: int
    repaid: int
    due: str
    on: str
    seq: int
    key: ClassVar = ("book", "bridge")
    indexes: ClassVar = {"book": ("book",)}

    @property
    def left(self) -> int:
        """What is still owed."""
        return self.count - self.repaid


def _lend(asking: Asking, facts: FundBridged) -> Decision:
    require_currency(asking, facts.currency)
    if asking.state.get(Bridge, asking.book, facts.bridge):
        raise Refusal("bridge.exists", bridge=facts.bridge)
    source = require_terms(asking, facts.source, Use(on=asking.happened))
    fund_row(asking.state, asking.book, facts.target)
    if source.sort != "general" or facts.source == facts.target:
        raise Refusal("bridge.restricted", fund=facts.source, target=facts.target)
    if facts.due < asking.happened:
        raise Refusal("bridge.due", bridge=facts.bridge, due=facts.due)
    postings = _sides(asking, facts, amount=int(facts.count), till=facts.till)
    require_held(asking, postings[:1])
    return Decision(facts, postings)


def _sides(
    asking: Asking, facts: FundBridged | Bridge, *, amount: int, till: str
) -> tuple[Posting, Posting]:
    """Return what lends: a claim for money, and money for a debt."""
    cash, currency = f"{asking.body}/cash/{till}", facts.currency
    source, target = facts.source, facts.target
    lent = Posting(
        debit=f"{asking.body}/advanced/{target}", credit=cash, commodity=currency,
        fund=source, amount=amount,
    )  # fmt: skip
    owed = Posting(
        debit=cash, credit=f"{asking.body}/bridged/{source}", commodity=currency,
        fund=target, amount=amount,
    )  # fmt: skip
    return lent, owed


def _lent(state: State, at: At, facts: FundBridged) -> None:
    state.put(row_from(Bridge, at, facts, count=int(facts.count), repaid=0))


def _repay(asking: Asking, facts: FundRepaid) -> Decision:
    row = asking.state.get(Bridge, asking.book, facts.bridge)
    if row is None:
        raise Refusal("bridge.unknown", bridge=facts.bridge)
    if int(facts.count) > row.left:
        raise Refusal(
            "bridge.more", bridge=facts.bridge, left=str(row.left), asked=facts.count
        )
    sides = _sides(asking, row, amount=int(facts.count), till=facts.till)
    lent, owed = (replace(one, debit=one.credit, credit=one.debit) for one in sides)
    require_held(asking, (owed, lent))
    return Decision(facts, (owed, lent))


def _repaid(state: State, at: At, facts: FundRepaid) -> None:
    row = state.get(Bridge, at.book, facts.bridge)
    if row:
        state.put(replace(row, repaid=row.repaid + int(facts.count)))


ROWS: tuple[type[Row], ...] = (Bridge,)
KINDS = (
    Kind(
        name="fund.bridged",
        payload=FundBridged,
        decide=_lend,
        evolve=_lent,
        permitted=pairs("advanced<cash", "cash<bridged"),
        spends=True,
        subject="target",
    ),
    Kind(
        name="fund.repaid",
        payload=FundRepaid,
        decide=_repay,
        evolve=_repaid,
        permitted=pairs("bridged<cash", "cash<advanced"),
        spends=True,
        subject="bridge",
    ),
)
