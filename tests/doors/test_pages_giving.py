# SPDX-License-Identifier: Apache-2.0
"""Appeals, pledges, receipts and givers on the screens, in both languages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from gungho.actions.record import record
from gungho.store.reads.givers import shown_as
from tests.support.giving import GENERAL, NAMES, given_in_full
from tests.support.goods import Desk, given
from tests.support.homes import FreshHome

HOST = {"host": "127.0.0.1"}


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with an appeal, a pledge and gifts of every form."""
    return given_in_full(fresh_home)


@pytest.fixture
def client(hub: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser at this installation, where gifts of every form were received."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    books = fresh_home.books
    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    hub.tell("item.unwanted", item="helmet", since="1940-01-01", reason="stock-full")
    hub.tell(
        "gift.valued", valuation="v", gift="g1", line=1, worth="9000", currency="CNC",
        method="expert", valuer="hk:p-3",
    )  # fmt: skip
    hub.tell(
        "receipt.series_opened",
        series="s",
        first_number=1,
        last_number=9,
        worth="unstated",
    )
    hub.tell("receipt.issued", series="s", gift="g1")
    return Client(headers=HOST)


def told(page: Any) -> str:
    """Return a page's text, without its markup."""
    assert page.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page.content.decode()))


def test_an_appeal_stands_with_its_progress(client: Client) -> None:
    """Goal, what came, what is pledged; what is not wanted stands below."""
    words = told(client.get("/appeals/"))
    for said in (
        "Open for gifts",
        "70.0%",
        "Still pledged",
        "Not wanted just now",
        "helmet",
    ):
        assert said in words, said
    words = told(client.get("/appeals/spring/"))
    for said in ("goes back to the givers", "Gifts for it", "Kept"):
        assert said in words, said
    assert client.get("/appeals/nowhere/").status_code == 404


def test_pledges_stand_with_their_parts(client: Client) -> None:
    """Filtered by how they stand."""
    words = told(client.get("/pledges/"))
    for said in ("Kept", "on no set day", "Came in full", NAMES["hk:p-3"]):
        assert said in words, said
    assert "No pledge fits" in told(client.get("/pledges/?state=late"))


def test_a_gift_shows_its_forms_its_worth_and_its_receipt(client: Client) -> None:
    """The original giver beside the immediate one; what went back."""
    words = told(client.get("/gifts/g1/"))
    for said in (
        "Labour", "First given by", NAMES["hk:p-3"], "by an expert", "Receipt",
        "given back to the giver", "Used as it was given", "Valued at",
    ):  # fmt: skip
        assert said in words, said


def test_a_private_giver_and_a_principal_on_a_gift(client: Client) -> None:
    """The one is not named, the other is."""
    words = told(client.get("/gifts/g2/"))
    assert NAMES["hk:p-2"] not in words
    assert "not shown here" in words
    assert "Held for" in told(client.get("/gifts/g3/"))


def test_a_receipt_describes_and_states_no_price(client: Client) -> None:
    """It has its number, its code, its proof; the code leads to the gift."""
    words = told(client.get("/gifts/g1/receipt/"))
    for said in ("1-Z", "Lin Yuhua", "it states no price", "Root that the seal signs"):
        assert said in words, said
    assert "90.00" not in words
    assert "No receipt" in told(client.get("/gifts/g2/receipt/"))
    assert client.get("/gifts/none/receipt/").status_code == 404
    found = client.get("/gifts/?find=l-z")
    assert (found.status_code, found["Location"]) == (302, "/gifts/g1/")


def test_a_worth_stands_on_a_receipt_where_its_country_allows_it(
    client: Client, hub: Desk
) -> None:
    """By the valuation that the receipt names; a corrected receipt is void."""
    hub.tell(
        "receipt.series_opened",
        series="t",
        first_number=10,
        last_number=19,
        worth="stated",
    )
    line = given("2 hand-loom @ hk", GENERAL)
    hub.tell("gift.received", gift="g4", lines=[line], privacy="anonymous")
    hub.tell(
        "gift.valued", valuation="w", gift="g4", line=0, worth="7700", currency="CNC",
        method="invoice", valuer="hk:p-3",
    )  # fmt: skip
    entry = hub.tell("receipt.issued", series="t", gift="g4", valuation="w").id
    words = told(client.get("/gifts/g4/receipt/"))
    assert "77.00" in words
    assert "not named" in words
    hub.tell("correction.made", reason="misprinted", _corrects=entry)
    assert "is void" in told(client.get("/gifts/g4/receipt/"))


def test_a_refused_gift_has_a_page_with_its_letter(client: Client, hub: Desk) -> None:
    """And stands in the list as refused."""
    hub.tell("gift.refused", gift="r", commodity="helmet", reason="stock-full")
    assert "refused, with thanks" in told(client.get("/gifts/r/"))


def test_a_person_decides_who_is_one_giver(client: Client) -> None:
    """One, and two again; what is neither is refused."""
    words = told(client.get("/givers/duplicates/"))
    assert "The names are the same" in words
    pair = {"body": "hk", "giver": "hk:p-2", "kept": "hk:p-1"}
    address = "/givers/duplicates/"
    assert client.post(address, {**pair, "answer": "perhaps"}).status_code == 422
    assert client.post(address, {**pair, "answer": "merge"}).status_code == 302
    assert len(shown_as()) == 1
    assert (
        client.post(address, {**pair, "kept": "hk:p-2", "answer": "part"}).status_code
        == 422
    )
    assert "Part them again" in told(client.get(address))
    assert client.post(address, {**pair, "answer": "part"}).status_code == 302
    assert not shown_as()


@pytest.mark.parametrize(
    "address",
    ["/appeals/", "/appeals/spring/", "/pledges/", "/gifts/g1/", "/gifts/g1/receipt/",
     "/givers/duplicates/", "/gifts/"],
)  # fmt: skip
def test_the_pages_are_there_in_chinese(client: Client, address: str) -> None:
    """With nothing missing."""
    client.cookies["django_language"] = "zh-hans"
    assert client.get(address).status_code == 200
