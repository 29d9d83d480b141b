# SPDX-License-Identifier: Apache-2.0
"""A sheet is one statement ready to be told: titles as codes, figures as counts.

A page, a text, a spreadsheet and a printed paper are all made from the same sheet, so
that they cannot differ. It states the book, the size and the root that it was taken at.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Sort = Literal["line", "group", "total"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a line or column is called: a code, and the ids and codes it names."""

    code: str
    facts: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A count of a commodity's smallest unit."""

    commodity: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: as many cells as the part has columns, a blank one None.

    A text is a day or a number, a label something that has a name.
    ``account`` is where the figures are proved in the register, "" where none is.
    """

    label: Label
    cells: tuple[Cell | Label | str | None, ...]
    sort: Sort = "line"
    account: str = ""
    fund: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One table of a sheet."""

    title: Label
    columns: tuple[Label, ...]
    lines: tuple[Line, ...]
    first: Label = Label(code="sheet.first.line")


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """So many whole reporting units for so many whole units of a currency."""

    currency: str
    numerator: int
    denominator: int
    on: str
    cited: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stamp:
    """What a sheet was taken from: the book, where it stood, and at which rates.

    Entries from place ``first`` on and below ``size`` are of the period; with ``known``
    those that happened from ``since`` to ``until``, of all below ``size``.
    """

    book: str
    body: str
    fund: str
    period: str
    first: int
    size: int
    root: str
    since: str
    until: str
    known: bool
    currency: str
    rates: tuple[Rated, ...] = ()
    index: str = ""
    index_base: str = ""
    index_on: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A statement: its title, what it was taken from, its tables and notes."""

    title: Label
    stamp: Stamp
    parts: tuple[Part, ...]
    notes: tuple[Label, ...] = ()


def label(code: str, **facts: str) -> Label:
    """Return a label with its facts."""
    return Label(code=f"sheet.{code}", facts=tuple(facts.items()))
