# SPDX-License-Identifier: Apache-2.0
"""A draft is a plan being filled in whole units, never beyond what is left anywhere.

Every draw is exact: counts left at the supplies, room left on the stages, losses and
prices to the unit. What does not fit is undone, so a draft is feasible at all times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from gungho.planning.groups import Outline
from gungho.planning.network import Route
from gungho.planning.problem import paid_for, sent_for, through
from gungho.planning.quotas import Quota, Quotas

Line = tuple[int, int, str, Route, int]  # need, supply, commodity, route, price or -1


class Draft:
    """Counts per line, what is left of supplies and stages, and units per need."""

    def __init__(self, outline: Outline, quotas: Quotas) -> None:
        self.outline = outline
        self.problem = outline.problem
        self.quotas = quotas
        self.left = [supply.count for supply in self.problem.supplies]
        self.room_mg = list(outline.network.room_mg)
        self.counts: dict[Line, int] = {}
        self.units = [0] * len(self.problem.needs)
        self.weights = {
            commodity: self.problem.weight_mg(commodity)
            for group in outline.groups
            for commodity, _ in group.inputs
        }
        self.givers = _givers(outline)
        self._undo: list[tuple[Line, int, Quota | None, int]] = []

    def grant(self, need: int, units: int) -> bool:
        """Give a need so many more units with all their inputs, or change nothing."""
        mark = len(self._undo)
        for commodity, per in self.problem.needs[need].inputs.items():
            if not self.bring(need, commodity, per * units):
                self.back_to(mark)
                return False
        self.units[need] += units
        self._undo.clear()
        return True

    def grant_most(self, need: int, units: int) -> int:
        """Give as many of these units as fit; return how many."""
        if units <= 0 or self.grant(need, units):
            return max(0, units)
        given, step = 0, units // 2
        while step > 0:
            if given + step < units and self.grant(need, step):
                given += step
            else:
                step //= 2
        return given

    def could_bring(self, need: int, commodity: str, count: int) -> bool:
        """Tell whether a count could still be brought, and leave all as it was."""
        mark = len(self._undo)
        fits = self.bring(need, commodity, count)
        self.back_to(mark)
        return fits

    def bring(self, need: int, commodity: str, count: int) -> bool:
        """Draw a count to a need, first by the quotas, then in any way there is."""
        group = self.outline.group_of[need]
        for quota in self.quotas.get((group, commodity), ()):
            count -= self._draw_quota(need, commodity, count, quota)
            if count <= 0:
                return True
        for supply, at in self._ways(need, commodity):
            while count > 0:
                gained = self._draw_nearest(need, commodity, count, (supply, at))
                if gained == 0:
                    break
                count -= gained
            if count <= 0:
                return True
        return False

    def back_to(self, mark: int) -> None:
        """Undo the draws made since a mark."""
        while len(self._undo) > mark:
            line, before, quota, gained = self._undo.pop()
            self._set(line, before)
            if quota is not None:
                quota.left += gained

    def _draw_quota(self, need: int, commodity: str, count: int, quota: Quota) -> int:
        gained = 0
        wanted = min(count, quota.left)
        for supply in quota.supplies:
            if wanted <= gained:
                break
            line = (need, supply, commodity, quota.route, quota.price)
            gained += self.draw(line, wanted - gained, quota)
        return gained

    def _draw_nearest(
        self, need: int, commodity: str, count: int, way: tuple[int, int]
    ) -> int:
        supply, at = way
        here = self.problem.needs[need].place
        source = self.problem.supplies[supply].place
        if at >= 0:
            source = self.problem.prices[at].place
        weight = self.weights[commodity]
        route: Route | None = ()
        if weight and source != here:
            mask = self.outline.network.usable(weight, self.room_mg)
            route = self.outline.network.route(source, here, mask)
        if route is None:
            return 0
        return self.draw((need, supply, commodity, route, at), count)

    def _ways(self, need: int, commodity: str) -> Iterator[tuple[int, int]]:
        """Give (supply, price or -1) that terms allow: in kind first, nearest first."""
        group = self.outline.group_of[need]
        here = self.problem.needs[need].place
        kind_of, allows = self.outline.kind_of, self.outline.allows
        ways = self.outline.network.ways_to(here, self.outline.mask(commodity))
        ranked = []
        for supply, at in self.givers[commodity]:
            row = self.problem.supplies[supply]
            source = self.problem.prices[at].place if at >= 0 else row.place
            if self.left[supply] <= 0 or not allows[kind_of[row.fund]][group]:
                continue
            if at >= 0 and source not in {here, row.place}:
                continue
            if self.weights[commodity] and source not in ways:
                continue
            far = ways[source][0] if source in ways else 0
            breadth = sum(allows[kind_of[row.fund]])
            ranked.append((at >= 0, far, breadth, supply, at))
        for _, _, _, supply, at in sorted(ranked):
            yield supply, at

    def draw(self, line: Line, wanted: int, quota: Quota | None = None) -> int:
        """Draw so many more (as they arrive) on a line; return what could be had."""
        before = self.counts.get(line, 0)
        losses = [self.outline.network.losses[at] for at in line[3]]
        arrived = through(before, losses)
        total = min(sent_for(arrived + wanted, losses), self._most(line, before))
        gained = through(total, losses) - arrived
        if gained <= 0:
            return 0
        total = sent_for(arrived + gained, losses)
        self._undo.append((line, before, quota, gained))
        self._set(line, total)
        if quota is not None:
            quota.left -= gained
        return gained

    def _most(self, line: Line, before: int) -> int:
        """Return the greatest count that this line could carry in all."""
        _, supply, commodity, route, at = line
        most = before + self.left[supply]
        if at >= 0:
            price = self.problem.prices[at]
            money = self.left[supply] + paid_for(before, price)
            most = money * price.per // price.cost
        losses: list[int] = []
        for stage in route:
            there = through(before, losses)
            fits = there + self.room_mg[stage] // self.weights[commodity]
            most = min(most, sent_for(fits + 1, losses) - 1)
            losses.append(self.outline.network.losses[stage])
        return most

    def _set(self, line: Line, count: int) -> None:
        _, supply, commodity, route, at = line
        before = self.counts.get(line, 0)
        if at >= 0:
            price = self.problem.prices[at]
            self.left[supply] -= paid_for(count, price) - paid_for(before, price)
        else:
            self.left[supply] -= count - before
        was, now = before, count
        for stage in route:
            self.room_mg[stage] -= (now - was) * self.weights[commodity]
            loss = (self.outline.network.losses[stage],)
            was, now = through(was, loss), through(now, loss)
        if count:
            self.counts[line] = count
        else:
            self.counts.pop(line, None)


def _givers(outline: Outline) -> dict[str, list[tuple[int, int]]]:
    """Return who may give or buy each wanted commodity: (supply, price or -1)."""
    problem = outline.problem
    givers: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    wanted = {commodity for group in outline.groups for commodity, _ in group.inputs}
    for commodity in sorted(wanted):
        for number, supply in enumerate(problem.supplies):
            if not supply.count or not problem.allows_item(supply.fund, commodity):
                continue
            if supply.commodity == commodity:
                givers[commodity].append((number, -1))
            givers[commodity].extend(
                (number, at)
                for at in outline.prices_of[commodity]
                if problem.prices[at].currency == supply.commodity
            )
    return givers
