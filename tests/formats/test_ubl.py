# SPDX-License-Identifier: Apache-2.0
"""An invoice that we write is one that the schema of UBL 2.1 takes."""

from __future__ import annotations

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st
from lxml import etree

from gungho.formats.ubl import CAC, CBC, Party, Sold, SoldLine, ubl_of
from tests.support.cases import CASES, needs_cases

XSD = CASES / "goods/uncefact/ubl-2.1/maindoc/UBL-Invoice-2.1.xsd"
SPACES = {"cac": CAC, "cbc": CBC}
LINE = SoldLine(
    number="1", quantity="30.0", unit="MTR", description="Cotton cloth 棉布",
    hs="520819", price="1.00", amount="30.00",
)  # fmt: skip
SOLD = Sold(
    invoice="in1", issued="1940-04-15", due="1940-07-15", currency="GBP", order="or1",
    shipment="s1", seller=Party(name="Baoji depot 宝鸡仓库"),
    buyer=Party(name="A buyer", address=("1 A Street", "London"), country="GB"),
    incoterm="FOB", place="Rangoon", lines=(LINE, LINE), total="60.00",
    note="Made by co-operatives",
)  # fmt: skip
NAMES = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "Z"]),
                min_size=1, max_size=40)  # fmt: skip


@pytest.fixture(scope="module")
def schema() -> etree.XMLSchema:
    """The published schema."""
    return etree.XMLSchema(etree.parse(str(XSD)))


@needs_cases
def test_an_invoice_is_valid(schema: etree.XMLSchema) -> None:
    """With everything, and with only what must be."""
    schema.assertValid(etree.fromstring(ubl_of(SOLD)))
    bare = Sold(
        invoice="i", issued="1940-04-15", due="", currency="GBP", order="o",
        shipment="s", seller=Party(name="a"), buyer=Party(name="b"), incoterm="EXW",
        place="x", lines=(LINE,), total="30.00",
    )  # fmt: skip
    schema.assertValid(etree.fromstring(ubl_of(bare)))


@needs_cases
def test_the_schema_refuses_what_is_not_an_invoice(schema: etree.XMLSchema) -> None:
    """The check can fail: an invoice without its number."""
    tree = etree.fromstring(ubl_of(SOLD))
    tree.remove(tree.find("cbc:ID", SPACES))
    assert not schema.validate(tree)


@needs_cases
@examples(NAMES, NAMES, st.integers(1, 10**12))
def test_no_name_breaks_the_file(
    schema: etree.XMLSchema, name: str, item: str, cents: int
) -> None:
    """Whatever stands on a card, the file is valid and says it unchanged."""
    amount = f"{cents // 100}.{cents % 100:02d}"
    line = SoldLine(
        number="1", quantity="1", unit="H87", description=item, hs="", price=amount,
        amount=amount,
    )  # fmt: skip
    sold = Sold(
        invoice="i", issued="1940-04-15", due="", currency="GBP", order="o",
        shipment="s", seller=Party(name=name), buyer=Party(name=name), incoterm="FOB",
        place=name, lines=(line,), total=amount,
    )  # fmt: skip
    tree = etree.fromstring(ubl_of(sold))
    schema.assertValid(tree)
    assert tree.findtext(".//cac:Item/cbc:Name", namespaces=SPACES) == item
    assert tree.findtext(".//cbc:PayableAmount", namespaces=SPACES) == amount


def test_lines_and_total_are_told_as_they_are() -> None:
    """Quantities with their unit, amounts with their currency."""
    tree = etree.fromstring(ubl_of(SOLD))
    (first, _) = tree.findall("cac:InvoiceLine", SPACES)
    quantity = first.find("cbc:InvoicedQuantity", SPACES)
    assert quantity is not None
    assert (quantity.text, quantity.get("unitCode")) == ("30.0", "MTR")
    assert tree.findtext("cbc:InvoiceTypeCode", namespaces=SPACES) == "380"
    assert tree.findtext(".//cbc:IdentificationCode", namespaces=SPACES) == "GB"
