# SPDX-License-Identifier: Apache-2.0
"""What has changed since a period was closed: as known then, and as known now.

A closed period never moves. What came late is booked in the open period; here it stands
in the days on which it happened, line by line beside what the close had, and entry by
entry with the days on which it was recorded and learned.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from gungho.reports.sheet import Cell, Label, Line, Part, label
from gungho.reports.sides import Side
from gungho.reports.statements import Taken, change_of, line_label

Figure = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Late:
    """An entry that belongs to days already closed when it was recorded."""

    seq: int
    kind: str
    happened: str
    recorded: str
    learned: str
    corrects: int | None
    amounts: tuple[Cell, ...]


def changed(then: Taken, now: Taken, late: Iterable[Late]) -> tuple[Part, ...]:
    """Return the lines that differ, and the entries that came late."""
    return (_lines(then, now), _entries(late))


def _lines(then: Taken, now: Taken) -> Part:
    before, after = _figures(then.sides), _figures(now.sides)
    lines = []
    for name, code in sorted(before.keys() | after.keys()):
        was, is_now = before[name, code], after[name, code]
        if was != is_now:
            counts = (was, is_now, is_now - was)
            lines.append(
                Line(
                    label=line_label(name),
                    cells=tuple(Cell(code, count) for count in counts),
                )
            )
    columns = ("column.then", "column.now", "column.difference")
    return Part(
        title=label("part.differs"),
        columns=tuple(label(name) for name in columns),
        lines=tuple(lines),
    )


def _figures(sides: Iterable[Side]) -> Counter[Figure]:
    """Return what changed by line and commodity, income positive."""
    found: Counter[Figure] = Counter()
    for side in sides:
        if not side.is_own:
            found[change_of(side), side.commodity] -= side.within
    return found


def _entries(late: Iterable[Late]) -> Part:
    """Return a line for each entry, and for each commodity that it booked."""
    lines = [
        Line(
            label=_told(one),
            cells=(one.happened, one.recorded[:10], one.learned[:10] or None, amount),
            account=f"entry/{one.seq}",
        )
        for one in late
        for amount in one.amounts or (None,)
    ]
    columns = ("column.happened", "column.recorded", "column.learned", "column.amount")
    return Part(
        title=label("part.late"),
        first=label("first.entry"),
        columns=tuple(label(name) for name in columns),
        lines=tuple(lines),
    )


def _told(one: Late) -> Label:
    if one.corrects is None:
        return label("late", kind=one.kind, seq=str(one.seq))
    return label("late.corrects", seq=str(one.seq), corrected=str(one.corrects))
