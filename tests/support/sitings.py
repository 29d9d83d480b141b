# SPDX-License-Identifier: Apache-2.0
"""Small siting problems that read like a list, and what trying everything gives."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations, product

import numpy as np

from gungho.planning import NO_WAY, Candidate, Demand, SitingProblem


def siting_problem(
    candidates: str,
    demands: str,
    costs: str,
    *,
    whole: bool = False,
    depots: int | None = None,
) -> SitingProblem:
    """Make a problem of ``"baoji 50/7"`` (capacity/opening), ``"a 3"`` and costs.

    Rows of costs are parted by ``/``; ``-`` is no way.
    """
    sites = [row.split() for row in candidates.split(", ")]
    asked = [row.split() for row in demands.split(", ")]
    table = [
        [NO_WAY if word == "-" else int(word) for word in row.split()]
        for row in costs.split("/")
    ]
    return SitingProblem(
        candidates=tuple(
            Candidate(
                id=name,
                capacity=int(figures.split("/")[0]),
                opening=int(figures.split("/")[1]),
            )
            for name, figures in sites
        ),
        demands=tuple(Demand(id=name, count=int(count)) for name, count in asked),
        costs=np.array(table, dtype=np.int64),
        whole=whole,
        depots=depots,
    )


def least_by_trying(problem: SitingProblem) -> Fraction | None:
    """Return the least cost over every choice of depots and every whole count."""
    numbers = range(len(problem.candidates))
    sizes = [problem.depots] if problem.depots else list(numbers)
    found = [
        cost
        for size in sizes
        for chosen in combinations(numbers, size)
        if (cost := _least_served(problem, chosen)) is not None
    ]
    if not problem.depots:
        every = _least_served(problem, tuple(numbers))
        found += [every] if every is not None else []
    return min(found, default=None)


def _least_served(problem: SitingProblem, chosen: tuple[int, ...]) -> Fraction | None:
    rows = problem.candidates
    states = {tuple(rows[at].capacity for at in chosen): Fraction(0)}
    for to in range(len(problem.demands)):
        later: dict[tuple[int, ...], Fraction] = {}
        for rooms, cost in states.items():
            for left, more in _served(problem, chosen, to=to, rooms=rooms):
                later[left] = min(cost + more, later.get(left, cost + more))
        states = later
    if not states:
        return None
    return min(states.values()) + sum(rows[at].opening for at in chosen)


def _served(
    problem: SitingProblem, chosen: tuple[int, ...], *, to: int, rooms: tuple[int, ...]
) -> Iterator[tuple[tuple[int, ...], Fraction]]:
    for counts in _splits(problem, to, rooms=rooms):
        used = [(at, c) for at, c in zip(chosen, counts, strict=True) if c]
        if any(int(problem.costs[at, to]) == NO_WAY for at, _ in used):
            continue
        left = tuple(room - c for room, c in zip(rooms, counts, strict=True))
        yield left, sum((problem.cost((at, to), c) for at, c in used), Fraction(0))


def _splits(
    problem: SitingProblem, to: int, *, rooms: tuple[int, ...]
) -> Iterator[tuple[int, ...]]:
    asked = problem.demands[to].count
    for counts in product(*(range(min(room, asked) + 1) for room in rooms)):
        if sum(counts) != asked:
            continue
        if problem.whole and max(counts) != asked:
            continue
        yield counts
