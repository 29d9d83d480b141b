# SPDX-License-Identifier: Apache-2.0
"""A trial is the plan solved once more with one thing otherwise, to see what binds.

Everyone else keeps what the plan gives; all ways and purchases are free to be others.
What the programme cannot do in parts, whole pieces cannot either; what it can do in
parts is tried in whole pieces. Losses are taken as expected; where the plan stands by
their rounding, a limit gives way by just that much.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from gungho.planning.groups import Outline
from gungho.planning.laid import give_way, values_of
from gungho.planning.lines import redrawn
from gungho.planning.model import Model, build
from gungho.planning.plan import Plan, Reason
from gungho.planning.policy import Policy
from gungho.planning.problem import Problem
from gungho.planning.rows import Need
from gungho.planning.solver import Engine, Engines, Solver

APART = "\x00apart"
NEARLY = 1e-6
WHOLE_MAX = 400  # needs


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """How a need is tried: what it asks for, and which limits are lifted.

    ``inputs`` are those that are asked of the need, None for all of them; ``least``
    are units that each other need keeps; ``without`` is a supply kept from the need.
    """

    need: str
    least: Mapping[str, int]
    inputs: frozenset[str] | None = None
    terms_lifted: bool = False
    roads_lifted: bool = False
    without: str = ""
    whole: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Units of a need; *settled* unless whole pieces might come to less than these."""

    units: float
    settled: bool


class Trials:
    """A problem and its plan, to be tried again and again."""

    def __init__(
        self,
        problem: Problem,
        plan: Plan,
        *,
        policy: Policy | None = None,
        seconds: float = 20.0,
        engines: Engines = Solver,
    ) -> None:
        self.problem = problem
        self.plan = plan
        self.policy = policy or Policy()
        self.seconds = seconds
        self.engines = engines

    def need(self, name: str) -> Need:
        """Return a need by its id."""
        return self._needs[name]

    @cached_property
    def _needs(self) -> dict[str, Need]:
        return {row.id: row for row in self.problem.needs}

    @cached_property
    def lacking(self) -> dict[tuple[str, str], Reason]:
        """What the plan says each need lacks, and why."""
        return {(row.need, row.commodity): row.reason for row in self.plan.unmet}

    @cached_property
    def drawn(self) -> frozenset[tuple[str, str, str]]:
        """What each need gets out of which supply: (need, supply, commodity)."""
        return frozenset(
            (row.need, row.supply, row.commodity) for row in self.plan.lines
        )

    def most(self, trial: Trial, *, doubt: int = 0) -> Reached | None:
        """Return the most units the need can have; None if it cannot be told.

        Where that comes to ``doubt`` units in parts of pieces, it is tried again in
        whole pieces, if the problem is of a size for that.
        """
        reached = self._tried(trial)
        if reached is None or not doubt or reached < doubt - NEARLY:
            return None if reached is None else Reached(units=reached, settled=True)
        small = len(self.problem.needs) <= WHOLE_MAX
        whole = self._tried(replace(trial, whole=True)) if small else None
        if whole is None:
            return Reached(units=reached, settled=False)
        return Reached(units=min(reached, whole), settled=True)

    def _tried(self, trial: Trial) -> float | None:
        outline = Outline(self._otherwise(trial), self.plan.seed, policy=self.policy)
        engine, model, number = self._prepared(outline, trial)
        column = model.columns["units", number]
        engine.aim({column: 1.0}, sense="max")
        return float(engine.value) if engine.solve() else None

    def _prepared(self, outline: Outline, trial: Trial) -> tuple[Engine, Model, int]:
        model = build(outline, whole=trial.whole)
        engine = self.engines(model, seed=self.plan.seed, seconds=self.seconds)
        standing = values_of(redrawn(outline, self.plan.lines), model)
        give_way(engine, model, values=standing)
        apart = 0
        for number, group in enumerate(outline.groups):
            for sort in ("floor", "share"):
                row = model.rows[sort, number]
                engine.rows(row, lower=-np.inf, upper=np.inf)
            names = [outline.problem.needs[member].id for member in group.members]
            if trial.need in names:
                apart = number
                continue
            least = sum(trial.least.get(name, 0) for name in names)
            slack = 0 if trial.whole else NEARLY
            engine.at_least(model.columns["units", number], least * (1 - slack))
        return engine, model, apart

    def _otherwise(self, trial: Trial) -> Problem:
        problem = self.problem
        needs = tuple(
            _asking(need, trial) if need.id == trial.need else need
            for need in problem.needs
        )
        changed = replace(problem, needs=needs, floor_units=0)
        if trial.terms_lifted:
            changed = _free(changed, trial.need)
        if trial.without:
            changed = _kept_from(changed, trial.need, supply=trial.without)
        if trial.roads_lifted:
            changed = replace(changed, weights_g={}, handlings=())
        return changed


def _asking(need: Need, trial: Trial) -> Need:
    """Return the need apart from its equals, asking only what is tried."""
    inputs = need.inputs
    if trial.inputs is not None:
        inputs = {name: per for name, per in inputs.items() if name in trial.inputs}
    return replace(need, inputs=inputs, region=APART)


def _free(problem: Problem, need: str) -> Problem:
    """Return the problem with every fund free to serve one need."""
    if isinstance(problem.allowed, np.ndarray):
        table = problem.allowed.copy()
        table[:, [row.id == need for row in problem.needs]] = True
        return replace(problem, allowed=table, items={})
    added = frozenset((fund, need) for fund in problem.funds)
    return replace(problem, allowed=problem.allowed | added, items={})


def _kept_from(problem: Problem, need: str, *, supply: str) -> Problem:
    """Return the problem with one supply under a fund that may not serve the need."""
    supplies = tuple(
        replace(row, fund=row.fund + APART) if row.id == supply else row
        for row in problem.supplies
    )
    fund = next(row.fund for row in problem.supplies if row.id == supply)
    table = problem.allowed_table()
    rows = {name: row for row, name in enumerate(problem.funds)}
    funds = sorted({row.fund for row in supplies})
    at = next(n for n, row in enumerate(problem.needs) if row.id == need)
    allowed = np.array([table[rows[name.removesuffix(APART)]] for name in funds])
    if fund + APART in funds:
        allowed[funds.index(fund + APART), at] = False
    items = dict(problem.items)
    if fund in items:
        items[fund + APART] = items[fund]
    return replace(problem, supplies=supplies, allowed=allowed, items=items)
