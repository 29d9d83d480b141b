# SPDX-License-Identifier: Apache-2.0
"""Who opened personal cards: a line for each person, page and day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection
from django.utils import timezone

from gungho.measure import instant_text
from gungho.store.reads.query import one, part_of
from gungho.store.settings import setting


@dataclass(frozen=True, slots=True, kw_only=True)
class CardHere:
    """A card: what it is about and its text, "" once it was erased."""

    commitment: str
    subject: str
    text: str
    is_erased: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """That somebody opened a card, or erased it."""

    at: str
    person: str
    name: str
    card: str
    page: str


def card(commitment: str) -> CardHere | None:
    """Return a card that is kept here or was erased here, or None."""
    row = one(
        "SELECT subject, text FROM private_card WHERE commitment = %s", (commitment,)
    )
    if row:
        return CardHere(
            commitment=commitment, subject=row[0], text=row[1], is_erased=False
        )
    if setting(f"erased.{commitment}"):
        return CardHere(commitment=commitment, subject="", text="", is_erased=True)
    return None


def note(person: str, *, card: str, page: str) -> None:
    """Note that a person opened a card; once a day is enough for one page."""
    at = instant_text(timezone.now())
    known = one(
        "SELECT 1 FROM private_card_opened WHERE person = %s AND card = %s "
        "AND page = %s AND at >= %s",
        (person, card, page, at[:10]),
    )
    if known:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO private_card_opened (at, person, card, page) "
            "VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            (at, person, card, page),
        )


def count() -> int:
    """Return how many lines there are."""
    row = one("SELECT COUNT(*) FROM private_card_opened")
    return int(row[0]) if row else 0


def each(*, start: int = 0, most: int | None = None) -> Iterator[Opened]:
    """Yield the lines, or a part of them, the newest first."""
    for at, person, name, card, page in part_of(
        "SELECT o.at, o.person, a.name, o.card, o.page FROM private_card_opened o "
        "LEFT JOIN private_account a ON a.person = o.person "
        "ORDER BY o.at DESC, o.person, o.card",
        start=start,
        most=most,
    ):
        yield Opened(at=at, person=person, name=name or "", card=card, page=page)
