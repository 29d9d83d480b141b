# SPDX-License-Identifier: Apache-2.0
"""A formation problem is who is without work, what lies idle, and where sheds can be.

Every count is an int. A person is named by an opaque id; a household is the persons who
say the same household, and is placed whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from gungho.errors import Refusal
from gungho.measure import MAX_COUNT

MEMBERS_MIN = 7
GRADE_MAX = 9
WEIGHT_MAX = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Worker:
    """A person who looks for work: trade, grade (9 is the most skilled), and place.

    ``household`` is "" for who is alone; ``moves`` is False for who will not leave;
    ``leads`` and ``keeps_books`` say what else the person can do.
    """

    id: str
    trade: str
    place: str
    grade: int = 1
    household: str = ""
    moves: bool = True
    leads: bool = False
    keeps_books: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One machine, or one set that works only together; ``power`` in watts."""

    id: str
    kind: str
    place: str
    portable: bool = True
    power: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where sheds can stand: room in square metres, power in watts, danger from 0 to 9.

    ``materials`` is what can be had there in a month, ``market`` what can be sold
    there in a month, both as counts per item.
    """

    id: str
    place: str
    room: int
    power: int = 0
    danger: int = 0
    materials: Mapping[str, int] = field(default_factory=dict)
    market: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """How many days a person or a machine is on the way from place to place."""

    source: str
    target: str
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """What a shed has a member for: from ``least`` to ``most`` of them.

    ``trade`` "" takes any trade. ``may_miss`` of the least may be asked for later.
    """

    role: str
    least: int
    most: int
    trade: str = ""
    grade: int = 0
    leads: bool = False
    keeps_books: bool = False
    may_miss: int = 0

    def takes(self, worker: Worker) -> bool:
        """Tell whether a person can sit here."""
        return (
            self.trade in {"", worker.trade}
            and worker.grade >= self.grade
            and (worker.leads or not self.leads)
            and (worker.keeps_books or not self.keeps_books)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """How many machines of a kind a shed needs; ``may_miss`` may be asked for.

    ``power`` in watts is what one takes that is still to be found.
    """

    kind: str
    count: int
    may_miss: int = 0
    power: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ShedRecipe:
    """What makes a shed of one trade viable.

    ``room`` in square metres and ``power`` in watts beside its machines'; ``materials``
    and ``makes`` of its ``product`` are counts in a month, ``loan`` what it starts on
    in the currency's smallest unit.
    """

    id: str
    trade: str
    least: int
    most: int
    seats: tuple[Seat, ...]
    tools: tuple[Tool, ...] = ()
    room: int = 0
    power: int = 0
    materials: Mapping[str, int] = field(default_factory=dict)
    product: str = ""
    makes: int = 0
    loan: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """What counts how much, in points: a person placed, and what is taken off.

    ``day`` for each day that a person moves, ``haul`` for each day that a machine does,
    ``danger`` for each person and degree, ``piece`` for a missing machine or member,
    ``material`` for a missing unit; ``pieces`` says it otherwise for what it names.
    """

    placed: int = 1000
    day: int = 5
    haul: int = 2
    danger: int = 20
    piece: int = 300
    material: int = 1
    pieces: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What no proposal may pass: days on the way, danger, and what may be asked for.

    ``missing`` is the most that may be missing of a role, a kind of machine or a
    material in all; a material not named may not be missing. ``loans`` in all.
    """

    days: int = 7
    danger: int = 6
    missing: Mapping[str, int] = field(default_factory=dict)
    loans: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FormProblem:
    """Workers, machines, sites and recipes; raises Refusal ``form.*`` for bad rows."""

    workers: tuple[Worker, ...]
    machines: tuple[Machine, ...]
    sites: tuple[Site, ...]
    recipes: tuple[ShedRecipe, ...]
    ways: tuple[Way, ...] = ()
    weights: Weights = Weights()
    limits: Limits = Limits()

    def __post_init__(self) -> None:
        for sort in ("workers", "machines", "sites", "recipes"):
            _check_ids(sort, (row.id for row in getattr(self, sort)))
        _check_workers(self.workers)
        for machine in self.machines:
            _check("machine", machine.id, machine.power)
        for site in self.sites:
            counts = (site.room, site.power, *site.materials.values())
            _check("site", site.id, *counts, *site.market.values())
            _check("site", site.id, site.danger, most=GRADE_MAX)
        for recipe in self.recipes:
            _check_recipe(recipe)
        for way in self.ways:
            _check("way", f"{way.source} {way.target}", way.days)
        _check_weights(self)

    def days(self) -> dict[tuple[str, str], int]:
        """Return the days from place to place where there is a way within the limit."""
        found: dict[tuple[str, str], int] = {}
        for way in self.ways:
            pair = (way.source, way.target)
            if way.days <= self.limits.days:
                found[pair] = min(way.days, found.get(pair, way.days))
        places = {row.place for row in self.workers}
        places |= {row.place for row in self.machines}
        places |= {row.place for row in self.sites}
        return found | {(place, place): 0 for place in places}

    def weight_of(self, piece: str, *, material: bool) -> int:
        """Return what one missing piece takes off."""
        usual = self.weights.material if material else self.weights.piece
        return self.weights.pieces.get(piece, usual)


def _check_ids(sort: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in ids:
        if not name or name in seen:
            raise Refusal("form.duplicate", sort=sort, id=name)
        seen.add(name)


def _check(sort: str, name: str, *counts: int, most: int = MAX_COUNT - 1) -> None:
    for count in counts:
        if not 0 <= count <= most:
            raise Refusal("form.count", sort=sort, id=name, count=count, most=most)


def _check_workers(workers: Iterable[Worker]) -> None:
    homes: dict[str, str] = {}
    for worker in workers:
        _check("worker", worker.id, worker.grade, most=GRADE_MAX)
        home = homes.setdefault(worker.household, worker.place)
        if worker.household and home != worker.place:
            raise Refusal(
                "form.household-apart", household=worker.household, worker=worker.id
            )


def _check_recipe(recipe: ShedRecipe) -> None:
    name = recipe.id
    _check("recipe", name, recipe.room, recipe.power, recipe.makes, recipe.loan)
    _check("recipe", name, *recipe.materials.values())
    if not MEMBERS_MIN <= recipe.least <= recipe.most < MAX_COUNT:
        raise Refusal("form.members", recipe=name, least=recipe.least)
    roles = [seat.role for seat in recipe.seats]
    kinds = [tool.kind for tool in recipe.tools]
    _check_ids(f"seats of {name}", roles)
    _check_ids(f"tools of {name}", kinds)
    for seat in recipe.seats:
        _check("recipe", name, seat.grade, most=GRADE_MAX)
        if not 0 <= seat.may_miss <= seat.least <= seat.most < MAX_COUNT:
            raise Refusal("form.seat", recipe=name, role=seat.role)
    for tool in recipe.tools:
        _check("recipe", name, tool.power)
        if not 0 <= tool.may_miss <= tool.count < MAX_COUNT:
            raise Refusal("form.tool", recipe=name, kind=tool.kind)
    least = sum(seat.least for seat in recipe.seats)
    most = sum(seat.most for seat in recipe.seats)
    if least > recipe.most or most < recipe.least:
        raise Refusal("form.seats", recipe=name, least=least, most=most)
    for seat in recipe.seats:
        if seat.leads and seat.may_miss < seat.least:
            break
    else:
        raise Refusal("form.leader", recipe=name)


def _check_weights(problem: FormProblem) -> None:
    weights, limits = problem.weights, problem.limits
    told = (weights.placed, weights.day, weights.haul, weights.danger)
    more = (weights.piece, weights.material, *weights.pieces.values())
    _check("weights", "", *told, *more, most=WEIGHT_MAX)
    _check("limits", "", limits.days, limits.danger, *limits.missing.values())
    _check("limits", "loans", limits.loans or 0)
