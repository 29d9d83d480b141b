# SPDX-License-Identifier: Apache-2.0
"""A receipt is given with one press; its number comes from its own block."""

from __future__ import annotations

from dataclasses import replace

import msgspec
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


def _blocks() -> list[tuple[str, int]]:
    """Return each body with the first number that a hub has given it."""
    return fetch("SELECT body, first_number FROM p_recognition ORDER BY body")


def test_no_block_is_handed_out_for_a_receipt_that_is_refused(
    client: Client, fresh_home: FreshHome
) -> None:
    """A gift that was corrected; a worth that the series would not state."""
    from gungho.doors.giving_receipts import give_receipt  # noqa: PLC0415
    from gungho.errors import Refusal  # noqa: PLC0415
    from gungho.store.reads.giving import gift_told  # noqa: PLC0415

    movement(fresh_home.books)
    london = opened(fresh_home.books, "london", "committee", key=KEY)
    london.tell("fund.opened", fund="london:general", sort="general", terms={})
    for name in ("london-1", "london-2"):
        gift(london, name)
    before = _blocks()
    found = gift_told("london-2")
    assert found is not None
    undone = replace(
        found, gift=msgspec.structs.replace(found.gift, status="corrected")
    )
    for one, valuation, code in (
        (found, "v1", "receipt.no-worth"), (undone, "", "gift.not-here")
    ):  # fmt: skip
        with pytest.raises(Refusal) as refused:
            give_receipt(one, submit=lambda one: record(fresh_home.books, one),
                         today="1940-05-01", valuation=valuation)  # fmt: skip
        assert refused.value.code == code
    assert _blocks() == before
    assert client.post("/gifts/london-2/receipt/").status_code == 302
    assert len(_blocks()) == len(before) + 1
    fresh_home.rows("UPDATE p_receipt_series SET newest = last_number")
    page = client.post("/gifts/london-1/receipt/")
    assert page.status_code == 422
    assert "Ask the hub" in told(page)


def test_a_book_that_was_only_heard_is_not_recognised_by_a_receipt(
    client: Client, fresh_home: FreshHome
) -> None:
    """Its fingerprint was compared by nobody; the hub's book stays as it was."""
    movement(fresh_home.books)
    london = opened(fresh_home.books, "london", "committee", key=KEY)
    london.tell("fund.opened", fund="london:general", sort="general", terms={})
    gift(london, "london-1")
    fresh_home.rows("UPDATE journal_head SET standing = 'heard' WHERE body = 'london'")
    before = _blocks(), fetch("SELECT body, size FROM journal_head ORDER BY body")
    page = client.post("/gifts/london-1/receipt/")
    assert page.status_code == 422
    assert (_blocks(), fetch("SELECT body, size FROM journal_head ORDER BY body")) == (
        before
    )
