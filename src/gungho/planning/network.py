# SPDX-License-Identifier: Apache-2.0
"""The network is the open stages between places, and the cheapest ways over them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush

from gungho.planning.problem import MG_PER_KG, PPM, Stage

Route = tuple[int, ...]


class Network:
    """Stages by number, and a memory of the cheapest ways to each place."""

    def __init__(self, stages: Sequence[Stage]) -> None:
        self.stages = stages
        self.room_mg = tuple(stage.capacity_kg * MG_PER_KG for stage in stages)
        self.losses = tuple(stage.loss_ppm for stage in stages)
        self._into: defaultdict[str, list[int]] = defaultdict(list)
        self._out_of: defaultdict[str, list[int]] = defaultdict(list)
        for number, stage in enumerate(stages):
            self._into[stage.target].append(number)
            self._out_of[stage.source].append(number)
        self._ways: dict[tuple[str, bytes], dict[str, tuple[int, int]]] = {}

    def usable(self, weight_mg: int, room_mg: Sequence[int] | None = None) -> bytes:
        """Return a mask of the stages that still take one piece of this weight."""
        room = self.room_mg if room_mg is None else room_mg
        return bytes(
            left >= weight_mg > 0 and loss < PPM
            for left, loss in zip(room, self.losses, strict=True)
        )

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
