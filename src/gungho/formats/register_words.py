# SPDX-License-Identifier: Apache-2.0
"""The words that organisers write: headings, yes and no, grades, dangers, items.

A word that is like a known one is taken for it only if it is like no other, and it is
told; what is like two is told as unclear. Nothing is guessed in silence.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

from gungho.formats.pasted_cells import plain

LIKE_FROM = 80  # of 100; below, a word is none of those known
APART = 6  # two words as like as this leave it unclear
SHORT = 4  # words shorter than this are taken only as they stand
HAN = re.compile(r"[\u3400-\u9fff]")
UNIT = re.compile(r"\s*[(\[（].*")
SQUARE = re.compile(r"m\s*(?:2|\^2|²)|sq\.? ?m(?:et(?:re|er)s)?|㎡|平方米")
NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
DIGITS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5,
          "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}  # fmt: skip

NEEDED = {
    "workers": {"name", "place", "trade"},
    "machines": {"kind", "place"},
    "sites": {"site", "place", "room"},
    "ways": {"source", "target", "days"},
}
_WORDS: dict[str, Any] = tomllib.loads(
    (Path(__file__).parent / "register_words.toml").read_text("utf-8")
)
HEADS: dict[str, dict[str, list[str]]] = _WORDS["heads"]
YES, NO, ALONE, BROKEN = (
    frozenset(_WORDS[name]) for name in ("yes", "no", "alone", "broken")
)
GRADES: dict[str, list[str]] = _WORDS["grades"]
DANGERS: dict[str, list[str]] = _WORDS["dangers"]
ITEMS: dict[str, list[str]] = _WORDS["items"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What a word was taken for; ``exact`` is False where it was only like it."""

    code: str
    exact: bool


def head_of(cell: str) -> str:
    """Return a heading without its unit, its spaces and its case."""
    return UNIT.sub("", plain(cell).lower()).strip(":.。：?？ ").replace(" ", "")


def taken_for(cell: str, words: Mapping[str, Iterable[str]]) -> Taken | None:
    """Return what a cell is taken for, None if for nothing or for more than one."""
    told = plain(cell).lower().strip(" .。")
    if not told:
        return None
    scores: dict[str, float] = {}
    for code, known in words.items():
        for word in (code, *known):
            if told == word.lower():
                return Taken(code=code, exact=True)
            scores[code] = max(scores.get(code, 0.0), _like(told, word.lower()))
    best = sorted(scores.items(), key=lambda one: -one[1])[:2]
    if not best or best[0][1] < LIKE_FROM:
        return None
    if len(best) > 1 and best[1][1] > best[0][1] - APART:
        return None
    return Taken(code=best[0][0], exact=False)


@lru_cache(maxsize=100_000)
def _like(told: str, word: str) -> float:
    """Return how like two words are: as written, or as Chinese is spoken."""
    if HAN.search(told) and HAN.search(word):
        if word in told and len(word) >= 2:
            return 95.0
        spoken = [" ".join(lazy_pinyin(one)) for one in (told, word)]
        return 92.0 if spoken[0] == spoken[1] else 0.0
    if HAN.search(told) or HAN.search(word):
        latin, han = (word, told) if HAN.search(told) else (told, word)
        run = "".join(lazy_pinyin(han))
        return 92.0 if latin.replace(" ", "") == run else 0.0
    if min(len(told), len(word)) < SHORT:
        return 0.0
    return fuzz.ratio(told, word)


def number_in(cell: str) -> int | None:
    """Return the whole number in a cell, in any digits; None for none or for two."""
    told = SQUARE.sub("", plain(cell).lower()).replace(",", "").replace("，", "")
    found = NUMBER.findall(told)
    if len(found) == 1 and "." not in found[0]:
        return int(found[0])
    if len(found) == 1:
        whole, _, part = found[0].partition(".")
        return int(whole) if not part.strip("0") else None
    return _chinese(told) if not found else None


def _chinese(told: str) -> int | None:
    """Return a Chinese number up to ninety-nine."""
    signs = [sign for sign in told if sign in DIGITS]
    if not signs or len(signs) > 3:
        return None
    if "十" not in signs:
        return DIGITS[signs[0]] if len(signs) == 1 else None
    tens, _, ones = "".join(signs).partition("十")
    return 10 * (DIGITS[tens] if tens else 1) + (DIGITS[ones] if ones else 0)
