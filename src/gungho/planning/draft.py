# SPDX-License-Identifier: Apache-2.0
"""A draft is a plan being filled in whole units, never beyond what is left anywhere.

Every draw is exact: counts left at the supplies, room left on the stages and in the
places they join, losses, packs and prices to the unit. What does not fit is undone, so
a draft is feasible at all times.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gungho.planning.groups import Outline
from gungho.planning.network import Rooms, Route
from gungho.planning.quotas import Quota, Quotas
from gungho.planning.rows import paid_for, sent_for, through

Drawn = tuple[int, str, Route, int]  # supply, commodity, route, price or -1
Line = tuple[int, int, str, Route, int]  # a need, and how it is drawn
Draws = tuple[Sequence[int], Drawn, int, int, Quota | None, int]


class Draft:
    """Counts per way and need, what is left of supplies and stages, and units per need.

    ``spare`` is what a need has of an input beyond its units: stock of its own, what
    was promised it, the rest of a pack. ``of_supply`` and ``over_stage`` are the ways
    with lines that draw on a supply, or lie on a stage.
    """

    def __init__(self, outline: Outline, quotas: Quotas) -> None:
        self.outline = outline
        self.problem = outline.problem
        self.quotas = quotas
        self.left = list(outline.counts)
        self.rooms: Rooms = outline.network.rooms()
        self.counts: dict[Drawn, dict[int, int]] = {}
        self.of_supply: defaultdict[int, set[Drawn]] = defaultdict(set)
        self.over_stage: defaultdict[int, set[Drawn]] = defaultdict(set)
        self.units = [0] * len(self.problem.needs)
        self.spare: dict[tuple[int, str], int] = {}
        self.weights: dict[str, int] = {}
        for group in outline.groups:
            for commodity, _ in group.inputs:
                self.weights[commodity] = self.problem.weight_mg(commodity)
            for commodity, count in group.own:
                for need in group.members:
                    self.spare[need, commodity] = count
        self.givers = _givers(outline)
        self._masks: tuple[int, dict[int, bytes]] = (0, {})
        self._undo: list[Draws | tuple[int, str, int]] = []

    def grant(self, need: int, units: int) -> bool:
        """Give a need so many more units with all their inputs, or change nothing."""
        return self.grant_each((need,), units)

    def grant_each(self, needs: Sequence[int], units: int) -> bool:
        """Give each of these equal needs so many more units, or change nothing.

        More than one only where they are in one group and have nothing drawn yet.
        """
        mark = len(self._undo)
        group = self.outline.groups[self.outline.group_of[needs[0]]]
        for commodity, per in group.inputs:
            if not self._bring_each(needs, commodity, count=per * units):
                self.back_to(mark)
                return False
        for need in needs:
            self.units[need] += units
        self.settle()
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
        fits = self._bring_each((need,), commodity, count=count)
        self.back_to(mark)
        return fits

    def could_grant(self, need: int, units: int) -> bool:
        """Tell whether so many more units could be given, and leave all as it was."""
        mark = len(self._undo)
        group = self.outline.groups[self.outline.group_of[need]]
        fits = all(
            self._bring_each((need,), commodity, count=per * units)
            for commodity, per in group.inputs
        )
        self.back_to(mark)
        return fits

    def _bring_each(self, needs: Sequence[int], commodity: str, *, count: int) -> bool:
        """Bring a count to each of some equal needs, spare first, then by a way."""
        spare = self.spare.get((needs[0], commodity), 0)
        used = min(spare, count)
        if used:
            for need in needs:
                self._keep_spare(need, commodity, count=spare - used)
        count -= used
        done = 0
        while count > 0 and done < len(needs):
            served = self._draw_alike(needs[done:], commodity, count=count)
            if not served and self._bring(needs[done], commodity, count=count):
                return False
            done += max(1, served)
        return True

    def _draw_alike(self, needs: Sequence[int], commodity: str, *, count: int) -> int:
        """Draw the same for as many needs as one quota serves whole; return how many.

        None for a single need, which may have drawn before.
        """
        if len(needs) < 2:
            return 0
        group = self.outline.group_of[needs[0]]
        for quota in self.quotas.get((group, commodity), ()):
            if quota.left < count:
                continue
            for supply in quota.supplies:
                way = (supply, commodity, quota.route, quota.price)
                total, gained = self._least(way, count)
                fitting = min(len(needs), self._times(way, total), quota.left // gained)
                if fitting > 0:
                    self._log(
                        needs[:fitting], way, counts=(0, total), drawn=(quota, gained)
                    )
                    self._add_spare(needs[:fitting], commodity, count=gained - count)
                    return fitting
        return 0

    def _least(self, way: Drawn, count: int) -> tuple[int, int]:
        """Return the least that can be sent so that a count arrives, and what does."""
        losses = [self.outline.network.losses[at] for at in way[2]]
        total = _packed(sent_for(count, losses), self.problem.packs.get(way[1], 1))
        return total, through(total, losses)

    def _times(self, way: Drawn, total: int) -> int:
        """Return how many lines of one count there is still room for."""
        supply, commodity, route, at = way
        price = self.problem.prices[at] if at >= 0 else None
        taken = paid_for(total, price) if price else total
        times = self.left[supply] // taken
        if route:
            weight = self.weights[commodity]
            loads = self.outline.network.loads(route, total, weight_mg=weight)
            times = min(times, self.rooms.times(loads))
        return times

    def bring_some(self, need: int, commodity: str, *, count: int) -> int:
        """Bring as much of a count as there is; return what is missing.

        What is drawn can be undone to a ``mark``, until it is settled.
        """
        spare = self.spare.get((need, commodity), 0)
        used = min(spare, count)
        if used:
            self._keep_spare(need, commodity, count=spare - used)
        return self._bring(need, commodity, count=count - used) if count > used else 0

    def take(self, line: Line, most: int) -> int:
        """Take whole packs off a line; return how much less arrives."""
        need, way = line[0], line[1:]
        before = self.counted(line)
        pack = self.problem.packs.get(line[2], 1)
        after = before - min(before, _packed(most, pack))
        losses = [self.outline.network.losses[at] for at in line[3]]
        lost = through(before, losses) - through(after, losses)
        self._log((need,), way, counts=(before, after), drawn=(None, 0))
        return lost

    def settle(self) -> None:
        """Let everything drawn so far stand."""
        self._undo.clear()

    def _bring(self, need: int, commodity: str, *, count: int) -> int:
        """Draw to a need, by the quotas, then in any way; return what is missing."""
        group = self.outline.group_of[need]
        for quota in self.quotas.get((group, commodity), ()):
            for supply in quota.supplies:
                if min(count, quota.left) <= 0:
                    break
                line = (need, supply, commodity, quota.route, quota.price)
                count -= self.draw(line, min(count, quota.left), quota)
        for supply, at in self._ways(need, commodity) if count > 0 else ():
            while count > 0:
                gained = self._draw_nearest(need, commodity, count, (supply, at))
                if gained == 0:
                    break
                count -= gained
            if count <= 0:
                break
        self._add_spare((need,), commodity, count=-min(count, 0))
        return max(count, 0)

    def back_to(self, mark: int) -> None:
        """Undo the draws made since a mark."""
        while len(self._undo) > mark:
            entry = self._undo.pop()
            if len(entry) == 3:
                self.spare[entry[0], entry[1]] = entry[2]
            else:
                needs, way, before, after, quota, gained = entry
                self._set(needs, way, before=after, after=before)
                if quota is not None:
                    quota.left += gained * len(needs)

    def _add_spare(self, needs: Sequence[int], commodity: str, *, count: int) -> None:
        if count > 0:
            for need in needs:
                had = self.spare.get((need, commodity), 0)
                self._keep_spare(need, commodity, count=had + count)

    def _keep_spare(self, need: int, commodity: str, *, count: int) -> None:
        self._undo.append((need, commodity, self.spare.get((need, commodity), 0)))
        self.spare[need, commodity] = count

    def _draw_nearest(
        self, need: int, commodity: str, count: int, way: tuple[int, int]
    ) -> int:
        supply, at = way
        here = self.problem.needs[need].place
        source = self.problem.supplies[supply].place
        if at >= 0:
            source = self.problem.prices[at].place
        route: Route | None = ()
        if self.weights[commodity] and source != here:
            route = self._route(commodity, source=source, here=here)
        if route is None:
            return 0
        return self.draw((need, supply, commodity, route, at), count)

    def _route(self, commodity: str, *, source: str, here: str) -> Route | None:
        """Return the cheapest way that still takes one piece.

        That is the cheapest of all where it takes one; else the full stages are shut.
        """
        network, weight = self.outline.network, self.weights[commodity]
        route = network.route(source, here, self.outline.mask(commodity))
        if route is None or self.rooms.take(route, weight):
            return route
        return network.route(source, here, self._open(weight))

    def _open(self, weight_mg: int) -> bytes:
        """Return the stages that still take a weight; found once until a load moves."""
        moves, masks = self._masks
        if moves != self.rooms.moves:
            masks = {}
            self._masks = self.rooms.moves, masks
        if weight_mg not in masks:
            masks[weight_mg] = self.outline.network.usable(weight_mg, self.rooms)
        return masks[weight_mg]

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
            breadth = self.outline.breadth[kind_of[row.fund]]
            ranked.append((at >= 0, far, breadth, supply, at))
        for _, _, _, supply, at in sorted(ranked):
            yield supply, at

    def suppliers(self, need: int, commodity: str) -> set[int]:
        """Return the supplies that terms allow to give or buy this for a need."""
        group = self.outline.group_of[need]
        kind_of, allows = self.outline.kind_of, self.outline.allows
        return {
            supply
            for supply, _ in self.givers[commodity]
            if allows[kind_of[self.problem.supplies[supply].fund]][group]
        }

    def full_roads(self, need: int, commodity: str, *, supplies: set[int]) -> set[int]:
        """Return the stages with no room left for a pack on the ways to a need."""
        weight = self.weights[commodity]
        if not weight:
            return set()
        weight *= self.problem.packs.get(commodity, 1)
        here = self.problem.needs[need].place
        network, full = self.outline.network, set()
        mask = network.usable(weight)
        for place in {self.problem.supplies[supply].place for supply in supplies}:
            for stage in network.route(place, here, mask) or ():
                if self.rooms.out_of(stage) < weight:
                    full.add(stage)
        return full

    def draw(self, line: Line, wanted: int, quota: Quota | None = None) -> int:
        """Draw so many more (as they arrive) on a line; return what was drawn.

        Whole packs: that can be less than wanted, or more by the rest of a pack.
        """
        need, way = line[0], line[1:]
        before = self.counted(line)
        losses = [self.outline.network.losses[at] for at in line[3]]
        pack = self.problem.packs.get(line[2], 1)
        arrived = through(before, losses)
        total = _packed(sent_for(arrived + wanted, losses), pack)
        if not self._fits(line, before, after=total):
            total = min(total, self._most(line, before) // pack * pack)
        gained = through(total, losses) - arrived
        if gained <= 0:
            return 0
        total = min(total, _packed(sent_for(arrived + gained, losses), pack))
        self._log((need,), way, counts=(before, total), drawn=(quota, gained))
        return gained

    def put(self, line: Line, count: int) -> bool:
        """Put a line back as it was in another plan, if there is room for all of it."""
        before = self.counted(line)
        fits = self._fits(line, before, after=count)
        if fits:
            self._log((line[0],), line[1:], counts=(before, count), drawn=(None, 0))
        return fits

    def force(self, line: Line, count: int) -> None:
        """Set a line to a count whether it fits or not, as a hand has written it."""
        before = self.counted(line)
        self._set((line[0],), line[1:], before=before, after=count)

    def counted(self, line: Line) -> int:
        """Return what a line draws."""
        return self.counts.get(line[1:], {}).get(line[0], 0)

    def mark(self) -> int:
        """Return the mark to which what comes now can be undone."""
        return len(self._undo)

    def _log(
        self,
        needs: Sequence[int],
        way: Drawn,
        *,
        counts: tuple[int, int],
        drawn: tuple[Quota | None, int],
    ) -> None:
        quota, gained = drawn
        self._undo.append((needs, way, *counts, quota, gained))
        self._set(needs, way, before=counts[0], after=counts[1])
        if quota is not None:
            quota.left -= gained * len(needs)

    def _fits(self, line: Line, before: int, *, after: int) -> bool:
        """Tell whether a line can carry so much in all instead of what it carries."""
        _, supply, commodity, route, at = line
        price = self.problem.prices[at] if at >= 0 else None
        more = (
            paid_for(after, price) - paid_for(before, price)
            if price
            else (after - before)
        )
        if more > self.left[supply]:
            return False
        weight = self.weights[commodity]
        network, rooms = self.outline.network, self.rooms
        for stage in route:
            if (after - before) * weight > rooms.out_of(stage):
                return False
            lost = (network.losses[stage],)
            before, after = through(before, lost), through(after, lost)
            room = rooms.into(stage)
            if room is not None and (after - before) * weight > room:
                return False
        return True

    def _most(self, line: Line, before: int) -> int:
        """Return the greatest count that this line could carry in all."""
        _, supply, commodity, route, at = line
        most = before + self.left[supply]
        if at >= 0:
            price = self.problem.prices[at]
            money = self.left[supply] + paid_for(before, price)
            most = money * price.per // price.cost
        losses: list[int] = []
        weight = self.weights[commodity]
        for stage in route:
            there = through(before, losses)
            fits = there + self.rooms.out_of(stage) // weight
            most = min(most, sent_for(fits + 1, losses) - 1)
            losses.append(self.outline.network.losses[stage])
            room = self.rooms.into(stage)
            if room is not None:
                fits = through(before, losses) + room // weight
                most = min(most, sent_for(fits + 1, losses) - 1)
        return most

    def _set(
        self,
        needs: Sequence[int],
        way: Drawn,
        *,
        before: int,
        after: int,
    ) -> None:
        supply, commodity, route, at = way
        times = len(needs)
        if at >= 0:
            price = self.problem.prices[at]
            spent = paid_for(after, price) - paid_for(before, price)
            self.left[supply] -= spent * times
        else:
            self.left[supply] -= (after - before) * times
        if route:
            weight = self.weights[commodity]
            network = self.outline.network
            self.rooms.load(network.loads(route, before, weight_mg=weight), -times)
            self.rooms.load(network.loads(route, after, weight_mg=weight), times)
        counts = self.counts.setdefault(way, {})
        drawn = bool(counts)
        if after:
            counts.update(dict.fromkeys(needs, after))
        else:
            for need in needs:
                counts.pop(need, None)
        if drawn != bool(counts):
            self._index(way)

    def _index(self, way: Drawn) -> None:
        """Note a way that has its first line, or forget one that lost its last."""
        places = [self.of_supply[way[0]], *(self.over_stage[at] for at in way[2])]
        for place in places:
            if self.counts[way]:
                place.add(way)
            else:
                place.discard(way)


def _packed(count: int, pack: int) -> int:
    return -(-count // pack) * pack


def _givers(outline: Outline) -> dict[str, list[tuple[int, int]]]:
    """Return who may give or buy each wanted commodity: (supply, price or -1)."""
    problem = outline.problem
    givers: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
    wanted = {commodity for group in outline.groups for commodity, _ in group.inputs}
    for commodity in sorted(wanted):
        for number, supply in enumerate(problem.supplies):
            if not outline.counts[number]:
                continue
            if not problem.allows_item(supply.fund, commodity):
                continue
            if supply.commodity == commodity:
                givers[commodity].append((number, -1))
            givers[commodity].extend(
                (number, at)
                for at in outline.prices_of[commodity]
                if problem.prices[at].currency == supply.commodity
            )
    return givers
