# SPDX-License-Identifier: Apache-2.0
"""How many of what go where: the best whole solution found, and what bounds it.

A small programme is searched whole. A large one is relaxed, which gives prices and so a
proved bound; the sheds are rounded a few at a time, each time solved again (a dive);
with the sheds nearly settled the rest is easy for a search of each region; then a few
neighbouring sites at a time are opened and searched again until the gap or the time is
reached. Nothing formed is always a solution, so there is an answer at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import perf_counter
from typing import Any

import numpy as np
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components

from gungho.planning.forming.bound import proved_bound
from gungho.planning.forming.highs import (
    Arrays,
    Floats,
    Part,
    Relaxed,
    part_of,
    search,
)
from gungho.planning.forming.model import Programme
from gungho.planning.forming.parties import Ints

SMALL = 9_000
CLEAR = 1e-6
AT_ONCE = 0.34
ROUNDS = 60
OPEN_SITES = 3
FINE = 2e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is: the stage, the best points so far, and the bound."""

    stage: str
    points: int
    bound: int


Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Whole values per column, their points, and a bound that nothing passes.

    ``proof`` is "prices" (summed in whole numbers) or "search" (the solver's own);
    ``complete`` is False when time ran out before the gap was reached.
    """

    values: Ints
    points: int
    bound: int
    proof: str
    complete: bool


def solve(
    programme: Programme, *, seed: int, seconds: float, gap: float, tell: Tell
) -> Found:
    """Return the best that is found in the time."""
    return _Search(programme, seed=seed, seconds=seconds, gap=gap, tell=tell).run()


class _Search:
    def __init__(
        self, programme: Programme, *, seed: int, seconds: float, gap: float, tell: Tell
    ) -> None:
        self.programme = programme
        self.arrays = Arrays.of(programme)
        self.seed, self.gap, self.tell = seed, gap, tell
        self.until = perf_counter() + seconds
        self.best: Ints = np.zeros(len(programme.keys), np.int64)
        self.sort = np.array([key[0] for key in programme.keys], dtype="U1")
        places = [key[2] if key[0] in {"x", "m"} else key[1] for key in programme.keys]
        self.site: Ints = np.array(places, np.int64)
        self.bound = sum(
            gain * upper
            for gain, upper in zip(programme.gain, programme.upper, strict=True)
            if gain > 0
        )
        self.proof = "prices"

    @property
    def points(self) -> int:
        return int(self.arrays.gain @ self.best)

    @property
    def left(self) -> float:
        return self.until - perf_counter()

    def _say(self, stage: str) -> None:
        self.tell(Progress(stage=stage, points=self.points, bound=self.bound))

    def closed(self) -> bool:
        return self.bound - self.points <= self.gap * self.bound

    def run(self) -> Found:
        if len(self.best):
            if len(self.best) <= SMALL:
                self._whole()
            if not self.closed() and self.left > 0:
                self._large()
        return Found(
            values=self.best,
            points=self.points,
            bound=self.bound,
            proof=self.proof,
            complete=self.closed(),
        )

    def _whole(self) -> None:
        part = part_of(self.arrays, np.ones(len(self.best), np.bool_), held=self.best)
        relaxed = Relaxed(part, seed=self.seed, seconds=self.left)
        if relaxed.solve(seconds=self.left):
            self._lower(relaxed.prices)
        answer = search(part, seed=self.seed, seconds=self.left / 2, gap=self.gap)
        self._keep(part.columns, answer.values)
        claimed = int(np.floor(answer.bound + CLEAR * max(1.0, abs(answer.bound))))
        if np.isfinite(answer.bound) and self.points <= claimed < self.bound:
            self.bound, self.proof = claimed, "search"
        self._say("search")

    def _large(self) -> None:
        part = part_of(self.arrays, np.ones(len(self.best), np.bool_), held=self.best)
        relaxed = Relaxed(part, seed=self.seed, seconds=self.left)
        if relaxed.solve(seconds=self.left):
            self._lower(relaxed.prices)
            self._say("bound")
            self._dive(relaxed)
            self._say("dive")
            self._regions(relaxed.values)
        self._neighbours()

    def _lower(self, prices: Floats) -> None:
        bound = proved_bound(self.programme, prices)
        if bound < self.bound:
            self.bound, self.proof = bound, "prices"

    def _keep(self, columns: Ints, values: Ints | None) -> bool:
        """Take values over if they are better and, counted exactly, allowed."""
        if values is None or not len(values):
            return False
        tried = self.best.copy()
        tried[columns] = values
        if int(self.arrays.gain @ tried) <= self.points or not self._allowed(tried):
            return False
        self.best = tried
        return True

    def _allowed(self, values: Ints) -> bool:
        used = self.arrays.matrix @ values
        return bool(
            (values >= 0).all()
            and (values <= self.arrays.upper).all()
            and (used >= self.arrays.low - 0.5).all()
            and (used <= self.arrays.high + 0.5).all()
        )

    def _dive(self, relaxed: Relaxed) -> None:
        """Round the sheds, those nearest to whole first, and solve again each time."""
        sheds = np.flatnonzero(self.sort == "y")
        lower = np.zeros(len(self.best))
        upper = self.arrays.upper.astype(np.float64)
        for _ in range(ROUNDS):
            part = relaxed.values[sheds]
            broken = np.flatnonzero(np.abs(part - np.rint(part)) > CLEAR)
            if not len(broken) or self.left < 0:
                return
            far = np.abs(part[broken] - np.rint(part[broken]))
            count = max(8, int(len(broken) * AT_ONCE))
            chosen = sheds[broken[np.argsort(far, kind="stable")[:count]]]
            was = relaxed.values[chosen]
            up = was - np.floor(was) >= 0.5
            lower[chosen[up]] = np.ceil(was[up])
            upper[chosen[~up]] = np.floor(was[~up])
            relaxed.bound(chosen, lower=lower[chosen], upper=upper[chosen])
            if relaxed.solve(seconds=self.left):
                continue
            lower[chosen] = 0.0
            upper[chosen] = np.floor(was)
            relaxed.bound(chosen, lower=lower[chosen], upper=upper[chosen])
            if not relaxed.solve(seconds=self.left):
                lower[sheds] = 0.0
                relaxed.bound(sheds, lower=lower[sheds], upper=upper[sheds])
                if not relaxed.solve(seconds=self.left):
                    return

    def _regions(self, values: Floats) -> None:
        """Search region by region, the sheds near those of the dive."""
        regions = self._region_of_site()
        given = self._shares(values, regions)
        for region in range(int(regions.max()) + 1):
            chosen = regions[self.site] == region
            if not chosen.any() or self.left < 0.5:
                continue
            part = part_of(self.arrays, chosen, held=self.best)
            columns = part.columns
            self._close(part, values[columns])
            rows = np.flatnonzero(np.diff(self.arrays.matrix[:, columns].indptr))
            for row, share in given[region].items():
                at = np.flatnonzero(rows == row)
                part.high[at] = np.minimum(part.high[at], share)
            answer = search(
                part, seed=self.seed, seconds=max(0.5, self.left / 3), gap=FINE
            )
            self._keep(columns, answer.values)
            self._say("region")

    def _close(self, part: Part, values: Floats) -> None:
        """Keep a part near what the dive came to: one shed fewer, a few more people."""
        sorts = self.sort[part.columns]
        sheds = sorts == "y"
        whole = np.floor(values[sheds] + CLEAR)
        part.upper[sheds] = np.minimum(part.upper[sheds], whole)
        part.lower[sheds] = np.maximum(0.0, whole - 1)
        come = np.isin(sorts, ("x", "m"))
        more = np.ceil(values[come] - CLEAR) + np.where(part.upper[come] > 1, 2.0, 0.0)
        part.upper[come] = np.minimum(part.upper[come], more)

    def _region_of_site(self) -> Ints:
        """Return the region of each site: sites that share parties or machines."""
        touched = self._touched()
        few = np.asarray((touched > 0).sum(axis=1)).ravel() < max(
            2, touched.shape[1] // 3
        )
        local = touched[np.flatnonzero(few)]
        _, labels = connected_components(local.T @ local)
        return np.asarray(labels, dtype=np.int64)

    def _touched(self) -> Any:
        """Return which rows touch which sites: (n_rows, n_sites)."""
        entries = self.arrays.matrix.tocoo()
        shape = (self.arrays.matrix.shape[0], int(self.site.max()) + 1)
        ones = np.ones(len(entries.data))
        return csr_matrix((ones, (entries.row, self.site[entries.col])), shape=shape)

    def _shares(self, values: Floats, regions: Ints) -> list[dict[int, float]]:
        """Share out the rows that bind several regions, by what the values use."""
        count = int(regions.max()) + 1
        used = np.zeros((count, self.arrays.matrix.shape[0]))
        for region in range(count):
            mine = np.where(regions[self.site] == region, values, 0.0)
            used[region] = self.arrays.matrix @ mine
        given: list[dict[int, float]] = [{} for _ in range(count)]
        wide = np.flatnonzero((np.abs(used) > CLEAR).sum(axis=0) > 1)
        for row in wide:
            shares = np.floor(used[:, row] + CLEAR)
            spare = float(self.arrays.high[row]) - shares.sum()
            order = np.argsort(-used[:, row], kind="stable")
            for place, region in enumerate(order):
                more = np.ceil(spare / (count - place)) if np.isfinite(spare) else 0.0
                given[region][int(row)] = shares[region] + max(0.0, more)
                spare -= more
        return given

    def _neighbours(self) -> None:
        """Open a few neighbouring sites at a time and search them again."""
        touched = self._touched()
        beside = np.asarray((touched.T @ touched).todense(), dtype=np.float64)
        np.fill_diagonal(beside, 0.0)
        draw = Random(self.seed)  # nosec B311
        sites = [int(one) for one in np.unique(self.site)]
        idle = 0
        while self.left > 0.2 and not self.closed() and idle < 2 * len(sites):
            draw.shuffle(sites)
            for site in sites:
                if self.left < 0.2 or self.closed():
                    return
                chosen = np.isin(self.site, self._beside(site, beside, draw=draw))
                part = part_of(self.arrays, chosen, held=self.best)
                answer = search(
                    part,
                    seed=self.seed,
                    seconds=min(4.0, self.left),
                    gap=FINE,
                    start=self.best[part.columns],
                )
                idle = 0 if self._keep(part.columns, answer.values) else idle + 1
                self._say("neighbours")

    @staticmethod
    def _beside(site: int, beside: Floats, *, draw: Random) -> list[int]:
        others = [int(at) for at in np.flatnonzero(beside[site] > 0)]
        weights = [float(beside[site][at]) for at in others]
        chosen = {site}
        for _ in range(min(OPEN_SITES - 1, len(others))):
            chosen.add(draw.choices(others, weights)[0])
        return sorted(chosen)
