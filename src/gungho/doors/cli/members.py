# SPDX-License-Identifier: Apache-2.0
"""``members``: who belongs to a committee itself, dues, and what was voted."""

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
from gungho.store.reads.society import ballots, members


@click.command("members")
@home_option
@json_option
@click.option("--body", default="", help="Only this body's.")
@click.pass_obj
@told_errors
def members_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List the members of committees with their dues, and the ballots they held.

    The names come from private cards: keep the list as carefully as the cards.
    """
    opened = node.open(home)
    today = str(opened.books.clock().date())
    told = [
        {
            "body": one.body,
            "person": one.row.person,
            "name": one.name,
            "form": one.row.form,
            "state": one.state,
            "admitted": one.row.admitted,
            "dues_until": one.row.dues_until,
        }
        for one in members(today=today, body=body)
    ]
    voted = [
        {
            "body": owner,
            "resolution": row.resolution,
            "meeting": row.meeting,
            "voters": row.voters,
            "proxies": row.proxies,
            "postal": row.postal,
            "for": row.votes_for,
            "against": row.votes_against,
            "abstained": row.abstained,
        }
        for owner, row in ballots(body=body)
    ]
    if as_json:
        say_json({"members": told, "ballots": voted})
        return
    for one in told:
        since = f" since {one['admitted']}" if one["admitted"] else ""
        dues = f", dues until {one['dues_until']}" if one["dues_until"] else ""
        who = one["name"] or one["person"]
        say(f"{one['body']:<12} {who}: {one['state']}{since}{dues}")
    for vote in voted:
        say(
            f"{vote['body']:<12} {vote['resolution']}: {vote['for']} for, "
            f"{vote['against']} against, {vote['abstained']} abstained "
            f"({vote['proxies']} by proxy, {vote['postal']} by post)"
        )
