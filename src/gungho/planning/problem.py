# SPDX-License-Identifier: Apache-2.0
"""A problem is what lies where, who asks for what, and which roads are open.

Every count is an int of a commodity's smallest unit. A commodity without a weight is
money (or a right): it is sent by wire, over no stage, and may buy what has a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from math import ceil, isfinite

import numpy as np
import numpy.typing as npt

from gungho.errors import Refusal
from gungho.measure import MAX_COUNT

PPM = 1_000_000
MG_PER_KG = 1_000_000
Allowed = frozenset[tuple[str, str]] | npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """A count of one commodity under one fund, lying at a place."""

    id: str
    place: str
    commodity: str
    fund: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A verified request for whole units of an activity.

    ``inputs`` are counts per unit, all of them wanted at once; ``output`` is what a
    unit yields, in any one measure, and only breaks ties; a lower tier comes first.
    """

    id: str
    coop: str
    place: str
    region: str
    trade: str
    purpose: str
    tier: int
    inputs: Mapping[str, int]
    units: int
    output: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One carriage from place to place over the planned time.

    ``capacity_kg`` in all, ``cost`` per tonne in any one currency's smallest unit,
    ``loss_ppm`` the part expected to be lost on the way.
    """

    id: str
    source: str
    target: str
    capacity_kg: int
    days: int
    loss_ppm: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A local price: ``cost`` of a currency buys ``per`` of a commodity at a place."""

    place: str
    currency: str
    commodity: str
    cost: int
    per: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Supplies, needs, roads, prices and terms.

    ``weights_g`` is grams per smallest unit (absent or 0: weightless). ``allowed`` are
    the pairs (fund, need) that the terms allow, or a bool array (funds, needs) whose
    rows follow ``funds``. ``items`` names for a fund what alone it may give or buy.
    ``floor_units`` is what everyone who can be reached gets first. ``places``, if
    given, is every place there is. Raises Refusal ``planning.*`` for malformed rows.
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

    def __post_init__(self) -> None:
        _check_ids("supply", (row.id for row in self.supplies))
        _check_ids("need", (row.id for row in self.needs))
        _check_ids("stage", (row.id for row in self.stages))
        _check_counts(self)
        _check_places(self)
        for commodity, weight in self.weights_g.items():
            if not (isfinite(weight) and weight >= 0):
                raise Refusal("planning.weight", commodity=commodity)
        for price in self.prices:
            if self.weight_mg(price.currency) > 0:
                raise Refusal("planning.currency", commodity=price.currency)
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
        return ceil(self.weights_g.get(commodity, 0) * 1000)

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


def through(count: int, losses_ppm: Iterable[int]) -> int:
    """Return what is expected to arrive of a count, each loss to the nearest unit."""
    for loss_ppm in losses_ppm:
        count -= (count * loss_ppm + PPM // 2 - 1) // PPM
    return count


def sent_for(arriving: int, losses_ppm: Iterable[int]) -> int:
    """Return the least count to send so that at least ``arriving`` is expected."""
    count = arriving
    for loss_ppm in reversed(tuple(losses_ppm)):
        wanted = count
        count = wanted * PPM // (PPM - loss_ppm)
        while through(count, (loss_ppm,)) < wanted:
            count += 1
        while count > 0 and through(count - 1, (loss_ppm,)) >= wanted:
            count -= 1
    return count


def paid_for(count: int, price: Price) -> int:
    """Return what a bought count costs, rounded up to the currency's smallest unit."""
    return -(-count * price.cost // price.per)


def _check_ids(sort: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if name in seen:
            raise Refusal("planning.duplicate", sort=sort, id=name)
        seen.add(name)


def _check_counts(problem: Problem) -> None:
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
    ]
    for place, name in named:
        if place not in problem.places:
            raise Refusal("planning.unknown-place", place=place, id=name)
