# SPDX-License-Identifier: Apache-2.0
"""Laws of fairness: the settled levels are those that an exact reference finds."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from gungho.planning import Need, Policy, Problem, Supply, Work, check, keep
from gungho.planning.shares import hand_out
from tests.planning.cases import rich

FUNDS = ("general", "north", "medical")
WORK = Work(seed=1)
SHARES = Policy(aims=("share", "output", "cost"), floor_units=0)
LAW = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def problem_of(
    supplies: list[tuple[str, str, int]],
    needs: list[tuple[dict[str, int], int]],
    allowed: frozenset[tuple[str, str]],
) -> Problem:
    """Make a problem at one place from bare figures."""
    return Problem(
        supplies=tuple(
            Supply(id=f"s{at}", place="hub", commodity=what, fund=fund, count=count)
            for at, (fund, what, count) in enumerate(supplies)
        ),
        needs=tuple(
            Need(
                id=f"n{at}",
                coop=f"c{at}",
                place="hub",
                region="",
                trade=f"t{at}",
                purpose="",
                tier=1,
                inputs=inputs,
                units=units,
            )
            for at, (inputs, units) in enumerate(needs)
        ),
        allowed=allowed,
    )


@st.composite
def problems(draw: st.DrawFn, *, items: tuple[str, ...]) -> Problem:
    """Draw a problem of a few funds and needs, every need a group of its own."""
    counts = st.integers(0, 40)
    supplies = [(fund, item, draw(counts)) for fund in FUNDS for item in items]
    recipes = st.fixed_dictionaries({item: st.integers(1, 4) for item in items})
    needs = draw(
        st.lists(st.tuples(recipes, st.integers(1, 30)), min_size=1, max_size=5)
    )
    pairs = [(fund, f"n{at}") for fund in FUNDS for at in range(len(needs))]
    return problem_of(supplies, needs, draw(st.frozensets(st.sampled_from(pairs))))


def settled(problem: Problem, policy: Policy = SHARES) -> dict[str, float]:
    """Return the levels of the divisible programme by need, up to whole units."""
    kept = keep(problem, policy, work=WORK)
    assert check(problem, kept.plan) == ()
    if kept.levels is None:
        return {need.id: 0.0 for need in problem.needs}
    assert kept.levels.complete
    return {
        problem.needs[group.members[0]].id: min(units, asked)
        for group, units, asked in zip(
            kept.outline.groups,
            kept.levels.units,
            kept.outline.summed(kept.outline.asked),
            strict=True,
        )
    }


def leximin_by_subsets(problem: Problem) -> dict[str, Fraction]:
    """Return the exact leximin levels where one commodity is shared out.

    A set of needs can have no more than the funds that serve any of them hold. The set
    for which that is the least part of its askings is held there; the rest go on with
    what is left.
    """
    assert isinstance(problem.allowed, frozenset)
    held = {row.fund: row.count for row in problem.supplies}
    per = {need.id: next(iter(need.inputs.values())) for need in problem.needs}
    asked: dict[str, int] = {}
    for need in problem.needs:
        mine = sum(held[fund] for fund in FUNDS if (fund, need.id) in problem.allowed)
        asked[need.id] = min(need.units, mine // per[need.id]) * per[need.id]
    levels = {name: Fraction(0) for name, count in asked.items() if not count}
    fixed = dict(levels)

    def capacity(names: frozenset[str]) -> Fraction:
        """The most that some needs can have between them beyond what others hold."""
        settled = [name for name in fixed if name not in names]
        least = []
        for size in range(len(settled) + 1):
            for group in combinations(settled, size):
                every = names | set(group)
                funds = {
                    fund
                    for fund in FUNDS
                    if any((fund, name) in problem.allowed for name in every)
                }
                whole = Fraction(sum(held[fund] for fund in funds))
                least.append(whole - sum(fixed[name] for name in group))
        return min(least)

    rising = {name for name in asked if name not in fixed}
    while rising:
        sets = chain.from_iterable(
            combinations(sorted(rising), size) for size in range(1, len(rising) + 1)
        )
        ratio, tight = min(
            (
                (capacity(frozenset(each)) / sum(asked[name] for name in each), each)
                for each in sets
            ),
            key=lambda pair: (pair[0], -len(pair[1])),
        )
        part = min(ratio, Fraction(1))
        held_now = rising if part == 1 else set(tight)
        for name in held_now:
            fixed[name] = part * asked[name]
        rising -= held_now
    return {name: count / per[name] for name, count in fixed.items()}


class Programme:
    """What each supply gives each need, the units and a level, as a plain programme."""

    def __init__(self, problem: Problem) -> None:
        self.needs, self.supplies = problem.needs, problem.supplies
        many = len(self.needs)
        self.width = many * len(self.supplies) + many + 1
        self.units = [many * len(self.supplies) + n for n in range(many)]
        self.asked = [_reachable(problem, need) for need in self.needs]
        self.rows: list[np.ndarray] = []
        self.limits: list[int] = []
        for s, supply in enumerate(self.supplies):
            row = np.zeros(self.width)
            row[s * many : (s + 1) * many] = 1
            self._add(row, supply.count)
        for n, need in enumerate(self.needs):
            for item, per in need.inputs.items():
                row = np.zeros(self.width)
                row[self.units[n]] = per
                for s in _givers(problem, need, item):
                    row[s * many + n] = -1
                self._add(row, 0)

    def _add(self, row: np.ndarray, limit: int) -> None:
        self.rows.append(row)
        self.limits.append(limit)

    def best(self, target: int, least: dict[int, float]) -> float:
        """Make one variable greatest; who is not held has the level's part."""
        goal = np.zeros(self.width)
        goal[target] = -1
        rows, limits = list(self.rows), list(self.limits)
        bounds: list[tuple[float, float | None]] = [(0.0, None)] * (self.width - 1)
        bounds.append((0.0, 1.0))
        for n, part in enumerate(self.asked):
            if n in least:
                bounds[self.units[n]] = (max(0.0, least[n] - 1e-7), None)
            elif part:
                row = np.zeros(self.width)
                row[-1], row[self.units[n]] = part, -1
                rows.append(row)
                limits.append(0)
        found = linprog(goal, A_ub=np.array(rows), b_ub=limits, bounds=bounds)
        assert found.status == 0
        return -float(found.fun)


def leximin_by_programmes(problem: Problem) -> dict[str, float]:
    """Return the leximin levels by plain programmes, each need tried for itself."""
    plain = Programme(problem)
    asked = plain.asked
    fixed = {n: 0.0 for n, part in enumerate(asked) if not part}
    while len(fixed) < len(asked):
        level = plain.best(plain.width - 1, fixed)
        rising = [n for n in range(len(asked)) if n not in fixed]
        held = []
        for n in rising:
            others = fixed | {m: level * asked[m] for m in rising if m != n}
            most = plain.best(plain.units[n], others)
            if level > 1 - 1e-7 or most < level * asked[n] + 1e-5:
                held.append(n)
        fixed |= {n: level * asked[n] for n in held or rising}
    return {need.id: fixed[n] for n, need in enumerate(problem.needs)}


def _givers(problem: Problem, need: Need, item: str) -> list[int]:
    assert isinstance(problem.allowed, frozenset)
    return [
        s
        for s, supply in enumerate(problem.supplies)
        if supply.commodity == item and (supply.fund, need.id) in problem.allowed
    ]


def _reachable(problem: Problem, need: Need) -> int:
    counts = [
        sum(problem.supplies[s].count for s in _givers(problem, need, item)) // per
        for item, per in need.inputs.items()
    ]
    return min(need.units, *counts)


@given(problems(items=("loom",)))
@LAW
def test_shares_of_one_thing_are_the_exact_leximin(problem: Problem) -> None:
    """As counted in fractions over all sets of needs, without any programme."""
    exact = leximin_by_subsets(problem)
    assert settled(problem) == pytest.approx(
        {name: float(level) for name, level in exact.items()}, abs=1e-3
    )


@given(problems(items=("loom", "yarn")))
@LAW
def test_shares_of_many_things_are_the_leximin(problem: Problem) -> None:
    """As found by raising each need for itself in plain programmes."""
    assert settled(problem) == pytest.approx(leximin_by_programmes(problem), abs=1e-3)


@given(problems(items=("loom", "yarn")), st.integers(0, 5), st.integers(1, 30))
@LAW
def test_more_supply_never_lowers_the_floor(
    problem: Problem, at: int, more: int
) -> None:
    """Of those who could be reached before, the lowest is not lower after a gift."""
    floors = Policy(aims=("floor", "output", "cost"), floor_units=4)
    supplies = list(problem.supplies)
    supplies[at] = replace(supplies[at], count=supplies[at].count + more)
    richer = replace(problem, supplies=tuple(supplies))
    before, after = _floors(problem, floors), _floors(richer, floors)
    if before.keys() == after.keys():
        assert min(after.values(), default=0) >= min(before.values(), default=0) - 1e-4


def _floors(problem: Problem, policy: Policy) -> dict[str, float]:
    """Return the part of the floor that each need reaches, of those that can."""
    kept = keep(problem, policy, work=WORK)
    if kept.levels is None:
        return {}
    return {
        problem.needs[group.members[0]].id: level / 4
        for group, level, asked in zip(
            kept.outline.groups,
            kept.levels.floors,
            kept.outline.summed(kept.outline.asked),
            strict=True,
        )
        if asked >= 4
    }


@given(problems(items=("loom", "yarn")), st.randoms(use_true_random=False))
@LAW
def test_names_and_order_do_not_change_the_levels(
    problem: Problem, draw: object
) -> None:
    """Relabelled and shuffled, everyone is settled where they were."""
    assert isinstance(problem.allowed, frozenset)
    numbers = list(range(len(problem.needs)))
    draw.shuffle(numbers)  # type: ignore[attr-defined]
    names = {f"n{at}": f"x{numbers[at]}" for at in range(len(numbers))}
    needs = [replace(row, id=names[row.id]) for row in problem.needs]
    draw.shuffle(needs)  # type: ignore[attr-defined]
    supplies = list(problem.supplies)
    draw.shuffle(supplies)  # type: ignore[attr-defined]
    other = replace(
        problem,
        needs=tuple(needs),
        supplies=tuple(supplies),
        allowed=frozenset((fund, names[name]) for fund, name in problem.allowed),
    )
    before, after = settled(problem), settled(other)
    assert {names[name]: level for name, level in before.items()} == pytest.approx(
        after, abs=1e-3
    )


@given(st.integers(0, 10**6), st.integers(4, 16))
@settings(LAW, max_examples=40)
def test_the_checker_accepts_every_plan_of_every_kind(seed: int, needs: int) -> None:
    """Gates, packs, promises, own stock, losses, prices, terms, rings: all at once."""
    case = rich(seed, needs=needs)
    policies = (
        Policy(),
        Policy(aims=("tiers", "floor", "share", "output", "cost"), floor_units=2),
        Policy(weights={"region:northwest": 70}, got={"trade:weaving": needs}),
    )
    for policy in policies:
        assert check(case, keep(case, policy, work=WORK).plan) == ()


@given(
    st.integers(0, 10**9),
    st.lists(
        st.tuples(st.integers(0, 10**6), st.integers(0, 3)), min_size=1, max_size=40
    ),
)
def test_hand_outs_add_up_exactly(units: int, asked: list[tuple[int, int]]) -> None:
    """To the last unit, nobody over what they ask."""
    counts, floors = [row[0] for row in asked], [row[1] for row in asked]
    handed = hand_out(units, counts, floors=floors)
    assert sum(handed) == min(units, sum(counts))
    assert all(0 <= got <= want for got, want in zip(handed, counts, strict=True))
