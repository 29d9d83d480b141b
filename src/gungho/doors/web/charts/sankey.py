# SPDX-License-Identifier: Apache-2.0
"""Where a gift went: nodes in columns, bands between them, width is value.

The layout is apart from the drawing, so that it can be tested: at every node the
bands that enter lie beside each other without gap or overlap, and so do those that
leave.  Nodes are ordered by the mean place of their neighbours, swept a few times,
which keeps crossings few (Sugiyama, Tagawa and Toda, 1981).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.safestring import SafeString

from gungho.doors.web.charts.svg import Tone, element, ink, picture, written

BAND_MIN = 1.5
NODE_MIN = 2.5
SWEEPS = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One place a value rests: a giver, a fund, a kind of goods, a co-op."""

    id: str
    column: int
    label: str
    detail: str = ""
    tone: Tone = "indigo"
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A value that went from one node to another; both in the same units."""

    source: str
    target: str
    value: int
    tone: Tone | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The size of the drawing, in its own units."""

    width: float
    height: float
    pad: float
    bar: float
    right: float
    top: float = 18.0
    letters: int = 0


WIDE = Frame(width=1000, height=430, pad=28, bar=14, right=175)
PHONE = Frame(width=340, height=330, pad=14, bar=9, right=22, letters=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A node with its place: left, top and height."""

    node: Node
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A link with its width and the middle of both its ends."""

    link: Link
    x0: float
    y0: float
    x1: float
    y1: float
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Bars in reading order and the bands between them."""

    bars: tuple[Bar, ...]
    bands: tuple[Band, ...]
    height: float


def sankey(
    nodes: Sequence[Node], links: Sequence[Link], *, label: str, frame: Frame = WIDE
) -> SafeString:
    """The drawing; with a phone's frame nodes carry letters instead of words."""
    plan = layout(nodes, links, frame=frame)
    signs = letters(nodes, links) if frame.letters else {}
    tones = {bar.node.id: bar.node.tone for bar in plan.bars}
    return picture(
        *(drawn_band(band, tones) for band in plan.bands),
        *(drawn_bar(bar, frame) for bar in plan.bars),
        *(named(bar, frame, signs) for bar in plan.bars),
        width=frame.width,
        height=plan.height,
        label=label,
        class_="pic sk",
    )


def letters(nodes: Sequence[Node], links: Sequence[Link]) -> dict[str, str]:
    """The letter of each node, in reading order: A to Z, then AA, AB."""
    order = [node.id for column in ordered(nodes, links) for node in column]
    return {ident: letter(index) for index, ident in enumerate(order)}


def letter(index: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    last = chr(ord("A") + index % 26)
    return last if index < 26 else letter(index // 26 - 1) + last


def layout(nodes: Sequence[Node], links: Sequence[Link], *, frame: Frame) -> Layout:
    """Place every bar and band; links of no value are left out."""
    flows = [link for link in links if link.value > 0]
    columns = ordered(nodes, flows)
    if not columns:
        return Layout(bars=(), bands=(), height=2 * frame.top)
    most = max(len(column) for column in columns)
    room = max(frame.height, 2 * frame.top + most * (frame.pad + NODE_MIN + 2))
    widths = band_widths(
        columns, flows, free=room - 2 * frame.top - frame.pad * (most - 1)
    )
    tall = bar_heights(nodes, flows, widths)
    stacks = [
        sum(tall[node.id] for node in column) + frame.pad * (len(column) - 1)
        for column in columns
    ]
    height = max(room, max(stacks) + 2 * frame.top)
    bars = placed(columns, tall, stacks=stacks, frame=frame, height=height)
    bands = banded(bars, flows, widths=widths, bar_width=frame.bar)
    return Layout(bars=tuple(bars), bands=tuple(bands), height=height)


def ordered(nodes: Sequence[Node], links: Sequence[Link]) -> list[list[Node]]:
    """Columns of nodes, each ordered so that bands cross little."""
    columns: dict[int, list[Node]] = defaultdict(list)
    for node in nodes:
        columns[node.column].append(node)
    result = [columns[number] for number in sorted(columns)]
    beside: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for link in links:
        beside[link.source].append((link.target, link.value))
        beside[link.target].append((link.source, link.value))
    for sweep in range(SWEEPS):
        forward = sweep % 2 == 0
        numbers = range(1, len(result)) if forward else range(len(result) - 2, -1, -1)
        for number in numbers:
            fixed = result[number - 1] if forward else result[number + 1]
            result[number] = settled(result[number], fixed, beside)
    return result


def settled(
    column: list[Node], fixed: list[Node], beside: Mapping[str, list[tuple[str, int]]]
) -> list[Node]:
    """One column by the weighted mean place of its neighbours in a fixed one."""
    rank = {node.id: (index + 0.5) / len(fixed) for index, node in enumerate(fixed)}
    keys: dict[str, float] = {}
    for index, node in enumerate(column):
        near = [(rank[i], v) for i, v in beside.get(node.id, ()) if i in rank]
        weight = sum(value for _, value in near)
        mean = sum(place * value for place, value in near) / weight if weight else None
        keys[node.id] = (index + 0.5) / len(column) if mean is None else mean
    return sorted(column, key=lambda node: keys[node.id])


def band_widths(
    columns: list[list[Node]], links: Sequence[Link], *, free: float
) -> list[float]:
    """The width of each band: to scale, but never thinner than can be seen."""
    value: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for link in links:
        value[link.source][0] += link.value
        value[link.target][1] += link.value
    whole = max(
        (sum(max(value[node.id]) for node in column) for column in columns), default=0
    )
    scale = max(free, 1.0) / whole if whole else 0.0
    return [max(link.value * scale, BAND_MIN) for link in links]


def bar_heights(
    nodes: Sequence[Node], links: Sequence[Link], widths: Sequence[float]
) -> dict[str, float]:
    """Each node is as tall as the larger of what enters and what leaves."""
    out: dict[str, float] = defaultdict(float)
    into: dict[str, float] = defaultdict(float)
    for link, width in zip(links, widths, strict=True):
        out[link.source] += width
        into[link.target] += width
    return {node.id: max(out[node.id], into[node.id], NODE_MIN) for node in nodes}


def placed(
    columns: list[list[Node]],
    tall: Mapping[str, float],
    *,
    stacks: Sequence[float],
    frame: Frame,
    height: float,
) -> list[Bar]:
    """Bars column by column, each column in the middle of the height."""
    step = (frame.width - frame.right - frame.bar) / max(len(columns) - 1, 1)
    bars = []
    for number, (column, stack) in enumerate(zip(columns, stacks, strict=True)):
        y = (height - stack) / 2
        for node in column:
            bars.append(Bar(node=node, x=number * step, y=y, height=tall[node.id]))
            y += tall[node.id] + frame.pad
    return bars


def banded(
    bars: Sequence[Bar],
    links: Sequence[Link],
    *,
    widths: Sequence[float],
    bar_width: float,
) -> list[Band]:
    """Bands stacked at both ends in the order of the bars at the other end."""
    at = {bar.node.id: bar for bar in bars}
    middle = {bar.node.id: bar.y + bar.height / 2 for bar in bars}
    numbers = range(len(links))
    starts: dict[int, float] = {}
    ends: dict[int, float] = {}
    leaves = {bar.node.id: bar.y for bar in bars}
    enters = dict(leaves)
    for i in sorted(numbers, key=lambda i: (middle[links[i].target], i)):
        starts[i] = leaves[links[i].source] + widths[i] / 2
        leaves[links[i].source] += widths[i]
    for i in sorted(numbers, key=lambda i: (middle[links[i].source], i)):
        ends[i] = enters[links[i].target] + widths[i] / 2
        enters[links[i].target] += widths[i]
    return [
        Band(
            link=link,
            x0=at[link.source].x + bar_width,
            y0=starts[i],
            x1=at[link.target].x,
            y1=ends[i],
            width=widths[i],
        )
        for i, link in enumerate(links)
    ]


def drawn_band(band: Band, tones: Mapping[str, Tone]) -> SafeString:
    """A band as one thick curve, level at both ends."""
    half = (band.x0 + band.x1) / 2
    x0, y0, x1, y1, mid = map(written, (band.x0, band.y0, band.x1, band.y1, half))
    return element(
        "path",
        d=f"M{x0} {y0}C{mid} {y0} {mid} {y1} {x1} {y1}",
        fill="none",
        stroke=ink(band.link.tone or tones[band.link.target]),
        stroke_opacity="0.3",
        stroke_width=band.width,
    )


def drawn_bar(bar: Bar, frame: Frame) -> SafeString:
    """A node as an upright bar."""
    return element(
        "rect",
        x=bar.x,
        y=bar.y,
        width=frame.bar,
        height=bar.height,
        fill=ink(bar.node.tone),
    )


def named(bar: Bar, frame: Frame, signs: Mapping[str, str]) -> SafeString:
    """The words beside a bar, or its letter, as a link where one is given."""
    middle = bar.y + bar.height / 2
    if frame.letters:
        sign = signs[bar.node.id]
        return element(
            "text", sign, class_="b h", x=bar.x + frame.bar + 3, y=middle + 4
        )
    x = bar.x + frame.bar + 7
    lone = not bar.node.detail
    words = element("text", bar.node.label, class_="b h", x=x, y=middle + 4 * lone - 2)
    if bar.node.detail:
        words += element("text", bar.node.detail, class_="q2 h", x=x, y=middle + 14)
    return element("a", words, href=bar.node.href) if bar.node.href else words


def folded(
    nodes: Sequence[Node], links: Sequence[Link], *, column: int, most: int, rest: Node
) -> tuple[list[Node], list[Link]]:
    """Keep the largest ``most`` nodes of a column and join the others in ``rest``.

    The value of every other node is unchanged; nothing is left out of the sum.
    """
    weight: dict[str, int] = defaultdict(int)
    for link in links:
        weight[link.target] += link.value
    here = [node for node in nodes if node.column == column]
    if len(here) <= most:
        return list(nodes), list(links)
    kept = sorted(here, key=lambda node: -weight[node.id])[: most - 1]
    gone = {node.id for node in here} - {node.id for node in kept}
    total: dict[tuple[str, str, Tone | None], int] = defaultdict(int)
    for link in links:
        target = rest.id if link.target in gone else link.target
        source = rest.id if link.source in gone else link.source
        tone = None if rest.id in (source, target) else link.tone
        total[source, target, tone] += link.value
    return (
        [node for node in nodes if node.id not in gone]
        + [replace(rest, column=column)],
        [Link(source=s, target=t, value=v, tone=c) for (s, t, c), v in total.items()],
    )
