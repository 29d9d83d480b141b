# SPDX-License-Identifier: Apache-2.0
"""The bound of a siting: serve each demand for a price, each depot on its own.

Where every demand pays its depot a price, the depots fall apart into knapsacks, and the
sum is a bound below which no choice can cost (Lagrangian relaxation of "every demand is
served"; Beasley 1988, European Journal of Operational Research 33). Subgradients raise
it; what would cost more than the best known answer is then left out, proved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gungho.planning.site_table import Flags, Floats, Table

ROUNDS = 600
PATIENCE = 12
LEAST_STRIDE = 1e-4
MOMENTUM = 0.5


class Knapsacks(Protocol):
    """What each depot would take of the demands, were it to open."""

    def fill(self, gain: Floats) -> tuple[Floats, Floats]:
        """Return each depot's least sum (n_candidates,) and its shares."""

    def regrets(self, gain: Floats, least: Floats) -> Floats:
        """Return how much dearer each depot's sum is with each demand forced in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """The cheapest depots by their sums: weights of each, and the prices of a slot.

    ``low`` and ``high`` bound the price of one more unit of ``weight``.
    """

    least: float
    open: Floats
    low: float
    high: float
    weight: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Relaxed:
    """A bound, the prices that prove it, and what each forced choice would add.

    ``worth`` (n_candidates,) is a depot's sum; ``with_open`` and ``with_closed`` are
    bounds with a depot forced open or closed, ``with_pair`` with a demand forced to it.
    """

    bound: float
    prices: Floats
    worth: Floats
    open: Floats
    with_open: Floats
    with_closed: Floats
    with_pair: Floats

    def shut(self, limit: float) -> Flags:
        """Which depots no answer within a limit opens."""
        return self.with_open > limit

    def must(self, limit: float) -> Flags:
        """Which depots every answer within a limit opens."""
        return self.with_closed > limit


def first_prices(table: Table) -> Floats:
    """Return prices to begin with: what each demand's second cheapest way costs."""
    ways = np.sort(table.cost, axis=0)
    second = ways[min(1, len(ways) - 1)]
    prices: Floats = np.where(np.isfinite(second), second, ways[0])
    return prices


def relax(
    table: Table,
    prices: Floats,
    *,
    knapsacks: Knapsacks,
    ceiling: Callable[[Cover, Floats], float],
    rounds: int = ROUNDS,
) -> Relaxed:
    """Raise the bound from these prices for some rounds, or until nothing is better.

    ``ceiling`` is shown what opened in each round that raised the bound and returns the
    cost of the best answer known (infinite: none; minus infinity: time is up).
    """
    best, known = -np.inf, np.inf
    held, stride, since = prices, 2.0, 0
    way = np.zeros_like(prices)
    for _ in range(rounds):
        least, shares = knapsacks.fill(table.cost - prices)
        cover = cheapest(table, table.opening + least)
        value = float(prices.sum()) + cover.least
        if value > best + 1e-9 * abs(value):
            best, held, since = value, prices, 0
            known = ceiling(cover, table.opening + least)
        else:
            since += 1
        if known == -np.inf or best > table.below(known) or stride < LEAST_STRIDE:
            break
        if since > PATIENCE:
            prices, stride, since, way = held, stride * 0.6, 0, np.zeros_like(prices)
            continue
        way = 1.0 - cover.open @ shares + MOMENTUM * way
        length = float(way @ way)
        if length < 1e-12:
            break
        target = known if np.isfinite(known) else best + 0.05 * abs(best) + 1.0
        prices = prices + stride * max(target - value, 1e-6) / length * way
    return _relaxed(table, held, knapsacks=knapsacks)


def _relaxed(table: Table, prices: Floats, *, knapsacks: Knapsacks) -> Relaxed:
    gain = table.cost - prices
    least, _ = knapsacks.fill(gain)
    worth = table.opening + least
    cover = cheapest(table, worth)
    bound = float(prices.sum()) + cover.least
    opening = np.where(cover.open >= 1, 0.0, worth - cover.low * cover.weight)
    closing = np.where(cover.open <= 0, 0.0, cover.high * cover.weight - worth)
    opening, closing = np.maximum(opening, 0.0), np.maximum(closing, 0.0)
    forced = knapsacks.regrets(gain, least)
    unopened = (worth - cover.low * cover.weight)[:, None] + forced
    pair = np.where((cover.open >= 1)[:, None], forced, np.maximum(unopened, 0.0))
    return Relaxed(
        bound=bound,
        prices=prices,
        worth=worth,
        open=cover.open,
        with_open=bound + opening,
        with_closed=bound + closing,
        with_pair=bound + pair,
    )


def cheapest(table: Table, worth: Floats) -> Cover:
    """Return the depots to open by their sums, as many as must or as pay."""
    by_count = _by_count(table, worth)
    if table.depots is not None or table.alike:
        return by_count
    by_room = _by_room(table, worth)
    return by_room if by_room.least > by_count.least else by_count


def _by_count(table: Table, worth: Floats) -> Cover:
    order = np.argsort(worth, kind="stable")
    count, fixed = table.depots or 0, table.depots is not None
    if not fixed:
        count = max(table.fewest, int((worth < 0).sum()))
    chosen = order[:count]
    opened = np.zeros(len(worth))
    opened[chosen] = 1.0
    low = float(worth[order[count - 1]])
    high = float(worth[order[count]]) if count < len(worth) else np.inf
    if not fixed:
        low = max(0.0, low)
        high = 0.0 if count > table.fewest else max(0.0, high)
    return Cover(
        least=float(worth[chosen].sum()),
        open=opened,
        low=low,
        high=high,
        weight=np.ones(len(worth)),
    )


def _by_room(table: Table, worth: Floats) -> Cover:
    opened = (worth < 0).astype(np.float64)
    missing = table.total - float(opened @ table.room)
    price = 0.0
    for at in np.argsort(worth / table.room, kind="stable"):
        if missing <= 0:
            break
        if opened[at] == 0:
            opened[at] = min(1.0, missing / float(table.room[at]))
            missing -= float(opened[at] * table.room[at])
            price = float(worth[at] / table.room[at])
    return Cover(
        least=float(opened @ worth),
        open=opened,
        low=price,
        high=price,
        weight=table.room,
    )
