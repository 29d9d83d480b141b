# SPDX-License-Identifier: Apache-2.0
"""To measure is to run lanes in turn, round by round, and to keep every sample.

A lane is one thing that is timed. Each round runs every lane once, in a turned order,
and between them the machine's own disk and hash rates; a ratio is taken inside a round.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from bench.machine import Rates, peak_mb, rates, reset_peak


@dataclass(slots=True, kw_only=True)
class Spent:
    """What one run of a lane took: wall and CPU seconds, peak memory in MB."""

    wall: float
    cpu: float
    peak: float = 0.0


Lane = Callable[[], Spent]


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """The median of some samples, with the least and the most."""

    median: float
    least: float
    most: float

    @classmethod
    def of(cls, samples: list[float]) -> Spread:
        """Return the spread of samples, at least one."""
        return cls(median=median(samples), least=min(samples), most=max(samples))


@dataclass(frozen=True, slots=True, kw_only=True)
class Versus:
    """Which lane a line stands against, by wall or CPU time, and how to say it.

    ``inverse`` is false for "times as fast as"; true for "times the time of".
    """

    lane: str
    clock: str = "wall"
    inverse: bool = False
    amount: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One lane's samples: ``amount`` of ``unit`` were done in each round."""

    name: str
    label: str
    amount: float
    unit: str
    spent: list[Spent]
    ratios: Mapping[str, Spread] = field(default_factory=dict)

    def wall(self) -> Spread:
        """Return the spread of wall seconds."""
        return Spread.of([one.wall for one in self.spent])

    def cpu(self) -> Spread:
        """Return the spread of CPU seconds."""
        return Spread.of([one.cpu for one in self.spent])

    def peak(self) -> float:
        """Return the highest peak of memory, in MB; 0 where it was not taken."""
        return max(one.peak for one in self.spent)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row: its lines, the machine's rates in the same rounds, what to know."""

    name: str
    title: str
    lines: list[Line]
    machine: list[Rates]
    notes: list[str]


@dataclass(slots=True, kw_only=True)
class Rounds:
    """The samples of some lanes, round by round."""

    spent: dict[str, list[Spent]]
    machine: list[Rates]

    def line(
        self,
        name: str,
        label: str,
        *,
        amount: float,
        unit: str,
        versus: Versus | None = None,
    ) -> Line:
        """Return one lane's line, with its ratios if it stands against another."""
        ratios = {}
        if versus is not None:
            what = "time" if versus.inverse else "rate"
            key = f"the {what} of {versus.lane} by {versus.clock}"
            ratios[key] = Spread.of(self._ratios(name, versus, amount=amount))
        return Line(
            name=name,
            label=label,
            amount=amount,
            unit=unit,
            spent=self.spent[name],
            ratios=ratios,
        )

    def _ratios(self, name: str, versus: Versus, *, amount: float) -> list[float]:
        found = []
        other = versus.amount or amount
        for mine, theirs in zip(self.spent[name], self.spent[versus.lane], strict=True):
            own = getattr(mine, versus.clock) / amount
            peer = getattr(theirs, versus.clock) / other
            found.append(own / peer if versus.inverse else peer / own)
        return found


@contextmanager
def timed() -> Iterator[Spent]:
    """Time a block; what it took is filled in when it ends."""
    gc.collect()
    spent = Spent(wall=0.0, cpu=0.0)
    reset_peak()
    cpu, wall = process_time(), perf_counter()
    yield spent
    spent.wall, spent.cpu = perf_counter() - wall, process_time() - cpu
    spent.peak = peak_mb()


def lane(done: Callable[[], object]) -> Lane:
    """Make a lane of a call whose answer is not wanted."""

    def run() -> Spent:
        with timed() as spent:
            done()
        return spent

    return run


def interleave(lanes: Mapping[str, Lane], *, rounds: int, folder: Path) -> Rounds:
    """Run every lane once a round, in an order that turns from round to round."""
    names = list(lanes)
    spent: dict[str, list[Spent]] = {name: [] for name in names}
    machine = []
    for turn in range(rounds):
        machine.append(rates(folder))
        at = turn % len(names)
        for name in names[at:] + names[:at]:
            spent[name].append(lanes[name]())
    return Rounds(spent=spent, machine=machine)
