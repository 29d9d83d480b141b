# SPDX-License-Identifier: Apache-2.0
"""A paper on one sheet: one page, tagged, its letters carried, its code readable."""

from __future__ import annotations

import dataclasses
import io

import pytest
import zxingcpp
from PIL import Image
from pypdf import PdfReader

from gungho.formats.paper import (
    Paper,
    PaperCell,
    PaperLine,
    PaperMark,
    PaperPart,
    PaperSheet,
    PaperText,
)
from gungho.formats.paper_pdf import pdf_of, png_of
from gungho.formats.paper_text import text_of

ADDRESS = "http://127.0.0.1:8000/journal/hk/12/"
BOX = PaperCell(text="", box=True)


def sheet(*, lines: int = 2, text: str = "For spinning.") -> Paper:
    """Return a waybill of so many lines."""
    told = tuple(
        PaperLine(
            name=f"Yarn {number}\n棉纱",
            cells=(PaperCell(text="8", count=8, code="yarn"), BOX),
        )
        for number in range(lines)
    )
    return Paper(
        title="Waybill\n运单",
        body="Hong Kong\n香港",
        stated=(("From\n发货", "Hong Kong\n香港"),),
        parts=(
            PaperPart(
                name="", first="Goods\n货名", columns=("Sent\n发出", "Counted\n实收"),
                lines=told,
            ),
        ),
        sheet=PaperSheet(
            number="0932",
            number_name="Number\n号码",
            mark=PaperMark(address=ADDRESS, code="ABCD-EFGH-X", head="6d18 e0b3"),
            labels=("Check code\n核对码", "Head\n账首", "Opens\n打开"),
            sum_name="The sum of\n金额",
            sum="GBP 420.00",
            words=("four hundred and twenty pounds", "肆佰贰拾英镑整"),
            texts=(PaperText(name="", text=text),),
            signers=("Sent by\n发货人", "Received by\n收货人"),
        ),
    )  # fmt: skip


def read(paper: Paper) -> PdfReader:
    """Return the paper's PDF, read again."""
    return PdfReader(io.BytesIO(pdf_of(paper)))


@pytest.mark.parametrize("lines", [0, 2, 30, 60])
def test_a_sheet_is_one_page_however_long_its_table(lines: int) -> None:
    """What is long is set smaller."""
    assert len(read(sheet(lines=lines)).pages) == 1


def test_a_sheet_is_tagged_and_says_its_title_and_language() -> None:
    """PDF/UA-1, for those who listen to it."""
    raw = pdf_of(sheet())
    root = PdfReader(io.BytesIO(raw)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/StructTreeRoot"]
    assert root["/Lang"] == "en"
    assert b"<pdfuaid:part>1</pdfuaid:part>" in raw
    title = PdfReader(io.BytesIO(raw)).metadata
    assert title
    assert title.title == "0932 · Waybill 运单"


def test_a_sheet_carries_its_letters_and_says_both_languages() -> None:
    """Every font is embedded; the Chinese can be read out again."""
    found = read(sheet())
    text = found.pages[0].extract_text()
    for said in ("运单", "香港", "肆佰贰拾英镑整", "实收", "ABCD-EFGH-X", "0932"):
        assert said in text, said
    fonts = found.pages[0]["/Resources"]["/Font"]
    for font in fonts.values():
        held = font.get_object()["/DescendantFonts"][0].get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & set(held)


def test_the_code_on_a_sheet_reads_back_as_its_address() -> None:
    """A telephone that reads the printed sheet opens the entry."""
    printed = Image.open(io.BytesIO(png_of(sheet())))
    (found,) = zxingcpp.read_barcodes(printed)
    assert found.text == ADDRESS


def test_a_name_with_an_unknown_sign_is_printed_all_the_same() -> None:
    """The paper is then tagged, and not called more than that."""
    raw = pdf_of(sheet(text="𒀀"))
    assert PdfReader(io.BytesIO(raw)).trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert b"pdfuaid" not in raw


def test_text_says_both_languages_on_one_line_and_leaves_rules_for_a_pen() -> None:
    """With the number, the sum in words and the code."""
    told = text_of(sheet())
    for said in (
        "Hong Kong 香港: Waybill 运单", "Number 号码", "肆佰贰拾英镑整", "______",
        "Check code 核对码: ABCD-EFGH-X", ADDRESS,
    ):  # fmt: skip
        assert said in told, said
    bare = dataclasses.replace(sheet(), sheet=None)
    assert "Check" not in text_of(bare)
