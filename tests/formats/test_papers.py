# SPDX-License-Identifier: Apache-2.0
"""One paper, written as text, CSV, a workbook and a PDF: the same figures in each."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

from openpyxl import load_workbook

from gungho.formats.paper import Paper, PaperCell, PaperLine, PaperPart
from gungho.formats.paper_csv import csv_of
from gungho.formats.paper_pdf import pdf_of
from gungho.formats.paper_text import text_of, width_of
from gungho.formats.paper_xlsx import xlsx_of

LARGE = 2**53 - 1


def cell(count: int, text: str) -> PaperCell:
    """Return a sum of dollars."""
    return PaperCell(text=text, count=count, scale=2, code="HKD")


def paper(name: str = "Gifts") -> Paper:
    """Return a paper of two lines, one figure too large for floating point."""
    lines = (
        PaperLine(name=name, cells=(cell(-150, "−1.50"), None), account="hk/gifts"),
        PaperLine(
            name="合计",
            cells=(cell(LARGE, "90,071,992,547,409.91"), None),
            sort="total",
        ),
    )
    part = PaperPart(
        name="Money: [all]", first="Line", columns=("HKD", "GBP"), lines=lines
    )
    return Paper(
        title="Income", body="工合", stated=(("Root", "ab" * 32),), parts=(part, part),
        notes=("No rate.",), root="ab" * 32,
    )  # fmt: skip


def test_text_is_aligned_with_chinese_letters_counted_as_two() -> None:
    """The last column of every line ends at the same place."""
    lines = text_of(paper()).splitlines()
    table = [line for line in lines if line.startswith(("  Gifts", "合计"))]
    assert {width_of(line) for line in table} == {width_of(table[0])}
    assert lines[1].strip() == "Root  " + "ab" * 32
    assert lines[-1] == "No rate."


def test_csv_has_one_figure_a_row_and_no_formula() -> None:
    """Amounts are plain decimals; a name that starts like a formula is led in."""
    told = list(csv.DictReader(io.StringIO(csv_of(paper("=1+1")))))
    figures = [row for row in told if row["commodity"]]
    assert [row["amount"] for row in figures[:2]] == ["-1.50", "90071992547409.91"]
    assert figures[0]["line"] == "'=1+1"
    assert figures[0]["account"] == "hk/gifts"


def test_a_workbook_holds_numbers_and_what_is_too_large_as_text() -> None:
    """Two tables of one name become two sheets; nothing is a formula."""
    raw = xlsx_of(paper("=1+1"))
    book = load_workbook(io.BytesIO(raw))
    assert len(book.sheetnames) == 3
    sheet = book[book.sheetnames[1]]
    assert [one.value for one in sheet[2]] == ["=1+1", -1.5, None]
    assert sheet["A2"].data_type == "s"
    assert Decimal(sheet["B3"].value) == Decimal(LARGE) / 100
    assert xlsx_of(paper("=1+1")) == raw


def test_a_pdf_is_the_same_for_the_same_paper_and_takes_any_name() -> None:
    """Markup in a name is data; Chinese letters are carried along."""
    raw = pdf_of(paper("#panic() $x$ [*bold*] 工合"))
    assert raw.startswith(b"%PDF-")
    assert pdf_of(paper("#panic() $x$ [*bold*] 工合")) == raw
    assert b"GunghoHans" in raw
