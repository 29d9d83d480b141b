# SPDX-License-Identifier: Apache-2.0
"""A loan in kind: the lender's goods in a co-op's hands, with a day to come back."""

from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.assets import Lending
from tests.support.goods import Desk, fund, given, line, movement
from tests.support.memory import MemoryBooks

GENERAL, COOP = "hk:general", "baoji.0001"


@pytest.fixture
def depot() -> Desk:
    """A depot with two lots of looms."""
    _, depot = movement(MemoryBooks())
    for number, count in enumerate((2, 3)):
        gift = [given(f"{count} hand-loom @ yard", GENERAL)]
        depot.tell("gift.received", gift=f"g{number}", lines=gift)
    return depot


def lending(**more: Any) -> dict[str, Any]:
    """Four looms are lent until June."""
    told = {"lending": "k1", "coop": COOP, "at": "yard", "due": "1940-06-01",
            "lines": [line("4 hand-loom", GENERAL)]}  # fmt: skip
    return {**told, **more}


def rows(depot: Desk) -> list[tuple[int, int]]:
    """Return how much of each lot was lent, and has come back."""
    book = depot.books.bodies()["baoji"]
    found = depot.books.state.find(Lending, "lending", book, "k1")
    return [(row.lent, row.returned) for row in found]


def test_lent_goods_stay_the_lenders_and_come_back_by_lot(depot: Desk) -> None:
    """The oldest lot goes first; what comes back is taken from what was lent."""
    depot.tell("asset.lent", **lending())
    assert rows(depot) == [(2, 0), (2, 0)]
    back = {"lending": "k1", "at": "yard"}
    depot.tell("asset.returned", **back, lines=[line("3 hand-loom", GENERAL)])
    assert rows(depot) == [(2, 2), (2, 1)]
    for count in (2, 1):
        told = {**back, "lines": [line(f"{count} hand-loom", GENERAL)]}
        if count == 2:
            assert depot.code("asset.returned", **told) == "lending.more"
        else:
            depot.tell("asset.returned", **told)
    assert rows(depot) == [(2, 2), (2, 2)]


def test_one_loom_does_not_come_back_twice_in_one_entry(depot: Desk) -> None:
    """Two lines of one paper take from the same lots in turn."""
    depot.tell("asset.lent", **lending(lines=[line("2 hand-loom", GENERAL)]))
    twice = [line("2 hand-loom", GENERAL), line("1 hand-loom", GENERAL)]
    refused = depot.code("asset.returned", lending="k1", at="yard", lines=twice)
    assert refused == "lending.more"


def test_lending_asks_the_funds_conditions_as_a_loan(depot: Desk) -> None:
    """A revolving fund may lend what it may not give; another region's may not."""
    revolving = fund(depot, "revolving", revolving=True)
    southeast = fund(depot, "southeast", regions=["southeast"])
    for number, pot in enumerate((revolving, southeast)):
        gift = [given("1 hand-loom @ yard", pot)]
        depot.tell("gift.received", gift=f"h{number}", lines=gift)
    one = [line("1 hand-loom", revolving)]
    grant = {"grant": "x", "coop": COOP, "at": "yard", "lines": one}
    assert depot.code("grant.made", **grant) == "terms.broken"
    depot.tell("asset.lent", **lending(lines=one))
    other = lending(lending="k2", lines=[line("1 hand-loom", southeast)])
    assert depot.code("asset.lent", **other) == "terms.broken"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"due": "1940-03-01"}, "lending.due"),
        ({"lines": []}, "stock.empty"),
        ({"coop": "baoji.0009"}, "coop.unknown"),
        ({"lines": [line("9 hand-loom", GENERAL)]}, "stock.short"),
    ],
)
def test_what_cannot_be_lent_is_refused(
    depot: Desk, more: dict[str, Any], code: str
) -> None:
    """With what was wrong."""
    assert depot.code("asset.lent", **lending(**more)) == code


def test_a_lending_is_known_by_its_id(depot: Desk) -> None:
    """Once given, and asked for when goods come back."""
    depot.tell("asset.lent", **lending(lines=[line("1 hand-loom", GENERAL)]))
    assert depot.code("asset.lent", **lending()) == "lending.exists"
    back = {"at": "yard", "lines": [line("1 hand-loom", GENERAL)]}
    assert depot.code("asset.returned", lending="k9", **back) == "lending.unknown"
    none = {"at": "yard", "lines": []}
    assert depot.code("asset.returned", lending="k1", **none) == "stock.empty"
