# SPDX-License-Identifier: Apache-2.0
"""The network is the open stages between places, and the cheapest ways over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from gungho.planning.problem import Problem
from gungho.planning.rows import MG_PER_KG, PPM, through

Route = tuple[int, ...]
Load = tuple[int, int, int]  # a stage, mg loaded on it, mg that come off it


class Rooms:
    """What stages, and the places they join, still take, in mg.

    ``moves`` counts the loads that were put on or taken off.
    """

    def __init__(self, problem: Problem) -> None:
        self.stages = problem.stages
        self.moves = 0
        self.room = [stage.capacity_kg * MG_PER_KG for stage in problem.stages]
        self.out_room: dict[str, int] = {}
        self.in_room: dict[str, int] = {}
        for row in problem.handlings:
            if row.out_kg is not None:
                self.out_room[row.place] = row.out_kg * MG_PER_KG
            if row.in_kg is not None:
                self.in_room[row.place] = row.in_kg * MG_PER_KG

    def out_of(self, stage: int) -> int:
        """Return what can still be loaded on a stage."""
        source = self.stages[stage].source
        return min(self.room[stage], self.out_room.get(source, self.room[stage]))

    def into(self, stage: int) -> int | None:
        """Return what the place a stage leads to still takes in; None is no limit."""
        return self.in_room.get(self.stages[stage].target)

    def take(self, route: Route, weight_mg: int) -> bool:
        """Tell whether every stage of a way still takes so much."""
        for stage in route:
            if self.room[stage] < weight_mg:
                return False
        if not self.out_room and not self.in_room:
            return True
        for stage in route:
            row = self.stages[stage]
            least = self.out_room.get(row.source, weight_mg)
            if min(least, self.in_room.get(row.target, weight_mg)) < weight_mg:
                return False
        return True

    def least(self) -> list[int]:
        """Return what each stage still takes, the places at its ends considered."""
        if not self.out_room and not self.in_room:
            return self.room
        return [
            min(self.out_of(stage), self.in_room.get(row.target, self.room[stage]))
            for stage, row in enumerate(self.stages)
        ]

    def times(self, loads: Sequence[Load]) -> int:
        """Return how many times there is room for some loads (never 0 mg)."""
        counts = []
        for stage, loaded, landed in loads:
            counts.append(self.out_of(stage) // loaded if loaded else None)
            room = self.into(stage)
            if room is not None and landed:
                counts.append(room // landed)
        return min(count for count in counts if count is not None)

    def load(self, loads: Sequence[Load], times: int) -> None:
        """Take up the room of some loads; give it back for a negative number."""
        self.moves += 1
        for stage, loaded, _ in loads:
            self.room[stage] -= loaded * times
        if not self.out_room and not self.in_room:
            return
        for stage, loaded, landed in loads:
            row = self.stages[stage]
            if row.source in self.out_room:
                self.out_room[row.source] -= loaded * times
            if row.target in self.in_room:
                self.in_room[row.target] -= landed * times


class Network:
    """Stages by number, and a memory of the cheapest ways to each place."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.stages = problem.stages
        self.losses = tuple(stage.loss_ppm for stage in self.stages)
        self._into: defaultdict[str, list[int]] = defaultdict(list)
        self._out_of: defaultdict[str, list[int]] = defaultdict(list)
        for number, stage in enumerate(self.stages):
            self._into[stage.target].append(number)
            self._out_of[stage.source].append(number)
        self._empty = self.rooms()
        self._ways: dict[tuple[str, bytes], dict[str, tuple[int, int]]] = {}

    def rooms(self) -> Rooms:
        """Return the room there is when nothing has been loaded."""
        return Rooms(self.problem)

    def usable(self, weight_mg: int, rooms: Rooms | None = None) -> bytes:
        """Return a mask of the stages that still take one piece of this weight."""
        least = (rooms or self._empty).least()
        return bytes(
            left >= weight_mg > 0 and loss < PPM
            for left, loss in zip(least, self.losses, strict=True)
        )

    def loads(self, route: Route, count: int, *, weight_mg: int) -> list[Load]:
        """Return what a count weighs on each stage of its way, losses taken off."""
        loads: list[Load] = []
        for stage in route if count else ():
            landed = through(count, (self.losses[stage],))
            loads.append((stage, count * weight_mg, landed * weight_mg))
            count = landed
        return loads

    def ways_to(self, target: str, usable: bytes) -> dict[str, tuple[int, int]]:
        """Return for each place that reaches the target (cost, first stage or -1)."""
        known = self._ways.get((target, usable))
        if known is None:
            known = self._ways[target, usable] = self._dijkstra(target, usable)
        return known

    def _dijkstra(self, target: str, usable: bytes) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        heap = [(0, -1, target)]
        while heap:
            cost, first, place = heappop(heap)
            if place in found:
                continue
            found[place] = (cost, first)
            for number in self._into[place]:
                stage = self.stages[number]
                if usable[number] and stage.source not in found:
                    step = stage.cost * 1000 + stage.days + 1
                    heappush(heap, (cost + step, number, stage.source))
        return found

    def route(self, source: str, target: str, usable: bytes) -> Route | None:
        """Return the cheapest way, () where nothing has to move, None for no way."""
        ways = self.ways_to(target, usable)
        if source not in ways:
            return None
        route: list[int] = []
        while source != target:
            number = ways[source][1]
            route.append(number)
            source = self.stages[number].target
        return tuple(route)

    def reached_from(self, sources: Iterable[str], usable: bytes) -> set[str]:
        """Return every place that can be reached from any of these."""
        seen = set(sources)
        waiting = list(seen)
        while waiting:
            for number in self._out_of[waiting.pop()]:
                target = self.stages[number].target
                if usable[number] and target not in seen:
                    seen.add(target)
                    waiting.append(target)
        return seen

    def reaching(self, targets: Iterable[str], usable: bytes) -> set[str]:
        """Return every place from which any of these can be reached."""
        seen = set(targets)
        waiting = list(seen)
        while waiting:
            for number in self._into[waiting.pop()]:
                source = self.stages[number].source
                if usable[number] and source not in seen:
                    seen.add(source)
                    waiting.append(source)
        return seen
