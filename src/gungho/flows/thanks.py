# SPDX-License-Identifier: Apache-2.0
"""Thanks is a co-op's letter to the gifts behind its goods, sent with its consent."""

from __future__ import annotations

from typing import ClassVar

from gungho.errors import Refusal
from gungho.flows.funds import Consent
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.wire import Id, MaybeCommitment, Payload, Standing
from gungho.ledger.state import Row, State


class ThanksSent(Payload, frozen=True, kw_only=True):
    """A co-op's thanks goes, with its consent, to the gifts behind its goods."""

    thanks: Id
    coop: Id
    gifts: tuple[Id, ...]
    letter: MaybeCommitment
    consent: Id
    standing: Standing


class Thanks(Row, frozen=True, kw_only=True):
    """A letter of thanks and the consent to show it."""

    book: int
    thanks: str
    coop: str
    letter: str
    consent: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "thanks")
    indexes: ClassVar = {"coop": ("coop",)}


class ThanksGift(Row, frozen=True, kw_only=True):
    """A gift that a letter of thanks reaches."""

    book: int
    thanks: str
    gift: str
    key: ClassVar = ("book", "thanks", "gift")
    indexes: ClassVar = {"gift": ("gift",)}


def _thank(asking: Asking, facts: ThanksSent) -> Decision:
    consent = asking.state.get(Consent, asking.book, facts.consent)
    agreed = consent is not None and consent.given_on and consent.matter == "letter"
    if consent is None or not agreed or consent.of != facts.coop:
        raise Refusal("thanks.no-consent", coop=facts.coop, consent=facts.consent)
    return Decision(facts)


def _thanked(state: State, at: At, facts: ThanksSent) -> None:
    state.put(row_from(Thanks, at, facts))
    for gift in facts.gifts:
        state.put(ThanksGift(book=at.book, thanks=facts.thanks, gift=gift))


ROWS: tuple[type[Row], ...] = (Thanks, ThanksGift)
KINDS = (
    Kind(
        name="thanks.sent",
        payload=ThanksSent,
        decide=_thank,
        evolve=_thanked,
        subject="coop",
    ),
)
