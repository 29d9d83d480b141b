# SPDX-License-Identifier: Apache-2.0
"""A fund is a pot with one purpose and its own balance; ``general`` or restricted.

Its id is global; a book that receives some of it first writes a mirror with the terms
and their hash, so that each book validates alone. A restriction ends only by an entry:
blocked, asked, changed with consent, fulfilled (law 5).
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.wire import Hash, Id, MaybeCommitment, MaybeId, Payload, Standing
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Terms, terms_sha256, terms_text


class FundOpened(Payload, frozen=True, kw_only=True):
    """A fund opens with the giver's conditions as executable terms."""

    fund: Id
    sort: Literal["general", "restricted", "own"]
    terms: Terms
    words: MaybeCommitment
    card: MaybeCommitment
    standing: Standing
    cited: MaybeId


class FundMirrored(Payload, frozen=True, kw_only=True):
    """Another body's fund is copied here, with its terms, before its first use."""

    fund: Id
    sort: Literal["general", "restricted", "own"]
    terms: Terms
    terms_sha256: Hash


class UseBlocked(Payload, frozen=True, kw_only=True):
    """A use that the givers named has become impossible; the fund waits."""

    block: Id
    fund: Id
    place: MaybeId
    reason: Id
    standing: Standing
    cited: MaybeId


class ConsentAsked(Payload, frozen=True, kw_only=True):
    """Someone is asked to agree: to new terms of a fund, or to a letter being shown."""

    consent: Id
    matter: Literal["terms", "letter"]
    of: Id
    asked: Id
    terms: Terms | None = None


class ConsentGiven(Payload, frozen=True, kw_only=True):
    """The one asked has agreed; the letter that says so is a card."""

    consent: Id
    giver: Id
    evidence: MaybeCommitment
    standing: Standing
    cited: MaybeId


class ConsentRefused(Payload, frozen=True, kw_only=True):
    """The one asked does not agree; the letter that says so is a card."""

    consent: Id
    giver: Id
    evidence: MaybeCommitment


class TermsChanged(Payload, frozen=True, kw_only=True):
    """A fund's terms change, by the consent that allows it."""

    fund: Id
    terms: Terms
    consent: Id


class Fund(Row, frozen=True, kw_only=True):
    """A fund as one book knows it."""

    book: int
    fund: str
    sort: str
    terms: str
    sha256: str
    words: str
    card: str
    blocked: str
    mirrored: int
    standing: str
    cited: str
    on: str
    seq: int
    key: ClassVar = ("book", "fund")
    indexes: ClassVar = {"fund": ("fund",), "book": ("book",)}


class Block(Row, frozen=True, kw_only=True):
    """A use that was blocked, and what ended the block."""

    book: int
    block: str
    fund: str
    place: str
    reason: str
    on: str
    seq: int
    ended_by: str
    ended_on: str
    standing: str
    cited: str
    key: ClassVar = ("book", "block")
    indexes: ClassVar = {"fund": ("fund",)}


class Consent(Row, frozen=True, kw_only=True):
    """What was asked of whom, and the answer."""

    book: int
    consent: str
    matter: str
    of: str
    asked: str
    terms: str
    on: str
    given_on: str
    refused_on: str
    evidence: str
    seq: int
    key: ClassVar = ("book", "consent")
    indexes: ClassVar = {"of": ("of",)}


def fund_row(state: State, book: int, fund: str) -> Fund:
    """Return a fund as this book knows it, or refuse ``fund.unknown``."""
    row = state.get(Fund, book, fund)
    if row is None:
        raise Refusal("fund.unknown", fund=fund)
    return row


def _open(asking: Asking, facts: FundOpened) -> Decision:
    if asking.state.get(Fund, asking.book, facts.fund):
        raise Refusal("fund.exists", fund=facts.fund)
    if facts.fund.split(":")[0] != asking.body:
        raise Refusal("fund.foreign", fund=facts.fund, book=asking.body)
    if facts.sort == "general" and not facts.terms.free:
        raise Refusal("fund.general-with-terms", fund=facts.fund)
    return Decision(facts)


def _opened(state: State, at: At, facts: FundOpened) -> None:
    text = terms_text(facts.terms)
    digest = terms_sha256(facts.terms)
    state.put(
        row_from(Fund, at, facts, terms=text, sha256=digest, blocked="", mirrored=0)
    )


def _mirror(asking: Asking, facts: FundMirrored) -> Decision:
    if terms_sha256(facts.terms) != facts.terms_sha256:
        raise Refusal("fund.mirror-differs", fund=facts.fund)
    if facts.fund.split(":")[0] == asking.body:
        raise Refusal("fund.own-mirror", fund=facts.fund)
    known = asking.state.find(Fund, "fund", facts.fund)
    opened = [row for row in known if not row.mirrored]
    held = opened or [row for row in known if row.book == asking.book]
    if any(row.sha256 != facts.terms_sha256 for row in held):
        raise Refusal("fund.mirror-differs", fund=facts.fund)
    return Decision(facts)


def _mirrored(state: State, at: At, facts: FundMirrored) -> None:
    before = state.get(Fund, at.book, facts.fund)
    same = before is not None and before.sha256 == facts.terms_sha256
    state.put(
        row_from(
            Fund,
            at,
            facts,
            terms=terms_text(facts.terms),
            sha256=facts.terms_sha256,
            words="",
            card="",
            blocked=before.blocked if before and same else "",
            mirrored=1,
            standing="kept",
            cited="",
        )
    )


def _block(asking: Asking, facts: UseBlocked) -> Decision:
    row = fund_row(asking.state, asking.book, facts.fund)
    if row.blocked:
        raise Refusal("fund.blocked", fund=facts.fund, block=row.blocked)
    return Decision(facts)


def _blocked(state: State, at: At, facts: UseBlocked) -> None:
    state.put(row_from(Block, at, facts, ended_by="", ended_on=""))
    fund = state.get(Fund, at.book, facts.fund)
    if fund:
        state.put(replace(fund, blocked=facts.block))


def _asked(state: State, at: At, facts: ConsentAsked) -> None:
    terms = terms_text(facts.terms) if facts.terms else ""
    state.put(
        row_from(
            Consent, at, facts, terms=terms, given_on="", refused_on="", evidence=""
        )
    )


def _answer(asking: Asking, facts: ConsentGiven | ConsentRefused) -> Decision:
    row = asking.state.get(Consent, asking.book, facts.consent)
    if row is None:
        raise Refusal("consent.not-asked", consent=facts.consent)
    if row.asked != facts.giver:
        raise Refusal("consent.other-giver", consent=facts.consent, asked=row.asked)
    if row.given_on or row.refused_on:
        on = row.given_on or row.refused_on
        raise Refusal("consent.answered", consent=facts.consent, on=on)
    return Decision(facts)


def _given(state: State, at: At, facts: ConsentGiven) -> None:
    row = state.get(Consent, at.book, facts.consent)
    if row:
        state.put(replace(row, given_on=at.happened, evidence=facts.evidence))


def _refused(state: State, at: At, facts: ConsentRefused) -> None:
    row = state.get(Consent, at.book, facts.consent)
    if row:
        state.put(replace(row, refused_on=at.happened, evidence=facts.evidence))


def _change(asking: Asking, facts: TermsChanged) -> Decision:
    fund_row(asking.state, asking.book, facts.fund)
    row = asking.state.get(Consent, asking.book, facts.consent)
    agreed = row is not None and row.given_on and row.matter == "terms"
    if row is None or not agreed or row.of != facts.fund:
        raise Refusal("terms.no-consent", fund=facts.fund, consent=facts.consent)
    if row.terms != terms_text(facts.terms):
        raise Refusal("terms.not-as-agreed", fund=facts.fund, consent=facts.consent)
    return Decision(facts)


def _changed(state: State, at: At, facts: TermsChanged) -> None:
    fund = state.get(Fund, at.book, facts.fund)
    if fund is None:
        return
    block = state.get(Block, at.book, fund.blocked) if fund.blocked else None
    if block:
        state.put(replace(block, ended_by=facts.consent, ended_on=at.happened))
    text, digest = terms_text(facts.terms), terms_sha256(facts.terms)
    state.put(replace(fund, terms=text, sha256=digest, blocked=""))


ROWS: tuple[type[Row], ...] = (Fund, Block, Consent)
KINDS = (
    Kind(
        name="fund.opened",
        payload=FundOpened,
        decide=_open,
        evolve=_opened,
        subject="fund",
    ),
    Kind(
        name="fund.mirrored",
        payload=FundMirrored,
        decide=_mirror,
        evolve=_mirrored,
        subject="fund",
    ),
    Kind(
        name="use.blocked",
        payload=UseBlocked,
        decide=_block,
        evolve=_blocked,
        subject="fund",
    ),
    Kind(name="consent.asked", payload=ConsentAsked, evolve=_asked, subject="of"),
    Kind(
        name="consent.given",
        payload=ConsentGiven,
        decide=_answer,
        evolve=_given,
        subject="consent",
    ),
    Kind(
        name="consent.refused",
        payload=ConsentRefused,
        decide=_answer,
        evolve=_refused,
        subject="consent",
    ),
    Kind(
        name="terms.changed",
        payload=TermsChanged,
        decide=_change,
        evolve=_changed,
        subject="fund",
    ),
)
