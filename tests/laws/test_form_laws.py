# SPDX-License-Identifier: Apache-2.0
"""Laws of forming: the checker accepts every answer, and names change nothing."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import product
from random import Random
from time import perf_counter

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gungho.planning.forming import (
    FormProblem,
    Limits,
    Machine,
    Seat,
    ShedRecipe,
    Site,
    Tool,
    Way,
    Weights,
    Worker,
    check_formation,
    form,
)
from gungho.planning.forming.model import Builder
from gungho.planning.forming.parties import gather
from gungho.planning.forming.solve import Task, solve

PLACES = ("a", "b")
TRADES = ("weaver", "smith")
SLOW = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


@st.composite
def registers(draw: st.DrawFn, *, most: int = 24) -> FormProblem:
    """Draw a register of two places, two sites and two recipes."""
    workers: list[Worker] = []
    for house in range(draw(st.integers(1, most // 2))):
        size = draw(st.sampled_from((1, 1, 1, 2, 3)))
        place = draw(st.sampled_from(PLACES))
        for _ in range(min(size, most - len(workers))):
            workers.append(
                Worker(
                    id=f"w{len(workers)}",
                    trade=draw(st.sampled_from((*TRADES, "weaver", "none"))),
                    place=place,
                    grade=draw(st.integers(0, 2)),
                    household=f"h{house}" if size > 1 else "",
                    moves=draw(st.booleans()),
                    leads=draw(st.booleans()),
                    keeps_books=draw(st.booleans()),
                )
            )
    machines = [
        Machine(
            id=f"m{at}",
            kind=draw(st.sampled_from(("loom", "forge"))),
            place=draw(st.sampled_from(PLACES)),
            portable=draw(st.booleans()),
            power=draw(st.sampled_from((0, 5))),
        )
        for at in range(draw(st.integers(0, 4)))
    ]
    sites = [
        Site(
            id=f"s{at}",
            place=place,
            room=draw(st.integers(0, 4)),
            power=draw(st.integers(0, 12)),
            danger=draw(st.integers(0, 7)),
            materials={"yarn": draw(st.integers(0, 3))},
            market={"cloth": draw(st.integers(0, 3))},
        )
        for at, place in enumerate(PLACES)
    ]
    recipes = tuple(draw(recipe(trade)) for trade in TRADES)
    ways = (Way(source="a", target="b", days=2), Way(source="b", target="a", days=3))
    return FormProblem(
        workers=tuple(workers),
        machines=tuple(machines),
        sites=tuple(sites),
        recipes=recipes,
        ways=ways[: draw(st.integers(0, 2))],
        weights=Weights(day=5, danger=draw(st.sampled_from((0, 20, 400)))),
        limits=Limits(
            missing={"yarn": draw(st.integers(0, 2)), "loom": draw(st.integers(0, 2))},
            loans=draw(st.sampled_from((None, 1, 9))),
        ),
    )


@st.composite
def recipe(draw: st.DrawFn, trade: str) -> ShedRecipe:
    """Draw a recipe of a trade."""
    return ShedRecipe(
        id=trade,
        trade=trade,
        least=7,
        most=draw(st.integers(7, 11)),
        seats=(
            Seat(role="leader", trade=trade, leads=True, least=1, most=1),
            Seat(role="clerk", keeps_books=True, least=1, most=1,
                 may_miss=draw(st.integers(0, 1))),
            Seat(role="skilled", trade=trade, grade=1, least=1, most=9),
            Seat(role="hand", least=0, most=draw(st.integers(4, 6))),
        ),
        tools=(
            Tool(kind="loom" if trade == "weaver" else "forge",
                 count=draw(st.integers(0, 2)), may_miss=0, power=1),
        ),
        room=1,
        power=draw(st.integers(0, 3)),
        materials={"yarn": 1} if trade == "weaver" else {},
        product="cloth" if trade == "weaver" else "",
        makes=1,
        loan=1,
    )  # fmt: skip


@SLOW
@given(registers())
def test_the_checker_accepts_every_formation(case: FormProblem) -> None:
    """No seat, household, machine, site or limit is broken, whatever the register."""
    found = form(case, seed=1, seconds=20)
    assert check_formation(case, found) == ()
    assert found.complete
    assert found.points <= found.bound


@SLOW
@given(registers(), st.integers(0, 2**30))
def test_names_and_their_order_change_nothing(case: FormProblem, seed: int) -> None:
    """Other ids in another order, the same points."""
    draw = Random(seed)
    names = [f"n{at:03}" for at in range(len(case.workers))]
    draw.shuffle(names)
    workers = [
        replace(row, id=name) for row, name in zip(case.workers, names, strict=True)
    ]
    machines = list(case.machines)
    draw.shuffle(workers)
    draw.shuffle(machines)
    other = replace(case, workers=tuple(workers), machines=tuple(machines))
    gap = {"seed": 1, "seconds": 20, "gap": 0.0}
    assert form(case, **gap).points == form(other, **gap).points  # type: ignore[arg-type]


@SLOW
@given(registers())
def test_searched_by_region_the_bound_holds_for_the_best(case: FormProblem) -> None:
    """What a search of the whole finds, the bound of the regions apart lets pass."""
    programme = Builder(case, gather(case)).build()
    until = perf_counter() + 20
    task = Task(seed=1, until=until, gap=0.0, tell=lambda _: None)
    whole = solve(programme, task)
    parts = solve(programme, replace(task, small=0))
    assert whole.complete
    assert parts.points <= whole.points <= parts.bound


@SLOW
@given(registers(most=9))
def test_small_registers_are_formed_as_well_as_can_be(case: FormProblem) -> None:
    """With nine people at most one shed can be: every choice is tried by hand."""
    assert form(case, seed=1, seconds=20, gap=0.0).points == _by_hand(case)


def _by_hand(case: FormProblem) -> int:
    """Return the points of the best single shed, households in or out."""
    houses: dict[str, list[Worker]] = {}
    for row in case.workers:
        houses.setdefault(row.household or row.id, []).append(row)
    best = 0
    days = {(way.source, way.target): way.days for way in case.ways}
    for site, shed in product(case.sites, case.recipes):
        if site.danger > case.limits.danger:
            continue
        for mask in range(2 ** len(houses)):
            people = [
                one for at, house in enumerate(houses.values()) if mask >> at & 1
                for one in house
            ]  # fmt: skip
            best = max(best, _points(case, site, shed, people, days))
    return best


def _points(
    case: FormProblem,
    site: Site,
    shed: ShedRecipe,
    people: list[Worker],
    days: dict[tuple[str, str], int],
) -> int:
    if not shed.least <= len(people) <= shed.most:
        return 0
    walk = 0
    for one in people:
        if one.place != site.place:
            home = [row for row in people if row.household == one.household]
            willing = all(row.moves for row in home) if one.household else one.moves
            if not willing or (one.place, site.place) not in days:
                return 0
            walk += days[one.place, site.place]
    clerkless = _seated(shed, people)
    rest = _rest(case, site, shed, days)
    if clerkless is None or rest is None:
        return 0
    weights = case.weights
    return (
        weights.placed * len(people)
        - weights.day * walk
        - weights.danger * site.danger * len(people)
        - weights.piece * clerkless
        - rest
    )


def _seated(shed: ShedRecipe, people: list[Worker]) -> int | None:
    """Return how many clerks are missing at best, or None if they cannot be seated."""
    found: list[int] = []

    def seat(at: int, counts: Counter[str]) -> None:
        if at == len(people):
            gone = [max(0, s.least - counts[s.role]) for s in shed.seats]
            if all(n <= s.may_miss for n, s in zip(gone, shed.seats, strict=True)):
                found.append(sum(gone))
            return
        for one in shed.seats:
            if one.takes(people[at]) and counts[one.role] < one.most:
                seat(at + 1, counts + Counter({one.role: 1}))
                if found and min(found) == 0:
                    return

    seat(0, Counter())
    return min(found, default=None)


def _rest(
    case: FormProblem, site: Site, shed: ShedRecipe, days: dict[tuple[str, str], int]
) -> int | None:
    """Return what machines and material take off at best, or None if they lack."""
    (tool,) = shed.tools
    there = sorted(
        (case.weights.haul * days.get((row.place, site.place), 0), row.power)
        for row in case.machines
        if row.kind == tool.kind
        and (row.place == site.place
             or (row.portable and (row.place, site.place) in days))
    )  # fmt: skip
    ways = [
        sum(cost for cost, _ in chosen)
        for chosen in _choices(there, tool.count)
        if shed.power + sum(power for _, power in chosen) <= site.power
    ]
    short = 1 - site.materials["yarn"] if shed.materials else 0
    if (
        not ways
        or site.room < 1
        or (shed.product and site.market["cloth"] < 1)
        or max(0, short) > case.limits.missing["yarn"]
        or (case.limits.loans is not None and case.limits.loans < 1)
    ):
        return None
    return min(ways) + max(0, short) * case.weights.material


def _choices(rows: list[tuple[int, int]], count: int) -> list[list[tuple[int, int]]]:
    if not count:
        return [[]]
    return [
        [row, *more]
        for at, row in enumerate(rows)
        for more in _choices(rows[at + 1 :], count - 1)
    ]
