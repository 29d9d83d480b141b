# SPDX-License-Identifier: Apache-2.0
"""Names turn ids into what a reader calls a body, a place, an item or a fund.

Names are cards, English on the first line and Chinese on the second; an erased card
leaves the id. They are read once for each state of the books.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from gungho.doors.rights import CARDS, sees
from gungho.store.cards import card_texts
from gungho.store.reads.query import fetch, one
from gungho.store.reads.trails import movement_root

GENERAL = {"general": ("general fund", "普通款项"), "own": ("co-ops' own", "社有")}


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names of everything, in one language; of givers for who sees cards."""

    language: str
    pairs: dict[str, tuple[str, str]] = field(repr=False)
    place_of: dict[str, str] = field(repr=False)

    @classmethod
    def load(cls, language: str) -> Names:
        """Return the names as the cards now give them; an erased one is forgotten."""
        cards = one("SELECT COUNT(*) FROM private_card")
        state = f"{movement_root()} {cards}"
        return _loaded(state, language, givers=sees(CARDS))

    def any(self, key: str) -> str:
        """Return the name behind an id, or the id."""
        english, chinese = self.pairs.get(key, (key, key))
        return (chinese or english) if self.language.startswith("zh") else english

    def both(self, key: str) -> tuple[str, str]:
        """Return the English and the Chinese name."""
        return self.pairs.get(key, (key, ""))

    def body(self, key: str) -> str:
        """Return a body's name."""
        return self.any(key)

    def place(self, key: str) -> str:
        """Return a place's name."""
        return self.any(f"place/{key}") if f"place/{key}" in self.pairs else key

    def item(self, code: str) -> str:
        """Return a commodity's name; a currency keeps its code."""
        if code.isupper() or f"item/{code}" not in self.pairs:
            return code
        return self.any(f"item/{code}")

    def fund(self, key: str) -> str:
        """Return a fund's name."""
        if key in self.pairs:
            return self.any(key)
        opener, _, local = key.partition(":")
        english, chinese = GENERAL.get(local, (local, local))
        word = chinese if self.language.startswith("zh") else english
        return f"{self.body(opener)}: {word}"


@lru_cache(maxsize=8)
def _loaded(root: str, language: str, *, givers: bool) -> Names:
    pairs = _pairs(root, givers=givers)
    return Names(language=language, pairs=pairs, place_of=_places())


def _places() -> dict[str, str]:
    """Return where bodies are, save committees that share a place with an office."""
    rows = fetch("SELECT body, place, form FROM p_body WHERE form <> 'giver'")
    offices = {place for _, place, form in rows if form != "committee"}
    return {
        body: place
        for body, place, form in rows
        if form != "committee" or place not in offices
    }


@lru_cache(maxsize=4)
def _pairs(_root: str, *, givers: bool) -> dict[str, tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for statement in (
        "SELECT body, card FROM p_body" + ("" if givers else " WHERE form <> 'giver'"),
        "SELECT coop, card FROM p_coop",
        "SELECT fund, card FROM p_fund WHERE card <> ''",
        "SELECT 'place/' || place, card FROM p_place",
        "SELECT 'item/' || item, card FROM p_item",
    ):
        rows += fetch(statement)
    texts = card_texts(card for _, card in rows)
    found = {}
    for key, card in rows:
        english, _, chinese = texts.get(card, "").partition("\n")
        plain = key.rpartition("/")[2]
        found[key] = (english or plain, chinese or english or plain)
    return found
