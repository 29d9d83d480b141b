# SPDX-License-Identifier: Apache-2.0
"""Lines are moved out of the way in whole pieces, and nobody gets less."""

from __future__ import annotations

from math import inf

from hypothesis import given, settings
from hypothesis import strategies as st

from gungho.planning import Problem, allocate, check
from gungho.planning.draft import Draft
from gungho.planning.groups import Outline
from gungho.planning.handing import give_leftovers
from gungho.planning.moving import NEEDS_MAX, Held, Moving, moved
from tests.planning.cases import rich
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


def _scanned(moving: Moving, need: int, commodity: str) -> list[Held]:
    """Return the lines in the way of a need by looking through all ways there are."""
    draft, outline = moving.draft, moving.outline
    supplies = draft.suppliers(need, commodity)
    roads = draft.full_roads(need, commodity, supplies=supplies)
    return [
        ((other, drawn), count)
        for drawn, counts in sorted(draft.counts.items())
        if (drawn[0] in supplies and (drawn[1] == commodity or drawn[3] >= 0))
        or roads.intersection(drawn[2])
        for other, count in sorted(counts.items())
        if outline.group_of[other] != outline.group_of[need]
    ]


@given(
    seed=st.integers(0, 30),
    steps=st.lists(st.tuples(st.integers(0, 3), st.integers(0, 999)), max_size=40),
)
@settings(max_examples=60, deadline=None)
def test_lines_are_found_by_index_as_by_looking_through_all(
    seed: int, steps: list[tuple[int, int]]
) -> None:
    """Whatever is drawn, taken and undone, the same lines come in the same order."""
    case = rich(seed, needs=14)
    draft = Draft(Outline(case, seed), {})
    give_leftovers(draft.outline, draft)
    moving = Moving(draft, until=inf, lines_max=5)
    marks = [draft.mark()]
    for step, at in steps:
        need = at % len(case.needs)
        commodity = sorted(case.needs[need].inputs)[at % len(case.needs[need].inputs)]
        lines = moving.in_the_way(need, commodity)
        if step == 0:
            draft.bring_some(need, commodity, count=1 + at // 50)
        elif step == 1 and (line := next(lines, None)) is not None:
            draft.take((line[0][0], *line[0][1]), 1 + at // 50)
        elif step == 2:
            marks.append(draft.mark())
        elif step == 3:
            draft.back_to(marks.pop() if len(marks) > 1 else marks[0])
        for number, row in enumerate(case.needs):
            for name in row.inputs:
                found = list(moving.in_the_way(number, name))
                assert found == _scanned(moving, number, name)


def test_no_line_is_moved_where_the_needs_are_many() -> None:
    """A loom is left, but the plan is as complete as it gets."""
    rows = [need(f"n{at}", 1) for at in range(NEEDS_MAX + 1)]
    case = problem([supply("1 loom")], rows)
    outline = Outline(case, 1)
    draft = Draft(outline, {})
    assert moved(outline, draft, until=inf)
    assert sum(draft.units) == 0
