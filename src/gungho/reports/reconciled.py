# SPDX-License-Identifier: Apache-2.0
"""A reconciled statement as a sheet: from the book to the bank, item by item.

Every item that stands between the two is listed; the lines add up to the last unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gungho.reports.matching import Booked, Stated
from gungho.reports.sheet import Cell, Line, Part, label


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What a reconciliation says: balances, what came in and went out, what is open."""

    currency: str
    opening: int
    closing: int
    booked: int
    lines: Sequence[int]
    outstanding: Sequence[Booked]
    open_lines: Sequence[Stated]


def reconciliation(told: Reconciled) -> tuple[Part, ...]:
    """Return the bank's statement, the way from book to bank, and the items."""
    return (_bank(told), _way(told), *_items(told))


def _bank(told: Reconciled) -> Part:
    came = sum(amount for amount in told.lines if amount > 0)
    went = sum(amount for amount in told.lines if amount < 0)
    rows = (("opening", told.opening), ("came-in", came), ("went-out", went))
    return Part(
        title=label("part.bank"),
        columns=(label("column.amount"),),
        lines=(
            *(_line(told, f"bank.{name}", count) for name, count in rows),
            _line(told, "bank.closing", told.closing, total=True),
        ),
    )


def _way(told: Reconciled) -> Part:
    outstanding = sum(one.amount for one in told.outstanding)
    unexplained = sum(one.amount for one in told.open_lines)
    return Part(
        title=label("part.book-to-bank"),
        columns=(label("column.amount"),),
        lines=(
            _line(told, "bank.booked", told.booked),
            _line(told, "bank.less-outstanding", -outstanding),
            _line(told, "bank.plus-unexplained", unexplained),
            _line(
                told, "bank.stated", told.booked - outstanding + unexplained, total=True
            ),
        ),
    )


def _line(told: Reconciled, name: str, count: int, *, total: bool = False) -> Line:
    return Line(
        label=label(name),
        cells=(Cell(told.currency, count),),
        sort="total" if total else "line",
    )


def _items(told: Reconciled) -> tuple[Part, ...]:
    columns = (label("column.day"), label("column.amount"))
    outstanding = tuple(
        Line(
            label=label("bank.entry", kind=one.kind),
            cells=(one.on, Cell(told.currency, one.amount)),
            account=f"entry/{one.seq}",
        )
        for one in told.outstanding
    )
    unexplained = tuple(
        Line(
            label=label("bank.line", line=_words(one)),
            cells=(one.on, Cell(told.currency, one.amount)),
        )
        for one in told.open_lines
    )
    found = (("outstanding", outstanding), ("unexplained", unexplained))
    return tuple(
        Part(title=label(f"part.{name}"), columns=columns, lines=lines)
        for name, lines in found
        if lines
    )


def _words(line: Stated) -> str:
    """Return what the bank wrote, or the beginning of the line's mark."""
    texts = (line.text, line.other, line.reference)
    return " · ".join(filter(None, texts)) or line.mark[:12]
