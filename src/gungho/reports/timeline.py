# SPDX-License-Identifier: Apache-2.0
"""A timeline is the movement month by month: what stood, and what happened in each.

What is documented and what is reconstructed are rows of their own, never added. What
anyone may see is coarser: of what stands, only whole fives, so that no difference of
two months tells of fewer; of what happens, the small months are merged.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from gungho.reports.openness import LEAST, merged

STANDINGS = ("documented", "reconstructed", "kept")
Changes = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One measure of one standing, a value a month; ``rest`` is merged, "" unnamed.

    ``is_merged`` where small months were taken out, even if no rest may be told.
    """

    measure: str
    standing: str
    values: tuple[int, ...]
    rest: int = 0
    is_merged: bool = False


def months_between(first: str, last: str) -> tuple[str, ...]:
    """Return the months from first to last, such as ``1939-04``; none if reversed."""
    if not first or not last or first > last:
        return ()
    found, (year, month) = [], map(int, first.split("-"))
    while (name := f"{year:04}-{month:02}") <= last:
        found.append(name)
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return tuple(found)


def stood(measure: str, changes: Changes, *, months: Sequence[str]) -> list[Row]:
    """Return what stood at the end of each month, from changes by (month, standing)."""
    return [
        Row(measure=measure, standing=standing, values=_running(by_month, months))
        for standing, by_month in _split(changes)
    ]


def happened(measure: str, counts: Changes, *, months: Sequence[str]) -> list[Row]:
    """Return what happened in each month, from counts by (month, standing)."""
    return [
        Row(
            measure=measure,
            standing=standing,
            values=tuple(by_month.get(month, 0) for month in months),
        )
        for standing, by_month in _split(counts)
    ]


def in_fives(count: int) -> int:
    """Return the whole fives of a count: no two of them differ by fewer."""
    return count // LEAST * LEAST


def open_row(row: Row, *, stands: bool) -> Row:
    """Return a row as anyone may see it."""
    if stands:
        values = tuple(in_fives(value) for value in row.values)
        return Row(measure=row.measure, standing=row.standing, values=values)
    told = merged({str(at): value for at, value in enumerate(row.values)})
    shown = {int(at) for at, _ in told.cells}
    return Row(
        measure=row.measure,
        standing=row.standing,
        values=tuple(v if at in shown else 0 for at, v in enumerate(row.values)),
        rest=told.rest,
        is_merged=told.withheld,
    )


def sums_of_open(sums: Row, *, counts: Row) -> Row:
    """Return sums of money for the months whose count may be told; the rest is one.

    A sum of fewer than five gifts could be one giver's.
    """
    told = merged({str(at): value for at, value in enumerate(counts.values)})
    shown = {int(at) for at, _ in told.cells}
    kept = tuple(v if at in shown else 0 for at, v in enumerate(sums.values))
    return Row(
        measure=sums.measure,
        standing=sums.standing,
        values=kept,
        rest=sum(sums.values) - sum(kept) if told.rest else 0,
        is_merged=told.withheld,
    )


def _split(counts: Changes) -> Iterable[tuple[str, dict[str, int]]]:
    for standing in STANDINGS:
        found = {month: n for (month, held), n in counts.items() if held == standing}
        if found:
            yield standing, found


def _running(changes: Mapping[str, int], months: Sequence[str]) -> tuple[int, ...]:
    if not months:
        return ()
    held = sum(n for month, n in changes.items() if month < months[0])
    values = []
    for month in months:
        held += changes.get(month, 0)
        values.append(held)
    return tuple(values)
