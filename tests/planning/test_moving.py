# SPDX-License-Identifier: Apache-2.0
"""Lines are moved out of the way in whole pieces, and nobody gets less."""

from __future__ import annotations

from math import inf

from gungho.planning import Problem, allocate, check
from gungho.planning.draft import Draft
from gungho.planning.groups import Outline
from gungho.planning.moving import moved
from tests.planning.test_allocate import need, problem, supply


def _drawn() -> tuple[Problem, Outline, Draft]:
    """Two needs: b may use one fund alone, and a, who may use both, has drawn on it."""
    case = problem(
        [supply("1 loom", fund="for-both"), supply("1 loom", fund="for-a")],
        [need("a", 1), need("b", 1)],
        allowed=frozenset({("for-both", "a"), ("for-both", "b"), ("for-a", "a")}),
    )
    outline = Outline(case, 1)
    draft = Draft(outline, {})
    shared = next(at for at, row in enumerate(case.supplies) if row.fund == "for-both")
    assert draft.draw((0, shared, "loom", (), -1), 1) == 1
    draft.units[0] = 1
    draft.settle()
    return case, outline, draft


def test_a_line_moves_so_that_another_need_can_be_met() -> None:
    """Then a is served by its own fund, and b by the one that both may use."""
    _, outline, draft = _drawn()
    assert moved(outline, draft, until=inf)
    assert draft.units == [1, 1]
    assert draft.left == [0, 0]


def test_a_moving_that_ran_out_of_time_says_so() -> None:
    """Nothing is changed, and the plan is not told as complete."""
    _, outline, draft = _drawn()
    assert not moved(outline, draft, until=0.0)
    assert draft.units == [1, 0]


def test_the_plan_of_it_is_whole() -> None:
    """Made from nothing, both have theirs, and the checker agrees."""
    case, _, _ = _drawn()
    plan = allocate(case, seed=1)
    assert plan.levels == {"a": 1, "b": 1}
    assert plan.complete
    assert check(case, plan) == ()
