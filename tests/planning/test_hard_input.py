# SPDX-License-Identifier: Apache-2.0
"""Whatever comes in, a plan comes out that the checker accepts, and says what it is."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pytest

from gungho.errors import Unavailable
from gungho.measure import MAX_COUNT
from gungho.planning import (
    Handling,
    Need,
    Policy,
    Price,
    Problem,
    Stage,
    Supply,
    allocate,
    check,
    explain,
)
from gungho.planning.solver import Solver
from tests.planning.cases import rich
from tests.planning.test_allocate import need, planned, problem, road, supply

ABSURD = 10**12


class Failing(Solver):
    """A solver that gives up after so many solves, in one of the ways solvers do."""

    def __init__(
        self, *args: Any, after: int, how: Exception | None, **kw: Any
    ) -> None:
        super().__init__(*args, **kw)
        self.left = after
        self.how = how

    def solve(self, *, moved: bool = False) -> bool:
        """Solve as long as it lasts."""
        self.left -= 1
        if self.left >= 0:
            return super().solve(moved=moved)
        if self.how is not None:
            raise self.how
        return False


@pytest.mark.parametrize("after", [0, 1, 2, 4, 7])
@pytest.mark.parametrize(
    "how", [None, MemoryError(), Unavailable("planning.solver")], ids=repr
)
def test_a_solver_that_gives_up_leaves_the_best_so_far(
    after: int, how: Exception | None
) -> None:
    """Incomplete, told so, and within every limit."""

    def engines(model: Any, **kw: Any) -> Failing:
        return Failing(model, after=after, how=how, **kw)

    case = rich(4, needs=20)
    plan = allocate(case, seed=1, engines=engines)
    assert not plan.complete
    assert check(case, plan) == ()
    assert sum(plan.levels.values()) > 0
    assert "plan.whole.incomplete" in {row.code for row in explain(case, plan)}


def test_a_solver_that_cannot_begin_leaves_a_plan_by_turns() -> None:
    """No memory for the programme: whole units are given by the order of aims alone."""

    def engines(*_: Any, **__: Any) -> Solver:
        raise MemoryError

    case = problem([supply("5 loom")], [need("a", 4), need("b", 4)])
    plan = allocate(case, seed=1, engines=engines)
    assert not plan.complete
    assert sorted(plan.levels.values()) == [2, 3]
    assert check(case, plan) == ()


@pytest.mark.parametrize(
    "aims", [(), ("cost",), ("floor",), ("tiers",), ("output",), ("share", "floor")]
)
def test_any_order_of_aims_is_a_plan(aims: tuple[str, ...]) -> None:
    """Even none at all: what is left over is still given out."""
    case = rich(6, needs=15)
    plan = allocate(case, seed=1, policy=Policy(aims=aims))
    assert check(case, plan) == ()
    assert sum(plan.levels.values()) > 0


@pytest.mark.parametrize("count", [ABSURD, MAX_COUNT - 1])
def test_absurd_numbers_do_no_harm(count: int) -> None:
    """Counts, capacities, prices and costs at the edge of what can be stated."""
    case = Problem(
        supplies=(
            Supply(id="s", place="hub", commodity="loom", fund="f", count=count),
            Supply(id="m", place="hub", commodity="CNC", fund="f", count=count),
        ),
        needs=(
            need("great", count, f"{count} loom", place="depot"),
            need("many", count, "1 loom", place="depot"),
            need("dear", 5, "1 CNC", output=count),
            need("small", 3, "1 loom 1 CNC", place="depot"),
        ),
        stages=(replace(road(count), cost=count, days=count, loss_ppm=999_999),),
        prices=(
            Price(place="depot", currency="CNC", commodity="loom", cost=count, per=1),
            Price(place="hub", currency="CNC", commodity="loom", cost=1, per=count),
        ),
        weights_g={"loom": 1e-3},
        allowed=np.ones((1, 4), dtype=np.bool_),
        handlings=(Handling(place="depot", in_kg=count),),
        packs={"loom": 7},
    )
    plan = allocate(case, seed=1, policy=Policy(got={"need:many": count}))
    assert check(case, plan) == ()
    assert plan.levels["dear"] == 5


def test_terms_that_contradict_each_other_allow_nothing() -> None:
    """A fund for looms alone, for a need of yarn alone: told as terms."""
    case = problem(
        [supply("9 yarn", fund="odd")],
        [need("a", 2, "1 yarn")],
        items={"odd": frozenset({"loom"})},
    )
    plan = planned(case)
    assert plan.levels == {"a": 0}
    assert plan.unmet[0].reason.code == "plan.unmet.terms"


def test_a_need_nobody_may_serve_is_told_so() -> None:
    """With no fund allowed to it, a need is unreachable and holds nobody back."""
    case = problem(
        [supply("9 loom")],
        [need("a", 2), need("b", 2)],
        allowed=frozenset({("general", "a")}),
    )
    plan = planned(case)
    assert plan.levels == {"a": 2, "b": 0}
    assert (plan.floor, plan.reachable) == (2, 1)


@pytest.mark.parametrize(
    "limits",
    [
        {"stages": (road(0),)},
        {"stages": (road(9),), "handlings": (Handling(place="depot", in_kg=0),)},
        {"stages": (road(9),), "handlings": (Handling(place="hub", out_kg=0),)},
        {"stages": (road(9, loss_ppm=1_000_000),)},
        {"stages": (road(9),), "packs": {"loom": 10}},
    ],
)
def test_nothing_goes_where_nothing_fits(limits: dict[str, object]) -> None:
    """No capacity, a shut gate, a road that loses all, a pack too great."""
    case = problem([supply("9 loom")], [need("a", 5, place="depot")], **limits)
    plan = planned(case)
    assert plan.levels == {"a": 0}
    assert plan.lines == ()


def test_prices_that_feed_each_other_make_no_money() -> None:
    """Two currencies that buy each other at a gain stay what they are."""
    prices = (
        Price(place="hub", currency="CNC", commodity="HKD", cost=1, per=9),
        Price(place="hub", currency="HKD", commodity="CNC", cost=1, per=9),
        Price(place="hub", currency="HKD", commodity="loom", cost=9),
    )
    case = problem([supply("2 CNC")], [need("a", 99)], prices=prices)
    assert planned(case).levels == {"a": 0}


@pytest.mark.parametrize("place", ["hub", "depot"])
def test_a_hundred_thousand_equal_needs_are_one_group(place: str) -> None:
    """One group to the solver, handed out by lot, in seconds."""
    row = need("n0", 3, "1 loom 2 yarn", place=place)
    rows = [replace(row, id=f"n{number}") for number in range(100_000)]
    case = Problem(
        supplies=(supply("130000 loom"), supply("999999 yarn")),
        needs=tuple(rows),
        stages=(road(900_000),),
        weights_g={"loom": 1000.0, "yarn": 1000.0},
        allowed=np.ones((1, len(rows)), dtype=np.bool_),
    )
    begun = perf_counter()
    plan = allocate(case, seed=1, seconds=300)
    assert perf_counter() - begun < 60
    assert plan.complete
    assert sum(plan.levels.values()) == 130_000
    assert (plan.floor, plan.floored) == (1, 100_000)
    assert check(case, plan) == ()


def test_a_problem_may_name_the_same_place_in_every_role() -> None:
    """A stage from a place to itself, a need where the goods lie, a price there."""
    loop = Stage(
        id="loop",
        source="hub",
        target="hub",
        capacity_kg=1,
        days=0,
        loss_ppm=500_000,
        cost=0,
    )
    price = Price(place="hub", currency="CNC", commodity="loom", cost=1)
    case = problem(
        [supply("1 loom"), supply("1 CNC")],
        [need("a", 3)],
        stages=(loop,),
        prices=(price,),
        handlings=(Handling(place="hub", in_kg=0, out_kg=0),),
    )
    assert planned(case).levels == {"a": 2}


def test_a_need_may_ask_for_many_things() -> None:
    """Forty inputs at once, one of them short."""
    goods = [f"g{number}" for number in range(40)]
    case = Problem(
        supplies=tuple(
            Supply(
                id=name, place="hub", commodity=name, fund="f", count=4 - at // 39 * 2
            )
            for at, name in enumerate(goods)
        ),
        needs=(
            Need(
                id="a",
                coop="a",
                place="hub",
                region="r",
                trade="t",
                purpose="p",
                tier=1,
                inputs=dict.fromkeys(goods, 1),
                units=4,
            ),
        ),
        allowed=frozenset({("f", "a")}),
    )
    plan = planned(case)
    assert plan.levels == {"a": 2}
    assert {row.reason.code for row in plan.unmet} == {
        "plan.unmet.waits",
        "plan.unmet.shared-out",
    }
