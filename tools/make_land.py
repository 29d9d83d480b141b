# SPDX-License-Identifier: Apache-2.0
"""Land, coast and rivers for the maps, rounded small from Natural Earth.

``make_land.py ATLAS`` reads ``countries-110m.json`` and ``countries-50m.json`` of
world-atlas (Natural Earth, public domain) and writes ``land.json`` beside the
charts: rings of land only, never a border.  The rivers are rounded by hand from
common knowledge of their course and are approximate.

Source: Natural Earth 1:110m and 1:50m land, naturalearthdata.com, public domain.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from math import hypot
from pathlib import Path
from typing import Any

Point = tuple[float, float]
Ring = list[Point]
Box = tuple[float, float, float, float]

TARGET = Path(__file__).parents[1] / "src/gungho/doors/web/charts/land.json"
WORLD_BOX: Box = (-180.0, -60.0, 191.0, 82.0)
CHINA_BOX: Box = (78.0, 5.0, 136.0, 52.0)
# fmt: off
RIVERS: dict[str, Ring] = {
    # From 1938 to 1947 the Yellow River ran into the Huai: its dyke had been cut.
    "yellow": [
        (96.0, 35.0), (98.2, 34.8), (99.8, 33.9), (101.6, 33.6), (101.0, 35.0),
        (102.0, 35.8), (103.8, 36.1), (105.1, 37.5), (106.3, 38.4), (106.9, 39.8),
        (107.4, 40.7), (109.9, 40.5), (111.2, 40.2), (111.0, 39.0), (110.5, 37.4),
        (110.4, 36.1), (110.3, 34.6), (112.0, 34.8), (113.7, 34.9), (114.4, 34.0),
        (115.7, 33.0), (117.3, 32.9), (118.5, 33.2),
    ],
    "yangtze": [
        (96.9, 32.9), (98.5, 31.4), (99.1, 29.6), (99.4, 28.1), (99.9, 26.9),
        (100.4, 27.6), (100.6, 26.3), (101.8, 26.5), (102.9, 26.4), (103.6, 27.9),
        (104.6, 28.8), (105.5, 28.9), (106.6, 29.6), (107.7, 29.9), (108.4, 30.8),
        (109.6, 31.0), (110.9, 30.9), (111.4, 30.5), (112.3, 30.2), (113.1, 29.5),
        (113.9, 30.1), (114.3, 30.6), (115.1, 30.2), (116.0, 29.8), (117.0, 30.5),
        (118.3, 31.3), (118.8, 32.1), (119.6, 32.2), (120.4, 31.9), (121.3, 31.6),
    ],
    "pearl": [
        (103.9, 25.4), (103.6, 24.3), (104.6, 24.6), (106.2, 24.9), (107.3, 24.4),
        (108.7, 23.5), (110.1, 23.4), (111.3, 23.5), (112.5, 23.1), (113.3, 22.9),
    ],
    "mekong": [
        (96.4, 32.4), (97.2, 31.1), (98.6, 29.2), (98.8, 27.6), (99.2, 26.0),
        (99.4, 24.6), (100.4, 23.0), (100.9, 21.8), (100.2, 20.3), (102.1, 20.0),
        (101.6, 18.2), (102.6, 17.9), (104.1, 18.3), (104.8, 16.6), (105.7, 15.0),
        (106.0, 13.4), (105.0, 11.6), (106.4, 10.1),
    ],
    "salween": [
        (96.6, 31.2), (98.4, 28.8), (98.8, 26.6), (98.9, 24.4), (98.2, 22.3),
        (98.0, 20.2), (97.6, 18.4), (97.7, 16.7),
    ],
    "irrawaddy": [
        (97.5, 25.6), (97.2, 24.3), (96.0, 23.7), (96.0, 22.0), (94.9, 21.0),
        (95.2, 18.8), (95.4, 17.4), (95.1, 15.9),
    ],
    "wei": [(104.4, 35.0), (105.8, 34.5), (107.2, 34.3), (108.9, 34.4), (110.3, 34.6)],
    "han": [
        (106.2, 33.0), (107.8, 33.1), (109.3, 32.7), (110.9, 32.6), (112.1, 32.0),
        (112.6, 30.9), (114.3, 30.6),
    ],
    "jialing": [(106.3, 33.8), (105.9, 32.3), (106.1, 30.9), (106.6, 29.6)],
    "gan": [(114.9, 25.8), (114.9, 27.1), (115.9, 28.7), (116.1, 29.7)],
    "red": [(101.3, 24.4), (103.2, 23.2), (104.2, 22.3), (105.8, 21.1), (106.6, 20.3)],
}
# fmt: on


def main(atlas: Path) -> None:
    """Write the rounded land of both maps to ``TARGET``."""
    world = rings(read(atlas / "countries-110m.json"))
    china = rings(read(atlas / "countries-50m.json"))
    land = {
        "world": {"per_degree": 10, "rings": packed(world, WORLD_BOX, 10, 0.2, 0.8)},
        "china": {"per_degree": 20, "rings": packed(china, CHINA_BOX, 20, 0.04, 0.3)},
        "rivers": {
            "per_degree": 20,
            "lines": {name: flat(line, 20) for name, line in RIVERS.items()},
        },
    }
    TARGET.write_text(json.dumps(land, separators=(",", ":")) + "\n", "ascii")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


def read(path: Path) -> dict[str, Any]:
    topology: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return topology


def rings(topology: dict[str, Any]) -> list[Ring]:
    """Every ring of the topology's ``land`` object, outer rings and holes alike."""
    scale, origin = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs: list[Ring] = []
    for arc in topology["arcs"]:
        x = y = 0
        line: Ring = []
        for dx, dy in arc:
            x, y = x + dx, y + dy
            line.append((x * scale[0] + origin[0], y * scale[1] + origin[1]))
        arcs.append(line)
    found: list[Ring] = []
    for shape in topology["objects"]["land"]["geometries"]:
        polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
        found += [
            unwrapped(stitched(ring, arcs)) for polygon in polygons for ring in polygon
        ]
    return found


def stitched(ring: list[int], arcs: list[Ring]) -> Ring:
    points: Ring = []
    for index in ring:
        arc = arcs[index] if index >= 0 else arcs[~index][::-1]
        points += arc[1:] if points else arc
    return points


def unwrapped(ring: Ring) -> Ring:
    """A ring that steps over the 180th meridian runs on beyond it instead."""
    points: Ring = [ring[0]]
    turns = 0
    for before, after in pairwise(ring):
        step = after[0] - before[0]
        turns += -1 if step > 180 else 1 if step < -180 else 0
        points.append((after[0] + 360 * turns, after[1]))
    middle = sum(x for x, _ in points) / len(points)
    shift = 360 if middle < -180 else -360 if middle > 180 else 0
    return [(x + shift, y) for x, y in points]


def packed(
    found: list[Ring], box: Box, per_degree: int, slack: float, smallest: float
) -> list[list[int]]:
    """Clip to the box (degrees), drop what is tiny, thin the rest, and round it."""
    kept = []
    for ring in found:
        inside = clipped(ring, box)
        if len(inside) < 4 or extent(inside) < smallest:
            continue
        thin = thinned([*inside, inside[0]], slack)[:-1]
        if len(thin) >= 3:
            kept.append(flat(thin, per_degree))
    return kept


def extent(ring: Ring) -> float:
    xs, ys = [p[0] for p in ring], [p[1] for p in ring]
    return max(max(xs) - min(xs), max(ys) - min(ys))


def flat(line: Ring, per_degree: int) -> list[int]:
    return [round(value * per_degree) for point in line for value in point]


def clipped(ring: Ring, box: Box) -> Ring:
    """Cut a ring at four straight edges (Sutherland and Hodgman, 1974)."""
    points = ring
    for axis, bound, keeps_above in (
        (0, box[0], 1),
        (1, box[1], 1),
        (0, box[2], -1),
        (1, box[3], -1),
    ):
        points = one_side(points, axis, bound, keeps_above)
    return points


def one_side(points: Ring, axis: int, bound: float, sign: int) -> Ring:
    kept: Ring = []
    for here, after in zip(points, [*points[1:], *points[:1]], strict=True):
        here_in = sign * (here[axis] - bound) >= 0
        after_in = sign * (after[axis] - bound) >= 0
        if here_in:
            kept.append(here)
        if here_in != after_in:
            part = (bound - here[axis]) / (after[axis] - here[axis])
            kept.append(
                (
                    here[0] + part * (after[0] - here[0]),
                    here[1] + part * (after[1] - here[1]),
                )
            )
    return kept


def thinned(line: Ring, slack: float) -> Ring:
    """Drop points that lie within ``slack`` degrees (Douglas and Peucker, 1973)."""
    if len(line) < 3:
        return line
    first, last = line[0], line[-1]
    dx, dy = last[0] - first[0], last[1] - first[1]
    length = hypot(dx, dy)

    def away(p: Point) -> float:
        x, y = p[0] - first[0], p[1] - first[1]
        return abs(dx * y - dy * x) / length if length else hypot(x, y)

    farthest = max(range(1, len(line) - 1), key=lambda i: away(line[i]))
    if away(line[farthest]) <= slack:
        return [first, last]
    return thinned(line[: farthest + 1], slack)[:-1] + thinned(line[farthest:], slack)


if __name__ == "__main__":
    sys.setrecursionlimit(10_000)
    main(Path(sys.argv[1]))
