# SPDX-License-Identifier: Apache-2.0
"""A list as a workbook: real numbers and days, a bold first row that stays in sight.

What a spreadsheet cannot hold exactly is written as text: a number of more than fifteen
digits, a day before March 1900. A list longer than a sheet goes on on the next.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any, BinaryIO

import xlsxwriter

from gungho.formats.table_cells import Cell, Heading, Number
from gungho.measure import decimal_text

EXACT = 10**15
SHEET_ROWS = 1_048_575  # below its heads
TEXT_MOST = 32_767
FIRST_DAY = date(1900, 3, 1)  # before it a spreadsheet counts a day that never was
BROAD, NARROW = 28, 14
MADE = datetime(2000, 1, 1, tzinfo=UTC)  # the same list gives the same bytes


def write_xlsx(
    target: BinaryIO,
    headings: Sequence[Heading],
    *,
    title: str,
    rows: Iterable[Sequence[Cell]],
) -> None:
    """Write the heads and every row; rows are put on the disk as they come."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(target, options) as book:
        book.set_properties({"title": title, "created": MADE})
        _Sheets(book, headings).write(rows)


class _Sheets:
    """The sheets of one list, each with its heads."""

    def __init__(self, book: Any, headings: Sequence[Heading]) -> None:
        self._book = book
        self._headings = headings
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        self._day = book.add_format({"num_format": "yyyy-mm-dd"})
        self._numbers: dict[int, Any] = {}

    def write(self, rows: Iterable[Sequence[Cell]]) -> None:
        """Write rows from the top, on as many sheets as they need."""
        sheet, at = self._sheet(), 0
        for row in rows:
            if at == SHEET_ROWS:
                sheet, at = self._sheet(), 0
            at += 1
            for column, cell in enumerate(row):
                self._write(sheet, (at, column), cell=cell)

    def _sheet(self) -> Any:
        sheet = self._book.add_worksheet()
        for at, heading in enumerate(self._headings):
            sheet.set_column(at, at, BROAD if heading.is_broad else NARROW)
            sheet.write_string(0, at, heading.word, self._head)
        sheet.freeze_panes(1, 0)
        return sheet

    def _write(self, sheet: Any, place: tuple[int, int], *, cell: Cell) -> None:
        match cell:
            case None | "":
                return
            case Number() if abs(cell.count) < EXACT:
                number = cell.count / 10**cell.scale
                sheet.write_number(*place, number, self._number(cell.scale))
            case Number():
                sheet.write_string(*place, decimal_text(cell.count, cell.scale))
            case date() if cell >= FIRST_DAY:
                moment = datetime(cell.year, cell.month, cell.day)  # noqa: DTZ001
                sheet.write_datetime(*place, moment, self._day)
            case date():
                sheet.write_string(*place, cell.isoformat())
            case int() if abs(cell) < EXACT:
                sheet.write_number(*place, cell, self._number(0))
            case _:
                sheet.write_string(*place, str(cell)[:TEXT_MOST])

    def _number(self, scale: int) -> Any:
        """Return the look of a number with so many decimals."""
        if scale not in self._numbers:
            decimals = "." + "0" * scale if scale else ""
            look = {"num_format": f"#,##0{decimals}"}
            self._numbers[scale] = self._book.add_format(look)
        return self._numbers[scale]
