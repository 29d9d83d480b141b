# SPDX-License-Identifier: Apache-2.0
"""``prove``: an entry and its path to the seal, for whoever was given the receipt."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.actions.prove_entry import prove_entry
from gungho.doors.cli.frame import Node, home_option, say, told_errors
from gungho.errors import Unavailable


@click.command("prove")
@home_option
@click.argument("book")
@click.argument("entry")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
@told_errors
def prove_command(node: Node, home: Path, book: str, entry: str, file: Path) -> None:
    """Write the proof that ENTRY (its id or number) stands in BOOK to FILE.

    gungho_verify.py (`/journal/check/gungho_verify.py` of any installation) checks it
    without Gungho.
    """
    opened = node.open(home)
    raw = prove_entry(opened.shelves, body=book, entry=entry)
    try:
        file.write_bytes(raw)
    except OSError as error:
        raise Unavailable(
            "file.cannot-write", file=str(file), problem=str(error)
        ) from None
    say(f"{file}: entry {entry} of {book} and its path to the seal.")
