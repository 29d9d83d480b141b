# SPDX-License-Identifier: Apache-2.0
"""Whenever the time of a forming runs out, there is a sound answer and a bound."""

from __future__ import annotations

from functools import cache

import pytest

from gungho.planning.forming import (
    FormProblem,
    Limits,
    Worker,
    check_formation,
    check_proposals,
    form,
    told,
)
from gungho.planning.forming.missing import points_of
from gungho.planning.forming.model import Builder
from gungho.planning.forming.parties import gather
from gungho.planning.forming.solve import Found, Progress, Task, solve
from gungho.planning.forming.teams import teams
from tests.support.forming import looms, people, problem, site

HOUR = 3_600.0
NEVER = -1.0  # a gap that nothing reaches, so that every stage is walked
STAGES = ["first", "bound", "sheds", "region", "apart", "neighbours"]


class RunsOut:
    """A clock that stands still for so many readings and is then past every hour."""

    def __init__(self, readings: int) -> None:
        self.readings = readings
        self.read = 0

    def __call__(self) -> float:
        """Read it."""
        self.read += 1
        return 0.0 if self.read <= self.readings else 2 * HOUR


@cache
def case() -> FormProblem:
    """Make two far places that share what bookkeepers may still be asked for."""
    rows: list[Worker] = []
    for place, count in (("baoji", 23), ("xian", 31)):
        rows += people(count, place=place)
        rows += [
            Worker(id=f"{place}.lead.{at}", trade="weaver", place=place, leads=True,
                   household=f"{place}.{at}")
            for at in range(5)
        ]  # fmt: skip
    return problem(
        rows,
        [*looms(5), *looms(6, place="xian")],
        sites=(site(room=400), site("hall", place="xian", room=400)),
        limits=Limits(missing={"bookkeeper": 3, "loom": 2, "yarn": 90}),
    )


def searched(clock: RunsOut) -> tuple[Found, list[str]]:
    """Search the case as a large one; return what was found, and the stages told."""
    heard: list[Progress] = []
    gathered = gather(case())
    programme = Builder(case(), gathered).build()
    task = Task(seed=1, until=HOUR, gap=NEVER, tell=heard.append, clock=clock, small=0)
    found = solve(programme, task)
    rows = told(
        case(), teams(case(), gathered, programme=programme, values=found.values)
    )
    assert check_proposals(case(), rows) == ()
    assert points_of(case(), rows) == found.points
    return found, [one.stage for one in heard]


@cache
def unhurried() -> tuple[Found, tuple[str, ...], int]:
    """Search with all the time in the world; count how often the clock is read."""
    clock = RunsOut(10**9)
    found, stages = searched(clock)
    return found, tuple(stages), clock.read


def test_every_stage_of_a_large_search_is_walked() -> None:
    """So the readings below fall into each of them."""
    found, stages, readings = unhurried()
    assert list(dict.fromkeys(stages)) == STAGES
    assert found.points > 0
    assert readings > len(STAGES)


def test_time_that_runs_out_at_any_reading_leaves_an_answer_and_a_bound() -> None:
    """Stopped anywhere, the answer is sound and the bound holds for the best one."""
    best, _, readings = unhurried()
    before = 0
    for at in range(readings):
        found, _ = searched(RunsOut(at))
        assert found.points <= best.bound
        assert best.points <= found.bound
        before = max(before, found.points)
    assert before >= best.points


def test_after_the_first_stage_somebody_is_always_placed() -> None:
    """An answer found early is lost by no later stage that is cut short."""
    _, stages, readings = unhurried()
    for at in range(readings):
        found, heard = searched(RunsOut(at))
        placed = [one for one in heard if one != "first"]
        assert not placed or found.points > 0
    assert stages[0] == "first"


@pytest.mark.parametrize("readings", range(6))
def test_a_formation_is_checked_whenever_time_runs_out(readings: int) -> None:
    """From before the programme is built to past its search."""
    clock = RunsOut(readings)
    found = form(case(), seed=1, seconds=HOUR, clock=clock)
    assert check_formation(case(), found) == ()
    assert found.bound >= found.points


def test_the_same_input_and_seed_give_the_same_proposal() -> None:
    """A second thread searches for the bound, and changes nothing in the answer."""
    again, stages = searched(RunsOut(10**9))
    best, told_before, _ = unhurried()
    assert (again.values == best.values).all()
    assert (again.points, again.bound, tuple(stages)) == (
        best.points, best.bound, told_before
    )  # fmt: skip
