# SPDX-License-Identifier: Apache-2.0
"""The map of the roads open on a day, and the timeline of when roads were open."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.land import CHINA, WORLD, Frame
from gungho.doors.web.charts.roads import Road as Row
from gungho.doors.web.charts.roads import Span
from gungho.doors.web.charts.roads import roads as timeline
from gungho.store.reads.places import Road, Spot

SYMBOLS: dict[str, maps.Symbol] = {
    "hub": "hub",
    "headquarters": "hub",
    "depot": "depot",
    "port": "port",
    "committee": "committee",
}


def is_open(road: Road, on: str) -> bool:
    """Whether a road could be used on a day."""
    return road.opened <= on and (not road.closed or on < road.closed)


def road_map(
    *,
    label: str,
    names: Names,
    spots: dict[str, Spot],
    roads: Sequence[Road],
    used: Collection[str],
    on: str,
    marked: Collection[str] = (),
) -> SafeString:
    """The roads open on a day, thin, with the roads used, thick."""
    ends = [p for r in roads if r.route in used for p in (r.source, r.target)]
    shown = dict.fromkeys([*ends, *(p for p in marked if p in spots)])
    points = [(spots[p].lon, spots[p].lat) for p in shown if p in spots]
    inside = all(CHINA.holds(point) for point in points)
    frame: Frame = maps.fitted(CHINA if inside else WORLD, points)
    drawn = [
        maps.Route(
            points=tuple((spots[p].lon, spots[p].lat) for p in (r.source, r.target)),
            state="plan" if r.route in used else "open",
            width=4.5 if r.route in used else 1.5,
        )
        for r in sorted(roads, key=lambda road: road.route in used)
        if (r.route in used or is_open(r, on)) and {r.source, r.target} <= spots.keys()
    ]
    places = [
        maps.Place(
            lon=spots[p].lon,
            lat=spots[p].lat,
            label=names.place(p),
            symbol=SYMBOLS.get(spots[p].role, "town"),
            rank="strong" if p in marked else "plain",
        )
        for p in shown
        if p in spots
    ]
    chart = maps.china_map if inside else maps.world_map
    return chart(label=label, places=places, routes=drawn, frame=frame)


def map_key() -> SafeString:
    """What the lines of the map mean."""
    return maps.key([("plan", _("Used")), ("open", _("Open road"))])


def road_times(
    *,
    names: Names,
    roads: Sequence[Road],
    wanted: Collection[tuple[str, str]],
    first: date,
    last: date,
    today: date,
) -> SafeString:
    """When the wanted roads were open between two days, with a line at ``today``."""
    stretches: dict[tuple[str, str], list[Road]] = defaultdict(list)
    for road in roads:
        stretches[road.source, road.target].append(road)
    rows = [
        Row(
            label=_("%(source)s to %(target)s")
            % {"source": names.place(pair[0]), "target": names.place(pair[1])},
            spans=spans(stretches[pair], first, last),
        )
        for pair in sorted(wanted)
        if pair in stretches
    ]
    return timeline(
        rows,
        first=first,
        last=last,
        today=today,
        label=_("When these roads were open; the table of stages says the same."),
        today_word=_("this day"),
    )


def spans(roads: Sequence[Road], first: date, last: date) -> tuple[Span, ...]:
    """The stretches of time in which a road was open and closed, in order."""
    found: list[Span] = []
    at = first
    for road in sorted(roads, key=lambda road: road.opened):
        opened = max(date.fromisoformat(road.opened), first)
        shut = date.fromisoformat(road.closed) if road.closed else date.max
        closed = min(shut - timedelta(1), last)
        if closed < first or opened > last:
            continue
        if opened > at:
            found.append(Span(first=at, last=opened - timedelta(1), state="closed"))
        found.append(Span(first=opened, last=closed, state="open"))
        at = closed + timedelta(1)
    if at <= last:
        found.append(Span(first=at, last=last, state="closed"))
    return tuple(found)


def changed(roads: Sequence[Road], first: date, last: date) -> set[tuple[str, str]]:
    """The roads that opened or closed between two days."""
    low, high = first.isoformat(), last.isoformat()
    return {
        (r.source, r.target)
        for r in roads
        if low < r.opened <= high or low < r.closed <= high
    }
