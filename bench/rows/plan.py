# SPDX-License-Identifier: Apache-2.0
"""Plans, beside the time that HiGHS itself took inside the same run."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter, process_time
from typing import Any

from bench import peers
from bench.chains import chain_problem
from bench.measure import (
    Lane,
    Line,
    Rounds,
    Row,
    Spent,
    Spread,
    Versus,
    interleave,
    timed,
)
from bench.problems import problem
from bench.setup import Setup
from gungho.planning import Policy, Problem, Work, allocate, check, keep, solver

SECONDS = 300.0
SEED = 1938
MILLION = 1_000_000
BUILDS: dict[str, Callable[[int], Problem]] = {
    "star": problem,
    "chain": chain_problem,
}
CLOSE = 0.005  # of the units of all together: levels are settled to a tolerance
ALONE_MAX = 3_000  # needs that are also settled each by itself
SIZES = {"star": (3_000, 30_000, 90_000), "chain": (300, 3_000)}


class _Inside:
    """The time inside ``Highs.run``, for as long as this stands in its place."""

    def __init__(self) -> None:
        self.spent = Spent(wall=0.0, cpu=0.0)
        self.calls = 0
        self._true = solver._Quiet.run

    def __enter__(self) -> _Inside:
        inside, true = self, self._true

        def run(highs: Any) -> Any:
            cpu, wall = process_time(), perf_counter()
            status = true(highs)
            inside.spent.wall += perf_counter() - wall
            inside.spent.cpu += process_time() - cpu
            inside.calls += 1
            return status

        setattr(solver._Quiet, "run", run)  # noqa: B010 - for one plan
        return self

    def __exit__(self, *_: object) -> None:
        setattr(solver._Quiet, "run", self._true)  # noqa: B010 - and back


class _Planned:
    """One problem, planned once a round; what each part took is kept aside."""

    def __init__(self, build: str, needs: int) -> None:
        self.build = build
        self.needs = needs
        self.name = f"{build} {needs}"
        self.problem: Problem = BUILDS[build](needs)
        self.inside: list[Spent] = []
        self.checked: list[Spent] = []
        self.work = Work(seed=SEED, seconds=SECONDS)
        self.units = 0.0
        self.calls = self.lines = self.calls_alone = 0
        self.complete = True

    def run(self) -> Spent:
        with _Inside() as inside, timed() as spent:
            kept = keep(self.problem, Policy(), work=self.work)
        plan = kept.plan
        self.units = sum(kept.levels.units) if kept.levels else 0.0
        self.inside.append(inside.spent)
        self.calls, self.lines = inside.calls, len(plan.lines)
        self.complete &= plan.complete
        with timed() as checking:
            faults = check(self.problem, plan)
        self.checked.append(checking)
        if faults:
            raise RuntimeError(f"a plan of {self.needs} needs breaks a rule")
        return spent

    @property
    def compared(self) -> bool:
        """Whether HiGHS is also given every need apart."""
        return self.needs <= ALONE_MAX

    def alone(self) -> Spent:
        """Settle the same aims with every need apart; return the solver's own time."""
        with _Inside() as inside:
            levels = peers.settled_alone(self.problem)
        self.calls_alone = inside.calls
        self.complete &= levels.complete
        if abs(sum(levels.units) - self.units) > CLOSE * self.units:
            raise RuntimeError(f"{self.name}: every need apart comes to other levels")
        return inside.spent


def measure(setup: Setup) -> Row:
    """Measure plans of growing size and two builds, once one small has run."""
    planned = [
        _Planned(build, size)
        for build, sizes in SIZES.items()
        for size in sorted({setup.most(size) for size in sizes})
    ]
    return _row(setup, planned, name="plan")


def measure_million(setup: Setup) -> Row:
    """Measure a million needs: for once, where nothing else is running."""
    return _row(setup, [_Planned("star", setup.most(MILLION))], name="million")


def _row(setup: Setup, planned: list[_Planned], *, name: str) -> Row:
    allocate(problem(8), seed=SEED)
    lanes: dict[str, Lane] = {f"plan {one.name}": one.run for one in planned}
    lanes |= {f"alone {one.name}": one.alone for one in planned if one.compared}
    rounds = interleave(lanes, rounds=setup.rounds, folder=setup.folder)
    for one in planned:
        rounds.spent[f"inside {one.name}"] = one.inside
        rounds.spent[f"check {one.name}"] = one.checked
    lines = [line for one in planned for line in _lines(rounds, one)]
    return Row(
        name=name,
        title="Plans, tables in to tables out, and the solver's own time inside",
        lines=lines,
        machine=rounds.machine,
        notes=[
            *(_note(one) for one in planned),
            "A star has eight depots around a hub, each by road and river; a chain has "
            "24 depots in a row, gates, and little money. A co-op has three needs.",
            "The first ratio is the whole plan over the time inside Highs.run of that "
            "plan, equal needs already put together; 1.15 is the figure to reach.",
            "The second is over the time inside Highs.run for the same aims with a "
            "column for each need and way, as HiGHS is given it raw: neither building "
            "that programme nor whole pieces, lines and reasons are counted in it.",
        ],
    )


def _apart(make: Callable[..., Line], one: _Planned) -> list[Line]:
    return [
        make(
            f"plan {one.name}",
            "… the same plan, over HiGHS given every need apart",
            amount=one.needs,
            unit="needs",
            versus=Versus(lane=f"alone {one.name}", inverse=True),
        ),
        make(
            f"alone {one.name}",
            "… inside Highs.run for the same aims, every need apart",
            amount=one.needs,
            unit="needs",
        ),
    ]


def _lines(rounds: Rounds, one: _Planned) -> list[Line]:
    make: Callable[..., Line] = rounds.line
    return [
        make(
            f"plan {one.name}",
            f"{one.build}, {one.needs:,} needs: whole plan",
            amount=one.needs,
            unit="needs",
            versus=Versus(lane=f"inside {one.name}", inverse=True),
        ),
        make(
            f"inside {one.name}",
            "… of it inside Highs.run",
            amount=one.needs,
            unit="needs",
        ),
        make(
            f"check {one.name}",
            "… and the checker's own recount, besides",
            amount=one.needs,
            unit="needs",
        ),
        *(_apart(make, one) if one.compared else ()),
    ]


def _note(one: _Planned) -> str:
    whole = "all aims settled" if one.complete else "stopped by its time"
    share = Spread.of([spent.wall for spent in one.inside]).median
    apart = f", {one.calls_alone} with every need apart" if one.compared else ""
    return (
        f"{one.build}, {one.needs:,} needs: {one.lines:,} lines, {one.calls} calls of "
        f"the solver ({share:.2f} s){apart}, {whole}."
    )
