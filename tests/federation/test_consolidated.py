# SPDX-License-Identifier: Apache-2.0
"""Two-sided papers between far nodes, and the statement over what is heard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gungho.reports.consolidated import Consolidated
from gungho.store.reads.consolidated import consolidated
from tests.support.nodes import FarNode, exchange, reading
from tests.support.sayings import gives, sends

if TYPE_CHECKING:
    from tests.federation.conftest import Three

DAY = "1940-06-01"
GBP = ("GBP", "london:general")


def statement(node: FarNode) -> Consolidated:
    """Return what a node states over all the books it holds."""
    with reading(node):
        return consolidated(today=DAY)


def figures(node: FarNode) -> tuple[int, int, int, int, int]:
    """Return what came in, came from unheard books, ended, is held, is on the way."""
    found = statement(node)
    assert found.closes
    for one in found.lines:
        if (one.commodity, one.fund) == GBP:
            return one.came_in, one.unheard, one.ended, one.held, one.on_the_way
    return 0, 0, 0, 0, 0


def counts(node: FarNode, document: str, *, count: int, fee: int) -> None:
    """A node counts money of London, less a bank's fee."""
    line = {
        "commodity": "GBP",
        "fund": "london:general",
        "count": str(count),
        "fee": str(fee),
    }
    node.tell(
        "money.arrived", f"counted.{document}", document=document, sender="london",
        till="main", lines=[line], standing="kept",
    )  # fmt: skip


def mirrors(node: FarNode) -> None:
    """A node comes to know London's general fund."""
    from gungho.ledger.terms import Terms, terms_sha256  # noqa: PLC0415

    node.tell(
        "fund.mirrored", "mirror", fund="london:general", sort="general", terms={},
        terms_sha256=terms_sha256(Terms()),
    )  # fmt: skip


def test_what_london_sends_and_the_hub_counts_is_told_once(three: Three) -> None:
    """At each step and on each side, whoever has heard what."""
    gives(three.london, "a", count=1000)
    assert figures(three.london) == (1000, 0, 0, 1000, 0)
    sends(three.london, "d1", to="hk", count=400)
    assert figures(three.london) == (1000, 0, 0, 600, 400)
    mirrors(three.hub)
    counts(three.hub, "d1", count=390, fee=10)
    assert figures(three.hub) == (0, 400, 10, 390, 0)
    exchange(*three.nodes)
    for node in three.nodes:
        assert figures(node) == (1000, 0, 10, 990, 0)
        line = next(one for one in statement(node).lines if one.fund == GBP[1])
        assert line.eliminated == 400


def test_a_book_counts_from_the_moment_it_is_heard(three: Three) -> None:
    """And each body's news has an age; a book of two versions is not added up."""
    gives(three.london, "a", count=700)
    assert figures(three.hub) == (0, 0, 0, 0, 0)
    exchange(*three.nodes)
    assert figures(three.hub) == (700, 0, 0, 700, 0)
    news = {one.body: one for one in statement(three.hub).news}
    assert set(news) == {"hk", "london", "newyork"}
    assert news["london"].days == 31
    assert news["london"].size == three.london.sizes()["london"]
    three.hub.rows("SELECT 1")
    with three.hub.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_head SET standing = 'frozen' WHERE body = 'london'"
        )
    assert figures(three.hub) == (0, 0, 0, 0, 0)
    frozen = {one.body: one.counted for one in statement(three.hub).news}
    assert frozen == {"hk": True, "london": False, "newyork": True}


def test_a_body_that_is_registered_and_not_heard_is_named(three: Three) -> None:
    """The statement says of whom it knows nothing."""
    three.hub.tell(
        "body.registered", "b", body="paris", form="committee", keeper="paris",
        place="", region="", trade="", currency="HKD", card="", standing="kept",
        cited="",
    )  # fmt: skip
    assert statement(three.hub).missing == ("paris",)
