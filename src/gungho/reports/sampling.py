# SPDX-License-Identifier: Apache-2.0
"""A sample is a part of a book drawn by a printed seed, to be drawn again by anyone.

Chance comes from SHA-256 over the seed and a counter, read as whole numbers; what would
lean to one side is thrown away, so that every number is equally likely. No float and
no library's generator is used: the same seed gives the same sample on any machine.
Source of the two ways: AICPA, Audit Sampling (2019).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import accumulate, count

from gungho.errors import Refusal

DRAW_BITS = 256
SAMPLE_MOST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """One item of a sample: its place in the list drawn from, and how often hit."""

    at: int
    hits: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """A sample by money: the items hit, and what the draw rests on.

    ``total`` is the sum of all items above zero and ``points`` how many units of it
    were hit; ``interval`` is the largest step from one hit to the next. ``negative``
    and ``zero`` are the places of items that have no chance here.
    """

    chosen: tuple[Chosen, ...]
    total: int
    points: int
    interval: int
    negative: tuple[int, ...]
    zero: tuple[int, ...]


def draw_by_money(values: Sequence[int], *, points: int, seed: str) -> Drawn:
    """Draw a monetary-unit sample: every unit has the same chance, n / total.

    ``values`` are counts of smallest units. The units of the items above zero stand in
    one row, bent to a ring; from one unit chosen by the seed, the k-th hit lies k times
    total / n further, rounded down. An item of the interval or more cannot be missed.
    Items of zero have no unit to be hit, and those below zero none that could be drawn:
    both are told apart, to be looked at by themselves. Raises Refusal
    ``sample.nothing``, ``sample.size``.
    """
    _check_size(points)
    total = sum(value for value in values if value > 0)
    if total == 0:
        raise Refusal("sample.nothing")
    points = min(points, total)
    start = next(below(total, seed=seed))
    found = hit(values, hits_from(start, total=total, points=points))
    return Drawn(
        chosen=found,
        total=total,
        points=points,
        interval=-(-total // points),
        negative=tuple(at for at, value in enumerate(values) if value < 0),
        zero=tuple(at for at, value in enumerate(values) if value == 0),
    )


def hits_from(start: int, *, total: int, points: int) -> list[int]:
    """Return the units that are hit, from 0, in order."""
    return sorted((start + k * total // points) % total for k in range(points))


def hit(values: Sequence[int], units: Sequence[int]) -> tuple[Chosen, ...]:
    """Return the items in which the units lie, and how often each was hit."""
    ends = list(accumulate(max(value, 0) for value in values))
    hits: dict[int, int] = {}
    for unit in units:
        at = bisect_right(ends, unit)
        hits[at] = hits.get(at, 0) + 1
    return tuple(Chosen(at=at, hits=hits[at]) for at in sorted(hits))


def points_for(values: Sequence[int], *, interval: int) -> int:
    """Return how many hits leave no step longer than an interval."""
    if interval < 1:
        raise Refusal("sample.interval")
    total = sum(value for value in values if value > 0)
    return max(1, -(-total // interval))


def draw_simple(items: int, *, size: int, seed: str) -> tuple[int, ...]:
    """Draw so many of ``items`` without putting back: every set is equally likely.

    Source: R. W. Floyd, in Bentley, Programming Pearls, CACM 30 (1987), 754-757.
    Raises Refusal ``sample.nothing``, ``sample.size``.
    """
    _check_size(size)
    if items < 1:
        raise Refusal("sample.nothing")
    size = min(size, items)
    found: set[int] = set()
    for turn, last in enumerate(range(items - size, items)):
        one = next(below(last + 1, seed=f"{seed}/{turn}"))
        found.add(last if one in found else one)
    return tuple(sorted(found))


def below(stop: int, *, seed: str) -> Iterator[int]:
    """Yield whole numbers from 0 to ``stop`` - 1, each as likely as another."""
    fair = (1 << DRAW_BITS) // stop * stop
    for turn in count():
        raw = sha256(f"{seed}:{turn}".encode()).digest()
        number = int.from_bytes(raw, "big")
        if number < fair:
            yield number % stop


def _check_size(size: int) -> None:
    if not 1 <= size <= SAMPLE_MOST:
        raise Refusal("sample.size", most=SAMPLE_MOST)
