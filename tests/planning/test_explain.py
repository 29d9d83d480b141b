# SPDX-License-Identifier: Apache-2.0
"""Every reason of a plan has a sentence in English and Chinese, and its facts."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from importlib import resources

import pytest

from gungho.planning import (
    Explanation,
    Need,
    Price,
    Problem,
    Stage,
    Supply,
    allocate,
    check,
    explain,
)

FOLDER = resources.files("gungho.doors") / "reasons" / "planning.toml"
SENTENCES = tomllib.loads(FOLDER.read_text(encoding="utf-8"))


def need(name: str, *, place: str, inputs: dict[str, int], units: int) -> Need:
    """Make a need for weaving in the northwest."""
    return Need(
        id=name,
        coop=name,
        place=place,
        region="northwest",
        trade="weaving",
        purpose="work",
        tier=1,
        inputs=inputs,
        units=units,
    )


def problem() -> Problem:
    """Make a problem that brings out most reasons at once."""
    supplies = (
        Supply(id="u1", place="hub", commodity="loom", fund="general", count=9),
        Supply(id="u2", place="hub", commodity="yarn", fund="general", count=40),
        Supply(id="u3", place="baoji", commodity="yarn", fund="general", count=7),
        Supply(id="u4", place="hub", commodity="CNC", fund="general", count=1000),
        Supply(id="u5", place="hub", commodity="wheel", fund="south", count=9),
        Supply(id="u6", place="hub", commodity="press", fund="general", count=1),
        Supply(id="u7", place="cut-off", commodity="lathe", fund="general", count=9),
    )
    recipe = {"loom": 1, "yarn": 5, "CNC": 10}
    needs = (
        need("a", place="baoji", inputs=recipe, units=4),
        need("b", place="baoji", inputs=recipe, units=4),
        need("c", place="hub", inputs={"soap": 2}, units=1),
        need("d", place="hub", inputs={"soap": 2}, units=500),
        need("e", place="hub", inputs={"wheel": 1}, units=2),
        need("f", place="hub", inputs={"press": 2, "tin": 1}, units=2),
        need("g", place="hub", inputs={"lathe": 1}, units=2),
        need("h", place="hub", inputs={"loom": 1}, units=0),
        need("i", place="hub", inputs={"loom": 6}, units=1),
        need("j", place="hub", inputs={"loom": 6}, units=1),
    )
    road = Stage(
        id="road",
        source="hub",
        target="baoji",
        capacity_kg=27,
        days=5,
        loss_ppm=0,
        cost=7,
    )
    return Problem(
        supplies=supplies,
        needs=needs,
        stages=(road,),
        prices=(Price(place="hub", currency="CNC", commodity="soap", cost=3),),
        weights_g=dict.fromkeys(("loom", "yarn", "wheel", "press", "soap"), 1000.0)
        | {"lathe": 9.0, "tin": 1.0},
        allowed=frozenset(("general", row.id) for row in needs),
    )


def told() -> tuple[Explanation, ...]:
    """Plan the problem and explain the plan."""
    case = problem()
    plan = allocate(case, seed=3)
    assert check(case, plan) == ()
    return explain(case, replace(plan, complete=False))


def test_every_sentence_can_be_said_in_both_languages() -> None:
    """The facts fill all that the sentences ask for."""
    for row in told():
        for language in ("en", "zh"):
            sentence = SENTENCES[row.code][language]
            assert set(re.findall(r"\{(\w+)\}", sentence)) <= set(row.facts)
            assert "{" not in sentence.format(**row.facts)


def test_the_problem_brings_out_the_reasons() -> None:
    """What was made to lack for a reason is explained by it."""
    reasons = {
        (row.code, name)
        for row in told()
        for name in row.needs
        if row.code.startswith(("plan.unmet", "plan.level"))
    }
    assert reasons >= {
        ("plan.unmet.shared-out", "d"),
        ("plan.unmet.terms", "e"),
        ("plan.unmet.too-little", "f"),
        ("plan.unmet.none-given", "f"),
        ("plan.unmet.no-road", "g"),
        ("plan.level.nothing-asked", "h"),
        ("plan.level.full", "c"),
        ("plan.level.share", "d"),
        ("plan.level.unreachable", "e"),
    }
    assert {code for code, name in reasons if name in "ij"} >= {"plan.level.lot-lost"}


def test_lines_are_told_by_how_they_go() -> None:
    """At hand, carried, bought and by wire are different sentences."""
    codes = {row.code for row in told()}
    assert codes >= {
        "plan.line.at-hand",
        "plan.line.carried",
        "plan.line.bought",
        "plan.line.wire",
    }


def test_what_is_not_proved_says_so() -> None:
    """A full road might be led round: that is not proved."""
    for row in told():
        if row.code == "plan.unmet.road-full":
            assert not row.proved


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_sentence_is_empty(language: str) -> None:
    """Every reason has words in each language."""
    assert all(row[language].strip() for row in SENTENCES.values())
