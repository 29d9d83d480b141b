# SPDX-License-Identifier: Apache-2.0
"""Fairness is an order of aims: the floor, the tiers, the lowest share, then cost.

Each aim is filled like water: the level of all who can still rise is raised together;
whoever holds it back stays there; the rest rise on. The result is the leximin optimum
of the linear programme (Ogryczak and Luss, "On equitable resource allocation",
Operations Research 2008, gives the scheme), or the best found when time runs out.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import numpy as np

from gungho.errors import Unavailable
from gungho.planning.groups import Outline
from gungho.planning.model import INFINITY, Model
from gungho.planning.plan import Shadow
from gungho.planning.progress import Progress, Step, silent
from gungho.planning.shadows import Shadows
from gungho.planning.solver import Basis, Engine, Floats

SLACK = 1e-6  # ten times the solver's own tolerance
NEAR = 50  # a corner is near within one pivot for so many rows
BINDING = 1e-6  # far above the tolerance of duals; of the pulls, which sum to 1
Aim = tuple[str, int | None]  # what is aimed at, and in which tier alone


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What the linear programme settled.

    ``floors`` and ``units`` are units of activity per group; ``columns`` the values of
    all columns at least haulage; ``fairness_price`` is the part of the output that
    could be had without fairness and is given up for it; ``bases`` are the corners at
    which each aim was reached, to begin from another time.
    """

    floors: tuple[float, ...]
    units: tuple[float, ...]
    columns: Floats
    fairness_price: float
    shadows: tuple[Shadow, ...]
    complete: bool
    bases: dict[Aim, Basis]


def aims_of(outline: Outline) -> list[Aim]:
    """Return the aims in their order, those after *tiers* once for each tier.

    Where shares settle the tiers, output only breaks what ties are left, of all at
    once; cost is always last.
    """
    aims = [aim for aim in outline.policy.aims if aim != "cost"]
    if "tiers" not in aims:
        return [(aim, None) for aim in aims]
    at = aims.index("tiers")
    after = aims[at + 1 :]
    last = ["output"] if {"share", "output"} <= set(after) else []
    tiers = sorted({group.tier for group in outline.groups})
    return [
        *((aim, None) for aim in aims[:at]),
        *((aim, tier) for tier in tiers for aim in after if aim not in last),
        *((aim, None) for aim in last),
    ]


def unsettled(outline: Outline, model: Model) -> Levels:
    """Return the levels of a programme that was never solved: nothing for anyone."""
    nothing = (0.0,) * len(outline.groups)
    return Levels(
        floors=nothing,
        units=nothing,
        columns=np.zeros(len(model.lower)),
        fairness_price=0.0,
        shadows=(),
        complete=False,
        bases={},
    )


class Settling:
    """One run through the aims, the solver kept warm between them."""

    def __init__(
        self,
        outline: Outline,
        model: Model,
        *,
        engine: Engine,
        seconds: float,
        progress: Progress = silent,
    ) -> None:
        self.outline = outline
        self.model = model
        self.until = monotonic() + seconds
        self.solver = engine
        self.progress = progress
        self.groups = range(len(outline.groups))
        self.level = [0.0 for _ in self.groups]
        self.floors = tuple(self.level)
        self.columns: Floats = np.zeros(len(model.lower))
        self.complete = True
        self.shadows: tuple[Shadow, ...] = ()
        self.bases: dict[Aim, Basis] = {}
        self.before: dict[Aim, Basis] = {}
        self.near = True
        self.best_output = 0.0
        for number in self.groups:
            self._free("floor", number)
            self._free("share", number)

    def run(self, before: dict[Aim, Basis] | None = None) -> Levels:
        """Go through the aims in their order, from where they were reached before.

        As soon as one is reached far from there, the others go on from where the last
        was reached: that is then the nearer corner. A solver that fails leaves what
        was settled before it, told as incomplete.
        """
        try:
            self.before = before or {}
            self._run()
        except (MemoryError, Unavailable):
            self.complete = False
        return Levels(
            floors=self.floors,
            units=tuple(self.level),
            columns=self.columns,
            fairness_price=self._price(),
            shadows=self.shadows,
            complete=self.complete,
            bases=self.bases,
        )

    def _run(self) -> None:
        aims = aims_of(self.outline)
        whole = len(aims) + 2
        self._begin(("best", None), Step(code="best", done=0, whole=whole))
        if self._most(self._output(self.groups)):
            self.best_output = self.solver.value
            self.bases["best", None] = self.solver.basis()
        for done, aim in enumerate(aims, start=1):
            self._begin(aim, Step(code=aim[0], done=done, whole=whole))
            self._reach(aim)
            self.bases[aim] = self.solver.basis()
        if self._most({self._units(number): 1.0 for number in self.groups}):
            self._raise_to_last()
            found = Shadows(self.outline, self.model, self.solver)
            self.shadows = found.find(self.until)
        self._begin(("cost", None), Step(code="cost", done=whole - 1, whole=whole))
        if "cost" in self.outline.policy.aims:
            costs = enumerate(self.model.cost)
            self.solver.aim({at: cost for at, cost in costs if cost}, sense="min")
            self.complete &= self._solve()
            self.bases["cost", None] = self.solver.basis()

    def _begin(self, aim: Aim, step: Step) -> None:
        self.progress(step)
        if aim in self.before and self.near:
            self.solver.start(self.before[aim])

    def _reach(self, aim: Aim) -> None:
        sort, tier = aim
        groups = self.outline.groups
        numbers = [n for n in self.groups if tier is None or groups[n].tier == tier]
        if sort == "output":
            if self._most(self._output(numbers)):
                self._raise_to_last()
        else:
            asked = self.outline.summed(self.outline.asked)
            self._fill(sort, [n for n in numbers if asked[n]])
        if sort == "floor":
            self.floors = tuple(self.level)

    def _solve(self) -> bool:
        if monotonic() > self.until or not self.solver.solve():
            return False
        self.columns = self.solver.last
        self.near &= self.solver.pivots * NEAR <= len(self.model.row_lower)
        return True

    def _most(self, weights: dict[int, float]) -> bool:
        self.solver.aim(weights, sense="max")
        return self._solve()

    def _output(self, numbers: range | list[int]) -> dict[int, float]:
        groups = self.outline.groups
        return {self._units(number): float(groups[number].output) for number in numbers}

    def _price(self) -> float:
        groups = self.outline.groups
        fair = sum(self.level[n] * groups[n].output for n in self.groups)
        return max(0.0, 1 - fair / self.best_output) if self.best_output > 0 else 0.0

    def _units(self, number: int) -> int:
        return self.model.columns["units", number]

    def _free(self, sort: str, number: int) -> None:
        row = self.model.rows[sort, number]
        self.solver.rows(row, lower=-INFINITY, upper=INFINITY)

    def _raise_to_last(self) -> None:
        """Lock every group at what it has reached."""
        for number in self.groups:
            self._hold(number, float(self.solver.last[self._units(number)]))

    def _fill(self, sort: str, rising: list[int]) -> None:
        """Raise the level of all who can rise, until each is held back or full."""
        model = self.model
        rows = {number: model.rows[sort, number] for number in rising}
        level = model.columns[(sort,)]
        for number, row in rows.items():
            self.solver.rows(row, lower=-model.had[sort][number], upper=INFINITY)
        self.solver.aim({level: 1.0}, sense="max")
        while rising and self._solve():
            reached, duals = self.solver.value, self.solver.duals()
            pull = {n: -duals[rows[n]] * model.parts[sort][n] for n in rising}
            full = reached >= 1 - SLACK
            bar = min(BINDING, max(pull.values()))
            held = {n for n in rising if full or pull[n] >= bar}
            for number in sorted(held):
                part, had = model.parts[sort][number], model.had[sort][number]
                self._hold(number, reached * part - had)
                self._free(sort, number)
            rising = [number for number in rising if number not in held]
        self.complete = self.complete and not rising
        for number in rising:
            self._free(sort, number)

    def _hold(self, number: int, level: float) -> None:
        if level > self.level[number]:
            self.level[number] = level
            least = max(0.0, level * (1 - SLACK) - SLACK)
            self.solver.at_least(self._units(number), least)
