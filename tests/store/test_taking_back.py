# SPDX-License-Identifier: Apache-2.0
"""What was taken back leaves tables, lists and the trail as if it had not been."""

from __future__ import annotations

import pytest

from gungho.store.reads.consignments import consignments
from gungho.store.reads.coops import sales_of, work_of
from gungho.store.reads.fates import gift_fates
from gungho.store.reads.movement import conservation
from gungho.store.reads.papers import open_papers
from gungho.store.reads.trails import forget
from gungho.store.rebuild import digests, rebuild
from tests.support.goods import Desk, given, line, material, movement
from tests.support.homes import FreshHome

GENERAL, COOP = "hk:general", "baoji.0001"


@pytest.fixture
def depot(fresh_home: FreshHome) -> Desk:
    """A depot with yarn at its shed, and looms on their way to it."""
    hub, depot = movement(fresh_home.books)
    hub.tell("gift.received", gift="looms", lines=[given("9 hand-loom @ hk", GENERAL)])
    hub.tell("goods.dispatched", document="d1", receiver="baoji", place="hk",
             due="1940-12-01", lines=[line("5 hand-loom", GENERAL)])  # fmt: skip
    depot.tell(
        "gift.received",
        gift="yarn",
        lines=[
            given("9 cotton-yarn @ shop", GENERAL),
            given("4 cotton-yarn @ shop", GENERAL),
        ],
    )
    depot.tell("grant.made", grant="g1", coop=COOP, need="", at="shop", lines=[
        {"commodity": "cotton-yarn", "count": "130", "fund": GENERAL}])  # fmt: skip
    depot.tell("materials.used", order="w1", coop=COOP,
               lines=[material("2 cotton-yarn", GENERAL)])  # fmt: skip
    return depot


def told(depot: Desk) -> list[str]:
    """Let the shed use, make and sell, the depot count looms; return the entries."""
    lot = next(lot for (lot,) in _lots(depot))
    deeds = (
        ("materials.used", {"order": "w1", "coop": COOP,
                            "lines": [material("6 cotton-yarn", GENERAL)]}),
        ("goods.made", {"order": "w1", "coop": COOP, "item": "cotton-cloth",
                        "count": "500", "part_ppm": 700_000}),
        ("goods.sold", {"sale": "s1", "coop": COOP, "item": "cotton-cloth",
                        "count": "200", "currency": "CNC", "proceeds": "900",
                        "wages": "300"}),
        ("goods.arrived", {"document": "d1", "sender": "hk", "place": "baoji",
                           "lines": [line("5 hand-loom", GENERAL, lot)]}),
    )  # fmt: skip
    return [depot.tell(kind, **facts).id for kind, facts in deeds]


def _lots(depot: Desk) -> list[tuple[str]]:
    from gungho.store.reads.query import fetch  # noqa: PLC0415 - after Django

    assert depot
    return fetch("SELECT lot FROM p_passage_line")  # type: ignore[return-value]


def seen() -> tuple[object, ...]:
    """Return what lists and the trail say of it all."""
    found, count = consignments(today="1940-05-01")
    papers = [
        (one.sides.document, one.state) for one in open_papers(today="1940-05-01")
    ]
    fates = [(one.gift, one.commodity, one.ended, one.unknown) for one in gift_fates()]
    return ([one.state for one in found], count, papers, fates, work_of(COOP),
            sales_of(COOP), conservation().holds)  # fmt: skip


def test_lists_and_trail_say_what_they_said(depot: Desk) -> None:
    """The looms are on their way, every gift ends where it ended, nothing was sold."""
    before = seen()
    entries = told(depot)
    assert seen() != before
    for entry in reversed(entries):
        depot.tell("correction.made", reason="never-was", _corrects=entry)
    assert seen() == before
    forget()
    assert seen() == before


def test_the_tables_are_those_of_a_rebuild(depot: Desk) -> None:
    """After each step that was taken back."""
    for entry in reversed(told(depot)):
        depot.tell("correction.made", reason="never-was", _corrects=entry)
        before = digests()
        rebuild(told=lambda *_: None)
        assert digests() == before
