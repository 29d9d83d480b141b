# SPDX-License-Identifier: Apache-2.0
"""The desk for restrictions: what can be done is offered, and done by its form."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client

from gungho.actions.record import record
from gungho.store.cards import card_texts
from gungho.store.reads.fund_life import life_of
from gungho.store.reads.funds import bridges_of, consents_of, fund_here
from tests.support.goods import Desk, fund, given, movement
from tests.support.homes import FreshHome
from tests.support.pages import told

LOOMS, GENERAL = "hk:looms", "hk:general"
PAGE = f"/funds/{LOOMS}/desk/"


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with ten pounds for looms until May."""
    hub, _ = movement(fresh_home.books)
    fund(hub, "looms", items=["hand-loom"], until_day="1940-05-31")
    hub.tell("gift.received", gift="g", giver="friend", _id="cheque",
             lines=[given("10.00 GBP @ main", LOOMS)])  # fmt: skip
    hub.tell("gift.received", gift="h", lines=[given("50.00 GBP @ main", GENERAL)])
    return hub


@pytest.fixture
def client(hub: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser at this installation."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    books = fresh_home.books
    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "keep_cards", books.keep_cards)
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    return Client(headers={"host": "127.0.0.1"})


def offered(client: Client) -> set[str]:
    """Return what the desk offers now."""
    return set(
        re.findall(r'name="do" value="(\w+)"', client.get(PAGE).content.decode())
    )


def does(client: Client, act: str, **typed: str) -> int:
    """Send a form of the page; return the answer's status."""
    page = client.get(PAGE).content.decode()
    (number,) = set(re.findall(r'name="number" value="(\w+)"', page))
    form: dict[str, Any] = {"do": act, "number": number, **typed}
    first = client.post(PAGE, form)
    assert client.post(PAGE, form).status_code == first.status_code
    return first.status_code


def test_a_block_is_asked_about_and_the_answer_kept(client: Client, hub: Desk) -> None:
    """Blocked, asked, refused; asked again, agreed, changed: each by its own form."""
    assert offered(client) == {"block", "ask", "fulfil", "release"}
    assert does(client, "block", reason="road-closed") == 302
    assert "block" not in offered(client)
    assert does(client, "ask", asked="friend", clause="items") == 302
    (first,) = consents_of(LOOMS, book="hk")
    assert does(client, "refuse", consent=first.consent, words="Please not.") == 302
    assert "did not agree" in told(client.get(PAGE))
    assert {"agree", "change"}.isdisjoint(offered(client))
    assert does(client, "ask", asked="friend", clause="items") == 302
    second = consents_of(LOOMS, book="hk")[0]
    assert does(client, "agree", consent=second.consent, words="Do what is best") == 302
    assert does(client, "change", consent=second.consent) == 302
    known = fund_here(LOOMS)
    assert known is not None
    assert (known.terms, known.blocked) == ('{"until_day":"1940-05-31"}', "")
    letters = card_texts([first.evidence, consents_of(LOOMS, book="hk")[0].evidence])
    assert "Do what is best" in letters.values()
    assert "change" not in offered(client)
    assert "consent.refused" in [deed.kind for deed in life_of(LOOMS)]


def test_a_fund_is_fulfilled_with_evidence(client: Client, hub: Desk) -> None:
    """Without it nothing is written, and the page says why."""
    assert does(client, "fulfil", into=GENERAL) == 422
    assert does(client, "fulfil", into=GENERAL, words="Ten looms at Baoji") == 302
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "60.00"
    assert "Its conditions have ended" in told(client.get("/funds/"))


def test_a_fund_lapses_when_its_day_is_over(
    client: Client, hub: Desk, fresh_home: FreshHome
) -> None:
    """It is offered from the day after."""
    assert "lapse" not in offered(client)
    fresh_home.clock.at("1940-06-02")
    assert does(client, "lapse", into=GENERAL) == 302
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "60.00"


def test_a_giver_or_a_resolution_releases(client: Client, hub: Desk) -> None:
    """By an answer that leaves no condition, or where no giver is found."""
    assert does(client, "release", into=GENERAL, resolution="r9") == 422
    assert does(client, "ask", asked="friend", clause="all") == 302
    (asked,) = consents_of(LOOMS, book="hk")
    assert does(client, "agree", consent=asked.consent) == 302
    assert does(client, "release", into=GENERAL, consent=asked.consent) == 302
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "60.00"


def test_an_overdrawn_fund_gets_an_owner_and_a_bridge(
    client: Client, hub: Desk
) -> None:
    """The worst first: someone answers for it, and free money lifts it."""
    hub.tell("goods.bought", purchase="p", party="hk", place="hk", item="hand-loom",
             count="1", currency="GBP", cost="600", till="main", fund=LOOMS,
             plan="")  # fmt: skip
    hub.tell("correction.made", reason="never-came", _corrects="cheque")
    assert {"assign", "bridge"} <= offered(client)
    assert does(client, "assign", person="hk:p-1", office="treasurer",
                until="1940-06-01") == 302  # fmt: skip
    lent = {"source": GENERAL, "money": "main/GBP", "until": "1940-06-30"}
    assert does(client, "bridge", **lent, amount="x") == 422
    assert does(client, "bridge", **lent, amount="6.00") == 302
    (bridge,) = bridges_of(LOOMS, book="hk")
    assert bridge.left == 600
    assert {"assign", "bridge"}.isdisjoint(offered(client))


def test_what_must_go_back_is_not_moved_on(client: Client, hub: Desk) -> None:
    """Neither fulfilled nor lapsed into another fund; the page says so."""
    fund(hub, "back", items=["hand-loom"], left_over="return")
    page = client.get("/funds/hk:back/desk/").content.decode()
    assert 'value="fulfil"' not in page
    assert "goes back to the giver: return it" in told(
        client.get("/funds/hk:back/desk/")
    )


def test_what_the_desk_does_not_know_is_refused(client: Client) -> None:
    """A form of another page, a fund that is none, a clause that is none."""
    assert does(client, "else") == 422
    assert does(client, "ask", asked="friend", clause="nothing") == 422
    assert client.post(PAGE, {"do": "block", "number": "x"}).status_code == 422
    assert client.get("/funds/hk:none/desk/").status_code == 404
    assert client.get(f"/funds/{GENERAL}/desk/").status_code == 200
    chinese = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    assert "征询捐助人" in html.unescape(told(chinese.get(PAGE)))
