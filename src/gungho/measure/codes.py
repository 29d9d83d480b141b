# SPDX-License-Identifier: Apache-2.0
"""Codes of UN/CEFACT that are written here: units, packages, terms of delivery, papers.

A code outside these tables is refused where goods are offered, packed or sold, so that
a paper can be read by any customs office. Sources: UNECE Recommendations 20 (units, of
Revision 17) and 21 (packages), UNTDID 1001 (documents), ICC Incoterms 2020.
"""

from __future__ import annotations

UNIT_CODES = """
    C62 H87 PR DZN SET NMP KGM GRM TNE MTR CMT MTK MTQ LTR MLT DAY HUR MON
    XBG XBX XCS XCT XRO XPK XSA XDR
"""
PACKAGE_CODES = """
    BA BE BG BJ BK BL BN BO BX CH CR CS CT DR EN JR JY KG PC PK PX RO SA TB TN
"""
DELIVERY_CODES = "CFR CIF CIP CPT DAP DDP DPU EXW FAS FCA FOB"
UNITS = frozenset(UNIT_CODES.split())
PACKAGES = frozenset(PACKAGE_CODES.split())
INCOTERMS = frozenset(DELIVERY_CODES.split())
PRO_FORMA, INVOICE, CREDIT_NOTE, PACKING_LIST, ORIGIN = (
    "325",
    "380",
    "381",
    "271",
    "861",
)
DOCUMENTS = frozenset({PRO_FORMA, INVOICE, CREDIT_NOTE, PACKING_LIST, ORIGIN})
HS_DIGITS = 6
COUNTRY_LETTERS = 2


def is_hs(code: str) -> bool:
    """True for a subheading of the Harmonized System: six digits."""
    return len(code) == HS_DIGITS and code.isascii() and code.isdigit()


def is_country(code: str) -> bool:
    """True for what is written like a country of ISO 3166-1: two capital letters."""
    return (
        len(code) == COUNTRY_LETTERS
        and code.isascii()
        and code.isalpha()
        and (code.isupper())
    )
