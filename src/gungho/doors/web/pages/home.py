# SPDX-License-Identifier: Apache-2.0
"""The movement's front page: what was given, where it ended, what is short."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.figures import day_text, figure, upper_first
from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.bars import Series, small_multiples
from gungho.doors.web.charts.land import CHINA
from gungho.doors.web.charts.lanes import sea_lane
from gungho.doors.web.charts.wholebar import Part, whole_bar
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.icons import STATUS_WORDS
from gungho.doors.web.pages.begin import open_walk
from gungho.doors.web.pages.gifts import split_sums
from gungho.doors.web.telling import short_name
from gungho.doors.web.templatetags.gungho import linked
from gungho.store.reads import home as reads
from gungho.store.reads.committees import committees
from gungho.store.reads.gifts import GiftsWanted, sums_given
from gungho.store.reads.places import body_places, roads, spots

TONES: dict[str, Any] = {
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
STANDINGS = ("documented", "reconstructed", "kept")
SERIES_SHOWN = ("societies", "members")
NO_TICK = "\N{NO-BREAK SPACE}"
RATE_DECIMALS = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the movement; where nothing is founded yet, lead to the first run."""
    if open_walk(request) is not None:
        return redirect("begin")
    language = get_language() or "en"
    names = Names.load(language)
    goods = Goods.load(names)
    coops, members = reads.at_work()
    plan, short = reads.shortest()
    context = {
        "sample": reads.sample_gift(),
        "worths": _worths(language, goods),
        "coops": coops,
        "members": members,
        "series": _series(),
        "world": _world(names),
        "world_key": maps.key(
            [
                ("committee", _("Committee")),
                ("hub", _("Hub")),
                ("open", _("Sea route")),
            ]
        ),
        "china": _china(names),
        "china_key": maps.key(
            [
                ("hub", _("Hub")),
                ("depot", _("Depot")),
                ("open", _("Open")),
                ("closed", _("Closed")),
                ("front", _("Occupied, roughly")),
            ]
        ),
        "news": _news(names, goods),
        "plan": plan,
        "short": [
            {
                "amount": goods.amount(code, count, f"/plans/{plan}/"),
                "name": _("Money") if code.isupper() else names.item(code),
                "needs": needs,
            }
            for code, count, needs in short
        ],
        "months": _quarters(names),
        "committees": len(committees()),
        "today": today(),
    }
    return render(request, "gungho/home.html", context)


def _worths(language: str, goods: Goods) -> list[dict[str, Any]]:
    """Return what was given by standing; the totals are never added together."""
    sums = {standing: (word, amounts) for standing, word, amounts in _given(goods)}
    return [
        {
            "standing": standing,
            "word": sums[standing][0],
            "sums": sums[standing][1],
            **_worth(standing, language),
        }
        for standing in STANDINGS
        if standing in sums
    ]


def _given(goods: Goods) -> list[tuple[str, str, list[Any]]]:
    return split_sums(sums_given(GiftsWanted()), goods)


def _worth(standing: str, language: str) -> dict[str, Any]:
    worth = reads.worth(standing)
    parts = [
        Part(
            label=upper_first(sentence(f"trace.ended.{end}", {}, language)),
            value=count,
            tone=TONES[end],
        )
        for end, count in worth.ended.items()
    ]
    asked = f"/gifts/?form=cash&standing={standing}"
    shown = [
        {"part": part, "href": f"{asked}&ended={end}"}
        for part, end in zip(parts, worth.ended, strict=True)
        if part.value
    ]
    bar = whole_bar(parts, label=_("All money given, by where it is now"))
    return {
        "total": worth.total,
        "href": asked,
        "parts": shown,
        "bar": bar,
        "rates": [{"rate": rate, "text": _rate_text(rate)} for rate in worth.rates],
    }


def _rate_text(rate: reads.Rate) -> str:
    shift = 10**RATE_DECIMALS
    return figure(rate.numerator * shift // rate.denominator, RATE_DECIMALS)


def _series() -> list[dict[str, Any]]:
    """Return the printed national figures nearest to the last day, side by side."""
    rows = [
        row
        for row in reads.documented_series()
        if not row["region"] and row["measure"] in SERIES_SHOWN
    ]
    last = max((row["as_of"] for row in rows if row["as_of"] < "1942"), default="")
    words = {"societies": _("co-ops"), "members": _("members")}
    sure = {"high": _("sure"), "medium": _("fairly sure"), "low": _("not sure")}
    return [
        {
            "value": figure(int(row["value"]), 0),
            "word": words[row["measure"]],
            "source": row["source"],
            "confidence": sure.get(row["confidence"], row["confidence"]),
        }
        for row in rows
        if row["as_of"] == last
    ]


def _world(names: Names) -> Any:
    where = spots()
    hub = where.get("hong-kong")
    pins, lanes = [], []
    for line in committees():
        spot = where.get(line.place)
        if spot is None or line.form == "headquarters":
            continue
        is_hub = line.form == "hub"
        pins.append(
            maps.Place(
                lon=spot.lon,
                lat=spot.lat,
                label=names.place(line.place),
                symbol="hub" if is_hub else "committee",
                rank="strong" if is_hub else "plain",
                href=f"/committees/{line.body}/",
            )
        )
        if hub and not is_hub and line.gifts and not 100 < spot.lon < 122:
            lane = sea_lane((spot.lon, spot.lat), (hub.lon, hub.lat))
            lanes.append(maps.Route(points=lane, width=2))
    told = ", ".join(pin.label for pin in pins)
    label = _("Map of the committees: %(places)s") % {"places": told}
    return maps.world_map(label=label, places=pins, routes=lanes)


def _china(names: Names) -> Any:
    where, day = spots(), today()
    drawn, ends = [], set()
    for road in roads():
        source, target = where.get(road.source), where.get(road.target)
        if source is None or target is None or road.opened > day or road.mode == "sea":
            continue
        points = ((source.lon, source.lat), (target.lon, target.lat))
        if not all(CHINA.holds(point) for point in points):
            continue
        shut = bool(road.closed) and road.closed <= day
        drawn.append(maps.Route(points=points, state="closed" if shut else "open"))
        ends |= {road.source, road.target}
    depots = {"baoji", "chengdu", "ganxian", "guilin", "kunming", "lanxi", "luoyang"}
    pins = [
        maps.Place(
            lon=where[place].lon,
            lat=where[place].lat,
            label=names.place(place),
            symbol=_symbol(place, depots),
            rank="strong" if place in depots or place == "hong-kong" else "minor",
        )
        for place in sorted(ends)
    ]  # fmt: skip
    told = ", ".join(pin.label for pin in pins if pin.rank == "strong")
    label = _("Map of the roads: %(places)s") % {"places": told}
    return maps.china_map(label=label, places=pins, routes=drawn, front="home-front")


def _symbol(place: str, depots: set[str]) -> maps.Symbol:
    if place == "hong-kong":
        return "hub"
    return "depot" if place in depots else "town"


def _news(names: Names, goods: Goods) -> list[dict[str, Any]]:
    return [
        {
            "amount": goods.amount(
                news.item, news.count, f"/consignments/{news.document}/"
            ),
            "sender": short_name(news.sender, names),
            "receiver": short_name(news.receiver, names),
            "state": news.state,
            "detail": f"{STATUS_WORDS[news.state]} {_short_day(news.on)}",
        }
        for news in reads.latest_goods(today())
    ]


def _short_day(on: str) -> str:
    return day_text(on, get_language() or "en", form="short")


def _quarters(names: Names) -> Any:
    quarters, table = reads.gifts_by_quarter()
    where = body_places()
    series = [
        Series(
            label=names.place(where[body]) if body in where else names.body(body),
            values=tuple(values),
            figure=linked(
                _("%(n)s gifts") % {"n": figure(sum(values), 0)},
                f"/gifts/?committee={body}",
                proof=False,
                big=False,
            ),
        )
        for body, values in table.items()
    ]
    ticks = [
        quarter[2:4] if quarter.endswith("Q1") else NO_TICK for quarter in quarters
    ]
    return small_multiples(series, ticks=ticks)
