# SPDX-License-Identifier: Apache-2.0
"""The steps of a gift's story in words, in the page's language."""

from __future__ import annotations

import json
from collections.abc import Sequence

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from gungho.doors.figures import money
from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence
from gungho.doors.web.conditions import conditions
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.words import CAUSES, word
from gungho.reports.gift_story import Counts, Step

SHOWN = 4


def step_words(step: Step, *, names: Names, goods: Goods) -> SafeString:
    """Return one step as a sentence; a kind without one is told by its name."""
    if step.code not in codes():
        return conditional_escape(kind_word(step.kind))
    facts = step.facts
    lines: Sequence[dict[str, str]] = facts.get("lines") or ({},)
    reason = f"story.reason.{facts.get('reason', '')}"
    given = {
        "place": short_name(step.book, names),
        "what": amounts(step.what, goods),
        "price": amounts(step.price, goods),
        "who": bodies(step.who, names),
        "fund": names.fund(str(lines[0].get("fund", ""))),
        "cause": word(CAUSES, str(facts.get("cause", ""))),
        "at": names.place(str(facts.get("place", ""))),
        "reason": sentence(reason, {}, names.language)
        if reason in codes()
        else str(facts.get("reason", "")),
        "terms": _terms(facts.get("terms"), names),
    }
    escaped = {name: str(conditional_escape(text)) for name, text in given.items()}
    told = sentence(step.code, escaped, names.language)
    return mark_safe(told[:1].upper() + told[1:])


def amounts(counts: Counts, goods: Goods) -> SafeString:
    """Return counts of money and goods as a list in words."""
    texts = [
        format_html("<b>{}</b>", amount_text(code, count, goods))
        for code, count in counts.items()
        if count
    ]
    return listed(texts, goods.names.language)


def amount_text(code: str, count: int, goods: Goods) -> str:
    """Return one count: a currency before its figure, goods before their count."""
    if code.isupper():
        return f"{code}\N{NO-BREAK SPACE}{money(count, goods.scale(code))}"
    name = goods.names.item(code)
    if name[1:2].islower():
        name = name[0].lower() + name[1:]
    return f"{name} {goods.text(code, count)}"


def bodies(ids: Sequence[str], names: Names) -> SafeString:
    """Return the short names of bodies as a list in words."""
    found = [conditional_escape(short_name(one, names)) for one in ids if one]
    return listed(found, names.language)


def short_name(body: str, names: Names) -> str:
    """Return a co-op's name; of a committee, hub or depot the place it is in."""
    place = "" if "." in body else names.place_of.get(body, "")
    return names.place(place) if place else names.body(body)


def listed(texts: Sequence[SafeString], language: str) -> SafeString:
    """Return texts as one: the first few, and how many more there are."""
    comma = "、" if language.startswith("zh") else ", "
    if len(texts) <= 1:
        return mark_safe(comma.join(texts))
    if len(texts) <= SHOWN + 1:
        facts = {"list": comma.join(texts[:-1]), "last": texts[-1]}
        return mark_safe(sentence("story.list.two", facts, language))
    more: dict[str, str | int] = {
        "list": comma.join(texts[:SHOWN]),
        "n": len(texts) - SHOWN,
    }
    return mark_safe(sentence("story.list.more", more, language))


def _terms(terms: object, names: Names) -> str:
    text = terms if isinstance(terms, str) else json.dumps(terms or {})
    told = conditions(text, names)
    return ("；" if names.language.startswith("zh") else "; ").join(told)
