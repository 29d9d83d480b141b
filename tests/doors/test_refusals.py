# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from gungho.doors import reasons, refusals
from gungho.doors.sentences import Sentence, filled, placeholders, read_folder
from gungho.errors import Corruption, Refusal, Unavailable

TABLES = {**refusals.table(), **reasons.table()}


@pytest.mark.parametrize("code", sorted(TABLES))
def test_both_languages_ask_for_the_same_facts(code: str) -> None:
    """A fact told in one language is told in the other."""
    words = TABLES[code]
    assert placeholders(words.en) == placeholders(words.zh)
    assert words.en.strip()
    assert any("\u4e00" <= sign <= "\u9fff" for sign in words.zh)


def test_a_refusal_is_told_in_the_readers_language() -> None:
    """The sentence names what happened and where."""
    refusal = Refusal("web.not-this-machine", address="10.0.0.7", host="evil.example")
    assert "10.0.0.7" in refusals.sentence(refusal, "en")
    assert refusals.sentence(refusal, "zh-hans").startswith("本装置")


@pytest.mark.parametrize("kind", [Refusal, Corruption, Unavailable])
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_code_without_a_sentence_is_still_told_clearly(
    kind: type[Refusal] | type[Corruption] | type[Unavailable], language: str
) -> None:
    """The code and every fact are shown."""
    told = refusals.sentence(kind("no.such-code", lot="hk:12.1", count=3), language)
    assert "no.such-code" in told
    assert "lot = hk:12.1" in told
    assert "count = 3" in told


def test_a_missing_fact_falls_back_instead_of_showing_a_gap() -> None:
    """A sentence that cannot be filled is not half told."""
    told = refusals.sentence(Refusal("web.not-this-machine", host="x"), "en")
    assert "{" not in told
    assert "web.not-this-machine" in told


def test_facts_are_never_read_as_placeholders() -> None:
    """A fact that looks like a placeholder stays what it is."""
    facts: Mapping[str, str | int] = {"a": "{b}", "b": "secret"}
    assert filled("It is {a}.", facts) == "It is {b}."


def test_a_door_may_tell_facts_by_name() -> None:
    """Ids become names where the door knows them."""
    told = refusals.sentence(
        Refusal("web.not-this-machine", address="a", host="b"),
        "en",
        tell=lambda name, fact: f"[{name}:{fact}]",
    )
    assert "[address:a]" in told


def test_reasons_without_a_sentence_show_code_and_facts() -> None:
    """An unknown reason is shown, never dropped."""
    assert reasons.sentence("no.such", {"n": 1}, "en") == "no.such (n = 1)"
    assert reasons.sentence("no.such", {}, "zh") == "no.such（-）"


def test_a_code_that_stands_twice_is_found(tmp_path: Path) -> None:
    """Two tables may not tell the same code differently."""
    for name in ("a", "b"):
        (tmp_path / f"{name}.toml").write_text(
            '["x.y"]\nen = "a"\nzh = "甲"\n', "utf-8"
        )
    with pytest.raises(ValueError, match="stands twice"):
        read_folder(tmp_path)


def test_any_chinese_tag_gives_chinese() -> None:
    """zh, zh-hans and zh-Hans-CN are one language here."""
    words = Sentence(en="yes", zh="是")
    assert {words.in_language(tag) for tag in ("zh", "zh-hans", "zh-Hans-CN")} == {"是"}
    assert words.in_language("fr") == "yes"
