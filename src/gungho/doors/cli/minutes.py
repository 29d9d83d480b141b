# SPDX-License-Identifier: Apache-2.0
"""``minutes``: a meeting's minutes as a paper."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gungho.doors.cli.frame import Node, home_option, language, say, told_errors
from gungho.doors.minutes import minutes_paper
from gungho.doors.names import Names
from gungho.doors.sheets import FORMATS
from gungho.errors import Refusal
from gungho.store.reads.minutes import minutes


@click.command("minutes")
@home_option
@click.argument("meeting")
@click.option("--body", default="", help="In whose book, if several have one so named.")
@click.option(
    "--format", "form", type=click.Choice([*FORMATS]), default="text",
    help="How they are written.",
)  # fmt: skip
@click.option("--out", type=click.Path(path_type=Path), help="Write them to this file.")
@click.pass_obj
@told_errors
def minutes_command(
    node: Node,
    /,
    home: Path,
    *,
    meeting: str,
    body: str,
    form: str,
    out: Path | None,
) -> None:
    """Write the minutes of MEETING: votes, resolutions and who takes office."""
    node.open(home)
    told = minutes(meeting, body=body)
    if told is None:
        raise Refusal("meeting.none", meeting=meeting)
    raw = FORMATS[form][1](minutes_paper(told, Names.load(language())))
    if out:
        out.write_bytes(raw)
        say(str(out))
    else:
        sys.stdout.buffer.write(raw)
