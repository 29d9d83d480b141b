# SPDX-License-Identifier: Apache-2.0
"""``archive`` and ``timeline``: the movement's history, and the movement by month."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
import msgspec

from gungho.doors.archive import archive, searched
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.formats.archive import SORTS, ArchiveFact
from gungho.measure import decimal_text
from gungho.reports.timeline import Row, happened, months_between, stood
from gungho.store.reads import timeline as reads
from gungho.store.reads.movement import item_scales

STOOD = {"coops": reads.coop_changes, "members": reads.member_changes}
HAPPENED = ("gifts", "sent", "arrived", "made")


@click.command("archive")
@home_option
@json_option
@click.argument("words", nargs=-1)
@click.option("--sort", type=click.Choice(SORTS), help="Only such facts.")
@click.option("--source", default="", help="Only what rests on this source.")
@click.pass_obj
@told_errors
def archive_command(
    node: Node,
    home: Path,
    *,
    as_json: bool,
    words: tuple[str, ...],
    sort: str | None,
    source: str,
) -> None:
    """Search the movement's history for WORDS; each fact says its source."""
    node.open(home)
    found = [
        one
        for one in searched(archive(), " ".join(words))
        if sort in (None, one.sort) and source.lower() in ("", one.source.lower())
    ]
    if as_json:
        say_json(msgspec.to_builtins(found))
        return
    for one in found:
        say(_line(one))
    if not found:
        say("Nothing fits. Try fewer words, or another spelling.")


def _line(one: ArchiveFact) -> str:
    told = " ".join(part for part in (one.value, one.unit, one.text_en) if part)
    sure = f"{one.source}, {one.standing}, {one.confidence}"
    return f"{one.sort:<8} {one.day:<10} {one.name_en}: {told}  [{sure}]"


@click.command("timeline")
@home_option
@json_option
@click.pass_obj
@told_errors
def timeline_command(node: Node, home: Path, *, as_json: bool) -> None:
    """Tell the movement by month; documented and reconstructed are never added."""
    opened = node.open(home)
    last = str(opened.books.clock().date())[:7]
    months = months_between(reads.first_day()[:7], last)
    rows = timeline_rows(months)
    if as_json:
        say_json(
            [
                {
                    "measure": row.measure,
                    "standing": row.standing,
                    "months": dict(
                        zip(months, map(_value(row), row.values), strict=True)
                    ),
                }
                for row in rows
            ]
        )
        return
    for row in rows:
        say(f"{row.measure}, {row.standing}")
        for month, value in zip(months, map(_value(row), row.values), strict=True):
            say(f"  {month} {value:>14}")
    if not rows:
        say("Nothing has happened yet.")


def _value(row: Row) -> Callable[[int], int | str]:
    """Return how a value is told: money with its decimals, all else as a number."""
    if row.measure != "given":
        return int
    scale = item_scales().get(reads.HOME_CURRENCY, 0)
    return lambda count: decimal_text(count, scale)


def timeline_rows(months: tuple[str, ...]) -> list[Row]:
    """Return every measure by standing; money in the home currency's smallest units."""
    found = [
        row
        for measure, changes in STOOD.items()
        for row in stood(measure, changes(), months=months)
    ]
    found += happened("given", reads.money_by_month(), months=months)
    for measure in HAPPENED:
        counts = reads.happened_by_month(measure)
        found += happened(measure, counts, months=months)
    return found
