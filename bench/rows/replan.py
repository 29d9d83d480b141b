# SPDX-License-Identifier: Apache-2.0
"""One route closes: the instant answer, the warm solve, and a plan from nothing."""

from __future__ import annotations

from bench.chains import chain_problem
from bench.measure import Lane, Line, Row, Spent, Versus, interleave, timed
from bench.problems import problem
from bench.setup import Setup
from gungho.planning import (
    CloseStage,
    Kept,
    Policy,
    Problem,
    Work,
    allocate,
    check,
    keep,
    patched,
    quick,
    replan,
)

SEED = 1938
SECONDS = 300.0
CASES = (
    ("star", problem, 90_000, "road-depot-3"),
    ("chain", chain_problem, 1_000, "stage-22"),
)


class _Case:
    """A problem with its plan, and the same problem with one route closed."""

    def __init__(self, build: str, before: Problem, *, route: str) -> None:
        self.name = f"{build} {len(before.needs)}"
        self.before = before
        self.route = route
        self.changes = (CloseStage(stage=route),)
        self.after, _ = patched(before, self.changes, policy=Policy())
        self.work = Work(seed=SEED, seconds=SECONDS)
        self.kept: Kept = keep(before, Policy(), work=self.work)
        self.levels: dict[str, tuple[int, float]] = {}

    def cold(self) -> Spent:
        with timed() as spent:
            plan = allocate(self.after, seed=SEED, seconds=SECONDS)
        self.levels["cold"] = (plan.floor, plan.lowest_share)
        return spent

    def warm(self) -> Spent:
        with timed() as spent:
            plan = replan(self.kept, self.changes, work=self.work).plan
        if check(self.after, plan):
            raise RuntimeError(f"{self.name}: a plan anew breaks a rule")
        self.levels["warm"] = (plan.floor, plan.lowest_share)
        return spent

    def instant(self) -> Spent:
        with timed() as spent:
            plan = quick(self.kept.plan, self.before, changes=self.changes)
        if check(self.after, plan):
            raise RuntimeError(f"{self.name}: an instant answer breaks a rule")
        return spent


def measure(setup: Setup) -> Row:
    """Measure the three answers to one closed route, in turn."""
    cases = [
        _Case(build, make(setup.most(needs)), route=route)
        for build, make, needs, route in CASES
    ]
    lanes: dict[str, Lane] = {}
    for one in cases:
        lanes |= {
            f"cold {one.name}": one.cold,
            f"warm {one.name}": one.warm,
            f"instant {one.name}": one.instant,
        }
    rounds = interleave(lanes, rounds=setup.rounds, folder=setup.folder)
    lines: list[Line] = []
    for one in cases:
        needs = len(one.before.needs)
        for lane, label in (
            ("cold", "planned from nothing"),
            ("warm", "… planned anew from the plan before"),
            ("instant", "… the instant answer"),
        ):
            lines.append(
                rounds.line(
                    f"{lane} {one.name}",
                    f"{one.name} needs: {label}" if lane == "cold" else label,
                    amount=needs,
                    unit="needs",
                    versus=None if lane == "cold" else Versus(lane=f"cold {one.name}"),
                )
            )
    return Row(
        name="replan",
        title="A plan after one route closes",
        lines=lines,
        machine=rounds.machine,
        notes=[_note(one) for one in cases],
    )


def _note(one: _Case) -> str:
    same = one.levels["cold"] == one.levels["warm"]
    floor, share = one.levels["warm"]
    return (
        f"{one.name} needs, {one.route} closed: least units {floor}, lowest share "
        f"{share:.3f}; {'the same' if same else 'NOT the same'} as from nothing."
    )
