# SPDX-License-Identifier: Apache-2.0
"""How many queries each page asks: no more than its ceiling, and none a row more."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import resolve

from tests.support.homes import FreshHome
from tests.support.people import PASSWORD, account, holds, signed_in
from tests.support.rows_many import grow, movement_of

TABLE = tomllib.loads(Path(__file__).with_name("page_queries.toml").read_text("utf-8"))
FEW, MANY = 3, 30


class Heard:
    """Counts the statements that run while it is set."""

    def __init__(self) -> None:
        self.statements: list[str] = []

    def __call__(self, execute: Any, sql: str, *more: Any) -> Any:
        """Note a statement and run it."""
        self.statements.append(sql)
        return execute(sql, *more)


def asked(client: Client, address: str) -> tuple[int, list[str]]:
    """Return a page's status and what it asks, once what it keeps is warm."""
    for _ in range(2):
        heard = Heard()
        with connection.execute_wrapper(heard):
            answer = client.get(address)
            if answer.streaming:
                b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    return answer.status_code, heard.statements


@pytest.fixture
def keeper(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """The keeper of a home, signed in; papers are read and not drawn."""
    from gungho.doors.web.pages import printing  # noqa: PLC0415 - after Django
    from gungho.node import wiring  # noqa: PLC0415

    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    monkeypatch.setattr(wiring, "make_parcel", lambda book, **_: book.encode())
    monkeypatch.setattr(printing, "pdf_of", lambda _: b"")
    who = account("keeper", password=PASSWORD)
    holds(who, "keeper")
    return signed_in(who)


def people(numbers: range) -> None:
    """Make accounts with roles."""
    for number in numbers:
        who = account(f"clerk-{number}")
        holds(who, "treasurer", body="hk")


@pytest.mark.usefixtures("_django")
def test_every_page_has_its_ceiling() -> None:
    """An address of each is in the table, or it is said why it cannot be counted."""
    from gungho.doors.web.urls import urlpatterns  # noqa: PLC0415 - after Django

    counted = {resolve(at.partition("?")[0]).url_name for at in TABLE["pages"]}
    assert not counted & TABLE["apart"].keys()
    assert {one.name for one in urlpatterns} == counted | TABLE["apart"].keys()


def test_no_page_asks_more_for_more_rows(fresh_home: FreshHome, keeper: Client) -> None:
    """The same page with three and with thirty rows of all that is listed."""
    hub = movement_of(fresh_home)
    counts: dict[str, list[list[str]]] = {at: [] for at in TABLE["pages"]}
    faults: list[tuple[Any, ...]] = []
    for numbers in (range(FEW), range(FEW, MANY)):
        grow(fresh_home, hub, numbers)
        people(numbers)
        lot = fresh_home.rows("SELECT lot FROM p_lot WHERE source = 'chest'")[0][0]
        for address, found in counts.items():
            status, statements = asked(keeper, address.replace("{lot}", lot))
            found.append(statements)
            if status != 200:
                faults.append((address, status))
    for address, (few, many) in counts.items():
        if len(many) > min(len(few), TABLE["pages"][address]):
            more = Counter(many) - Counter(few)
            faults.append((address, len(few), len(many), more.most_common(3)))
    assert faults == [], [fault[:3] for fault in faults]
