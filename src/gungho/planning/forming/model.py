# SPDX-License-Identifier: Apache-2.0
"""The formation programme: whole counts per site of parties, seats, sheds and machines.

    x[h, s]     households of party h at site s
    q[s, k, d]  persons of class k who meet demand d there
    n[s, r, j]  persons in seat j of the sheds of recipe r; f[s, r, j] still to be found
    y[s, r]     sheds
    m[g, s]     machines of stand g brought there; u[s, r, t] still to be found
    v[s, i]     units of a material still to be found in a month

Every coefficient is an int, so that a bound can be proved in whole numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from gungho.planning.forming.parties import Gathered, Ints, want_of
from gungho.planning.forming.problem import FormProblem, ShedRecipe, Site

FREE = 2**62
Key = tuple[str, int, int, int]


@dataclass(slots=True)
class Programme:
    """A programme in whole numbers: greatest ``gain`` with rows and columns in bounds.

    ``keys`` says what each column is; entries are (row, column, value). ``FREE`` in a
    row's bound is none.
    """

    keys: list[Key] = field(default_factory=list)
    gain: list[int] = field(default_factory=list)
    upper: list[int] = field(default_factory=list)
    row_lower: list[int] = field(default_factory=list)
    row_upper: list[int] = field(default_factory=list)
    entries: tuple[list[int], list[int], list[int]] = field(
        default_factory=lambda: ([], [], [])
    )
    at: dict[Key, int] = field(default_factory=dict)

    def column(self, *key: object, upper: int, gain: int = 0) -> int:
        """Add a column; return its number."""
        number = len(self.keys)
        told = (*key, 0, 0)[:4]
        self.keys.append(told)  # type: ignore[arg-type]
        self.at[told] = number  # type: ignore[index]
        self.gain.append(gain)
        self.upper.append(upper)
        return number

    def row(
        self, terms: Iterable[tuple[int, int]], *, lower: int = -FREE, upper: int = FREE
    ) -> None:
        """Add a row of (column, value) terms."""
        number = len(self.row_lower)
        rows, columns, values = self.entries
        for column, value in terms:
            rows.append(number)
            columns.append(column)
            values.append(value)
        self.row_lower.append(lower)
        self.row_upper.append(upper)

    def arrays(self) -> tuple[Ints, Ints, Ints, Ints]:
        """Return rows, columns and values of the entries, and the gains."""
        rows, columns, values = (np.array(one, np.int64) for one in self.entries)
        return rows, columns, values, np.array(self.gain, np.int64)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What could be at each site: parties and stands within reach, and most sheds.

    ``near[s]`` are (party, days), ``stands[s]`` (stand, days), ``most[s]`` maps the
    number of a recipe to the most sheds of it that the site could bear.
    """

    near: tuple[tuple[tuple[int, int], ...], ...]
    stands: tuple[tuple[tuple[int, int], ...], ...]
    most: tuple[dict[int, int], ...]


def survey(problem: FormProblem, gathered: Gathered) -> Ground:
    """Return what could be at each site, reckoned alone."""
    days = problem.days()
    near: list[tuple[tuple[int, int], ...]] = []
    stands: list[tuple[tuple[int, int], ...]] = []
    most: list[dict[int, int]] = []
    for site in problem.sites:
        if site.danger > problem.limits.danger:
            near.append(())
            stands.append(())
            most.append({})
            continue
        persons = tuple(
            (at, days[party.place, site.place])
            for at, party in enumerate(gathered.parties)
            if (party.place, site.place) in days
            and (party.moves or party.place == site.place)
        )
        machines = tuple(
            (at, days[stand.place, site.place])
            for at, stand in enumerate(gathered.stands)
            if (stand.place, site.place) in days
            and (stand.portable or stand.place == site.place)
        )
        near.append(persons)
        stands.append(machines)
        most.append(
            _most(problem, gathered, site=site, persons=persons, machines=machines)
        )
    return Ground(near=tuple(near), stands=tuple(stands), most=tuple(most))


def _most(
    problem: FormProblem,
    gathered: Gathered,
    *,
    site: Site,
    persons: tuple[tuple[int, int], ...],
    machines: tuple[tuple[int, int], ...],
) -> dict[int, int]:
    there: defaultdict[int, int] = defaultdict(int)
    for at, _ in persons:
        party = gathered.parties[at]
        for kind, count in party.classes:
            there[kind] += count * len(party.households)
    able: defaultdict[int, int] = defaultdict(int)
    for kind, count in there.items():
        for want in gathered.takes[kind]:
            able[want] += count
    wanted = {want: at for at, want in enumerate(gathered.wanted)}
    idle: defaultdict[str, int] = defaultdict(int)
    for at, _ in machines:
        idle[gathered.stands[at].kind] += len(gathered.stands[at].machines)
    found = {}
    for at, recipe in enumerate(problem.recipes):
        bounds = [sum(there.values()) // recipe.least]
        bounds += [
            able[wanted[want_of(seat)]] // (seat.least - seat.may_miss)
            for seat in recipe.seats
            if seat.least > seat.may_miss
        ]
        bounds += _bounds(problem, site, recipe=recipe, idle=idle)
        if min(bounds) > 0:
            found[at] = min(bounds)
    return found


def _bounds(
    problem: FormProblem, site: Site, *, recipe: ShedRecipe, idle: dict[str, int]
) -> list[int]:
    asked = problem.limits.missing
    found = []
    pairs = [(site.room, recipe.room), (site.power, recipe.power)]
    if recipe.product:
        pairs.append((site.market.get(recipe.product, 0), recipe.makes))
    if problem.limits.loans is not None:
        pairs.append((problem.limits.loans, recipe.loan))
    for item, count in recipe.materials.items():
        pairs.append((site.materials.get(item, 0) + asked.get(item, 0), count))
    for tool in recipe.tools:
        pairs.append((idle.get(tool.kind, 0), tool.count - tool.may_miss))
        pairs.append((idle.get(tool.kind, 0) + asked.get(tool.kind, 0), tool.count))
    found += [have // each for have, each in pairs if each > 0]
    return found


class Builder:
    """Writes the programme of a problem, site by site."""

    def __init__(self, problem: FormProblem, gathered: Gathered) -> None:
        self.problem = problem
        self.gathered = gathered
        self.ground = survey(problem, gathered)
        self.programme = Programme()
        self.wanted = {want: at for at, want in enumerate(gathered.wanted)}
        self.of_party: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self.of_stand: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        self.missing: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        self.loans: list[tuple[int, int]] = []

    def build(self) -> Programme:
        """Return the programme."""
        for at in range(len(self.problem.sites)):
            if self.ground.most[at]:
                self._site(at)
        for party, terms in self.of_party.items():
            count = len(self.gathered.parties[party].households)
            self.programme.row(terms, upper=count)
        for stand, terms in self.of_stand.items():
            count = len(self.gathered.stands[stand].machines)
            self.programme.row(terms, upper=count)
        for piece, terms in self.missing.items():
            if piece in self.problem.limits.missing:
                self.programme.row(terms, upper=self.problem.limits.missing[piece])
        if self.problem.limits.loans is not None and self.loans:
            most = sum(self.programme.upper[at] * each for at, each in self.loans)
            upper = min(self.problem.limits.loans, most)
            self.programme.row(self.loans, upper=upper)
        return self.programme

    def _site(self, at: int) -> None:
        most = self.ground.most[at]
        recipes = self.problem.recipes
        seats: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        sheds = {
            row: self.programme.column("y", at, row, upper=upper)
            for row, upper in most.items()
        }
        for row, shed in sheds.items():
            self._seats((at, row), shed, seats=seats)
            self.loans += [(shed, recipes[row].loan)] if recipes[row].loan else []
        self._people(at, seats)
        self._machines(at, sheds)
        self._limits(at, sheds)

    def _seats(
        self,
        where: tuple[int, int],
        shed: int,
        *,
        seats: dict[int, list[tuple[int, int]]],
    ) -> None:
        """Add the seats of one recipe's sheds, and what may be missing of them."""
        at, row = where
        programme, recipe = self.programme, self.problem.recipes[row]
        sheds = programme.upper[shed]
        members = []
        for place, seat in enumerate(recipe.seats):
            upper = sheds * min(seat.most, recipe.most)
            count = programme.column("n", at, row, place, upper=upper)
            members.append((count, 1))
            seats[self.wanted[want_of(seat)]].append((count, -1))
            low = [(count, 1), (shed, -seat.least)]
            if seat.may_miss:
                gone = self._missing(
                    ("f", at, row, place), seat.role, each=seat.may_miss
                )
                low.append((gone, 1))
                programme.row([(gone, 1), (shed, -seat.may_miss)], upper=0)
            if seat.least:
                programme.row(low, lower=0)
            programme.row([(count, 1), (shed, -min(seat.most, recipe.most))], upper=0)
        programme.row([*members, (shed, -recipe.least)], lower=0)
        programme.row([*members, (shed, -recipe.most)], upper=0)

    def _missing(self, key: Key, piece: str, *, each: int) -> int:
        """Add what may be missing of a role or a kind for a recipe's sheds."""
        _, at, row, _ = key
        upper = each * self.programme.upper[self.programme.at["y", at, row, 0]]
        upper = min(upper, self.problem.limits.missing.get(piece, upper))
        cost = self.problem.weight_of(piece, material=False)
        column = self.programme.column(*key, upper=upper, gain=-cost)
        self.missing[piece].append((column, 1))
        return column

    def _people(self, at: int, seats: dict[int, list[tuple[int, int]]]) -> None:
        """Add who comes to a site and what they do there."""
        site, weights = self.problem.sites[at], self.problem.weights
        of_class: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, days in self.ground.near[at]:
            party = self.gathered.parties[number]
            if not all(self.gathered.takes[k] & seats.keys() for k, _ in party.classes):
                continue
            each = weights.placed - weights.day * days - weights.danger * site.danger
            column = self.programme.column(
                "x", number, at, upper=len(party.households), gain=party.size * each
            )
            self.of_party[number].append((column, 1))
            for kind, count in party.classes:
                of_class[kind].append((column, count))
        for kind, terms in of_class.items():
            upper = sum(self.programme.upper[column] * n for column, n in terms)
            for want in sorted(self.gathered.takes[kind] & seats.keys()):
                column = self.programme.column("q", at, kind, want, upper=upper)
                terms.append((column, -1))
                seats[want].append((column, 1))
            self.programme.row(terms, lower=0, upper=0)
        for terms in seats.values():
            self.programme.row(terms, lower=0, upper=0)

    def _machines(self, at: int, sheds: dict[int, int]) -> None:
        """Add the machines brought to a site, and those still to be found."""
        wants: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        power = []
        for row, shed in sheds.items():
            recipe = self.problem.recipes[row]
            power += [(shed, recipe.power)] if recipe.power else []
            for place, tool in enumerate(recipe.tools):
                wants[tool.kind].append((shed, -tool.count))
                if tool.may_miss:
                    key = ("u", at, row, place)
                    gone = self._missing(key, tool.kind, each=tool.may_miss)
                    self.programme.row([(gone, 1), (shed, -tool.may_miss)], upper=0)
                    wants[tool.kind].append((gone, 1))
                    power += [(gone, tool.power)] if tool.power else []
        for number, days in self.ground.stands[at]:
            stand = self.gathered.stands[number]
            if stand.kind not in wants:
                continue
            column = self.programme.column(
                "m", number, at,
                upper=len(stand.machines), gain=-self.problem.weights.haul * days,
            )  # fmt: skip
            self.of_stand[number].append((column, 1))
            wants[stand.kind].append((column, 1))
            power += [(column, stand.power)] if stand.power else []
        for terms in wants.values():
            self.programme.row(terms, lower=0)
        self._within(power, self.problem.sites[at].power)

    def _limits(self, at: int, sheds: dict[int, int]) -> None:
        """Add room, market and materials of a site."""
        site, recipes = self.problem.sites[at], self.problem.recipes
        self._within(
            [(shed, recipes[row].room) for row, shed in sheds.items()], site.room
        )
        sold: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        used: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for row, shed in sheds.items():
            if recipes[row].product:
                sold[recipes[row].product].append((shed, recipes[row].makes))
            for item, count in recipes[row].materials.items():
                used[item].append((shed, count))
        for product, terms in sold.items():
            self._within(terms, site.market.get(product, 0))
        for number, (item, terms) in enumerate(sorted(used.items())):
            self._material((at, number), item, terms=terms)

    def _material(
        self, where: tuple[int, int], item: str, *, terms: list[tuple[int, int]]
    ) -> None:
        at, number = where
        most = sum(self.programme.upper[column] * each for column, each in terms)
        upper = min(most, self.problem.limits.missing.get(item, 0))
        if upper:
            cost = self.problem.weight_of(item, material=True)
            gone = self.programme.column("v", at, number, upper=upper, gain=-cost)
            self.missing[item].append((gone, 1))
            terms = [*terms, (gone, -1)]
        have = self.problem.sites[at].materials.get(item, 0)
        self.programme.row(terms, upper=min(have, most))

    def _within(self, terms: list[tuple[int, int]], have: int) -> None:
        terms = [(column, each) for column, each in terms if each]
        most = sum(self.programme.upper[column] * each for column, each in terms)
        if most > have:
            self.programme.row(terms, upper=have)
