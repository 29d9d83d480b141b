# SPDX-License-Identifier: Apache-2.0
"""A shadow price is what one more of a supply, a road or a licence would bring.

It is an upper bound read off the dual values of the programme that makes the units of
activity greatest, nobody getting less; the largest are proved by solving once more.
"""

from __future__ import annotations

from time import monotonic

from gungho.planning.groups import Outline
from gungho.planning.model import Key, Model
from gungho.planning.plan import Shadow
from gungho.planning.solver import Engine

BINDING = 1e-7
PROVED_MAX = 8
TONNE_KG = 1000
Rated = tuple[float, str, str, int, int, float]  # price, sort, id, step, row, more


class Shadows:
    """What one more of each would bring, in units of activity, nobody getting less."""

    def __init__(self, outline: Outline, model: Model, solver: Engine) -> None:
        self.outline = outline
        self.model = model
        self.solver = solver
        self.base = solver.value
        self.duals = solver.duals()

    def find(self, until: float) -> tuple[Shadow, ...]:
        """Return the shadow prices, the largest proved by solving once more."""
        rated = sorted(
            (*self._supplies(), *self._stages(), *self._places()),
            key=lambda row: (-row[0], row[1:3]),
        )
        found = []
        for at, (price, sort, name, step, row, more) in enumerate(rated):
            tried = at < PROVED_MAX and monotonic() < until
            exact = self._solved(row, more) if tried else None
            units = price if exact is None else exact
            found.append(
                Shadow(
                    sort=sort,
                    id=name,
                    step=step,
                    units=round(units, 6),
                    proved=exact is not None,
                )
            )
        return (*found, *self._terms())

    def _supplies(self) -> list[Rated]:
        problem = self.outline.problem
        rated = []
        for supply in problem.supplies:
            stock = (supply.commodity, self.outline.kind_of[supply.fund])
            scale = self.model.scale.get(supply.commodity, 0)
            for key in (("shelf", stock, supply.place), ("purse", stock)):
                row = self.model.rows.get(key)
                if row is not None and self.duals[row] > BINDING:
                    price = float(self.duals[row])
                    rated.append((price, "supply", supply.id, scale, row, 1.0))
        return rated

    def _stages(self) -> list[Rated]:
        rated = []
        for number, stage in enumerate(self.outline.problem.stages):
            row = self.model.rows.get(("road", number))
            if row is not None and self.duals[row] * TONNE_KG > BINDING:
                price = float(self.duals[row]) * TONNE_KG
                rated.append((price, "stage", stage.id, TONNE_KG, row, float(TONNE_KG)))
        return rated

    def _places(self) -> list[Rated]:
        rated = []
        for handling in self.outline.problem.handlings:
            for sort in ("intake", "outgo"):
                row = self.model.rows.get((sort, handling.place))
                if row is not None and self.duals[row] * TONNE_KG > BINDING:
                    price, step = float(self.duals[row]) * TONNE_KG, float(TONNE_KG)
                    rated.append((price, sort, handling.place, TONNE_KG, row, step))
        return rated

    def _solved(self, row: int, more: float) -> float | None:
        """Solve again with more of one row; None when time ran out."""
        upper = self.model.row_upper[row]
        lower = self.model.row_lower[row]
        self.solver.rows(row, lower=lower, upper=upper + more)
        solved = self.solver.solve(moved=True)
        gained = self.solver.value - self.base
        self.solver.rows(row, lower=lower, upper=upper)
        return max(0.0, gained) if solved else None

    def _terms(self) -> list[Shadow]:
        """Estimate what a fund would bring if its terms let one more go elsewhere."""
        found: dict[str, tuple[float, int]] = {}
        for supply in self.outline.problem.supplies:
            scale = self.model.scale.get(supply.commodity, 0)
            kind = self.outline.kind_of[supply.fund]
            if scale == 0 or not supply.count:
                continue
            own = self._price((supply.commodity, kind), supply.place)
            best = max(
                (
                    self._worth(number, supply.commodity, supply.place)
                    for number in range(len(self.outline.groups))
                    if not self.outline.allows[kind][number]
                ),
                default=0.0,
            )
            if (
                best - own > BINDING
                and best - own > found.get(supply.fund, (0.0, 0))[0]
            ):
                found[supply.fund] = (best - own, scale)
        return [
            Shadow(sort="terms", id=fund, step=step, units=round(gain, 6), proved=False)
            for fund, (gain, step) in sorted(found.items())
        ]

    def _price(self, stock: tuple[str, int], place: str) -> float:
        keys: tuple[Key, ...] = (("shelf", stock, place), ("purse", stock))
        rows = [self.model.rows[key] for key in keys if key in self.model.rows]
        return max((float(self.duals[row]) for row in rows), default=0.0)

    def _worth(self, number: int, commodity: str, place: str) -> float:
        """Return what one more of a commodity at a group would bring."""
        row = self.model.rows.get(("input", number, commodity))
        if row is None:
            return 0.0
        if self.outline.problem.weight_mg(commodity) > 0:
            target = self.outline.groups[number].place
            ways = self.outline.network.ways_to(target, self.outline.mask(commodity))
            if place not in ways:
                return 0.0
        return abs(float(self.duals[row]))
