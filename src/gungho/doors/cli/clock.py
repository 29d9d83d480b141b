# SPDX-License-Identifier: Apache-2.0
"""``clock``: an installation that tells a story of the past stands in its days."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path

import click

from gungho.doors.cli.frame import Node, home_option, say, told_errors
from gungho.errors import Refusal
from gungho.measure import parse_day
from gungho.store.settings import setting


@click.command("clock")
@home_option
@click.argument("day")
@click.pass_obj
@told_errors
def clock_command(node: Node, home: Path, day: str) -> None:
    """Let an empty installation, or one of a story, stand on DAY (1941-12-08) at noon.

    For histories and exercises; one that writes in the present keeps the real clock.
    """
    opened = node.open(home, create=True)
    told = setting("story.clock")
    if opened.books.bodies() and not told:
        raise Refusal("clock.kept", day=day)
    opened.set_clock(datetime.combine(parse_day(day), time(12), tzinfo=UTC))
    opened.keep_clock()
    say(f"{home} stands on {day}.")
