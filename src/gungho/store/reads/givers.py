# SPDX-License-Identifier: Apache-2.0
"""Reading givers: their private cards, who may be one, who was said to be one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from gungho.flows.givers import Merging
from gungho.reports.duplicates import Likeness, giver_told, likenesses
from gungho.store.cards import card_texts
from gungho.store.reads.giving import bodies
from gungho.store.reads.query import fetch, rows

MERGED = "merged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """Two givers of one book that may be one, with what their cards say."""

    body: str
    like: Likeness
    kept: str
    giver: str
    cards: tuple[str, str]
    gifts: tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """Two givers that a person said are one."""

    body: str
    row: Merging
    cards: tuple[str, str]


def giver_cards(givers: Iterable[str] | None = None) -> dict[tuple[int, str], str]:
    """Return ``(book, giver)`` to the card's text, for the cards that still are."""
    wanted = None if givers is None else set(givers)
    found = {
        (book, person): card
        for book, person, card in fetch("SELECT book, person, card FROM p_person")
        if card and (wanted is None or person in wanted)
    }
    texts = card_texts(found.values())
    return {key: texts[card] for key, card in found.items() if card in texts}


def card_of(book: int, giver: str) -> str:
    """Return the commitment of a giver's card, "" where there is none."""
    found = fetch(
        "SELECT card FROM p_person WHERE book = %s AND person = %s "
        "UNION SELECT card FROM p_body WHERE book = %s AND body = %s",
        (book, giver, book, giver),
    )
    return next((str(card) for (card,) in found if card), "") if giver else ""


def shown_as() -> dict[tuple[int, str], str]:
    """Return ``(book, giver)`` to the id it is shown by, for those that were merged."""
    found = rows(Merging, "status = %s", [MERGED])
    return {(row.book, row.giver): row.kept for row in found}


def proposed(body: str = "") -> list[Proposed]:
    """Return who may be one giver and has not been looked at, the likeliest first."""
    cards, counts, named = giver_cards(), _gifts(), bodies()
    known = {(row.book, frozenset((row.giver, row.kept))) for row in rows(Merging)}
    merged = shown_as()
    by_book: dict[int, list[str]] = defaultdict(list)
    for book, giver in sorted(counts.keys() & cards.keys()):
        if (book, giver) not in merged and body in ("", named.get(book, "")):
            by_book[book].append(giver)
    found = []
    for book, givers in by_book.items():
        told = [giver_told(giver, cards[book, giver]) for giver in givers]
        for like in likenesses(told):
            if (book, frozenset((like.giver, like.other))) in known:
                continue
            pair = (like.giver, like.other)
            kept, giver = sorted(pair, key=lambda one: (-counts[book, one], one))
            found.append(
                Proposed(
                    body=named.get(book, ""),
                    like=like,
                    kept=kept,
                    giver=giver,
                    cards=(cards[book, kept], cards[book, giver]),
                    gifts=(counts[book, kept], counts[book, giver]),
                )
            )
    return sorted(found, key=lambda one: (-one.like.score, one.body, one.kept))


def _gifts() -> dict[tuple[int, str], int]:
    """Return how many gifts each giver made that still stand."""
    return {
        (book, giver): count
        for book, giver, count in fetch(
            "SELECT book, giver, COUNT(*) FROM p_gift "
            "WHERE giver <> '' AND status = 'received' GROUP BY book, giver"
        )
    }


def joined(body: str = "") -> list[Joined]:
    """Return the mergings that stand, newest first."""
    cards, named = giver_cards(), bodies()
    return [
        Joined(
            body=named.get(row.book, ""),
            row=row,
            cards=(
                cards.get((row.book, row.kept), ""),
                cards.get((row.book, row.giver), ""),
            ),
        )
        for row in rows(Merging, "status = %s", [MERGED], order="seq DESC, giver")
        if body in ("", named.get(row.book, ""))
    ]
