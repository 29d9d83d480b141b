# SPDX-License-Identifier: Apache-2.0
"""``stock``: what lies where, what is on the way, promised and free, and the counts."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.measure import decimal_text
from gungho.store.reads.movement import item_scales
from gungho.store.reads.stock import (
    FourNumbers,
    counts_made,
    four_numbers,
    lent_out,
    stock_lines,
)

COUNTS = frozenset(
    (
        "count", "booked", "lent", "on_hand", "on_the_way", "promised", "free",
        "counted", "short", "over", "left",
    )
)  # fmt: skip


@click.command("stock")
@home_option
@json_option
@click.option("--body", default="", help="Only this body's.")
@click.option("--place", default="", help="Only at this place.")
@click.option("--item", default="", help="Only this item.")
@click.option("--fund", default="", help="Only of this fund.")
@click.pass_obj
@told_errors
def stock_command(node: Node, /, home: Path, *, as_json: bool, **asked: str) -> None:
    """Show what lies where; then, by item and fund, what is promised and what is free.

    At the end the counts that were made, with what was short and what was over.
    """
    node.open(home)
    lines = stock_lines(**asked)
    sums = [
        one
        for one in four_numbers(stock_lines())
        if asked["item"] in ("", one.item) and asked["fund"] in ("", one.fund)
    ]
    scales = item_scales()
    told = {
        "stock": [_told(asdict(one), scales) for one in lines],
        "numbers": [
            _told(asdict(one) | {"free": one.free, "on_hand": one.on_hand}, scales)
            for one in sums
        ],
        "lent": [_told(asdict(one), scales) for one in lent_out()],
        "counts": [_told(asdict(one), scales, plain="count") for one in counts_made()],
    }
    if as_json:
        say_json(told)
        return
    for line in told["stock"]:
        where = f"{line['body']} {line['place'] or 'on the way'}"
        say(f"{line['count']:>14} {line['item']:<18} {where}  {line['fund']}")
    for line in told["numbers"]:
        say(
            f"{line['item']} of {line['fund']}: booked {line['booked']}, on hand "
            f"{line['on_hand']}, on the way {line['on_the_way']}, "
            f"promised {line['promised']}, free {line['free']}"
        )
    for line in told["lent"]:
        say(
            f"lent as {line['lending']} to {line['coop']}: {line['left']} "
            f"{line['item']} of {line['fund']}, to come back by {line['due']}"
        )
    for line in told["counts"]:
        say(
            f"{line['on']} {line['body']} {line['place']}: {line['item']} counted "
            f"{line['counted']}, short {line['short']}, over {line['over']}"
        )


def _numbers(one: FourNumbers) -> dict[str, Any]:
    return asdict(one) | {"free": one.free, "on_hand": one.on_hand}


def _told(
    row: dict[str, Any], scales: dict[str, int], *, plain: str = ""
) -> dict[str, Any]:
    """Return a row with its counts as decimals."""
    scale = scales.get(row["item"], 0)
    return {
        name: decimal_text(value, scale) if name in COUNTS and name != plain else value
        for name, value in row.items()
    }
