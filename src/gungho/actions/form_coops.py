# SPDX-License-Identifier: Apache-2.0
"""Forming co-ops from the register: what is free becomes a problem, then proposals.

Members of co-ops, machines in use, and what proposals with a yes hold are not free. A
way is what an organiser says, else thirty kilometres a day in a straight line between
places whose position is known.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import asin, ceil, cos, radians, sin, sqrt

from gungho.formats.sheds import Sheds
from gungho.planning.forming import (
    FormProblem,
    Machine,
    Proposal,
    ShedRecipe,
    Site,
    Way,
    Worker,
)

KM_A_DAY = 30
EARTH_KM = 6371.0
Spots = Mapping[str, tuple[float, float]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Everyone and everything registered, by opaque ids.

    ``member_of`` and ``used_by`` map persons and machines to the co-op they are in.
    """

    workers: tuple[Worker, ...]
    machines: tuple[Machine, ...]
    sites: tuple[Site, ...]
    ways: tuple[Way, ...]
    member_of: Mapping[str, str]
    used_by: Mapping[str, str]


def ways_of(stated: Iterable[Way], spots: Spots, *, days: int) -> tuple[Way, ...]:
    """Return the ways within so many days; ``spots`` maps a place to lat and lon."""
    found: dict[tuple[str, str], int] = {}
    places = sorted(spots)
    for at, one in enumerate(places):
        for other in places[at + 1 :]:
            walk = max(1, ceil(_km(spots[one], spots[other]) / KM_A_DAY))
            if walk <= days:
                found[one, other] = found[other, one] = walk
    told = {(way.source, way.target): way.days for way in stated}
    for (source, target), walk in told.items():
        found[source, target] = walk
        if (target, source) not in told:
            found[target, source] = walk
    return tuple(
        Way(source=source, target=target, days=walk)
        for (source, target), walk in sorted(found.items())
    )


def _km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return the way along a great circle (haversine)."""
    lat, lon = (radians(b - a) for a, b in zip(one, other, strict=True))
    part = sin(lat / 2) ** 2
    part += cos(radians(one[0])) * cos(radians(other[0])) * sin(lon / 2) ** 2
    return 2 * EARTH_KM * asin(min(1.0, sqrt(part)))


def whole_problem(register: Register, sheds: Sheds, *, spots: Spots) -> FormProblem:
    """Return everyone and everything as a problem, to check proposals against."""
    near = {row.place for row in register.workers}
    near |= {row.place for row in register.machines}
    near |= {row.place for row in register.sites}
    known = {place: spot for place, spot in spots.items() if place in near}
    return FormProblem(
        workers=register.workers,
        machines=register.machines,
        sites=register.sites,
        recipes=sheds.recipes,
        ways=ways_of(register.ways, known, days=sheds.limits.days),
        weights=sheds.weights,
        limits=sheds.limits,
    )


def free_problem(
    problem: FormProblem, register: Register, *, held: Sequence[Proposal]
) -> FormProblem:
    """Return what is free of a whole problem: without members and what is held."""
    people = {member.worker for row in held for member in row.members}
    people |= register.member_of.keys()
    machines = {name for row in held for name in row.machines}
    machines |= register.used_by.keys()
    asked: Counter[str] = Counter()
    for row in held:
        for one in row.missing:
            if one.sort != "loan":
                asked[one.piece] += one.count
    left = {
        piece: max(0, most - asked[piece])
        for piece, most in problem.limits.missing.items()
    }
    return replace(
        problem,
        workers=tuple(_home_free(problem.workers, people)),
        machines=tuple(row for row in problem.machines if row.id not in machines),
        sites=tuple(_rest(problem, site, held=held) for site in problem.sites),
        limits=replace(problem.limits, missing=left),
    )


def _home_free(workers: Iterable[Worker], taken: set[str]) -> Iterable[Worker]:
    """Return who is free; somebody whose household is in a co-op stays beside it."""
    homes = {row.household for row in workers if row.id in taken and row.household}
    for row in workers:
        if row.id not in taken:
            yield replace(row, moves=False) if row.household in homes else row


def _rest(problem: FormProblem, site: Site, *, held: Sequence[Proposal]) -> Site:
    """Return what held proposals leave of a site."""
    recipes: Mapping[str, ShedRecipe] = {row.id: row for row in problem.recipes}
    machines = {row.id: row for row in problem.machines}
    room, power = site.room, site.power
    materials, market = dict(site.materials), dict(site.market)
    for row in held:
        if row.site != site.id or row.recipe not in recipes:
            continue
        recipe = recipes[row.recipe]
        room -= recipe.room
        power -= recipe.power
        power -= sum(machines[one].power for one in row.machines if one in machines)
        each = {tool.kind: tool.power for tool in recipe.tools}
        power -= sum(
            each.get(one.piece, 0) * one.count
            for one in row.missing
            if one.sort == "machine"
        )
        for item, count in recipe.materials.items():
            materials[item] = materials.get(item, 0) - count
        market[recipe.product] = market.get(recipe.product, 0) - recipe.makes
    return replace(
        site,
        room=max(0, room),
        power=max(0, power),
        materials={item: max(0, count) for item, count in materials.items()},
        market={item: max(0, count) for item, count in market.items()},
    )
