# SPDX-License-Identifier: Apache-2.0
"""Depots sited with proof, beside HiGHS alone on the whole strong formulation."""

from __future__ import annotations

import numpy as np

from bench.measure import Lane, Row, Spent, Versus, interleave, timed
from bench.setup import Setup
from bench.sitings import siting_problem
from gungho.planning import check_siting, site
from gungho.planning.site_bound import first_prices, relax
from gungho.planning.site_knapsacks import Parts
from gungho.planning.site_model import Programme, reduce
from gungho.planning.site_table import Table

SIZES = (100, 200, 400)
SECONDS = 300.0
CLOSE = 1e-6
PER_DEPOT = 5  # demands for each candidate


class _Sited:
    """One made-up problem; what each answer costs, and whether ours was proved."""

    def __init__(self, demands: int) -> None:
        self.demands = demands
        candidates = max(2, demands // PER_DEPOT)
        depots = max(1, min(6, candidates - 1))
        self.problem = siting_problem(candidates, demands, depots=depots)
        self.name = f"{candidates} × {demands}"
        self.proved = True
        self.values: dict[str, float] = {}

    def ours(self) -> Spent:
        with timed() as spent:
            siting = site(self.problem, seconds=SECONDS)
        if check_siting(self.problem, siting):
            raise RuntimeError(f"{self.name}: a siting breaks a rule")
        self.proved &= siting.proved
        self.values["ours"] = float(siting.objective)
        return spent

    def alone(self) -> Spent:
        with timed() as spent:
            table = Table(self.problem)
            nothing = relax(
                table,
                first_prices(table),
                knapsacks=Parts(table),
                ceiling=lambda *_: np.inf,
                rounds=1,
            )
            whole = reduce(table, nothing, limit=np.inf)
            found = Programme(whole, ceiling=np.inf, seconds=SECONDS).solve()
        self.values["alone"] = found.bound / table.scale
        return spent


def measure(setup: Setup) -> Row:
    """Measure sitings of growing size, both ways in turn."""
    cases = [_Sited(size) for size in sorted({setup.most(size) for size in SIZES})]
    lanes: dict[str, Lane] = {}
    for one in cases:
        lanes |= {f"ours {one.name}": one.ours, f"alone {one.name}": one.alone}
    rounds = interleave(lanes, rounds=setup.rounds, folder=setup.folder)
    lines = []
    for one in cases:
        lines += [
            rounds.line(
                f"ours {one.name}",
                f"{one.name} candidates and demands: sited, recounted exactly",
                amount=one.demands,
                unit="demands",
                versus=Versus(lane=f"alone {one.name}"),
            ),
            rounds.line(
                f"alone {one.name}",
                "… HiGHS alone, all rows x ≤ y",
                amount=one.demands,
                unit="demands",
            ),
        ]
    return Row(
        name="siting",
        title="Depots sited with a proved bound",
        lines=lines,
        machine=rounds.machine,
        notes=[
            *(_note(one) for one in cases),
            "Published instances have their own command: python -m bench.published.",
        ],
    )


def _note(one: _Sited) -> str:
    mine, theirs = one.values["ours"], one.values["alone"]
    same = abs(mine - theirs) <= CLOSE * max(1.0, abs(mine))
    return (
        f"{one.name}: {'proved' if one.proved else 'NOT proved in time'}; HiGHS alone "
        f"{'comes to the same cost' if same else 'did not close its gap in time'}."
    )
