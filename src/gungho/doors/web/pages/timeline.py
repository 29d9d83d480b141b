# SPDX-License-Identifier: Apache-2.0
"""The movement by month: a timeline in small bars, and a map that is played by month.

Whoever holds no role sees both delayed and coarser: regions for places, whole fives for
what stands, and no roads. Documented and reconstructed are kept apart everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.figures import figure, money
from gungho.doors.names import Names
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.bars import Series, small_multiples
from gungho.doors.web.charts.land import CHINA
from gungho.doors.web.context import today
from gungho.doors.web.words import REGIONS, word
from gungho.reports.openness import DELAY, LEAST, told_until
from gungho.reports.timeline import (
    STANDINGS,
    Row,
    happened,
    in_fives,
    months_between,
    open_row,
    stood,
    sums_of_open,
)
from gungho.store.reads import timeline as reads
from gungho.store.reads.places import Spot, roads, spots

NO_TICK = "\N{NO-BREAK SPACE}"
STANDING_FLOWS = ("coops", "members")
FRONT_MONTHS = ("1940-07", "1941-12")
TICKS_MOST = 60


@require_safe
def movement(request: HttpRequest) -> HttpResponse:
    """Show the timeline and the map of one month to whoever works here."""
    return _shown(request, until=today()[:7], is_open=False)


@require_safe
def open_movement(request: HttpRequest) -> HttpResponse:
    """Show them delayed and coarsened to anyone."""
    told = told_until(date.fromisoformat(today()))
    return _shown(request, until=told.isoformat()[:7], is_open=True)


def _shown(request: HttpRequest, *, until: str, is_open: bool) -> HttpResponse:
    months = months_between(reads.first_day()[:7], until)[-TICKS_MOST:]
    at = _at(request, months)
    told: dict[str, Any] = {
        "months": months,
        "is_open": is_open,
        "delay": DELAY.days,
        "least": LEAST,
    }
    if months:
        told |= _map(request, months, at=at, is_open=is_open)
        told["timeline"] = _timeline(months, is_open=is_open)
    return render(request, "gungho/movement.html", told)


def _at(request: HttpRequest, months: Sequence[str]) -> int:
    """Return which month is asked for, the last one for none or nonsense."""
    month, place = request.GET.get("month", ""), request.GET.get("at", "")
    if month in months:
        return months.index(month)
    last = max(0, len(months) - 1)
    return min(int(place), last) if place.isdecimal() and len(place) < 4 else last


def _timeline(months: Sequence[str], *, is_open: bool) -> list[dict[str, Any]]:
    rows = _rows(months, is_open=is_open)
    ticks = [month[2:4] if month.endswith("-01") else NO_TICK for month in months]
    parts = []
    for standing, title in standing_words().items():
        found = [row for row in rows if row.standing == standing]
        if not found:
            continue
        charts = [small_multiples([_series(row)], ticks=ticks) for row in found]
        parts.append(
            {
                "title": title,
                "charts": charts,
                "table": _table(found, months),
                "merged": any(row.is_merged for row in found),
            }
        )
    return parts


def _rows(months: Sequence[str], *, is_open: bool) -> list[Row]:
    stands = [
        *stood("coops", reads.coop_changes(), months=months),
        *stood("members", reads.member_changes(), months=months),
    ]
    gifts = happened("gifts", reads.happened_by_month("gifts"), months=months)
    given = happened("given", reads.money_by_month(), months=months)
    flows = [
        row
        for measure in ("sent", "arrived", "made")
        for row in happened(measure, reads.happened_by_month(measure), months=months)
    ]
    if not is_open:
        return [*stands, *gifts, *given, *flows]
    counted = {row.standing: row for row in gifts}
    return [
        *(open_row(row, stands=True) for row in stands),
        *(open_row(row, stands=False) for row in gifts),
        *(sums_of_open(row, counts=counted[row.standing]) for row in given),
        *(open_row(row, stands=False) for row in flows),
    ]


def _series(row: Row) -> Series:
    total = row.values[-1] if row.measure in STANDING_FLOWS else sum(row.values)
    total += row.rest
    return Series(
        label=str(measure_words()[row.measure]),
        values=tuple(value // 100 for value in row.values)
        if row.measure == "given"
        else row.values,
        figure=_few() if row.is_merged and not total else _figure(row.measure, total),
    )


def _figure(measure: str, count: int) -> str:
    return f"CNC {money(count, 2)}" if measure == "given" else figure(count, 0)


def _table(rows: list[Row], months: Sequence[str]) -> dict[str, Any]:
    lines = [
        (month, [_figure(row.measure, row.values[at]) for row in rows])
        for at, month in enumerate(months)
    ]
    rest = [
        _figure(row.measure, row.rest) if row.rest
        else _few() if row.is_merged else ""
        for row in rows
    ]  # fmt: skip
    return {
        "columns": [measure_words()[row.measure] for row in rows],
        "lines": [
            (month_day(month), list(zip((measure_words()[r.measure] for r in rows),
                                        cells, strict=True)))
            for month, cells in lines
        ],
        "rest": list(
            zip((measure_words()[r.measure] for r in rows), rest, strict=True)
        )
        if any(rest)
        else [],
    }  # fmt: skip


def _map(
    request: HttpRequest, months: Sequence[str], *, at: int, is_open: bool
) -> dict[str, Any]:
    month = months[at]
    day = str(last_day(month))
    names = Names.load(get_language() or "en")
    every = [one for one in reads.coops_known() if one.at_work(day)]
    held = _held(request, every)
    coops = [one for one in every if one.standing == held]
    drawn, pins = [], []
    if is_open:
        pins = _region_pins(coops)
    else:
        where = spots()
        drawn = _roads(where, day)
        pins = _place_pins(coops, where, names=names)
    front = "played-front" if FRONT_MONTHS[0] <= month <= FRONT_MONTHS[1] else ""
    label = _("Map of the co-ops at work at the end of the month: %(places)s") % {
        "places": ", ".join(pin.label for pin in pins if pin.rank != "minor") or "–"
    }
    return {
        "month": month,
        "day": month_day(month),
        "at": at,
        "last": len(months) - 1,
        "first_day": month_day(months[0]),
        "last_day": month_day(months[-1]),
        "before": months[at - 1] if at else "",
        "after": months[at + 1] if at + 1 < len(months) else "",
        "map": maps.china_map(label=label, places=pins, routes=drawn, front=front),
        "map_key": maps.key(_signs(is_open=is_open, front=front)),
        "regions": _regions(every, is_open=is_open),
        "held": held,
        "held_word": standing_words()[held],
        "choices": [
            (code, word)
            for code, word in standing_words().items()
            if any(one.standing == code for one in reads.coops_known())
        ],
    }


def _held(request: HttpRequest, coops: Sequence[reads.Stood]) -> str:
    """Return whose co-ops the map shows: one standing, for they are never added."""
    asked = request.GET.get("standing", "")
    if asked in STANDINGS:
        return asked
    counts = Counter(one.standing for one in coops)
    return max(STANDINGS, key=lambda held: counts[held])


def _signs(*, is_open: bool, front: str) -> list[tuple[maps.Key, str]]:
    signs: list[tuple[maps.Key, str]] = [("coop", _("Co-ops"))]
    if not is_open:
        signs += [("open", _("Open")), ("closed", _("Closed"))]
    if front:
        signs.append(("front", _("Occupied, roughly")))
    return signs


def _place_pins(
    coops: Sequence[reads.Stood], where: dict[str, Spot], *, names: Names
) -> list[maps.Place]:
    counts = Counter(one.place for one in coops)
    return [
        maps.Place(
            lon=where[place].lon,
            lat=where[place].lat,
            label=f"{names.place(place)} {count}",
            symbol="coop",
            tone="arrived",
            rank="strong" if at < 5 else "plain" if at < 12 else "minor",
        )
        for at, (place, count) in enumerate(counts.most_common())
        if place in where
    ]


def _region_pins(coops: Sequence[reads.Stood]) -> list[maps.Place]:
    """Return a sign in the middle of each region, wherever its co-ops are."""
    counts = Counter(one.region for one in coops)
    return [
        maps.Place(
            lon=MIDDLES[region][0],
            lat=MIDDLES[region][1],
            label=f"{word(REGIONS, region)} {in_fives(count)}",
            symbol="coop",
            tone="arrived",
        )
        for region, count in counts.most_common()
        if region in MIDDLES and in_fives(count)
    ]


# About the middle of each region, in whole degrees; no place of any co-op.
MIDDLES = {
    "northwest": (106, 36),
    "sichuan-xikang": (103, 31),
    "southeast": (114, 26),
    "southwest": (110, 25),
    "yunnan-guizhou": (103, 25),
    "zhe-wan": (117, 30),
    "jin-yu": (112, 36),
    "border-region": (109, 38),
    "central": (112, 30),
}


def _roads(where: dict[str, Spot], day: str) -> list[maps.Route]:
    drawn = []
    for road in roads():
        source, target = where.get(road.source), where.get(road.target)
        if source is None or target is None or road.opened > day or road.mode == "sea":
            continue
        points = ((source.lon, source.lat), (target.lon, target.lat))
        if all(CHINA.holds(point) for point in points):
            shut = bool(road.closed) and road.closed <= day
            drawn.append(maps.Route(points=points, state="closed" if shut else "open"))
    return drawn


def _regions(coops: list[reads.Stood], *, is_open: bool) -> list[tuple[str, list[Any]]]:
    counts = Counter((one.region, one.standing) for one in coops)
    totals = Counter(one.region for one in coops)
    shown = [held for held in STANDINGS if any(s == held for _r, s in counts)]
    words = standing_words()
    return [
        (
            word(REGIONS, region),
            [
                (words[held], _count(counts[region, held], is_open=is_open))
                for held in shown
            ],
        )
        for region, _total in totals.most_common()
    ]


def _count(count: int, *, is_open: bool) -> str:
    if not is_open or not count:
        return figure(count, 0)
    told = in_fives(count)
    return figure(told, 0) if told else _few()


def _few() -> str:
    return _("fewer than %(n)s") % {"n": LEAST}


def standing_words() -> dict[str, str]:
    """Return how a fact stands, in words."""
    return {
        "documented": _("Documented by the sources"),
        "reconstructed": _("Reconstructed by a stated rule"),
        "kept": _("Entered here"),
    }


def measure_words() -> dict[str, str]:
    """Return what is measured by month, in words."""
    return {
        "coops": _("Co-ops at work"),
        "members": _("Members"),
        "gifts": _("Gifts received"),
        "given": _("Money given"),
        "sent": _("Consignments sent"),
        "arrived": _("Consignments arrived"),
        "made": _("Goods made, times"),
    }


def last_day(month: str) -> date:
    """Return the last day of a month such as ``1939-04``."""
    year, number = map(int, month.split("-"))
    after = date(year + number // 12, number % 12 + 1, 1)
    return after - timedelta(days=1)


def month_day(month: str) -> str:
    """Return a month in the page's language."""
    year, number = month.split("-")
    if (get_language() or "en").startswith("zh"):
        return f"{year}年{int(number)}月"
    return f"{MONTHS[int(number) - 1]} {year}"


MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August",
          "September", "October", "November", "December")  # fmt: skip
