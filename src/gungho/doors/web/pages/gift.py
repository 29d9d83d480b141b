# SPDX-License-Identifier: Apache-2.0
"""Follow a gift: where it went, the story, the letter, the road, the proof."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.actions.prove_entry import prove_entry
from gungho.doors.archive import source_cited
from gungho.doors.figures import share_text, upper_first
from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.rights import CARDS, sees
from gungho.doors.web.drawn_flow import drawn_flow
from gungho.doors.web.gift_road import gift_road
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages.gift_more import gift_more, giver_name
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.telling import step_words
from gungho.errors import Refusal
from gungho.measure import count_of
from gungho.reports.gift_flow import Flow, gift_flow
from gungho.reports.gift_story import Step, Told, story
from gungho.store.cards import card_texts
from gungho.store.reads.deeds import deeds
from gungho.store.reads.gifts import letters_named
from gungho.store.reads.given import followed, given_by
from gungho.store.reads.givers import card_of
from gungho.store.reads.giving import GiftTold, gift_told
from gungho.store.reads.places import body_forms
from gungho.store.reads.query import one
from gungho.store.reads.stories import PPM, gift_story
from gungho.store.reads.trails import trail
from gungho.store.shelves import held_shelves

STORY_TONES = {
    "gift.received": "received",
    "money.sent": "transit",
    "goods.dispatched": "transit",
    "loss.accepted": "lost",
    "use.blocked": "held",
    "consent.asked": "held",
    "consent.given": "held",
    "terms.changed": "held",
}
STATES = {
    "reached": "arrived",
    "lent": "received",
    "way": "transit",
    "held": "held",
    "costs": "promised",
    "used": "arrived",
    "returned": "held",
    "lost": "lost",
    "unknown": "overdue",
}


@require_safe
def gift(request: HttpRequest, gift: str) -> HttpResponse:
    """Show one gift's whole way."""
    found = _story(gift)
    if found["gift"] != gift:
        return redirect("gift", gift=found["gift"])
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    told = gift_told(found["gift"])
    assert told is not None
    events = [*found["fund_events"], *found["story"]]
    lines = [
        line_told(found, {**line, "gift": found["gift"]}, goods=goods)
        for line in found["lines"]
    ]
    steps = _steps(events)
    context = {
        "story": found,
        "committee": names.body(found["committee"]),
        "giver": giver_name(told, found["giver"], names=names),
        "words": _words(found["gift"]),
        "lines": lines,
        "summary": _summary(lines, names.language),
        "steps": _shown(steps, goods),
        "entry_count": len(events),
        "letters": letters_told(found["thanks"], names),
        "road": gift_road(steps, found["lines"], names),
        "more": gift_more(told, goods),
        "cards": _cards(told),
        "journey": _journey(found["journey"], goods),
        "source": source_cited(str(found["cited"])),
        "pro_rata": any(line["fund"].endswith(":general") for line in lines),
    }
    return render(request, "gungho/gift.html", context)


@require_safe
def entries(_request: HttpRequest, gift: str) -> HttpResponse:
    """Give the gift's entries as lines of JSON, each with its proof."""
    found = _story(gift)
    places = sorted(
        {
            (step["on"], step["book"], step["seq"])
            for step in (*found["fund_events"], *found["story"])
        }
    )
    lines = [proved(book, seq) for _on, book, seq in places]
    response = HttpResponse(b"".join(lines), content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="{found["gift"]}.jsonl"'
    return response


def _cards(told: GiftTold) -> list[tuple[str, str]]:
    """Return the personal cards of a gift, for who may see them."""
    if not sees(CARDS):
        return []
    found = [
        (_("Card of the giver"), card_of(told.gift.book, told.gift.giver)),
        (_("Card of the giver’s words"), told.gift.words),
    ]
    return [(title, card) for title, card in found if card]


def _story(gift: str) -> dict[str, Any]:
    try:
        return gift_story(gift)
    except Refusal as refusal:
        raise missing(refusal) from None


def proved(book: str, seq: int) -> bytes:
    """Return an entry with its proof as a line of JSON, as the verifier reads it."""
    return prove_entry(held_shelves(), body=book, entry=str(seq))


def _words(gift: str) -> str:
    found = one("SELECT words FROM p_gift WHERE gift = %s", (gift,))
    return card_texts([found[0]]).get(found[0], "") if found and found[0] else ""


def journey_words() -> dict[str, str]:
    """What became of a gift on its way, in words."""
    return {"sent": _("Sent"), "arrived": _("Arrived"), "bought": _("Bought")}


def _journey(
    found: dict[str, list[dict[str, str]]], goods: Goods
) -> list[tuple[str, list[tuple[str, str, Amount]]]]:
    """Return each sort with its parts: whose, what, how much."""
    return [
        (
            journey_words()[sort],
            [
                (
                    goods.names.body(part["body"]),
                    goods.names.item(part["commodity"]),
                    _counted(part, goods),
                )
                for part in parts
            ],
        )
        for sort, parts in found.items()
        if parts
    ]


def _counted(part: dict[str, str], goods: Goods) -> Amount:
    code = part["commodity"]
    return goods.amount(code, count_of(part["amount"], goods.scale(code)))


def line_told(
    story: dict[str, Any], line: dict[str, Any], *, goods: Goods
) -> dict[str, Any]:
    """Return a line of a gift as it is shown: its flow and its exact ends."""
    code, names = line["commodity"], goods.names
    scale = goods.scale(code)
    ended = {end: count_of(text, scale) for end, text in line["ended"].items()}
    flow = _flow(story["committee"], line, ended)
    label = _("Flow of gift %(gift)s; the same figures are in the table below.") % {
        "gift": story["gift"]
    }
    total = count_of(line["amount"], scale)
    return {
        **line,
        "scale": scale,
        "count": total,
        "item": names.item(code),
        "unit": goods.amount(code, total).unit,
        "is_money": code.isupper(),
        "fund_name": names.fund(line["fund"]),
        "drawn": drawn_flow(flow, code=code, goods=goods, label=label),
        "rows": _rows(ended, total),
        "register": _register(story["committee"], line),
    }


def _register(committee: str, line: dict[str, Any]) -> str:
    asked = {
        "book": committee,
        "fund": line["fund"],
        "commodity": line["commodity"],
        "account": f"{committee}/gifts/{line['gift']}",
    }
    return f"/register/?{urlencode(asked)}"


def _flow(body: str, line: dict[str, Any], ended: dict[str, int]) -> Flow:
    woven = trail()
    wanted = line["commodity"], line["fund"]
    for given in given_by(woven, [line["gift"]], body=body):
        if (given.commodity, given.fund) == wanted:
            way = followed(woven, given)
            return gift_flow(woven, way, forms=body_forms(), ended=ended)
    return Flow(nodes=(), links=())


def _summary(lines: list[dict[str, Any]], language: str) -> str:
    """Return the ends of all lines in one sentence."""
    is_chinese = language.startswith("zh")
    parts = [
        f"{share_text(row['count'], row['total'])} {row['plain']}"
        for line in lines
        for row in line["rows"]
    ]
    return ("；" if is_chinese else "; ").join(parts) + ("。" if is_chinese else ". ")


def _rows(ended: dict[str, int], total: int) -> list[dict[str, Any]]:
    """Return the ends, exact: they add up to the gift to the last unit."""
    language = get_language() or "en"
    return [
        {
            "word": upper_first(sentence(f"trace.ended.{end}", {}, language)),
            "plain": sentence(f"trace.ended.{end}", {}, language),
            "count": count,
            "total": total,
            "state": STATES[end],
        }
        for end, count in ended.items()
    ]


def _steps(events: list[dict[str, Any]]) -> tuple[Step, ...]:
    """Return the steps of the story; like steps of one day are one."""
    known = deeds([(step["book"], step["seq"]) for step in events])
    entries = []
    for step in events:
        deed = known[step["book"], step["seq"]]
        entries.append(
            Told(
                book=deed.book,
                seq=deed.seq,
                kind=deed.kind,
                on=deed.on,
                payload=deed.payload,
                postings=deed.postings,
                part_ppm=step.get("part_ppm"),
            )
        )
    return story(entries)


def _shown(steps: tuple[Step, ...], goods: Goods) -> list[dict[str, Any]]:
    """Return the steps in words."""
    names = goods.names
    return [
        {
            "step": step,
            "body": names.body(step.book),
            "says": step_words(step, names=names, goods=goods),
            "part": "" if step.part_ppm is None else share_text(step.part_ppm, PPM),
            "tone": STORY_TONES.get(step.kind, "arrived"),
            "entries": [f"{book}/{seq}" for book, seq in step.entries],
        }
        for step in steps
    ]


def letters_told(thanks: list[dict[str, Any]], names: Names) -> list[dict[str, Any]]:
    """Return the letters of thanks as they are shown."""
    wanted = [letter["letter"] for letter in thanks]
    rows = letters_named(wanted)
    texts = card_texts(letter for _, letter, *_ in rows)
    found = []
    for coop, letter, on, standing, book, seq in rows:
        english, _sep, chinese = texts.get(letter, "").partition("\n")
        found.append(
            {
                "coop": coop,
                "name": names.body(coop),
                "english": english,
                "chinese": chinese,
                "on": on,
                "standing": standing,
                "entry": f"/journal/{book}/{seq}/",
            }
        )
    return found
