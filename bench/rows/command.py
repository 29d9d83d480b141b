# SPDX-License-Identifier: Apache-2.0
"""Whole commands, from the shell's point of view: start, work, end."""

from __future__ import annotations

from bench.measure import Line, Row, interleave
from bench.programs import gungho, program
from bench.setup import Setup


def measure(setup: Setup) -> Row:
    """Measure the start alone, and the demo once on a fresh home."""
    lanes = {"version": program([*gungho(), "--version"])}
    rounds = interleave(lanes, rounds=setup.rounds, folder=setup.folder)
    told = setup.tell()
    return Row(
        name="command",
        title="Whole commands",
        lines=[
            rounds.line("version", "gungho --version", amount=1, unit="run"),
            Line(
                name="demo",
                label="gungho demo on a fresh home, once",
                amount=1,
                unit="run",
                spent=[told],
            ),
        ],
        machine=rounds.machine,
        notes=["The demo is held to 60 s on two cores; it is not repeated."],
    )
