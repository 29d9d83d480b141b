# SPDX-License-Identifier: Apache-2.0
"""Plans small enough to be worked out by hand."""

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

WEIGHTS_G = {"loom": 1000.0, "yarn": 1000.0}


def supply(text: str, *, fund: str = "general", place: str = "hub") -> Supply:
    """Make a supply from "12 loom", named after its fund and commodity."""
    count, commodity = text.split()
    return Supply(
        id=f"{fund}/{commodity}@{place}",
        place=place,
        commodity=commodity,
        fund=fund,
        count=int(count),
    )


def need(name: str, units: int, inputs: str = "1 loom", **changes: object) -> Need:
    """Make a need from "4 loom 20 yarn", at the hub unless said otherwise."""
    words = inputs.split()
    row = Need(
        id=name,
        coop=name,
        place="hub",
        region="northwest",
        trade="weaving",
        purpose="work",
        tier=1,
        inputs={words[i + 1]: int(words[i]) for i in range(0, len(words), 2)},
        units=units,
    )
    return replace(row, **changes)  # type: ignore[arg-type]


def road(capacity_kg: int, *, loss_ppm: int = 0, name: str = "road") -> Stage:
    """Make a stage from the hub to the depot."""
    return Stage(
        id=name,
        source="hub",
        target="depot",
        capacity_kg=capacity_kg,
        days=3,
        loss_ppm=loss_ppm,
        cost=100,
    )


def problem(supplies: list[Supply], needs: list[Need], **more: object) -> Problem:
    """Make a problem in which every fund may serve every need, unless said."""
    everything = frozenset((s.fund, n.id) for s in supplies for n in needs)
    facts: dict[str, object] = {"allowed": everything, "weights_g": WEIGHTS_G, **more}
    return Problem(supplies=tuple(supplies), needs=tuple(needs), **facts)  # type: ignore[arg-type]


def planned(case: Problem, seed: int = 1) -> Plan:
    """Plan, and hold the plan against the checker."""
    plan = allocate(case, seed=seed)
    assert check(case, plan) == ()
    return plan


def only(plan: Plan) -> PlanLine:
    """Return the one line of a plan."""
    (line,) = plan.lines
    return line


def whys(plan: Plan) -> dict[tuple[str, str], str]:
    """Return why each need lacks each commodity."""
    return {(row.need, row.commodity): row.reason.code for row in plan.unmet}


def test_enough_for_all_is_given_to_all() -> None:
    """With plenty, everybody gets what they asked and equal shares cost nothing."""
    plan = planned(problem([supply("10 loom")], [need("a", 2), need("b", 3)]))
    assert plan.levels == {"a": 2, "b": 3}
    assert plan.unmet == ()
    assert (plan.floor, plan.lowest_share, plan.fairness_price) == (2, 1.0, 0.0)


def test_scarce_goods_are_shared_by_what_was_asked() -> None:
    """Six looms for askings of eight and four: four and two."""
    plan = planned(problem([supply("6 loom")], [need("a", 8), need("b", 4)]))
    assert plan.levels == {"a": 4, "b": 2}
    assert whys(plan) == dict.fromkeys(
        [("a", "loom"), ("b", "loom")], "plan.unmet.shared-out"
    )


def test_the_floor_goes_before_the_urgent() -> None:
    """The less urgent gets its first unit before the urgent gets its second."""
    needs = [need("urgent", 9, tier=1), need("other", 9, tier=2)]
    plan = planned(problem([supply("5 loom")], needs))
    assert plan.levels == {"urgent": 4, "other": 1}


def test_without_a_floor_the_urgent_comes_first() -> None:
    """A resolution may set the floor to nothing."""
    needs = [need("urgent", 9, tier=1), need("other", 9, tier=2)]
    plan = planned(problem([supply("5 loom")], needs, floor_units=0))
    assert plan.levels == {"urgent": 5, "other": 0}


def test_lots_are_drawn_where_not_all_can_have_the_floor() -> None:
    """Two looms for five sheds: two win, by their lots, and the seed decides."""
    needs = [need(name, 3) for name in "abcde"]
    case = problem([supply("2 loom")], needs)
    plan = planned(case)
    won = {draw.need for draw in plan.draws if draw.won}
    assert won == {draw.need for draw in plan.draws if draw.lot < 2}
    assert won == {name for name, units in plan.levels.items() if units == 1}
    assert {tuple(planned(case, seed).levels.values()) for seed in range(9)} > {
        tuple(plan.levels.values())
    }
    lost = next(draw.need for draw in plan.draws if not draw.won)
    assert plan.level_reasons[lost].code == "plan.level.lot-lost"


def test_a_restricted_fund_serves_only_whom_its_terms_allow() -> None:
    """Looms for the northwest do not go elsewhere, though they lie idle."""
    case = problem(
        [supply("9 loom", fund="northwest")],
        [need("a", 2), need("b", 2)],
        allowed=frozenset({("northwest", "a")}),
    )
    plan = planned(case)
    assert plan.levels == {"a": 2, "b": 0}
    assert whys(plan) == {("b", "loom"): "plan.unmet.terms"}
    assert plan.level_reasons["b"].code == "plan.level.unreachable"


def test_restricted_goods_leave_the_general_ones_to_others() -> None:
    """Everyone can be served only if the restricted fund serves its own."""
    case = problem(
        [supply("2 loom", fund="for-a"), supply("2 loom")],
        [need("a", 2), need("b", 2)],
        allowed=frozenset({("for-a", "a"), ("general", "a"), ("general", "b")}),
    )
    plan = planned(case)
    assert plan.levels == {"a": 2, "b": 2}
    assert {(line.need, line.supply) for line in plan.lines} == {
        ("a", "for-a/loom@hub"),
        ("b", "general/loom@hub"),
    }


def test_a_fund_for_medicine_buys_no_looms() -> None:
    """Money whose terms name what it may buy buys nothing else."""
    case = problem(
        [supply("900 CNC", fund="medical")],
        [need("a", 2)],
        prices=(Price(place="hub", currency="CNC", commodity="loom", cost=100),),
        items={"medical": frozenset({"medicine"})},
    )
    assert planned(case).levels == {"a": 0}


def test_a_loom_without_yarn_is_worth_nothing() -> None:
    """Only as many sheds are started as have all their inputs."""
    case = problem(
        [supply("9 loom"), supply("25 yarn")], [need("a", 5, "1 loom 10 yarn")]
    )
    plan = planned(case)
    assert plan.levels == {"a": 2}
    assert whys(plan) == {
        ("a", "loom"): "plan.unmet.waits",
        ("a", "yarn"): "plan.unmet.shared-out",
    }
    (shadow,) = (row for row in plan.shadows if row.sort == "supply")
    assert (shadow.id, shadow.step, shadow.units) == ("general/yarn@hub", 10, 1.0)
    assert shadow.proved


def test_a_road_carries_no_more_than_it_can() -> None:
    """Three looms of a kilogram fit on a road for three kilograms."""
    case = problem([supply("9 loom")], [need("a", 5, place="depot")], stages=(road(3),))
    plan = planned(case)
    assert plan.levels == {"a": 3}
    assert only(plan).route == ("road",)
    assert whys(plan) == {("a", "loom"): "plan.unmet.road-full"}
    assert plan.unmet[0].reason.facts["stage"] == "road"
    assert [row.id for row in plan.shadows if row.sort == "stage"] == ["road"]


def test_losses_on_the_way_are_sent_along() -> None:
    """For 90 to arrive over a tenth of loss, 100 are sent."""
    case = problem(
        [supply("200 yarn")],
        [need("a", 1, "90 yarn", place="depot")],
        stages=(road(500, loss_ppm=100_000),),
    )
    line = only(planned(case))
    assert (line.count, line.arrives) == (100, 90)


@pytest.mark.parametrize("stages", [(), (road(0),), (road(9, loss_ppm=1_000_000),)])
def test_without_an_open_road_nothing_is_planned(stages: tuple[Stage, ...]) -> None:
    """No stage, one without capacity, one that loses everything: no road."""
    case = problem([supply("9 loom")], [need("a", 5, place="depot")], stages=stages)
    plan = planned(case)
    assert plan.lines == ()
    assert whys(plan) == {("a", "loom"): "plan.unmet.no-road"}


def test_the_cheaper_road_is_taken_first() -> None:
    """Five go over the cheap road for five, and the other two over the dear one."""
    dear = replace(road(9, name="dear"), cost=900)
    case = problem(
        [supply("9 loom")], [need("a", 7, place="depot")], stages=(dear, road(5))
    )
    plan = planned(case)
    assert {line.route: line.count for line in plan.lines} == {
        ("road",): 5,
        ("dear",): 2,
    }


def test_money_buys_at_the_place_of_the_need() -> None:
    """Money needs no road, and what is bought on the spot neither."""
    price = Price(place="depot", currency="CNC", commodity="loom", cost=250, per=2)
    case = problem([supply("400 CNC")], [need("a", 5, place="depot")], prices=(price,))
    line = only(planned(case))
    assert (line.count, line.bought_with, line.route) == (3, ("CNC", 375), ())
    assert line.reason.code == "plan.line.bought"


def test_money_buys_where_it_lies_and_the_goods_are_carried() -> None:
    """Looms bought at the hub go over the road and within its capacity."""
    price = Price(place="hub", currency="CNC", commodity="loom", cost=100)
    case = problem(
        [supply("900 CNC")],
        [need("a", 9, place="depot")],
        prices=(price,),
        stages=(road(4),),
    )
    line = only(planned(case))
    assert (line.count, line.bought_with, line.bought_at) == (4, ("CNC", 400), "hub")
    assert line.reason.code == "plan.line.bought-carried"


def test_money_may_be_an_input_and_be_exchanged() -> None:
    """Pounds are exchanged where they lie into the dollars a co-op asks."""
    price = Price(place="hub", currency="GBP", commodity="CNC", cost=1, per=20)
    case = problem(
        [supply("10 GBP")], [need("a", 3, "50 CNC", place="depot")], prices=(price,)
    )
    plan = planned(case)
    assert plan.levels == {"a": 3}
    assert only(plan).bought_with == ("GBP", 8)


def test_money_is_not_spent_twice() -> None:
    """The same purse pays for looms and for wages."""
    price = Price(place="hub", currency="CNC", commodity="loom", cost=60)
    case = problem(
        [supply("300 CNC")], [need("a", 9, "1 loom 40 CNC")], prices=(price,)
    )
    plan = planned(case)
    assert plan.levels == {"a": 3}


def test_the_price_of_fairness_is_what_equal_shares_cost() -> None:
    """A shed of ten looms and one of one: the floor of the first costs nine sheds."""
    needs = [need("great", 1, "10 loom"), need("small", 10, "1 loom")]
    plan = planned(problem([supply("11 loom")], needs))
    assert plan.levels["great"] == 1
    assert plan.levels["small"] == 1
    assert plan.fairness_price == pytest.approx(1 - 2 / 10.1, abs=1e-3)


def test_terms_that_hold_goods_idle_have_a_shadow_price() -> None:
    """Were the fund for a free to serve b, its idle looms would start sheds."""
    case = problem(
        [supply("9 loom", fund="for-a"), supply("1 loom")],
        [need("a", 1), need("b", 5)],
        allowed=frozenset({("for-a", "a"), ("general", "b")}),
    )
    (shadow,) = (row for row in planned(case).shadows if row.sort == "terms")
    assert (shadow.id, shadow.step, shadow.units) == ("for-a", 1, 1.0)
    assert not shadow.proved


@pytest.mark.parametrize(
    "case",
    [
        problem([], []),
        problem([], [need("a", 2)]),
        problem([supply("5 loom")], []),
        problem([supply("0 loom")], [need("a", 2)]),
        problem([supply("5 loom")], [need("a", 0)]),
        problem([supply("5 loom", place="nowhere")], [need("a", 2)]),
    ],
)
def test_nothing_to_give_or_to_ask_is_an_empty_plan(case: Problem) -> None:
    """Empty tables are planned without ado, every shortage with its reason."""
    plan = planned(case)
    assert plan.lines == ()
    assert len(plan.unmet) == sum(row.units > 0 for row in case.needs)


def test_absurd_counts_are_planned_like_others() -> None:
    """A million million looms and as many asked: no crash, and nothing overdrawn."""
    many = 10**12
    case = problem(
        [supply(f"{many} loom"), supply(f"{many} yarn")],
        [need("a", many, "3 loom 7 yarn"), need("b", 5), need("c", many, "1 loom")],
    )
    plan = planned(case)
    assert plan.levels["b"] == 5
    assert min(plan.levels.values()) > 0


def test_the_same_seed_gives_the_same_plan() -> None:
    """Nothing but the problem and the seed decides."""
    needs = [need(f"n{i}", 1 + i % 4, "1 loom 2 yarn", tier=i % 2) for i in range(20)]
    case = problem([supply("17 loom"), supply("40 yarn")], needs)
    assert planned(case) == planned(case)


def test_no_time_gives_a_plan_that_says_so() -> None:
    """With no time to settle shares, the plan still keeps every limit."""
    needs = [need(f"n{i}", 5, f"{1 + i} loom") for i in range(12)]
    case = problem([supply("100 loom")], needs)
    plan = allocate(case, seed=1, seconds=0.0)
    assert not plan.complete
    assert check(case, plan) == ()
    assert sum(plan.levels.values()) > 0
