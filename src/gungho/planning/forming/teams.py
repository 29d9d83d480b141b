# SPDX-License-Identifier: Apache-2.0
"""Counts become people: who of a party goes where, and who sits with whom.

Each seat's persons are dealt out over the sheds of a recipe at a site one by one, going
on where the last seat stopped, so that seats differ by one and so do the sheds. Of
persons who are alike, households are put into one shed as far as the seats allow.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from gungho.planning.forming.formation import Member, Proposal
from gungho.planning.forming.model import Key, Programme
from gungho.planning.forming.parties import Gathered, Ints, want_of
from gungho.planning.forming.problem import FormProblem, ShedRecipe


@dataclass(slots=True)
class _Shed:
    recipe: int
    number: int
    members: list[Member] = field(default_factory=list)
    machines: list[str] = field(default_factory=list)


Quota = dict[tuple[int, str], int]


def teams(
    problem: FormProblem,
    gathered: Gathered,
    *,
    programme: Programme,
    values: Ints,
) -> tuple[Proposal, ...]:
    """Return the proposals that the counts stand for, site by site."""
    counts = {
        key: int(value)
        for key, value in zip(programme.keys, values, strict=True)
        if value > 0
    }
    dealer = _Dealer(problem, gathered, counts=counts)
    found = []
    for at in range(len(problem.sites)):
        for shed in dealer.site(at):
            recipe, site = problem.recipes[shed.recipe], problem.sites[at]
            found.append(
                Proposal(
                    id=f"{site.id}.{recipe.id}.{shed.number + 1}",
                    recipe=recipe.id,
                    site=site.id,
                    members=tuple(
                        sorted(shed.members, key=lambda m: (m.role, m.worker))
                    ),
                    machines=tuple(sorted(shed.machines)),
                    missing=(),
                    order=("", 0),
                    spare=0,
                    why=(),
                )
            )
    return tuple(found)


class _Dealer:
    def __init__(
        self, problem: FormProblem, gathered: Gathered, *, counts: dict[Key, int]
    ) -> None:
        self.problem = problem
        self.gathered = gathered
        self.counts = counts
        self.taken = [0] * len(gathered.parties)
        self.brought = [0] * len(gathered.stands)
        self.of_site: defaultdict[int, list[Key]] = defaultdict(list)
        for key in counts:
            self.of_site[key[2] if key[0] in {"x", "m"} else key[1]].append(key)

    def site(self, at: int) -> list[_Shed]:
        """Return the sheds of a site with their people and machines."""
        keys = sorted(self.of_site[at])
        sheds = {
            key[2]: [_Shed(key[2], number) for number in range(self.counts[key])]
            for key in keys
            if key[0] == "y"
        }
        self._seat(at, sheds, houses=self._houses(keys), keys=keys)
        self._bring(keys, sheds)
        return [shed for rows in sheds.values() for shed in rows]

    def _houses(self, keys: list[Key]) -> list[tuple[str, ...]]:
        """Take the households that come to a site, the largest first."""
        found: list[tuple[str, ...]] = []
        for key in keys:
            if key[0] != "x":
                continue
            start = self.taken[key[1]]
            self.taken[key[1]] = start + self.counts[key]
            households = self.gathered.parties[key[1]].households
            found += households[start : self.taken[key[1]]]
        return sorted(found, key=lambda house: -len(house))

    def _seat(
        self,
        at: int,
        sheds: dict[int, list[_Shed]],
        *,
        keys: list[Key],
        houses: list[tuple[str, ...]],
    ) -> None:
        quotas = self._quotas(at, keys, sheds=sheds)
        names: list[tuple[int, int]] = [
            (row, number) for row, rows in sheds.items() for number in range(len(rows))
        ]
        open_: dict[tuple[int, int], Quota] = {name: {} for name in names}
        for (kind, row, number, role), count in quotas.items():
            open_[row, number][kind, role] = count
        for house in houses:
            for row, number, worker, role in self._together(house, open_):
                sheds[row][number].members.append(Member(worker=worker, role=role))

    def _together(
        self, house: tuple[str, ...], open_: dict[tuple[int, int], Quota]
    ) -> list[tuple[int, int, str, str]]:
        """Seat one household: in the shed that takes most of it, then the next."""
        waiting = list(house)
        found: list[tuple[int, int, str, str]] = []
        while waiting:
            best: list[tuple[str, int, str]] = []
            where = (0, 0)
            for name, quota in open_.items():
                fits = self._fits(waiting, quota)
                if len(fits) > len(best):
                    best, where = fits, name
                if len(best) == len(waiting):
                    break
            for worker, kind, role in best:
                quota = open_[where]
                quota[kind, role] -= 1
                if not quota[kind, role]:
                    del quota[kind, role]
                waiting.remove(worker)
                found.append((*where, worker, role))
            if not open_[where]:
                del open_[where]
        return found

    def _fits(self, waiting: list[str], quota: Quota) -> list[tuple[str, int, str]]:
        left: dict[tuple[int, str], int] = {}
        found = []
        for worker in waiting:
            kind = self.gathered.class_of[worker]
            for (other, role), count in quota.items():
                if other == kind and left.get((kind, role), count) > 0:
                    left[kind, role] = left.get((kind, role), count) - 1
                    found.append((worker, kind, role))
                    break
        return found

    def _quotas(
        self, at: int, keys: list[Key], *, sheds: dict[int, list[_Shed]]
    ) -> dict[tuple[int, int, int, str], int]:
        """Return how many of a class sit in which seat of which shed."""
        wants: defaultdict[int, list[list[int]]] = defaultdict(list)
        for _, _, kind, want in (key for key in keys if key[0] == "q"):
            wants[want].append([kind, self.counts["q", at, kind, want]])
        numbers = {want: place for place, want in enumerate(self.gathered.wanted)}
        found: defaultdict[tuple[int, int, int, str], int] = defaultdict(int)
        for row, rows in sheds.items():
            for number, role, asked, count in self._dealt(at, row, sheds=len(rows)):
                for kind, used in _drawn(wants[numbers[asked]], count):
                    found[kind, row, number, role] += used
        return dict(found)

    def _dealt(
        self, at: int, row: int, *, sheds: int
    ) -> list[tuple[int, str, tuple[str, int, bool, bool], int]]:
        """Deal each seat's persons over a recipe's sheds, one by one, in turn."""
        found = []
        turn = 0
        recipe: ShedRecipe = self.problem.recipes[row]
        for place, seat in enumerate(recipe.seats):
            each = [0] * sheds
            for _ in range(self.counts.get(("n", at, row, place), 0)):
                each[turn] += 1
                turn = (turn + 1) % sheds
            for number, count in enumerate(each):
                if count:
                    found.append((number, seat.role, want_of(seat), count))
        return found

    def _bring(self, keys: list[Key], sheds: dict[int, list[_Shed]]) -> None:
        """Give the sheds of a site the machines that are brought there."""
        pool: defaultdict[str, list[str]] = defaultdict(list)
        for key in keys:
            if key[0] == "m":
                stand = self.gathered.stands[key[1]]
                start = self.brought[key[1]]
                self.brought[key[1]] = start + self.counts[key]
                pool[stand.kind] += stand.machines[start : self.brought[key[1]]]
        for row, rows in sheds.items():
            for place, tool in enumerate(self.problem.recipes[row].tools):
                at = next(key[1] for key in keys if key[0] == "y")
                gone = self.counts.get(("u", at, row, place), 0)
                for number, shed in enumerate(rows):
                    here = gone // len(rows) + (number < gone % len(rows))
                    count = tool.count - here
                    shed.machines += pool[tool.kind][:count]
                    del pool[tool.kind][:count]


def _drawn(pool: list[list[int]], count: int) -> list[tuple[int, int]]:
    """Take so many persons out of a pool of [class, count]."""
    found = []
    while count:
        kind, have = pool[-1]
        used = min(count, have)
        found.append((kind, used))
        count -= used
        pool[-1][1] -= used
        if not pool[-1][1]:
            pool.pop()
    return found
