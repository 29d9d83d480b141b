# SPDX-License-Identifier: Apache-2.0
"""A co-op is a body of at least seven members who work in it and own it together.

Its affairs stand in the book of the depot that keeps them.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.wire import (
    Code,
    Id,
    MaybeAmount,
    MaybeCommitment,
    MaybeId,
    Natural,
    Payload,
    Standing,
)
from gungho.ledger.accounts import keeper_of
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State

MEMBERS_MIN = 7
MEMBERS_MAX = 1_000_000
SHOP = "stock/shop"
CASH = "cash/main"


class CoopFounded(Payload, frozen=True, kw_only=True):
    """A co-op is founded; money of unrecorded origin is shown as such."""

    coop: Id
    trade: Id
    place: Id
    region: MaybeId
    members: Natural
    currency: Code
    opening: MaybeAmount
    card: MaybeCommitment
    standing: Standing
    cited: MaybeId


class CoopClosed(Payload, frozen=True, kw_only=True):
    """A co-op stops work."""

    coop: Id
    reason: Id
    standing: Standing


class MemberJoined(Payload, frozen=True, kw_only=True):
    """So many members join; who they are stands on cards, not here."""

    coop: Id
    count: Natural
    standing: Standing


class MemberLeft(Payload, frozen=True, kw_only=True):
    """So many members leave."""

    coop: Id
    count: Natural
    standing: Standing


class Coop(Row, frozen=True, kw_only=True):
    """A co-op and how many members it has."""

    book: int
    coop: str
    keeper: str
    trade: str
    place: str
    region: str
    members: int
    currency: str
    opened: str
    closed: str
    card: str
    standing: str
    cited: str
    seq: int
    key: ClassVar = ("book", "coop")
    indexes: ClassVar = {"coop": ("coop",), "book": ("book",)}


def coop_row(state: State, book: int, coop: str, *, at_work: bool = False) -> Coop:
    """Return a co-op this book keeps, or refuse ``coop.unknown`` or ``coop.closed``."""
    row = state.get(Coop, book, coop)
    if row is None:
        raise Refusal("coop.unknown", coop=coop)
    if at_work and row.closed:
        raise Refusal("coop.closed", coop=coop, closed=row.closed)
    return row


def _found(asking: Asking, facts: CoopFounded) -> Decision:
    if asking.state.get(Coop, asking.book, facts.coop):
        raise Refusal("coop.exists", coop=facts.coop)
    if keeper_of(facts.coop) != asking.body:
        raise Refusal("coop.foreign", coop=facts.coop, book=asking.body)
    if facts.members > MEMBERS_MAX:
        raise Refusal("coop.too-many", coop=facts.coop, most=MEMBERS_MAX)
    if facts.members < MEMBERS_MIN:
        raise Refusal(
            "coop.too-few", coop=facts.coop, members=facts.members, needed=MEMBERS_MIN
        )
    if not facts.opening:
        return Decision(facts)
    require_currency(asking, facts.currency)
    fund_row(asking.state, asking.book, f"{asking.body}:own")
    posting = Posting(
        debit=f"{facts.coop}/{CASH}",
        credit=f"{facts.coop}/opening/unknown",
        commodity=facts.currency,
        fund=f"{asking.body}:own",
        amount=int(facts.opening),
    )
    return Decision(facts, (posting,))


def _founded(state: State, at: At, facts: CoopFounded) -> None:
    keeper = keeper_of(facts.coop)
    state.put(row_from(Coop, at, facts, keeper=keeper, opened=at.happened, closed=""))


def _close(asking: Asking, facts: CoopClosed) -> Decision:
    coop_row(asking.state, asking.book, facts.coop, at_work=True)
    return Decision(facts)


def _closed(state: State, at: At, facts: CoopClosed) -> None:
    row = state.get(Coop, at.book, facts.coop)
    if row:
        state.put(replace(row, closed=at.happened))


def _join(asking: Asking, facts: MemberJoined) -> Decision:
    row = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    if row.members + facts.count > MEMBERS_MAX:
        raise Refusal("coop.too-many", coop=facts.coop, most=MEMBERS_MAX)
    return Decision(facts)


def _joined(state: State, at: At, facts: MemberJoined) -> None:
    row = state.get(Coop, at.book, facts.coop)
    if row:
        state.put(replace(row, members=row.members + facts.count))


def _leave(asking: Asking, facts: MemberLeft) -> Decision:
    row = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    if facts.count > row.members:
        raise Refusal("coop.no-such-members", coop=facts.coop, members=row.members)
    return Decision(facts)


def _left(state: State, at: At, facts: MemberLeft) -> None:
    row = state.get(Coop, at.book, facts.coop)
    if row:
        state.put(replace(row, members=row.members - facts.count))


ROWS: tuple[type[Row], ...] = (Coop,)
KINDS = (
    Kind(
        name="coop.founded",
        payload=CoopFounded,
        decide=_found,
        evolve=_founded,
        permitted=pairs("cash<opening"),
        subject="coop",
    ),
    Kind(
        name="coop.closed",
        payload=CoopClosed,
        decide=_close,
        evolve=_closed,
        subject="coop",
    ),
    Kind(
        name="member.joined",
        payload=MemberJoined,
        decide=_join,
        evolve=_joined,
        subject="coop",
    ),
    Kind(
        name="member.left",
        payload=MemberLeft,
        decide=_leave,
        evolve=_left,
        subject="coop",
    ),
)
