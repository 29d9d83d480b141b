# SPDX-License-Identifier: Apache-2.0
"""Members of a committee itself: recommended, admitted, paying dues, leaving.

A member is a person by an opaque id; the name stands on a card. Honorary members are
admitted without being recommended, pay no dues and do not vote.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.offices import resolution_row
from gungho.flows.wire import Amount, Code, Day, Id, MaybeId, Payload, Standing
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State

HONORARY = "honorary"


class MembershipAsked(Payload, frozen=True, kw_only=True):
    """A person asks to become a member, recommended by members."""

    person: Id
    recommended: tuple[Id, ...]
    standing: Standing


class MembershipGranted(Payload, frozen=True, kw_only=True):
    """A person is admitted, by a resolution where the rules ask for one."""

    person: Id
    form: Literal["ordinary", "corporate", "honorary"]
    resolution: MaybeId
    standing: Standing


class MembershipEnded(Payload, frozen=True, kw_only=True):
    """A membership ends; nobody is expelled without a resolution."""

    person: Id
    reason: Literal["resigned", "expelled", "died", "lapsed"]
    resolution: MaybeId
    standing: Standing


class DuesPaid(Payload, frozen=True, kw_only=True):
    """A member pays dues until a day; they are income, and no gift."""

    payment: Id
    person: Id
    until: Day
    currency: Code
    count: Amount
    fund: Id
    till: Id


class Membership(Row, frozen=True, kw_only=True):
    """A person's membership: asked for, from when until when, and dues."""

    book: int
    person: str
    form: str
    recommended: str
    asked: str
    admitted: str
    ended: str
    reason: str
    dues_until: str
    resolution: str
    seq: int
    standing: str
    key: ClassVar = ("book", "person")
    indexes: ClassVar = {"book": ("book",)}

    def holds(self, day: str) -> bool:
        """True if the person was a member on a day."""
        begun = self.admitted != "" and self.admitted <= day
        return begun and (not self.ended or day <= self.ended)

    def votes(self, day: str) -> bool:
        """True if the person had a vote on a day."""
        return self.holds(day) and self.form != HONORARY


def member_row(asking: Asking, person: str, *, day: str = "") -> Membership:
    """Return who is a member of this book's body, or refuse ``membership.none``."""
    row = asking.state.get(Membership, asking.book, person)
    if row is None or not row.holds(day or asking.happened):
        raise Refusal("membership.none", person=person, body=asking.body)
    return row


def _ask(asking: Asking, facts: MembershipAsked) -> Decision:
    row = asking.state.get(Membership, asking.book, facts.person)
    if row and (row.holds(asking.happened) or not row.admitted):
        raise Refusal("membership.known", person=facts.person)
    for one in facts.recommended:
        if one == facts.person:
            raise Refusal("membership.by-itself", person=facts.person)
        member_row(asking, one)
    return Decision(facts)


def _asked(state: State, at: At, facts: MembershipAsked) -> None:
    state.put(
        row_from(
            Membership, at, facts, form="", recommended=" ".join(facts.recommended),
            asked=at.happened, admitted="", ended="", reason="", dues_until="",
            resolution="",
        )
    )  # fmt: skip


def _grant(asking: Asking, facts: MembershipGranted) -> Decision:
    row = asking.state.get(Membership, asking.book, facts.person)
    if row and row.holds(asking.happened):
        raise Refusal("membership.known", person=facts.person)
    asked = row is not None and not row.admitted
    # The first members found the society: nobody was there to recommend them.
    others = asking.state.find(Membership, "book", asking.book)
    is_founded = any(one.recommended for one in others)
    if not asked and facts.form != HONORARY and is_founded:
        raise Refusal("membership.not-asked", person=facts.person)
    if facts.resolution:
        resolution_row(asking, facts.resolution)
    return Decision(facts)


def _granted(state: State, at: At, facts: MembershipGranted) -> None:
    before = state.get(Membership, at.book, facts.person)
    asked = before if before and not before.admitted else None
    state.put(
        row_from(
            Membership, at, facts, recommended=asked.recommended if asked else "",
            asked=asked.asked if asked else "", admitted=at.happened, ended="",
            reason="", dues_until="",
        )
    )  # fmt: skip


def _end(asking: Asking, facts: MembershipEnded) -> Decision:
    member_row(asking, facts.person)
    if facts.reason == "expelled" and not facts.resolution:
        raise Refusal("membership.expelled", person=facts.person)
    if facts.resolution:
        resolution_row(asking, facts.resolution)
    return Decision(facts)


def _ended(state: State, at: At, facts: MembershipEnded) -> None:
    row = state.get(Membership, at.book, facts.person)
    if row:
        state.put(replace(row, ended=at.happened, reason=facts.reason))


def _pay(asking: Asking, facts: DuesPaid) -> Decision:
    require_currency(asking, facts.currency)
    fund_row(asking.state, asking.book, facts.fund)
    row = member_row(asking, facts.person)
    if row.form == HONORARY:
        raise Refusal("dues.honorary", person=facts.person)
    if facts.until <= row.dues_until:
        raise Refusal("dues.paid", person=facts.person, until=row.dues_until)
    posting = Posting(
        debit=f"{asking.body}/cash/{facts.till}",
        credit=f"{asking.body}/dues/{facts.until[:4]}",
        commodity=facts.currency,
        fund=facts.fund,
        amount=int(facts.count),
    )
    return Decision(facts, (posting,))


def _paid(state: State, at: At, facts: DuesPaid) -> None:
    row = state.get(Membership, at.book, facts.person)
    if row:
        state.put(replace(row, dues_until=facts.until))


ROWS: tuple[type[Row], ...] = (Membership,)
KINDS = (
    Kind(
        name="membership.asked",
        payload=MembershipAsked,
        decide=_ask,
        evolve=_asked,
        subject="person",
    ),
    Kind(
        name="membership.granted",
        payload=MembershipGranted,
        decide=_grant,
        evolve=_granted,
        subject="person",
    ),
    Kind(
        name="membership.ended",
        payload=MembershipEnded,
        decide=_end,
        evolve=_ended,
        subject="person",
    ),
    Kind(
        name="dues.paid",
        payload=DuesPaid,
        decide=_pay,
        evolve=_paid,
        permitted=pairs("cash<dues"),
        subject="person",
    ),
)
