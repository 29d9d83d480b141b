# SPDX-License-Identifier: Apache-2.0
"""How many of what go where: the best whole solution found, and what bounds it.

A small programme is searched whole. A large one gets a first answer site by site; it
is relaxed, which gives prices and so a proved bound; the sheds of each region are
searched, the people flowing freely, and with the sheds nearly settled the rest is easy
for a search of each region; then a few neighbouring sites at a time are opened and
searched again until the gap or the time is reached. Beside it, in a thread, regions
are searched apart for a lower bound. Each stage has its part of what time is left, and
nothing formed is always a solution, so there is an answer and a bound at any time.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from time import perf_counter

import numpy as np

from gungho.planning.forming.apart import Apart
from gungho.planning.forming.bound import plain_prices, proved_bound
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
from gungho.planning.forming.regions import CLEAR, Regions, touched_by
from gungho.planning.forming.sheds import whole_sheds

SMALL = 9_000
OPEN_SITES = 3
FINE = 2e-4
ROUGH = 0.01
FIRST, RELAX, SHEDS, SETTLE = 0.05, 0.4, 0.45, 0.4  # parts of the time then left
APART = 0.5
LEAST = 0.2  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far it is: the stage, the best points so far, and the bound."""

    stage: str
    points: int
    bound: int


Tell = Callable[[Progress], None]
Clock = Callable[[], float]


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What is asked of a search: until when on which clock, how near, and its seed.

    Up to ``small`` columns a programme is searched whole.
    """

    seed: int
    until: float
    gap: float
    tell: Tell
    clock: Clock = perf_counter
    small: int = SMALL

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.until - self.clock()


def solve(programme: Programme, task: Task) -> Found:
    """Return the best that is found in the time."""
    return _Search(programme, task).run()


class _Search:
    def __init__(self, programme: Programme, task: Task) -> None:
        self.programme, self.task = programme, task
        self.seed, self.gap = task.seed, task.gap
        self.arrays = Arrays.of(programme)
        self.best: Ints = np.zeros(len(programme.keys), np.int64)
        self.sort = np.array([key[0] for key in programme.keys], dtype="U1")
        places = [key[2] if key[0] in {"x", "m"} else key[1] for key in programme.keys]
        self.site: Ints = np.array(places, np.int64)
        self.proof = "prices"
        self.bound = proved_bound(programme, plain_prices(self.arrays, self.sort))

    @property
    def points(self) -> int:
        return int(self.arrays.gain @ self.best)

    @property
    def left(self) -> float:
        return self.task.left

    def _say(self, stage: str) -> None:
        self.task.tell(Progress(stage=stage, points=self.points, bound=self.bound))

    def closed(self) -> bool:
        return self.bound - self.points <= self.gap * self.bound

    def run(self) -> Found:
        if len(self.best):
            if len(self.best) <= self.task.small:
                self._whole()
            if not self.closed() and self.left > LEAST:
                self._large()
        return Found(
            values=self.best,
            points=self.points,
            bound=self.bound,
            proof=self.proof,
            complete=self.closed(),
        )

    def _whole(self) -> None:
        part = self._part(np.unique(self.site))
        if self.left > 0:
            self._relax(part, seconds=self.left)
        if self.left > 0:
            answer = search(part, seed=self.seed, seconds=self.left / 2, gap=self.gap)
            self._keep(part.columns, answer.values)
            if np.isfinite(answer.bound):
                room = CLEAR * max(1.0, abs(answer.bound))
                self._claim(int(np.floor(answer.bound + room)))
        self._say("search")

    def _large(self) -> None:
        self._first()
        if self.closed() or self.left < LEAST:
            return
        part = self._part(np.unique(self.site))
        values, prices = self._relax(part, seconds=RELAX * self.left)
        self._say("bound")
        if values is not None and self.left > LEAST:
            self._by_region(values, prices)
        self._neighbours()

    def _part(self, sites: Ints) -> Part:
        """Return the programme of some sites, the rest held at the best so far."""
        return part_of(self.arrays, np.isin(self.site, sites), held=self.best)

    def _first(self) -> None:
        """Have an answer early: site by site, each taking what it can."""
        until = self.left * (1 - FIRST)
        sizes = np.bincount(self.site)
        for site in np.argsort(-sizes, kind="stable"):
            spare = self.left - until
            if not sizes[site] or spare <= 0:
                break
            part = self._part(site)
            answer = search(part, seed=self.seed, seconds=spare, gap=ROUGH)
            self._keep(part.columns, answer.values)
        self._say("first")

    def _relax(self, part: Part, *, seconds: float) -> tuple[Floats | None, Floats]:
        """Return the relaxed programme's values, or None if it was cut short."""
        relaxed = Relaxed(part, seed=self.seed)
        solved = relaxed.solve(seconds=seconds)
        bound = proved_bound(self.programme, relaxed.prices)
        if bound < self.bound:
            self.bound, self.proof = bound, "prices"
        return relaxed.values if solved else None, relaxed.prices

    def _claim(self, bound: int) -> None:
        if self.points <= bound < self.bound:
            self.bound, self.proof = bound, "search"

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

    def _by_region(self, values: Floats, prices: Floats) -> None:
        """Search the regions for formations, and beside that for a lower bound."""
        regions = Regions.of(self.arrays, site=self.site, sheds=self.sort == "y")
        apart = Apart(regions, prices=prices, seed=self.seed, seconds=APART * self.left)
        near = self._sheds(regions, values, prices=prices)
        self._settle(regions, near)
        self._claim(apart.bound())
        self._say("apart")

    def _sheds(self, regions: Regions, values: Floats, *, prices: Floats) -> Floats:
        """Return values with whole sheds, near to what may be of each wide row."""
        near = values.copy()
        shares = regions.shares(values)
        until = self.left * (1 - SHEDS)
        for region, turn in regions.turns.items():
            spare = (self.left - until) * turn
            if spare <= 0:
                break
            part = regions.shared(region, prices=prices, shares=shares[region])
            found = whole_sheds(part, seed=self.seed, seconds=spare)
            if found is not None:
                own = part.columns >= 0
                near[part.columns[own]] = found[own]
            self._say("sheds")
        return near

    def _settle(self, regions: Regions, values: Floats) -> None:
        """Search region by region, the sheds near those of the values."""
        was, self.best = self.best, np.zeros_like(self.best)
        shares = regions.shares(values)
        for region in regions.turns:
            if self.left < LEAST:
                break
            chosen = regions.of_column == region
            part = part_of(self.arrays, chosen, held=self.best)
            self._close(part, values[part.columns])
            rows = np.flatnonzero(np.diff(self.arrays.matrix[:, chosen].indptr))
            for row, share in shares[region].items():
                at = np.flatnonzero(rows == row)
                part.high[at] = np.minimum(part.high[at], share)
            seconds = max(LEAST, self.left * SETTLE)
            answer = search(part, seed=self.seed, seconds=seconds, gap=FINE)
            self._keep(part.columns, answer.values)
            self._say("region")
        if int(self.arrays.gain @ was) > self.points:
            self.best = was

    def _close(self, part: Part, values: Floats) -> None:
        """Keep a part near some values: one shed fewer, a few more people."""
        sorts = self.sort[part.columns]
        sheds = sorts == "y"
        whole = np.floor(values[sheds] + CLEAR)
        part.upper[sheds] = np.minimum(part.upper[sheds], whole)
        part.lower[sheds] = np.maximum(0.0, whole - 1)
        come = np.isin(sorts, ("x", "m"))
        more = np.ceil(values[come] - CLEAR) + np.where(part.upper[come] > 1, 2.0, 0.0)
        part.upper[come] = np.minimum(part.upper[come], more)

    def _neighbours(self) -> None:
        """Open a few neighbouring sites at a time and search them again."""
        touched = touched_by(self.arrays, self.site)
        beside = np.asarray((touched.T @ touched).todense(), dtype=np.float64)
        np.fill_diagonal(beside, 0.0)
        draw = Random(self.seed)  # nosec B311
        sites = [int(one) for one in np.unique(self.site)]
        idle = 0
        while self.left > LEAST and not self.closed() and idle < 2 * len(sites):
            draw.shuffle(sites)
            for site in sites:
                left = self.left
                if left < LEAST or self.closed():
                    return
                part = self._part(_beside(site, beside, draw=draw))
                answer = search(
                    part,
                    seed=self.seed,
                    seconds=min(4.0, left),
                    gap=FINE,
                    start=self.best[part.columns],
                )
                idle = 0 if self._keep(part.columns, answer.values) else idle + 1
                self._say("neighbours")


def _beside(site: int, beside: Floats, *, draw: Random) -> Ints:
    """Draw some sites beside a site, those that share the most more often."""
    others = [int(at) for at in np.flatnonzero(beside[site] > 0)]
    weights = [float(beside[site][at]) for at in others]
    chosen = {site}
    for _ in range(min(OPEN_SITES - 1, len(others))):
        chosen.add(draw.choices(others, weights)[0])
    return np.array(sorted(chosen), np.int64)
