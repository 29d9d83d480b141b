# SPDX-License-Identifier: Apache-2.0
"""``appeals`` and ``pledges``: what is asked for, what is promised, what is late."""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
from gungho.measure import decimal_text, parse_day
from gungho.reports.giving import AppealOn, PledgeOn, Progress
from gungho.store.reads.giving import appeals, pledges, unwanted
from gungho.store.reads.movement import item_scales

SUMS = ("goal", "came", "missing", "pledged", "returned", "rest")
Words = Callable[[int, str], str]


def _words() -> Words:
    scales = item_scales()
    return lambda count, code: decimal_text(count, scales.get(code, 0))


def _day(node: Node, home: Path, *, said: str) -> str:
    opened = node.open(home)
    return str(parse_day(said)) if said else str(opened.books.clock().date())


@click.command("appeals")
@home_option
@json_option
@click.option("--on", "said", default="", help="As they stood on this day; today.")
@click.pass_obj
@told_errors
def appeals_command(node: Node, home: Path, *, as_json: bool, said: str) -> None:
    """List the appeals: the goal, what came, what is pledged, what is left over."""
    day = _day(node, home, said=said)
    words = _words()
    found = appeals(day=day)
    if as_json:
        say_json([_appeal(one, words) for one in found])
        return
    for one in found:
        row = one.appeal
        until = f" until {row.until_day}" if row.until_day else ""
        say(f"{row.appeal}  {one.body}  of {row.fund}: {one.stands}")
        say(f"    from {row.from_day}{until}; what is left over: {row.left_over}")
        for line in one.progress:
            told = _sums(line, words)
            listed = ", ".join(f"{name} {told[name]}" for name in SUMS)
            say(f"    {line.commodity}: {listed}")
    if not found:
        say("No appeal is known here.")


def _appeal(one: AppealOn, words: Words) -> dict[str, Any]:
    row = one.appeal
    names = ("appeal", "fund", "from_day", "until_day", "left_over", "nearest", "need",
             "plan", "closed_on", "standing", "seq")  # fmt: skip
    return {
        "book": one.body,
        **{name: getattr(row, name) for name in names},
        "stands": one.stands,
        "progress": [
            {"commodity": line.commodity, **_sums(line, words)} for line in one.progress
        ],
    }


def _sums(line: Progress, words: Words) -> dict[str, str]:
    return {name: words(getattr(line, name), line.commodity) for name in SUMS}


@click.command("pledges")
@home_option
@json_option
@click.option("--late", is_flag=True, help="Only those of which a part is late.")
@click.option("--appeal", default="", help="Only those for this appeal.")
@click.option("--on", "said", default="", help="As they are late on this day; today.")
@click.pass_obj
@told_errors
def pledges_command(
    node: Node, home: Path, *, as_json: bool, late: bool, appeal: str, said: str
) -> None:
    """List the pledges, those with late parts first."""
    day = _day(node, home, said=said)
    words = _words()
    found = [
        one
        for one in pledges(day=day, appeal=appeal)
        if one.stands == "late" or not late
    ]
    if as_json:
        say_json([_pledge(one, words) for one in found])
        return
    for one in found:
        for line in _pledge_lines(one, words):
            say(line)
    if not found:
        say("Nothing is late." if late else "No pledge is known here.")


def _pledge(one: PledgeOn, words: Words) -> dict[str, Any]:
    row = one.pledge
    code = row.commodity
    counts = ("count", "paid", "released", "open")
    return {
        "book": one.body,
        "pledge": row.pledge,
        "giver": row.giver if row.privacy == "public" else "",
        "appeal": row.appeal,
        "commodity": code,
        "fund": row.fund,
        "on": row.on,
        "seq": row.seq,
        "standing": row.standing,
        "stands": one.stands,
        **{name: words(getattr(row, name), code) for name in counts},
        "late": words(one.late, code),
        "days_late": one.days,
        "next_due": one.next_due,
        "parts": [
            {
                "part": held.part.part,
                "due": held.part.due,
                **{name: words(getattr(held.part, name), code) for name in counts},
                "days_late": held.late,
            }
            for held in one.parts
        ],
    }


def _pledge_lines(one: PledgeOn, words: Words) -> Iterable[str]:
    told = _pledge(one, words)
    yield (
        f"{told['pledge']}  {one.body}  {told['commodity']} {told['count']} for "
        f"{told['appeal'] or told['fund']}: {one.stands}"
    )
    yield f"    paid {told['paid']}, released {told['released']}, open {told['open']}"
    for part in told["parts"]:
        late = f", {part['days_late']} days late" if part["days_late"] else ""
        yield (
            f"    part {part['part']} due {part['due'] or 'without a day'}: "
            f"{part['count']}, open {part['open']}{late}"
        )


@click.command("unwanted")
@home_option
@json_option
@click.option("--body", default="", help="Only this body's list.")
@click.pass_obj
@told_errors
def unwanted_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List what is not wanted just now, and why."""
    found = unwanted(day=_day(node, home, said=""), body=body)
    if as_json:
        say_json(
            [
                {"book": name, "item": row.item, "since": row.since,
                 "reason": row.reason}
                for name, row in found
            ]
        )  # fmt: skip
        return
    for name, row in found:
        say(f"{name:<14} {row.item}  since {row.since}  ({row.reason})")
    if not found:
        say("Everything is welcome.")
