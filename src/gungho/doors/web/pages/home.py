# SPDX-License-Identifier: Apache-2.0
"""The movement's front page: what was given, where it ended, what is short."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.reasons import sentence
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.bars import Series, small_multiples
from gungho.doors.web.charts.land import CHINA
from gungho.doors.web.charts.lanes import sea_lane
from gungho.doors.web.charts.wholebar import Part, whole_bar
from gungho.doors.web.context import today
from gungho.doors.web.figures import figure, upper_first
from gungho.doors.web.goods import Goods
from gungho.doors.web.names import Names
from gungho.doors.web.pages.gifts import split_sums
from gungho.store.reads import home as reads
from gungho.store.reads.committees import committees
from gungho.store.reads.gifts import GiftsWanted, sums_given
from gungho.store.reads.places import roads, spots

TONES: dict[str, Any] = {
    "reached": "arrived",
    "lent": "received",
    "way": "transit",
    "held": "held",
    "costs": "promised",
    "lost": "lost",
    "unknown": "overdue",
}
HREFS = {
    "reached": "/co-ops/",
    "lent": "/journal/?kind=loan.made",
    "way": "/consignments/",
    "held": "/committees/",
    "costs": "/journal/?kind=money.arrived",
    "lost": "/journal/?group=losses",
    "unknown": "/journal/",
}
SERIES_SHOWN = ("societies", "members")
NO_TICK = "\N{NO-BREAK SPACE}"
RATE_DECIMALS = 4


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show the movement."""
    language = get_language() or "en"
    names = Names.load(language)
    goods = Goods.load(names)
    coops, members = reads.at_work()
    plan, short = reads.shortest()
    context = {
        "worth": _worth(language),
        "sums": split_sums(sums_given(GiftsWanted()), goods),
        "coops": coops,
        "members": members,
        "series": _series(),
        "world": _world(names),
        "china": _china(names),
        "news": _news(names, goods),
        "plan": plan,
        "short": [
            {"amount": goods.amount(code, count, f"/plans/{plan}/"), "needs": needs}
            for code, count, needs in short
        ],
        "months": _quarters(names),
        "committees": len(committees()),
        "today": today(),
    }
    return render(request, "gungho/home.html", context)


def _worth(language: str) -> dict[str, Any]:
    worth = reads.worth()
    parts = [
        Part(
            label=upper_first(sentence(f"trace.ended.{end}", {}, language)),
            value=count,
            tone=TONES[end],
        )
        for end, count in worth.ended.items()
    ]
    shown = [
        {"part": part, "end": end, "href": HREFS[end]}
        for part, end in zip(parts, worth.ended, strict=True)
        if part.value
    ]
    bar = whole_bar(parts, label=_("All money given, by where it is now"))
    rates = [
        {
            "rate": rate,
            "text": figure(
                rate.numerator * 10**RATE_DECIMALS // rate.denominator, RATE_DECIMALS
            ),
        }
        for rate in worth.rates
    ]
    return {"total": worth.total, "parts": shown, "bar": bar, "rates": rates}


def _series() -> list[dict[str, Any]]:
    """Return the printed national figures nearest to the last day, side by side."""
    rows = [
        row
        for row in reads.documented_series()
        if not row["region"] and row["measure"] in SERIES_SHOWN
    ]
    last = max((row["as_of"] for row in rows if row["as_of"] < "1942"), default="")
    words = {"societies": _("co-ops"), "members": _("members")}
    return [
        {**row, "word": words[row["measure"]]} for row in rows if row["as_of"] == last
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
    day = today()
    found = []
    for row in reads.latest_goods():
        document, sender, receiver, item, sent, counted, lost, on, due = row
        state = "arrived" if counted is not None else "transit"
        if counted is None and due and due < day:
            state = "overdue"
        href = f"/consignments/{document}/"
        found.append(
            {
                "amount": goods.amount(item, int(sent), href),
                "sender": names.body(sender),
                "receiver": names.body(receiver),
                "state": "lost" if lost else state,
                "on": on,
            }
        )
    return found


def _quarters(names: Names) -> Any:
    quarters, table = reads.gifts_by_quarter()
    series = [
        Series(
            label=names.body(body),
            values=tuple(values),
            figure=_("%(n)s gifts") % {"n": sum(values)},
        )
        for body, values in table.items()
    ]
    ticks = [
        quarter[2:4] if quarter.endswith("Q1") else NO_TICK for quarter in quarters
    ]
    return small_multiples(series, ticks=ticks)
