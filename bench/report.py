# SPDX-License-Identifier: Apache-2.0
"""Rows as tables of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from bench.absent import NOT_THERE
from bench.measure import Line, Row, Spread

HEADS = (
    "what",
    "wall, median (least to most)",
    "a second",
    "CPU",
    "peak MB",
    "ratio in the same round (least to most)",
)


def told(row: Row) -> Iterator[str]:
    """Yield a row's lines of text: title, table, the machine's rates, notes."""
    yield f"## {row.name}: {row.title}"
    yield ""
    yield "| " + " | ".join(HEADS) + " |"
    yield "| " + " | ".join(["---"] * len(HEADS)) + " |"
    for line in row.lines:
        yield "| " + " | ".join(_cells(line)) + " |"
    yield ""
    yield _machine(row)
    for note in row.notes:
        yield f"* {note}"
    yield ""


def _cells(line: Line) -> tuple[str, ...]:
    wall, cpu = line.wall(), line.cpu()
    ratios = "; ".join(
        f"{_figure(ratio.median)} × {against} "
        f"({_figure(ratio.least)} to {_figure(ratio.most)})"
        for against, ratio in line.ratios.items()
    )
    peak = line.peak()
    rate = line.amount / wall.median if wall.median else 0.0
    return (
        line.label,
        f"{_seconds(wall.median)} ({_seconds(wall.least)} to {_seconds(wall.most)})",
        f"{rate:,.0f} {line.unit}" if line.amount > 1 else "",
        _seconds(cpu.median),
        f"{peak:,.0f}" if peak else "",
        ratios,
    )


def _machine(row: Row) -> str:
    syncs = Spread.of([one.syncs for one in row.machine])
    hashed = Spread.of([one.hash_mb for one in row.machine])
    return (
        f"* The machine in these {len(row.machine)} rounds: {syncs.median:,.0f} "
        f"fdatasync/s ({syncs.least:,.0f} to {syncs.most:,.0f}); SHA-256 "
        f"{hashed.median:,.0f} MB/s ({hashed.least:,.0f} to {hashed.most:,.0f})."
    )


def _seconds(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms" if seconds < 1 else f"{seconds:.2f} s"


def _figure(ratio: float) -> str:
    return f"{ratio:.3g}" if ratio < 100 else f"{ratio:,.0f}"


def not_there() -> Iterator[str]:
    """Yield the lines of what cannot be measured yet."""
    yield "## Not there yet"
    yield ""
    for figure, needed in NOT_THERE:
        yield f"* Not there yet: {figure}. It needs {needed}."


def as_json(rows: list[Row]) -> dict[str, Any]:
    """Return rows and what is not there as plain values."""
    return {
        "rows": [asdict(row) for row in rows],
        "not_there": [
            {"figure": figure, "needs": needed} for figure, needed in NOT_THERE
        ],
    }
