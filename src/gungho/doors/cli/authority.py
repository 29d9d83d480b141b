# SPDX-License-Identifier: Apache-2.0
"""``authority`` and ``approve``: offices, limits, resolutions, a second person."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from gungho.actions.approve import approval_of
from gungho.actions.record import record
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.doors.cli.load import read_commands
from gungho.errors import Refusal
from gungho.measure import decimal_text
from gungho.store.reads.authority import Authority, authority
from gungho.store.reads.movement import item_scales


@click.command("authority")
@home_option
@json_option
@click.option("--body", default="", help="Only this body's book.")
@click.pass_obj
@told_errors
def authority_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List who holds which office, what each may spend, and what was resolved."""
    opened = node.open(home)
    found = authority(body=body)
    if as_json:
        say_json(_told(found))
    else:
        _say(found, today=str(opened.books.clock().date()))


def _told(found: Authority) -> dict[str, object]:
    def named(rows: list[Any]) -> list[dict[str, object]]:
        return [
            {"body": found.bodies[row.book]}
            | {k: v for k, v in msgspec.structs.asdict(row).items() if k != "book"}
            for row in rows
        ]

    return {
        "offices": named(found.offices),
        "limits": named(found.limits),
        "meetings": named(list(found.meetings.values())),
        "resolutions": named(found.resolutions),
    }


def _say(found: Authority, *, today: str) -> None:
    scales = item_scales()

    def money(count: int, code: str) -> str:
        return f"{decimal_text(count, scales.get(code, 0))} {code}"

    for office in found.offices:
        state = "holds it" if office.holds(today) else "no longer"
        ends = f", until {office.until}" if office.until else ""
        say(
            f"{found.bodies[office.book]:<14} {office.office:<14} {office.person}  "
            f"since {office.on}{ends}  ({state})"
        )
    for limit in found.limits:
        pair = f"; two persons above {money(limit.pair, limit.currency)}"
        say(
            f"{found.bodies[limit.book]:<14} {limit.office:<14} alone up to "
            f"{money(limit.alone, limit.currency)}{pair if limit.pair else ''}"
        )
    for one in found.resolutions:
        allows = f"  allows {one.allows}" if one.allows else ""
        spent = (
            f", {money(one.spent, one.currency)} of {money(one.most, one.currency)}"
            if one.currency
            else ""
        )
        say(
            f"{found.bodies[one.book]:<14} {one.resolution}  {one.on}  {one.matter}  "
            f"{one.votes_for}:{one.votes_against}{allows}{spent}"
        )


@click.command("approve")
@home_option
@click.option("--by", required=True, help="The id of the person who approves.")
@click.option("--office", required=True, help="The office that person holds.")
@click.argument("file", type=click.File("rb"))
@click.pass_obj
@told_errors
def approve_command(node: Node, home: Path, file: Any, *, by: str, office: str) -> None:
    """Approve the commands in FILE as a second person, before they are recorded.

    FILE holds what ``gungho record`` will read: one JSON object a line. Changed by one
    figure after this, a command wants a new approval.
    """
    opened = node.open(home)
    day = str(opened.books.clock().date())
    for number, command in read_commands(file):
        if isinstance(command, Refusal):
            raise command
        approval = approval_of(command, by=by, office=office, day=day)
        receipt = record(opened.books, approval)
        say(f"{number}: {command.id} approved by {by}: {receipt.book}/{receipt.seq}")
