# SPDX-License-Identifier: Apache-2.0
"""One bar of the whole, cut into parts that add up to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.safestring import SafeString

from gungho.doors.web.charts.svg import Tone, element, ink

WIDTH = 1000.0
GAP = 3.0
PART_MIN = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of the whole: its name, its value and the tone it is drawn in."""

    label: str
    value: int
    tone: Tone


def whole_bar(parts: Sequence[Part], *, label: str) -> SafeString:
    """The bar; parts of no value take no room."""
    seen = [part for part in parts if part.value > 0]
    x = 0.0
    boxes = []
    for part, width in zip(seen, widths(parts), strict=True):
        boxes.append(
            element("rect", x=x, y=0, width=width, height=22, fill=ink(part.tone))
        )
        x += width + GAP
    told = ", ".join(f"{part.label} {percent(parts, part)}" for part in seen)
    return element(
        "svg",
        *boxes,
        class_="whole",
        viewBox=f"0 0 {WIDTH:.0f} 22",
        preserveAspectRatio="none",
        role="img",
        aria_label=f"{label}: {told}" if told else label,
    )


def widths(parts: Sequence[Part]) -> list[float]:
    """The width of each part that has a value; with the gaps they fill the bar."""
    values = [part.value for part in parts if part.value > 0]
    free = WIDTH - GAP * (len(values) - 1)
    whole = sum(values)
    wide = [max(value / whole * free, PART_MIN) for value in values]
    over = sum(wide) - free
    if wide:
        wide[wide.index(max(wide))] -= over
    return wide


def percent(parts: Sequence[Part], part: Part) -> str:
    """A part's share of the whole in per cent, one decimal where it is small."""
    whole = sum(other.value for other in parts if other.value > 0)
    if not whole or part.value <= 0:
        return "0%"
    share = part.value / whole * 100
    return (
        f"{share:.0f}%" if share >= 1 else f"{share:.1f}%" if share >= 0.1 else "<0.1%"
    )
