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

from gungho.planning.groups import Outline
from gungho.planning.model import INFINITY, Model
from gungho.planning.plan import Shadow
from gungho.planning.shadows import Shadows
from gungho.planning.solver import Floats, Solver

SLACK = 1e-6  # ten times the solver's own tolerance
BINDING = 1e-7
ROUNDS_MAX = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """What the linear programme settled.

    ``floors`` and ``units`` are units of activity per group; ``columns`` the values of
    all columns at least haulage; ``fairness_price`` is the part of the output that
    could be had without fairness and is given up for it.
    """

    floors: tuple[float, ...]
    units: tuple[float, ...]
    columns: Floats
    fairness_price: float
    shadows: tuple[Shadow, ...]
    complete: bool


def settle(outline: Outline, model: Model, *, seed: int, seconds: float) -> Levels:
    """Solve the aims one after the other and return the levels and the flows."""
    return _Settling(outline, model, seed, seconds).run()


class _Settling:
    """One run through the aims, the solver kept warm between them."""

    def __init__(
        self, outline: Outline, model: Model, seed: int, seconds: float
    ) -> None:
        self.outline = outline
        self.model = model
        self.until = monotonic() + seconds
        self.solver = Solver(model, seed=seed, seconds=seconds)
        self.groups = range(len(outline.groups))
        self.asked = [sum(outline.asked(number)) for number in self.groups]
        self.level = [0.0 for _ in self.groups]
        self.complete = True
        for number in self.groups:
            self._free("floor", number)
            self._free("share", number)

    def run(self) -> Levels:
        """Go through the aims in their order."""
        units = {self._units(number): 1.0 for number in self.groups}
        output = {
            self._units(number): float(self.outline.groups[number].output)
            for number in self.groups
        }
        self.solver.aim(output, sense="max")
        best_output = self.solver.value if self.solver.solve() else 0.0
        self._fill("floor", [number for number in self.groups if self.asked[number]])
        floors = tuple(self.level)
        for tier in sorted({group.tier for group in self.outline.groups}):
            self._fill("share", [n for n in self.groups if self._in_tier(n, tier)])
        self.solver.aim(units, sense="max")
        shadows: tuple[Shadow, ...] = ()
        if self.solver.solve():
            values = self.solver.last
            self._raise_to([float(values[self._units(n)]) for n in self.groups])
            shadows = Shadows(self.outline, self.model, self.solver).find(self.until)
        hauls = {at: cost for at, cost in enumerate(self.model.cost) if cost}
        self.solver.aim(hauls, sense="min")
        self.complete &= self.solver.solve()
        return Levels(
            floors=floors,
            units=tuple(self.level),
            columns=self.solver.last,
            fairness_price=self._price(best_output),
            shadows=shadows,
            complete=self.complete,
        )

    def _price(self, best_output: float) -> float:
        groups = self.outline.groups
        fair = sum(self.level[n] * groups[n].output for n in self.groups)
        return max(0.0, 1 - fair / best_output) if best_output > 0 else 0.0

    def _units(self, number: int) -> int:
        return self.model.columns["units", number]

    def _in_tier(self, number: int, tier: int) -> bool:
        return self.asked[number] > 0 and self.outline.groups[number].tier == tier

    def _free(self, sort: str, number: int) -> None:
        self.solver.rows(self.model.rows[sort, number], -INFINITY, INFINITY)

    def _raise_to(self, levels: list[float]) -> None:
        """Lock every group at what it has reached."""
        for number, level in enumerate(levels):
            if level > self.level[number]:
                self.level[number] = level
                self.solver.at_least(self._units(number), level * (1 - SLACK))

    def _fill(self, sort: str, rising: list[int]) -> None:
        """Raise the level of all who can rise, until each is held back or full."""
        parts = dict(zip(rising, self._parts(sort, rising), strict=True))
        rows = {number: self.model.rows[sort, number] for number in rising}
        level = self.model.columns[(sort,)]
        for row in rows.values():
            self.solver.rows(row, 0.0, INFINITY)
        for _ in range(ROUNDS_MAX):
            if not rising:
                return
            self.solver.aim({level: 1.0}, sense="max")
            if monotonic() > self.until or not self.solver.solve():
                break
            reached, duals = self.solver.value, self.solver.duals()
            pull = {n: -duals[rows[n]] * parts[n] for n in rising}
            full = reached >= 1 - SLACK
            bar = min(BINDING, max(pull.values()))
            held = [n for n in rising if full or pull[n] >= bar]
            for number in held:
                self._hold(number, reached * parts[number])
                self._free(sort, number)
            rising = [number for number in rising if number not in set(held)]
        self.complete = self.complete and not rising
        for number in rising:
            self._free(sort, number)

    def _hold(self, number: int, level: float) -> None:
        if level > self.level[number]:
            self.level[number] = level
            self.solver.at_least(self._units(number), level * (1 - SLACK))

    def _parts(self, sort: str, rising: list[int]) -> list[float]:
        if sort == "share":
            return [float(self.asked[number]) for number in rising]
        floor = self.outline.problem.floor_units
        return [
            float(sum(min(floor, count) for count in self.outline.asked(number)))
            for number in rising
        ]
