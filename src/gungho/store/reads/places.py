# SPDX-License-Identifier: Apache-2.0
"""Reading where bodies are, and the roads between places."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.store.reads.query import fetch

DEGREE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place in degrees."""

    place: str
    lon: float
    lat: float
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A route between two places and the days it was open."""

    route: str
    source: str
    target: str
    mode: str
    opened: str
    closed: str


def spots() -> dict[str, Spot]:
    """Return every noted place."""
    return {
        place: Spot(place=place, lon=lon / DEGREE, lat=lat / DEGREE, role=role)
        for place, lon, lat, role in fetch(
            "SELECT place, lon_e4, lat_e4, role FROM p_place"
        )
    }


def body_places() -> dict[str, str]:
    """Return body to place, co-ops too."""
    found = dict(fetch("SELECT body, place FROM p_body"))
    found.update(fetch("SELECT coop, place FROM p_coop"))
    return found


def body_forms() -> dict[str, str]:
    """Return body to its form."""
    return dict(fetch("SELECT body, form FROM p_body"))


def roads() -> list[Road]:
    """Return every route, open or closed."""
    return [
        Road(
            route=route,
            source=source,
            target=target,
            mode=mode,
            opened=opened,
            closed=closed,
        )
        for route, source, target, mode, opened, closed in fetch(
            "SELECT route, source, target, mode, opened, closed FROM p_route "
            "ORDER BY route"
        )
    ]
