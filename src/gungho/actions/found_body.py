# SPDX-License-Identifier: Apache-2.0
"""Founding a body on its own node: its book, its first fund, its place in the registry.

Recognising it is another body's deed: the fingerprint of the opening is compared aloud,
and a block of numbers is given.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from gungho.actions.keep_card import make_card
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What a body says of itself: its names, where it is, what else it counts in.

    ``names`` are the English name on the first line and the Chinese on the second;
    ``others`` are currencies besides its own, each with its scale; ``salt`` (16 bytes)
    hides the card's text.
    """

    names: str = ""
    region: str = ""
    others: tuple[tuple[str, int], ...] = ()
    salt: bytes = b""


NAMELESS = Named()


def found_body(
    books: Books, founding: Founding, *, scale: int, named: Named = NAMELESS
) -> Made:
    """Open a body's book on its own node, with its currencies and its general fund."""
    made = open_book(books, founding)
    register_body(books, founding, scale=scale, named=named)
    return made


def register_body(
    books: Books, founding: Founding, *, scale: int, named: Named = NAMELESS
) -> None:
    """Register a body whose book is open; said again, it adds nothing."""
    body, day = founding.body, instant_text(books.clock())[:10]
    card = ""
    if named.names.strip():
        kept = make_card(named.names, subject=body, salts=lambda: named.salt)
        books.keep_cards([kept])
        card = kept.commitment
    registered = {
        "body": body,
        "form": founding.form,
        "keeper": body,
        "place": "",
        "region": named.region,
        "trade": "",
        "currency": founding.currency,
        "card": card,
        "standing": "kept",
        "cited": "",
    }
    fund = {
        "fund": f"{body}:general", "sort": "general", "terms": {}, "words": "",
        "card": "", "standing": "kept", "cited": "",
    }  # fmt: skip
    currencies = dict(named.others) | {founding.currency: scale}
    for entry, kind, facts in (
        *(
            (f"item.{code}", "item.defined", _currency(code, digits))
            for code, digits in sorted(currencies.items())
        ),
        (f"body.{body}", "body.registered", registered),
        (f"fund.{body}:general", "fund.opened", fund),
    ):
        record(
            books,
            Command(book=body, id=entry, kind=kind, happened=day, facts=facts),
        )


def _currency(code: str, scale: int) -> dict[str, object]:
    return {
        "item": code,
        "form": "currency",
        "scale": scale,
        "unit": code,
        "weight_g": 0,
        "hazard": "none",
        "end_use": "civil",
        "card": "",
    }


def introduction(bundle: Bundle, body: str = "") -> Introduction:
    """Return who introduces itself in a bundle, its maker unless a body is named.

    Raises Refusal ``recognition.no-opening``.
    """
    body = body or bundle.header.sender
    for part in bundle.parts:
        verdict = judge(part, None)
        if part.head.body == body and verdict.lines:
            return introduced_by(verdict.lines[0].entry)
    raise Refusal("recognition.no-opening", body=body[:80])


def introduced_by(opening: Entry) -> Introduction:
    """Return who introduces itself by the opening entry of its book."""
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
    day = instant_text(books.clock())[:10]
    return record(books, recognition(introduced, by=by, numbers=numbers, day=day))


def recognition(
    introduced: Introduction, *, by: str, numbers: tuple[int, int], day: str
) -> Command:
    """Return the command that recognises a body's book, with its block of numbers."""
    return Command(
        book=by,
        id=f"recognised.{introduced.body}",
        kind="body.recognised",
        happened=day,
        facts={
            "body": introduced.body,
            "known": introduced.known,
            "opening": introduced.opening,
            "first_number": numbers[0],
            "last_number": numbers[1],
        },
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
