# SPDX-License-Identifier: Apache-2.0
"""A group is equal needs: same place, tier, trade, purpose, recipe and allowed funds.

The solver sees groups and kinds of fund, not single needs and funds; what it gives to a
group is handed out inside it by equal shares, ties by lot. Needs are also told apart by
what they have on the spot, and by the part of their entitlement that they got before.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
import numpy.typing as npt

from gungho.planning.columns import Column, Numbers, column
from gungho.planning.network import Network
from gungho.planning.policy import Entitlements, Policy, entitlements
from gungho.planning.problem import Problem
from gungho.planning.rows import Price

Stock = tuple[str, int]  # a commodity under one kind of fund
Own = tuple[tuple[str, int], ...]  # what each member has on the spot, or was promised
Inputs = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Equal needs; ``members`` are their numbers in the order of their lots."""

    place: str
    tier: int
    inputs: Inputs
    output: int
    own: Own
    members: tuple[int, ...]


class Outline:
    """The problem's groups, kinds of fund, stocks and roads, numbered.

    A kind of fund is the funds that may serve the same groups with the same items;
    ``allows[kind][group]`` is the only place where terms are read. ``counts`` are the
    supplies less what is committed; ``lots`` the place of each need in the draw.
    """

    def __init__(
        self, problem: Problem, seed: int, *, policy: Policy | None = None
    ) -> None:
        self.problem = problem
        self.policy = policy or Policy()
        self.seed = seed
        self.due: Entitlements = entitlements(problem, self.policy)
        self.counts = _uncommitted(problem)
        self.lots = _lots(problem, seed)
        table = problem.allowed_table()
        self.groups = self._group(table)
        self.in_group = _numbers_of(self.groups, count=len(problem.needs))
        self.group_of: list[int] = self.in_group.tolist()
        self.allows: list[tuple[bool, ...]] = []
        self.kind_items: list[frozenset[str] | None] = []
        self.kind_of = self._kinds(table)
        self.stocks: defaultdict[Stock, dict[str, list[int]]] = defaultdict(dict)
        for number, supply in enumerate(problem.supplies):
            if self.counts[number] > 0:
                stock = (supply.commodity, self.kind_of[supply.fund])
                self.stocks[stock].setdefault(supply.place, []).append(number)
        self._lay_ways()

    def _lay_ways(self) -> None:
        self.network = Network(self.problem)
        self.prices_at: defaultdict[str, list[int]] = defaultdict(list)
        self.prices_of: defaultdict[str, list[int]] = defaultdict(list)
        for number, price in enumerate(self.problem.prices):
            self.prices_at[price.place].append(number)
            self.prices_of[price.commodity].append(number)
        self._masks: dict[str, bytes] = {}
        self._reached: dict[tuple[str, str, tuple[int, ...]], int] = {}

    def with_ways(self, problem: Problem) -> Outline:
        """Return the outline of a problem that differs in roads, gates and prices only.

        What is told of needs, terms and supplies is shared, not told again.
        """
        other = copy(self)
        other.problem = problem
        other._lay_ways()
        vars(other).pop("obtainable", None)
        if other.obtainable != self.obtainable:
            for name in ("asked", "floors"):
                vars(other).pop(name, None)
        return other

    def _group(self, table: npt.NDArray[np.bool_]) -> tuple[Group, ...]:
        needs, due = self.problem.needs, self.due
        owns = _owns(self.problem)
        recipes = _recipes(self.problem)
        keys = zip(
            due.tiers,
            ((need.place, need.region, need.trade, need.purpose) for need in needs),
            recipes,
            (need.output for need in needs),
            _patterns(table),
            owns,
            _portions(self.problem, due),
            strict=True,
        )
        members: defaultdict[tuple[object, ...], list[int]] = defaultdict(list)
        for number, key in enumerate(keys):
            members[key].append(number)
        return tuple(
            Group(
                place=needs[numbers[0]].place,
                tier=due.tiers[numbers[0]],
                inputs=recipes[numbers[0]],
                output=needs[numbers[0]].output,
                own=owns[numbers[0]],
                members=tuple(sorted(numbers, key=self.lots.__getitem__)),
            )
            for numbers in members.values()
        )

    def _kinds(self, table: npt.NDArray[np.bool_]) -> dict[str, int]:
        kinds: dict[tuple[bytes, frozenset[str] | None], int] = {}
        firsts = [group.members[0] for group in self.groups]
        kind_of = {}
        for row, fund in enumerate(self.problem.funds):
            allowed = table[row, firsts]
            key = (allowed.tobytes(), self.problem.items.get(fund))
            if key not in kinds:
                kinds[key] = len(kinds)
                self.allows.append(tuple(allowed.tolist()))
                self.kind_items.append(key[1])
            kind_of[fund] = kinds[key]
        return kind_of

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
        return sum(self.counts[number] for number in numbers)

    @cached_property
    def places(self) -> tuple[tuple[str, ...], npt.NDArray[np.int32]]:
        """The places of the needs, and the number of each need's own (n_needs,)."""
        places: dict[str, int] = {}
        needs = self.problem.needs
        numbers = [places.setdefault(need.place, len(places)) for need in needs]
        return tuple(places), np.array(numbers, dtype=np.int32)

    @cached_property
    def breadth(self) -> tuple[int, ...]:
        """How many groups each kind of fund may serve."""
        return tuple(sum(allows) for allows in self.allows)

    @cached_property
    def obtainable(self) -> tuple[int, ...]:
        """An upper bound of the units each group could get if it were alone."""
        return tuple(self._bound(number) for number in range(len(self.groups)))

    def _bound(self, number: int) -> int:
        group = self.groups[number]
        own = dict(group.own)
        best = [
            (self.reachable_count(number, commodity) + own.get(commodity, 0)) // per
            for commodity, per in group.inputs
        ]
        return min(best)

    def reachable_count(self, number: int, commodity: str) -> int:
        """Return how much of a commodity could be brought to a group, roads empty."""
        group = self.groups[number]
        kinds = tuple(
            kind
            for kind, allows in enumerate(self.allows)
            if allows[number] and self.kind_allows_item(kind, commodity)
        )
        key = (group.place, commodity, kinds)
        if key not in self._reached:
            self._reached[key] = self._reachable(
                group.place, commodity, kinds=set(kinds)
            )
        return self._reached[key]

    def _reachable(self, here: str, commodity: str, *, kinds: set[int]) -> int:
        ways = self.network.ways_to(here, self.mask(commodity))
        weightless = self.problem.weight_mg(commodity) == 0
        total = 0
        for (held, kind), places in self.stocks.items():
            if kind not in kinds:
                continue
            for place in places:
                count = self.count_at((held, kind), place)
                if held == commodity:
                    total += count if weightless or place in ways else 0
                elif self.problem.weight_mg(held) == 0:
                    bought = (
                        count * price.per // price.cost
                        for price in self._prices(held, commodity, {place, here})
                        if price.place == here or weightless or price.place in ways
                    )
                    total += max(bought, default=0)
        return total

    def _prices(
        self, currency: str, commodity: str, places: set[str]
    ) -> Iterator[Price]:
        for at in sorted(places):
            for number in self.prices_at[at]:
                price = self.problem.prices[number]
                if price.currency == currency and price.commodity == commodity:
                    yield price

    @cached_property
    def units(self) -> Column:
        """The units that each need asks for (n_needs,)."""
        return column([need.units for need in self.problem.needs])

    @cached_property
    def asked(self) -> Column:
        """What each need's asking counts for (n_needs,): never more than there is."""
        return self.capped(self.units, self.obtainable)

    @cached_property
    def floors(self) -> Column:
        """The units that each need gets first (n_needs,)."""
        if "floor" not in self.policy.aims:
            return np.zeros_like(self.asked)
        least: Column = np.minimum(column(self.due.floors), self.asked)
        return least

    def capped(self, counts: Column, most: Sequence[int]) -> Column:
        """Return counts by need, none above the most of its group."""
        bound = max(map(abs, counts.tolist()), default=0)
        caps = column([min(each, bound) for each in most])
        least: Column = np.minimum(counts, caps[self.in_group])
        return least

    def summed(self, counts: Column) -> list[int]:
        """Return counts by need added up in each group."""
        sums = np.zeros(len(self.groups), dtype=counts.dtype)
        np.add.at(sums, self.in_group, counts)
        whole: list[int] = sums.tolist()
        return whole


def _numbers_of(groups: Sequence[Group], *, count: int) -> Numbers:
    """Return the number of each need's group (n_needs,)."""
    numbers = np.zeros(count, dtype=np.int64)
    for number, group in enumerate(groups):
        numbers[list(group.members)] = number
    return numbers


def _uncommitted(problem: Problem) -> list[int]:
    reserved: defaultdict[str, int] = defaultdict(int)
    for row in problem.commitments:
        reserved[row.supply] += row.count
    return [supply.count - reserved[supply.id] for supply in problem.supplies]


def _lots(problem: Problem, seed: int) -> list[int]:
    """Draw lots: by the SHA-256 of the seed and the need's id, the least first."""
    needs = problem.needs
    drawn = [
        (hashlib.sha256(f"{seed}:{need.id}".encode()).digest(), number)
        for number, need in enumerate(needs)
    ]
    lots = [0] * len(needs)
    for lot, (_, number) in enumerate(sorted(drawn)):
        lots[number] = lot
    return lots


def _recipes(problem: Problem) -> list[Inputs]:
    known: dict[Inputs, Inputs] = {}
    recipes = []
    for need in problem.needs:
        written = tuple(need.inputs.items())
        if written not in known:
            known[written] = tuple(sorted(written))
        recipes.append(known[written])
    return recipes


def _owns(problem: Problem) -> list[Own]:
    held: defaultdict[str, defaultdict[str, int]] = defaultdict(
        lambda: defaultdict(int)
    )
    for row in problem.on_spot:
        held[row.need][row.commodity] += row.count
    for promised in problem.commitments:
        held[promised.need][promised.commodity] += promised.arrives
    if not held:
        return [()] * len(problem.needs)
    owns: list[Own] = []
    for need in problem.needs:
        own = ((name, held[need.id][name]) for name in need.inputs)
        owns.append(tuple(sorted(pair for pair in own if pair[1])))
    return owns


def _patterns(table: npt.NDArray[np.bool_]) -> list[bytes]:
    """Return for each need which funds may serve it, as bits."""
    if not table.shape[0]:
        return [b""] * table.shape[1]
    bits = np.ascontiguousarray(np.packbits(table, axis=0).T)
    whole: list[bytes] = bits.view(f"S{bits.shape[1]}").ravel().tolist()
    return whole


def _portions(problem: Problem, due: Entitlements) -> list[tuple[int, ...]]:
    """Return what part of the entitlement was got and is asked, where it differs."""
    portions: list[tuple[int, ...]] = []
    rows = zip(problem.needs, due.got, due.whole, due.parts, strict=True)
    for need, got, whole, parts in rows:
        if got == 0 and whole == need.units:
            portions.append(())
            continue
        had, asked = got * parts, need.units * parts
        common = gcd(had, asked, whole) or 1
        portions.append((had // common, asked // common, whole // common))
    return portions
