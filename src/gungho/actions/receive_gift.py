# SPDX-License-Identifier: Apache-2.0
"""Receiving a gift: the giver and the wish go to cards, the conditions to a fund.

The journal holds a pseudonymous id for the giver and a salted commitment for the words.
Every id follows from the form's own number, so that the same form sent twice adds
nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gungho.actions.keep_card import Salts, make_card
from gungho.actions.ports import Card, Command, Receipt
from gungho.errors import Refusal
from gungho.ledger.terms import Terms

Submit = Callable[[Command], Receipt]
KeepCards = Callable[[list[Card]], None]
WORDS_MOST = 2000
GIVER_MOST = 200
TITLE = "Conditions of {0}\n{0} 号捐助的条件"


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftAsked:
    """What a treasurer enters: counts are smallest units, ``number`` the form's."""

    number: str
    committee: str
    gift: str
    happened: str
    form: str
    commodity: str
    count: int
    at: str
    fund: str
    giver: str = ""
    words: str = ""
    privacy: str = "public"
    terms: Terms = field(default_factory=Terms)


def receive_gift(
    asked: GiftAsked, *, submit: Submit, keep_cards: KeepCards, salts: Salts
) -> Receipt:
    """Record a gift with its cards and, where it has new conditions, its fund.

    Raises Refusal as the kinds do, and ``gift.too-long``.
    """
    if len(asked.words) > WORDS_MOST or len(asked.giver) > GIVER_MOST:
        raise Refusal("gift.too-long", most=WORDS_MOST)
    if asked.privacy == "anonymous" and asked.giver.strip():
        raise Refusal("gift.anonymous", giver=asked.giver.strip())
    cards: list[Card] = []
    words = _card(cards, asked.words, f"{asked.gift}/words", salts)
    name = _card(cards, asked.giver, f"{asked.gift}/giver", salts)
    if asked.count <= 0:
        raise Refusal("gift.nothing", gift=asked.gift)
    title = ""
    if not asked.terms.free:
        title = _card(cards, TITLE.format(asked.gift), f"{asked.gift}/fund", salts)
    keep_cards(cards)
    giver = f"{asked.committee}:p-{asked.number}" if asked.giver.strip() else ""
    if giver:
        noted = {"person": giver, "card": name}
        submit(_command(asked, "person.noted", "person", noted))
    fund = asked.fund
    if not asked.terms.free:
        fund = f"{asked.committee}:f-{asked.number}"
        submit(_command(asked, "fund.opened", "fund", _fund(asked, fund, words, title)))
    line = {
        "form": asked.form,
        "commodity": asked.commodity,
        "count": str(asked.count),
        "fund": fund,
        "at": asked.at,
    }
    facts = {
        "gift": asked.gift,
        "giver": giver,
        "lines": [line],
        "words": words,
        "standing": "kept",
        "cited": "",
        "privacy": asked.privacy,
    }
    return submit(_command(asked, "gift.received", "gift", facts))


def _card(cards: list[Card], text: str, subject: str, salts: Salts) -> str:
    if not text.strip():
        return ""
    card = make_card(text.strip(), subject=subject, salts=salts)
    cards.append(card)
    return card.commitment


def _fund(asked: GiftAsked, fund: str, words: str, title: str) -> dict[str, object]:
    return {
        "fund": fund,
        "sort": "restricted",
        "terms": asked.terms,
        "words": words,
        "card": title,
        "standing": "kept",
        "cited": "",
    }


def _command(
    asked: GiftAsked, kind: str, part: str, facts: Mapping[str, object]
) -> Command:
    return Command(
        book=asked.committee,
        id=f"form.{asked.number}.{part}",
        kind=kind,
        happened=asked.happened,
        facts=facts,
        office="treasurer",
    )
