# SPDX-License-Identifier: Apache-2.0
"""The loan book on the screens: what is late, one loan, both languages."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.support.goods import Desk, line, movement
from tests.support.homes import FreshHome
from tests.support.offices import meets, passes
from tests.support.pages import told

COOP, GENERAL = "baoji.0001", "hk:general"
Get = Callable[..., HttpResponse]


@pytest.fixture
def depot(fresh_home: FreshHome) -> Desk:
    """A depot that has lent three times, a part of it written off."""
    _, depot = movement(fresh_home.books)
    money = [line("300.00 CNC", GENERAL)]
    depot.tell("money.arrived", document="d", sender="hk", till="main", lines=money)
    lend = {"coop": COOP, "currency": "CNC", "fund": GENERAL, "till": "main"}
    for number, day in ((1, "1940-04-20"), (2, ""), (3, "1940-04-30")):
        told = {"loan": f"l{number}", "count": "10000", "due": day}
        depot.tell("loan.made", **lend, **told)
    depot.tell("loan.repaid", loan="l2", count="2150", till="main")
    meets(depot, "m1")
    passes(depot, "res-7", allows=["loan.written_off"])
    off = {"cause": "air-raid", "resolution": "res-7"}
    depot.tell("loan.written_off", loan="l3", count="10000", **off)
    return depot


@pytest.fixture
def get(depot: Desk) -> Get:
    """Ask this installation for a page."""
    assert depot
    return Client(headers={"host": "127.0.0.1"}).get  # type: ignore[return-value]


def test_loans_stand_with_what_is_left_and_late(get: Get) -> None:
    """Those that are late first; what is late is aged and provided for."""
    page = get("/loans/")
    assert page.status_code == 200
    words = told(page)
    for said in ("3 loans", "Overdue", "Running", "Written off", "over 180 days"):
        assert said in words, said
    text = page.content.decode()
    assert 'href="/loans/" aria-current="page"' in text
    assert "account=baoji%2Floans%2Fbaoji.0001" in text


def test_loans_are_kept_apart_by_filters(get: Get) -> None:
    """By state, fund and organisation; nonsense asks for nothing."""
    assert "/loans/l2/" not in get("/loans/?state=late").content.decode()
    assert "/loans/l1/" in get("/loans/?fund=hk:general").content.decode()
    assert "No loan fits" in told(get("/loans/?state=repaid"))
    assert "/loans/l3/" in get("/loans/?state=none&body=mars").content.decode()


def test_one_loan_is_shown_part_by_part(get: Get) -> None:
    """With what became of it, each a link to its entry."""
    words = told(get("/loans/l3/"))
    for said in ("Written off", "air raid", "res-7", "Schedule"):
        assert said in words, said
    assert "/journal/baoji/" in get("/loans/l2/").content.decode()
    assert get("/loans/none/").status_code == 404


def test_a_loan_of_a_co_op_leads_to_its_page(get: Get) -> None:
    """And what was written off is not owed there either."""
    page = get(f"/co-ops/{COOP}/")
    assert 'href="/loans/l1/"' in page.content.decode()
    assert "Written off" in told(page)


def test_loans_are_told_in_chinese(get: Get) -> None:
    """The same pages in the other language."""
    chinese = {"accept-language": "zh-hans"}
    assert "应拨备" in told(get("/loans/", headers=chinese))
    assert "还款计划" in told(get("/loans/l3/", headers=chinese))


def test_an_empty_book_says_what_will_stand_there(fresh_home: FreshHome) -> None:
    """Where nothing was lent."""
    movement(fresh_home.books)
    page = Client(headers={"host": "127.0.0.1"}).get("/loans/")
    assert "Nothing is lent." in told(page)
