# SPDX-License-Identifier: Apache-2.0
"""``move-store``: the books go to another database, and nothing changes."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.doors.cli.frame import (
    Node,
    Progress,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)


@click.command("move-store")
@home_option
@json_option
@click.argument("url")
@click.pass_obj
@told_errors
def move_store_command(node: Node, home: Path, *, url: str, as_json: bool) -> None:
    """Move the books to the database at URL, and prove that nothing has changed.

    URL is postgresql://USER:PASSWORD@HOST:PORT/NAME, an empty database in the order of
    bytes, or "sqlite" for the home's own file. The old database stays as it was until
    all is proved; a move that was cut off can be made again.
    """
    progress = Progress()
    moved = node.move(home, url=url, told=progress)
    progress.done()
    if as_json:
        say_json({"rows": moved.rows, "entries": moved.entries, "digest": moved.digest})
        return
    say(
        f"{moved.rows:,} rows moved, {moved.entries:,} entries verified from their "
        f"bytes there; both databases give the digest {moved.digest[:16]}."
    )
