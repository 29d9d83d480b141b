# SPDX-License-Identifier: Apache-2.0
"""A siting problem as arrays of floats for the solver, its costs of a steady size."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gungho.planning.site_problem import NO_WAY, SitingProblem

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.intp]
STEADY = 1e6
TOLERANCE = 1e-9


class Table:
    """The arrays: ``room`` and ``opening`` (n_candidates,), ``asked`` (n_demands,).

    ``cost`` (n_candidates, n_demands) is infinite where there is no way, or where a
    demand that must be served whole does not fit. Costs are multiplied by ``scale``;
    ``step`` is the scaled number that every cost of whole demands is a multiple of,
    else 0.
    """

    def __init__(self, problem: SitingProblem) -> None:
        self.problem = problem
        self.whole = problem.whole
        self.depots = problem.depots
        self.fewest = problem.fewest
        self.room = _column([row.capacity for row in problem.candidates])
        self.asked = _column([row.count for row in problem.demands])
        self.opening = _column([row.opening for row in problem.candidates])
        self.cost = problem.costs.astype(np.float64)
        self.cost[problem.costs == NO_WAY] = np.inf
        if problem.whole:
            self.cost[self.asked[None, :] > self.room[:, None]] = np.inf
        self.scale = self._scale()
        self.opening *= self.scale
        self.cost *= self.scale
        self.step = problem.step * self.scale if problem.whole else 0.0
        self.total = float(self.asked.sum())
        self.alike = bool((self.room == self.room[0]).all())

    def _scale(self) -> float:
        near = np.where(np.isfinite(self.cost), self.cost, 0.0).min(axis=0).sum()
        size = float(near) + float(np.sort(self.opening)[: self.fewest].sum())
        return STEADY / size if size > 0 else 1.0

    def below(self, ceiling: float) -> float:
        """Return what a better answer cannot pass, once one of this cost is known."""
        return ceiling - self.step + TOLERANCE * (1.0 + abs(ceiling))

    def reaches_all(self, chosen: Numbers) -> bool:
        """Tell whether every demand has a way to one of these candidates."""
        return bool(np.isfinite(self.cost[chosen]).any(axis=0).all())

    def has_room(self, chosen: Numbers) -> bool:
        """Tell, exactly, whether these candidates have room for all demands."""
        rows = self.problem.candidates
        room: int = sum(rows[at].capacity for at in chosen.tolist())
        return room >= sum((row.count for row in self.problem.demands), 0)


def _column(counts: Sequence[int]) -> Floats:
    return np.array(counts, dtype=np.float64)
