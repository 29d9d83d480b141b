# SPDX-License-Identifier: Apache-2.0
"""Openness is graded: what anyone may see gives away nobody and no place.

Cells under five are merged, and with them what could reveal them by subtraction: the
rest is never itself under five, nor made of one cell alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

LEAST = 5
DELAY = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Cells that may be shown, and the count of the merged rest."""

    cells: tuple[tuple[str, int], ...]
    rest: int
    withheld: bool


def merged(cells: Mapping[str, int], *, least: int = LEAST) -> Merged:
    """Return the cells of at least ``least``; the smaller ones are one rest.

    A rest of one cell, or still too small, takes the smallest shown cell in. Where that
    leaves nothing to show and too little in all, not even the sum is told.
    """
    known = sorted(
        ((name, count) for name, count in cells.items() if count),
        key=lambda cell: (-cell[1], cell[0]),
    )
    shown = [cell for cell in known if cell[1] >= least]
    small = known[len(shown) :]
    while small and shown and (len(small) == 1 or _sum(small) < least):
        small.append(shown.pop())
    rest = _sum(small)
    return Merged(
        cells=tuple(shown),
        rest=rest if rest >= least else 0,
        withheld=bool(small),
    )


def _sum(cells: list[tuple[str, int]]) -> int:
    return sum(count for _, count in cells)


def told_until(today: date) -> date:
    """Return the last day of the last quarter that is old enough to be told."""
    old = today - DELAY
    first = date(old.year, (old.month - 1) // 3 * 3 + 1, 1)
    return first - timedelta(days=1)
