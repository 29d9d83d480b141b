# SPDX-License-Identifier: Apache-2.0
"""Tables say what was measured, against what, and what is not there."""

from __future__ import annotations

import json

import pytest

from bench.absent import NOT_THERE
from bench.machine import Rates
from bench.measure import Rounds, Row, Spent, Versus
from bench.report import as_json, not_there, told


def spent(*seconds: float) -> list[Spent]:
    """Make samples whose CPU is half their wall time."""
    return [Spent(wall=one, cpu=one / 2) for one in seconds]


ROUNDS = Rounds(
    spent={"ours": spent(1.0, 2.0, 4.0), "peer": spent(2.0, 8.0, 4.0)},
    machine=[Rates(syncs=100.0, hash_mb=500.0)] * 3,
)


def test_a_ratio_is_taken_inside_a_round() -> None:
    """The median of 2, 4 and 1, not the ratio of the medians."""
    line = ROUNDS.line(
        "ours", "ours", amount=10, unit="entries", versus=Versus(lane="peer")
    )
    (ratio,) = line.ratios.values()
    assert (ratio.median, ratio.least, ratio.most) == (2.0, 1.0, 4.0)


def test_a_ratio_may_be_of_time_and_for_one_unit() -> None:
    """Twice the work in the same time is half the time for each."""
    versus = Versus(lane="peer", clock="cpu", inverse=True, amount=20)
    line = ROUNDS.line("ours", "ours", amount=10, unit="entries", versus=versus)
    (ratio,) = line.ratios.values()
    assert ratio.median == pytest.approx(1.0)


def test_a_table_holds_its_lines_the_machine_and_its_notes() -> None:
    """One line each, and the machine's own rates."""
    line = ROUNDS.line("ours", "our way", amount=10, unit="entries")
    row = Row(
        name="row",
        title="A row",
        lines=[line],
        machine=ROUNDS.machine,
        notes=["Known."],
    )
    text = "\n".join(told(row))
    assert "| our way | 2.00 s (1.00 s to 4.00 s) | 5 entries | 1.00 s |" in text
    assert "100 fdatasync/s" in text
    assert "* Known." in text
    assert json.loads(json.dumps(as_json([row])))["rows"][0]["lines"][0]["spent"]


def test_what_is_not_there_says_what_it_needs() -> None:
    """A line for each, in words."""
    lines = [line for line in not_there() if line.startswith("* ")]
    assert len(lines) == len(NOT_THERE)
    assert all("It needs " in line for line in lines)
