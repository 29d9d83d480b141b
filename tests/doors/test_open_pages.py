# SPDX-License-Identifier: Apache-2.0
"""What a stranger, a donor and a card's owner get where accounts exist."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from gungho.actions.keep_card import make_card
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome
from tests.support.pages import told
from tests.support.people import HOST, account, holds, signed_in

NAME = "Miss Smith of Kunming Road"


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with a gift of a named giver in January; the keeper has an account."""
    cache.clear()
    hub, depot = movement(fresh_home.books, day="1940-01-02")
    card = make_card(NAME, subject="giver", salts=lambda: bytes(16))
    fresh_home.books.keep_cards([card])
    hub.tell("person.noted", person="smith", card=card.commitment)
    lines = [given("9.00 GBP @ main", "hk:general")]
    hub.tell("gift.received", gift="g1", giver="smith", lines=lines)
    assert depot
    holds(account("keeper"), "keeper")
    return hub


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch, fresh_home: FreshHome) -> None:
    """Let the pages' day be a year after what happened."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    fresh_home.clock.at("1941-06-01")
    monkeypatch.setattr(wiring, "now", fresh_home.clock)


def stranger() -> Client:
    """Return a browser in which nobody is signed in."""
    return Client(headers=HOST)


def secret_on(receipt: Any) -> str:
    """Return the secret that a receipt carries."""
    found = re.search(r"<code>([A-Z2-7-]{19})</code>", receipt.content.decode())
    assert found, told(receipt)
    return found[1]


def receipt_of(hub: Desk, gift: str) -> Any:
    """Return a gift's receipt as its treasurer sees it."""
    if gift == "g1":
        hub.tell("receipt.series_opened", series="s", first_number=1, last_number=99,
                 worth="unstated", country="")  # fmt: skip
        hub.tell("receipt.issued", series="s", gift="g1")
    who = account("wang")
    holds(who, "treasurer", body="hk")
    return signed_in(who).get(f"/gifts/{gift}/receipt/")


def test_a_stranger_sees_totals_and_no_place(hub: Desk) -> None:
    """One co-op is too few to be told; its place and every name are withheld."""
    assert hub
    page = told(stranger().get("/"))
    assert "9.00" in page
    assert "fewer than 5" in page
    for word in ("shuangshipu", "Kunming", "baoji", "smith"):
        assert word.lower() not in page.lower(), word
    assert "What is withheld here" in page


def test_what_is_new_is_not_told_yet(hub: Desk, fresh_home: FreshHome) -> None:
    """A gift of the running quarter is not in the totals."""
    lines = [given("70.00 GBP @ main", "hk:general")]
    hub.tell("gift.received", gift="g2", lines=lines, _happened="1941-05-30")
    assert fresh_home
    assert "79.00" not in told(stranger().get("/"))
    assert "9.00" in told(stranger().get("/"))


def test_what_is_open_says_what_it_withholds(hub: Desk) -> None:
    """In both languages."""
    assert hub
    assert "counts under 5" in told(stranger().get("/openness/"))
    chinese = stranger().get("/openness/", headers={"accept-language": "zh-hans"})
    assert "小于 5" in told(chinese)


def test_a_donor_follows_the_gift_by_the_secret_on_the_receipt(hub: Desk) -> None:
    """Path and proof, and no account; typed carelessly it is read all the same."""
    secret = secret_on(receipt_of(hub, "g1"))
    assert len(secret.replace("-", "")) * 5 >= 80
    for typed in (secret, secret.lower(), secret.replace("-", " "), f" {secret} "):
        page = stranger().get("/gifts/g1/", {"secret": typed})
        assert page.status_code == 200, typed
    text = told(page)
    assert "9.00" in text
    assert "Root that the seal signs" in text
    assert NAME not in text
    proof = stranger().get("/gifts/g1/entries.jsonl", {"secret": secret})
    assert proof.status_code == 200
    assert proof.content.count(b"\n") == 1


def test_a_wrong_secret_opens_nothing_and_is_throttled(hub: Desk) -> None:
    """Nor does another gift's; after ten wrong ones even the right one waits."""
    secret = secret_on(receipt_of(hub, "g1"))
    other = stranger()
    assert other.get("/gifts/g1/").status_code == 403
    assert other.get("/gifts/none/", {"secret": secret}).status_code == 403
    assert other.get("/gifts/g1/", {"secret": "A" * 16}).status_code == 403
    for _ in range(10):
        other.get("/gifts/g1/", {"secret": "wrong"})
    assert other.get("/gifts/g1/", {"secret": secret}).status_code == 429
    assert other.get("/gifts/g1/entries.jsonl", {"secret": secret}).status_code == 429


def test_only_who_sees_cards_sees_a_givers_name(hub: Desk) -> None:
    """The treasurer does; the supply officer sees the gift and no name."""
    assert hub
    for role, sees in (("treasurer", True), ("supply", False), ("auditor", True)):
        who = account(role)
        holds(who, role, body="hk")
        page = signed_in(who).get("/gifts/g1/")
        assert page.status_code == 200
        assert (NAME in page.content.decode()) == sees, role


def test_who_opened_a_card_is_noted_once_a_day(hub: Desk) -> None:
    """Keeper and auditor see it; who is not shown the card is not noted."""
    assert hub
    for role in ("treasurer", "supply"):
        who = account(role)
        holds(who, role, body="hk")
        for _ in range(2):
            signed_in(who).get("/gifts/g1/")
    auditor = account("auditor")
    holds(auditor, "auditor")
    page = told(signed_in(auditor).get("/people/cards/"))
    assert page.count("treasurer") == 1
    assert "supply" not in page


def test_a_card_is_erased_with_a_reason_and_every_proof_stays(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """Asked once more, noted, and the whole journal still verifies."""
    assert hub
    before = fresh_home.journal()
    who = account("wang")
    holds(who, "treasurer", body="hk")
    client = signed_in(who)
    found = re.search(
        r"/cards/[0-9a-f]{64}/", client.get("/gifts/g1/").content.decode()
    )
    assert found
    card = found[0]
    assert NAME in client.get(card).content.decode()
    assert client.post(f"{card}erase/", {"reason": ""}).status_code == 422
    assert NAME in client.get(card).content.decode()
    done = client.post(f"{card}erase/", {"reason": "asked"})
    assert done.status_code == 302, told(done)
    assert "was erased" in told(client.get(card))
    assert NAME not in client.get("/gifts/g1/").content.decode()
    assert fresh_home.journal() == before
    assert fresh_home.verify() == len(before)
    holds(who, "auditor")
    assert "The person asked for it" in told(client.get("/people/cards/"))


def test_an_unknown_card_is_not_found(hub: Desk) -> None:
    """Nor is one whose address is no commitment."""
    assert hub
    who = account("wang")
    holds(who, "treasurer", body="hk")
    for odd in ("0" * 64, "x", "%27"):
        assert signed_in(who).get(f"/cards/{odd}/").status_code == 404
        assert signed_in(who).post(f"/cards/{odd}/erase/").status_code == 404
