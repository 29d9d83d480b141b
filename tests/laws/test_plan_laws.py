# SPDX-License-Identifier: Apache-2.0
"""Laws of planning: no plan breaks a limit or a giver's condition."""

from __future__ import annotations

from collections import Counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gungho.planning import Need, Price, Problem, Stage, Supply, allocate, check

PLACES = ("hub", "depot", "field")
ITEMS = ("loom", "yarn", "CNC")
FUNDS = ("general", "north", "medical")
place = st.sampled_from(PLACES)
item = st.sampled_from(ITEMS)


@st.composite
def problems(draw: st.DrawFn) -> Problem:
    """Draw a problem of a few supplies, needs, roads, prices and conditions."""
    supplies = [
        Supply(id=f"s{at}", place=where, commodity=what, fund=fund, count=count)
        for at, (where, what, fund, count) in enumerate(
            draw(
                st.lists(
                    st.tuples(place, item, st.sampled_from(FUNDS), st.integers(0, 60)),
                    max_size=5,
                )
            )
        )
    ]
    recipes = st.dictionaries(item, st.integers(1, 5), min_size=1, max_size=3)
    needs = [
        Need(
            id=f"n{at}",
            coop=f"c{at}",
            place=where,
            region="",
            trade="",
            purpose="",
            tier=tier,
            inputs=inputs,
            units=units,
        )
        for at, (where, tier, inputs, units) in enumerate(
            draw(
                st.lists(
                    st.tuples(place, st.integers(1, 2), recipes, st.integers(0, 9)),
                    max_size=6,
                )
            )
        )
    ]
    stages = [
        Stage(
            id=f"r{at}",
            source=source,
            target=target,
            capacity_kg=room,
            days=at,
            loss_ppm=loss,
            cost=cost,
        )
        for at, (source, target, room, loss, cost) in enumerate(
            draw(
                st.lists(
                    st.tuples(
                        place,
                        place,
                        st.integers(0, 40),
                        st.sampled_from((0, 10_000, 300_000, 1_000_000)),
                        st.integers(0, 9),
                    ),
                    max_size=4,
                )
            )
        )
    ]
    prices = [
        Price(place=where, currency="CNC", commodity=what, cost=cost, per=per)
        for where, what, cost, per in draw(
            st.lists(
                st.tuples(
                    place,
                    st.sampled_from(("loom", "yarn")),
                    st.integers(1, 9),
                    st.integers(1, 3),
                ),
                max_size=3,
            )
        )
    ]
    pairs = [(fund, row.id) for fund in FUNDS for row in needs]
    allowed = draw(st.frozensets(st.sampled_from(pairs))) if pairs else frozenset()
    limited = draw(st.booleans())
    return Problem(
        supplies=tuple(supplies),
        needs=tuple(needs),
        stages=tuple(stages),
        prices=tuple(prices),
        weights_g={"loom": 2000.0, "yarn": 333.3},
        allowed=allowed,
        items={"medical": frozenset({"yarn"})} if limited else {},
        floor_units=draw(st.integers(0, 2)),
    )


SLOW = settings(
    max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@given(problems(), st.integers(0, 99))
@SLOW
def test_the_checker_accepts_every_plan(problem: Problem, seed: int) -> None:
    """Supplies, roads, terms, prices, inputs and shortages all add up exactly."""
    assert check(problem, allocate(problem, seed=seed)) == ()


@given(problems())
@SLOW
def test_no_condition_is_broken_and_no_supply_overdrawn(problem: Problem) -> None:
    """Recounted here once more, apart from the checker."""
    plan = allocate(problem, seed=1)
    supplies = {row.id: row for row in problem.supplies}
    assert isinstance(problem.allowed, frozenset)
    taken: Counter[str] = Counter()
    for line in plan.lines:
        row = supplies[line.supply]
        assert (row.fund, line.need) in problem.allowed
        assert problem.allows_item(row.fund, line.commodity)
        taken[line.supply] += line.bought_with[1] if line.bought_with else line.count
    assert all(count <= supplies[name].count for name, count in taken.items())


@given(problems())
@SLOW
def test_nobody_is_left_with_what_could_still_be_given(problem: Problem) -> None:
    """With one need alone at the hub, it gets all that its scarcest input allows."""
    alone = [row for row in problem.needs if row.place == "hub"][:1]
    case = Problem(
        supplies=tuple(row for row in problem.supplies if row.place == "hub"),
        needs=tuple(alone),
        weights_g=problem.weights_g,
        allowed=problem.allowed,
        items=problem.items,
        floor_units=problem.floor_units,
    )
    plan = allocate(case, seed=1)
    for need in alone:
        held: Counter[str] = Counter()
        for row in case.supplies:
            if (row.fund, need.id) in case.allowed and case.allows_item(
                row.fund, row.commodity
            ):
                held[row.commodity] += row.count
        most = min(held[what] // per for what, per in need.inputs.items())
        assert plan.levels[need.id] == min(need.units, most)


@given(problems(), st.integers(0, 3))
@settings(SLOW, max_examples=40)
def test_a_plan_follows_from_its_problem_and_seed(problem: Problem, seed: int) -> None:
    """Planned twice, the same to the last line and reason."""
    assert allocate(problem, seed=seed) == allocate(problem, seed=seed)
