# SPDX-License-Identifier: Apache-2.0
"""Several funds buy what cannot be divided, as one joint fund with fixed shares.

A joint fund allows what every one of its parts allows. Money goes in from the parts and
comes back to them by their shares, to the last unit, through the bridge between funds;
what it buys, loses or earns is theirs by the same shares.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import Fund, fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeCommitment,
    Part,
    Payload,
    Share,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Terms, Use, common, terms_of, terms_sha256, terms_text
from gungho.measure import share

JOINT = "joint"


class JointShare(Part, frozen=True, kw_only=True):
    """A fund and its share; ``count`` is what of an amount falls to it."""

    fund: Id
    share: Share
    count: MaybeAmount = ""


class FundJoined(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A joint fund opens; its terms are what all its parts allow."""

    fund: Id
    parts: tuple[JointShare, ...]
    card: MaybeCommitment = ""
    terms: Terms | None = None


class FundPaidIn(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """Money of a till goes from the parts into their joint fund, by their shares."""

    fund: Id
    till: Id
    currency: Code
    count: Amount
    parts: tuple[JointShare, ...] = ()


class FundSharedOut(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """Money of a joint fund comes back to its parts, by their shares."""

    fund: Id
    till: Id
    currency: Code
    count: Amount
    parts: tuple[JointShare, ...] = ()


class JointPart(Row, frozen=True, kw_only=True):
    """One part of a joint fund: its share, fixed for ever."""

    book: int
    fund: str
    line: int
    part: str
    share: int
    key: ClassVar = ("book", "fund", "line")
    indexes: ClassVar = {"fund": ("book", "fund")}


def _join(asking: Asking, facts: FundJoined) -> Decision:
    if asking.state.get(Fund, asking.book, facts.fund):
        raise Refusal("fund.exists", fund=facts.fund)
    if facts.fund.partition(":")[0] != asking.body:
        raise Refusal("fund.foreign", fund=facts.fund, book=asking.body)
    named = [one.fund for one in facts.parts]
    if len(set(named)) < 2 or len(set(named)) != len(named):
        raise Refusal("joint.parts", fund=facts.fund, parts=len(set(named)))
    terms = None
    for one in facts.parts:
        part = fund_row(asking.state, asking.book, one.fund)
        if part.sort == JOINT:
            raise Refusal("joint.of-joint", fund=facts.fund, part=one.fund)
        own = terms_of(part.terms)
        terms, clash = (own, "") if terms is None else common(terms, own)
        if clash:
            raise Refusal("joint.nothing-in-common", fund=facts.fund, clause=clash)
    if facts.terms not in (None, terms):
        raise Refusal("joint.terms", fund=facts.fund)
    return Decision(replace(facts, terms=terms))


def _joined(state: State, at: At, facts: FundJoined) -> None:
    terms = facts.terms or Terms()
    state.put(
        row_from(
            Fund, at, facts, sort=JOINT, terms=terms_text(terms),
            sha256=terms_sha256(terms), words="", blocked="", mirrored=0,
            standing="kept", cited="",
        )
    )  # fmt: skip
    for number, one in enumerate(facts.parts):
        state.put(
            row_from(JointPart, at, facts, line=number, part=one.fund, share=one.share)
        )


def _shared(asking: Asking, facts: FundPaidIn | FundSharedOut) -> list[JointShare]:
    """Return the parts with what falls to each, by largest remainder."""
    require_currency(asking, facts.currency)
    rows = asking.state.find(JointPart, "fund", asking.book, facts.fund)
    if not rows:
        raise Refusal("joint.unknown", fund=facts.fund)
    counts = share(int(facts.count), [row.share for row in rows])
    parts = [
        JointShare(fund=row.part, share=row.share, count=str(count) if count else "")
        for row, count in zip(rows, counts, strict=True)
    ]
    if facts.parts not in ((), tuple(parts)):
        raise Refusal("joint.shares", fund=facts.fund)
    return parts


def _bridge(
    asking: Asking, facts: FundPaidIn | FundSharedOut, *, part: JointShare, into: str
) -> tuple[Posting, Posting]:
    till, bridge = f"{asking.body}/cash/{facts.till}", f"{asking.body}/between"
    out = Posting(
        debit=bridge,
        credit=till,
        commodity=facts.currency,
        fund=facts.fund if into == part.fund else part.fund,
        amount=int(part.count),
    )
    return out, replace(out, debit=till, credit=bridge, fund=into)


def _pay_in(asking: Asking, facts: FundPaidIn) -> Decision:
    parts = _shared(asking, facts)
    for part in parts:
        require_terms(asking, part.fund, Use(on=asking.happened))
    postings = tuple(
        posting
        for part in parts
        if part.count
        for posting in _bridge(asking, facts, part=part, into=facts.fund)
    )
    require_held(asking, postings)
    return Decision(replace(facts, parts=tuple(parts)), postings)


def _share_out(asking: Asking, facts: FundSharedOut) -> Decision:
    parts = _shared(asking, facts)
    postings = tuple(
        posting
        for part in parts
        if part.count
        for posting in _bridge(asking, facts, part=part, into=part.fund)
    )
    require_held(asking, postings)
    return Decision(replace(facts, parts=tuple(parts)), postings)


PAIRS = pairs("between<cash", "cash<between")
ROWS: tuple[type[Row], ...] = (JointPart,)
KINDS = (
    Kind(
        name="fund.joined",
        payload=FundJoined,
        decide=_join,
        evolve=_joined,
        subject="fund",
    ),
    Kind(
        name="fund.paid_in",
        payload=FundPaidIn,
        decide=_pay_in,
        permitted=PAIRS,
        spends=True,
        subject="fund",
    ),
    Kind(
        name="fund.shared_out",
        payload=FundSharedOut,
        decide=_share_out,
        permitted=PAIRS,
        spends=True,
        subject="fund",
    ),
)
