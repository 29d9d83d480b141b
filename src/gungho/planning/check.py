# SPDX-License-Identifier: Apache-2.0
"""To check a plan is to recount it, without the solver and without its bookkeeping.

Exact integers, no tolerance: what supplies give, what stages carry, what terms allow,
what money buys, and whether every unit granted has all its inputs.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from gungho.errors import Fact
from gungho.planning.collecting import uncollected
from gungho.planning.plan import Plan, PlanLine
from gungho.planning.problem import Problem
from gungho.planning.rows import MG_PER_KG, Price, Stage, through


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A rule that a plan breaks: a dotted code and its facts."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """Return everything in which a plan breaks the rules of its problem."""
    with uncollected():
        return tuple(_Recount(problem, plan).violations())


class _Recount:
    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.supplies = {row.id: row for row in problem.supplies}
        self.needs = {row.id: row for row in problem.needs}
        self.stages = {row.id: row for row in problem.stages}
        self.table = problem.allowed_table()
        self.rows = {fund: row for row, fund in enumerate(problem.funds)}
        self.columns = {need.id: at for at, need in enumerate(problem.needs)}
        self.prices: defaultdict[tuple[str, str, str], list[Price]] = defaultdict(list)
        for price in problem.prices:
            key = (price.place, price.currency, price.commodity)
            self.prices[key].append(price)
        self.weights: dict[str, int] = {}
        self.taken: defaultdict[str, int] = defaultdict(int)
        for promised in problem.commitments:
            self.taken[promised.supply] += promised.count
        self.loaded_mg: defaultdict[str, int] = defaultdict(int)
        self.in_mg: defaultdict[str, int] = defaultdict(int)
        self.out_mg: defaultdict[str, int] = defaultdict(int)
        self.arrived: defaultdict[tuple[str, str], int] = defaultdict(int)
        for row in problem.on_spot:
            self.arrived[row.need, row.commodity] += row.count
        for promised in problem.commitments:
            self.arrived[promised.need, promised.commodity] += promised.arrives

    def violations(self) -> Iterator[Violation]:
        for line in self.plan.lines:
            yield from self._line(line)
        for name, taken in self.taken.items():
            held = self.supplies[name].count
            if taken > held:
                yield _broken("supply", supply=name, taken=taken, held=held)
        for name, load in self.loaded_mg.items():
            if load > self.stages[name].capacity_kg * MG_PER_KG:
                yield _broken("capacity", stage=name, load_kg=load // MG_PER_KG)
        yield from self._handlings()
        yield from self._levels()
        yield from self._unmet()

    def _handlings(self) -> Iterator[Violation]:
        for row in self.problem.handlings:
            loads = ((self.in_mg, row.in_kg), (self.out_mg, row.out_kg))
            for load_mg, limit_kg in loads:
                load = load_mg[row.place]
                if limit_kg is not None and load > limit_kg * MG_PER_KG:
                    kg = load // MG_PER_KG
                    yield _broken("handling", place=row.place, load_kg=kg)

    def _line(self, line: PlanLine) -> Iterator[Violation]:
        known = line.need in self.needs and line.supply in self.supplies
        if not known or any(name not in self.stages for name in line.route):
            yield _broken("unknown", need=line.need, supply=line.supply)
            return
        supply = self.supplies[line.supply]
        names: dict[str, Fact] = {"need": line.need, "supply": line.supply}
        if line.count <= 0:
            yield _broken("count", **names, count=line.count)
        if line.count % self.problem.packs.get(line.commodity, 1):
            yield _broken("pack", **names, commodity=line.commodity)
        if line.commodity not in self.needs[line.need].inputs:
            yield _broken("unasked", **names, commodity=line.commodity)
        if not self.table[self.rows[supply.fund], self.columns[line.need]]:
            yield _broken("terms", **names, fund=supply.fund)
        if not self.problem.allows_item(supply.fund, line.commodity):
            yield _broken("terms", **names, fund=supply.fund)
        yield from self._payment(line, names)
        yield from self._route(line, names)

    def _payment(self, line: PlanLine, names: dict[str, Fact]) -> Iterator[Violation]:
        supply = self.supplies[line.supply]
        if line.bought_with is None:
            self.taken[line.supply] += line.count
            if line.commodity != supply.commodity:
                yield _broken("commodity", **names, commodity=line.commodity)
            return
        currency, paid = line.bought_with
        self.taken[line.supply] += paid
        places = {supply.place, self.needs[line.need].place}
        if (
            currency != supply.commodity
            or line.bought_at not in places
            or not self._priced(line, currency, paid=paid)
        ):
            yield _broken("price", **names, paid=paid)

    def _priced(self, line: PlanLine, currency: str, *, paid: int) -> bool:
        """Tell whether a price noted where it is bought comes to what is paid."""
        return any(
            (paid - 1) * price.per < line.count * price.cost <= paid * price.per
            for price in self.prices[line.bought_at, currency, line.commodity]
        )

    def _weight(self, commodity: str) -> int:
        if commodity not in self.weights:
            self.weights[commodity] = self.problem.weight_mg(commodity)
        return self.weights[commodity]

    def _route(self, line: PlanLine, names: dict[str, Fact]) -> Iterator[Violation]:
        here = line.bought_at or self.supplies[line.supply].place
        target = self.needs[line.need].place
        weight = self._weight(line.commodity)
        count = line.count
        for stage in self._stages(line):
            if stage.source != here:
                yield _broken("route", **names, stage=stage.id)
            self.loaded_mg[stage.id] += count * weight
            self.out_mg[stage.source] += count * weight
            count = through(count, (stage.loss_ppm,))
            self.in_mg[stage.target] += count * weight
            here = stage.target
        if weight > 0 and here != target:
            yield _broken("route", **names, stage="")
        if count != line.arrives:
            yield _broken("arrives", **names, arrives=line.arrives)
        self.arrived[line.need, line.commodity] += count

    def _stages(self, line: PlanLine) -> tuple[Stage, ...]:
        return tuple(self.stages[name] for name in line.route)

    def _levels(self) -> Iterator[Violation]:
        if set(self.plan.levels) != set(self.needs):
            yield _broken("levels", needs=len(self.needs))
            return
        for name, units in self.plan.levels.items():
            need = self.needs[name]
            if not 0 <= units <= need.units:
                yield _broken("over-asked", need=name, units=units, asked=need.units)
            for commodity, per in need.inputs.items():
                if self.arrived[name, commodity] < per * units:
                    yield _broken("inputs", need=name, commodity=commodity)

    def _unmet(self) -> Iterator[Violation]:
        told = {(row.need, row.commodity): row.short for row in self.plan.unmet}
        for name, need in self.needs.items():
            units = self.plan.levels.get(name, 0)
            for commodity, per in need.inputs.items():
                had = self.arrived[name, commodity]
                short = max(0, per * need.units - had) if units < need.units else 0
                if told.pop((name, commodity), 0) != short:
                    yield _broken("unmet", need=name, commodity=commodity)
        for name, commodity in told:
            yield _broken("unmet", need=name, commodity=commodity)


def _broken(what: str, **facts: Fact) -> Violation:
    return Violation(code=f"plan.check.{what}", facts=facts)
