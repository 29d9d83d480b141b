# SPDX-License-Identifier: Apache-2.0
"""One linear programme of a problem: ours from its tables, OR-Tools and PuLP beside."""

from __future__ import annotations

from functools import partial

from bench import peers
from bench.chains import chain_problem
from bench.measure import Lane, Line, Row, Spent, Versus, interleave, timed
from bench.problems import problem
from bench.setup import Setup

BUILDS = {"star": problem, "chain": chain_problem}
NEEDS = 30_000


class _Case:
    """A problem and its programme, with what each answer came to."""

    def __init__(self, build: str, needs: int) -> None:
        self.name = f"{build} {needs}"
        self.needs = needs
        self.problem = BUILDS[build](needs)
        self.programme = peers.programme(self.problem)
        self.values: dict[str, float] = {}

    def ours(self) -> Spent:
        with timed() as spent:
            self.values["ours"] = peers.ours(self.problem)
        return spent

    def peer(self, name: str) -> Spent:
        _, solve = peers.PEERS[name]
        with timed() as spent:
            self.values[name] = solve(self.programme)
        return spent

    def agreed(self) -> None:
        """Hold every answer against ours."""
        mine = self.values["ours"]
        for name, value in self.values.items():
            if abs(value - mine) > peers.CLOSE * max(1.0, abs(mine)):
                raise RuntimeError(f"{name} found {value}, we {mine}")


def measure(setup: Setup) -> Row:
    """Measure ours and every peer that is installed."""
    here = [name for name in peers.PEERS if peers.installed(name)]
    cases = [_Case(build, setup.most(NEEDS)) for build in BUILDS]
    lanes: dict[str, Lane] = {}
    for one in cases:
        lanes[f"ours {one.name}"] = one.ours
        for name in here:
            lanes[f"{name} {one.name}"] = partial(one.peer, name)
    rounds = interleave(lanes, rounds=setup.rounds, folder=setup.folder)
    lines: list[Line] = []
    for one in cases:
        one.agreed()
        lines.append(
            rounds.line(
                f"ours {one.name}",
                f"{one.name} needs: ours, from tables, arrays into HiGHS",
                amount=one.needs,
                unit="needs",
            )
        )
        lines += [
            rounds.line(
                f"{name} {one.name}",
                f"… {peers.PEERS[name][0]}",
                amount=one.needs,
                unit="needs",
                versus=Versus(lane=f"ours {one.name}", inverse=True),
            )
            for name in here
        ]
    absent = [name for name in peers.PEERS if name not in here]
    return Row(
        name="peers",
        title="The programme for the most output, beside OR-Tools and PuLP",
        lines=lines,
        machine=rounds.machine,
        notes=[
            "Ours begins at the tables: groups, rows, arrays and the solve. The peers "
            "are given groups and rows ready made, so only writing and solving count.",
            "All answers are equal to 1 part in 100,000, or there is no table.",
            *(f"{name} is not here: skipped." for name in absent),
        ],
    )
