# SPDX-License-Identifier: Apache-2.0
"""Follow a gift: where it went, the story, the letter, the road, the proof."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.reasons import sentence
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.land import CHINA
from gungho.doors.web.charts.sankey import PHONE, Link, Node, folded, letters, sankey
from gungho.doors.web.charts.svg import Tone
from gungho.doors.web.figures import figure, money
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.names import Names
from gungho.doors.web.pages.problems import missing
from gungho.errors import Refusal
from gungho.measure import count_of
from gungho.reports.gift_flow import Flow, FlowNode, gift_flow
from gungho.store.cards import card_texts
from gungho.store.reads import journal
from gungho.store.reads.fates import gift_lines
from gungho.store.reads.places import Spot, body_forms, body_places, spots
from gungho.store.reads.query import one
from gungho.store.reads.stories import gift_story
from gungho.store.reads.trails import trail

TONES: dict[str, Tone] = {
    "gift": "indigo",
    "body": "indigo",
    "coop": "arrived",
    "lent": "received",
    "lost": "lost",
    "costs": "promised",
    "held": "held",
    "way": "transit",
}
COOPS_SHOWN = 6
STORY_TONES = {
    "gift.received": "received",
    "money.sent": "transit",
    "goods.dispatched": "transit",
    "loss.accepted": "lost",
    "use.blocked": "held",
    "consent.asked": "held",
    "terms.changed": "held",
}


@require_safe
def gift(request: HttpRequest, gift: str) -> HttpResponse:
    """Show one gift's whole way."""
    story = _story(gift)
    if story["gift"] != gift:
        return redirect("gift", gift=story["gift"])
    names = Names.load(get_language() or "en")
    context = {
        "story": story,
        "committee": names.body(story["committee"]),
        "giver": _giver(story),
        "words": _words(story["gift"]),
        "lines": [_line(story, line, names) for line in story["lines"]],
        "steps": _steps(story, names),
        "entry_count": len(story["story"]) + len(story["fund_events"]),
        "letters": _letters(story, names),
        "road": _road(story, names),
        "pro_rata": any(line["fund"].endswith(":general") for line in story["lines"]),
    }
    return render(request, "gungho/gift.html", context)


@require_safe
def entries(_request: HttpRequest, gift: str) -> HttpResponse:
    """Give the gift's entries as lines of JSON, each with its proof."""
    story = _story(gift)
    lines = [
        _proved(step["book"], step["seq"])
        for step in (*story["fund_events"], *story["story"])
    ]
    response = HttpResponse("".join(lines), content_type="application/jsonl")
    response["Content-Disposition"] = f'attachment; filename="{story["gift"]}.jsonl"'
    return response


def _story(gift: str) -> dict[str, Any]:
    try:
        return gift_story(gift)
    except Refusal as refusal:
        raise missing(refusal) from None


def _proved(book: str, seq: int) -> str:
    _, raw = journal.entry(book, seq)
    proof = journal.prove(book, seq)
    line = {
        "entry": raw.decode(),
        "leaf": proof.leaf.hex(),
        "index": seq,
        "path": [one.hex() for one in proof.path],
        "seal": proof.seal.note,
        "verifier": proof.verifier,
    }
    return json.dumps(line, ensure_ascii=False) + "\n"


def _giver(story: dict[str, Any]) -> str:
    giver = story["giver"]
    if not giver:
        return ""
    found = one(
        "SELECT card FROM p_body WHERE body = %s UNION "
        "SELECT card FROM p_person WHERE person = %s",
        (giver, giver),
    )
    text = card_texts([found[0]]).get(found[0], "") if found else ""
    english, _sep, chinese = text.partition("\n")
    is_chinese = (get_language() or "en").startswith("zh")
    return (chinese or english) if is_chinese else english


def _words(gift: str) -> str:
    found = one("SELECT words FROM p_gift WHERE gift = %s", (gift,))
    return card_texts([found[0]]).get(found[0], "") if found and found[0] else ""


def _line(story: dict[str, Any], line: dict[str, Any], names: Names) -> dict[str, Any]:
    found = one("SELECT scale FROM p_item WHERE item = %s", (line["commodity"],))
    scale = int(found[0]) if found else 0
    flow = _flow(story, line)
    total = count_of(line["amount"], scale)
    nodes, links = _drawn(flow, names, line, scale)
    label = _("Flow of gift %(gift)s; the same figures are in the table below.") % {
        "gift": story["gift"]
    }
    signs = letters(nodes, links)
    return {
        **line,
        "scale": scale,
        "count": total,
        "item": names.item(line["commodity"]),
        "is_money": line["commodity"].isupper(),
        "fund_name": names.fund(line["fund"]),
        "wide": sankey(nodes, links, label=label),
        "phone": sankey(nodes, links, label=label, frame=PHONE),
        "rows": _rows(line, nodes, signs, total, scale),
        "register": f"/register/?book={story['committee']}&fund={line['fund']}"
        f"&commodity={line['commodity']}",
    }


def _flow(story: dict[str, Any], line: dict[str, Any]) -> Flow:
    woven = trail()
    for _book, gift, code, fund, amount, pool in gift_lines(woven):
        if (gift, code, fund) == (story["gift"], line["commodity"], line["fund"]):
            return gift_flow(woven, pool, amount, forms=body_forms())
    return Flow(nodes=(), links=())


def _drawn(
    flow: Flow, names: Names, line: dict[str, Any], scale: int
) -> tuple[list[Node], list[Link]]:
    through: dict[str, int] = {}
    for source, target, count in flow.links:
        through[target] = through.get(target, 0) + count
        if source == "gift":
            through[source] = through.get(source, 0) + count
    nodes = [
        Node(
            id=node.id,
            column=node.column,
            label=_label(node, names),
            detail=_amount_text(through.get(node.id, 0), scale, line["commodity"]),
            tone=TONES[node.sort],
            href=f"/co-ops/{node.body}/" if node.sort == "coop" else "",
        )
        for node in flow.nodes
    ]
    links = [Link(source=a, target=b, value=count) for a, b, count in flow.links]
    for column in sorted({node.column for node in flow.nodes if node.sort == "coop"}):
        rest = Node(id="rest", column=column, label=_("more co-ops"), tone="arrived")
        if sum(node.sort == "coop" for node in flow.nodes) > COOPS_SHOWN:
            nodes, links = folded(
                nodes, links, column=column, most=COOPS_SHOWN + 3, rest=rest
            )
    return nodes, links


def _amount_text(count: int, scale: int, code: str) -> str:
    return f"{code} {money(count, scale)}" if code.isupper() else figure(count, scale)


def _label(node: FlowNode, names: Names) -> str:
    words = {
        "gift": _("The gift"),
        "lent": _("Lent to co-ops"),
        "lost": _("Lost"),
        "costs": _("Freight and charges"),
        "held": _("Held, not yet used"),
        "way": _("On the way"),
    }
    if node.sort == "body":
        return names.place(body_places().get(node.body, "")) or names.body(node.body)
    return words.get(node.sort) or names.body(node.body)


def _rows(
    line: dict[str, Any],
    nodes: list[Node],
    signs: dict[str, str],
    total: int,
    scale: int,
) -> list[dict[str, Any]]:
    """Return the ends, exact: they add up to the gift to the last unit."""
    states = {
        "reached": "arrived",
        "lent": "received",
        "way": "transit",
        "held": "held",
        "costs": "promised",
        "lost": "lost",
        "unknown": "overdue",
    }
    language = get_language() or "en"
    by_label = {node.label: signs.get(node.id, "") for node in nodes}
    rows = []
    for end, text in line["ended"].items():
        word = sentence(f"trace.ended.{end}", {}, language)
        word = word[:1].upper() + word[1:]
        rows.append(
            {
                "word": word,
                "letter": by_label.get(word, ""),
                "count": count_of(text, scale),
                "total": total,
                "state": states[end],
            }
        )
    return rows


def _steps(story: dict[str, Any], names: Names) -> list[dict[str, Any]]:
    """Return the steps of the story; like steps of one day and book are one."""
    events = sorted((*story["fund_events"], *story["story"]), key=lambda one: one["on"])
    groups: dict[tuple[str, str, str], list[dict[str, Any]]] = {}
    for step in events:
        groups.setdefault((step["on"], step["book"], step["kind"]), []).append(step)
    found = []
    for (on, book, kind), steps in groups.items():
        parts = [step["part_ppm"] for step in steps if "part_ppm" in step]
        found.append(
            {
                "on": on,
                "body": names.body(book),
                "says": kind_word(kind),
                "times": len(steps),
                "part": f"{min(sum(parts), 1_000_000) / 10_000:.1f}" if parts else "",
                "tone": STORY_TONES.get(kind, "arrived"),
                "entries": [f"{book}/{step['seq']}" for step in steps],
            }
        )
    return found


def _letters(story: dict[str, Any], names: Names) -> list[dict[str, Any]]:
    found = []
    for letter in story["thanks"]:
        row = one(
            'SELECT letter, "on", standing, book, seq FROM p_thanks WHERE thanks = %s',
            (letter["letter"],),
        )
        if row is None:
            continue
        english, _sep, chinese = card_texts([row[0]]).get(row[0], "").partition("\n")
        found.append(
            {
                "coop": letter["coop"],
                "name": names.body(letter["coop"]),
                "english": english,
                "chinese": chinese,
                "on": row[1],
                "standing": row[2],
            }
        )
    return found


def _road(story: dict[str, Any], names: Names) -> dict[str, Any]:
    """Return the map of the places the gift's entries were written in."""
    places, where = spots(), body_places()
    seen: list[str] = []
    for step in story["story"]:
        place = where.get(step["book"], "")
        if place and place not in seen:
            seen.append(place)
    coops = [
        where[holder["body"]]
        for line in story["lines"]
        for holder in line["holders"][:COOPS_SHOWN]
        if "." in holder["body"] and holder["body"] in where
    ]
    shown = [place for place in dict.fromkeys((*seen, *coops)) if place in places]
    pins = [
        maps.Place(
            lon=places[place].lon,
            lat=places[place].lat,
            label=names.place(place),
            symbol="coop" if place not in seen else _symbol(places[place].role),
            rank="strong" if place in seen else "plain",
        )
        for place in shown
    ]
    hub = next((place for place in seen if _symbol(places[place].role) == "hub"), "")
    ends = [place for place in seen if place != hub and place in places]
    routes = [
        maps.Route(points=(_point(places[hub]), _point(places[place])))
        for place in ends
        if hub and CHINA.holds(_point(places[place]))
    ]
    points = [(pin.lon, pin.lat) for pin in pins if CHINA.holds((pin.lon, pin.lat))]
    frame = maps.fitted(CHINA, points) if points else CHINA
    told = ", ".join(names.place(place) for place in shown)
    label = _("Map of the places this gift passed through: %(places)s") % {
        "places": told
    }
    return {
        "svg": maps.china_map(
            label=label, places=pins, routes=routes, frame=frame, front="road-front"
        ),
        "words": told,
    }


def _point(spot: Spot) -> tuple[float, float]:
    return (spot.lon, spot.lat)


def _symbol(role: str) -> maps.Symbol:
    return "hub" if role == "hub" else "depot"
