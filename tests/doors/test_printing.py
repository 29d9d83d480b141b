# SPDX-License-Identifier: Apache-2.0
"""Every sort of paper: one sheet, tagged, both languages where it travels, a code."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
import zxingcpp
from click.testing import CliRunner, Result
from PIL import Image
from pypdf import PdfReader

from gungho.doors.cli.main import cli
from gungho.doors.paper_words import entry_code, grouped
from gungho.doors.papers import PAPERS, printed
from gungho.errors import Refusal
from gungho.formats.paper_pdf import pdf_of, png_of
from gungho.formats.paper_text import text_of
from gungho.measure.check_code import typed_code
from gungho.store.cards import erase_card
from gungho.store.reads.marks import head_of, marked_at, marked_by, marked_last
from gungho.store.reads.printed import thanks_told
from tests.store.test_papers import OpenNode
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.printing import DOCUMENT, IDS, movement_on_paper, text_of_pdf

ROOT = "http://gungho.example"
DAY = "1940-04-06"
SAYS = {
    "receipt": ("GBP 420.00", "four hundred and twenty pounds", "肆佰贰拾英镑整",
                "For spinning", "Lin Yuhua", "捐助人原话"),
    "blank-receipt": ("收据", "The sum in words", "录入纸单"),
    "thanks": ("感谢信", "各位朋友：织机已到。", "Friends, your looms have come."),
    "waybill": ("运单", "hand-loom", "80.5", "如实少报，绝不追究", "Sent by"),
    "packing-list": ("Packing list", "hand-loom", "80.5"),
    "arrival": ("点收单", "1. cotton-yarn", "2. hand-loom", "实收"),
    "grant": ("Letter of grant", "cotton-yarn", "given, not lent"),
    "loan": ("借据", "CNC 420.00", "肆佰贰拾圆整", "还款表"),
    "donor": ("Statement of gifts", "Lin Yuhua", "420.00"),
    "need": ("需求单", "weaving shed", "hand-loom"),
    "production": ("生产日报", "cotton-yarn", "cotton-cloth", "制成", "1940-04-06"),
    "month": ("Cash", "April 1940", "420.00"),
    "minutes": ("Minutes", "Chair", "m1"),
    "invoice": ("Commercial invoice", "520819", "30.00"),
}  # fmt: skip


@pytest.fixture
def home(fresh_home: FreshHome) -> FreshHome:
    """A home where one of everything has happened."""
    movement_on_paper(fresh_home)
    return fresh_home


def test_every_paper_is_one_tagged_sheet_whose_code_opens_its_entry(
    home: FreshHome,
) -> None:
    """It says what it must, carries its fonts, and a scanner reads its address."""
    assert home
    assert set(IDS) == set(PAPERS) == set(SAYS)
    for sort, ident in IDS.items():
        paper = printed(sort, ident, language="en", root=ROOT, today=DAY)
        raw = pdf_of(paper)
        read = PdfReader(io.BytesIO(raw))
        assert len(read.pages) == 1, sort
        assert b"<pdfuaid:part>1</pdfuaid:part>" in raw, sort
        text = text_of_pdf(raw)
        assert paper.sheet
        for said in (*SAYS[sort], paper.sheet.mark.code):
            assert said in text, (sort, said, text)
        (found,) = zxingcpp.read_barcodes(Image.open(io.BytesIO(png_of(paper))))
        assert found.text == paper.sheet.mark.address
        assert found.text.startswith(f"{ROOT}/"), sort
        assert typed_code(paper.sheet.mark.code), sort
        assert paper.sheet.mark.code in text_of(paper), sort


def test_what_travels_is_in_both_languages_and_the_rest_in_the_one_asked(
    home: FreshHome,
) -> None:
    """A clerk at either end may read only one."""
    assert home
    for sort, ident in IDS.items():
        english = printed(sort, ident, language="en", root=ROOT, today=DAY)
        chinese = printed(sort, ident, language="zh-hans", root=ROOT, today=DAY)
        assert (english == chinese) == PAPERS[sort].is_both, sort
        assert ("\n" in english.title) == PAPERS[sort].is_both, sort
        assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf_of(chinese), sort


def test_a_code_is_made_of_the_leaf_and_found_again(home: FreshHome) -> None:
    """Of the entry alone: another book's entry has another one."""
    assert home
    first, last = marked_at("hk", 0), marked_last("hk")
    assert first
    assert last
    assert first.kind == "book.opened"
    assert marked_by(first.bits) == [first]
    assert entry_code(first) != entry_code(last)
    assert len(entry_code(first)) == len("ABCD-EFGH-X")
    assert len(entry_code(first, day=DAY)) == len("ABCD-EFGH-JKMNP-X")
    assert marked_at("hk", 9999) is None
    assert marked_last("nobody") is None
    assert head_of("nobody") == ""
    assert grouped("7-X") == "7-X"


def test_a_paper_of_nothing_is_refused_by_name(home: FreshHome) -> None:
    """A sort that there is not, a number that nothing has, a month that is none."""
    assert home
    for sort in PAPERS:
        with pytest.raises(Refusal) as caught:
            printed(sort, "nothing", language="en", root=ROOT, today=DAY)
        assert caught.value.code == "print.none", sort
    with pytest.raises(Refusal) as caught:
        printed("poem", "x", language="en", root=ROOT, today=DAY)
    assert caught.value.code == "print.sort"
    for sort, ident, code in (
        ("month", "hk@1940-13", "print.none"),
        ("blank-receipt", "1", "receipt.used"),
        ("blank-receipt", "0", "print.none"),
        ("production", "baoji.0001@soon", "day.malformed"),
        ("waybill", "s1", "print.none"),
    ):
        with pytest.raises(Refusal) as caught:
            printed(sort, ident, language="en", root=ROOT, today=DAY)
        assert caught.value.code.split(".")[0] == code.split(".")[0], caught.value


def test_a_blank_need_form_and_a_buyers_packing_list_are_papers_too(
    home: FreshHome,
) -> None:
    """By the number of the co-op, and by that of the shipment."""
    assert home
    blank = printed("need", "baoji.0001", language="en", root=ROOT, today=DAY)
    assert sum(not line.name for part in blank.parts for line in part.lines) > 5
    packed = printed("packing-list", "s1", language="en", root=ROOT, today=DAY)
    assert "bale.baoji.0001" in text_of(packed)


def test_an_erased_letter_is_said_to_be_erased(home: FreshHome) -> None:
    """That it was sent stays in the books."""
    row = thanks_told("t1")[1]
    assert row
    erase_card(row.letter)
    paper = printed("thanks", "t1", language="en", root=ROOT, today=DAY)
    assert "erased" in text_of(paper)
    assert "looms have come" not in text_of(paper)


def test_pages_hand_out_papers_and_link_to_them(home: FreshHome) -> None:
    """From the thing itself; what there is not is said on a page, in both languages."""
    assert home
    for sort, ident in IDS.items():
        answer = CLIENT.get(f"/print/{sort}/{ident}.pdf")
        assert answer.status_code == 200, sort
        assert answer["Content-Type"] == "application/pdf"
        assert f'filename="{sort}-' in answer["Content-Disposition"]
    for page, link in (
        ("/gifts/g1/", "/print/receipt/g1.pdf"),
        ("/gifts/g1/", "/print/donor/hk:p-1.pdf"),
        ("/gifts/g1/receipt/", "/print/receipt/g1.pdf"),
        (f"/consignments/{DOCUMENT}/", f"/print/waybill/{DOCUMENT}.pdf"),
        (f"/consignments/{DOCUMENT}/", f"/print/arrival/{DOCUMENT}.pdf"),
        ("/co-ops/baoji.0001/", "/print/production/baoji.0001.pdf"),
        ("/co-ops/baoji.0001/", "/print/grant/g.baoji.0001.pdf"),
        ("/co-ops/baoji.0001/", "/print/thanks/t1.pdf"),
        ("/loans/l1/", "/print/loan/l1.pdf"),
        ("/needs/", "/print/need/n1.pdf"),
        ("/trade/or1/", "/print/invoice/or1.pdf"),
        ("/enter/", "/type-back/"),
        ("/consignments/", "/type-back/"),
    ):
        assert f'href="{link}"' in CLIENT.get(page).content.decode(), (page, link)
    missing = CLIENT.get("/print/waybill/none.pdf")
    assert missing.status_code == 404
    assert "There is no waybill for none here" in told(missing)
    chinese = CLIENT.get("/print/waybill/none.pdf", headers={"accept-language": "zh"})
    assert "无法打印此纸单" in told(chinese)
    assert CLIENT.get("/print/poem/x.pdf").status_code == 404
    receipt = printed("receipt", "g1", language="en", root="", today=DAY)
    assert receipt.sheet
    followed = CLIENT.get(receipt.sheet.mark.address)
    assert followed.status_code == 200
    assert CLIENT.get("/print/blank-receipt/1.pdf").status_code == 422


def run(home: FreshHome, *words: str) -> Result:
    """Run the command."""
    return CliRunner().invoke(cli, ["paper", *words], obj=OpenNode(home))


def test_the_command_line_prints_the_same(home: FreshHome, tmp_path: Path) -> None:
    """Text to the terminal, a PDF into a file; a refusal is a sentence."""
    shown = run(home, "waybill", DOCUMENT)
    assert shown.exit_code == 0, shown.output
    assert "运单" in shown.output
    assert "http://127.0.0.1:8000/journal/hk/" in shown.output
    out = tmp_path / "w.pdf"
    made = run(home, "waybill", DOCUMENT, "--out", str(out), "--root", ROOT)
    assert made.exit_code == 0, made.output
    assert out.read_bytes().startswith(b"%PDF-")
    refused = run(home, "poem", "x")
    assert refused.exit_code == 1
    assert "production" in refused.output
