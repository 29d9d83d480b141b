# SPDX-License-Identifier: Apache-2.0
"""Why somebody or something is in no proposal: the first bar that holds everywhere.

Told from what the proposals leave over, site by site within reach: no site, no machine,
nobody to lead, no market, no room, no power, or too few people for one more shed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from gungho.errors import Fact
from gungho.planning.forming.formation import Left, Proposal
from gungho.planning.forming.missing import Known
from gungho.planning.forming.parties import households_of
from gungho.planning.forming.problem import (
    FormProblem,
    Machine,
    Seat,
    ShedRecipe,
    Site,
    Worker,
)
from gungho.planning.plan import Reason

BARS = ("market", "room", "power", "machine", "seat", "people")


def left_over(
    problem: FormProblem, proposals: tuple[Proposal, ...]
) -> tuple[Left, ...]:
    """Return everyone and everything in no proposal, each with a reason."""
    return tuple(_Over(problem, proposals).left())


class _Over:
    def __init__(self, problem: FormProblem, proposals: tuple[Proposal, ...]) -> None:
        self.problem = problem
        self.known = Known.of(problem)
        self.placed = {m.worker for row in proposals for m in row.members}
        self.used = {name for row in proposals for name in row.machines}
        self.open = [
            site for site in problem.sites if site.danger <= problem.limits.danger
        ]
        self.asked = Counter[str]()
        self.sheds: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.power: Counter[str] = Counter()
        for row in proposals:
            self.sheds[row.site][row.recipe] += 1
            for one in row.missing:
                self.asked[one.piece] += one.count if one.sort != "loan" else 0
            self.power[row.site] += sum(
                self.known.machines[name].power for name in row.machines
            )
        self.idle = [row for row in problem.workers if row.id not in self.placed]
        self.still = [row for row in problem.machines if row.id not in self.used]
        self.near: dict[str, Counter[tuple[str, int, bool, bool]]] = {}
        self.kinds: dict[str, Counter[str]] = {}
        self.told: dict[tuple[object, ...], Reason] = {}
        self.bars: dict[tuple[str, str], tuple[str, str]] = {}

    def left(self) -> Iterator[Left]:
        for house in households_of(self.problem.workers):
            if house[0].id in self.placed:
                continue
            for worker in house:
                yield Left(
                    sort="worker", id=worker.id, reason=self._worker(worker, house)
                )
        for machine in self.still:
            yield Left(sort="machine", id=machine.id, reason=self._machine(machine))

    def _worker(self, worker: Worker, house: list[Worker]) -> Reason:
        moves = all(one.moves for one in house)
        trades = tuple(sorted({one.trade for one in house}))
        grade = min(one.grade for one in house)
        key = ("worker", worker.place, worker.trade, worker.grade, moves, trades, grade)
        if key not in self.told:
            self.told[key] = self._found(worker, house, moves=moves)
        return self.told[key]

    def _found(self, worker: Worker, house: list[Worker], *, moves: bool) -> Reason:
        for one in house:
            if not any(seat.takes(one) for seat in self._seats()):
                code = "no-seat" if one is worker else "home-no-seat"
                return _reason(code, trade=one.trade)
        sites = [
            site for site in self.open if self._goes(worker.place, site, moves=moves)
        ]
        if not sites:
            if not moves and any(
                self._goes(worker.place, s, moves=True) for s in self.open
            ):
                return _reason("stays", place=worker.place)
            if any(site.place == worker.place for site in self.problem.sites):
                return _reason("danger", place=worker.place)
            return _reason("no-site", place=worker.place)
        recipes = [row for row in self.problem.recipes if row.trade == worker.trade]
        recipes = recipes or [
            row
            for row in self.problem.recipes
            if any(seat.takes(worker) for seat in row.seats)
        ]
        return self._barred(recipes, sites)

    def _seats(self) -> Iterable[Seat]:
        return (seat for row in self.problem.recipes for seat in row.seats)

    def _goes(self, place: str, site: Site, *, moves: bool) -> bool:
        here = place == site.place
        return here or (moves and (place, site.place) in self.known.days)

    def _barred(self, recipes: list[ShedRecipe], sites: list[Site]) -> Reason:
        """Return the bar that the least barred site and recipe still has."""
        furthest, named = -1, ("better", "", "")
        for site in sites:
            for recipe in recipes:
                pair = recipe.id, site.id
                if pair not in self.bars:
                    self.bars[pair] = self._bar(recipe, site)
                bar, what = self.bars[pair]
                rank = BARS.index(bar) if bar in BARS else len(BARS)
                if rank > furthest:
                    furthest, named = rank, (bar, what, site.place)
                if rank == len(BARS):
                    return _reason("better", place=site.place)
        bar, what, place = named
        return _reason(bar, what=what, place=place)

    def _bar(self, recipe: ShedRecipe, site: Site) -> tuple[str, str]:
        """Return what bars one more shed of a recipe at a site; "" if nothing does."""
        there = self.sheds[site.id]
        known = self.known.recipes
        if recipe.product:
            sold = sum(
                known[name].makes * count
                for name, count in there.items()
                if known[name].product == recipe.product
            )
            if sold + recipe.makes > site.market.get(recipe.product, 0):
                return "market", recipe.product
        room = sum(known[name].room * count for name, count in there.items())
        if room + recipe.room > site.room:
            return "room", site.id
        power = self.power[site.id] + recipe.power
        power += sum(known[name].power * count for name, count in there.items())
        if power > site.power:
            return "power", site.id
        kinds = self._idle_kinds(site)
        for tool in recipe.tools:
            spare = self.problem.limits.missing.get(tool.kind, tool.may_miss)
            spare = min(tool.may_miss, spare - self.asked[tool.kind])
            if kinds[tool.kind] < tool.count - max(0, spare):
                return "machine", tool.kind
        people = self._idle_people(site)
        for seat in recipe.seats:
            able = sum(n for told, n in people.items() if _takes(seat, told))
            if able < seat.least - seat.may_miss:
                return "seat", seat.role
        if sum(people.values()) < recipe.least:
            return "people", recipe.trade
        return "", ""

    def _idle_kinds(self, site: Site) -> Counter[str]:
        if site.id not in self.kinds:
            self.kinds[site.id] = Counter(
                row.kind
                for row in self.still
                if self._goes(row.place, site, moves=row.portable)
            )
        return self.kinds[site.id]

    def _idle_people(self, site: Site) -> Counter[tuple[str, int, bool, bool]]:
        if site.id not in self.near:
            self.near[site.id] = Counter(
                (row.trade, row.grade, row.leads, row.keeps_books)
                for row in self.idle
                if self._goes(row.place, site, moves=row.moves)
            )
        return self.near[site.id]

    def _machine(self, machine: Machine) -> Reason:
        key = ("machine", machine.kind, machine.place, machine.portable)
        if key not in self.told:
            self.told[key] = self._unused(machine)
        return self.told[key]

    def _unused(self, machine: Machine) -> Reason:
        recipes = [
            row
            for row in self.problem.recipes
            if any(tool.kind == machine.kind for tool in row.tools)
        ]
        if not recipes:
            return _reason("no-recipe", kind=machine.kind)
        sites = [
            site
            for site in self.open
            if self._goes(machine.place, site, moves=machine.portable)
        ]
        if not sites:
            code = "machine-no-site" if machine.portable else "machine-fixed"
            return _reason(code, place=machine.place)
        return self._barred(recipes, sites)


def _takes(seat: Seat, told: tuple[str, int, bool, bool]) -> bool:
    trade, grade, leads, keeps_books = told
    return seat.takes(
        Worker(
            id="-",
            trade=trade,
            place="",
            grade=grade,
            leads=leads,
            keeps_books=keeps_books,
        )
    )


def _reason(code: str, **facts: Fact) -> Reason:
    return Reason(code=f"form.left.{code}", facts=facts)
