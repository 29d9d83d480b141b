# SPDX-License-Identifier: Apache-2.0
"""The ground of a siting: where co-ops are, which roads are open, where depots may be.

Serving a co-op from a place costs its weight over the cheapest way, in money or in
days. What a road can carry is the allocation's concern, not the siting's.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from gungho.errors import Refusal
from gungho.measure import MAX_COUNT
from gungho.planning.network import Network
from gungho.planning.problem import Problem
from gungho.planning.rows import PPM, Stage
from gungho.planning.site_problem import (
    NO_WAY,
    PAIRS_MOST,
    Candidate,
    Demand,
    Ints,
    SitingProblem,
    refuse_hopeless,
)

KG_PER_TONNE = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """Where a co-op is, and the kilograms it is to be served with."""

    id: str
    place: str
    kg: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Co-ops, open stages both ways, and the places that have a depot now."""

    homes: tuple[Home, ...]
    stages: tuple[Stage, ...]
    depots: tuple[str, ...]

    @property
    def places(self) -> frozenset[str]:
        """Every place of a co-op, and every end of a stage."""
        homes = (home.place for home in self.homes)
        return frozenset((*homes, *_ends(self.stages)))

    def by_place(self) -> Ground:
        """Return the same ground with the co-ops of each place put together."""
        sums: dict[str, int] = {}
        for home in self.homes:
            sums[home.place] = sums.get(home.place, 0) + home.kg
        homes = tuple(
            Home(id=place, place=place, kg=kg) for place, kg in sorted(sums.items())
        )
        return replace(self, homes=homes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What is asked: candidates (their ids are places), the measure, the form."""

    candidates: tuple[Candidate, ...]
    by: str = "cost"
    whole: bool = False
    depots: int | None = None


def ground_problem(ground: Ground, choice: Choice) -> SitingProblem:
    """Return the siting problem of a ground.

    A cost is counted in the smallest unit of the roads' currency, rounded up, or in
    kilogram-days where ``choice.by`` is "days". Raises Refusal ``planning.*``.
    """
    _refuse_unknown(ground, choice)
    return _problem(ground, choice, costs=_costs(ground, choice))


def check_ground(ground: Ground, choice: Choice) -> None:
    """Refuse what plainly has no answer, before any way is looked for.

    Raises Refusal ``planning.*``.
    """
    _refuse_unknown(ground, choice)
    pairs = len(choice.candidates) * len(ground.homes)
    if pairs > PAIRS_MOST:
        raise Refusal("planning.pairs", pairs=pairs, most=PAIRS_MOST)
    costs = np.zeros((len(choice.candidates), len(ground.homes)), np.int64)
    refuse_hopeless(_problem(ground, choice, costs=costs))


def _refuse_unknown(ground: Ground, choice: Choice) -> None:
    if not ground.homes:
        raise Refusal("planning.no-demands")
    known = ground.places
    for row in choice.candidates:
        if row.id not in known:
            raise Refusal("planning.unknown-place", place=row.id, id=row.id)


def _problem(ground: Ground, choice: Choice, *, costs: Ints) -> SitingProblem:
    return SitingProblem(
        candidates=choice.candidates,
        demands=tuple(Demand(id=home.id, count=home.kg) for home in ground.homes),
        costs=costs,
        whole=choice.whole,
        depots=choice.depots,
    )


def _costs(ground: Ground, choice: Choice) -> Ints:
    figures = _figures(ground, choice)
    costs = np.full((len(choice.candidates), len(ground.homes)), NO_WAY, np.int64)
    for to, home in enumerate(ground.homes):
        for at, row in enumerate(choice.candidates):
            figure = figures.get((row.id, home.place))
            cost = NO_WAY if figure is None else _cost(figure, home.kg, by=choice.by)
            if cost >= MAX_COUNT:
                raise Refusal(
                    "planning.cost", candidate=row.id, demand=home.id, cost=cost
                )
            costs[at, to] = cost
    return costs


def _figures(ground: Ground, choice: Choice) -> dict[tuple[str, str], int]:
    """Return cost per tonne, or days, of the cheapest way of each pair of places."""
    stages = ground.stages
    if choice.by == "days":
        stages = tuple(replace(stage, cost=stage.days) for stage in stages)
    network = Network(Problem(supplies=(), needs=(), stages=stages))
    usable = bytes(row.loss_ppm < PPM and row.capacity_kg > 0 for row in stages)
    found = {}
    for place in {home.place for home in ground.homes}:
        for row in choice.candidates:
            route = network.route(row.id, place, usable)
            if route is not None:
                found[row.id, place] = sum(stages[number].cost for number in route)
    return found


def _cost(figure: int, kg: int, *, by: str) -> int:
    return figure * kg if by == "days" else -(-figure * kg // KG_PER_TONNE)


def _ends(stages: Iterable[Stage]) -> Iterable[str]:
    for stage in stages:
        yield stage.source
        yield stage.target


def both_ways(stage: Stage) -> tuple[Stage, Stage]:
    """Return a stage and its way back."""
    back = replace(
        stage, id=f"{stage.id}.back", source=stage.target, target=stage.source
    )
    return stage, back
