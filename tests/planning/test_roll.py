# SPDX-License-Identifier: Apache-2.0
"""Several weeks are planned at once, and only the first is proposed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.planning import (
    Handling,
    Policy,
    Problem,
    Rolled,
    Work,
    check,
    check_rolled,
    roll,
)
from tests.planning.cases import rich
from tests.planning.test_allocate import need, problem, road, supply

WORK = Work(seed=1)


def rolled(weeks: list[Problem], policy: Policy | None = None) -> Rolled:
    """Roll, and hold the result against the checkers."""
    found = roll(weeks, policy=policy, work=WORK)
    assert check_rolled(weeks, found) == ()
    assert check(found.first, found.proposed) == ()
    return found


def later(case: Problem, **more: object) -> Problem:
    """Return the next week: nothing new but what is said."""
    return replace(case, **{"supplies": (), **more})  # type: ignore[arg-type]


def test_one_week_is_a_plan_of_that_week() -> None:
    """Nothing is left for later."""
    case = problem([supply("5 loom")], [need("a", 5, place="depot")], stages=(road(9),))
    found = rolled([case])
    assert found.proposed.levels == found.levels == {"a": 5}


def test_a_narrow_road_is_used_week_after_week() -> None:
    """Two looms fit in a week: of five, two go now, and all over three weeks."""
    case = problem([supply("9 loom")], [need("a", 5, place="depot")], stages=(road(2),))
    found = rolled([case, later(case), later(case)])
    assert found.levels == {"a": 5}
    assert found.proposed.levels == {"a": 2}
    assert sorted((row.begins, row.line.count) for row in found.lines) == [
        (0, 2),
        (1, 2),
        (2, 1),
    ]


def test_what_comes_later_is_not_sent_before() -> None:
    """Looms that come in the second week leave in it, and arrive after their days."""
    far = replace(road(50), days=10)
    case = problem([supply("1 loom")], [need("a", 3, place="depot")], stages=(far,))
    gift = replace(supply("2 loom"), id="gift")
    found = rolled([case, later(case, supplies=(gift,)), later(case)])
    assert found.levels == {"a": 3}
    when = {row.line.supply: (row.begins, row.arrives) for row in found.lines}
    assert when == {"general/loom@hub": (0, 2), "gift": (1, 3)}


def test_a_second_stage_is_loaded_when_the_first_has_arrived() -> None:
    """Ten days to the depot, two weeks later on to the field, by that week's room."""
    first = replace(road(50), days=10)
    second = replace(road(1, name="on"), source="depot", target="field", days=3)
    case = problem(
        [supply("3 loom")], [need("a", 3, place="field")], stages=(first, second)
    )
    wide = (first, replace(second, capacity_kg=2))
    weeks = [case, later(case), later(case, stages=wide), later(case)]
    found = rolled(weeks)
    assert found.levels == {"a": 3}
    loads = sorted((row.loads, row.line.count) for row in found.lines)
    assert all(on >= out + 2 for (out, on), _ in loads)


def test_a_need_stated_later_waits_for_its_week() -> None:
    """Nothing reaches it before, and everyone's share counts over all weeks."""
    early, late = need("early", 4), need("late", 4)
    case = problem([supply("4 loom")], [early, late])
    weeks = [replace(case, needs=(early,)), later(case)]
    found = rolled(weeks)
    assert found.levels == {"early": 2, "late": 2}
    assert found.proposed.levels == {"early": 2}
    assert {row.arrives for row in found.lines if row.line.need == "late"} == {1}


def test_what_was_got_before_counts_in_every_week() -> None:
    """Who had four of eight gets one now, who had none of four gets three."""
    case = problem([supply("4 loom")], [need("a", 4), need("b", 4)])
    policy = Policy(got={"need:a": 4}, floor_units=0)
    assert rolled([case, later(case)], policy).levels == {"a": 1, "b": 3}


def test_a_road_that_closes_is_used_while_it_is_open() -> None:
    """The road is open in the first week alone: what fits goes in it."""
    case = problem([supply("9 loom")], [need("a", 5, place="depot")], stages=(road(3),))
    found = rolled([case, later(case, stages=())])
    assert found.levels == found.proposed.levels == {"a": 3}


def test_a_gate_handles_each_week_what_it_can() -> None:
    """One kilogram in a week is three looms in three weeks."""
    case = problem(
        [supply("9 loom")],
        [need("a", 5, place="depot")],
        stages=(road(9),),
        handlings=(Handling(place="depot", in_kg=1),),
    )
    assert rolled([case, later(case)]).levels["a"] >= 2
    narrow = replace(case, handlings=(Handling(place="hub", out_kg=1),))
    assert rolled([narrow, later(narrow)]).levels["a"] >= 2


def test_no_week_is_refused() -> None:
    """There is nothing to plan."""
    with pytest.raises(Refusal) as caught:
        roll([], work=WORK)
    assert caught.value.code == "planning.weeks"


@given(st.integers(0, 10**6))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_the_checkers_accept_every_rolling_plan(seed: int) -> None:
    """With gates, packs, losses, prices and terms over three weeks."""
    case = rich(seed, needs=5)
    plain = later(case, on_spot=(), commitments=())
    rolled([case, plain, replace(plain, stages=case.stages[:3])])
