# SPDX-License-Identifier: Apache-2.0
"""Small bars: one little chart for each of many, all on one scale.

The words around the bars are HTML, so that they keep their size; each bar is an
``svg`` that stretches with the space it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from gungho.doors.web.charts.svg import Tone, element, ink, joined


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """One row of values with its name and the figure printed beside it."""

    label: str
    values: tuple[int, ...]
    figure: str = ""


def small_multiples(series: Sequence[Series], *, ticks: Sequence[str]) -> SafeString:
    """A grid of charts on one scale; ``figure`` may be markup made by a tag."""
    top = max((value for row in series for value in row.values), default=0)
    return element(
        "div",
        joined(one_chart(row, ticks=ticks, top=top) for row in series) or " ",
        class_="grid multiples",
    )


def one_chart(
    row: Series, *, ticks: Sequence[str], top: int, size: str = "bars"
) -> SafeString:
    """The chart of one series: name and figure above, bars below."""
    head = element(
        "div",
        element("b", row.label, class_="s"),
        element("span", row.figure or " ", class_="xs q n"),
        class_="row apart gap-2",
    )
    return element(
        "div", head, bars(row, ticks=ticks, top=top, size=size), class_="stack gap-1"
    )


def bars(
    row: Series, *, ticks: Sequence[str], top: int, size: str = "bars"
) -> SafeString:
    """Only the bars; the last one is drawn in full indigo."""
    last = len(row.values) - 1
    columns = [
        element("span", upright(value, top, index == last), tick)
        for index, (value, tick) in enumerate(zip(row.values, ticks, strict=True))
    ]
    told = ", ".join(f"{t} {v}" for t, v in zip(ticks, row.values, strict=True))
    return element(
        "div",
        joined(columns) or " ",
        class_=size,
        role="img",
        aria_label=f"{row.label}: {told}",
    )


def upright(value: int, top: int, is_last: object) -> SafeString:
    """One bar, standing in a box a hundred units high."""
    tall = max(value, 0) / top * 100 if top > 0 else 0.0
    tall = max(tall, 1.0) if value > 0 else 0.0
    box = element(
        "rect",
        y=100 - tall,
        width=10,
        height=tall,
        fill=ink("indigo" if is_last else "flow"),
    )
    return element(
        "svg",
        box,
        viewBox="0 0 10 100",
        preserveAspectRatio="none",
        aria_hidden="true",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Two shares of the same whole, in per cent, drawn one above the other."""

    upper: float
    lower: float
    tone: Tone = "indigo"


def paired(pair: Pair, *, top: float = 100.0) -> SafeString:
    """Two thin bars: the share of need above, the share of the plan below."""
    upper, lower = (
        min(max(value, 0.0) / top * 100, 100.0) if top > 0 else 0.0
        for value in (pair.upper, pair.lower)
    )
    return element(
        "svg",
        element("rect", width=upper, height=4, fill=ink("flow")),
        element("rect", y=5, width=lower, height=4, fill=ink(pair.tone)),
        class_="pair",
        viewBox="0 0 100 9",
        preserveAspectRatio="none",
        aria_hidden="true",
    )
