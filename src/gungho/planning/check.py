# SPDX-License-Identifier: Apache-2.0
"""To check a plan is to recount it, without the solver and without its bookkeeping.

Exact integers, no tolerance: what supplies give, what stages carry, what terms allow,
what money buys, and whether every unit granted has all its inputs. What holds of a way
is looked at once for all its lines; the lines themselves are counted in columns.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from gungho.errors import Fact
from gungho.planning.collecting import uncollected
from gungho.planning.columns import (
    Column,
    Lines,
    Numbers,
    Way,
    column,
    through_each,
    times,
)
from gungho.planning.plan import Plan
from gungho.planning.problem import Problem
from gungho.planning.rows import MG_PER_KG, Price
from gungho.planning.told import Lacks

Flags = npt.NDArray[np.bool_]


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
    """The plan counted over: every line, then every limit, then every need.

    An input is one commodity that one need asks for: its ``owner``, how much ``per``
    unit, and what has ``arrived`` of it, all numbered alike.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.lines = Lines.of(plan.lines)
        self.supplies = {row.id: row for row in problem.supplies}
        self.stages = {row.id: row for row in problem.stages}
        self.needs = {row.id: at for at, row in enumerate(problem.needs)}
        self.places = {row.place: 0 for row in problem.needs}
        self.places = {place: at for at, place in enumerate(self.places)}
        self.place_of = np.array([self.places[row.place] for row in problem.needs])
        self.inputs = _Inputs(problem)
        self.table = problem.allowed_table()
        self.rows = {fund: row for row, fund in enumerate(problem.funds)}
        self.prices: defaultdict[tuple[str, str, str], list[Price]] = defaultdict(list)
        for price in problem.prices:
            key = (price.place, price.currency, price.commodity)
            self.prices[key].append(price)
        self.taken: defaultdict[str, int] = defaultdict(int)
        for promised in problem.commitments:
            self.taken[promised.supply] += promised.count
        self.loaded_mg: defaultdict[str, int] = defaultdict(int)
        self.in_mg: defaultdict[str, int] = defaultdict(int)
        self.out_mg: defaultdict[str, int] = defaultdict(int)

    def violations(self) -> Iterator[Violation]:
        yield from self._lines()
        for name, taken in self.taken.items():
            held = self.supplies[name].count
            if taken > held:
                yield _broken("supply", supply=name, taken=taken, held=held)
        for name, load in self.loaded_mg.items():
            if load > self.stages[name].capacity_kg * MG_PER_KG:
                yield _broken("capacity", stage=name, load_kg=load // MG_PER_KG)
        yield from self._handlings()
        yield from self._levels()

    def _handlings(self) -> Iterator[Violation]:
        for row in self.problem.handlings:
            loads = ((self.in_mg, row.in_kg), (self.out_mg, row.out_kg))
            for load_mg, limit_kg in loads:
                load = load_mg[row.place]
                if limit_kg is not None and load > limit_kg * MG_PER_KG:
                    kg = load // MG_PER_KG
                    yield _broken("handling", place=row.place, load_kg=kg)

    def _lines(self) -> Iterator[Violation]:
        lines = self.lines
        numbers = [self.needs.get(name, -1) for name in lines.needs]
        needs = np.array(numbers, dtype=np.int64)[lines.need]
        order = np.argsort(lines.way, kind="stable")
        ends = np.searchsorted(lines.way[order], np.arange(len(lines.ways) + 1))
        for number, way in enumerate(lines.ways):
            at = order[ends[number] : ends[number + 1]]
            there = needs[at] >= 0
            if way.supply not in self.supplies or not self._runs(way):
                there[:] = False
            yield from self._told("unknown", at[~there])
            if there.any():
                at = at[there]
                yield from self._way(way, at, needs=needs[at])

    def _runs(self, way: Way) -> bool:
        return all(name in self.stages for name in way.route)

    def _told(self, what: str, at: Numbers, **facts: Fact) -> Iterator[Violation]:
        for number in at.tolist():
            line = self.lines[number]
            yield _broken(what, need=line.need, supply=line.supply, **facts)

    def _way(self, way: Way, at: Numbers, *, needs: Numbers) -> Iterator[Violation]:
        """Check the lines ``at`` of a way, which go to ``needs``."""
        fund, commodity = self.supplies[way.supply].fund, way.commodity
        count = self.lines.counts[at]
        place = self.inputs.find(needs, commodity)
        serves = self.table[self.rows[fund]][needs]
        if not self.problem.allows_item(fund, commodity):
            serves = np.zeros_like(serves)
        packed = count % self.problem.packs.get(commodity, 1) == 0
        yield from self._told("count", at[count <= 0])
        yield from self._told("pack", at[~packed], commodity=commodity)
        yield from self._told("unasked", at[place < 0], commodity=commodity)
        yield from self._told("terms", at[~serves], fund=fund)
        yield from self._payment(way, at, needs=needs)
        yield from self._route(way, at, needs=needs)
        asked = place >= 0
        np.add.at(self.inputs.arrived, place[asked], self.lines.arrives[at][asked])

    def _payment(self, way: Way, at: Numbers, *, needs: Numbers) -> Iterator[Violation]:
        supply = self.supplies[way.supply]
        if not way.currency:
            self.taken[way.supply] += int(self.lines.counts[at].sum())
            if way.commodity != supply.commodity:
                yield from self._told("commodity", at, commodity=way.commodity)
            return
        paid = self.lines.paid[at]
        self.taken[way.supply] += int(paid.sum())
        near = self._lies_at(way.bought_at, needs) | (way.bought_at == supply.place)
        right = near & self._priced(way, at) & (way.currency == supply.commodity)
        for number in at[~right].tolist():
            spent = int(self.lines.paid[number])
            yield from self._told("price", np.array([number]), paid=spent)

    def _priced(self, way: Way, at: Numbers) -> Flags:
        """Tell where a price noted where it is bought comes to what is paid."""
        count, paid = self.lines.counts[at], self.lines.paid[at]
        priced = np.zeros(len(at), dtype=np.bool_)
        for price in self.prices[way.bought_at, way.currency, way.commodity]:
            worth = times(count, price.cost)
            less = times(paid - 1, price.per) < worth
            priced |= less & (worth <= times(paid, price.per))
        return priced

    def _lies_at(self, place: str, needs: Numbers) -> Flags:
        lies: Flags = self.place_of[needs] == self.places.get(place, -1)
        return lies

    def _route(self, way: Way, at: Numbers, *, needs: Numbers) -> Iterator[Violation]:
        here = way.bought_at or self.supplies[way.supply].place
        weight = self.problem.weight_mg(way.commodity)
        count = self.lines.counts[at]
        for name in way.route:
            stage = self.stages[name]
            if stage.source != here:
                yield from self._told("route", at, stage=name)
            load = int(count.sum()) * weight
            self.loaded_mg[name] += load
            self.out_mg[stage.source] += load
            count = through_each(count, stage.loss_ppm)
            self.in_mg[stage.target] += int(count.sum()) * weight
            here = stage.target
        if weight > 0:
            yield from self._told("route", at[~self._lies_at(here, needs)], stage="")
        for number in at[count != self.lines.arrives[at]].tolist():
            told = int(self.lines.arrives[number])
            yield from self._told("arrives", np.array([number]), arrives=told)

    def _levels(self) -> Iterator[Violation]:
        """Check that what is granted has all its inputs, and what is short is told."""
        needs, inputs, levels = self.problem.needs, self.inputs, self.plan.levels
        if set(levels) != set(self.needs):
            yield _broken("levels", needs=len(needs))
        units = column([levels.get(row.id, 0) for row in needs])
        asked = column([row.units for row in needs])
        if set(levels) == set(self.needs):
            for at in np.flatnonzero((units < 0) | (units > asked)).tolist():
                row, got = needs[at], int(units[at])
                yield _broken("over-asked", need=row.id, units=got, asked=row.units)
            used = times(inputs.per, units[inputs.owner])
            yield from self._inputs("inputs", inputs.arrived < used)
        short = times(inputs.per, asked[inputs.owner]) - inputs.arrived
        short = np.where((units < asked)[inputs.owner] & (short > 0), short, 0)
        yield from self._unmet(short)

    def _unmet(self, short: Column) -> Iterator[Violation]:
        """Check that what is told as short (n_inputs,) is what is short."""
        lacks = Lacks.of(self.plan.unmet)
        told = column([0] * len(short)).astype(lacks.short.dtype)
        numbers = [self.needs.get(name, -1) for name in lacks.needs]
        needs = np.array(numbers, dtype=np.int64)[lacks.need]
        of_lack = [lack.commodity for lack in lacks.lacks]
        names = {name: at for at, name in enumerate(dict.fromkeys(of_lack))}
        code = np.array([names[name] for name in of_lack], dtype=np.int64)[lacks.lack]
        for name, number in names.items():
            rows = np.flatnonzero(code == number)
            at = self.inputs.find(needs[rows], name)
            for row in rows[at < 0].tolist():
                need = lacks.needs[int(lacks.need[row])]
                yield _broken("unmet", need=need, commodity=name)
            told[at[at >= 0]] = lacks.short[rows[at >= 0]]
        yield from self._inputs("unmet", told != short)

    def _inputs(self, what: str, wrong: Flags) -> Iterator[Violation]:
        for at in np.flatnonzero(wrong).tolist():
            need, commodity = self.inputs.keys[at]
            yield _broken(what, need=self.problem.needs[need].id, commodity=commodity)


class _Inputs:
    """What needs ask for, an input at a time: (n_inputs,) each, sorted by need.

    ``arrived`` begins with what is on the spot and what was promised.
    """

    def __init__(self, problem: Problem) -> None:
        needs = problem.needs
        self.keys = [
            (at, commodity)
            for at, row in enumerate(needs)
            for commodity in sorted(row.inputs)
        ]
        self.numbers = {key: number for number, key in enumerate(self.keys)}
        self.codes = {
            name: at for at, name in enumerate(sorted({k[1] for k in self.keys}))
        }
        self.width = max(1, len(self.codes))
        self.owner = np.array([at for at, _ in self.keys], dtype=np.int64)
        code = [self.codes[commodity] for _, commodity in self.keys]
        self.sorted = self.owner * self.width + np.array(code, dtype=np.int64)
        self.per = column([needs[at].inputs[commodity] for at, commodity in self.keys])
        had = [0] * len(self.keys)
        numbers = {row.id: at for at, row in enumerate(needs)}
        for row in problem.on_spot:
            self._add(had, key=(numbers[row.need], row.commodity), count=row.count)
        for promised in problem.commitments:
            key = (numbers[promised.need], promised.commodity)
            self._add(had, key=key, count=promised.arrives)
        self.arrived = column(had)

    def _add(self, had: list[int], *, key: tuple[int, str], count: int) -> None:
        at = self.number(*key)
        if at >= 0:
            had[at] += count

    def number(self, need: int, commodity: str) -> int:
        """Return the number of an input, -1 if the need does not ask for it."""
        return self.numbers.get((need, commodity), -1)

    def find(self, needs: Numbers, commodity: str) -> Numbers:
        """Return the number of each need's input of a commodity, or -1."""
        code = self.codes.get(commodity)
        if code is None:
            return np.full(len(needs), -1)
        keys = needs * self.width + code
        at = np.searchsorted(self.sorted, keys)
        at = np.minimum(at, len(self.sorted) - 1)
        return np.where((needs >= 0) & (self.sorted[at] == keys), at, -1)


def _broken(what: str, **facts: Fact) -> Violation:
    return Violation(code=f"plan.check.{what}", facts=facts)
