# SPDX-License-Identifier: Apache-2.0
"""``search``: names and texts in either script, by any common spelling."""

from __future__ import annotations

from dataclasses import asdict
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
from gungho.store.reads.search import found


@click.command("search")
@home_option
@json_option
@click.argument("words", nargs=-1, required=True)
@click.pass_obj
@told_errors
def search_command(
    node: Node, home: Path, words: tuple[str, ...], *, as_json: bool
) -> None:
    """Find WORDS among names, letters and orders.

    Chinese signs, pinyin, Wade-Giles and old postal spellings find the same.
    """
    node.open(home)
    rows = found(" ".join(words))
    if as_json:
        say_json([asdict(one) | {"score": score} for one, score in rows])
        return
    for one, _score in rows:
        say(f"{one.sort:<10} {one.title}  {one.href}")
    if not rows:
        say("Nothing fits. Try fewer words, or another spelling.")
