# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from dataclasses import replace

import numpy as np
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.planning import (
    NO_WAY,
    Candidate,
    Demand,
    Siting,
    SitingProblem,
    check_siting,
    site,
)
from tests.support.sitings import least_by_trying

FEW = settings(max_examples=40, deadline=None)


@st.composite
def problems(draw: st.DrawFn) -> SitingProblem:
    """Up to four candidates and four demands, of any of the forms."""
    wide = draw(st.integers(1, 4))
    long = draw(st.integers(1, 4))
    cost = st.one_of(st.integers(0, 40), st.integers(0, 40), st.just(NO_WAY))
    rows = st.lists(cost, min_size=long, max_size=long)
    return SitingProblem(
        candidates=tuple(
            Candidate(
                id=f"x{n}",
                capacity=draw(st.integers(1, 9)),
                opening=draw(st.integers(0, 60)),
            )
            for n in range(wide)
        ),
        demands=tuple(
            Demand(id=f"a{n}", count=draw(st.integers(1, 4))) for n in range(long)
        ),
        costs=np.array(
            draw(st.lists(rows, min_size=wide, max_size=wide)), dtype=np.int64
        ),
        whole=draw(st.booleans()),
        depots=draw(st.one_of(st.none(), st.integers(1, wide))),
    )


def sited(problem: SitingProblem) -> Siting | None:
    """Site and check, or return None where it is refused."""
    try:
        siting = site(problem)
    except Refusal:
        return None
    assert check_siting(problem, siting) == ()
    assert siting.proved
    return siting


@FEW
@given(problem=problems())
def test_a_siting_costs_what_trying_everything_costs(problem: SitingProblem) -> None:
    """Divisible, whole, and with a number of depots; refused only without answer."""
    least = least_by_trying(problem)
    siting = sited(problem)
    assert (siting.objective if siting else None) == least


@FEW
@given(problem=problems(), more=st.integers(1, 5), at=st.integers(0, 3))
def test_more_capacity_never_costs_more(
    problem: SitingProblem, more: int, at: int
) -> None:
    """Whoever could be served can still be served as cheaply."""
    siting = sited(problem)
    assume(siting is not None)
    rows = list(problem.candidates)
    at %= len(rows)
    rows[at] = replace(rows[at], capacity=rows[at].capacity + more)
    wider = sited(replace(problem, candidates=tuple(rows)))
    assert siting is not None
    assert wider is not None
    assert wider.objective <= siting.objective


@FEW
@given(problem=problems(), seed=st.integers(0, 2**16))
def test_other_names_and_another_order_cost_the_same(
    problem: SitingProblem, seed: int
) -> None:
    """Names and places in a list decide nothing."""
    siting = sited(problem)
    assume(siting is not None)
    draw = np.random.default_rng(seed)
    over = draw.permutation(len(problem.candidates))
    along = draw.permutation(len(problem.demands))
    other = replace(
        problem,
        candidates=tuple(
            replace(problem.candidates[at], id=f"other-{at}") for at in over
        ),
        demands=tuple(replace(problem.demands[to], id=f"one-{to}") for to in along),
        costs=problem.costs[np.ix_(over, along)],
    )
    again = sited(other)
    assert siting is not None
    assert again is not None
    assert again.objective == siting.objective


@FEW
@given(problem=problems())
def test_a_split_never_costs_more_than_serving_whole(problem: SitingProblem) -> None:
    """What may be split may also be left whole."""
    whole = sited(replace(problem, whole=True))
    assume(whole is not None)
    split = sited(replace(problem, whole=False))
    assert split is not None
    assert whole is not None
    assert split.objective <= whole.objective
