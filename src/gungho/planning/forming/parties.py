# SPDX-License-Identifier: Apache-2.0
"""A party is households that are alike to every recipe, every road and every site.

Two persons are alike when the same seats take them. Households of one place with the
same persons and the same will to move are one party with a count, so that the programme
counts parties and stays exact.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from gungho.planning.forming.problem import FormProblem, Machine, Seat, Worker

Ints = npt.NDArray[np.int64]
Wanted = tuple[str, int, bool, bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """Households alike: their place, their persons by class, and who they are."""

    place: str
    moves: bool
    classes: tuple[tuple[int, int], ...]
    households: tuple[tuple[str, ...], ...]

    @property
    def size(self) -> int:
        """How many persons one such household has."""
        return sum(count for _, count in self.classes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """Machines alike, standing at one place."""

    kind: str
    place: str
    portable: bool
    power: int
    machines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """A problem gathered into parties, stands and classes.

    ``wanted`` are the different demands that seats make, ``takes`` says for each class
    the demands it can meet, ``class_of`` each worker's class; ``seatless`` are the
    households with somebody whom no seat of any recipe takes.
    """

    parties: tuple[Party, ...]
    stands: tuple[Stand, ...]
    wanted: tuple[Wanted, ...]
    takes: tuple[frozenset[int], ...]
    class_of: dict[str, int]
    seatless: tuple[tuple[str, ...], ...]


def want_of(seat: Seat) -> Wanted:
    """Return what a seat asks of a person."""
    return seat.trade, seat.grade, seat.leads, seat.keeps_books


def households_of(workers: tuple[Worker, ...]) -> list[list[Worker]]:
    """Return the households, who is alone by themselves, in the register's order."""
    found: dict[tuple[str, str], list[Worker]] = defaultdict(list)
    for worker in workers:
        alone = "" if worker.household else worker.id
        found[worker.household, alone].append(worker)
    return list(found.values())


def gather(problem: FormProblem) -> Gathered:
    """Gather what is alike."""
    seats = {want_of(seat): seat for row in problem.recipes for seat in row.seats}
    wanted = tuple(sorted(seats))
    known: dict[Wanted, frozenset[int]] = {}
    for worker in problem.workers:
        told = _told(worker)
        if told not in known:
            known[told] = frozenset(
                at for at, one in enumerate(wanted) if seats[one].takes(worker)
            )
    takes = tuple(sorted(set(known.values()), key=sorted))
    numbers = {able: at for at, able in enumerate(takes)}
    class_of = {row.id: numbers[known[_told(row)]] for row in problem.workers}
    parties, seatless = _parties(problem, class_of, takes=takes)
    return Gathered(
        parties=parties,
        stands=_stands(problem.machines),
        wanted=wanted,
        takes=takes,
        class_of=class_of,
        seatless=seatless,
    )


def _told(worker: Worker) -> Wanted:
    return worker.trade, worker.grade, worker.leads, worker.keeps_books


def _parties(
    problem: FormProblem,
    class_of: dict[str, int],
    *,
    takes: tuple[frozenset[int], ...],
) -> tuple[tuple[Party, ...], tuple[tuple[str, ...], ...]]:
    alike: dict[tuple[str, bool, tuple[tuple[int, int], ...]], list[tuple[str, ...]]]
    alike = defaultdict(list)
    seatless = []
    for house in households_of(problem.workers):
        names = tuple(worker.id for worker in house)
        counted = Counter(class_of[name] for name in names)
        if not all(takes[at] for at in counted):
            seatless.append(names)
            continue
        moves = all(worker.moves for worker in house)
        alike[house[0].place, moves, tuple(sorted(counted.items()))].append(names)
    parties = tuple(
        Party(place=place, moves=moves, classes=classes, households=tuple(rows))
        for (place, moves, classes), rows in sorted(alike.items())
    )
    return parties, tuple(seatless)


def _stands(machines: tuple[Machine, ...]) -> tuple[Stand, ...]:
    alike: dict[tuple[str, str, bool, int], list[str]] = defaultdict(list)
    for row in machines:
        alike[row.kind, row.place, row.portable, row.power].append(row.id)
    return tuple(
        Stand(kind=kind, place=place, portable=moves, power=power, machines=tuple(ids))
        for (kind, place, moves, power), ids in sorted(alike.items())
    )
