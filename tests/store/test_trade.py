# SPDX-License-Identifier: Apache-2.0
"""An order as it is read: its steps, its papers, and what stands behind it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.test import Client
from lxml import etree

from gungho.actions.keep_card import make_card
from gungho.doors.cli.main import cli
from gungho.store.reads.movement import conservation
from tests.store.test_papers import OpenNode
from tests.support.cases import CASES, needs_cases
from tests.support.goods import Desk, material
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.trade import (
    FIRST,
    GENERAL,
    SECOND,
    advanced,
    confirmed,
    exporter,
    invoiced,
    order,
    payment,
    rule,
)

XSD = CASES / "goods/uncefact/ubl-2.1/maindoc/UBL-Invoice-2.1.xsd"


@pytest.fixture
def desk(fresh_home: FreshHome) -> Desk:
    """An order that was made, sent, invoiced, paid and shared."""
    card = make_card("Friends & Co\n1 A Street\nLondon", subject="buyer.1",
                     salts=lambda: b"s" * 16)  # fmt: skip
    fresh_home.books.keep_cards([card])
    desk = confirmed(exporter(fresh_home.books, buyer_card=card.commitment))
    advanced(desk)
    invoiced(desk)
    desk.tell("payment.received", **payment())
    desk.tell("proceeds.shared", sharing="sh1", payment="p1", charges=[
        {"cause": "freight", "count": "2000", "fund": GENERAL}])  # fmt: skip
    desk.tell("goods.bought", purchase="b1", party=SECOND, place="shop",
              item="cotton-yarn", count="40", currency="CNC", cost="10000",
              till="main", fund="baoji:own")  # fmt: skip
    desk.tell("materials.used", order="w9", coop=SECOND,
              lines=[material("4.0 cotton-yarn", "baoji:own")])  # fmt: skip
    return desk


def run(home: FreshHome, *words: str) -> Result:
    """Run a command of the trade."""
    return CliRunner().invoke(cli, ["trade", *words], obj=OpenNode(home))


def test_an_order_is_told_from_enquiry_to_proceeds(
    desk: Desk, fresh_home: FreshHome
) -> None:
    """With the gifts behind each co-op's part, and what it did with the proceeds."""
    read = json.loads(run(fresh_home, "show", "or1", "--json").output)
    (invoice,) = read["invoices"]
    assert (invoice["total"], invoice["left"]) == ("30.00", "0.00")
    assert invoice["lines"][0]["count"] == "30.0"
    behind = {(one["coop"], one["gift"]): one["part"] for one in invoice["behind"]}
    assert behind == {(FIRST, "yarn"): "15.00", (SECOND, "yarn"): "15.00"}
    assert set(invoice["own"].values()) == {"0.00"}
    parts = [float(one["part"]) for one in invoice["uses"] if one["coop"] == SECOND]
    assert sum(parts) == pytest.approx(15.00)
    roles = {(one["coop"], one["role"]) for one in invoice["uses"]}
    assert {(SECOND, "work"), (SECOND, "cash"), (FIRST, "costs")} <= roles
    assert read["shares"][0]["delivered"] == "15.0"
    assert conservation().holds
    fresh_home.verify()


def test_words_say_the_same(desk: Desk, fresh_home: FreshHome) -> None:
    """For a person at a terminal."""
    words = run(fresh_home, "show", "or1").output
    for part in ("Friends & Co, FOB rangoon", "behind baoji.0001: gift yarn, GBP 15.00",
                 "of which 90.00 repay an advance", "paid 30.00"):  # fmt: skip
        assert part in words, part
    assert "0.0 free" not in run(fresh_home, "offers").output
    assert "confirmed" in run(fresh_home, "orders").output
    offers = json.loads(run(fresh_home, "offers", "--json").output)
    assert [one["free"] for one in offers] == ["25.0", "25.0"]
    assert json.loads(run(fresh_home, "orders", "--json").output)[0]["total"] == "30.00"
    assert run(fresh_home, "show", "nothing").exit_code == 1


@pytest.mark.parametrize(
    ("sort", "words"),
    [
        ("pro-forma", ("Pro forma invoice", "not a demand for payment")),
        ("invoice", ("Commercial invoice", "520819", "30.00", "FOB rangoon")),
        ("packing-list", ("Packing list", "compressed bales (BL)", "28", "30")),
        ("origin", ("Statement of origin", "originate in CN", "baoji.0001")),
    ],
)
def test_papers_are_written_in_the_order_of_the_layout_key(
    desk: Desk, fresh_home: FreshHome, sort: str, words: tuple[str, ...]
) -> None:
    """Exporter, numbers, buyer, terms, goods; by order or by invoice."""
    paper = run(fresh_home, "paper", sort, "in1").output
    for word in (*words, "Friends & Co, 1 A Street, London (US)"):
        assert word in paper, word
    last = "Mark" if sort == "packing-list" else "Description"
    order = ("Exporter", "Number", "Buyer", "Terms", last)
    places = [paper.index(word) for word in order]
    assert places == sorted(places)
    assert run(fresh_home, "paper", sort, "or1").output == paper


def test_a_paper_is_printed_and_an_invoice_is_a_file(
    desk: Desk, fresh_home: FreshHome, tmp_path: Path
) -> None:
    """As a PDF, and as UBL 2.1."""
    pdf = tmp_path / "in1.pdf"
    run(fresh_home, "paper", "invoice", "in1", "--format", "pdf", "--out", str(pdf))
    assert pdf.read_bytes().startswith(b"%PDF")
    raw = run(fresh_home, "paper", "ubl", "in1").stdout_bytes
    assert b"Friends &amp; Co" in raw
    assert b'<cbc:LineExtensionAmount currencyID="GBP">30.00' in raw


@needs_cases
def test_the_invoice_of_an_order_is_valid_ubl(
    desk: Desk, fresh_home: FreshHome
) -> None:
    """Against the schema of OASIS."""
    raw = run(fresh_home, "paper", "ubl", "or1").stdout_bytes
    etree.XMLSchema(etree.parse(str(XSD))).assertValid(etree.fromstring(raw))


def test_a_paper_that_cannot_be_written_yet_is_refused(fresh_home: FreshHome) -> None:
    """With what is missing."""
    confirmed(exporter(fresh_home.books))
    for sort in ("invoice", "packing-list", "origin", "ubl"):
        answer = run(fresh_home, "paper", sort, "or1")
        assert answer.exit_code == 1
        assert "cannot be written yet" in answer.output
    assert run(fresh_home, "paper", "pro-forma", "or1").exit_code == 0


def test_trade_has_pages_in_both_languages(desk: Desk) -> None:
    """Offers and orders; an order with its steps, its papers and its trace."""
    page = told(CLIENT.get("/trade/"))
    for word in ("Friends &amp; Co", "Confirmed", "On offer", "520819"):
        assert word in page, word
    assert "or1" not in told(CLIENT.get("/trade/?status=placed"))
    page = told(CLIENT.get("/trade/or1/"))
    for word in ("5% is the commission of indusco", "Paid in full", "yarn",
                 "exchange difference", "of which repaid for materials"):  # fmt: skip
        assert word in page, word
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    page = told(chinese.get("/trade/or1/"))
    for word in ("背后的捐助", "合作社如何使用所得", "已付清"):
        assert word in page, word
    assert "现有报盘" in told(chinese.get("/trade/"))
    assert CLIENT.get("/trade/nothing/").status_code == 404


def test_papers_are_handed_out(desk: Desk) -> None:
    """As they were asked for; what is not there is not found."""
    pdf = CLIENT.get("/trade/in1/invoice.pdf")
    assert pdf["Content-Type"] == "application/pdf"
    assert pdf.content.startswith(b"%PDF")
    assert b"Invoice-2" in CLIENT.get("/trade/or1/ubl.xml").content
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    assert "装箱单" in chinese.get("/trade/or1/packing-list.text").content.decode()
    for address in ("or1/ubl.pdf", "or1/bill.pdf", "or1/invoice.doc", "x/invoice.pdf"):
        assert CLIENT.get(f"/trade/{address}").status_code == 404


def test_what_can_be_done_next_is_offered(fresh_home: FreshHome) -> None:
    """Step by step; a paper that is not ready says so."""
    desk = exporter(fresh_home.books)
    assert "nobody has ordered" not in told(CLIENT.get("/trade/"))
    desk.tell("order.placed", **order())
    page = CLIENT.get("/trade/or1/").content.decode()
    assert "/enter/order.confirmed/?book=baoji&amp;order=or1" in page
    assert "/enter/goods.delivered/" not in page
    desk.tell("order.confirmed", **rule())
    page = CLIENT.get("/trade/or1/").content.decode()
    assert "/enter/goods.delivered/" in page
    assert CLIENT.get("/trade/or1/invoice.pdf").status_code == 404
    invoiced(desk)
    page = CLIENT.get("/trade/or1/").content.decode()
    assert "/enter/payment.received/?book=baoji&amp;invoice=in1" in page
    desk.tell("complaint.raised", complaint="k", invoice="in1", line=0, count="3",
              defect="moth", evidence="")  # fmt: skip
    assert "/enter/complaint.settled/" in CLIENT.get("/trade/or1/").content.decode()
    desk.tell("payment.received", **payment())
    assert "/enter/proceeds.shared/" in CLIENT.get("/trade/or1/").content.decode()
