# SPDX-License-Identifier: Apache-2.0
"""Traces: columns built cold from the store, one target, and all gifts to all ends."""

from __future__ import annotations

import numpy as np

from bench.homes import BenchHome
from bench.measure import Lane, Rounds, Row, interleave, lane
from bench.paths import gifts_of, wander
from bench.setup import Setup
from gungho.ledger.provenance import backward, fate_table, fates, forward

MOVES = 5_000_000
ENDS = 64
AIM = 5_000_000


def measure(setup: Setup) -> Row:
    """Measure on the demo's books and on made-up moves."""
    moves = setup.most(MOVES)
    home = BenchHome(setup.demo_home())
    lanes = {**_stored(), **_made_up(moves)}
    for warm in lanes.values():
        warm()
    rounds = interleave(lanes, rounds=setup.rounds, folder=home.path.parent)
    stored, gifts = _counts()
    setup.tidy(home.path.parent)
    return _row(rounds, stored=stored, lines=gifts, moves=moves)


def _stored() -> dict[str, Lane]:
    from gungho.store.reads import trails  # noqa: PLC0415 - after Django
    from gungho.store.reads.fates import gift_fates  # noqa: PLC0415

    def cold() -> None:
        trails.forget()
        trails.trail()

    return {
        "cold": lane(cold),
        "demo forward": lane(lambda: forward(trails.trail().moves, 0, 1000)),
        "demo fates": lane(gift_fates),
    }


def _made_up(moves: int) -> dict[str, Lane]:
    made = wander(moves)
    gifts = gifts_of(moves)
    last = made.pools - 1
    ends = (np.arange(made.pools) % ENDS).astype(np.int8)
    ends[:gifts] = -1
    amounts = [1000] * gifts
    table = fates(made, ends, ENDS)[:gifts].copy()
    return {
        "forward": lane(lambda: forward(made, 0, 1000)),
        "backward": lane(lambda: backward(made, last)),
        "fates": lane(lambda: fates(made, ends, ENDS)),
        "rounding": lane(lambda: fate_table(amounts, table)),
    }


def _counts() -> tuple[int, int]:
    from gungho.store.reads.given import given_lines  # noqa: PLC0415 - after Django
    from gungho.store.reads.trails import trail  # noqa: PLC0415

    return len(trail().moves), len(given_lines(trail()))


def _row(rounds: Rounds, *, stored: int, lines: int, moves: int) -> Row:
    gifts = gifts_of(moves)
    every = f"made-up: all {gifts:,} gifts to {ENDS} ends"
    cold = f"the demo: columns built cold from the store, {stored:,} moves"
    named = {
        "cold": (cold, stored),
        "demo forward": ("the demo: one gift forward, columns kept", stored),
        "demo fates": (f"the demo: all {lines:,} gift lines to their ends", stored),
        "forward": (f"made-up: one gift forward over {moves:,} moves", moves),
        "backward": ("made-up: one target back to its gifts", moves),
        "fates": (every, moves),
    }
    built = [
        rounds.line(name, label, amount=amount, unit="moves")
        for name, (label, amount) in named.items()
    ]
    whole = "made-up: those parts rounded to whole counts"
    built.append(rounds.line("rounding", whole, amount=gifts, unit="gifts"))
    long = built[0].wall().median / max(1, stored) * AIM
    return Row(
        name="trace",
        title="Traces over the columns of moves",
        lines=built,
        machine=rounds.machine,
        notes=[
            f"At this rate a cold build of {AIM:,} moves would take {long:,.0f} s: an "
            "estimate, for no store of that size was built.",
            "Compiled before the first round; peaks hold the whole process, columns, "
            "and the table of parts that rounding reads.",
        ],
    )
