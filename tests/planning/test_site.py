# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest

from gungho.errors import Refusal
from gungho.planning import (
    Candidate,
    Demand,
    Siting,
    SitingProblem,
    Step,
    check_siting,
    site,
)
from tests.support.sitings import siting_problem

THREE = ("baoji 9/50, hankow 9/60, yaan 9/40", "a 3, b 3, c 3, d 3")
COSTS = "1 2 9 9 / 3 1 1 3 / 9 9 2 1"


def sited(problem: SitingProblem, **limits: float) -> Siting:
    """Site, and hold the answer against the checker."""
    siting = site(problem, **limits)
    assert check_siting(problem, siting) == ()
    return siting


def reasons(siting: Siting) -> dict[str, str]:
    """Return why each candidate opens or stays closed."""
    return {row.candidate: row.reason.code for row in siting.chosen}


def refused(problem: SitingProblem) -> str:
    """Return the code with which a problem is refused."""
    with pytest.raises(Refusal) as caught:
        site(problem)
    return caught.value.code


def test_one_depot_opens_where_it_is_cheapest() -> None:
    """Opening counts as much as serving."""
    siting = sited(siting_problem("far 9/10, near 9/40", "a 3", "12 / 1"))
    assert siting.open == ("far",)
    assert (siting.objective, siting.bound, siting.proved) == (22, 22, True)
    assert reasons(siting) == {"far": "site.open.only-way", "near": "site.closed.dear"}


def test_two_depots_open_where_one_has_no_room_for_all() -> None:
    """Twelve in all and nine in each."""
    siting = sited(siting_problem(*THREE, COSTS))
    assert siting.open == ("baoji", "yaan")
    assert siting.objective == 50 + 40 + 1 + 2 + 2 + 1
    assert reasons(siting)["hankow"] == "site.closed.dear"
    assert siting.gap == 0.0


def test_a_demand_is_split_where_that_is_cheaper() -> None:
    """Two of three units come from the near depot, which is then full."""
    problem = siting_problem("near 5/0, far 9/0", "a 3, b 3", "3 3 / 9 30")
    siting = sited(problem)
    assert {(row.demand, row.candidate): row.count for row in siting.served} == {
        ("a", "near"): 2,
        ("a", "far"): 1,
        ("b", "near"): 3,
    }
    assert siting.objective == Fraction(2 + 3 + 3)
    (full,) = (row for row in siting.served if row.candidate == "far")
    assert full.reason.code == "site.here.full"
    assert full.reason.facts["more"] == 6


def test_a_whole_demand_is_not_split() -> None:
    """The same co-ops, each from one depot."""
    problem = siting_problem("near 5/0, far 9/0", "a 3, b 3", "3 3 / 9 30", whole=True)
    siting = sited(problem)
    assert len(siting.served) == 2
    assert siting.objective == 9 + 3
    assert siting.proved


def test_exactly_as_many_depots_open_as_were_asked_for() -> None:
    """Even one that serves nobody, and it is said why."""
    problem = siting_problem(
        "x 9/0, y 9/0, z 9/0", "a 1, b 1", "0 1 / 1 0 / 5 5", depots=3, whole=True
    )
    siting = sited(problem)
    assert siting.open == ("x", "y", "z")
    assert reasons(siting)["z"] == "site.open.number"
    one = sited(replace(problem, depots=1))
    assert len(one.open) == 1
    assert set(reasons(one).values()) >= {"site.closed.number"}


def test_a_part_of_a_cost_is_kept_exactly() -> None:
    """A third of ten is ten thirds."""
    problem = siting_problem("near 2/0, far 9/0", "a 3", "0 / 10")
    assert sited(problem).objective == Fraction(10, 3)


@pytest.mark.parametrize(
    ("problem", "code"),
    [
        (siting_problem("x 5/0, y 5/0", "a 9, b 9", "1 1 / 1 1"), "planning.no-room"),
        (siting_problem("x 9/0, y 9/0", "a 1, b 1", "1 - / 1 -"), "planning.no-way"),
        (
            siting_problem("x 5/0, y 5/0", "a 6", "1 / 1", whole=True),
            "planning.too-large",
        ),
        (
            siting_problem("x 5/0, y 5/0", "a 4, b 4", "1 1 / 1 1", depots=1),
            "planning.few-depots",
        ),
        (
            siting_problem(
                "x 5/0, y 5/0", "a 3, b 3, c 3", "1 1 1 / 1 1 1", whole=True
            ),
            "planning.no-siting",
        ),
        (
            siting_problem("x 9/0, y 9/0", "a 5, b 5", "1 1 / - -"),
            "planning.no-siting",
        ),
    ],
)
def test_what_has_no_answer_is_refused(problem: SitingProblem, code: str) -> None:
    """Each with its own reason."""
    assert refused(problem) == code


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"candidates": ()}, "planning.no-candidates"),
        ({"demands": ()}, "planning.no-demands"),
        ({"depots": 0}, "planning.depots"),
        ({"depots": 4}, "planning.depots"),
        ({"costs": np.zeros((2, 4), np.int64)}, "planning.costs"),
        ({"costs": np.zeros((3, 4))}, "planning.costs"),
        ({"costs": np.full((3, 4), -2)}, "planning.cost"),
        ({"costs": np.full((3, 4), 2**53)}, "planning.cost"),
        (
            {"candidates": (Candidate(id="x", capacity=0, opening=0),)},
            "planning.count",
        ),
        (
            {"candidates": (Candidate(id="x", capacity=1, opening=-1),)},
            "planning.count",
        ),
        ({"demands": (Demand(id="a", count=0),)}, "planning.count"),
        ({"demands": (Demand(id="a", count=2**53),)}, "planning.count"),
        ({"demands": (Demand(id="a", count=1),) * 2}, "planning.duplicate"),
        (
            {"candidates": (Candidate(id="x", capacity=1, opening=1),) * 2},
            "planning.duplicate",
        ),
    ],
)
def test_a_malformed_problem_is_refused(changes: dict[str, object], code: str) -> None:
    """Empty, zero, negative, too large, twice, or of another shape."""
    with pytest.raises(Refusal) as caught:
        replace(siting_problem(*THREE, COSTS), **changes)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_table_too_large_to_settle_is_refused_before_it_is_built() -> None:
    """A thousand candidates for twenty thousand co-ops are too many pairs."""
    with pytest.raises(Refusal) as caught:
        SitingProblem(
            candidates=tuple(
                Candidate(id=str(n), capacity=1, opening=1) for n in range(1000)
            ),
            demands=tuple(Demand(id=str(n), count=1) for n in range(20_000)),
            costs=np.zeros((1, 1), np.int64),
        )
    assert caught.value.code == "planning.pairs"


@pytest.mark.parametrize("whole", [False, True])
def test_absurd_numbers_are_sited_like_others(*, whole: bool) -> None:
    """A million million of everything: exact counts, and no depot beyond its room."""
    many = 10**12
    problem = siting_problem(
        f"x {3 * many}/{many}, y {2 * many + 1}/{many}",
        f"a {many}, b {many + 1}, c {many - 1}, d 1",
        f"{many} {many} 7 0 / 1 {many} 9 {many}",
        whole=whole,
    )
    siting = sited(problem)
    assert siting.proved
    assert siting.open


def test_costs_of_nothing_are_sited_too() -> None:
    """All answers cost nothing; one is given, proved."""
    siting = sited(siting_problem("x 9/0, y 9/0", "a 1, b 1", "0 0 / 0 0"))
    assert (siting.objective, siting.proved) == (0, True)


@pytest.mark.slow
def test_a_hundred_thousand_equal_demands_are_settled() -> None:
    """All the same, so any choice will do, as long as it is the cheapest."""
    count = 100_000
    problem = SitingProblem(
        candidates=tuple(
            Candidate(id=name, capacity=count, opening=opening)
            for name, opening in (("x", 7), ("y", 5))
        ),
        demands=tuple(Demand(id=str(n), count=1) for n in range(count)),
        costs=np.ones((2, count), np.int64),
    )
    siting = sited(problem, seconds=120.0)
    assert siting.open == ("y",)
    assert siting.objective == count + 5


def test_without_time_the_best_so_far_comes_with_its_gap() -> None:
    """Or a plain refusal where nothing was found."""
    draw = np.random.default_rng(5)
    problem = SitingProblem(
        candidates=tuple(
            Candidate(id=f"x{n}", capacity=60, opening=400) for n in range(30)
        ),
        demands=tuple(
            Demand(id=f"a{n}", count=int(draw.integers(5, 20))) for n in range(90)
        ),
        costs=draw.integers(10, 500, (30, 90)),
        whole=True,
    )
    with pytest.raises(Refusal) as caught:
        site(problem, seconds=0.0)
    assert caught.value.code == "planning.siting-late"
    siting = sited(problem, seconds=0.4)
    assert not siting.proved
    assert siting.bound < siting.objective
    assert 0 < siting.gap < 1


def test_progress_names_its_stages() -> None:
    """How many candidates there are, then how many are out of question."""
    seen: list[Step] = []
    site(siting_problem(*THREE, COSTS), progress=seen.append)
    assert (seen[0].code, seen[0].done, seen[0].whole) == ("site.bound", 0, 3)
    assert {step.code for step in seen} <= {"site.bound", "site.settle"}


def test_the_same_problem_gives_the_same_answer() -> None:
    """Nothing but the problem decides."""
    problem = siting_problem(*THREE, COSTS, whole=True)
    assert sited(problem) == sited(problem)
