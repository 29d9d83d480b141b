# SPDX-License-Identifier: Apache-2.0
"""Searching finds anything by code, name, sum or day, for pages and command line.

Only what the asker may open is told: names by their pages, entries by the journal.
"""

from __future__ import annotations

from dataclasses import dataclass

from gungho.doors.about import about, may_reach
from gungho.doors.figures import day_text, figure, money
from gungho.doors.names import Names
from gungho.doors.reasons import sentence, unit_word
from gungho.reports.asking import Sum, asked_span, asked_sum
from gungho.reports.searching import Found, search
from gungho.store.cards import card_texts
from gungho.store.reads.finding import (
    EntriesFound,
    EntryFound,
    by_days,
    by_sum,
    items_known,
)
from gungho.store.reads.query import fetch
from gungho.store.reads.search import found

MOST = 60
# Where a sort of thing has its page; a place or an item has none.
PAGES = {
    "co-op": "coop", "body": "committee", "fund": "fund", "letter": "friends",
    "visit": "friends", "agreement": "friends", "order": "order", "offer": "trade",
    "buyer": "trade", "gift": "gift",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One entry that fits, in words, with its page and the page of its subject."""

    entry: EntryFound
    word: str
    about: str
    href: str
    subject_href: str
    amount: str
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """What fits a question: what is named, the best first; and entries.

    ``more`` counts names and entries that are not told; ``is_least`` says that there
    are more entries than were counted.
    """

    named: tuple[tuple[Found, int], ...] = ()
    named_more: int = 0
    entries: tuple[Hit, ...] = ()
    more: int = 0
    is_least: bool = False


def results(asked: str, *, language: str, most: int = MOST) -> Results:
    """Return all that fits a question and that its asker may open."""
    if not asked.strip():
        return Results()
    every = [pair for pair in found(asked) if _may_see(pair[0])]
    fitting = _entries(asked, most=most)
    names = Names.load(language)
    return Results(
        named=tuple(every[:most]),
        named_more=max(0, len(every) - most),
        entries=_told(fitting.entries, names),
        more=fitting.more,
        is_least=fitting.is_least,
    )


def _may_see(one: Found) -> bool:
    return may_reach(PAGES.get(one.sort, ""))


def _entries(asked: str, *, most: int) -> EntriesFound:
    if not may_reach("entry"):
        return EntriesFound()
    span = asked_span(asked)
    if span is not None:
        return by_days(span, most=most)
    typed = asked_sum(asked)
    if typed is None:
        return EntriesFound()
    return by_sum(typed, items=_items(typed), most=most)


def _items(typed: Sum) -> list[str] | None:
    """Return the commodities that the word beside a sum means, None for any."""
    if typed.codes:
        return list(typed.codes)
    if not typed.unit:
        return None
    known = items_known()
    word = typed.unit.casefold()
    alike = {word, word.removesuffix("s"), word.removesuffix("es")}
    exact = [item for item, unit, _card in known if _words_of(item, unit) & alike]
    texts = card_texts(card for _item, _unit, card in known)
    named = [
        Found(sort="item", title=texts.get(card, item), text=item, href="")
        for item, _unit, card in known
    ]
    by_name = [one.text for text in sorted(alike) for one, _ in search(text, named)]
    return list(dict.fromkeys(exact + by_name))


def _words_of(item: str, unit: str) -> set[str]:
    """Return a commodity's code and its unit, as a code and in words."""
    said = {
        unit_word(unit, is_one=is_one, language=language)
        for is_one in (True, False)
        for language in ("en", "zh")
    }
    return {one.casefold() for one in (item, unit, *said)}


def _told(entries: tuple[EntryFound, ...], names: Names) -> tuple[Hit, ...]:
    """Return entries in words."""
    if not entries:
        return ()
    kinds = {
        item: (scale, unit, form)
        for item, scale, unit, form in fetch(
            "SELECT item, scale, unit, form FROM p_item"
        )
    }
    hits = []
    for one in entries:
        said = sentence(f"kind.{one.kind}", {}, names.language)
        hits.append(
            Hit(
                entry=one,
                word=said[:1].upper() + said[1:],
                about=names.any(one.subject) if one.subject else "",
                href=f"/journal/{one.book}/{one.seq}/",
                subject_href=about(one.kind, one.subject),
                amount=_amount(one, kinds, names=names),
                day=day_text(one.on, names.language),
            )
        )
    return tuple(hits)


def _amount(
    one: EntryFound, kinds: dict[str, tuple[int, str, str]], *, names: Names
) -> str:
    """Return the sum that was found, as a page says it."""
    if not one.commodity:
        return ""
    scale, unit, form = kinds.get(one.commodity, (0, "", "item"))
    if form == "currency":
        return f"{one.commodity} {money(one.count, scale)}"
    is_one = one.count == 10**scale
    told = unit_word(unit, is_one=is_one, language=names.language)
    return f"{names.item(one.commodity)} {figure(one.count, scale)} {told}".strip()
