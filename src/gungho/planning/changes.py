# SPDX-License-Identifier: Apache-2.0
"""A change is one thing that might be otherwise: a road closed, a gift, a weight.

Changes are values; ``patched`` applies them in their order and leaves what was as it
was. Raises Refusal ``planning.change`` where a change names what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from gungho.errors import Refusal
from gungho.planning.policy import Policy
from gungho.planning.problem import Problem
from gungho.planning.rows import Handling, Price, Stage, Supply

Case = tuple[Problem, Policy]


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseStage:
    """A stage is closed, and carries nothing."""

    stage: str

    def applied(self, case: Case) -> Case:
        """Return the case without the stage."""
        problem, policy = case
        stages = tuple(row for row in problem.stages if row.id != self.stage)
        _must("stage", self.stage, found=len(stages) < len(problem.stages))
        return replace(problem, stages=stages), policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PutStage:
    """A stage is opened, or runs otherwise than the one of the same id."""

    stage: Stage

    def applied(self, case: Case) -> Case:
        """Return the case with the stage in its place."""
        problem, policy = case
        rows = {row.id: row for row in problem.stages} | {self.stage.id: self.stage}
        return replace(problem, stages=tuple(rows.values())), policy


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitStage:
    """A stage carries so much and no more."""

    stage: str
    capacity_kg: int

    def applied(self, case: Case) -> Case:
        """Return the case with the stage limited."""
        rows = {row.id: row for row in case[0].stages}
        _must("stage", self.stage, found=self.stage in rows)
        stage = replace(rows[self.stage], capacity_kg=self.capacity_kg)
        return PutStage(stage=stage).applied(case)


@dataclass(frozen=True, slots=True, kw_only=True)
class PutHandling:
    """A gate or depot can take in and send on so much."""

    handling: Handling

    def applied(self, case: Case) -> Case:
        """Return the case with the place's handling."""
        problem, policy = case
        rows = {row.place: row for row in problem.handlings}
        rows[self.handling.place] = self.handling
        return replace(problem, handlings=tuple(rows.values())), policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PutSupply:
    """A gift comes, or a supply is otherwise than the one of the same id.

    ``serves`` are the needs that the terms of its fund allow; None leaves the fund's
    terms as they are. ``items`` is what alone the fund may give or buy, if it is new.
    """

    supply: Supply
    serves: frozenset[str] | None = None
    items: frozenset[str] | None = None

    def applied(self, case: Case) -> Case:
        """Return the case with the supply in its place."""
        problem, policy = case
        fund = self.supply.fund
        rows = {row.id: row for row in problem.supplies} | {self.supply.id: self.supply}
        items = dict(problem.items)
        if self.items is not None:
            items[fund] = self.items
        serves = None if self.serves is None else {fund: self.serves}
        supplied = _supplied(problem, tuple(rows.values()), serves=serves or {})
        return replace(supplied, items=items), policy


@dataclass(frozen=True, slots=True, kw_only=True)
class DropSupply:
    """A supply is gone."""

    supply: str

    def applied(self, case: Case) -> Case:
        """Return the case without the supply and what was promised out of it."""
        problem, policy = case
        rows = tuple(row for row in problem.supplies if row.id != self.supply)
        _must("supply", self.supply, found=len(rows) < len(problem.supplies))
        kept = tuple(row for row in problem.commitments if row.supply != self.supply)
        return _supplied(replace(problem, commitments=kept), rows, serves={}), policy


@dataclass(frozen=True, slots=True, kw_only=True)
class PutPrice:
    """A price is so much from now on."""

    price: Price

    def applied(self, case: Case) -> Case:
        """Return the case with the price in the place of the former ones."""
        problem, policy = case
        kept = (row for row in problem.prices if _priced(row) != _priced(self.price))
        return replace(problem, prices=(*kept, self.price)), policy


@dataclass(frozen=True, slots=True, kw_only=True)
class LiftTerms:
    """A fund may serve every need, and give or buy anything: asked, never assumed."""

    fund: str

    def applied(self, case: Case) -> Case:
        """Return the case with the fund free."""
        problem, policy = case
        _must("fund", self.fund, found=self.fund in problem.funds)
        everyone = frozenset(need.id for need in problem.needs)
        items = {
            fund: only for fund, only in problem.items.items() if fund != self.fund
        }
        free = _supplied(problem, problem.supplies, serves={self.fund: everyone})
        return replace(free, items=items), policy


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUnits:
    """A need asks for so many units from now on; none if it is withdrawn."""

    need: str
    units: int

    def applied(self, case: Case) -> Case:
        """Return the case with the need asking so."""
        problem, policy = case
        _must(
            "need", self.need, found=any(row.id == self.need for row in problem.needs)
        )
        needs = tuple(
            replace(row, units=self.units) if row.id == self.need else row
            for row in problem.needs
        )
        return replace(problem, needs=needs), policy


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFloor:
    """Everyone gets so many units first."""

    units: int

    def applied(self, case: Case) -> Case:
        """Return the case with the floor."""
        return case[0], replace(case[1], floor_units=self.units)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTier:
    """A class of needs stands in a tier, the lower before the higher."""

    key: str
    tier: int

    def applied(self, case: Case) -> Case:
        """Return the case with the class in its tier."""
        tiers = {**case[1].tiers, self.key: self.tier}
        return case[0], replace(case[1], tiers=tiers)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetWeight:
    """A class of needs is entitled to so much in proportion."""

    key: str
    weight: int

    def applied(self, case: Case) -> Case:
        """Return the case with the class entitled so."""
        weights = {**case[1].weights, self.key: self.weight}
        return case[0], replace(case[1], weights=weights)


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAims:
    """The aims come in this order."""

    aims: tuple[str, ...]

    def applied(self, case: Case) -> Case:
        """Return the case with the aims in this order."""
        return case[0], replace(case[1], aims=self.aims)


Change = (
    CloseStage
    | PutStage
    | LimitStage
    | PutHandling
    | PutSupply
    | DropSupply
    | PutPrice
    | LiftTerms
    | SetUnits
    | SetFloor
    | SetTier
    | SetWeight
    | SetAims
)


def patched(problem: Problem, changes: Iterable[Change], *, policy: Policy) -> Case:
    """Return the problem and the policy with the changes made, in their order."""
    case = (problem, policy)
    for change in changes:
        case = change.applied(case)
    return case


def _must(sort: str, name: str, *, found: bool) -> None:
    if not found:
        raise Refusal("planning.change", sort=sort, id=name)


def _priced(price: Price) -> tuple[str, str, str]:
    return price.place, price.currency, price.commodity


def _supplied(
    problem: Problem,
    supplies: tuple[Supply, ...],
    *,
    serves: Mapping[str, frozenset[str]],
) -> Problem:
    """Return the problem with other supplies, the terms of some funds set."""
    if not isinstance(problem.allowed, np.ndarray):
        kept = (pair for pair in problem.allowed if pair[0] not in serves)
        added = ((fund, need) for fund, needs in serves.items() for need in needs)
        allowed = frozenset((*kept, *added))
        return replace(problem, supplies=supplies, allowed=allowed)
    funds = sorted({row.fund for row in supplies})
    table = np.zeros((len(funds), len(problem.needs)), dtype=np.bool_)
    before = {fund: row for row, fund in enumerate(problem.funds)}
    for row, fund in enumerate(funds):
        if fund in serves:
            table[row] = [need.id in serves[fund] for need in problem.needs]
        elif fund in before:
            table[row] = problem.allowed[before[fund]]
    return replace(problem, supplies=supplies, allowed=table)
