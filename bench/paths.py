# SPDX-License-Identifier: Apache-2.0
"""Made-up moves between pools: gifts come in, are pooled, and wander."""

from __future__ import annotations

import numpy as np

from gungho.ledger.provenance import OUTSIDE, Moves

SEED = 1938


def gifts_of(moves: int) -> int:
    """Return how many gifts stand behind so many made-up moves."""
    return max(1, moves // 5)


def wander(moves: int, *, seed: int = SEED) -> Moves:
    """Make moves in causal order: a fifth bring gifts in, a fifth pool them.

    Pools 0 to ``gifts_of(moves)`` are the gifts' own.
    """
    draw = np.random.default_rng(seed)
    gifts = gifts_of(moves)
    pooled = max(2, moves // 20)
    rest = max(0, moves - 2 * gifts)
    own = np.arange(gifts)
    amounts = draw.integers(1_000, 100_000, gifts)
    came = draw.random(gifts)
    source = np.concatenate(
        [np.full(gifts, OUTSIDE), own, gifts + draw.integers(0, pooled, rest)]
    )
    target = np.concatenate(
        [
            own,
            gifts + draw.integers(0, pooled, gifts),
            gifts + draw.integers(0, pooled, rest),
        ]
    )
    moved = draw.integers(1, 60_000, rest)
    count = np.concatenate([amounts, amounts, moved])
    when = np.concatenate([came, came + 1e-9, draw.random(rest) + 0.05])
    order = np.argsort(when, kind="stable")
    return Moves(
        source=source[order].astype(np.int32),
        target=target[order].astype(np.int32),
        out=count[order].astype(np.int64),
        into=count[order].astype(np.int64),
        pools=gifts + pooled,
    )
