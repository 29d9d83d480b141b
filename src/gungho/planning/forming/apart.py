# SPDX-License-Identifier: Apache-2.0
"""Regions searched apart lower the bound: each pays for what binds them all.

With prices y on the rows W that bind several regions (y ≥ 0 where W x ≤ b), no
forming is worth more than

    Σ y·b + Σ_regions max (c − yW)·x   over the rows and whole sheds of that region

for the relaxed programme takes half a shed as half, a region's search does not.
People and machines may still come in parts, which only raises the bound. A search cuts
at its first node, where most is won, and looks for no formation of its own. Each
starts from the region's linear bound, so that it holds however soon it is stopped.
(Lagrangian relaxation; Geoffrion 1974.)
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from math import floor, isfinite

import numpy as np

from gungho.planning.forming.highs import Arrays, Floats, Part, least_bound
from gungho.planning.forming.regions import CLEAR, Regions


class Apart:
    """Searches regions for a bound beside the search for formations.

    It reads no clock: it is given its seconds, and a region what is left of them over
    the regions to come. It changes nothing in what is proposed.
    """

    def __init__(
        self, regions: Regions, *, prices: Floats, seed: int, seconds: float
    ) -> None:
        self.regions = regions
        self.prices = allowed(regions.arrays, prices)
        self.seed, self.seconds = seed, seconds
        parts = {one: self._part(one) for one in regions.turns}
        self.bounds = {one: linear_bound(*parts[one]) for one in regions.turns}
        self.paid = _paid(regions.arrays, np.where(regions.wide, self.prices, 0.0))
        self.parts = {one: part for one, (part, _) in parts.items()}
        self.beside = ThreadPoolExecutor(max_workers=1)
        self.running = self.beside.submit(self._run)

    def bound(self) -> int:
        """Wait until the searches are done; return a bound in whole points."""
        self.running.result()
        self.beside.shutdown()
        return floor(self.paid + sum(map(clear, self.bounds.values())))

    def _part(self, region: int) -> tuple[Part, Floats]:
        part = self.regions.priced(region, prices=self.prices)
        matrix = self.regions.arrays.matrix[:, part.columns]
        own = (np.diff(matrix.indptr) > 0) & ~self.regions.wide
        return part, self.prices[own]

    def _run(self) -> None:
        left = self.seconds
        for region, turn in self.regions.turns.items():
            part = self.parts[region]
            bound, spent = least_bound(part, seed=self.seed, seconds=turn * left)
            left -= spent
            if isfinite(bound):
                self.bounds[region] = min(self.bounds[region], bound)


def allowed(arrays: Arrays, prices: Floats) -> Floats:
    """Return prices with none on the side where a row has no bound."""
    free = (prices > 0) & ~np.isfinite(arrays.high)
    free |= (prices < 0) & ~np.isfinite(arrays.low)
    return np.where(free | ~np.isfinite(prices), 0.0, prices)


def linear_bound(part: Part, prices: Floats) -> float:
    """Return what no values of a part pass, by the prices of its rows."""
    left = part.gain - part.matrix.T @ prices
    return float(np.maximum(left, 0.0) @ part.upper) + _paid(part, prices)


def clear(bound: float) -> float:
    """Return a bound with room for the solver's round-off."""
    return bound + CLEAR * max(1.0, abs(bound))


def _paid(rows: Arrays | Part, prices: Floats) -> float:
    up, down = prices > 0, prices < 0
    return float(prices[up] @ rows.high[up] + prices[down] @ rows.low[down])
