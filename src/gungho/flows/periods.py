# SPDX-License-Identifier: Apache-2.0
"""A period is closed by an entry that holds the hash of all balances before it.

A period is a stretch of a book's own sequence: nothing of it can change afterwards. A
paper that comes late is booked in the open period and listed as late. The close names
the reporting currency and the rates it is stated at, each with its source.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.wire import (
    Amount,
    Code,
    Day,
    Id,
    MaybeCommitment,
    MaybeId,
    Natural,
    Part,
    Payload,
)
from gungho.ledger.balances import balances_of
from gungho.ledger.digest import digest_of
from gungho.ledger.state import Row, State


class ClosingRate(Part, frozen=True, kw_only=True):
    """One currency at the close: so many reporting units for so many of its own."""

    currency: Code
    numerator: Amount
    denominator: Amount
    cited: MaybeId = ""


class PeriodClosed(Payload, frozen=True, kw_only=True):
    """A period ends with a day; the balances and their digest are worked out."""

    period: Id
    until: Day
    currency: Code
    rates: tuple[ClosingRate, ...]
    balances: Natural = 0
    digest: MaybeCommitment = ""


class Period(Row, frozen=True, kw_only=True):
    """A closed period: its last day, and the hash of the balances before its entry."""

    book: int
    period: str
    until: str
    currency: str
    balances: int
    digest: str
    on: str
    seq: int
    key: ClassVar = ("book", "period")
    indexes: ClassVar = {"book": ("book",)}


class PeriodRate(Row, frozen=True, kw_only=True):
    """A rate that a close is stated at."""

    book: int
    period: str
    currency: str
    numerator: int
    denominator: int
    cited: str
    key: ClassVar = ("book", "period", "currency")


def _close(asking: Asking, facts: PeriodClosed) -> Decision:
    closed = asking.state.find(Period, "book", asking.book)
    if any(row.period == facts.period for row in closed):
        raise Refusal("period.exists", period=facts.period)
    last = max((row.until for row in closed), default="")
    if facts.until <= last:
        raise Refusal("period.order", until=facts.until, last=last)
    if facts.until > asking.happened:
        raise Refusal("period.not-over", until=facts.until, day=asking.happened)
    require_currency(asking, facts.currency)
    named: set[str] = set()
    for rate in facts.rates:
        require_currency(asking, rate.currency)
        if rate.currency == facts.currency or rate.currency in named:
            raise Refusal("period.rate", currency=rate.currency)
        named.add(rate.currency)
    balances, digest = digest_of(balances_of(asking.state, asking.book))
    if facts.digest and facts.digest != digest:
        raise Refusal("period.digest", period=facts.period, digest=digest)
    return Decision(replace(facts, balances=balances, digest=digest))


def _closed(state: State, at: At, facts: PeriodClosed) -> None:
    state.put(row_from(Period, at, facts))
    for rate in facts.rates:
        state.put(
            PeriodRate(
                book=at.book,
                period=facts.period,
                currency=rate.currency,
                numerator=int(rate.numerator),
                denominator=int(rate.denominator),
                cited=rate.cited,
            )
        )


def lies_closed(state: State, at: At) -> bool:
    """Return whether an entry's day lies in a period that was closed before it."""
    return any(
        at.happened <= row.until and row.seq < at.seq
        for row in state.find(Period, "book", at.book)
    )


ROWS: tuple[type[Row], ...] = (Period, PeriodRate)
KINDS = (
    Kind(
        name="period.closed",
        payload=PeriodClosed,
        decide=_close,
        evolve=_closed,
        subject="period",
    ),
)
