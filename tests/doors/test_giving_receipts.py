# SPDX-License-Identifier: Apache-2.0
"""A receipt is given with one press; its number comes from its own block."""

from __future__ import annotations

import pytest
from django.test import Client

from gungho.actions.open_book import Founding
from gungho.actions.record import record
from gungho.doors.beginning import found
from gungho.store.reads.query import fetch
from tests.support.goods import KEY, Desk, given, movement, opened
from tests.support.homes import FreshHome
from tests.support.pages import told
from tests.support.printing import text_of_pdf


@pytest.fixture
def client(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A browser at this installation."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    books = fresh_home.books
    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    return Client(headers={"host": "127.0.0.1"})


def gift(desk: Desk, name: str) -> None:
    """Let a body receive a gift."""
    desk.tell(
        "gift.received", gift=name,
        lines=[given("5.00 GBP @ main", f"{desk.body}:general")],
    )  # fmt: skip


def numbers() -> list[tuple[str, int]]:
    """Return each gift with the number of its receipt."""
    return fetch("SELECT gift, number FROM p_gift_receipt ORDER BY number")


def test_the_hub_numbers_its_own_and_gives_each_body_a_block(
    client: Client, fresh_home: FreshHome
) -> None:
    """No two bodies share a number; the same press twice gives one receipt."""
    hub, _depot = movement(fresh_home.books)
    for name in ("london", "manila"):
        other = opened(fresh_home.books, name, "committee", key=KEY)
        other.tell("fund.opened", fund=f"{name}:general", sort="general", terms={})
        gift(other, f"{name}-1")
        gift(other, f"{name}-2")
    gift(hub, "hk-1")
    page = told(client.get("/gifts/london-1/?entered=1"))
    assert "Give the receipt" in page
    for name in ("london-1", "manila-1", "hk-1", "london-2", "manila-2"):
        assert "Give the receipt" in told(client.get(f"/gifts/{name}/receipt/"))
        assert client.post(f"/gifts/{name}/receipt/").status_code == 302
    again = client.post("/gifts/london-1/receipt/")
    assert again.status_code == 422
    assert numbers() == [
        ("hk-1", 1), ("london-1", 10_000), ("london-2", 10_001),
        ("manila-1", 20_000), ("manila-2", 20_001),
    ]  # fmt: skip
    shown = client.get("/gifts/london-1/receipt/")
    assert "10000" in told(shown)
    assert "Give the receipt" not in told(shown)
    paper = client.get("/print/receipt/london-1.pdf")
    assert "london-1" in text_of_pdf(paper.content)
    assert fresh_home.verify() > 0


@pytest.mark.engines("sqlite")
def test_a_body_that_no_hub_knows_is_told_whom_to_ask(
    client: Client, fresh_home: FreshHome
) -> None:
    """Nothing is numbered, and the way is said."""
    founding = Founding(
        body="calcutta", form="committee", currency="GBP", key=KEY.public,
        recovery=KEY.public, nonce=bytes(32),
    )  # fmt: skip
    from gungho.actions.found_body import NAMELESS  # noqa: PLC0415

    found(fresh_home.books, founding, named=NAMELESS)
    gift(Desk(fresh_home.books, "calcutta", str(fresh_home.clock().date())), "c-1")
    page = client.post("/gifts/c-1/receipt/")
    assert page.status_code == 422
    assert "Ask the hub" in told(page)
    assert numbers() == []
