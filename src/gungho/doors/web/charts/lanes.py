# SPDX-License-Identifier: Apache-2.0
"""Ways over the sea, so that a route between two ports does not cross land.

A small net of turning points, joined where a ship can sail straight; the way
between two ports is the shortest through it (Dijkstra, 1959), measured in degrees.
The Mediterranean is left out: from June 1940 ships to the East went by the Cape.
"""

from __future__ import annotations

import heapq
from functools import cache
from itertools import pairwise
from math import cos, hypot, radians

Point = tuple[float, float]

# fmt: off
TURNS: dict[str, Point] = {
    "thames": (1.6, 51.4), "channel": (-5.5, 48.8), "finisterre": (-11.0, 43.5),
    "madeira": (-18.0, 32.0), "verde": (-20.5, 14.0), "guinea": (-12.0, -2.0),
    "namibia": (9.0, -26.0), "cape": (18.0, -36.0), "natal": (33.0, -33.0),
    "mauritius": (60.0, -16.0), "ceylon-south": (80.5, 4.6), "nicobar": (93.5, 6.4),
    "bengal": (90.0, 15.0), "hooghly": (88.3, 21.3), "andaman": (95.6, 13.5),
    "irrawaddy": (96.3, 16.1), "penang": (98.6, 6.2), "malacca": (101.2, 2.7),
    "singapore": (104.2, 1.1), "natuna": (107.0, 5.0), "paracel": (112.6, 14.5),
    "kowloon": (114.3, 21.9), "tonkin": (107.6, 18.4), "hainan": (109.6, 17.5),
    "haiphong": (107.0, 20.5), "luzon": (119.4, 15.8), "manila": (120.4, 14.3),
    "formosa": (119.0, 23.4), "woosung": (122.4, 31.2), "sulu": (120.0, 9.0),
    "celebes": (121.5, 4.0), "molucca": (126.2, 1.0), "banda": (128.5, -6.0),
    "arafura": (134.0, -9.3), "torres": (142.2, -10.4), "coral": (147.5, -13.5),
    "brisbane": (154.5, -25.5), "sydney": (151.8, -34.0), "tasman": (166.0, -40.0),
    "wellington": (174.4, -41.6), "java-sea": (108.5, -4.2), "sunda": (106.7, -5.6),
    "newfoundland": (-48.0, 42.0), "sandy-hook": (-73.2, 40.2),
    "st-lawrence": (-60.0, 46.5), "gulf": (-66.0, 49.2), "zhanjiang": (111.0, 20.6),
    "florida": (-79.5, 30.0), "windward": (-74.0, 20.0), "colon": (-79.8, 9.6),
    "bay-of-bengal-west": (84.0, 15.0), "karachi": (66.0, 23.5), "bombay": (71.5, 17.0),
    "comorin": (76.5, 7.0),
}
SAILS: tuple[tuple[str, str], ...] = (
    ("thames", "channel"), ("channel", "finisterre"), ("finisterre", "madeira"),
    ("madeira", "verde"), ("verde", "guinea"), ("guinea", "namibia"),
    ("namibia", "cape"), ("cape", "natal"), ("natal", "mauritius"),
    ("mauritius", "ceylon-south"), ("ceylon-south", "nicobar"),
    ("ceylon-south", "bay-of-bengal-west"), ("bay-of-bengal-west", "hooghly"),
    ("ceylon-south", "comorin"), ("comorin", "bombay"), ("bombay", "karachi"),
    ("nicobar", "penang"), ("nicobar", "andaman"), ("andaman", "irrawaddy"),
    ("bengal", "hooghly"), ("bengal", "andaman"), ("bengal", "nicobar"),
    ("penang", "malacca"), ("malacca", "singapore"), ("singapore", "natuna"),
    ("natuna", "paracel"), ("paracel", "kowloon"), ("paracel", "hainan"),
    ("hainan", "tonkin"), ("tonkin", "haiphong"), ("hainan", "kowloon"),
    ("kowloon", "zhanjiang"), ("kowloon", "luzon"), ("paracel", "luzon"),
    ("luzon", "manila"), ("kowloon", "formosa"), ("formosa", "woosung"),
    ("luzon", "formosa"), ("manila", "sulu"), ("sulu", "celebes"),
    ("celebes", "molucca"), ("molucca", "banda"), ("banda", "arafura"),
    ("arafura", "torres"), ("torres", "coral"), ("coral", "brisbane"),
    ("brisbane", "sydney"), ("sydney", "tasman"), ("tasman", "wellington"),
    ("singapore", "java-sea"), ("java-sea", "sunda"), ("channel", "newfoundland"),
    ("newfoundland", "sandy-hook"), ("newfoundland", "madeira"),
    ("newfoundland", "st-lawrence"), ("st-lawrence", "gulf"),
    ("sandy-hook", "florida"), ("florida", "windward"), ("windward", "colon"),
)
# fmt: on


@cache
def sea_lane(source: Point, target: Point) -> tuple[Point, ...]:
    """The way from port to port, both ends included, as (longitude, latitude)."""
    first, last = nearest(source), nearest(target)
    if first == last:
        return (source, target)
    return (source, *(TURNS[name] for name in shortest(first, last)), target)


def nearest(point: Point) -> str:
    """The turning point closest to a port."""
    return min(TURNS, key=lambda name: (length((point, TURNS[name])), name))


def length(line: tuple[Point, ...]) -> float:
    """The length of a line in degrees of latitude, near enough for a picture."""
    return sum(
        hypot((b[0] - a[0]) * cos(radians((a[1] + b[1]) / 2)), b[1] - a[1])
        for a, b in pairwise(line)
    )


@cache
def shortest(first: str, last: str) -> tuple[str, ...]:
    """The names of the turning points from first to last; none if not joined."""
    queue: list[tuple[float, tuple[str, ...]]] = [(0.0, (first,))]
    seen: set[str] = set()
    while queue:
        far, way = heapq.heappop(queue)
        here = way[-1]
        if here == last:
            return way
        if here in seen:
            continue
        seen.add(here)
        for a, b in SAILS:
            for near, after in ((a, b), (b, a)):
                if near == here and after not in seen:
                    step = length((TURNS[here], TURNS[after]))
                    heapq.heappush(queue, (far + step, (*way, after)))
    return ()
