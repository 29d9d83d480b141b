# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from gungho.errors import Refusal
from gungho.planning import Candidate, Stage, site, site_ways
from gungho.planning.site_ways import (
    Choice,
    Ground,
    Home,
    both_ways,
    check_ground,
    ground_problem,
)


def road(name: str, cost: int, *, days: int = 1, loss_ppm: int = 0) -> list[Stage]:
    """Return a road between the two places of its name, there and back."""
    source, target = name.split("-")
    stage = Stage(
        id=name, source=source, target=target, capacity_kg=9, days=days,
        loss_ppm=loss_ppm, cost=cost,
    )  # fmt: skip
    return list(both_ways(stage))


GROUND = Ground(
    homes=(
        Home(id="a1", place="a", kg=300),
        Home(id="a2", place="a", kg=200),
        Home(id="c1", place="c", kg=1500),
    ),
    stages=tuple(
        road("a-b", 1000, days=2)
        + road("b-c", 3, days=1)
        + road("a-c", 2000, days=1)
        + road("c-d", 1, loss_ppm=1_000_000)
    ),
    depots=("b",),
)


def candidates(places: str) -> tuple[Candidate, ...]:
    """Return candidates of much room that cost nothing."""
    return tuple(Candidate(id=place, capacity=9999, opening=0) for place in places)


def test_serving_costs_weight_over_the_cheapest_way() -> None:
    """Rounded up to the smallest unit; at home it costs nothing."""
    problem = ground_problem(GROUND, Choice(candidates=candidates("ab")))
    assert problem.costs.tolist() == [[0, 0, 1505], [300, 200, 5]]


def test_serving_may_cost_days() -> None:
    """The quickest way, in kilogram-days."""
    problem = ground_problem(GROUND, Choice(candidates=candidates("ab"), by="days"))
    assert problem.costs.tolist() == [[0, 0, 1500], [600, 400, 1500]]


def test_a_road_that_loses_all_is_no_way() -> None:
    """Nobody is served over it."""
    problem = ground_problem(GROUND, Choice(candidates=candidates("d")))
    assert (problem.costs == -1).all()
    with pytest.raises(Refusal) as caught:
        site(problem)
    assert caught.value.code == "planning.no-way"


def test_co_ops_of_a_place_are_put_together() -> None:
    """Their weights are added up."""
    homes = GROUND.by_place().homes
    assert [(home.id, home.kg) for home in homes] == [("a", 500), ("c", 1500)]


def test_an_unknown_place_is_refused() -> None:
    """A candidate has to be where a co-op is or a road leads."""
    with pytest.raises(Refusal) as caught:
        ground_problem(GROUND, Choice(candidates=candidates("z")))
    assert caught.value.code == "planning.unknown-place"


def test_a_cost_past_counting_is_refused() -> None:
    """Nothing overflows in silence."""
    heavy = Ground(
        homes=(Home(id="a", place="a", kg=2**50),),
        stages=tuple(road("a-b", 10**12)),
        depots=(),
    )
    with pytest.raises(Refusal) as caught:
        ground_problem(heavy, Choice(candidates=candidates("b")))
    assert caught.value.code == "planning.cost"


@pytest.mark.parametrize(
    ("choice", "code"),
    [
        (Choice(candidates=candidates("z")), "planning.unknown-place"),
        (Choice(candidates=()), "planning.no-candidates"),
        (Choice(candidates=candidates("ab"), depots=3), "planning.depots"),
        (
            Choice(candidates=(Candidate(id="a", capacity=9, opening=0),)),
            "planning.no-room",
        ),
    ],
)
def test_what_plainly_has_no_answer_is_refused_before_the_ways(
    choice: Choice, code: str
) -> None:
    """With the codes of the whole; what only ways tell is not said yet."""
    with pytest.raises(Refusal) as caught:
        check_ground(GROUND, choice)
    assert caught.value.code == code
    check_ground(GROUND, Choice(candidates=candidates("d")))


def test_too_many_pairs_are_refused_before_they_are_made(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A list of places that would fill the memory is not taken."""
    monkeypatch.setattr(site_ways, "PAIRS_MOST", 5)
    with pytest.raises(Refusal) as caught:
        check_ground(GROUND, Choice(candidates=candidates("ab")))
    assert caught.value.code == "planning.pairs"


def test_every_end_of_a_way_is_a_known_place() -> None:
    """With or without a co-op."""
    assert GROUND.places == frozenset("abcd")
