# SPDX-License-Identifier: Apache-2.0
"""``papers``: which papers wait, how long, and for whom."""

from __future__ import annotations

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
from gungho.reports.papers import Paper, counts
from gungho.store.reads.movement import item_scales
from gungho.store.reads.papers import open_papers

SAID = {
    "sent": "sent, not counted",
    "unheard": "counted, its sending not heard",
    "differs": "counted, but it differs",
    "unsettled": "counted, not settled",
}
WHYS = {
    "short": "less came",
    "found": "found after its loss was accepted",
    "more": "more came than was sent",
    "other": "something came that was not sent",
}


@click.command("papers")
@home_option
@json_option
@click.option("--body", default="", help="Only papers that this body sent or counted.")
@click.pass_obj
@told_errors
def papers_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List the papers that wait: how old, for whom, how often chased, if disputed."""
    opened = node.open(home)
    today = str(opened.books.clock().date())
    found = open_papers(today=today, body=body)
    held = item_scales()
    if as_json:
        say_json([_told(one, held) for one in found])
        return
    for one in found:
        sides = one.sides
        say(f"{sides.document}  {sides.sender} -> {sides.receiver}: {SAID[one.state]}")
        say(f"    {one.days} days ({one.age}), since {one.since}{_late(one)}")
        for line in _lines(one, held):
            say(f"    {line}")
        for asked in sides.asked:
            say(
                f"    {asked.by} has asked {asked.body}, round {asked.rounds}, "
                f"last on {asked.on}"
            )
        for doubt in sides.doubts:
            say(f"    {doubt.by} disputes {doubt.book}/{doubt.entry}: {doubt.reason}")
    _say_counts(found)


def _late(one: Paper) -> str:
    return f"; due {one.sides.due}, {one.late} days ago" if one.late else ""


def _lines(one: Paper, held: dict[str, int]) -> list[str]:
    found = [WHYS[word] for word in one.whys]
    for line in one.lines:
        scale = held.get(line.commodity, 0)
        sent, came, lost, settled = (
            decimal_text(count, scale)
            for count in (line.sent, line.came, line.lost, line.settled)
        )
        found.append(
            f"{line.commodity} of {line.fund}: sent {sent}, counted {came}, "
            f"lost {lost}, settled {settled}"
        )
    return found


def _say_counts(found: list[Paper]) -> None:
    for state, ages in counts(found).items():
        if any(ages.values()):
            told = ", ".join(f"{age}: {n}" for age, n in ages.items() if n)
            say(f"{SAID[state]}: {sum(ages.values())} ({told})")
    if not found:
        say("No paper waits.")


def _told(one: Paper, held: dict[str, int]) -> dict[str, Any]:
    sides = one.sides
    return {
        "document": sides.document,
        "form": sides.form,
        "sender": sides.sender,
        "receiver": sides.receiver,
        "state": one.state,
        "whys": list(one.whys),
        "body": one.body,
        "sent_on": sides.on,
        "due": sides.due,
        "counted_on": sides.counted_on,
        "since": one.since,
        "days": one.days,
        "age": one.age,
        "late": one.late,
        "lines": [
            {
                "commodity": line.commodity,
                "fund": line.fund,
                "lot": line.lot,
                **{
                    name: decimal_text(getattr(line, name), held.get(line.commodity, 0))
                    for name in ("sent", "came", "lost", "settled")
                },
            }
            for line in one.lines
        ],
        "asked": [
            {"by": asked.by, "body": asked.body, "rounds": asked.rounds, "on": asked.on}
            for asked in sides.asked
        ],
        "disputes": [
            {
                "by": doubt.by,
                "book": doubt.book,
                "entry": doubt.entry,
                "reason": doubt.reason,
                "on": doubt.on,
            }
            for doubt in sides.doubts
        ],
    }
