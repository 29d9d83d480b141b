# SPDX-License-Identifier: Apache-2.0
"""A siting problem is where depots may open, whom they are to serve, and at what cost.

Every count is an int of one smallest unit: capacities and demands of one measure,
opening costs and costs of serving of another.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd

import numpy as np
import numpy.typing as npt

from gungho.errors import Refusal
from gungho.measure import MAX_COUNT

Ints = npt.NDArray[np.int64]
NO_WAY = -1
PAIRS_MOST = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A place where a depot may open, how much it can serve, and what opening costs."""

    id: str
    capacity: int
    opening: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """What one co-op (or one place of co-ops) is to be served with, in all."""

    id: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SitingProblem:
    """Candidates, demands, and the cost of serving each demand whole from each.

    ``costs`` has shape (n_candidates, n_demands), -1 where there is no way; a part of
    a demand costs its part. ``whole`` is for demands that one depot must serve alone;
    ``depots`` is how many are to open, None for as many as come cheapest. Raises
    Refusal ``planning.*`` for malformed rows.
    """

    candidates: tuple[Candidate, ...]
    demands: tuple[Demand, ...]
    costs: Ints = field(repr=False)
    whole: bool = False
    depots: int | None = None

    def __post_init__(self) -> None:
        if not self.candidates:
            raise Refusal("planning.no-candidates")
        if not self.demands:
            raise Refusal("planning.no-demands")
        _check_ids("candidate", (row.id for row in self.candidates))
        _check_ids("demand", (row.id for row in self.demands))
        for row in self.candidates:
            _check_count("candidate", row.id, count=row.capacity, least=1)
            _check_count("candidate", row.id, count=row.opening, least=0)
        for demand in self.demands:
            _check_count("demand", demand.id, count=demand.count, least=1)
        self._check_costs()
        most = len(self.candidates)
        if self.depots is not None and not 1 <= self.depots <= most:
            raise Refusal("planning.depots", depots=self.depots, most=most)

    def _check_costs(self) -> None:
        shape = (len(self.candidates), len(self.demands))
        pairs = shape[0] * shape[1]
        if pairs > PAIRS_MOST:
            raise Refusal("planning.pairs", pairs=pairs, most=PAIRS_MOST)
        if self.costs.shape != shape or self.costs.dtype != np.int64:
            raise Refusal("planning.costs", candidates=shape[0], demands=shape[1])
        wrong = (self.costs < NO_WAY) | (self.costs >= MAX_COUNT)
        if wrong.any():
            at, to = (int(found[0]) for found in np.nonzero(wrong))
            raise Refusal(
                "planning.cost",
                candidate=self.candidates[at].id,
                demand=self.demands[to].id,
                cost=int(self.costs[at, to]),
            )

    def cost(self, pair: tuple[int, int], count: int) -> Fraction:
        """Return what a count costs over a pair (candidate, demand), exactly."""
        return Fraction(int(self.costs[pair]) * count, self.demands[pair[1]].count)

    @property
    def step(self) -> int:
        """The greatest number that all costs are multiples of; 0 where all are 0."""
        found = gcd(*(row.opening for row in self.candidates))
        ways = self.costs[self.costs > 0]
        return gcd(found, int(np.gcd.reduce(ways))) if ways.size else found

    @property
    def fewest(self) -> int:
        """How many depots must open at the least for all to have room."""
        missing = sum(row.count for row in self.demands)
        rooms = sorted((row.capacity for row in self.candidates), reverse=True)
        for number, room in enumerate(rooms, start=1):
            missing -= room
            if missing <= 0:
                return number
        return len(rooms) + 1


def refuse_hopeless(problem: SitingProblem) -> None:
    """Refuse what plainly has no answer: ``planning.no-room`` and its like."""
    reached = problem.costs != NO_WAY
    capacities = np.array([row.capacity for row in problem.candidates])
    for number, demand in enumerate(problem.demands):
        rooms = capacities[reached[:, number]]
        if not rooms.size:
            raise Refusal("planning.no-way", demand=demand.id)
        if problem.whole and int(rooms.max()) < demand.count:
            raise Refusal(
                "planning.too-large",
                demand=demand.id,
                count=demand.count,
                room=int(rooms.max()),
            )
    asked = sum(row.count for row in problem.demands)
    rooms = sorted((row.capacity for row in problem.candidates), reverse=True)
    if sum(rooms) < asked:
        raise Refusal("planning.no-room", asked=asked, room=sum(rooms))
    if problem.depots is not None and problem.fewest > problem.depots:
        raise Refusal(
            "planning.few-depots", depots=problem.depots, least=problem.fewest
        )


def _check_ids(sort: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise Refusal("planning.duplicate", sort=sort, id=name)
        seen.add(name)


def _check_count(sort: str, name: str, *, count: int, least: int) -> None:
    if not least <= count < MAX_COUNT:
        raise Refusal("planning.count", sort=sort, id=name, count=count)
