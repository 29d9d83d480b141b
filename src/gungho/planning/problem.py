# SPDX-License-Identifier: Apache-2.0
"""A problem is what lies where, who asks for what, and which roads are open."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import ceil, isfinite

import numpy as np
import numpy.typing as npt

from gungho.errors import Refusal
from gungho.measure import MAX_COUNT
from gungho.planning.rows import (
    PPM,
    Commitment,
    Handling,
    Need,
    OnSpot,
    Price,
    Stage,
    Supply,
)

MG_PER_G = 1000
Allowed = frozenset[tuple[str, str]] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Supplies, needs, roads, prices and terms.

    ``weights_g`` is grams per smallest unit (absent or 0: weightless). ``allowed`` are
    the pairs (fund, need) that the terms allow, or a bool array (funds, needs) whose
    rows follow ``funds``. ``items`` names for a fund what alone it may give or buy.
    ``floor_units`` is what everyone who can be reached gets first. ``places``, if
    given, is every place there is. ``packs`` are the smallest units of a commodity that
    only go together, as one pack or piece. ``worths`` is what a smallest unit of a
    currency is worth in the one that carriage is told in (absent: as much); it weighs
    buying against carrying what is there, and nothing else. Raises Refusal
    ``planning.*`` for malformed rows.
    """

    supplies: tuple[Supply, ...]
    needs: tuple[Need, ...]
    stages: tuple[Stage, ...] = ()
    prices: tuple[Price, ...] = ()
    weights_g: Mapping[str, float] = field(default_factory=dict)
    allowed: Allowed = frozenset()
    items: Mapping[str, frozenset[str]] = field(default_factory=dict)
    floor_units: int = 1
    places: frozenset[str] = frozenset()
    handlings: tuple[Handling, ...] = ()
    on_spot: tuple[OnSpot, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    packs: Mapping[str, int] = field(default_factory=dict)
    worths: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for sort, rows in (
            ("supply", self.supplies),
            ("need", self.needs),
            ("stage", self.stages),
            ("commitment", self.commitments),
        ):
            _check_ids(sort, (row.id for row in rows))
        _check_ids("handling", (row.place for row in self.handlings))
        _check_rows(self)
        _check_limits(self)
        _check_promised(self)
        _check_places(self)
        if isinstance(self.allowed, np.ndarray) and (
            self.allowed.shape != (len(self.funds), len(self.needs))
        ):
            raise Refusal("planning.allowed", funds=len(self.funds))

    @property
    def funds(self) -> tuple[str, ...]:
        """The funds of the supplies, sorted."""
        return tuple(sorted({row.fund for row in self.supplies}))

    def weight_mg(self, commodity: str) -> int:
        """Return a smallest unit's weight in mg, rounded up; 0 for the weightless."""
        return ceil(self.weights_g.get(commodity, 0) * MG_PER_G)

    def allows_item(self, fund: str, commodity: str) -> bool:
        """Tell whether a fund may give or buy this commodity at all."""
        return fund not in self.items or commodity in self.items[fund]

    def allowed_table(self) -> npt.NDArray[np.bool_]:
        """Return which fund may serve which need: (funds, needs)."""
        if isinstance(self.allowed, np.ndarray):
            return self.allowed.astype(np.bool_)
        rows = {fund: row for row, fund in enumerate(self.funds)}
        columns = {need.id: column for column, need in enumerate(self.needs)}
        table = np.zeros((len(rows), len(columns)), dtype=np.bool_)
        for fund, need in self.allowed:
            if fund in rows and need in columns:
                table[rows[fund], columns[need]] = True
        return table


def open_on(problem: Problem, day: date) -> Problem:
    """Return the problem with only the stages that are open on a day."""
    stages = tuple(stage for stage in problem.stages if stage.open_on(day))
    return replace(problem, stages=stages)


def _check_ids(sort: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise Refusal("planning.duplicate", sort=sort, id=name)
        seen.add(name)


def _check_rows(problem: Problem) -> None:
    for supply in problem.supplies:
        _check_count("supply", supply.id, supply.count)
    for need in problem.needs:
        _check_count("need", need.id, need.units)
        _check_count("need", need.id, need.output)
        if not need.inputs:
            raise Refusal("planning.inputs", need=need.id)
        for count in need.inputs.values():
            _check_count("need", need.id, count, least=1)
    for stage in problem.stages:
        for count in (stage.capacity_kg, stage.days, stage.cost):
            _check_count("stage", stage.id, count)
        if not 0 <= stage.loss_ppm <= PPM:
            raise Refusal("planning.loss", stage=stage.id, loss_ppm=stage.loss_ppm)
    for price in problem.prices:
        _check_count("price", f"{price.place} {price.commodity}", price.cost, least=1)
        _check_count("price", f"{price.place} {price.commodity}", price.per, least=1)
    _check_count("floor", "", problem.floor_units)


def _check_limits(problem: Problem) -> None:
    for handling in problem.handlings:
        for limit in (handling.in_kg, handling.out_kg):
            if limit is not None:
                _check_count("handling", handling.place, limit)
    for commodity, pack in problem.packs.items():
        _check_count("pack", commodity, pack, least=1)
    for commodity, weight in problem.weights_g.items():
        if not (isfinite(weight) and weight >= 0):
            raise Refusal("planning.weight", commodity=commodity)
        _check_count("weight", commodity, ceil(weight * MG_PER_G))
    for currency, worth in problem.worths.items():
        if not (isfinite(worth) and 0 < worth < MAX_COUNT):
            raise Refusal("planning.worth", currency=currency)
    for price in problem.prices:
        if problem.weight_mg(price.currency) > 0:
            raise Refusal("planning.currency", commodity=price.currency)


def _check_promised(problem: Problem) -> None:
    """Check that what is at hand and what is promised names what there is."""
    if not problem.on_spot and not problem.commitments:
        return
    needs = {need.id for need in problem.needs}
    held = {row.id: row.count for row in problem.supplies}
    for row in problem.on_spot:
        _check_named("need", row.need, known=needs)
        _check_count("stock", row.need, row.count)
    for promised in problem.commitments:
        _check_named("need", promised.need, known=needs)
        _check_named("supply", promised.supply, known=held)
        _check_count("commitment", promised.id, promised.count)
        _check_count("commitment", promised.id, promised.arrives)
        held[promised.supply] -= promised.count
        if held[promised.supply] < 0:
            raise Refusal("planning.over-promised", supply=promised.supply)


def _check_named(sort: str, name: str, *, known: Container[str]) -> None:
    if name not in known:
        raise Refusal("planning.unknown", sort=sort, id=name)


def _check_count(sort: str, name: str, count: int, *, least: int = 0) -> None:
    if not least <= count < MAX_COUNT:
        raise Refusal("planning.count", sort=sort, id=name, count=count)


def _check_places(problem: Problem) -> None:
    if not problem.places:
        return
    named = [
        *((row.place, row.id) for row in problem.supplies),
        *((row.place, row.id) for row in problem.needs),
        *((row.source, row.id) for row in problem.stages),
        *((row.target, row.id) for row in problem.stages),
        *((row.place, row.commodity) for row in problem.prices),
        *((row.place, "handling") for row in problem.handlings),
    ]
    for place, name in named:
        if place not in problem.places:
            raise Refusal("planning.unknown-place", place=place, id=name)
