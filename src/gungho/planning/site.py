# SPDX-License-Identifier: Apache-2.0
"""To site is to choose where depots open and whom each serves, at the least cost.

A bound leaves out what cannot pay, a search finds a good choice, and HiGHS settles what
is left between them; the answer is counted anew in whole numbers.
"""

from __future__ import annotations

from fractions import Fraction
from math import ceil
from time import monotonic

import numpy as np

from gungho.errors import Refusal
from gungho.planning.progress import Progress, Step, silent
from gungho.planning.site_bound import Relaxed, first_prices, relax
from gungho.planning.site_flows import Counts, Rounding
from gungho.planning.site_knapsacks import Parts, Wholes
from gungho.planning.site_model import Found, Programme, Reduced, reduce
from gungho.planning.site_plan import Siting
from gungho.planning.site_problem import SitingProblem, refuse_hopeless
from gungho.planning.site_reasons import told
from gungho.planning.site_search import Answer, Search
from gungho.planning.site_table import Floats, Numbers, Table

PROOF = 1e-8
MARGIN = 1e-9
DEEPER_ROUNDS = 300


def site(
    problem: SitingProblem, *, seconds: float = 60.0, progress: Progress = silent
) -> Siting:
    """Choose depots and whom each serves, with a bound that proves it or says the gap.

    ``progress`` is told each step and how many candidates are out of question. The
    same problem gives the same answer as long as ``seconds`` suffice. Raises Refusal
    ``planning.no-room`` and its like where there is no answer, and
    ``planning.siting-late`` where none was found in time.
    """
    refuse_hopeless(problem)
    began = monotonic()
    task = _Task(Table(problem), until=began + seconds, progress=progress)
    bound = task.settle()
    if task.search.best is None:
        raise Refusal("planning.siting-late", seconds=ceil(seconds))
    chosen, counts = task.counted(task.search.best)
    return _siting(
        task.table, counts, chosen=chosen.tolist(), found=(bound, monotonic() - began)
    )


class _Task:
    """One problem being settled: its arrays, its best answer, and its time."""

    def __init__(self, table: Table, *, until: float, progress: Progress) -> None:
        self.table = table
        self.until = until
        self.search = Search(table, until=until)
        self._progress = progress

    def settle(self) -> float:
        """Find the best answer; return the scaled bound that is proved."""
        whole = len(self.table.room)
        self._progress(Step(code="site.bound", done=0, whole=whole))
        relaxed = self._relaxed()
        limit = self.table.below(self.search.ceiling)
        if relaxed.bound > limit:
            return self.search.ceiling
        if self.search.late:
            return relaxed.bound
        reduced = reduce(self.table, relaxed, limit=limit)
        done = whole - len(reduced.depots)
        self._progress(Step(code="site.settle", done=done, whole=whole))
        return max(relaxed.bound, self._solved(reduced, limit))

    def _relaxed(self) -> Relaxed:
        table, search = self.table, self.search
        relaxed = relax(
            table, first_prices(table), knapsacks=Parts(table), ceiling=search.shown
        )
        search.exchange(relaxed.worth)
        limit = table.below(search.ceiling)
        closed = relaxed.bound > limit or search.late
        if closed or not (table.whole and Wholes.fits(table)):
            return relaxed
        return relax(
            table,
            relaxed.prices,
            knapsacks=Wholes(table),
            ceiling=search.shown,
            rounds=DEEPER_ROUNDS,
        )

    def _solved(self, reduced: Reduced, limit: float) -> float:
        left = self.until - monotonic()
        programme = Programme(reduced, ceiling=limit, seconds=left)
        while True:
            found = programme.solve()
            if found.shares is None:
                if found.over and self.search.best is None:
                    raise Refusal("planning.no-siting")
                return self.search.ceiling if found.over else found.bound
            broken = self._kept(reduced, found, shares=found.shares)
            if broken is None or self.search.late:
                return found.bound
            programme.forbid(*broken)

    def _kept(
        self, reduced: Reduced, found: Found, *, shares: Floats
    ) -> tuple[int, Numbers] | None:
        """Keep the solver's answer, or return the depot and demands that overload it.

        The solver's own tolerance may let a depot be overfull by a part in a million.
        """
        opened = found.open
        if not self.table.whole:
            self.search.attempt(opened)
            return None
        table = np.zeros(self.table.cost.shape)
        table[reduced.at, reduced.to] = np.round(shares)
        rows = self.table.problem
        for at in opened.tolist():
            mine = np.flatnonzero(table[at])
            load = sum(rows.demands[to].count for to in mine.tolist())
            if load > rows.candidates[at].capacity:
                return at, mine
        served = np.where(table > 0, self.table.cost, 0.0).sum()
        value = float(served + self.table.opening[opened].sum())
        if value < self.search.ceiling:
            self.search.best = Answer(value=value, chosen=opened, shares=table[opened])
        return None

    def counted(self, best: Answer) -> tuple[Numbers, Counts]:
        """Return the open depots and exact counts; an empty depot stays closed."""
        counts = Rounding(self.table, best.chosen).counted(best.shares)
        if counts is None:
            raise Refusal("planning.siting-inexact")
        if self.table.depots is None:
            used = sorted({at for at, _ in counts})
            return np.array(used, dtype=np.intp), counts
        return best.chosen, counts


def _siting(
    table: Table, counts: Counts, *, chosen: list[int], found: tuple[float, float]
) -> Siting:
    bound, seconds = found
    problem = table.problem
    objective = Fraction(sum(problem.candidates[at].opening for at in chosen))
    for (at, to), count in counts.items():
        objective += problem.cost((at, to), count)
    least = _exact_bound(table, bound)
    slack = Fraction(PROOF) * abs(objective)
    proved = objective - least <= slack
    rows, lines = told(problem, chosen, counts=counts)
    return Siting(
        chosen=rows,
        served=lines,
        objective=objective,
        bound=objective if proved else min(objective, least),
        proved=proved,
        seconds=seconds,
    )


def _exact_bound(table: Table, bound: float) -> Fraction:
    """Return a scaled bound in units of cost, rounded up to a step of whole costs."""
    value = (bound - MARGIN * (1 + abs(bound))) / table.scale
    step = table.problem.step if table.problem.whole else 0
    if step > 0:
        return Fraction(max(0, ceil(value / step)) * step)
    return Fraction(max(0.0, value))
