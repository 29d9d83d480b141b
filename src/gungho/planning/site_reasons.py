# SPDX-License-Identifier: Apache-2.0
"""Why a depot opens or stays closed, and why a co-op is served from where it is.

Each reason is found by recounting one change, all else staying as it is; where no
single change tells, the reason says so.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import floor

from gungho.errors import Fact
from gungho.planning.plan import Reason
from gungho.planning.site_flows import Counts
from gungho.planning.site_plan import Chosen, Served
from gungho.planning.site_problem import NO_WAY, SitingProblem


def told(
    problem: SitingProblem, chosen: list[int], *, counts: Counts
) -> tuple[tuple[Chosen, ...], tuple[Served, ...]]:
    """Return every candidate and every line with its reason, in the problem's order."""
    recount = _Recount(problem, chosen, counts=counts)
    rows = tuple(recount.candidate(at) for at in range(len(problem.candidates)))
    lines = tuple(
        recount.line(at, to) for at, to in sorted(counts, key=lambda key: key[::-1])
    )
    return rows, lines


class _Recount:
    def __init__(
        self, problem: SitingProblem, chosen: list[int], *, counts: Counts
    ) -> None:
        self.problem = problem
        self.open = chosen
        self.counts = counts
        self.load: defaultdict[int, int] = defaultdict(int)
        self.mine: defaultdict[int, list[int]] = defaultdict(list)
        self.paid: defaultdict[int, Fraction] = defaultdict(Fraction)
        for (at, to), count in counts.items():
            self.load[at] += count
            self.mine[at].append(to)
            self.paid[to] += problem.cost((at, to), count)

    def room(self, at: int) -> int:
        """Return what a depot could still take."""
        return self.problem.candidates[at].capacity - self.load[at]

    def candidate(self, at: int) -> Chosen:
        """Return what becomes of a candidate."""
        reason = self._why_open(at) if at in self.open else self._why_closed(at)
        return Chosen(
            candidate=self.problem.candidates[at].id,
            open=at in self.open,
            load=self.load[at],
            room=self.room(at),
            reason=reason,
        )

    def line(self, at: int, to: int) -> Served:
        """Return one line: so much of a demand from a depot."""
        count = self.counts[at, to]
        return Served(
            demand=self.problem.demands[to].id,
            candidate=self.problem.candidates[at].id,
            count=count,
            cost=self.problem.cost((at, to), count),
            reason=self._why_here(at, to),
        )

    def _why_open(self, at: int) -> Reason:
        row = self.problem.candidates[at]
        others = [other for other in self.open if other != at]
        facts: dict[str, Fact] = {
            "candidate": row.id,
            "opening": row.opening,
            "load": self.load[at],
            "demands": len(self.mine[at]),
        }
        if not self.mine[at]:
            return Reason(code="site.open.number", facts=facts)
        extra = Fraction(0)
        for to in sorted(self.mine[at]):
            ways = [self._cost(other, to) for other in others]
            known = [cost for cost in ways if cost != NO_WAY]
            if not known:
                facts["demand"] = self.problem.demands[to].id
                return Reason(code="site.open.only-way", facts=facts)
            count, whole = self.counts[at, to], self.problem.demands[to].count
            extra += Fraction((min(known) - self._cost(at, to)) * count, whole)
        spare = sum(self.room(other) for other in others)
        if spare < self.load[at]:
            facts["spare"] = spare
            return Reason(code="site.open.room", facts=facts)
        facts["extra"] = floor(extra)
        if extra > row.opening:
            return Reason(code="site.open.saves", facts=facts)
        return Reason(code="site.open.together", facts=facts)

    def _why_closed(self, at: int) -> Reason:
        row = self.problem.candidates[at]
        saved, nearer = Fraction(0), 0
        for to, paid in self.paid.items():
            cost = self._cost(at, to)
            if cost != NO_WAY and cost < paid:
                saved += paid - cost
                nearer += 1
        facts: dict[str, Fact] = {
            "candidate": row.id,
            "opening": row.opening,
            "saved": floor(saved),
            "demands": nearer,
        }
        if nearer == 0:
            return Reason(code="site.closed.nobody", facts=facts)
        if self.problem.depots is not None:
            facts["depots"] = self.problem.depots
            return Reason(code="site.closed.number", facts=facts)
        if saved <= row.opening:
            return Reason(code="site.closed.dear", facts=facts)
        return Reason(code="site.closed.together", facts=facts)

    def _why_here(self, at: int, to: int) -> Reason:
        cost, count = self._cost(at, to), self.counts[at, to]
        demand = self.problem.demands[to]
        facts: dict[str, Fact] = {
            "demand": demand.id,
            "candidate": self.problem.candidates[at].id,
            "count": count,
            "asked": demand.count,
            "cost": floor(self.problem.cost((at, to), count)),
        }
        ways = [
            other
            for other in self.open
            if other != at and self._cost(other, to) != NO_WAY
        ]
        if not ways:
            return Reason(code="site.here.only", facts=facts)
        cheaper = [other for other in ways if self._cost(other, to) < cost]
        nearest = min(cheaper or ways, key=lambda other: (self._cost(other, to), other))
        facts["other"] = self.problem.candidates[nearest].id
        facts["more"] = abs(self._cost(nearest, to) - cost)
        if not cheaper:
            return Reason(code="site.here.cheapest", facts=facts)
        facts["room"] = self.room(nearest)
        wanted = demand.count if self.problem.whole else 1
        if all(self.room(other) < wanted for other in cheaper):
            return Reason(code="site.here.full", facts=facts)
        return Reason(code="site.here.together", facts=facts)

    def _cost(self, at: int, to: int) -> int:
        return int(self.problem.costs[at, to])
