# SPDX-License-Identifier: Apache-2.0
"""Homes to measure on: a fresh one with made-up gifts, or a copy of another."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gungho.actions.open_book import Founding, open_book
from gungho.actions.ports import Command
from gungho.actions.record import record, record_all
from gungho.node.database import FILE, settings_for
from gungho.node.home import Home

if TYPE_CHECKING:
    from gungho.store.books import StoreBooks

BODY = "hk"
FUNDS = 8
DAYS = 28


def now() -> datetime:
    """Return a moment that stands still."""
    return datetime(1941, 5, 1, 12, tzinfo=UTC)


class BenchHome:
    """One installation on the measured disk; the process speaks to one at a time."""

    def __init__(self, folder: Path, *, url: str = "") -> None:
        self.home = Home(folder)
        self.home.prepare()
        self.path = folder / FILE
        self.url = url
        self._given = 0
        if not os.environ.get("DJANGO_SETTINGS_MODULE"):
            self.home.start_django()
        self.use()
        from gungho.store.setup import make_tables  # noqa: PLC0415 - after Django

        make_tables()

    def use(self) -> None:
        """Let this process speak to this home."""
        from django.db import connection, connections  # noqa: PLC0415 - after Django

        connection.close()
        asked = {"default": settings_for(self.url, self.home.folder)}
        connections.databases["default"] = connections.configure_settings(asked)[
            "default"
        ]
        del connections["default"]

    def close(self) -> None:
        """Let this process's connection go."""
        from django.db import connection  # noqa: PLC0415 - after Django

        connection.close()

    def books(self) -> StoreBooks:
        """Open the books for writing, as a fresh process would."""
        return self.home.books(clock=now)

    def found(self) -> StoreBooks:
        """Open the hub's book with a currency and some funds; return the books."""
        books = self.books()
        key = os.urandom(32)
        opening = Founding(
            body=BODY,
            form="hub",
            currency="HKD",
            key=self.home.prepare().public,
            recovery=self.home.recovery_public(),
            nonce=key,
        )
        open_book(books, opening)
        for command in beginnings():
            record(books, command)
        return books

    def gifts(self, count: int) -> list[Command]:
        """Return so many new gifts as commands, no two alike."""
        first = self._given
        self._given += count
        return [gift(number) for number in range(first, first + count)]

    def fill(self, entries: int) -> None:
        """Found the hub and record gifts until the book holds so many entries."""
        books = self.found()
        record_all(books, self.gifts(max(1, entries - 1 - len(list(beginnings())))))


def beginnings() -> Iterator[Command]:
    """Yield what a hub records before its first gift."""
    yield command(
        "item.defined",
        "item",
        item="CNC",
        form="currency",
        scale=2,
        unit="CNC",
        weight_g=0,
        hazard="none",
        end_use="civil",
        card="",
    )
    for number in range(FUNDS):
        yield command(
            "fund.opened",
            f"fund-{number}",
            fund=f"hk:fund-{number}",
            sort="general",
            terms={},
            words="",
            card="",
            standing="kept",
            cited="",
        )


def gift(number: int) -> Command:
    """Return a gift of cash to one of the funds."""
    line = {
        "form": "cash",
        "commodity": "CNC",
        "count": str(1000 + number % 9973),
        "fund": f"hk:fund-{number % FUNDS}",
        "at": "main",
    }
    return command(
        "gift.received",
        f"gift.hk-{number}",
        gift=f"hk-{number}",
        giver="",
        lines=[line],
        words="",
        standing="kept",
        cited="",
        day=1 + number % DAYS,
    )


def command(kind: str, name: str, *, day: int = 1, **facts: Any) -> Command:
    """Return a command to the hub's book."""
    return Command(
        book=BODY, id=name, kind=kind, happened=f"1940-02-{day:02d}", facts=facts
    )
