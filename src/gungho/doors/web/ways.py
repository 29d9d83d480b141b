# SPDX-License-Identifier: Apache-2.0
"""The way of something on a map: stage by stage, or by sea, or straight by wire."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from gungho.doors.names import Names
from gungho.doors.web.charts import maps
from gungho.doors.web.charts.land import CHINA
from gungho.doors.web.charts.lanes import sea_lane
from gungho.store.reads.places import Road, Spot, roads, spots

BACK = ".back"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A drawn way, the places it passes, and whether it can be drawn at all."""

    svg: SafeString | str
    places: tuple[str, ...]


def way(
    stages: Sequence[str], *, source: str, target: str, names: Names, ident: str
) -> Way:
    """Draw the way from one place to another; no stages mean straight or by sea."""
    where = spots()
    legs = _legs(stages, where)
    passed = _passed(legs, source=source, target=target)
    shown = [place for place in passed if place in where]
    told = ", ".join(names.place(place) for place in shown)
    label = _("Map of the way: %(places)s") % {"places": told}
    points = [(where[place].lon, where[place].lat) for place in shown]
    pins = [
        maps.Place(
            lon=where[place].lon,
            lat=where[place].lat,
            label=names.place(place),
            symbol=_symbol(where[place].role),
            rank="strong" if place in (source, target) else "minor",
        )
        for place in shown
    ]
    if not points:
        return Way(svg="", places=())
    if not all(CHINA.holds(point) for point in points):
        lane = sea_lane(points[0], points[-1])
        routes = [maps.Route(points=lane, state="open")]
        return Way(
            svg=maps.world_map(label=label, places=pins, routes=routes),
            places=tuple(shown),
        )
    routes = [
        maps.Route(points=(_point(where[a.source]), _point(where[a.target])))
        for a in legs
    ]
    if not routes and len(points) > 1:
        routes = [maps.Route(points=(points[0], points[-1]), state="plan")]
    svg = maps.china_map(
        label=label,
        places=pins,
        routes=routes,
        frame=maps.fitted(CHINA, points),
        front=ident,
    )
    return Way(svg=svg, places=tuple(shown))


def _legs(stages: Sequence[str], where: dict[str, Spot]) -> list[Road]:
    known = {road.route: road for road in roads()}
    found = [known.get(stage.removesuffix(BACK)) for stage in stages]
    return [
        road
        for road in found
        if road is not None and road.source in where and road.target in where
    ]


def _passed(legs: Sequence[Road], *, source: str, target: str) -> list[str]:
    """Return the places in the order they are passed, either end of a leg first."""
    passed, here = [source], source
    for leg in legs:
        here = leg.source if leg.target == here else leg.target
        passed.append(here)
    return list(dict.fromkeys((*passed, target)))


def _point(spot: Spot) -> tuple[float, float]:
    return (spot.lon, spot.lat)


def _symbol(role: str) -> maps.Symbol:
    if role in ("hub", "depot", "committee", "port"):
        return role  # type: ignore[return-value]
    return "town"
