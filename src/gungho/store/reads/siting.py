# SPDX-License-Identifier: Apache-2.0
"""Reading the ground of a siting: co-ops at work, roads open, places with a depot."""

from __future__ import annotations

from gungho.planning import Stage
from gungho.planning.site_ways import Ground, Home, both_ways
from gungho.store.reads.query import fetch

DEPOTS = ("hub", "headquarters", "depot", "federation")
_HOMES = """
SELECT coop, place, members FROM p_coop
WHERE opened <= %s AND (closed = '' OR closed > %s) AND members > 0 ORDER BY coop
"""
_WANTED = """
SELECT c.coop, c.place, SUM(i.count * t.weight_g), MAX(t.scale)
FROM p_need_row n
JOIN p_coop c ON c.book = n.book AND c.coop = n.coop
JOIN p_need_input i ON i.book = n.book AND i.need = n.need
JOIN (SELECT item, MAX(weight_g) AS weight_g, MAX(scale) AS scale FROM p_item
  GROUP BY item) t ON t.item = i.commodity
WHERE n."on" <= %s AND (n.withdrawn_on = '' OR n.withdrawn_on > %s)
AND (c.closed = '' OR c.closed > %s)
GROUP BY c.coop, c.place, t.scale ORDER BY c.coop
"""


def ground(*, day: str, demand: str, kg: int) -> Ground:
    """Return the ground on a day.

    ``demand`` is "members" (so many kilograms for each) or "needs" (the weight of all
    that is asked).
    """
    return Ground(
        homes=_wanted(day) if demand == "needs" else _homes(day, kg=kg),
        stages=tuple(way for stage in _stages(day) for way in both_ways(stage)),
        depots=depot_places(),
    )


def depot_places() -> tuple[str, ...]:
    """Return the places that have a depot now, each once."""
    found = fetch("SELECT place, form FROM p_body ORDER BY body")
    return tuple(dict.fromkeys(place for place, form in found if form in DEPOTS))


def _homes(day: str, *, kg: int) -> tuple[Home, ...]:
    return tuple(
        Home(id=coop, place=place, kg=int(members) * kg)
        for coop, place, members in fetch(_HOMES, [day, day])
    )


def _wanted(day: str) -> tuple[Home, ...]:
    places: dict[str, str] = {}
    weights: dict[str, int] = {}
    for coop, place, weight_g, scale in fetch(_WANTED, [day, day, day]):
        places[coop] = place
        kg = -(-int(weight_g) // (1000 * 10**scale))
        weights[coop] = weights.get(coop, 0) + kg
    return tuple(
        Home(id=coop, place=places[coop], kg=kg)
        for coop, kg in sorted(weights.items())
        if kg > 0
    )


def _stages(day: str) -> list[Stage]:
    return [
        Stage(
            id=route,
            source=source,
            target=target,
            capacity_kg=capacity,
            days=days,
            loss_ppm=loss,
            cost=cost,
        )
        for route, source, target, days, capacity, loss, cost in fetch(
            "SELECT route, source, target, days, capacity_kg, loss_ppm, cost_per_tonne "
            "FROM p_route WHERE opened <= %s AND (closed = '' OR closed > %s) "
            "ORDER BY route",
            [day, day],
        )
    ]
