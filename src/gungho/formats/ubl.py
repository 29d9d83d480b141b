# SPDX-License-Identifier: Apache-2.0
"""A commercial invoice as a file that other systems read: OASIS UBL 2.1.

Elements stand in the order of the schema (UBL-Invoice-2.1.xsd). Codes are those of
UN/CEFACT: the document 380 (UNTDID 1001), units of Recommendation 20, countries of
ISO 3166-1, currencies of ISO 4217, terms of delivery of Incoterms.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from lxml import etree

from gungho.measure.codes import INVOICE

ROOT = "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2"
CAC = "urn:oasis:names:specification:ubl:schema:xsd:CommonAggregateComponents-2"
CBC = "urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2"
SPACES = {None: ROOT, "cac": CAC, "cbc": CBC}
HS = "HS"
# What XML 1.0 cannot hold (section 2.2, Char).
NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Who sells or buys: a name, lines of an address, a country's two letters."""

    name: str
    address: tuple[str, ...] = ()
    country: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldLine:
    """One line: decimals as text, the unit and the subheading as codes."""

    number: str
    quantity: str
    unit: str
    description: str
    hs: str
    price: str
    amount: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sold:
    """An invoice; the days are ISO 8601, the amounts decimals as text."""

    invoice: str
    issued: str
    due: str
    currency: str
    order: str
    shipment: str
    seller: Party
    buyer: Party
    incoterm: str
    place: str
    lines: tuple[SoldLine, ...]
    total: str
    note: str = ""


def ubl_of(sold: Sold) -> bytes:
    """Return the invoice as UBL 2.1 in UTF-8."""
    root = etree.Element(f"{{{ROOT}}}Invoice", nsmap=SPACES)
    _text(root, "UBLVersionID", "2.1")
    _text(root, "ID", sold.invoice)
    _text(root, "IssueDate", sold.issued)
    _text(root, "DueDate", sold.due)
    _text(root, "InvoiceTypeCode", INVOICE)
    _text(root, "Note", sold.note)
    _text(root, "DocumentCurrencyCode", sold.currency)
    _text(_part(root, "OrderReference"), "ID", sold.order)
    _text(_part(root, "DespatchDocumentReference"), "ID", sold.shipment)
    _party(_part(root, "AccountingSupplierParty"), sold.seller)
    _party(_part(root, "AccountingCustomerParty"), sold.buyer)
    terms = _part(root, "DeliveryTerms")
    _text(terms, "ID", sold.incoterm, schemeID="INCOTERMS")
    place = _part(terms, "DeliveryLocation")
    _text(place, "Name", sold.place)
    money = _part(root, "LegalMonetaryTotal")
    for name in ("LineExtensionAmount", "PayableAmount"):
        _text(money, name, sold.total, currencyID=sold.currency)
    for line in sold.lines:
        _line(root, line, currency=sold.currency)
    made: bytes = etree.tostring(
        root, xml_declaration=True, encoding="UTF-8", pretty_print=True
    )
    return made


def _party(above: Any, told: Party) -> None:
    party = _part(above, "Party")
    _text(_part(party, "PartyName"), "Name", told.name)
    address = _part(party, "PostalAddress")
    for line in told.address:
        _text(_part(address, "AddressLine"), "Line", line)
    if told.country:
        _text(_part(address, "Country"), "IdentificationCode", told.country)
    if not len(address):
        party.remove(address)
    _text(_part(party, "PartyLegalEntity"), "RegistrationName", told.name)


def _line(root: Any, told: SoldLine, *, currency: str) -> None:
    line = _part(root, "InvoiceLine")
    _text(line, "ID", told.number)
    _text(line, "InvoicedQuantity", told.quantity, unitCode=told.unit)
    _text(line, "LineExtensionAmount", told.amount, currencyID=currency)
    item = _part(line, "Item")
    _text(item, "Description", told.description)
    _text(item, "Name", told.description)
    if told.hs:
        sort = _part(item, "CommodityClassification")
        _text(sort, "ItemClassificationCode", told.hs, listID=HS)
    price = _part(line, "Price")
    _text(price, "PriceAmount", told.price, currencyID=currency)
    _text(price, "BaseQuantity", "1", unitCode=told.unit)


def _part(above: Any, name: str) -> Any:
    return etree.SubElement(above, f"{{{CAC}}}{name}")


def _text(above: Any, name: str, text: str, **codes: str) -> None:
    """Add an element with its text; one that has nothing to say is left out."""
    clean = NOT_XML.sub("", text)
    if clean:
        etree.SubElement(above, f"{{{CBC}}}{name}", codes).text = clean
