# SPDX-License-Identifier: Apache-2.0
"""The list of papers that wait: ages, filters, chases and disputes, both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from gungho.store.reads.query import fetch
from tests.support.goods import Desk, given, line, movement
from tests.support.homes import FreshHome
from tests.support.pages import told

GENERAL = "hk:general"
Get = Callable[..., HttpResponse]


@pytest.fixture
def desks(fresh_home: FreshHome) -> tuple[Desk, Desk]:
    """A hub that sent money twice; the depot counted one short, and one of London's."""
    hub, depot = movement(fresh_home.books)
    hub.tell("gift.received", gift="g", lines=[given("500.00 GBP @ main", GENERAL)])
    for document in ("hk:m1", "hk:m2"):
        hub.tell(
            "money.sent", document=document, receiver="baoji", till="main",
            due="1940-04-20", lines=[line("100.00 GBP", GENERAL)],
        )  # fmt: skip
    for document, sender in (("hk:m2", "hk"), ("lon:m1", "london")):
        facts = {"document": document, "sender": sender, "till": "main"}
        depot.tell("money.arrived", **facts, lines=[line("90.00 GBP", GENERAL)])
    return hub, depot


@pytest.fixture
def get(desks: tuple[Desk, Desk]) -> Get:
    """Ask this installation for a page."""
    assert desks
    return Client(headers={"host": "127.0.0.1"}).get  # type: ignore[return-value]


def test_papers_wait_with_their_age_and_who_must_answer(get: Get) -> None:
    """Each leads to what was booked behind it; the navigation leads here."""
    page = get("/papers/")
    assert page.status_code == 200
    words = told(page)
    for said in (
        "3 papers",
        "Sent, not counted",
        "Counted, sending not heard",
        "Counted, but it differs",
        "less came",
        "over 180 days",
        "must answer",
    ):
        assert said in words, said
    text = page.content.decode()
    assert 'href="/papers/" aria-current="page"' in text
    assert "account=hk%2Ftransit%2Fhk%3Am1" in text
    assert 'href="/consignments/lon:m1/"' not in text


def test_papers_are_kept_apart_by_filters(get: Get) -> None:
    """By state, organisation and age; nonsense asks for nothing."""
    assert "lon:m1" not in told(get("/papers/?state=sent"))
    assert "hk:m2" not in told(get("/papers/?body=london"))
    assert "No paper fits" in told(get("/papers/?age=0-30&state=unheard&body=hk"))
    assert "lon:m1" in told(get("/papers/?state=nonsense&body=nobody"))


def test_chases_and_disputes_are_shown(desks: tuple[Desk, Desk], get: Get) -> None:
    """Who asked whom, how often, and which entry is disputed for what reason."""
    hub, _ = desks
    hub.tell("paper.chased", document="hk:m1", body="baoji", round=1)
    entry = str(fetch("SELECT entry FROM p_entry_row WHERE subject = 'hk:m2'")[-1][0])
    dispute = {"entry_book": "baoji", "entry": entry, "reason": "ten-short"}
    hub.tell("paper.disputed", document="hk:m2", **dispute)
    words = told(get("/papers/"))
    assert "round 1" in words
    assert "ten-short" in words
    assert f'href="/journal/?find={entry}"' in get("/papers/").content.decode()


def test_papers_are_told_in_chinese(get: Get) -> None:
    """The same list in the other language."""
    words = told(get("/papers/", headers={"accept-language": "zh-hans"}))
    assert "待对单据" in words
    assert "已发出，未点收" in words


def test_an_empty_list_says_what_will_stand_there(fresh_home: FreshHome) -> None:
    """Where nothing was sent, nothing waits."""
    movement(fresh_home.books)
    page = Client(headers={"host": "127.0.0.1"}).get("/papers/")
    assert "No paper waits." in told(page)
