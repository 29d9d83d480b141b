# SPDX-License-Identifier: Apache-2.0
"""``capital``: what a revolving fund holds and is owed, and what that is worth."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import click

from gungho.doors.cli.frame import Node, home_option, json_option, told_errors
from gungho.doors.cli.loans import Words, tell
from gungho.measure import parse_day
from gungho.reports.capital import Capital
from gungho.store.reads.loans import INDEX, fund_capital


@click.command("capital")
@home_option
@json_option
@click.argument("of", nargs=2, metavar="FUND CURRENCY")
@click.option("--index", default=INDEX, show_default=True, help="By this price index.")
@click.option("--on", "day", default="", help="Until this day; today.")
@click.pass_obj
@told_errors
def capital_command(
    node: Node, home: Path, *, as_json: bool, of: tuple[str, str], index: str, day: str
) -> None:
    """Show a fund's capital day by day: in money, and at the prices of its first day.

    What it holds and what co-ops owe it, in one currency; the price index is named.
    """
    opened = node.open(home)
    on = str(parse_day(day)) if day else str(opened.books.clock().date())
    fund, currency = of
    held = fund_capital(fund, currency, day=on, index=index)
    words = Words()
    tell(_capital(held, words), _capital_lines(held, words), as_json=as_json)


def _capital(held: Capital, words: Words) -> dict[str, Any]:
    return {
        "fund": held.fund,
        "currency": held.currency,
        "index": held.index,
        "base_on": held.base_on,
        "base": words(held.base, held.index),
        "rows": [
            {
                "on": row.on,
                "nominal": words(row.nominal, held.currency),
                "index_on": row.index_on,
                "index": words(row.index, held.index),
                "real": None if row.real is None else words(row.real, held.currency),
            }
            for row in held.rows
        ],
    }


def _capital_lines(held: Capital, words: Words) -> Iterable[str]:
    if not held.rows:
        yield f"{held.fund} has held no {held.currency} by that day."
        return
    base = f"{words(held.base, held.index)} of {held.base_on}" if held.base else "none"
    yield f"{held.fund} in {held.currency}, by the index {held.index} (base {base})"
    for row in held.rows:
        real = "unknown" if row.real is None else words(row.real, held.currency)
        yield (
            f"    {row.on}: {words(row.nominal, held.currency)}, real {real} "
            f"(index {words(row.index, held.index)} of {row.index_on or 'no day'})"
        )
