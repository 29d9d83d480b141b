# SPDX-License-Identifier: Apache-2.0
"""The checker finds every way in which a plan can be wrong."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gungho.planning import (
    Need,
    Plan,
    PlanLine,
    Price,
    Problem,
    Stage,
    Supply,
    allocate,
    check,
)

CASE = Problem(
    supplies=(
        Supply(id="looms", place="hub", commodity="loom", fund="general", count=4),
        Supply(id="purse", place="hub", commodity="CNC", fund="general", count=500),
        Supply(id="other", place="hub", commodity="loom", fund="south", count=4),
    ),
    needs=(
        Need(
            id="shed",
            coop="baoji.0001",
            place="baoji",
            region="northwest",
            trade="weaving",
            purpose="work",
            tier=1,
            inputs={"loom": 2},
            units=5,
        ),
    ),
    stages=(
        Stage(
            id="road",
            source="hub",
            target="baoji",
            capacity_kg=500,
            days=9,
            loss_ppm=0,
            cost=10,
        ),
    ),
    prices=(Price(place="baoji", currency="CNC", commodity="loom", cost=125),),
    weights_g={"loom": 100_000},
    allowed=frozenset({("general", "shed")}),
    items={"south": frozenset({"yarn"})},
)
PLAN = allocate(CASE, seed=1)


def with_line(number: int, **changes: object) -> Plan:
    """Return the plan with one line changed."""
    lines: list[PlanLine] = list(PLAN.lines)
    lines[number] = replace(lines[number], **changes)  # type: ignore[arg-type]
    return replace(PLAN, lines=tuple(lines))


def codes(plan: Plan) -> set[str]:
    """Return what the checker finds, without its prefix."""
    return {row.code.removeprefix("plan.check.") for row in check(CASE, plan)}


def test_the_plan_itself_is_in_order() -> None:
    """Four looms by road and four bought make four units of five."""
    assert PLAN.levels == {"shed": 4}
    assert [line.supply for line in PLAN.lines] == ["looms", "purse"]
    assert codes(PLAN) == set()


@pytest.mark.parametrize(
    ("number", "changes", "code"),
    [
        (0, {"count": 5, "arrives": 5}, "supply"),
        (0, {"count": 6, "arrives": 6}, "capacity"),
        (0, {"count": 0, "arrives": 0}, "count"),
        (0, {"count": 3, "arrives": 3}, "inputs"),
        (0, {"arrives": 5}, "arrives"),
        (0, {"supply": "other"}, "terms"),
        (0, {"supply": "nobody"}, "unknown"),
        (0, {"need": "nobody"}, "unknown"),
        (0, {"route": ("nowhere",)}, "unknown"),
        (0, {"route": ()}, "route"),
        (0, {"route": ("road", "road")}, "route"),
        (0, {"commodity": "CNC"}, "unasked"),
        (0, {"supply": "purse"}, "commodity"),
        (1, {"bought_with": ("CNC", 499)}, "price"),
        (1, {"bought_with": ("CNC", 501)}, "price"),
        (1, {"bought_with": ("HKD", 500)}, "price"),
        (1, {"bought_at": "hub", "route": ("road",)}, "price"),
        (1, {"bought_at": "elsewhere"}, "price"),
    ],
)
def test_a_changed_line_is_found(
    number: int, changes: dict[str, object], code: str
) -> None:
    """Whatever is changed in a line breaks the rule it should break."""
    assert code in codes(with_line(number, **changes))


def test_changed_levels_are_found() -> None:
    """More than asked, more than supplied, or not stated at all."""
    assert codes(replace(PLAN, levels={"shed": 6})) >= {"over-asked", "inputs"}
    assert codes(replace(PLAN, levels={"shed": 5})) == {"inputs", "unmet"}
    assert "levels" in codes(replace(PLAN, levels={}))


def test_a_shortage_that_is_hidden_is_found() -> None:
    """What is not met must be told, and nothing else."""
    assert codes(replace(PLAN, unmet=())) == {"unmet"}
    invented = replace(PLAN.unmet[0], commodity="yarn")
    assert codes(replace(PLAN, unmet=(*PLAN.unmet, invented))) == {"unmet"}
