# SPDX-License-Identifier: Apache-2.0
"""One place has many spellings, and each of them finds it."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.reports.searching import Found, readings_of, search
from tests.support.cases import CASES, needs_cases

PAIRS = CASES / "places" / "geonames-cn-wadegiles-pairs.csv"


def named(*titles: str, text: str = "") -> list[Found]:
    """Things with these names."""
    return [Found(sort="place", title=one, text=text, href="") for one in titles]


def titles(asked: str, *among: str) -> list[str]:
    """Return the names that a question finds."""
    return [one.title for one, _ in search(asked, named(*among))]


@pytest.mark.parametrize(
    "asked",
    ["宝鸡", "baoji", "Bǎojī", "BAOJI", "Pao-chi", "pao chi", "Paoki", "bao", "宝"],
)
def test_baoji_is_found_by_each_of_its_spellings(asked: str) -> None:
    """In either script, by pinyin, Wade-Giles, the postal name or a beginning."""
    assert titles(asked, "Baoji · 宝鸡", "Kunming · 昆明") == ["Baoji · 宝鸡"]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ("Ch'eng-tu", "成都"), ("Chengtu", "成都"), ("Chungking", "重庆"),
        ("Hsi-an", "西安"), ("Sian", "西安"), ("Kuei-lin", "桂林"),
        ("Lan-chou", "兰州"), ("Shuang-shih-p’u", "双石铺"), ("Tz'u-hsi", "慈溪"),
    ],
)  # fmt: skip
def test_old_spellings_find_the_chinese_name(asked: str, place: str) -> None:
    """Though no Latin name stands beside it; apostrophes may be missing."""
    among = [place, "昆明", "广州"]
    assert titles(asked, *among) == [place]
    assert place in titles(asked.replace("'", "").replace("’", ""), *among)


def test_every_word_has_to_fit_and_names_come_before_texts() -> None:
    """Two words narrow; a word in the name weighs more than one in a text."""
    weavers = named("Baoji Weavers · 宝鸡织布社", "Baoji Tanners · 宝鸡制革社")
    letters = named("hk:letter", text="The weavers of Baoji thank you.")
    found = [one.title for one, _ in search("baoji weavers", [*letters, *weavers])]
    assert found == ["Baoji Weavers · 宝鸡织布社", "hk:letter"]
    assert search("  ", weavers) == []
    assert search("' - ", weavers) == []
    assert titles("wevers", "Weavers") == ["Weavers"]
    assert titles("xyz", "Weavers") == []


@needs_cases
def test_wade_giles_finds_the_place_in_published_pairs() -> None:
    """Of 3,466 names with their signs, 99 in a hundred and more (99.1 measured)."""
    rows = [
        row
        for row in csv.DictReader(PAIRS.open(encoding="utf-8"))
        if row["agrees"] == "1"
    ]
    hits = sum(
        bool(search(row["wade_giles_alternate"], named(*row["hanzi_names"].split("|"))))
        for row in rows
    )
    assert len(rows) > 3000
    assert hits / len(rows) > 0.985


@examples(st.text(max_size=60), st.text(max_size=60))
def test_no_question_breaks_the_search(asked: str, title: str) -> None:
    """Whatever is typed; readings stay few."""
    search(asked, named(title))
    assert len(readings_of(asked.casefold())) < 200
