# SPDX-License-Identifier: Apache-2.0
"""A paper as a workbook: one sheet a table, numbers as numbers, totals marked.

A count that a spreadsheet's floating point cannot hold exactly is written as text.
"""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

import xlsxwriter

from gungho.formats.paper import Paper, PaperCell, PaperPart
from gungho.measure import decimal_text

EXACT = 10**15
FIRST_WIDTH, WIDTH = 40, 18
MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same statement gives the same bytes


def xlsx_of(paper: Paper) -> bytes:
    """Return the workbook's bytes."""
    told = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
    }
    with xlsxwriter.Workbook(told, options) as book:
        book.set_properties({"title": paper.title, "created": MADE})
        formats = _Formats(book)
        _cover(book, paper, formats)
        names = {"0"}
        for part in paper.parts:
            _table(book.add_worksheet(_name(part.name, names)), part, formats)
    return told.getvalue()


class _Formats:
    """The few looks of cells, made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[int, bool], Any] = {}
        self.bold = book.add_format({"bold": True})
        self.head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})

    def number(self, scale: int, *, total: bool) -> Any:
        """Return the look of a number with so many decimals."""
        if (scale, total) not in self._numbers:
            decimals = "." + "0" * scale if scale else ""
            look = {"num_format": f"#,##0{decimals}", "bold": total}
            self._numbers[scale, total] = self._book.add_format(
                look | ({"top": 1} if total else {})
            )
        return self._numbers[scale, total]


def _cover(book: Any, paper: Paper, formats: _Formats) -> None:
    sheet = book.add_worksheet("0")
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, 1, 2 * FIRST_WIDTH)
    sheet.write_string(0, 0, f"{paper.body}: {paper.title}", formats.bold)
    for row, (name, told) in enumerate(paper.stated, 2):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, told)
    for row, note in enumerate(paper.notes, len(paper.stated) + 3):
        sheet.write_string(row, 0, note)


def _table(sheet: Any, part: PaperPart, formats: _Formats) -> None:
    sheet.set_column(0, 0, FIRST_WIDTH)
    sheet.set_column(1, len(part.columns), WIDTH)
    sheet.freeze_panes(1, 1)
    for at, name in enumerate((part.first, *part.columns)):
        sheet.write_string(0, at, name, formats.head)
    for row, line in enumerate(part.lines, 1):
        marked = line.sort != "line"
        sheet.write_string(row, 0, line.name, formats.bold if marked else None)
        for at, cell in enumerate(line.cells, 1):
            if cell is not None:
                _write(sheet, (row, at), cell, formats, total=marked)


def _write(
    sheet: Any,
    place: tuple[int, int],
    cell: PaperCell,
    formats: _Formats,
    *,
    total: bool,
) -> None:
    if cell.code and abs(cell.count) < EXACT:
        look = formats.number(cell.scale, total=total)
        sheet.write_number(*place, cell.count / 10**cell.scale, look)
    elif cell.code:
        sheet.write_string(*place, decimal_text(cell.count, cell.scale))
    else:
        sheet.write_string(*place, cell.text)


def _name(name: str, taken: set[str]) -> str:
    """Return a name that a workbook takes: short, plain, and only once."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", name)[:28].strip() or "1"
    told, number = plain, 1
    while told.lower() in taken:
        number += 1
        told = f"{plain} {number}"
    taken.add(told.lower())
    return told
