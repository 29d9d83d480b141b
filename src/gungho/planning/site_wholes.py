# SPDX-License-Identifier: Apache-2.0
"""Whole demands given to open depots: by regret, then shifted, swapped, resettled."""

from __future__ import annotations

import numpy as np

from gungho.planning.site_table import Floats, Numbers, Table

SWAPS_MOST = 1_500
PASSES = 400
SURELY = 1e-9


def assign(table: Table, chosen: Numbers) -> tuple[Numbers, float, Floats] | None:
    """Return depots, the cost of serving, and shares of 0 or 1; None if none fit.

    A depot may give way to one that serves all its demands at less cost.
    """
    given = _by_regret(table, chosen)
    if given is None:
        return None
    hands = _Hands(table, chosen, given=given)
    hands.mend()
    while hands.resettle():
        hands.mend()
    return hands.answer()


def _by_regret(table: Table, chosen: Numbers) -> Numbers | None:
    """Give each demand its cheapest depot with room, who loses most by waiting first.

    If that fails, the largest first.
    """
    cost = table.cost[chosen]
    ways = np.sort(cost, axis=0)
    second = ways[1] if len(ways) > 1 else np.full(cost.shape[1], np.inf)
    regret = second - ways[0]
    for order in (np.argsort(-regret * table.asked), np.argsort(-table.asked)):
        given = _in_order(table, chosen, order=order)
        if given is not None:
            return given
    return None


def _in_order(table: Table, chosen: Numbers, *, order: Numbers) -> Numbers | None:
    cost = table.cost[chosen]
    room = table.room[chosen].copy()
    given = np.full(cost.shape[1], -1)
    for to in order:
        ways = np.where(room >= table.asked[to], cost[:, to], np.inf)
        at = int(np.argmin(ways))
        if not np.isfinite(ways[at]):
            return None
        given[to] = at
        room[at] -= table.asked[to]
    return given


class _Hands:
    """Which open depot (by its place among them) each demand is in the hands of."""

    def __init__(self, table: Table, chosen: Numbers, *, given: Numbers) -> None:
        self.table = table
        self.chosen = chosen.copy()
        self.given = given
        self.every = np.arange(len(given))

    def answer(self) -> tuple[Numbers, float, Floats]:
        """Return the depots in order, the cost of serving, and the shares."""
        order = np.argsort(self.chosen, kind="stable")
        shares = np.zeros((len(self.chosen), len(self.given)))
        shares[self.given, self.every] = 1.0
        cost = self.table.cost[self.chosen[self.given], self.every].sum()
        return self.chosen[order], float(cost), shares[order]

    def mend(self) -> None:
        """Shift one demand or swap two, the best first, as long as it is cheaper."""
        cost = self.table.cost[self.chosen]
        asked = self.table.asked
        load = np.bincount(self.given, asked, len(self.chosen))
        room = self.table.room[self.chosen] - load
        for _ in range(PASSES):
            now = cost[self.given, self.every]
            gain = np.where(room[:, None] >= asked, cost - now, np.inf)
            at, to = np.unravel_index(np.argmin(gain), gain.shape)
            if gain[at, to] < -SURELY:
                room[self.given[to]] += asked[to]
                room[at] -= asked[to]
                self.given[to] = at
            elif not self._swapped(cost, room):
                return

    def _swapped(self, cost: Floats, room: Floats) -> bool:
        if len(self.given) > SWAPS_MOST:
            return False
        given, asked = self.given, self.table.asked
        moved = cost[given] - cost[given, self.every]  # (whose depot, who goes there)
        fits = asked[None, :] - asked[:, None] <= room[given][:, None]
        fits &= fits.T & (given[:, None] != given)
        both = np.where(fits, moved + moved.T, np.inf)
        one, two = np.unravel_index(np.argmin(both), both.shape)
        if both[one, two] >= -SURELY:
            return False
        spare = asked[one] - asked[two]
        room[given[one]] += spare
        room[given[two]] -= spare
        given[one], given[two] = given[two], given[one]
        return True

    def resettle(self) -> bool:
        """Put for each depot the one that would serve its demands cheapest."""
        table, before = self.table, self.chosen.copy()
        for place in range(len(self.chosen)):
            mine = self.given == place
            worth = table.opening + table.cost[:, mine].sum(axis=1)
            worth[table.room < table.asked[mine].sum()] = np.inf
            worth[np.delete(self.chosen, place)] = np.inf
            best = int(np.argmin(worth))
            if worth[best] < worth[self.chosen[place]] - SURELY:
                self.chosen[place] = best
        return bool((before != self.chosen).any())
