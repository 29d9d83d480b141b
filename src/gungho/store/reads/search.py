# SPDX-License-Identifier: Apache-2.0
"""Reading everything that has a name or a text, to be found in either script.

What is held, or whose card is erased, is not among it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from gungho.flows.friendship import HELD
from gungho.reports.searching import Found, search
from gungho.store.cards import card_texts
from gungho.store.reads.query import fetch, one
from gungho.store.reads.trails import movement_root

GIFTS_MOST = 200
SORTS = ("co-op", "body", "place", "fund", "item", "letter", "visit", "agreement",
         "order", "offer", "buyer", "gift")  # fmt: skip
_NAMED: tuple[tuple[str, str, str], ...] = (
    ("co-op", "SELECT coop, card FROM p_coop", "/co-ops/{}/"),
    ("body", "SELECT body, card FROM p_body WHERE form NOT IN ('giver', 'coop')",
     "/committees/{}/"),
    ("place", "SELECT place, card FROM p_place", ""),
    ("fund", "SELECT fund, card FROM p_fund WHERE mirrored = 0", "/funds/{}/"),
    ("item", "SELECT item, card FROM p_item", ""),
    ("letter", f"SELECT letter, text FROM p_letter WHERE shown <> '{HELD}'",
     "/friends/"),
    ("letter", "SELECT letter, translation FROM p_letter "
     f"WHERE shown <> '{HELD}' AND translation <> ''", "/friends/"),
    ("visit", "SELECT visit, report FROM p_visit", "/friends/"),
    ("agreement", "SELECT agreement, text FROM p_agreement", "/friends/"),
    ("buyer", "SELECT buyer, card FROM p_buyer", "/trade/"),
    ("offer", "SELECT offer, text FROM p_offer", "/trade/"),
    ("order", "SELECT \"order\", '' FROM p_order", "/trade/{}/"),
    ("gift", "SELECT gift, words FROM p_gift WHERE words <> ''", "/gifts/{}/"),
)  # fmt: skip


def found(asked: str) -> list[tuple[Found, int]]:
    """Return what fits a question, with its score, the best first."""
    cards = one("SELECT COUNT(*) FROM private_card")
    among = _everything(f"{movement_root()} {cards}")
    gifts = _gifts_from(asked)
    numbers = {one.title for one in gifts}
    rest = (one for one in among if one.sort != "gift" or one.title not in numbers)
    return search(asked, [*gifts, *rest])


def _gifts_from(asked: str) -> list[Found]:
    """Return gifts whose number begins so: there are too many to try each."""
    start = asked.strip().casefold()
    return [
        Found(sort="gift", title=gift, text="", href=f"/gifts/{gift}/")
        for (gift,) in fetch(
            "SELECT gift FROM p_gift WHERE gift >= %s AND gift < %s "
            "ORDER BY gift LIMIT %s",
            [start, f"{start}\uffff", GIFTS_MOST],
        )
    ]


@lru_cache(maxsize=1)
def _everything(_state: str) -> tuple[Found, ...]:
    return tuple(_all())


def _all() -> Iterator[Found]:
    rows = [
        (sort, str(ident), card, href)
        for sort, statement, href in _NAMED
        for ident, card in fetch(statement)
    ]
    texts = card_texts(card for _, _, card, _ in rows)
    for sort, ident, card, href in rows:
        told = texts.get(card, "")
        named = sort in ("letter", "visit", "agreement", "gift")
        yield Found(
            sort=sort,
            title=ident if named or not told else told.replace("\n", " · "),
            text=told if named else ident,
            href=href.format(ident),
        )
