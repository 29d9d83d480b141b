# SPDX-License-Identifier: Apache-2.0
"""Gates, packs, promises, stock on the spot, open days: each limit is kept exactly."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from gungho.errors import Refusal
from gungho.planning import (
    Commitment,
    Handling,
    OnSpot,
    Plan,
    Problem,
    Stage,
    allocate,
    check,
    open_on,
)
from tests.planning.test_allocate import need, planned, problem, road, supply, whys


def codes(case: Problem, plan: Plan) -> set[str]:
    """Return what the checker finds, without its prefix."""
    return {row.code.removeprefix("plan.check.") for row in check(case, plan)}


def carried(**more: object) -> Problem:
    """Nine looms at the hub for five at the depot, over a wide road."""
    return problem(
        [supply("9 loom")], [need("a", 5, place="depot")], stages=(road(50),), **more
    )


@pytest.mark.parametrize(
    "handling",
    [Handling(place="depot", in_kg=3), Handling(place="hub", out_kg=3)],
)
def test_a_gate_handles_no_more_than_it_can(handling: Handling) -> None:
    """Three kilograms in, or three kilograms out, are three looms."""
    case = carried(handlings=(handling,))
    plan = planned(case)
    assert plan.levels == {"a": 3}
    assert whys(plan) == {("a", "loom"): "plan.unmet.gate-full"}
    assert plan.unmet[0].reason.facts["gate"] == handling.place
    more = {row.sort: row.id for row in plan.shadows}
    assert handling.place in more.values()
    assert "handling" in codes(case, allocate(carried(), seed=1))


def test_what_is_lost_on_the_way_is_not_taken_in() -> None:
    """Of ten sent half arrive, and the depot takes in five."""
    case = problem(
        [supply("40 yarn")],
        [need("a", 9, "1 yarn", place="depot")],
        stages=(road(50, loss_ppm=500_000),),
        handlings=(Handling(place="depot", in_kg=5),),
    )
    assert planned(case).levels == {"a": 5}


def test_packs_go_whole_and_their_rest_is_used() -> None:
    """Two units of 8 take three packs of 6, and the third takes one more."""
    case = problem([supply("30 yarn")], [need("a", 4, "8 yarn")], packs={"yarn": 6})
    plan = planned(case)
    assert plan.levels == {"a": 3}
    assert sum(line.count for line in plan.lines) == 24
    opened = replace(plan, lines=(replace(plan.lines[0], count=25, arrives=25),))
    assert "pack" in codes(case, opened)


def test_the_rest_of_a_pack_belongs_to_who_opened_it() -> None:
    """Two of 3 take a pack of 5 each: nothing is split between them."""
    rows = [need("a", 1, "3 yarn"), need("b", 1, "3 yarn")]
    plan = planned(problem([supply("9 yarn")], rows, packs={"yarn": 5}))
    assert sorted(plan.levels.values()) == [0, 1]


def test_stock_on_the_spot_is_used_before_anything_is_sent() -> None:
    """With four looms of its own a need takes one from the hub for five."""
    case = carried(on_spot=(OnSpot(need="a", commodity="loom", count=4),))
    plan = planned(case)
    assert plan.levels == {"a": 5}
    assert [line.count for line in plan.lines] == [1]


def test_stock_on_the_spot_can_start_what_has_no_road() -> None:
    """Its own looms are enough, though nothing can be brought."""
    case = problem(
        [supply("9 loom")],
        [need("a", 5, place="depot")],
        on_spot=(OnSpot(need="a", commodity="loom", count=2),),
    )
    plan = planned(case)
    assert plan.levels == {"a": 2}
    assert [(row.commodity, row.short) for row in plan.unmet] == [("loom", 3)]


def test_what_is_promised_is_kept_back_and_counts() -> None:
    """Of four looms two are promised to a, who is not given more than b."""
    promised = Commitment(
        id="p",
        supply="general/loom@hub",
        need="a",
        commodity="loom",
        count=2,
        arrives=2,
    )
    rows = [need("a", 4), need("b", 4)]
    case = problem([supply("4 loom")], rows, commitments=(promised,))
    plan = planned(case)
    assert plan.levels == {"a": 2, "b": 2}
    assert [(line.need, line.count) for line in plan.lines] == [("b", 2)]
    greedy = replace(plan.lines[0], count=3, arrives=3)
    assert "supply" in codes(case, replace(plan, lines=(greedy,)))


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("planning.over-promised", {"count": 10}),
        ("planning.unknown", {"supply": "nothing"}),
        ("planning.unknown", {"need": "nobody"}),
        ("planning.count", {"arrives": -1}),
    ],
)
def test_a_promise_of_nothing_is_refused(code: str, changes: dict[str, object]) -> None:
    """A promise names a supply that holds it and a need that there is."""
    promised = Commitment(
        id="p",
        supply="general/loom@hub",
        need="a",
        commodity="loom",
        count=1,
        arrives=1,
    )
    with pytest.raises(Refusal) as caught:
        carried(commitments=(replace(promised, **changes),))  # type: ignore[arg-type]
    assert caught.value.code == code


def test_a_stage_is_open_between_its_days() -> None:
    """Before the first and after the last there is no road."""
    stage = replace(road(50), open_from=date(1939, 4, 1), open_until=date(1940, 7, 17))
    case = replace(carried(), stages=(stage,))
    days = (date(1939, 3, 31), date(1939, 4, 1), date(1940, 7, 17), date(1940, 7, 18))
    got = [planned(open_on(case, day)).levels["a"] for day in days]
    assert got == [0, 5, 5, 0]


def test_a_ring_of_roads_does_no_harm() -> None:
    """Nothing goes round and round, and no way uses a stage twice."""

    def stage(source: str, target: str, cost: int) -> Stage:
        return Stage(
            id=f"{source}-{target}",
            source=source,
            target=target,
            capacity_kg=9,
            days=0,
            loss_ppm=0,
            cost=cost,
        )

    ring = [("hub", "x"), ("x", "y"), ("y", "hub"), ("y", "x"), ("y", "depot")]
    stages = tuple(stage(source, target, 0) for source, target in ring)
    case = problem(
        [supply("20 loom")],
        [need("a", 20, place="depot"), need("b", 2)],
        stages=(*stages, replace(stage("x", "x", 0), id="loop")),
    )
    plan = planned(case)
    assert plan.levels == {"a": 9, "b": 2}
    for line in plan.lines:
        assert len(set(line.route)) == len(line.route)
