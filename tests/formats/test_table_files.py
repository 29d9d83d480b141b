# SPDX-License-Identifier: Apache-2.0
"""A list as a file holds every row exactly, and nothing in it is worked out."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.formats import table_xlsx
from gungho.formats.table_cells import Cell, Heading, Number, guarded
from gungho.formats.table_csv import write_csv
from gungho.formats.table_xlsx import write_xlsx

HEADS = [Heading(word="Gift, or “gift”"), Heading(word="数额", is_broad=False)]
FORMULAS = ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "\uff1d1")


def as_csv(rows: list[list[Cell]]) -> bytes:
    """Return the bytes of a CSV file."""
    told = io.BytesIO()
    write_csv(told, HEADS, rows=rows)
    return told.getvalue()


def as_xlsx(rows: list[list[Cell]]) -> openpyxl.Workbook:
    """Return a workbook as it is read back."""
    told = io.BytesIO()
    write_xlsx(told, HEADS, title="Gifts", rows=rows)
    return openpyxl.load_workbook(io.BytesIO(told.getvalue()))


def test_a_csv_is_plain_utf_8_with_days_and_decimals() -> None:
    """No mark before it, signs and breaks in quotes, numbers without separators."""
    raw = as_csv([["a, “b”\nc", Number(count=-125050, scale=2)],
                  [date(1940, 5, 3), 7], [None, ""]])  # fmt: skip
    assert not raw.startswith(b"\xef\xbb\xbf")
    read = list(csv.reader(io.StringIO(raw.decode("utf-8"), newline="")))
    assert read == [
        ["Gift, or “gift”", "数额"], ["a, “b”\nc", "-1250.50"],
        ["1940-05-03", "7"], ["", ""],
    ]  # fmt: skip


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_becomes_a_formula(text: str) -> None:
    """In a CSV an apostrophe leads it in; a workbook says that it is a text."""
    assert guarded(text) == "'" + text
    read = list(csv.reader(io.StringIO(as_csv([[text, 1]]).decode(), newline="")))
    assert read[1][0] == "'" + text
    cell = as_xlsx([[text, 1]]).active["A2"]
    assert cell.data_type == "s"
    assert str(cell.value).endswith(text[-2:])


@given(
    count=st.integers(min_value=-(2**53), max_value=2**53),
    scale=st.integers(min_value=0, max_value=6),
)
def test_every_number_is_exact(count: int, scale: int) -> None:
    """As a real number up to fifteen digits, as text beyond."""
    number = Number(count=count, scale=scale)
    told = Decimal(count).scaleb(-scale)
    cell = as_xlsx([["x", number]]).active["B2"]
    assert Decimal(str(cell.value)) == told
    assert cell.data_type == ("n" if abs(count) < table_xlsx.EXACT else "s")
    read = list(csv.reader(io.StringIO(as_csv([["x", number]]).decode())))
    assert Decimal(read[1][1]) == told


def test_a_workbook_has_bold_heads_and_real_days() -> None:
    """A day before March 1900 is a text: a spreadsheet has none such."""
    sheet = as_xlsx([[date(1940, 5, 3), 1], [date(1899, 1, 2), 2]]).active
    assert sheet["A1"].font.bold
    assert sheet["B1"].font.bold
    assert not sheet["A2"].font.bold
    assert sheet.freeze_panes == "A2"
    assert sheet["A2"].value == datetime(1940, 5, 3)  # noqa: DTZ001 - as it is read
    assert sheet["A2"].is_date
    assert sheet["A3"].value == "1899-01-02"


def test_a_list_longer_than_a_sheet_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every sheet has the heads again, and no row is left out."""
    monkeypatch.setattr(table_xlsx, "SHEET_ROWS", 3)
    book = as_xlsx([[str(at), at] for at in range(7)])
    assert [sheet.max_row for sheet in book] == [4, 4, 2]
    found = [row[1].value for sheet in book for row in sheet.iter_rows(min_row=2)]
    assert found == list(range(7))
