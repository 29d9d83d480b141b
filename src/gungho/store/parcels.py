# SPDX-License-Identifier: Apache-2.0
"""A parcel is noted when it is made for somebody or taken in: when, with whom, of what.

The notes are this installation's own, no history: the newest are kept, and what was
heard stands in the intake.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex
from typing import Literal

import msgspec
from django.db import connection

from gungho.actions.make_bundle import Made
from gungho.actions.read_bundle import Reading
from gungho.measure import instant_text
from gungho.store.settings import keep_setting

KEPT_MOST = 200
NAMED = "parcel."
Way = Literal["sent", "taken"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BookTold:
    """A book in a parcel: from and to where, and what it turned out to be when read."""

    body: str
    first: int
    size: int
    outcome: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One parcel; ``other`` is the body it went to or came from, "" for anyone."""

    way: Way
    at: str
    other: str
    books: tuple[BookTold, ...]

    @property
    def entries(self) -> int:
        """How many entries it brought: those sent, or those that were new here."""
        return sum(
            one.size - one.first
            for one in self.books
            if self.way == "sent" or one.outcome == "new"
        )


def note_sent(made: Made, *, to: str, now: datetime) -> None:
    """Note a parcel that was made for a body."""
    heads = [part.head for part in made.parts]
    books = tuple(BookTold(body=x.body, first=x.first, size=x.size) for x in heads)
    _note(Parcel(way="sent", at=instant_text(now), other=to, books=books))


def note_taken(reading: Reading, *, now: datetime) -> None:
    """Note a parcel that was read, with what each book in it turned out to be."""
    books = tuple(
        BookTold(body=x.body, first=x.first, size=x.size, outcome=x.outcome.value)
        for x in reading.heard
    )
    at = instant_text(now)
    _note(Parcel(way="taken", at=at, other=reading.sender, books=books))


def parcels() -> list[Parcel]:
    """Return the parcels that were sent and taken, the newest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT value FROM private_setting WHERE name LIKE %s ORDER BY name DESC",
            (f"{NAMED}%",),
        )
        return [
            msgspec.json.decode(value, type=Parcel) for (value,) in cursor.fetchall()
        ]


def _note(parcel: Parcel) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT MAX(name) FROM private_setting WHERE name LIKE %s", (f"{NAMED}%",)
        )
        (last,) = cursor.fetchone()
        number = int(last.split(".")[1]) + 1 if last else 1
        # Two that are made at once have one number, and are told apart all the same.
        name = f"{NAMED}{number:012}.{token_hex(4)}"
        keep_setting(name, msgspec.json.encode(parcel).decode())
        cursor.execute(
            "DELETE FROM private_setting WHERE name LIKE %s AND name NOT IN ("
            "SELECT name FROM (SELECT name FROM private_setting WHERE name LIKE %s "
            "ORDER BY name DESC LIMIT %s) newest)",
            (f"{NAMED}%", f"{NAMED}%", KEPT_MOST),
        )
