# SPDX-License-Identifier: Apache-2.0
"""What a gift's page says beside its flow: givers, worth, receipts, what went back."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.doors.rights import CARDS, sees
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.lists import entry_link
from gungho.flows.gift_ends import GiftBack, Valuation
from gungho.store.cards import card_texts
from gungho.store.reads.givers import giver_cards, shown_as
from gungho.store.reads.giving import GiftTold


def form_words() -> dict[str, str]:
    """The forms of a gift's line, in words."""
    return {
        "cash": _("Money"),
        "goods": _("Goods"),
        "labour": _("Labour"),
        "service": _("Service"),
        "premises": _("Use of premises"),
    }


def method_words() -> dict[str, str]:
    """The methods of valuing, in words."""
    return {
        "invoice": _("by the invoice"),
        "market": _("by the market price"),
        "expert": _("by an expert"),
        "giver-said": _("as the giver said"),
    }


def giver_name(told: GiftTold, giver: str, *, names: Names) -> str:
    """Return a giver's name as their card says it, "" where none is known."""
    if not giver or not sees(CARDS):
        return ""
    if giver in names.pairs:
        return names.any(giver)
    book = told.gift.book
    shown = shown_as().get((book, giver), giver)
    text = giver_cards([shown]).get((book, shown), "")
    english, _sep, chinese = text.partition("\n")
    return (chinese or english) if names.language.startswith("zh") else english


def gift_more(told: GiftTold, goods: Goods) -> dict[str, Any]:
    """Return all that was said of a gift, in words."""
    gift, names = told.gift, goods.names
    is_public = gift.privacy == "public"
    letters = [gift.letter, *(row.letter for row in told.back)]
    texts = card_texts(card for card in letters if card)
    return {
        "gift": gift,
        "statement": gift.giver if sees(CARDS) else "",
        "privacy": {
            "private": _("The giver is known to the body and not shown here."),
            "anonymous": _("The giver wished to stay unknown, to us as well."),
        }.get(gift.privacy, ""),
        "original": giver_name(told, gift.original, names=names) if is_public else "",
        "principal": names.body(gift.agency) if gift.agency else "",
        "lines": [
            {
                "form": form_words().get(row.form, row.form),
                "amount": goods.amount(row.commodity, row.count),
                "worths": [
                    _worth(one, told, goods=goods) for one in told.values
                    if one.line == row.line
                ],
            }
            for row in told.lines
        ],
        "back": [_back(row, told, goods=goods) for row in told.back],
        "receipts": [
            {"row": row, "href": entry_link(told.body, row.seq)}
            for row in told.receipts
        ],
        "letters": [texts[card] for card in dict.fromkeys(letters) if card in texts],
    }  # fmt: skip


def _worth(row: Valuation, told: GiftTold, *, goods: Goods) -> dict[str, Any]:
    return {
        "row": row,
        "method": method_words().get(row.method, row.method),
        "amount": goods.amount(
            row.currency, row.worth, entry_link(told.body, row.seq)
        ),
        "is_newest": told.worth_of(row.line) == row,
    }  # fmt: skip


def _back(row: GiftBack, told: GiftTold, *, goods: Goods) -> dict[str, Any]:
    codes = {line.line: line.commodity for line in told.lines}
    href = entry_link(told.body, row.seq)
    passed = row.sort == "passed"
    return {
        "row": row,
        "says": _("passed on to its owner") if passed else _("given back to the giver"),
        "amount": goods.amount(codes.get(row.line, ""), row.count, href),
    }
