# SPDX-License-Identifier: Apache-2.0
"""A quota is a part of the solver's flow: so much for a group, by one way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from gungho.planning.groups import Outline, Stock
from gungho.planning.model import Key, Model
from gungho.planning.network import Route
from gungho.planning.rows import PPM
from gungho.planning.solver import Floats

DUST = 1e-9


@dataclass(slots=True)
class Quota:
    """A way for a commodity to reach a group; ``left`` counts what it may still bring.

    ``supplies`` are the numbers to draw from in turn; ``price`` the number of the price
    at which they buy, or -1 where they give in kind.
    """

    supplies: tuple[int, ...]
    price: int
    route: Route
    left: int


Quotas = dict[tuple[int, str], list[Quota]]


def quotas_of(outline: Outline, model: Model, values: Floats) -> Quotas:
    """Take the solver's flows apart into ways from a supply to a group."""
    quotas: defaultdict[tuple[int, str], list[Quota]] = defaultdict(list)
    unstrung: defaultdict[Stock, list[tuple[int, float]]] = defaultdict(list)
    for key, column in model.of("bought"):
        _, kind, at, number = key
        _add_bought(outline, model, quotas, (kind, at, number), float(values[column]))
    for key, column in model.of("delivered"):
        if values[column] > DUST:
            unstrung[key[1]].append((key[2], float(values[column])))
    flows = _Flows(outline, model, values)
    for stock, deliveries in unstrung.items():
        scale = model.scale[stock[0]]
        for number, amount in deliveries:
            quotas[number, stock[0]].extend(
                Quota(supplies, price, route, round(part * scale))
                for supplies, price, route, part in flows.trace(stock, number, amount)
            )
    return dict(quotas)


def _add_bought(
    outline: Outline,
    model: Model,
    quotas: defaultdict[tuple[int, str], list[Quota]],
    bought: tuple[int, int, int],
    amount: float,
) -> None:
    kind, at, number = bought
    price = outline.problem.prices[at]
    left = round(amount * model.scale[price.commodity])
    if left <= 0:
        return
    places = outline.stocks[price.currency, kind]
    if price.place == outline.groups[number].place:
        supplies = tuple(each for held in places.values() for each in held)
    else:
        supplies = tuple(places[price.place])
    quotas[number, price.commodity].append(Quota(supplies, at, (), left))


class _Flows:
    """What still flows over stages and out of places while it is taken apart."""

    def __init__(self, outline: Outline, model: Model, values: Floats) -> None:
        self.outline = outline
        self.carried: dict[tuple[Stock, int], float] = {}
        self.bought: dict[tuple[Stock, str], list[list[float]]] = {}
        for key, column in model.of("carried"):
            self.carried[key[1], key[2]] = float(values[column])
        for key, column in model.of("bought here"):
            self._note_bought(key, float(values[column]))
        self.lying = {
            (stock, place): outline.count_at(stock, place)
            / model.scale.get(stock[0], 1)
            for stock, places in outline.stocks.items()
            for place in places
        }
        self.into: defaultdict[str, list[int]] = defaultdict(list)
        for number, stage in enumerate(outline.problem.stages):
            self.into[stage.target].append(number)

    def _note_bought(self, key: Key, amount: float) -> None:
        _, kind, at = key
        price = self.outline.problem.prices[at]
        where = ((price.commodity, kind), price.place)
        self.bought.setdefault(where, []).append([float(at), amount])

    def trace(
        self, stock: Stock, number: int, amount: float
    ) -> Iterator[tuple[tuple[int, ...], int, Route, float]]:
        """Give (supplies, price, route, arriving part) until all is explained."""
        if self.outline.problem.weight_mg(stock[0]) == 0:
            places = self.outline.stocks[stock].values()
            yield tuple(each for held in places for each in held), -1, (), amount
            return
        place = self.outline.groups[number].place
        while amount > DUST:
            route = self._way_back(stock, place)
            if route is None:
                return
            part = self._narrowest(stock, place, route, amount)
            supplies, price = self._take(stock, place, route, part)
            yield supplies, price, route, part
            amount -= part

    def _source(self, stock: Stock, place: str) -> float:
        here = max(self.lying.get((stock, place), 0.0), 0.0)
        if here > DUST:
            return here
        return max((row[1] for row in self.bought.get((stock, place), ())), default=0.0)

    def _way_back(self, stock: Stock, place: str) -> Route | None:
        """Follow the widest flow upstream until a place with something of its own."""
        route: list[int] = []
        seen = {place}
        while self._source(stock, place) <= DUST:
            widest = max(
                (
                    (self.carried.get((stock, at), 0.0), -at)
                    for at in self.into[place]
                    if self.outline.problem.stages[at].source not in seen
                ),
                default=(0.0, 0),
            )
            if widest[0] <= DUST:
                return None
            route.append(-widest[1])
            place = self.outline.problem.stages[route[-1]].source
            seen.add(place)
        return tuple(reversed(route))

    def _lasting(self, at: int) -> float:
        return 1.0 - self.outline.problem.stages[at].loss_ppm / PPM

    def _narrowest(
        self, stock: Stock, place: str, route: Route, amount: float
    ) -> float:
        part, lasting = amount, 1.0
        for at in reversed(route):
            lasting *= self._lasting(at)
            part = min(part, self.carried[stock, at] * lasting)
            place = self.outline.problem.stages[at].source
        return min(part, self._source(stock, place) * lasting)

    def _take(
        self, stock: Stock, place: str, route: Route, part: float
    ) -> tuple[tuple[int, ...], int]:
        for at in reversed(route):
            part /= self._lasting(at)
            left = self.carried[stock, at] - part
            self.carried[stock, at] = left if left > DUST else 0.0
            place = self.outline.problem.stages[at].source
        if self.lying.get((stock, place), 0.0) > DUST:
            left = self.lying[stock, place] - part
            self.lying[stock, place] = left if left > DUST else 0.0
            return tuple(self.outline.stocks[stock][place]), -1
        row = max(self.bought[stock, place], key=lambda row: row[1])
        row[1] = row[1] - part if row[1] - part > DUST else 0.0
        price = self.outline.problem.prices[int(row[0])]
        money = (price.currency, stock[1])
        return tuple(self.outline.stocks[money][price.place]), int(row[0])
