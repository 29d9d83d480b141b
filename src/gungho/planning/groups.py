# SPDX-License-Identifier: Apache-2.0
"""A group is equal needs: same place, tier, trade, purpose, recipe and allowed funds.

The solver sees groups and kinds of fund, not single needs and funds; what it gives to a
group is handed out inside it by equal shares, ties by lot.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt

from gungho.measure import share
from gungho.planning.network import Network
from gungho.planning.problem import Price, Problem

Stock = tuple[str, int]  # a commodity under one kind of fund


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Equal needs; ``members`` are their numbers in the order of their lots."""

    place: str
    tier: int
    inputs: tuple[tuple[str, int], ...]
    output: int
    members: tuple[int, ...]


class Outline:
    """The problem's groups, kinds of fund, stocks and roads, numbered.

    A kind of fund is the funds that may serve the same groups with the same items;
    ``allows[kind][group]`` is the only place where terms are read.
    """

    def __init__(self, problem: Problem, seed: int) -> None:
        self.problem = problem
        self.seed = seed
        self.network = Network(problem.stages)
        table = problem.allowed_table()
        self.groups = self._group(table)
        self.group_of = {
            member: number
            for number, group in enumerate(self.groups)
            for member in group.members
        }
        self.allows: list[tuple[bool, ...]] = []
        self.kind_items: list[frozenset[str] | None] = []
        self.kind_of = self._kinds(table)
        self.stocks: defaultdict[Stock, dict[str, list[int]]] = defaultdict(dict)
        for number, supply in enumerate(problem.supplies):
            if supply.count > 0:
                stock = (supply.commodity, self.kind_of[supply.fund])
                self.stocks[stock].setdefault(supply.place, []).append(number)
        self.prices_at: defaultdict[str, list[int]] = defaultdict(list)
        self.prices_of: defaultdict[str, list[int]] = defaultdict(list)
        for number, price in enumerate(problem.prices):
            self.prices_at[price.place].append(number)
            self.prices_of[price.commodity].append(number)
        self._masks: dict[str, bytes] = {}

    def _group(self, table: npt.NDArray[np.bool_]) -> tuple[Group, ...]:
        members: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        columns = np.ascontiguousarray(table.T)
        for number, need in enumerate(self.problem.needs):
            inputs = tuple(sorted(need.inputs.items()))
            key = (need.tier, need.place, need.region, need.trade, need.purpose)
            members[(*key, inputs, need.output, columns[number].tobytes())].append(
                number
            )
        groups = []
        for numbers in members.values():
            need = self.problem.needs[numbers[0]]
            group = Group(
                place=need.place,
                tier=need.tier,
                inputs=tuple(sorted(need.inputs.items())),
                output=need.output,
                members=tuple(sorted(numbers, key=self.lot)),
            )
            groups.append(group)
        return tuple(groups)

    def _kinds(self, table: npt.NDArray[np.bool_]) -> dict[str, int]:
        kinds: dict[tuple[bytes, frozenset[str] | None], int] = {}
        firsts = [group.members[0] for group in self.groups]
        kind_of = {}
        for row, fund in enumerate(self.problem.funds):
            allowed = table[row, firsts]
            key = (allowed.tobytes(), self.problem.items.get(fund))
            if key not in kinds:
                kinds[key] = len(kinds)
                self.allows.append(tuple(map(bool, allowed)))
                self.kind_items.append(key[1])
            kind_of[fund] = kinds[key]
        return kind_of

    def lot(self, need: int) -> tuple[bytes, str]:
        """Return the lot a need draws: SHA-256 of the seed and its id, least first."""
        name = self.problem.needs[need].id
        return hashlib.sha256(f"{self.seed}:{name}".encode()).digest(), name

    def kind_allows_item(self, kind: int, commodity: str) -> bool:
        """Tell whether a kind of fund may give or buy this commodity."""
        items = self.kind_items[kind]
        return items is None or commodity in items

    def mask(self, commodity: str) -> bytes:
        """Return the stages that could carry one piece when empty."""
        if commodity not in self._masks:
            weight = self.problem.weight_mg(commodity)
            self._masks[commodity] = self.network.usable(weight)
        return self._masks[commodity]

    def count_at(self, stock: Stock, place: str) -> int:
        """Return how much of a stock lies at a place."""
        numbers = self.stocks[stock].get(place, ()) if stock in self.stocks else ()
        return sum(self.problem.supplies[number].count for number in numbers)

    @cached_property
    def obtainable(self) -> tuple[int, ...]:
        """An upper bound of the units each group could get if it were alone."""
        return tuple(self._bound(number) for number in range(len(self.groups)))

    def _bound(self, number: int) -> int:
        group = self.groups[number]
        best = [
            self.reachable_count(number, commodity) // per
            for commodity, per in group.inputs
        ]
        return min(best)

    def reachable_count(self, number: int, commodity: str) -> int:
        """Return how much of a commodity could be brought to a group, roads empty."""
        group = self.groups[number]
        ways = self.network.ways_to(group.place, self.mask(commodity))
        weightless = self.problem.weight_mg(commodity) == 0
        total = 0
        for (held, kind), places in self.stocks.items():
            if not self.allows[kind][number]:
                continue
            if not self.kind_allows_item(kind, commodity):
                continue
            for place in places:
                count = self.count_at((held, kind), place)
                if held == commodity:
                    total += count if weightless or place in ways else 0
                elif self.problem.weight_mg(held) == 0:
                    total += max(
                        (
                            count * price.per // price.cost
                            for price in self._prices(held, commodity, place, group)
                            if price.place == group.place
                            or weightless
                            or price.place in ways
                        ),
                        default=0,
                    )
        return total

    def _prices(
        self, currency: str, commodity: str, place: str, group: Group
    ) -> Iterator[Price]:
        for at in sorted({place, group.place}):
            for number in self.prices_at[at]:
                price = self.problem.prices[number]
                if price.currency == currency and price.commodity == commodity:
                    yield price

    def asked(self, number: int) -> tuple[int, ...]:
        """Return what each member's asking counts for: never more than there is."""
        bound = self.obtainable[number]
        members = self.groups[number].members
        return tuple(min(self.problem.needs[m].units, bound) for m in members)


def hand_out(units: int, asked: Sequence[int], *, floor: int) -> tuple[int, ...]:
    """Share whole units inside a group: the floor in order of lots, then equal shares.

    Nobody gets more than asked; after the floor everyone gets the same part of what
    they asked (never less than the floor), to the largest remainder.
    """
    first = [min(floor, count) for count in asked]
    if units <= sum(first):
        given = []
        for count in first:
            given.append(min(count, units))
            units -= given[-1]
        return tuple(given)
    return _equal_parts(min(units, sum(asked)), asked, first)


def _equal_parts(
    units: int, asked: Sequence[int], first: Sequence[int]
) -> tuple[int, ...]:
    given = list(first)
    raised = list(range(len(asked)))
    left, total = units, sum(asked)
    while True:
        kept = [i for i in raised if left * asked[i] < first[i] * total]
        if not kept:
            break
        raised = [i for i in raised if left * asked[i] >= first[i] * total]
        left -= sum(first[i] for i in kept)
        total -= sum(asked[i] for i in kept)
    for i, count in zip(raised, share(left, [asked[i] for i in raised]), strict=True):
        given[i] = count
    return tuple(given)
