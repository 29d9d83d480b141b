# SPDX-License-Identifier: Apache-2.0
"""Founding a body on its own node: its book, its first fund, its place in the registry.

Recognising it is another body's deed: the fingerprint of the opening is compared aloud,
and a block of numbers is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from gungho.actions.mail import Shelves
from gungho.actions.open_book import Founding, open_book
from gungho.actions.ports import Books, Command, Made, Receipt
from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.federation.bundle import Bundle
from gungho.federation.merge import judge
from gungho.flows.keeping import Recognition
from gungho.journal import Entry, encode_sorted, fingerprint
from gungho.measure import instant_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Introduction:
    """A body that asks to be recognised: its name, its opening and the fingerprint."""

    body: str
    known: str
    opening: str
    fingerprint: str


def found_body(books: Books, founding: Founding, *, scale: int) -> Made:
    """Open a body's book on its own node, with its currency and its general fund."""
    made = open_book(books, founding)
    body, day = founding.body, instant_text(books.clock())[:10]
    empty = {"card": "", "standing": "kept", "cited": ""}
    currency = {
        "item": founding.currency,
        "form": "currency",
        "scale": scale,
        "unit": founding.currency,
        "weight_g": 0,
        "hazard": "none",
        "end_use": "civil",
        "card": "",
    }
    registered = {
        "body": body,
        "form": founding.form,
        "keeper": body,
        "place": "",
        "region": "",
        "trade": "",
        "currency": founding.currency,
    }
    fund = {"fund": f"{body}:general", "sort": "general", "terms": {}, "words": ""}
    for entry, kind, facts in (
        (f"item.{founding.currency}", "item.defined", currency),
        (f"body.{body}", "body.registered", registered | empty),
        (f"fund.{body}:general", "fund.opened", fund | empty),
    ):
        record(
            books,
            Command(book=body, id=entry, kind=kind, happened=day, facts=facts),
        )
    return made


def introduction(bundle: Bundle, body: str = "") -> Introduction:
    """Return who introduces itself in a bundle, its maker unless a body is named.

    Raises Refusal ``recognition.no-opening``.
    """
    body = body or bundle.header.sender
    for part in bundle.parts:
        verdict = judge(part, None)
        if part.head.body == body and verdict.lines:
            return _introduced(verdict.lines[0].entry)
    raise Refusal("recognition.no-opening", body=body[:80])


def _introduced(opening: Entry) -> Introduction:
    return Introduction(
        body=str(opening.payload["body"]),
        known=opening.book,
        opening=sha256(encode_sorted(opening.payload)).hexdigest(),
        fingerprint=fingerprint(opening.payload),
    )


def recognise_body(
    books: Books, introduced: Introduction, *, by: str, numbers: tuple[int, int]
) -> Receipt:
    """Recognise a body's book in one's own, with its block of numbers."""
    return record(
        books,
        Command(
            book=by,
            id=f"recognised.{introduced.body}",
            kind="body.recognised",
            happened=instant_text(books.clock())[:10],
            facts={
                "body": introduced.body,
                "known": introduced.known,
                "opening": introduced.opening,
                "first_number": numbers[0],
                "last_number": numbers[1],
            },
        ),
    )


def compare_fingerprint(introduced: Introduction, spoken: str) -> None:
    """Refuse unless the digits heard are those of the opening.

    Raises Refusal ``recognition.fingerprint``.
    """
    heard = "".join(sign for sign in spoken if sign.isdigit())
    if heard != introduced.fingerprint.replace(" ", ""):
        raise Refusal("recognition.fingerprint", body=introduced.body)


def next_numbers(shelves: Shelves, by: str, *, count: int = 10_000) -> tuple[int, int]:
    """Return the next free block of numbers that a body can give."""
    book = next(one.number for one in shelves.shelves() if one.body == by)
    given = [row.last_number for row in shelves.state.find(Recognition, "book", book)]
    first = max(given, default=count - 1) + 1
    return first, first + count - 1
