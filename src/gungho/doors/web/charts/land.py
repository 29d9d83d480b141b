# SPDX-License-Identifier: Apache-2.0
"""Land, rivers and the map's projection: degrees in, units of the drawing out.

The projection is plate carrée with its own stretch along meridians.  Land is read
once from ``land.json`` (Natural Earth, public domain; made by ``tools/make_land.py``).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

Point = tuple[float, float]

# Held by the occupying army at the end of 1940, drawn very roughly: the north,
# the lower Yangtze, and the delta about Canton.
# fmt: off
FRONT: tuple[tuple[Point, ...], ...] = (
    (
        (110.2, 46.0), (110.3, 42.2), (109.9, 40.6), (111.0, 39.6), (111.3, 37.0),
        (110.9, 35.1), (112.4, 35.0), (113.8, 34.8), (114.9, 34.1), (115.8, 33.2),
        (116.9, 32.4), (116.1, 31.4), (114.9, 31.6), (113.5, 31.6), (112.2, 31.2),
        (111.5, 30.6), (112.4, 29.9), (113.2, 29.2), (114.3, 29.5), (115.4, 29.2),
        (116.1, 28.4), (117.0, 29.5), (118.4, 30.5), (119.6, 30.3), (120.6, 30.0),
        (122.2, 29.9), (123.0, 32.0), (136.0, 38.0), (136.0, 46.0),
    ),
    ((112.6, 22.4), (112.8, 23.4), (113.6, 23.7), (114.2, 23.0), (113.8, 22.3)),
)
# fmt: on


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The part of the world that is drawn, in degrees, and how wide."""

    west: float
    east: float
    south: float
    north: float
    width: float
    stretch: float
    land: str

    @property
    def scale(self) -> float:
        """Units of the drawing per degree of longitude."""
        return self.width / (self.east - self.west)

    @property
    def height(self) -> float:
        """The drawing's height in its own units."""
        return round((self.north - self.south) * self.scale * self.stretch)

    def xy(self, point: Point) -> Point:
        """The place of (longitude, latitude) in the drawing."""
        return (
            (point[0] - self.west) * self.scale,
            (self.north - point[1]) * self.scale * self.stretch,
        )

    def holds(self, point: Point, margin: float = 0.0) -> bool:
        """Whether a point, in degrees, lies inside."""
        return (
            self.west - margin <= point[0] <= self.east + margin
            and self.south - margin <= point[1] <= self.north + margin
        )

    def path(self, points: Iterable[Point], end: str = "") -> str:
        """A path in whole units, relative, so that the page stays small."""
        steps: list[str] = []
        at = (0, 0)
        for x, y in map(self.xy, points):
            here = (round(x), round(y))
            if not steps:
                steps.append(f"M{here[0]} {here[1]}")
            elif here != at:
                steps.append(f"l{here[0] - at[0]} {here[1] - at[1]}")
            at = here
        return "".join(steps) + end if len(steps) > 1 else ""


WORLD = Frame(
    west=-128, east=180, south=-46, north=66, width=640, stretch=1.12, land="world"
)
CHINA = Frame(
    west=94, east=123, south=15.5, north=40.5, width=600, stretch=1.13, land="china"
)


@cache
def read_land() -> dict[str, tuple[tuple[Point, ...], ...]]:
    """Rings of land for both maps, and the rivers, in degrees."""
    raw = json.loads(Path(__file__).with_name("land.json").read_text("ascii"))
    found = {
        name: tuple(
            points(line, raw[name]["per_degree"]) for line in raw[name]["rings"]
        )
        for name in ("world", "china")
    }
    rivers = raw["rivers"]
    found["rivers"] = tuple(
        points(line, rivers["per_degree"]) for line in rivers["lines"].values()
    )
    return found


def points(line: Sequence[int], per_degree: int) -> tuple[Point, ...]:
    """A flat line of whole numbers as points in degrees."""
    return tuple(
        (line[i] / per_degree, line[i + 1] / per_degree) for i in range(0, len(line), 2)
    )


@cache
def land_path(frame: Frame) -> str:
    """One path of all land that shows in the frame."""
    return "".join(
        frame.path(ring, "z") for ring in read_land()[frame.land] if shows(ring, frame)
    )


@cache
def river_path(frame: Frame) -> str:
    """One path of the rivers, rounded at every turn."""
    return "".join(
        bends(frame, line) for line in read_land()["rivers"] if shows(line, frame)
    )


def bends(frame: Frame, line: Sequence[Point]) -> str:
    """A line through the middles of its pieces, bent towards each turn."""
    spots = [(round(x), round(y)) for x, y in map(frame.xy, line)]
    steps = [f"M{spots[0][0]} {spots[0][1]}"]
    for (x0, y0), (x1, y1) in pairwise(spots[1:]):
        steps.append(f"Q{x0} {y0} {(x0 + x1) // 2} {(y0 + y1) // 2}")
    return "".join(steps) + f"L{spots[-1][0]} {spots[-1][1]}"


def shows(line: Sequence[Point], frame: Frame) -> bool:
    """Whether a line's box meets the frame."""
    longitudes, latitudes = [p[0] for p in line], [p[1] for p in line]
    return (
        max(longitudes) >= frame.west
        and min(longitudes) <= frame.east
        and max(latitudes) >= frame.south
        and min(latitudes) <= frame.north
    )
