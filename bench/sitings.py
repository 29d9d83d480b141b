# SPDX-License-Identifier: Apache-2.0
"""Made-up siting problems in the way of OR-Library's capa, capb and capc, of any size.

Depots and customers lie in a square; a customer's demand is 1 to 100, serving it costs
by distance and demand with some noise, and opening costs as much in all as serving.
"""

from __future__ import annotations

import numpy as np

from gungho.planning import Candidate, Demand, SitingProblem

SIDE = 1_000
CENTS = 100
NOISE = 0.25


def siting_problem(
    candidates: int, demands: int, *, depots: int = 6, seed: int = 1988
) -> SitingProblem:
    """Make a problem in which about so many depots are needed for their room."""
    draw = np.random.default_rng(seed)
    places = draw.uniform(0, SIDE, (candidates, 2))
    homes = draw.uniform(0, SIDE, (demands, 2))
    asked = draw.integers(1, 101, demands)
    far = np.hypot(*(places[:, None, :] - homes[None, :, :]).transpose(2, 0, 1))
    noise = draw.uniform(1, 1 + NOISE, far.shape)
    costs = np.floor(far * asked * noise * CENTS).astype(np.int64)
    room = int(asked.sum()) // depots + 1
    fair = int(costs.min(axis=0).sum()) * 2 // depots
    openings = (fair * draw.uniform(0.8, 1.2, candidates)).astype(np.int64)
    return SitingProblem(
        candidates=tuple(
            Candidate(id=f"place-{number}", capacity=room, opening=int(opening))
            for number, opening in enumerate(openings)
        ),
        demands=tuple(
            Demand(id=f"coop-{number}", count=int(count))
            for number, count in enumerate(asked)
        ),
        costs=costs,
    )
