# SPDX-License-Identifier: Apache-2.0
"""A revolving fund's capital is what it holds and is owed, in money and in its worth.

Its worth is the same money at the prices of a base day: nominal times the index of the
base day, parted by the index last observed. An index is a list of days and values; its
name is told with every figure.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

Point = tuple[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CapitalOn:
    """A fund's capital on a day; without an index by then it has no real worth."""

    on: str
    nominal: int
    index_on: str
    index: int
    real: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Capital:
    """A fund's capital day by day, by a named index, at the prices of a base day."""

    fund: str
    currency: str
    index: str
    base_on: str
    base: int
    rows: tuple[CapitalOn, ...]


def capital(
    changes: Iterable[Point],
    index: Iterable[Point],
    *,
    name: str,
    of: tuple[str, str],
    day: str,
) -> Capital:
    """Return a fund's capital on its first day, on each day of the index, and on a day.

    ``changes`` are what was added to or taken from the capital, by day, in any order;
    ``of`` is the fund and the currency. The base is the index in force on the first
    day, or else the first one after it.
    """
    levels = _levels(changes, day)
    points = sorted(
        {on: value for on, value in index if value > 0 and on <= day}.items()
    )
    days = [on for on, _ in points]
    fund, currency = of
    if not levels:
        return Capital(
            fund=fund, currency=currency, index=name, base_on="", base=0, rows=()
        )
    first = levels[0][0]
    base_on, base = points[max(0, bisect_right(days, first) - 1)] if points else ("", 0)
    wanted = sorted({first, *(on for on in days if on > first), day})
    return Capital(
        fund=fund,
        currency=currency,
        index=name,
        base_on=base_on,
        base=base,
        rows=tuple(_on(at, levels, points=points, base=base) for at in wanted),
    )


def _levels(changes: Iterable[Point], day: str) -> list[Point]:
    sums: dict[str, int] = {}
    for on, count in changes:
        if on <= day:
            sums[on] = sums.get(on, 0) + count
    days = sorted(sums)
    return list(zip(days, accumulate(sums[on] for on in days), strict=True))


def _on(day: str, levels: list[Point], *, points: list[Point], base: int) -> CapitalOn:
    nominal = _last(levels, day)[1]
    index_on, value = _last(points, day)
    real = parted(nominal * base, value) if value else None
    return CapitalOn(on=day, nominal=nominal, index_on=index_on, index=value, real=real)


def _last(points: list[Point], day: str) -> Point:
    at = bisect_right([on for on, _ in points], day)
    return points[at - 1] if at else ("", 0)


def parted(above: int, below: int) -> int:
    """Return a quotient rounded half to even."""
    whole, rest = divmod(above, below)
    return whole + (2 * rest > below or (2 * rest == below and whole % 2 == 1))
