# SPDX-License-Identifier: Apache-2.0
"""The model is the problem as one linear programme: columns, rows, and what they mean.

    units        u[g]        of activity for a group of equal needs
    delivered    d[k, g, c]  of a stock to a group; no column where terms forbid it
    bought       p[k, P, g, c] for a group at its own place (or by wire), with money k
    bought here  b[k, P, c]  at the money's place, to be carried on
    carried      f[k, s]     of a stock over a stage
    level        t0, t1      the least part of the floor, and of what was asked

Each commodity is counted in its usual need of a unit, so that figures stay near one.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median_low
from typing import Any

import numpy as np

from gungho.planning.columns import column
from gungho.planning.groups import Outline, Stock
from gungho.planning.rows import MG_PER_KG, PPM, Handling, Price

INFINITY = float("inf")
THRIFT = 1e-3  # so that of equal ways the one without buying is taken
Key = tuple[Any, ...]


@dataclass(slots=True)
class Model:
    """A linear programme under construction, then as it is handed to the solver.

    Columns: ``lower``, ``upper``, ``cost`` (the haulage); rows: ``row_lower``,
    ``row_upper``; entries (row, column, value); numbers by the keys above. A level
    times ``parts`` less ``had`` is what a group gets at it, for floor and share. In a
    whole one all columns but the levels are integers, in smallest units or packs.
    """

    scale: dict[str, int] = field(default_factory=dict)
    whole: bool = False
    lower: list[float] = field(default_factory=list)
    upper: list[float] = field(default_factory=list)
    cost: list[float] = field(default_factory=list)
    row_lower: list[float] = field(default_factory=list)
    row_upper: list[float] = field(default_factory=list)
    entries: tuple[list[int], list[int], list[float]] = field(
        default_factory=lambda: ([], [], [])
    )
    columns: dict[Key, int] = field(default_factory=dict)
    rows: dict[Key, int] = field(default_factory=dict)
    parts: dict[str, list[float]] = field(default_factory=dict)
    had: dict[str, list[float]] = field(default_factory=dict)

    def column(self, *key: object, upper: float = INFINITY, cost: float = 0.0) -> int:
        """Add a column, or find it."""
        if key not in self.columns:
            self.columns[key] = len(self.lower)
            self.lower.append(0.0)
            self.upper.append(upper)
            self.cost.append(cost)
        return self.columns[key]

    def row(
        self, *key: object, lower: float = -INFINITY, upper: float = INFINITY
    ) -> int:
        """Add a row, or find it."""
        if key not in self.rows:
            self.rows[key] = len(self.row_lower)
            self.row_lower.append(lower)
            self.row_upper.append(upper)
        return self.rows[key]

    def put(self, row: int, column: int, value: float) -> None:
        """Add one entry of the matrix."""
        self.entries[0].append(row)
        self.entries[1].append(column)
        self.entries[2].append(value)

    def of(self, sort: str) -> list[tuple[Key, int]]:
        """Return the columns of one sort with their keys."""
        return [(key, at) for key, at in self.columns.items() if key[0] == sort]


def build(outline: Outline, *, whole: bool = False) -> Model:
    """Return the linear programme of a problem, or the one in whole pieces."""
    scales = _scales(outline)
    if whole:
        scales = {name: outline.problem.packs.get(name, 1) for name in scales}
    model = Model(scale=scales, whole=whole)
    model.column("floor", upper=1.0)
    model.column("share", upper=1.0)
    _set_parts(model, outline)
    past = [2 * most + 10 for most in outline.obtainable]  # for shadow prices
    uppers = outline.summed(outline.capped(outline.units, past))
    for number, upper in enumerate(uppers):
        _add_group(model, outline, number, upper=upper)
    wanted = _add_deliveries(model, outline)
    for stock, groups in wanted.items():
        if outline.problem.weight_mg(stock[0]) > 0:
            bought = _add_purchases_here(model, outline, stock)
            _add_carriage(model, outline, stock, groups, bought)
    return model


def _scales(outline: Outline) -> dict[str, int]:
    counts: defaultdict[str, list[int]] = defaultdict(list)
    for group in outline.groups:
        for commodity, per in group.inputs:
            counts[commodity].append(per)
    scales = {commodity: median_low(each) for commodity, each in counts.items()}
    for price in outline.problem.prices:
        if price.commodity in scales and price.currency not in scales:
            bought = scales[price.commodity] * price.cost // price.per
            scales[price.currency] = max(1, bought)
    return scales


def _add_group(model: Model, outline: Outline, number: int, *, upper: int) -> None:
    group = outline.groups[number]
    units = model.column("units", number, upper=float(upper))
    for commodity, per in group.inputs:
        own = len(group.members) * dict(group.own).get(commodity, 0)
        scale = model.scale[commodity]
        row = model.row("input", number, commodity, lower=-own / scale)
        model.put(row, units, -per / scale)
    for sort, parts in model.parts.items():
        row = model.row(sort, number)
        model.put(row, units, 1.0)
        model.put(row, model.columns[(sort,)], -parts[number])


def _set_parts(model: Model, outline: Outline) -> None:
    """Set what the levels mean: 1 is all the floor, or all that anyone can rise to."""
    due, groups = outline.due, outline.groups
    model.parts["floor"] = [float(floor) for floor in outline.summed(outline.floors)]
    model.had["floor"] = [0.0] * len(groups)
    had = [float(got) for got in outline.summed(column(due.got))]
    entitled, tops = [], [1.0]
    sums = zip(
        had,
        outline.summed(outline.units),
        outline.summed(outline.asked),
        _entitled(outline),
        strict=True,
    )
    for got, asks, asked, whole in sums:
        full = asked + got if whole == asks + got else whole
        entitled.append(full)
        tops.append((asked + got) / full if full else 0.0)
    model.parts["share"] = [part * max(tops) for part in entitled]
    model.had["share"] = had


def _entitled(outline: Outline) -> list[float]:
    """Return the full share of each group, its members added in their order."""
    due = outline.due
    each = np.array([w / p for w, p in zip(due.whole, due.parts, strict=True)])
    members = [member for group in outline.groups for member in group.members]
    sums = np.bincount(
        outline.in_group[members], weights=each[members], minlength=len(outline.groups)
    )
    whole: list[float] = sums.tolist()
    return whole


def _add_deliveries(model: Model, outline: Outline) -> dict[Stock, list[int]]:
    """Add what stocks and money can bring to groups; return who wants which stock."""
    wanted: defaultdict[Stock, list[int]] = defaultdict(list)
    for number, group in enumerate(outline.groups):
        if outline.obtainable[number] == 0:
            continue
        stocks = [
            (commodity, kind)
            for commodity, _ in group.inputs
            for kind, allows in enumerate(outline.allows)
            if allows[number] and outline.kind_allows_item(kind, commodity)
        ]
        for stock in stocks:
            wanted[stock].append(number)
            _add_purchases_there(model, outline, number, stock)
    for (commodity, kind), groups in wanted.items():
        if outline.problem.weight_mg(commodity) == 0:
            for number in groups:
                _add_wire(model, outline, (commodity, kind), number)
    return dict(wanted)


def _add_wire(model: Model, outline: Outline, stock: Stock, number: int) -> None:
    if stock not in outline.stocks:
        return
    column = model.column("delivered", stock, number)
    model.put(model.row("input", number, stock[0]), column, 1.0)
    model.put(_purse(model, outline, stock), column, 1.0)


def _add_purchases_there(
    model: Model, outline: Outline, number: int, stock: Stock
) -> None:
    """Add buying for a group at its place, and exchanging where the money lies."""
    commodity, kind = stock
    here = outline.groups[number].place
    weightless = outline.problem.weight_mg(commodity) == 0
    for at in outline.prices_of[commodity]:
        price = outline.problem.prices[at]
        money = (price.currency, kind)
        if money not in outline.stocks:
            continue
        if price.place != here and not (
            weightless and price.place in outline.stocks[money]
        ):
            continue
        cost = _cost(model, outline, price=price)
        column = model.column("bought", kind, at, number, cost=cost)
        model.put(model.row("input", number, commodity), column, 1.0)
        spent = _spent(model, price)
        model.put(_purse(model, outline, money), column, spent)
        if price.place != here:
            model.put(_till(model, outline, money, price.place), column, spent)


def _add_purchases_here(model: Model, outline: Outline, stock: Stock) -> set[str]:
    """Add buying where the money lies, to be carried; return the places."""
    commodity, kind = stock
    places: set[str] = set()
    for at in outline.prices_of[commodity]:
        price = outline.problem.prices[at]
        money = (price.currency, kind)
        if price.place not in outline.stocks.get(money, {}):
            continue
        cost = _cost(model, outline, price=price)
        column = model.column("bought here", kind, at, cost=cost)
        spent = _spent(model, price)
        model.put(_purse(model, outline, money), column, spent)
        model.put(_till(model, outline, money, price.place), column, spent)
        model.put(_shelf(model, outline, stock, price.place), column, -1.0)
        places.add(price.place)
    return places


def _add_carriage(
    model: Model, outline: Outline, stock: Stock, groups: list[int], bought: set[str]
) -> None:
    """Add the stages of one stock's way from where it lies to those who want it."""
    commodity, _ = stock
    mask = outline.mask(commodity)
    network = outline.network
    limits = {row.place: row for row in outline.problem.handlings}
    reached = network.reached_from(set(outline.stocks.get(stock, {})) | bought, mask)
    targets = {outline.groups[number].place for number in groups} & reached
    useful = network.reaching(targets, mask) & reached
    kg = model.scale[commodity] * outline.problem.weight_mg(commodity) / MG_PER_KG
    for number, stage in enumerate(network.stages):
        if not mask[number] or not {stage.source, stage.target} <= useful:
            continue
        cost = kg * (stage.cost + stage.days + 1) / 1000
        column = model.column("carried", stock, number, cost=cost)
        model.put(_shelf(model, outline, stock, stage.source), column, 1.0)
        lasting = (PPM - stage.loss_ppm) / PPM
        model.put(_shelf(model, outline, stock, stage.target), column, -lasting)
        road = model.row("road", number, upper=float(stage.capacity_kg))
        model.put(road, column, kg)
        _add_handling(model, limits.get(stage.source), column=column, out_kg=kg)
        _add_handling(
            model, limits.get(stage.target), column=column, in_kg=kg * lasting
        )
    for number in groups:
        place = outline.groups[number].place
        if place in reached:
            column = model.column("delivered", stock, number)
            model.put(model.row("input", number, commodity), column, 1.0)
            model.put(_shelf(model, outline, stock, place), column, 1.0)


def _add_handling(
    model: Model,
    handling: Handling | None,
    *,
    column: int,
    in_kg: float = 0.0,
    out_kg: float = 0.0,
) -> None:
    """Count a load against what the place takes in, or sends on."""
    if handling is None:
        return
    for sort, limit, kg in (
        ("intake", handling.in_kg, in_kg),
        ("outgo", handling.out_kg, out_kg),
    ):
        if limit is not None and kg > 0:
            model.put(model.row(sort, handling.place, upper=float(limit)), column, kg)


def _shelf(model: Model, outline: Outline, stock: Stock, place: str) -> int:
    """Return the row: what leaves a shelf came in or lay there."""
    count = outline.count_at(stock, place) / model.scale[stock[0]]
    return model.row("shelf", stock, place, upper=count)


def _purse(model: Model, outline: Outline, money: Stock) -> int:
    """Return the row: all that is spent of one money, wherever it lies."""
    return model.row("purse", money, upper=_held(model, outline, money))


def _till(model: Model, outline: Outline, money: Stock, place: str) -> int:
    """Return the row: what is spent of one money at the place where it lies."""
    count = outline.count_at(money, place) / model.scale[money[0]]
    return model.row("till", money, place, upper=count)


def _held(model: Model, outline: Outline, money: Stock) -> float:
    places = outline.stocks[money]
    count = sum(outline.count_at(money, place) for place in places)
    return count / model.scale[money[0]]


def _cost(model: Model, outline: Outline, *, price: Price) -> float:
    """Return what buying a scaled piece costs, in the measure that carriage has."""
    worth = outline.problem.worths.get(price.currency, 1.0)
    return THRIFT + worth * price.cost / price.per * model.scale[price.commodity]


def _spent(model: Model, price: Price) -> float:
    """Return the scaled money that a scaled piece costs."""
    spent = price.cost / price.per * model.scale[price.commodity]
    return spent / model.scale[price.currency]
