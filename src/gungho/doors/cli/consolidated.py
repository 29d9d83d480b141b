# SPDX-License-Identifier: Apache-2.0
"""``consolidated``: all books that stand here as one, and how old their news is."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.errors import Corruption
from gungho.measure import decimal_text
from gungho.reports.consolidated import FIGURES, Consolidated, Line
from gungho.store.reads.consolidated import consolidated
from gungho.store.reads.movement import item_scales


@click.command("consolidated")
@home_option
@json_option
@click.option("--commodity", default="", help="Only this commodity.")
@click.pass_obj
@told_errors
def consolidated_command(
    node: Node, home: Path, *, as_json: bool, commodity: str
) -> None:
    """Add up all books that stand here as one, by elimination.

    What passed between them is taken out; what is on the way, and what came from books
    not heard here, is told; and how old each body's news is.
    """
    opened = node.open(home)
    found = consolidated(today=str(opened.books.clock().date()))
    scales = item_scales()
    lines = [one for one in found.lines if commodity in ("", one.commodity)]
    if as_json:
        say_json(_told(found, lines, scales))
    else:
        _say(found, lines, scales)
    if not found.closes:
        wrong = next(one for one in found.lines if not one.closes)
        raise Corruption("statement.open", commodity=wrong.commodity, fund=wrong.fund)


def _figures(line: Line, scales: dict[str, int]) -> dict[str, str]:
    scale = scales.get(line.commodity, 0)
    return {name: decimal_text(getattr(line, name), scale) for name in FIGURES}


def _told(
    found: Consolidated, lines: list[Line], scales: dict[str, int]
) -> dict[str, object]:
    return {
        "closes": found.closes,
        "books": [
            {
                "book": one.body,
                "standing": one.standing,
                "counted": one.counted,
                "entries": one.size,
                "root": one.root,
                "recorded": one.recorded,
                "learned": one.learned,
                "days": one.days,
            }
            for one in found.news
        ],
        "not_heard": list(found.missing),
        "lines": [
            {"commodity": one.commodity, "fund": one.fund, **_figures(one, scales)}
            for one in lines
        ],
    }


def _say(found: Consolidated, lines: list[Line], scales: dict[str, int]) -> None:
    for one in found.news:
        left_out = "" if one.counted else "  (two versions: not added up)"
        say(
            f"{one.body:<20} {one.standing:<12} {one.size:>8,} entries  root "
            f"{one.root[:12]}  {one.days:>4} days old{left_out}"
        )
    for body in found.missing:
        say(f"{body:<20} not heard here")
    for line in lines:
        told = _figures(line, scales)
        words = "  ".join(
            f"{name.replace('_', ' ')} {told[name]}"
            for name in FIGURES
            if getattr(line, name)
        )
        say(f"{line.commodity:<14} {line.fund:<28} {words}")
