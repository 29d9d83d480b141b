# SPDX-License-Identifier: Apache-2.0
"""Maps: land and rivers, roads by state, places by symbol, labels with a halo.

No border is drawn.  Every map says its content in a sentence (``label``), and no
fact stands on a map alone.  Labels look for a free spot around their place, the
important ones first; a minor label that finds none is left out, its place stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, cast

from django.utils.safestring import SafeString, mark_safe

from gungho.doors.web.charts.land import (
    CHINA,
    FRONT,
    WORLD,
    Frame,
    Point,
    land_path,
    river_path,
)
from gungho.doors.web.charts.roads import TONES, RoadState
from gungho.doors.web.charts.svg import (
    Tone,
    element,
    ink,
    joined,
    picture,
    text_width,
    written,
)

Symbol = Literal["hub", "depot", "port", "town", "coop", "committee", "loss"]
Key = Literal[
    "hub", "depot", "port", "town", "coop", "committee", "loss",
    "open", "risk", "closed", "plan", "front",
]  # fmt: skip
DASHES: dict[RoadState, str | None] = {
    "open": None,
    "risk": "7 5",
    "closed": "1.5 6",
    "plan": None,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on the map; a strong one is labelled first and in bold."""

    lon: float
    lat: float
    label: str
    symbol: Symbol = "depot"
    rank: Literal["strong", "plain", "minor"] = "plain"
    tone: Tone = "ink"
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """A road as points of (longitude, latitude); its width may show volume."""

    points: tuple[Point, ...]
    state: RoadState = "open"
    width: float = 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in units of the drawing."""

    x0: float
    y0: float
    x1: float
    y1: float

    def meets(self, other: Box) -> bool:
        """Whether two rectangles share any room."""
        return (
            self.x0 < other.x1
            and other.x0 < self.x1
            and self.y0 < other.y1
            and other.y0 < self.y1
        )


def world_map(
    *,
    label: str,
    places: Sequence[Place],
    routes: Sequence[Route] = (),
    frame: Frame = WORLD,
) -> SafeString:
    """The world with committees and the sea routes goods travel by."""
    return drawn_map(label, frame, land(frame), places, routes)


def china_map(
    *,
    label: str,
    places: Sequence[Place],
    routes: Sequence[Route] = (),
    frame: Frame = CHINA,
    front: str = "",
) -> SafeString:
    """China and the roads into it.

    ``front`` is an id, unique on the page, under which the hatching of occupied
    country is drawn; without it none is.
    """
    ground = [land(frame)]
    if front:
        ground.append(hatched(frame, front))
    ground.append(rivers(frame))
    return drawn_map(label, frame, joined(ground), places, routes)


def fitted(frame: Frame, points: Sequence[Point], margin: float = 1.6) -> Frame:
    """The same frame cut to what is shown, eight degrees or more, never tall."""
    shown = [point for point in points if frame.holds(point)]
    if not shown:
        return frame
    south, north = span([p[1] for p in shown], margin, 8.0)
    tall = (north - south) * frame.stretch
    west, east = span([p[0] for p in shown], margin, max(8.0, tall / 0.95))
    west, east = slid(west, east, frame.west, frame.east)
    return replace(frame, west=west, east=east, south=south, north=north)


def span(values: Sequence[float], margin: float, least: float) -> tuple[float, float]:
    """The stretch of some values with a margin, at least so long."""
    low, high = min(values) - margin, max(values) + margin
    short = max(least - (high - low), 0.0) / 2
    return low - short, high + short


def slid(low: float, high: float, least: float, most: float) -> tuple[float, float]:
    """A span moved inside its bounds as far as it fits."""
    shift = max(least - low, 0.0) - max(high - most, 0.0)
    return low + shift, high + shift


def land(frame: Frame) -> SafeString:
    """The land of a frame, with its coast."""
    return element(
        "path",
        d=land_path(frame),
        fill="var(--land)",
        stroke="var(--coast)",
        stroke_width="0.8",
        fill_rule="evenodd",
    )


def rivers(frame: Frame) -> SafeString:
    """The rivers of a frame."""
    return element(
        "path",
        d=river_path(frame),
        fill="none",
        stroke="var(--river)",
        stroke_width="1.6",
        stroke_linejoin="round",
    )


def hatched(frame: Frame, ident: str) -> SafeString:
    """Occupied country, hatched and cut to the coast."""
    stripes = element(
        "pattern",
        element("path", d="M0 0v7", stroke="var(--hatch)", stroke_width="2.2"),
        id=f"{ident}-h", width=7, height=7,
        patternUnits="userSpaceOnUse", patternTransform="rotate(45)",
    )  # fmt: skip
    coast = element("clipPath", element("path", d=land_path(frame)), id=f"{ident}-c")
    held = "".join(frame.path(part, "z") for part in FRONT)
    return joined(
        [
            element("defs", stripes, coast),
            element(
                "g",
                element("path", d=held, fill=f"url(#{ident}-h)"),
                clip_path=f"url(#{ident}-c)",
            ),
        ]
    )


def drawn_map(
    label: str,
    frame: Frame,
    ground: SafeString,
    places: Sequence[Place],
    routes: Sequence[Route],
) -> SafeString:
    """Ground, then roads, then places with their labels."""
    shown = [place for place in places if frame.holds((place.lon, place.lat))]
    return picture(
        ground,
        *(drawn_route(route, frame) for route in routes),
        *labelled(shown, frame),
        width=frame.width,
        height=frame.height,
        label=label,
        class_="pic map",
    )


def drawn_route(route: Route, frame: Frame) -> SafeString:
    """A road in the style of its state."""
    spots = [frame.xy(point) for point in route.points]
    line = "L".join(f"{written(x)} {written(y)}" for x, y in spots)
    return element(
        "path",
        d=f"M{line}" if len(spots) > 1 else "",
        fill="none",
        stroke=ink(TONES[route.state]),
        stroke_width=route.width,
        stroke_linejoin="round",
        stroke_linecap="round" if route.state == "closed" else "butt",
        stroke_dasharray=DASHES[route.state],
    )


def labelled(places: Sequence[Place], frame: Frame) -> list[SafeString]:
    """Every symbol, and every label that finds room, important ones first.

    Two of one name in one place share a label.
    """
    taken = [symbol_box(frame.xy((place.lon, place.lat))) for place in places]
    ranks = {"strong": 0, "plain": 1, "minor": 2}
    order = sorted(range(len(places)), key=lambda i: (ranks[places[i].rank], i))
    texts: dict[int, SafeString] = {}
    for i in order:
        own, others = taken[i], [box for j, box in enumerate(taken) if j != i]
        twins = (taken[j] for j in texts if places[j].label == places[i].label)
        if any(own.meets(twin) for twin in twins):
            continue
        found = free_spot(places[i], own, others, frame)
        if found is not None:
            texts[i], box = found
            taken.append(box)
    return [
        whole_place(
            place, frame.xy((place.lon, place.lat)), texts.get(i, mark_safe(""))
        )
        for i, place in enumerate(places)
    ]


def symbol_box(spot: Point) -> Box:
    """The room a place's sign takes."""
    x, y = spot
    return Box(x0=x - 6, y0=y - 6, x1=x + 6, y1=y + 6)


def free_spot(
    place: Place, own: Box, others: Sequence[Box], frame: Frame
) -> tuple[SafeString, Box] | None:
    """The label at the first spot around its place that is free."""
    if not place.label:
        return None
    wide = text_width(place.label, 13.0 if place.rank == "strong" else 12.0)
    x, y = (own.x0 + own.x1) / 2, (own.y0 + own.y1) / 2
    spots = (
        (x + 9, y + 4, "start"), (x - 9, y + 4, "end"),
        (x, y - 10, "middle"), (x, y + 19, "middle"),
        (x + 7, y - 7, "start"), (x + 7, y + 15, "start"),
        (x - 7, y - 7, "end"), (x - 7, y + 15, "end"),
    )  # fmt: skip
    best: tuple[int, SafeString, Box] | None = None
    for left, base, anchor in spots:
        start = left - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        box = Box(x0=start, y0=base - 11, x1=start + wide, y1=base + 3)
        if not frame_holds(frame, box):
            continue
        hits = sum(box.meets(other) for other in others)
        if best is None or hits < best[0]:
            best = hits, worded(place, left, base, anchor), box
    if best is None or (best[0] and place.rank == "minor"):
        return None
    return best[1], best[2]


def frame_holds(frame: Frame, box: Box) -> bool:
    """Whether a label would lie inside the drawing."""
    across = box.x0 >= 2 and box.x1 <= frame.width - 2
    return across and box.y0 >= 2 and box.y1 <= frame.height - 2


def worded(place: Place, x: float, y: float, anchor: str) -> SafeString:
    """A label at its spot, with a halo."""
    strong = {"strong": " b", "plain": "", "minor": " minor"}[place.rank]
    return element(
        "text", place.label, class_=f"h{strong}", x=x, y=y, text_anchor=anchor
    )


def whole_place(place: Place, spot: Point, text: SafeString) -> SafeString:
    """Sign and label together, as a link where there is one."""
    inside = symbol(place.symbol, *spot, tone=place.tone) + text
    group = element(
        "g", inside, class_="minor-place" if place.rank == "minor" else None
    )
    if not place.href:
        return group
    told = None if text else place.label
    return element("a", group, href=place.href, aria_label=told)


def symbol(kind: Symbol, x: float, y: float, *, tone: Tone = "ink") -> SafeString:
    """Hub square in square, depot square, port ring, co-op dot, committee triangle."""
    colour, ground = ink(tone), "var(--land)"
    if kind == "hub":
        return element(
            "rect", x=x - 6, y=y - 6, width=12, height=12,
            fill=ground, stroke=colour, stroke_width=3,
        ) + element(
            "rect", x=x - 2, y=y - 2, width=4, height=4, fill=colour
        )  # fmt: skip
    if kind == "depot":
        return element(
            "rect", x=x - 5, y=y - 5, width=10, height=10,
            fill=colour, stroke=ground, stroke_width=1.5,
        )  # fmt: skip
    if kind in ("port", "town"):
        small = kind == "town"
        return element(
            "circle", cx=x, cy=y, r=3 if small else 4.5,
            fill=ground, stroke=colour, stroke_width=1.5 if small else 2.5,
        )  # fmt: skip
    if kind == "coop":
        return element(
            "circle", cx=x, cy=y, r=4.5, fill=colour, stroke=ground, stroke_width=1.5
        )
    at = f"M{written(x)} {written(y)}"
    if kind == "committee":
        return element(
            "path", d=f"{at}m0 -7l7 12h-14z", fill="var(--mark)",
            stroke=ground, stroke_width=1.2,
        )  # fmt: skip
    return element(
        "path", d=f"{at}m-6 -6l12 12m0 -12l-12 12", fill="none",
        stroke=ink("lost"), stroke_width=4,
    )  # fmt: skip


def key(items: Sequence[tuple[Key, str]]) -> SafeString:
    """The list of signs under a map, each with its word."""
    marks = [
        element(
            "li",
            element("svg", key_mark(kind), viewBox="0 0 26 16", aria_hidden="true"),
            word,
        )
        for kind, word in items
    ]
    return element("ul", joined(marks) or " ", class_="key")


def key_mark(kind: Key) -> SafeString:
    """The sign of one line of the key."""
    if kind == "front":
        lines = "M0 14 12 2M7 14 19 2M14 14 26 2"
        return element("path", d=lines, stroke="var(--hatch)", stroke_width=2.4)
    if kind in ("open", "risk", "closed", "plan"):
        return element(
            "path",
            d="M2 8h24",
            stroke=ink(TONES[kind]),
            stroke_width=3.4,
            stroke_linecap="round" if kind == "closed" else "butt",
            stroke_dasharray=DASHES[kind],
        )
    tone: Tone = "arrived" if kind == "coop" else "ink"
    return symbol(cast("Symbol", kind), 13, 8, tone=tone)
