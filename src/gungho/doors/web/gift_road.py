# SPDX-License-Identifier: Apache-2.0
"""The road a gift took: money by wire, goods stage by stage, the co-ops it reached."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.land import CHINA
from gungho.doors.web.charts.lanes import sea_lane
from gungho.doors.web.charts.roads import RoadState
from gungho.reports.gift_story import Step
from gungho.store.reads.gifts import PassedOn, passed_on
from gungho.store.reads.places import Road, Spot, body_places, roads, spots

COOPS_SHOWN = 6
BACK = ".back"
SYMBOLS: dict[str, maps.Symbol] = {
    "hub": "hub",
    "headquarters": "hub",
    "depot": "depot",
    "port": "port",
}
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftRoad:
    """The drawing, its key, and the same in words."""

    svg: SafeString
    key: SafeString
    words: str


def gift_road(
    steps: Sequence[Step], lines: Iterable[dict[str, Any]], names: Names
) -> GiftRoad:
    """Draw the way of a gift by the papers it travelled under."""
    documents = [paper for step in steps for paper in step.documents]
    where, homes = spots(), body_places()
    wires, stages = _legs(passed_on(documents), homes)
    books = [homes[step.book] for step in steps if step.book in homes]
    passed = [*books, *(place for leg in (*wires, *stages) for place in leg)]
    coops = [
        homes[holder["body"]]
        for line in lines
        for holder in line["holders"][:COOPS_SHOWN]
        if "." in holder["body"] and holder["body"] in homes
    ]
    shown = [place for place in dict.fromkeys((*passed, *coops)) if place in where]
    ends = {place for leg in wires for place in leg}
    pins = [_pin(where[place], names, ends=ends, passed=passed) for place in shown]
    points = [(pin.lon, pin.lat) for pin in pins if CHINA.holds((pin.lon, pin.lat))]
    told = ", ".join(names.place(place) for place in shown)
    label = _("Map of the places this gift passed through: %(places)s")
    drawn = [
        *_routes(sorted(wires), where, state="plan"),
        *_routes(sorted(stages), where, state="open"),
    ]
    svg = maps.china_map(
        label=label % {"places": told},
        places=pins,
        routes=drawn,
        frame=maps.fitted(CHINA, points) if points else CHINA,
        front="road-front",
    )
    return GiftRoad(svg=svg, key=_key(wires, stages, coops), words=told)


def _legs(papers: Iterable[PassedOn], homes: dict[str, str]) -> tuple[set[Pair], ...]:
    """Return the ways of money, end to end, and the stages of goods."""
    known = {road.route: road for road in roads()}
    wires: set[Pair] = set()
    stages: set[Pair] = set()
    for paper in papers:
        ends = homes.get(paper.sender, ""), homes.get(paper.receiver, "")
        legs = [known.get(stage.removesuffix(BACK)) for stage in paper.stages]
        taken = {_ends(leg) for leg in legs if leg is not None}
        if taken:
            stages |= taken
        elif all(ends) and ends[0] != ends[1]:
            (wires if paper.form == "money" else stages).add(ends)
    return wires, stages


def _ends(road: Road) -> Pair:
    return road.source, road.target


def _routes(
    legs: Iterable[Pair], where: dict[str, Spot], *, state: RoadState
) -> list[maps.Route]:
    found = []
    for source, target in legs:
        if source not in where or target not in where:
            continue
        points = _point(where[source]), _point(where[target])
        if all(CHINA.holds(point) for point in points):
            width = 3.0 if state == "open" else 2.0
            found.append(maps.Route(points=points, state=state, width=width))
        elif state == "open" and any(CHINA.holds(point) for point in points):
            found.append(maps.Route(points=sea_lane(*points), state=state))
    return found


def _pin(
    spot: Spot, names: Names, *, ends: set[str], passed: Sequence[str]
) -> maps.Place:
    is_passed = spot.place in passed
    is_strong = is_passed and (spot.place in ends or spot.role in ("hub", "depot"))
    symbol = SYMBOLS.get(spot.role, "town") if is_passed else "coop"
    return maps.Place(
        lon=spot.lon,
        lat=spot.lat,
        label=names.place(spot.place),
        symbol=symbol,
        rank="strong" if is_strong else "plain",
        tone="arrived" if symbol == "coop" else "ink",
    )


def _key(
    wires: Iterable[Pair], stages: Iterable[Pair], coops: Sequence[str]
) -> SafeString:
    items: list[tuple[maps.Key, str]] = [("hub", _("Hub")), ("depot", _("Depot"))]
    if coops:
        items.append(("coop", _("Co-ops")))
    if wires:
        items.append(("plan", _("Money, by wire")))
    if stages:
        items.append(("open", _("Goods, stage by stage")))
    items.append(("front", _("Occupied, roughly")))
    return maps.key(items)


def _point(spot: Spot) -> tuple[float, float]:
    return spot.lon, spot.lat
