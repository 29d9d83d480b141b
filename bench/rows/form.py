# SPDX-License-Identifier: Apache-2.0
"""Forming co-ops from registers of growing size: time, and the gap that is proved."""

from __future__ import annotations

from bench.measure import Lane, Line, Rounds, Row, Spent, Spread, interleave, timed
from bench.people import register
from bench.setup import Setup
from gungho.planning.forming import FormProblem, check_formation, form

SIZES = (1_000, 3_000, 30_000)
SECONDS = 60.0
GAP = 0.001
SEED = 1938
PPM_IN_PERCENT = 10_000


class _Formed:
    """One register, formed once a round; what came of it is kept aside."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.problem: FormProblem = register(people)
        self.checked: list[Spent] = []
        self.gaps_ppm: list[int] = []
        self.placed = self.proposals = 0
        self.proof = ""

    def run(self) -> Spent:
        with timed() as spent:
            found = form(self.problem, seed=SEED, seconds=SECONDS, gap=GAP)
        self.gaps_ppm.append(found.gap_ppm)
        self.placed, self.proposals = found.placed, len(found.proposals)
        self.proof = found.proof
        with timed() as checking:
            faults = check_formation(self.problem, found)
        self.checked.append(checking)
        if faults:
            raise RuntimeError(f"a forming of {self.people} people breaks a rule")
        return spent


def measure(setup: Setup) -> Row:
    """Measure formings of growing size, once they have run a first small time."""
    sizes = sorted({setup.most(size) for size in SIZES})
    formed = [_Formed(size) for size in sizes]
    form(register(60), seed=SEED)
    lanes: dict[str, Lane] = {f"form {one.people}": one.run for one in formed}
    rounds = interleave(lanes, rounds=setup.rounds, folder=setup.folder)
    for one in formed:
        rounds.spent[f"check {one.people}"] = one.checked
    return Row(
        name="form",
        title="Forming co-ops, register in to proposals out, at most 60 s",
        lines=[line for one in formed for line in _lines(rounds, one)],
        machine=rounds.machine,
        notes=[
            *(_note(one) for one in formed),
            "0.5 % in 60 s is the figure to reach.",
        ],
    )


def _lines(rounds: Rounds, one: _Formed) -> list[Line]:
    return [
        rounds.line(
            f"form {one.people}",
            f"{one.people:,} people: formed",
            amount=one.people,
            unit="people",
        ),
        rounds.line(
            f"check {one.people}",
            "… and the checker's own recount, besides",
            amount=one.people,
            unit="people",
        ),
    ]


def _note(one: _Formed) -> str:
    gaps = sorted(one.gaps_ppm)
    gap = gaps[len(gaps) // 2] / PPM_IN_PERCENT
    wall = Spread.of([spent.wall for spent in one.checked]).median
    return (
        f"{one.people:,} people: {one.placed:,} in {one.proposals:,} proposals, gap "
        f"{gap:.2f} % (proved by {one.proof}), recounted in {wall:.2f} s."
    )
