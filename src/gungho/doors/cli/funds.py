# SPDX-License-Identifier: Apache-2.0
"""``funds``: what each giver asked, where each fund stands, and one fund's life."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.errors import Refusal
from gungho.measure import decimal_text
from gungho.reports.consolidated import FIGURES, Line
from gungho.store.reads import funds as reads
from gungho.store.reads.fund_life import Deed, life_of
from gungho.store.reads.movement import item_scales

STATES = ("overdrawn", "blocked", "ended", "restricted", "free")


@click.command("funds")
@home_option
@json_option
@click.option("--state", type=click.Choice(STATES), help="Only funds that stand so.")
@click.option("--fund", default="", help="One fund with its whole life.")
@click.pass_obj
@told_errors
def funds_command(
    node: Node, home: Path, *, as_json: bool, state: str | None, fund: str
) -> None:
    """List funds, overdrawn and blocked ones first, or tell the life of one."""
    opened = node.open(home)
    lines = reads.stands(today=str(opened.books.clock().date()))
    found = [
        one
        for one in reads.funds_here()
        if fund in ("", one.fund) and state in (None, one.state)
    ]
    if fund and not found:
        raise Refusal("fund.unknown", fund=fund)
    found.sort(key=lambda one: (STATES.index(one.state), one.fund))
    scales = item_scales()
    told = [_told(one, lines.get(one.fund, ()), scales) for one in found]
    life = life_of(fund) if fund else []
    if as_json:
        deeds = [_deed(one, scales) for one in life]
        say_json(told if not fund else told[0] | {"life": deeds})
        return
    for row in told:
        _say(row)
    for one in life:
        moved = _deed(one, scales)["moved"]
        amounts = ", ".join(f"{m['amount']} {m['commodity']}" for m in moved)
        say(f"  {one.on} {one.book}/{one.seq} {one.kind:<18} {amounts}")


def _told(
    fund: reads.FundHere, lines: tuple[Line, ...], scales: dict[str, int]
) -> dict[str, Any]:
    return {
        "fund": fund.fund,
        "opener": fund.opener,
        "state": fund.state,
        "terms": msgspec.json.decode(fund.terms),
        "overdrawn": fund.overdrawn,
        "owners": fund.owners,
        "ends": fund.ends,
        "stands": [
            {"commodity": one.commodity}
            | {
                name: decimal_text(getattr(one, name), scales.get(one.commodity, 0))
                for name in FIGURES
            }
            for one in lines
        ],
    }


def _say(row: dict[str, Any]) -> None:
    say(f"{row['fund']}  {row['state']}  {row['terms'] or ''}")
    for body, person, until in row["owners"]:
        say(f"  below zero at {body}: {person} answers for it until {until}")
    for body, how, into, on in row["ends"]:
        say(f"  {how} at {body} on {on}; what was left went to {into}")
    for line in row["stands"]:
        say(
            f"  {line['commodity']:<16} came in {line['came_in']}, "
            f"ended {line['ended']}, held {line['held']}, "
            f"on the way {line['on_the_way']}"
        )


def _deed(deed: Deed, scales: dict[str, int]) -> dict[str, Any]:
    return {
        "book": deed.book,
        "seq": deed.seq,
        "kind": deed.kind,
        "happened": deed.on,
        "recorded": deed.recorded,
        "moved": [
            {
                "debit": debit,
                "credit": credit,
                "commodity": code,
                "amount": decimal_text(count, scales.get(code, 0)),
            }
            for debit, credit, code, count in deed.moved
        ],
    }
