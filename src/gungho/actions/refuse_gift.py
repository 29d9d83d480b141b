# SPDX-License-Identifier: Apache-2.0
"""Refusing a gift: a courteous letter goes to a card, and the refusal to the book."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from gungho.actions.keep_card import Salts, make_card
from gungho.actions.ports import Card, Command, Receipt
from gungho.reports.refusal_letter import Declined, refusal_letter

Submit = Callable[[Command], Receipt]
KeepCards = Callable[[list[Card]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftDeclined:
    """What is refused: ``giver`` the id if one is known, the rest for the letter."""

    body: str
    gift: str
    commodity: str
    giver: str
    language: str
    told: Declined


def refuse_gift(
    asked: GiftDeclined, *, submit: Submit, keep_cards: KeepCards, salts: Salts
) -> tuple[Receipt, str]:
    """Record that a gift was refused; return the receipt and the letter's text.

    Raises Refusal ``gift.exists``.
    """
    text = refusal_letter(asked.told, language=asked.language)
    card = make_card(text, subject=f"{asked.gift}/letter", salts=salts)
    keep_cards([card])
    facts = {
        "gift": asked.gift,
        "giver": asked.giver,
        "commodity": asked.commodity,
        "reason": asked.told.reason,
        "letter": card.commitment,
    }
    receipt = submit(
        Command(
            book=asked.body,
            id=f"refuse.{asked.gift}",
            kind="gift.refused",
            happened=asked.told.on,
            facts=facts,
            office="treasurer",
        )
    )
    return receipt, text
