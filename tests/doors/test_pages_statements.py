# SPDX-License-Identifier: Apache-2.0
"""The pages of statements: the same figures as a page, a workbook and a paper."""

from __future__ import annotations

import pytest

from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with a gift, its period closed, and a paper that came late."""
    hub, _ = movement(fresh_home.books)
    gift = {"lines": [given("100.00 GBP @ main", "hk:general")]}
    hub.tell("gift.received", gift="g1", **gift, _happened="1940-03-20")
    hub.tell("period.closed", period="1940-q1", until="1940-03-31", currency="GBP",
             rates=[])  # fmt: skip
    hub.tell("gift.received", gift="g2", **gift, _happened="1940-03-30")
    return hub


def test_every_book_offers_its_statements(hub: Desk) -> None:
    """With what was closed last."""
    page = told(CLIENT.get("/statements/"))
    assert "1940-q1" in page
    assert "Balance sheet" in page


def test_a_statement_is_shown_with_what_it_was_taken_from(hub: Desk) -> None:
    """Every line leads to its entries; the root is there."""
    page = told(CLIENT.get("/statements/hk/income/"))
    for said in ("Income and spending", "Gifts", "100.00", "Root of the book"):
        assert said in page
    raw = CLIENT.get("/statements/hk/income/").content.decode()
    assert "/register/?book=hk&amp;account=hk%2Fgifts" in raw


def test_what_came_late_is_listed(hub: Desk) -> None:
    """Against the close, by entry; a book where nothing did says so."""
    page = told(CLIENT.get("/statements/hk/changed/?period=1940-q1"))
    for said in (
        "What has changed since the close",
        "Difference",
        "the gift was received",
    ):
        assert said in page


@pytest.mark.parametrize("form", ["pdf", "xlsx", "csv", "text"])
def test_the_same_figures_are_handed_out(hub: Desk, form: str) -> None:
    """As a file named by its book, statement and size."""
    answer = CLIENT.get(f"/statements/hk/trial/?form={form}")
    assert answer.status_code == 200
    assert "hk-trial-" in answer["Content-Disposition"]


@pytest.mark.parametrize(
    "path", ["/statements/nobody/trial/", "/statements/hk/profit/"]
)
def test_what_is_not_there_is_said(hub: Desk, path: str) -> None:
    """In words, as not found."""
    assert CLIENT.get(path).status_code == 404
