# SPDX-License-Identifier: Apache-2.0
"""Duplicates of givers are proposed where two ids look like one; a person decides.

Precision comes first: thanking two givers as one is worse than thanking one twice.
Names are compared without case, marks or titles, in both orders; Chinese names also as
pinyin without tones, so that both scripts meet. A name alone is enough only if it is
the same; otherwise the addresses have to agree as well. The thresholds are measured on
published cases (docs/internals/duplicates.md).
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz
from rapidfuzz.distance import Jaro, JaroWinkler

PROPOSED_FROM = 78  # of 100, where both names and both addresses are known
NAME_FROM = 70  # below, an address alone makes nobody the same
REST_FROM = 0.6  # below, those who share one name only are of one household
BUCKET_MOST = 60  # a key that so many share tells nobody apart
WORD = re.compile(r"[a-z0-9]+")
HAN = re.compile(r"[\u3400-\u9fff]+")
TITLES = frozenset(
    ["mr", "mrs", "miss", "ms", "dr", "rev", "sir", "prof", "the", "and"]
)
CHINESE_TITLES = re.compile("(先生|女士|小姐|夫人|博士|教授)$")
# As a family name these are read otherwise than elsewhere.
FAMILY = {
    "单": "shan", "曾": "zeng", "解": "xie", "仇": "qiu", "区": "ou", "查": "zha",
    "任": "ren", "盖": "ge", "朴": "piao", "翟": "zhai", "覃": "qin", "华": "hua",
    "單": "shan", "區": "ou", "蓋": "ge", "華": "hua",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class GiverTold:
    """A giver as a card names one: names in whatever scripts, and an address."""

    giver: str
    names: tuple[str, ...]
    address: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Likeness:
    """Two givers that may be one; ``score`` of 100, ``why`` a code."""

    giver: str
    other: str
    score: int
    why: str


@dataclass(frozen=True, slots=True)
class _Form:
    """A giver ready to be compared: names as written in one order each."""

    giver: str
    spellings: tuple[str, ...]
    words: tuple[tuple[str, ...], ...]
    address: str
    han: frozenset[str]


def giver_told(giver: str, text: str) -> GiverTold:
    """Return a giver from a card: a name, the name in Chinese, then an address."""
    lines = [line.strip() for line in text.split("\n") if line.strip()]
    names = lines[:1]
    if len(lines) > 1 and HAN.fullmatch(lines[1]):
        names = lines[:2]
    address = " ".join(lines[len(names) :])
    return GiverTold(giver=giver, names=tuple(names), address=address)


def likenesses(givers: Iterable[GiverTold]) -> list[Likeness]:
    """Return the pairs that may be one giver, the likeliest first."""
    forms = [_form(one) for one in givers]
    found = []
    for one, other in _pairs(forms):
        like = _likeness(forms[one], forms[other])
        if like:
            found.append(like)
    return sorted(found, key=lambda like: (-like.score, like.giver, like.other))


def _form(told: GiverTold) -> _Form:
    words = [words for name in told.names for words in _readings(name)]
    spellings = {"".join(order) for one in words for order in _orders(one)}
    address = " ".join(sorted(_words(told.address)))
    han = frozenset(
        CHINESE_TITLES.sub("", part)
        for name in told.names
        for part in HAN.findall(name)
    )
    return _Form(told.giver, tuple(sorted(spellings)), tuple(words), address, han)


def _readings(name: str) -> Iterator[tuple[str, ...]]:
    """Yield a name as words: as it is written, and a Chinese one by its sound."""
    for part in HAN.findall(name):
        plain = CHINESE_TITLES.sub("", part) or part
        sounds = [_plain(sound).replace("v", "u") for sound in lazy_pinyin(plain)]
        sounds[0] = FAMILY.get(plain[0], sounds[0])
        yield (sounds[0], "".join(sounds[1:])) if len(sounds) > 1 else (sounds[0],)
    words = tuple(word for word in _words(HAN.sub(" ", name)) if word not in TITLES)
    if words:
        yield words


@lru_cache(maxsize=65536)
def _words(text: str) -> tuple[str, ...]:
    return tuple(WORD.findall(_plain(text)))


def _plain(text: str) -> str:
    """Return a text in small letters, without marks."""
    apart = unicodedata.normalize("NFKD", text.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


def _orders(words: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Yield a name as written, and with the family name at the other end."""
    yield words
    yield (*words[1:], words[0])
    yield (words[-1], *words[:-1])


def _pairs(forms: list[_Form]) -> Iterator[tuple[int, int]]:
    """Yield each pair once that shares a beginning of a name, or much of an address."""
    buckets: dict[str, list[int]] = defaultdict(list)
    for at, form in enumerate(forms):
        for key in set(_keys(form)):
            buckets[key].append(at)
    seen: set[tuple[int, int]] = set()
    for members in buckets.values():
        if len(members) > BUCKET_MOST:
            continue
        seen.update(combinations(members, 2))
    yield from sorted(seen)


def _keys(form: _Form) -> Iterator[str]:
    for spelling in form.spellings:
        yield f"n {spelling}"
    for words in form.words:
        for one, other in combinations(sorted(words), 2):
            yield f"i {one[:1]} {other}"
            yield f"i {one} {other[:1]}"
        for word in words:
            yield f"w {word[:4]}"
    for one, other in combinations(form.address.split(), 2):
        yield f"a {one} {other}"


def _likeness(one: _Form, other: _Form) -> Likeness | None:
    same = bool(set(one.spellings) & set(other.spellings))
    name = 100.0 if same else _name_score(one, other)
    if one.address and other.address:
        address = fuzz.token_sort_ratio(one.address, other.address, processor=None)
        score, why = (name + address) / 2, "name-and-address"
        if name < NAME_FROM or score < PROPOSED_FROM or _is_household(one, other):
            return None
    elif same and _is_whole(one) and _is_whole(other) and _sign_by_sign(one, other):
        score, why = 90.0, "same-name"
    else:
        return None
    return Likeness(giver=one.giver, other=other.giver, score=int(score), why=why)


def _name_score(one: _Form, other: _Form) -> float:
    """Return how alike two names are, an initial standing for the word it begins."""
    best = max(
        (
            JaroWinkler.normalized_similarity(a, b)
            for a in one.spellings
            for b in other.spellings
        ),
        default=0.0,
    )
    initials = any(_by_initial(a, b) for a in one.words for b in other.words)
    return max(best * 100, 90.0 if initials else 0.0)


def _is_household(one: _Form, other: _Form) -> bool:
    """True if every two readings share one name and differ plainly in the others."""
    told = [
        _rest(first, second)
        for first in one.words
        for second in other.words
        if len(first) > 1 and len(second) > 1
    ]
    return bool(told) and all(rest < REST_FROM for rest in told)


def _rest(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    """Return how alike two names are beside the words they share, 1 for alike."""
    shared = set(one) & set(other)
    first = "".join(word for word in one if word not in shared)
    second = "".join(word for word in other if word not in shared)
    if not shared or not first or not second:
        return 1.0
    if min(len(first), len(second)) == 1:
        return float(first[0] == second[0])
    return Jaro.normalized_similarity(first, second)


def _by_initial(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """True if words agree one by one, some of them by their first letter alone."""
    if len(one) != len(other) or len(one) < 2:
        return False
    for order in _orders(other):
        agreed = [
            a == b or (min(len(a), len(b)) == 1 and a[0] == b[0])
            for a, b in zip(one, order, strict=True)
        ]
        whole = any(a == b and len(a) > 1 for a, b in zip(one, order, strict=True))
        if all(agreed) and whole:
            return True
    return False


def _sign_by_sign(one: _Form, other: _Form) -> bool:
    """True unless both are known in Chinese, and only sound the same."""
    return not one.han or not other.han or bool(one.han & other.han)


def _is_whole(form: _Form) -> bool:
    """True if a name has at least two words, and no initials."""
    return any(
        len(words) > 1 and all(len(word) > 1 for word in words) for words in form.words
    )
