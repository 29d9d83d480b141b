# SPDX-License-Identifier: Apache-2.0
"""Searching in either script, by any common spelling of a Chinese name.

A text becomes keys: its Latin words without case and marks, its Chinese signs, and
their pinyin without tones, run together and sign by sign. A word of the question may be
Chinese, pinyin, Wade-Giles (with or without its apostrophes) or a postal spelling; each
reading that it can have is tried, and none is chosen by guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz import fuzz

HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[a-z0-9]+")
LIKE_FROM = 88  # of 100: one letter wrong in eight
LIKE_LETTERS = 6
CODE = 10  # more than any word of a name
# Postal and older spellings that no rule gives (Postal Atlas of China, 1919 and 1933).
POSTAL = {
    "sian": "xian", "chungking": "chongqing", "chengtu": "chengdu",
    "lanchow": "lanzhou", "paoki": "baoji", "kweilin": "guilin", "kweiyang": "guiyang",
    "kanchow": "ganzhou", "hankow": "hankou", "canton": "guangzhou",
    "peking": "beijing", "peiping": "beijing", "nanking": "nanjing",
    "tientsin": "tianjin", "yenan": "yanan", "shensi": "shanxi", "shansi": "shanxi",
    "kansu": "gansu", "szechwan": "sichuan", "szechuan": "sichuan",
    "chekiang": "zhejiang", "kiangsi": "jiangxi", "fukien": "fujian",
    "kwangtung": "guangdong", "kwangsi": "guangxi", "hupeh": "hubei",
    "hopei": "hebei", "honan": "henan", "tsingtao": "qingdao", "amoy": "xiamen",
    "swatow": "shantou", "foochow": "fuzhou", "hangchow": "hangzhou",
    "soochow": "suzhou", "ichang": "yichang", "wanhsien": "wanxian",
    "kiukiang": "jiujiang", "sikang": "xikang", "sinkiang": "xinjiang",
    "tsinan": "jinan", "kaifeng": "kaifeng", "loyang": "luoyang",
}  # fmt: skip
_INITIALS = (
    ("hs", ("x",)), ("tz'", ("c",)), ("ts'", ("c",)), ("tz", ("z", "c")),
    ("ts", ("z", "c")), ("sz", ("s",)), ("ss", ("s",)), ("sh", ("sh",)),
    ("ch'", ("ch", "q")), ("ch", ("zh", "j", "ch", "q")), ("p'", ("p",)),
    ("p", ("b", "p")), ("t'", ("t",)), ("t", ("d", "t")), ("k'", ("k",)),
    ("k", ("g", "k")), ("j", ("r",)),
)  # fmt: skip
_FINALS = {
    "ung": "ong", "ieh": "ie", "ien": "ian", "iung": "iong", "ih": "i", "u": "u",
    "ueh": "ue", "uen": "uan", "uei": "ui", "o": "o", "erh": "er", "yu": "you",
}  # fmt: skip
_WHOLE = {
    "i": "yi", "yu": "you", "yeh": "ye", "yen": "yan", "yung": "yong", "ho": "he",
    "ko": "ge", "k'o": "ke", "o": "e", "lo": "luo", "no": "nuo", "to": "duo",
    "t'o": "tuo", "so": "suo", "tso": "zuo", "ts'o": "cuo", "jo": "ruo", "erh": "er",
    "cho": "zhuo", "ch'o": "chuo", "sho": "shuo", "szu": "si", "ssu": "si",
    "tzu": "zi", "tz'u": "ci", "jih": "ri", "shih": "shi", "chih": "zhi",
    "ch'ih": "chi", "jen": "ren", "jung": "rong", "hsu": "xu", "yueh": "yue",
}  # fmt: skip
_FRONT = frozenset({"j", "q", "x"})
READINGS_MOST = 64
KEYS_MOST = 200_000  # names kept ready: those of 30,000 co-ops several times over


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a search may find: its sort, what it is called, a text, where it leads."""

    sort: str
    title: str
    text: str
    href: str


def search(
    asked: str, among: Iterable[Found], *, most: int | None = None
) -> list[tuple[Found, int]]:
    """Return what fits every word of the question, with its score, the best first."""
    words = _words(asked)
    if not words:
        return []
    code = asked.strip().casefold()
    scored = [(one, _by_code(code, one) or _score(words, one)) for one in among]
    fitting = [(one, score) for one, score in scored if score]
    fitting.sort(key=lambda pair: (-pair[1], pair[0].sort, pair[0].title))
    return fitting[:most]


def _words(asked: str) -> list[frozenset[str]]:
    """Return each word of the question as all that it may be read as."""
    plain = _plain(asked)
    found = [frozenset({run}) for run in HAN.findall(plain)]
    for word in re.findall(r"[a-z0-9'-]+", HAN.sub(" ", plain)):
        readings = readings_of(word)
        if readings:
            found.append(readings)
    return found


def readings_of(word: str) -> frozenset[str]:
    """Return a Latin word and all that it may be in pinyin, run together."""
    bare = re.sub(r"[^a-z0-9]", "", word)
    if not bare:
        return frozenset()
    found = {bare}
    if bare in POSTAL:
        found.add(POSTAL[bare])
    parts = [_pinyin_of(part) for part in word.split("-") if part]
    runs = [""]
    for part in parts:
        runs = [run + one for run in runs for one in sorted(part)][:READINGS_MOST]
    return frozenset(found | {run for run in runs if run})


@lru_cache(maxsize=4096)
def _pinyin_of(syllable: str) -> frozenset[str]:
    """Return what one syllable of Wade-Giles may be in pinyin, itself among it."""
    bare = syllable.replace("'", "")
    found = {bare}
    if syllable in _WHOLE:
        found.add(_WHOLE[syllable])
    for whole, pinyin in _WHOLE.items():
        if whole.replace("'", "") == bare:
            found.add(pinyin)
    for initial, meant in _INITIALS:
        if syllable.startswith(initial):
            rest = syllable[len(initial) :].replace("'", "")
            found |= {one + _final(one, rest) for one in meant}
            break
    else:
        found |= {bare[0] + _FINALS.get(bare[1:], bare[1:])}
    return frozenset(found)


def _final(initial: str, rest: str) -> str:
    """Return a final in pinyin after an initial."""
    told = _FINALS.get(rest, rest)
    if rest == "u" and initial in ("s", "z", "c"):
        return "u"
    if initial == "g" and rest == "uei":
        return "ui"
    return "iu" if initial in _FRONT and rest == "iu" else told


@lru_cache(maxsize=KEYS_MOST)
def keys_of(text: str) -> tuple[frozenset[str], str]:
    """Return the words by which a text is found, and its Chinese signs."""
    plain = _plain(text)
    runs = HAN.findall(plain)
    words = set(LATIN.findall(HAN.sub(" ", plain).replace("'", "")))
    for run in runs:
        syllables = [_plain(one) for one in lazy_pinyin(run)]
        words |= {"".join(syllables[start:]) for start in range(len(syllables))}
    return frozenset(words), " ".join(runs)


def _by_code(code: str, one: Found) -> int:
    """Return how well something fits by its own code, typed as it stands there."""
    codes = (one.title.casefold(), one.text.casefold())
    if code in codes:
        return 4 * CODE
    return CODE if any(text.startswith(code) for text in codes) else 0


def _score(words: Sequence[frozenset[str]], one: Found) -> int:
    """Return how well something fits, 0 if a word of the question is not in it."""
    total = 0
    for readings in words:
        best = max(
            2 * _fit(readings, keys_of(one.title)), _fit(readings, keys_of(one.text))
        )
        if not best:
            return 0
        total += best
    return total


def _fit(readings: frozenset[str], keys: tuple[frozenset[str], str]) -> int:
    """Return 4 for a word itself, 3 for a beginning, 2 for part, 1 for one like it."""
    words, signs = keys
    if readings & words:
        return 4
    if any(reading in signs for reading in readings if HAN.match(reading)):
        return 3
    if any(word.startswith(reading) for reading in readings for word in words):
        return 3
    longer = [reading for reading in readings if len(reading) >= LIKE_LETTERS]
    like = any(
        fuzz.ratio(reading, word) >= LIKE_FROM
        for reading in longer
        for word in words
        if abs(len(word) - len(reading)) <= 2
    )
    return int(like)


def _plain(text: str) -> str:
    """Return a text without case and marks, its apostrophes as one sign."""
    split = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(sign for sign in split if not unicodedata.combining(sign))
    return re.sub("[\u2018\u2019\u02bb\u02bc`]", "'", bare)
