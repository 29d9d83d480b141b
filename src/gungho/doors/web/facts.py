# SPDX-License-Identifier: Apache-2.0
"""The facts of an entry in words: what each is called, counts with their commodity.

Cards are opened where they still are; what has a page of its own is a link to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from django.utils.translation import gettext as _

from gungho.doors.archive import source_cited
from gungho.doors.figures import day_text, figure, share_text
from gungho.doors.reasons import codes, sentence
from gungho.doors.web.goods import Goods
from gungho.doors.web.telling import amount_text
from gungho.doors.web.terms import TERMS
from gungho.doors.web.words import ACTIVITIES, CAUSES, REGIONS, TRADES
from gungho.store.cards import card_texts

COMMITMENT = re.compile(r"[0-9a-f]{64}\Z")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
PPM = 1_000_000
ROWS_MOST = 80
HREFS = {
    "gift": "/gifts/{}/",
    "gifts": "/gifts/{}/",
    "coop": "/co-ops/{}/",
    "loan": "/loans/{}/",
    "appeal": "/appeals/{}/",
    "plan": "/plans/{}/",
    "order": "/trade/{}/",
    "document": "/consignments/{}/",
    "cited": "/archive/sources/{}/",
}
CODES: dict[str, tuple[str, ...]] = {
    "count": ("commodity", "item", "currency"),
    "fee": ("commodity",),
    "short": ("commodity",),
    "of_count": ("of",),
    "source_count": ("source",),
    "target_count": ("target",),
    **dict.fromkeys(("cost", "proceeds", "wages", "opening"), ("currency",)),
    **dict.fromkeys(("low", "high", "most"), ("currency",)),
    **dict.fromkeys(("principal", "interest", "worth"), ("currency",)),
    **dict.fromkeys(("price", "amount", "came", "total"), ("currency",)),
    "expected": ("home", "currency"),
    **dict.fromkeys(("goal", "raised", "rest"), ("commodity",)),
}
WORDS: dict[str, Mapping[str, Any]] = {
    "region": REGIONS,
    "regions": REGIONS,
    "trade": TRADES,
    "trades": TRADES,
    "activity": ACTIVITIES,
    "cause": CAUSES,
    "standing": TERMS,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FactRow:
    """One fact: its name, its text, and where it leads if anywhere."""

    label: str
    text: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Teller:
    """What is needed to tell a fact: names, goods, opened cards, the booked code."""

    goods: Goods
    cards: Mapping[str, str]
    code: str

    def rows(self, facts: Mapping[str, Any], before: str = "") -> Iterator[FactRow]:
        """Yield the facts of one level, then those inside it."""
        language = self.goods.names.language
        for key, value in facts.items():
            label = before + fact_word(key, language)
            if value in ("", None, [], {}):
                continue
            if isinstance(value, dict):
                yield from self.rows(value, f"{label} · ")
            elif isinstance(value, list) and isinstance(value[0], dict):
                for number, inside in enumerate(value, start=1):
                    yield from self.rows(inside, f"{label} {number} · ")
            elif isinstance(value, list):
                text = ", ".join(self.text(key, one, facts) for one in value)
                yield FactRow(label=label, text=text)
            else:
                href = HREFS.get(key, "").format(quote(str(value), safe=":.-"))
                if key == "cited" and source_cited(str(value)) is None:
                    href = ""
                text = self.text(key, value, facts)
                yield FactRow(label=label, text=text, href=href)

    def text(self, key: str, value: object, beside: Mapping[str, Any]) -> str:
        """Return one value in words."""
        names = self.goods.names
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, int):
            return share_text(value, PPM) if key.endswith("_ppm") else figure(value, 0)
        text = str(value)
        if key in CODES and text.lstrip("-").isdecimal():
            found = (str(beside[name]) for name in CODES[key] if beside.get(name))
            return amount_text(next(found, self.code), int(text), self.goods)
        if text in self.cards:
            return self.cards[text].replace("\n", " · ")
        if DAY.match(text):
            return day_text(text, names.language)
        if text in WORDS.get(key, {}):
            return str(WORDS[key][text])
        return self.named(key, text)

    def named(self, key: str, text: str) -> str:
        """Return an id with its name, if it has one."""
        names = self.goods.names
        kept = {"place": f"place/{text}", "places": f"place/{text}"}.get(key, text)
        for known in (kept, f"item/{text}"):
            name = names.any(known) if known in names.pairs else text
            if name != text:
                return f"{name} ({text})"
        return text


def fact_rows(
    payload: Mapping[str, Any], *, goods: Goods, code: str
) -> tuple[list[FactRow], int]:
    """Return the facts to show, and how many more there are in the bytes."""
    cards = card_texts(_commitments(payload))
    rows = list(Teller(goods=goods, cards=cards, code=code).rows(payload))
    return rows[:ROWS_MOST], max(0, len(rows) - ROWS_MOST)


def fact_word(key: str, language: str) -> str:
    """Return what a fact is called; one without a word keeps its own."""
    code = f"fact.{key}"
    known = code in codes()
    return sentence(code, {}, language) if known else key.replace("_", " ")


def _commitments(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for inside in value.values():
            yield from _commitments(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _commitments(inside)
    elif isinstance(value, str) and COMMITMENT.match(value):
        yield value
