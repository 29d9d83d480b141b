# SPDX-License-Identifier: Apache-2.0
"""When which road was open: a row a road, months across, a line for today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.safestring import SafeString

from gungho.doors.web.charts.svg import Tone, element, ink, picture, text_width

RoadState = Literal["open", "risk", "closed", "plan"]
TONES: dict[RoadState, Tone] = {
    "open": "transit",
    "risk": "overdue",
    "closed": "lost",
    "plan": "indigo",
}
DASHES: dict[RoadState, str | None] = {
    "open": None,
    "risk": "7 3",
    "closed": "1.5 5",
    "plan": None,
}
ROW = 26.0
HEAD = 22.0
WIDE = 620.0
PHONE = 340.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of days in one state; ``last`` is the last day of it."""

    first: date
    last: date
    state: RoadState


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A road by name, with its spans in order."""

    label: str
    spans: tuple[Span, ...]


def roads(
    rows: Sequence[Road],
    *,
    first: date,
    last: date,
    today: date | None,
    label: str,
    today_word: str,
    width: float = WIDE,
) -> SafeString:
    """The timeline from ``first`` to ``last``; spans outside are cut off."""
    left = 12 + min(
        max((text_width(row.label) for row in rows), default=0.0), width * 0.45
    )
    days = max((last - first).days + 1, 1)
    per_day = (width - left - 4) / days

    def x(day: date, after: int = 0) -> float:
        return left + min(max((day - first).days + after, 0), days) * per_day

    height = HEAD + ROW * len(rows) + 18
    marks = [
        drawn(span, x0=x(span.first), x1=x(span.last, 1), y=HEAD + ROW * i + 5)
        for i, row in enumerate(rows)
        for span in row.spans
        if span.last >= first and span.first <= last
    ]
    names = [
        element("text", row.label, x=0, y=HEAD + ROW * i + 9)
        for i, row in enumerate(rows)
    ]
    line = []
    if today is not None and first <= today <= last:
        line = [
            element(
                "path",
                d=f"M{x(today):.1f} 12V{height - 14:.0f}",
                stroke=ink("ink"),
                stroke_width="1.5",
            ),
            element(
                "text", today_word, class_="b", x=x(today), y=9, text_anchor="middle"
            ),
        ]
    below = [
        element("text", told, class_="q2", x=x(month) + 3, y=height - 2)
        for month, told in ticks(first, last)
    ]
    return picture(
        *names, *marks, *below, *line, width=width, height=height, label=label
    )


def drawn(span: Span, *, x0: float, x1: float, y: float) -> SafeString:
    """One span: thick while the road can be used, thin and dotted when closed."""
    return element(
        "path",
        d=f"M{x0:.1f} {y:.1f}H{x1:.1f}",
        stroke=ink(TONES[span.state]),
        stroke_width=3 if span.state == "closed" else 9,
        stroke_dasharray=DASHES[span.state],
    )


def ticks(first: date, last: date) -> list[tuple[date, str]]:
    """Months by number while they fit, else years at their first day."""
    months = [
        date(year, month, 1)
        for year in range(first.year, last.year + 1)
        for month in range(1, 13)
        if first <= date(year, month, 1) <= last
    ]
    if len(months) > 15:
        return [(day, str(day.year)) for day in months if day.month == 1]
    return [(day, str(day.month)) for day in months]
