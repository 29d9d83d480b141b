# SPDX-License-Identifier: Apache-2.0
"""Who looks like one giver: both scripts, both orders, and nobody else."""

from __future__ import annotations

import csv
from collections import Counter

import pytest

from gungho.reports.duplicates import GiverTold, giver_told, likenesses
from tests.support.cases import files, needs_cases

HOME = "12 Harbour Road, Wan Chai"


def why(first: str, second: str) -> str:
    """Return why two cards are proposed as one giver, "" if they are not."""
    found = likenesses([giver_told("p-1", first), giver_told("p-2", second)])
    assert len(found) < 2
    return found[0].why if found else ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lin Yuhua", "lin  YUHUA"),
        ("Lin Yuhua", "Yuhua Lin"),
        ("Lin Yu Hua", "Yu Hua Lin"),
        ("林玉花", "Lin Yuhua"),
        ("Yuhua Lin", "林玉花"),
        ("Lin Yuhua\n林玉花", "林玉花"),
        ("单玉花", "Shan Yuhua"),
        ("林玉花女士", "Mrs. Lin Yu-hua"),
        ("Zoé Müller", "Zoe Muller"),
    ],
)
def test_the_same_name_is_proposed_without_an_address(first: str, second: str) -> None:
    """In either order and script, with or without marks and titles."""
    assert why(first, second) == "same-name"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Lin Yuhua", "Lin Yuhui"),
        ("Y. Lin", "Y. Lin"),
        ("Lin", "Lin"),
        ("The Rev.", "The Rev."),
        ("林玉花", "林玉华"),
        ("", ""),
        (f"Lin Yuhua\n{HOME}", "Lin Yuhai"),
    ],
)
def test_a_name_that_only_looks_alike_is_not_enough(first: str, second: str) -> None:
    """Nor initials, nor one word: an address would have to agree."""
    assert why(first, second) == ""


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"Lin Yuhua\n{HOME}", "Lin Yuhau\n12 Harbor Road, Wan Chai"),
        (f"Y. Lin\n{HOME}", f"Yuhua Lin\n{HOME}"),
        (f"林玉花\n{HOME}", f"Y Lin\n{HOME}"),
    ],
)
def test_names_alike_at_one_address_are_proposed(first: str, second: str) -> None:
    """Slips of the pen, and initials."""
    assert why(first, second) == "name-and-address"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (f"John Smith\n{HOME}", f"Mary Smith\n{HOME}"),
        (f"J. Smith\n{HOME}", f"Mary Smith\n{HOME}"),
        (f"Lin Yuhua\n{HOME}", f"Chen Daming\n{HOME}"),
        (f"Lin Yuhua\n{HOME}", "Lin Yuhua\n7 Station Lane, Bathurst"),
    ],
)
def test_a_household_or_a_namesake_is_not_one_giver(first: str, second: str) -> None:
    """Who live together are two; the same name elsewhere is another person."""
    assert why(first, second) == ""


def test_a_card_is_a_name_a_name_in_chinese_and_an_address() -> None:
    """The second line is a name only if it is Chinese."""
    told = giver_told("p", f"Lin Yuhua\n林玉花\n{HOME}")
    assert (told.names, told.address) == (("Lin Yuhua", "林玉花"), HOME)
    assert giver_told("p", f"Lin Yuhua\n{HOME}").address == HOME
    assert giver_told("p", "").names == ()


def test_a_beginning_that_everybody_shares_is_no_reason_to_compare() -> None:
    """The whole name still is."""
    many = [
        giver_told(f"p-{number}", f"Lin{number:03} Yuhua{number:03}")
        for number in range(80)
    ]
    again = giver_told("q", "Yuhua007 Lin007")
    assert [like.other for like in likenesses([*many, again])] == ["q"]


@needs_cases
@pytest.mark.parametrize(("name", "recall"), [("dataset1", 0.9), ("dataset3", 0.8)])
def test_on_published_cases_nobody_is_proposed_wrongly(
    name: str, recall: float
) -> None:
    """Every pair proposed is one person; most of the pairs there are, are proposed."""
    (path,) = files(f"names/febrl/{name}.csv")
    givers = []
    with path.open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines, skipinitialspace=True):
            told = {key.strip(): (said or "").strip() for key, said in row.items()}
            address = "street_number address_1 address_2 suburb postcode state".split()
            givers.append(
                GiverTold(
                    giver=told["rec_id"],
                    names=(f"{told['given_name']} {told['surname']}".strip(),),
                    address=" ".join(told[part] for part in address),
                )
            )
    people = Counter(giver.giver.split("-")[1] for giver in givers)
    pairs = sum(count * (count - 1) // 2 for count in people.values())
    found = likenesses(givers)
    right = [
        like for like in found if like.giver.split("-")[1] == like.other.split("-")[1]
    ]
    assert len(right) == len(found)
    assert len(right) > recall * pairs
