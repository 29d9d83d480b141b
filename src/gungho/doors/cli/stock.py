# SPDX-License-Identifier: Apache-2.0
"""``stock``: what lies where, what is on the way, promised and free, and the counts."""

from __future__ import annotations

from dataclasses import asdict
from datetime import timedelta
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
from gungho.errors import Refusal
from gungho.flows.custody import Held
from gungho.flows.packages import Package
from gungho.measure import decimal_text
from gungho.store.reads import lots
from gungho.store.reads.movement import item_scales
from gungho.store.reads.stock import (
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
@click.option(
    "--expiring", type=int, default=90, help="What expires within so many days."
)
@click.pass_obj
@told_errors
def stock_command(
    node: Node, /, home: Path, *, as_json: bool, expiring: int, **asked: str
) -> None:
    """Show what lies where; then, by item and fund, what is promised and what is free.

    Then what expires, what others hold for us or we for them, what is packed, and the
    counts that were made, with what was short and what was over.
    """
    opened = node.open(home)
    until = str(opened.books.clock().date() + timedelta(days=expiring))
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
        "expiring": [_told(asdict(one), scales) for one in lots.expiring(until=until)],
        "held": [
            _told({"body": one.body, "left": one.row.left} | _row(one.row), scales)
            for one in lots.held()
        ],
        "packages": [
            {
                "body": one.body,
                "package": one.package,
                "place": one.first.place,
                "code": one.first.code,
                "weight_g": one.first.weight_g,
                "lines": [
                    _told(_row(row) | {"item": row.commodity}, scales)
                    for row in one.lines
                ],
            }
            for one in lots.packages()
        ],
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
    for line in told["expiring"]:
        say(
            f"expires {line['expires']}: {line['count']} {line['item']} ({line['lot']})"
        )
    for line in told["held"]:
        whose = "ours, held by" if line["whose"] == "ours" else "held here for"
        say(f"{whose} {line['party']}: {line['left']} {line['item']} ({line['lot']})")
    for one in told["packages"]:
        inside = ", ".join(f"{x['count']} {x['item']}" for x in one["lines"])
        say(f"packed as {one['package']} at {one['place']}: {inside}")
    for line in told["counts"]:
        say(
            f"{line['on']} {line['body']} {line['place']}: {line['item']} counted "
            f"{line['counted']}, short {line['short']}, over {line['over']}"
        )


def _row(row: Held | Package) -> dict[str, Any]:
    return {
        name: getattr(row, name) for name in row.__struct_fields__ if name != "book"
    }


@click.command("lot")
@home_option
@json_option
@click.argument("lot")
@click.pass_obj
@told_errors
def lot_command(node: Node, home: Path, *, as_json: bool, lot: str) -> None:
    """Show one lot: what it is, what it has cost with its bills, where it lies."""
    node.open(home)
    found = lots.lot_told(lot)
    if found is None:
        raise Refusal("lot.unknown", lot=lot)
    scales, row, note = item_scales(), found.lot, found.note
    scale = scales.get(row.item, 0)
    told = {
        "lot": lot,
        "book": found.body,
        "item": row.item,
        "fund": row.fund,
        "count": decimal_text(row.count, scale),
        "origin": row.origin,
        "source": row.source,
        "serial": note.serial if note else "",
        "expires": note.expires if note else "",
        "condition": note.condition if note else "",
        "landed": {
            code: decimal_text(count, scales.get(code, 0))
            for code, count in found.landed
        },
        "lies": {
            account: decimal_text(count, scale) for account, _fund, count in found.lies
        },
        "entries": [f"{one.body}/{one.seq}" for one in found.steps],
    }
    if as_json:
        say_json(told)
        return
    for name, value in told.items():
        many = value if isinstance(value, dict) else {}
        text = ", ".join(f"{k} {v}" for k, v in many.items()) if many else value
        if text:
            say(f"{name}: {', '.join(text) if isinstance(text, list) else text}")


@click.command("bills")
@home_option
@json_option
@click.option("--all", "every", is_flag=True, help="Those that are paid too.")
@click.pass_obj
@told_errors
def bills_command(node: Node, home: Path, *, as_json: bool, every: bool) -> None:
    """List the bills that are owed, those that fall due first."""
    node.open(home)
    scales = item_scales()
    told = [
        asdict(one)
        | {
            name: decimal_text(getattr(one, name), scales.get(one.currency, 0))
            for name in ("count", "left")
        }
        for one in lots.bills(is_open=not every)
    ]
    if as_json:
        say_json(told)
        return
    for line in told:
        due = f", due {line['due']}" if line["due"] else ""
        say(
            f"{line['body']} owes {line['creditor']} {line['left']} of {line['count']} "
            f"{line['currency']} for {line['cause']} ({line['bill']}){due}"
        )


def _told(
    row: dict[str, Any], scales: dict[str, int], *, plain: str = ""
) -> dict[str, Any]:
    """Return a row with its counts as decimals."""
    scale = scales.get(row["item"], 0)
    return {
        name: decimal_text(value, scale) if name in COUNTS and name != plain else value
        for name, value in row.items()
    }
