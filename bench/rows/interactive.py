# SPDX-License-Identifier: Apache-2.0
"""An interactive command, from its submission to its projections committed."""

from __future__ import annotations

from bench.clients import Desk
from bench.homes import BenchHome
from bench.measure import Row, Versus, interleave
from bench.setup import Setup

CLIENTS = 20
ONE = 400
TWENTY = 100


def measure(setup: Setup) -> Row:
    """Measure one client and twenty, on one home, through the one writer."""
    one, each = setup.most(ONE), setup.most(TWENTY)
    folder = setup.fresh("interactive")
    home = BenchHome(folder / "home")
    home.found()
    desk = Desk(home)
    desk.wait(1, 4)
    lanes = {
        "one": lambda: desk.wait(1, one),
        "twenty": lambda: desk.wait(CLIENTS, each),
    }
    try:
        rounds = interleave(lanes, rounds=setup.rounds, folder=folder)
    finally:
        desk.close()
    setup.tidy(folder)
    return Row(
        name="interactive",
        title="Interactive commands, from decide to projections committed (SQLite)",
        lines=[
            rounds.line("one", "one client", amount=one, unit="commands"),
            rounds.line(
                "twenty",
                "twenty clients",
                amount=CLIENTS * each,
                unit="commands",
                versus=Versus(lane="one", amount=one),
            ),
        ],
        machine=rounds.machine,
        notes=[
            "Each client waits for its answer before its next command; the clients "
            "and the writer share one interpreter, as they do when pages are served."
        ],
    )
