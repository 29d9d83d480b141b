# SPDX-License-Identifier: Apache-2.0
"""A till beside its bank on the screens: paste, match, name, reconcile, print."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client

from gungho.actions.record import record
from gungho.store.reads import bank as reads
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome
from tests.support.pages import told

HOST = {"host": "127.0.0.1"}
TILL = "/bank/hk/main/GBP/"
GENERAL = "hk:general"
PASTE = (
    "Date\tDetails\tPaid out\tPaid in\tBalance\n"
    "5 Apr 1940\tcredit\t\t10.00\t10.00\n"
    "12 Apr 1940\tRENT 44\t2.00\t\t8.00\n"
    "20 Apr 1940\tMiss Smith\t\t3.00\t11.00\n"
    "30 Apr 1940\tCharges\t0.10\t\t10.90\nrubbish <b>\n"
)


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub that received ten pounds and paid two in April, and seven late."""
    hub, _ = movement(fresh_home.books)
    fresh_home.clock.at("1940-06-01")
    for gift, pounds, day in (("g1", "10.00", "03"), ("g2", "7.00", "29")):
        lines = [given(f"{pounds} GBP @ main", GENERAL)]
        hub.tell("gift.received", gift=gift, lines=lines, _happened=f"1940-04-{day}")
    hub.tell(
        "cost.paid", cost="c1", cause="rent", currency="GBP", count="200",
        fund=GENERAL, till="main", document="", standing="kept",
        _happened="1940-04-11",
    )  # fmt: skip
    return hub


@pytest.fixture
def client(hub: Desk, fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser at this installation."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    books = fresh_home.books
    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "keep_cards", books.keep_cards)
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    return Client(headers=HOST)


def paste(client: Client) -> str:
    """Take the statement of April; return what the page says."""
    page = client.post(TILL, {"do": "paste", "paste": PASTE})
    assert page.status_code == 200
    return html.unescape(told(page))


def marks() -> dict[int, str]:
    """Return the open lines: amount to mark."""
    return {one.amount: one.mark for one in reads.desk("hk", "main", "GBP").open_lines}


def test_a_treasurer_reconciles_a_month(client: Client, hub: Desk) -> None:
    """From the paste to the printed sheet, all in the browser."""
    assert "never reconciled" not in told(client.get("/bank/"))
    words = paste(client)
    for said in ("4 new lines.", "no day could be read", "rubbish <b>"):
        assert said in words, said
    page = client.get(TILL).content.decode()
    pairs = re.findall(r'name="pair" value="([^"]+)" checked', page)
    assert len(pairs) == 2
    assert client.post(TILL, {"do": "match", "pair": pairs}).status_code == 302
    assert set(marks()) == {300, -10}
    gift = f"/bank/line/{marks()[300][:16]}/"
    assert 'value="hk:general"' in client.get(gift).content.decode()
    named = {"sort": "gift", "fund": GENERAL, "giver": "Miss Smith",
             "privacy": "private", "do": "book"}  # fmt: skip
    assert client.post(gift, named).status_code == 302
    assert client.post(gift, named).status_code == 302
    cost = f"/bank/line/{marks()[-10][:16]}/"
    wrong = {"sort": "gift", "fund": GENERAL, "do": "book", "privacy": "private"}
    assert "the other way round" in html.unescape(
        client.post(cost, wrong).content.decode()
    )
    ruled = {"sort": "cost", "fund": GENERAL, "cause": "bank", "contains": "charges"}
    assert client.post(cost, {**ruled, "do": "book"}).status_code == 302
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "17.90"
    words = told(client.get(TILL))
    assert "Book and bank agree." in words
    form = {"do": "reconcile", "statement": "s1", "until": "1940-04-30",
            "closing": "10.90", "since": "1940-04-05", "opening": "0"}  # fmt: skip
    for _ in range(2):
        assert client.post(TILL, form | {"since": "1940-04-01"}).status_code == 302
    words = told(client.get("/bank/hk/sheet/s1/"))
    for said in ("From the book to the bank", "17.90", "-7.00", "10.90"):
        assert said in words.replace("\N{MINUS SIGN}", "-"), said
    assert client.get("/bank/hk/sheet/s1/?form=csv").content.count(b"10.90") == 2
    assert "30 April 1940" in told(client.get("/bank/"))
    assert client.post(TILL, {"do": "reopen", "statement": "s1"}).status_code == 302
    assert client.get("/bank/hk/sheet/s1/").status_code == 404
    assert client.post(TILL, form).status_code == 302
    assert client.get("/bank/hk/sheet/s1/").status_code == 200


def test_a_rule_books_at_a_click_all_that_it_names(client: Client, hub: Desk) -> None:
    """And only when it is clicked."""
    first = "1 May 1940\tCharges\t0.20\t\t-0.20\n"
    head = PASTE.split("\n", maxsplit=1)[0] + "\n"
    client.post(TILL, {"do": "paste", "paste": head + first})
    address = f"/bank/line/{marks()[-20][:16]}/"
    ruled = {"sort": "cost", "fund": GENERAL, "cause": "bank", "contains": "charges",
             "do": "book"}  # fmt: skip
    client.post(address, ruled)
    paste(client)
    before = hub.holds("hk/cash/main", "GBP", GENERAL)
    assert "Book the 1 line a rule names" in told(client.get(TILL))
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == before
    assert "1 line was booked." in told(client.post(TILL, {"do": "apply"}))
    assert -10 not in marks()


def test_lines_are_matched_by_hand_and_taken_back(client: Client) -> None:
    """Several on both sides; a match that differs says by how much."""
    paste(client)
    desk = reads.desk("hk", "main", "GBP")
    seqs = {one.amount: one.seq for one in desk.entries}
    both = {"do": "by-hand", "line": [marks()[1000], marks()[-200]],
            "entry": [seqs[1000]]}  # fmt: skip
    assert client.post(TILL, both).status_code == 302
    assert "They differ by" in told(client.get(TILL))
    (pair,) = reads.desk("hk", "main", "GBP").pairs
    assert pair.difference == 200
    again = client.post(TILL, both | {"line": [marks()[300], pair.lines[0].mark]})
    assert again.status_code == 422
    client.post(TILL, {"do": "unmatch", "part": pair.part})
    assert reads.desk("hk", "main", "GBP").pairs == ()
    typed = f"/bank/line/{marks()[300][:16]}/"
    assert client.post(typed, {"do": "drop"}).status_code == 302
    assert 300 not in marks()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"do": "paste", "paste": ""}, "Nothing was pasted"),
        ({"do": "paste", "paste": "03/04/1940\tx\t1.00"}, "two ways"),
        ({"do": "paste", "paste": "x", "columns": "what"}, "does not name a column"),
        ({"do": "match"}, "Choose what is the same money."),
        ({"do": "match", "pair": "zz=1"}, "does not wait at this till"),
        ({"do": "by-hand", "line": "", "entry": "x"}, "does not wait at this till"),
        ({"do": "reconcile", "closing": "x", "until": "y"}, "need another look"),
        ({"do": "reconcile", "closing": "0", "until": "1940-05-01", "statement": "S!"},
         "statement"),
        ({"do": "reopen", "statement": "none"}, "none"),
        ({"do": "else"}, "Choose what is to be done."),
        ({}, "Choose what is to be done."),
    ],
)  # fmt: skip
def test_what_is_asked_wrongly_is_said_beside_the_form(
    client: Client, form: dict[str, str], said: str
) -> None:
    """With nothing written."""
    page = client.post(TILL, form)
    assert page.status_code == 422
    assert said in html.unescape(told(page))


def test_what_is_not_there_is_not_found(client: Client) -> None:
    """A book, a currency, a line or a statement that is unknown."""
    for address in (
        "/bank/nobody/main/GBP/",
        "/bank/hk/main/XYZ/",
        "/bank/hk/main/hand-loom/",
        "/bank/line/abcdef/",
        "/bank/line/%25%25%25%25%25%25/",
        "/bank/hk/sheet/none/",
    ):
        assert client.get(address).status_code == 404, address
    paste(client)
    chinese = Client(headers={**HOST, "accept-language": "zh-hans"})
    assert "这些可能是同一笔钱" in told(chinese.get(TILL))
    assert "钱柜与银行" in told(chinese.get("/bank/"))
