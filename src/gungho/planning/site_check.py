# SPDX-License-Identifier: Apache-2.0
"""To check a siting is to recount it, without the solver and without its arrays.

Exact integers and fractions, no tolerance: every demand served in full, no depot beyond
its capacity, only open depots serving, and the cost to the last part. That no cheaper
choice exists it cannot tell; the bound stands or falls with the solver.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from fractions import Fraction

from gungho.errors import Fact
from gungho.planning.check import Violation
from gungho.planning.site_plan import Served, Siting
from gungho.planning.site_problem import NO_WAY, SitingProblem


def check_siting(problem: SitingProblem, siting: Siting) -> tuple[Violation, ...]:
    """Return everything in which a siting breaks the rules of its problem."""
    return tuple(_Recount(problem, siting).violations())


class _Recount:
    def __init__(self, problem: SitingProblem, siting: Siting) -> None:
        self.problem = problem
        self.siting = siting
        self.at = {row.id: n for n, row in enumerate(problem.candidates)}
        self.to = {row.id: n for n, row in enumerate(problem.demands)}
        self.open = {row.candidate for row in siting.chosen if row.open}
        self.load: defaultdict[str, int] = defaultdict(int)
        self.got: defaultdict[str, int] = defaultdict(int)
        self.givers: defaultdict[str, int] = defaultdict(int)
        self.cost = Fraction(0)

    def violations(self) -> Iterator[Violation]:
        if [row.candidate for row in self.siting.chosen] != list(self.at):
            yield _broken("candidates", candidates=len(self.at))
            return
        asked = self.problem.depots
        if asked is not None and len(self.open) != asked:
            yield _broken("depots", depots=asked, open=len(self.open))
        for line in self.siting.served:
            yield from self._line(line)
        yield from self._demands()
        yield from self._loads()
        yield from self._figures()

    def _line(self, line: Served) -> Iterator[Violation]:
        names: dict[str, Fact] = {"demand": line.demand, "candidate": line.candidate}
        if line.demand not in self.to or line.candidate not in self.at:
            yield _broken("unknown", **names)
            return
        at, to = self.at[line.candidate], self.to[line.demand]
        if line.count <= 0:
            yield _broken("count", **names, count=line.count)
        if line.candidate not in self.open:
            yield _broken("closed", **names)
        if int(self.problem.costs[at, to]) == NO_WAY:
            yield _broken("no-way", **names)
        cost = self.problem.cost((at, to), line.count)
        if cost != line.cost:
            yield _broken("line-cost", **names)
        self.load[line.candidate] += line.count
        self.got[line.demand] += line.count
        self.givers[line.demand] += 1
        self.cost += cost

    def _demands(self) -> Iterator[Violation]:
        for row in self.problem.demands:
            if self.got[row.id] != row.count:
                yield _broken(
                    "demand", demand=row.id, asked=row.count, got=self.got[row.id]
                )
            if self.problem.whole and self.givers[row.id] != 1:
                yield _broken("whole", demand=row.id, depots=self.givers[row.id])

    def _loads(self) -> Iterator[Violation]:
        rows = zip(self.problem.candidates, self.siting.chosen, strict=True)
        for candidate, told in rows:
            load = self.load[candidate.id]
            if load > candidate.capacity:
                yield _broken(
                    "capacity",
                    candidate=candidate.id,
                    load=load,
                    capacity=candidate.capacity,
                )
            if (told.load, told.room) != (load, candidate.capacity - load):
                yield _broken("load", candidate=candidate.id, load=told.load)
            if told.open:
                self.cost += candidate.opening

    def _figures(self) -> Iterator[Violation]:
        told = self.siting
        if told.objective != self.cost:
            yield _broken("objective", objective=str(told.objective))
        if told.bound > told.objective or (
            told.proved and told.bound != told.objective
        ):
            yield _broken("bound", bound=str(told.bound))


def _broken(what: str, **facts: Fact) -> Violation:
    return Violation(code=f"site.check.{what}", facts=facts)
