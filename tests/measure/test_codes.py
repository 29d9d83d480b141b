# SPDX-License-Identifier: Apache-2.0
"""Every code that is written here stands in the lists of UN/CEFACT."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from gungho.measure.codes import (
    DOCUMENTS,
    INCOTERMS,
    PACKAGES,
    UNITS,
    is_hs,
)
from tests.support.cases import CASES, needs_cases

FOLDER = CASES / "goods" / "uncefact"
LISTS = FOLDER / "cii-extended-ctc-fr"
VALUE = re.compile(r'enumeration value="([^"]+)"')


def listed(name: str) -> set[str]:
    """Return the codes of one list of the schemas."""
    (path,) = LISTS.glob(f"*{name}*.xsd")
    return set(VALUE.findall(path.read_text("utf-8")))


def units() -> set[str]:
    """Return the codes of Recommendation 20, with the packages that count as units."""
    (path,) = Path(FOLDER / "facturx-en16931").glob("*.xml")
    found = [
        set(VALUE.findall(part))
        for part in path.read_text("utf-8").split("<cl ")
        if 'value="KGM"' in part
    ]
    return max(found, key=len)


@needs_cases
@pytest.mark.parametrize(
    ("codes", "name"),
    [
        (PACKAGES, "PackageTypeCode"),
        (INCOTERMS, "DeliveryTermsCode"),
        (DOCUMENTS, "DocumentNameCode"),
    ],
)
def test_packages_terms_and_papers_are_listed(codes: frozenset[str], name: str) -> None:
    """In Recommendation 21, Incoterms 2020 and UNTDID 1001."""
    assert codes - listed(name) == set()


@needs_cases
def test_units_are_listed() -> None:
    """In Recommendation 20; a package as a unit has an X before its code."""
    assert UNITS - units() == set()
    assert {unit[1:] for unit in UNITS if unit.startswith("X")} <= listed("PackageType")


@needs_cases
def test_every_unit_of_the_movement_is_listed() -> None:
    """Items of the package that is told."""
    root = Path(__file__).parents[2]
    told = (root / "movements/indusco/items.csv").read_text("utf-8").splitlines()[1:]
    rows = [line.split(",") for line in told]
    assert {row[3] for row in rows if row[1] == "item"} <= units()


def test_a_subheading_has_six_digits() -> None:
    """Of ASCII, as the Harmonized System writes them."""
    assert is_hs("520819")
    assert not is_hs("5208")
    assert not is_hs("5208.19")
    assert not is_hs("５２０８１９")
