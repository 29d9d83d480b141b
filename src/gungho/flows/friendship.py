# SPDX-License-Identifier: Apache-2.0
"""Friendship as records: agreements and twinnings, visits, and letters.

A letter is kept as a card in its own language, its translation beside it with the state
it is in. A letter that is about a person is shown only by that person's consent; until
then it is held.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import Consent
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.registry import body_row
from gungho.flows.wire import (
    Commitment,
    Day,
    Id,
    MaybeCommitment,
    MaybeDay,
    MaybeId,
    Payload,
    Standing,
)
from gungho.ledger.state import Row, State

HELD, SHOWN, OWN = "held", "shown", "own"
Language = Literal["en", "zh", "es", "fr", "tl", "other"]


class AgreementMade(Payload, frozen=True, kw_only=True):
    """An agreement or a twinning with a partner, until a day or for good."""

    agreement: Id
    partner: Id
    form: Literal["agreement", "twinning"]
    until: MaybeDay
    text: MaybeCommitment
    resolution: MaybeId
    standing: Standing
    cited: MaybeId


class AgreementRenewed(Payload, frozen=True, kw_only=True):
    """An agreement goes on until a later day."""

    agreement: Id
    until: Day


class AgreementEnded(Payload, frozen=True, kw_only=True):
    """An agreement ends before its day, or one that had none."""

    agreement: Id
    reason: Id


class VisitMade(Payload, frozen=True, kw_only=True):
    """A delegation visited: who, whom, where, for what, and what followed.

    ``costs`` are the ids of the entries that paid for it, each from its own fund.
    """

    visit: Id
    partner: MaybeId
    host: Id
    delegates: tuple[Id, ...]
    places: tuple[Id, ...]
    purpose: Id
    until: Day
    costs: tuple[Id, ...]
    report: MaybeCommitment
    standing: Standing
    cited: MaybeId


class LetterKept(Payload, frozen=True, kw_only=True):
    """A letter is received or sent; ``about`` are the persons it tells of."""

    letter: Id
    way: Literal["received", "sent"]
    partner: Id
    language: Language
    text: Commitment
    about: tuple[Id, ...]
    answers: MaybeId
    standing: Standing
    cited: MaybeId


class LetterTranslated(Payload, frozen=True, kw_only=True):
    """A translation stands beside a letter: a draft, or checked by a reader of both."""

    letter: Id
    language: Language
    translation: Commitment
    state: Literal["draft", "checked"]


class LetterShown(Payload, frozen=True, kw_only=True):
    """A letter may be shown: nobody is told of in it, or each has agreed."""

    letter: Id
    consents: tuple[Id, ...]


class Agreement(Row, frozen=True, kw_only=True):
    """An agreement with a partner, and until when."""

    book: int
    agreement: str
    partner: str
    form: str
    on: str
    until: str
    ended: str
    reason: str
    text: str
    resolution: str
    seq: int
    standing: str
    key: ClassVar = ("book", "agreement")
    indexes: ClassVar = {"book": ("book",)}

    def holds(self, day: str) -> bool:
        """True if the agreement stands on a day."""
        ends = [end for end in (self.until, self.ended) if end]
        return self.on <= day and all(day <= end for end in ends)

    def ends_by(self, day: str) -> bool:
        """True if it was not ended, and its term is over by a day."""
        return not self.ended and "" < self.until <= day


class Visit(Row, frozen=True, kw_only=True):
    """A visit that was made."""

    book: int
    visit: str
    partner: str
    host: str
    delegates: str
    places: str
    purpose: str
    on: str
    until: str
    costs: str
    report: str
    seq: int
    standing: str
    key: ClassVar = ("book", "visit")
    indexes: ClassVar = {"book": ("book",)}


class Letter(Row, frozen=True, kw_only=True):
    """A letter with its translation; ``shown`` is own, held or shown."""

    book: int
    letter: str
    way: str
    partner: str
    language: str
    text: str
    translated: str
    translation: str
    state: str
    about: str
    answers: str
    shown: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "letter")
    indexes: ClassVar = {"book": ("book",)}


def _agree(asking: Asking, facts: AgreementMade) -> Decision:
    if asking.state.get(Agreement, asking.book, facts.agreement):
        raise Refusal("agreement.exists", agreement=facts.agreement)
    _require_partner(asking, facts.partner)
    if facts.until and facts.until < asking.happened:
        raise Refusal("agreement.day", agreement=facts.agreement, until=facts.until)
    return Decision(facts)


def _require_partner(asking: Asking, partner: str) -> None:
    body_row(asking.state, partner)
    if partner == asking.body:
        raise Refusal("agreement.own", body=partner)


def _agreed(state: State, at: At, facts: AgreementMade) -> None:
    state.put(row_from(Agreement, at, facts, ended="", reason=""))


def _standing_one(asking: Asking, agreement: str) -> Agreement:
    row = asking.state.get(Agreement, asking.book, agreement)
    if row is None or row.ended:
        raise Refusal("agreement.unknown", agreement=agreement)
    return row


def _renew(asking: Asking, facts: AgreementRenewed) -> Decision:
    row = _standing_one(asking, facts.agreement)
    if not row.until or facts.until <= row.until:
        raise Refusal(
            "agreement.not-later", agreement=facts.agreement, until=row.until or "-"
        )
    return Decision(facts)


def _renewed(state: State, at: At, facts: AgreementRenewed) -> None:
    row = state.get(Agreement, at.book, facts.agreement)
    if row:
        state.put(replace(row, until=facts.until))


def _end(asking: Asking, facts: AgreementEnded) -> Decision:
    _standing_one(asking, facts.agreement)
    return Decision(facts)


def _ended(state: State, at: At, facts: AgreementEnded) -> None:
    row = state.get(Agreement, at.book, facts.agreement)
    if row:
        state.put(replace(row, ended=at.happened, reason=facts.reason))


def _visit(asking: Asking, facts: VisitMade) -> Decision:
    if asking.state.get(Visit, asking.book, facts.visit):
        raise Refusal("visit.exists", visit=facts.visit)
    if facts.until < asking.happened:
        raise Refusal("visit.days", visit=facts.visit, until=facts.until)
    if not facts.delegates:
        raise Refusal("visit.nobody", visit=facts.visit)
    body_row(asking.state, facts.host)
    return Decision(facts)


def _visited(state: State, at: At, facts: VisitMade) -> None:
    lists = ("delegates", "places", "costs")
    joined = {name: " ".join(getattr(facts, name)) for name in lists}
    state.put(row_from(Visit, at, facts, **joined))


def _keep(asking: Asking, facts: LetterKept) -> Decision:
    if asking.state.get(Letter, asking.book, facts.letter):
        raise Refusal("letter.exists", letter=facts.letter)
    if facts.answers and not asking.state.get(Letter, asking.book, facts.answers):
        raise Refusal("letter.unknown", letter=facts.answers)
    return Decision(facts)


def _kept(state: State, at: At, facts: LetterKept) -> None:
    state.put(
        row_from(
            Letter, at, facts, about=" ".join(facts.about), translated="",
            translation="", state="", shown=HELD if facts.about else OWN,
        )
    )  # fmt: skip


def _translate(asking: Asking, facts: LetterTranslated) -> Decision:
    row = asking.state.get(Letter, asking.book, facts.letter)
    if row is None:
        raise Refusal("letter.unknown", letter=facts.letter)
    if row.language == facts.language:
        raise Refusal(
            "letter.same-language", letter=facts.letter, language=row.language
        )
    return Decision(facts)


def _translated(state: State, at: At, facts: LetterTranslated) -> None:
    row = state.get(Letter, at.book, facts.letter)
    if row:
        state.put(
            replace(
                row, translated=facts.language, translation=facts.translation,
                state=facts.state,
            )
        )  # fmt: skip


def _show(asking: Asking, facts: LetterShown) -> Decision:
    row = asking.state.get(Letter, asking.book, facts.letter)
    if row is None:
        raise Refusal("letter.unknown", letter=facts.letter)
    agreed = set()
    for ident in facts.consents:
        one = asking.state.get(Consent, asking.book, ident)
        about = one is not None and (one.matter, one.of) == ("letter", facts.letter)
        if one and about and one.given_on:
            agreed.add(one.asked)
    missing = [person for person in row.about.split() if person not in agreed]
    if missing:
        raise Refusal("letter.consent", letter=facts.letter, person=missing[0])
    return Decision(facts)


def _shown(state: State, at: At, facts: LetterShown) -> None:
    row = state.get(Letter, at.book, facts.letter)
    if row:
        state.put(replace(row, shown=SHOWN))


ROWS: tuple[type[Row], ...] = (Agreement, Visit, Letter)
KINDS = (
    Kind(
        name="agreement.made",
        payload=AgreementMade,
        decide=_agree,
        evolve=_agreed,
        subject="partner",
    ),
    Kind(
        name="agreement.renewed",
        payload=AgreementRenewed,
        decide=_renew,
        evolve=_renewed,
        subject="agreement",
    ),
    Kind(
        name="agreement.ended",
        payload=AgreementEnded,
        decide=_end,
        evolve=_ended,
        subject="agreement",
    ),
    Kind(
        name="visit.made",
        payload=VisitMade,
        decide=_visit,
        evolve=_visited,
        subject="visit",
    ),
    Kind(
        name="letter.kept",
        payload=LetterKept,
        decide=_keep,
        evolve=_kept,
        subject="letter",
    ),
    Kind(
        name="letter.translated",
        payload=LetterTranslated,
        decide=_translate,
        evolve=_translated,
        subject="letter",
    ),
    Kind(
        name="letter.shown",
        payload=LetterShown,
        decide=_show,
        evolve=_shown,
        subject="letter",
    ),
)
