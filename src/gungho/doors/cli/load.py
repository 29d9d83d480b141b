# SPDX-License-Identifier: Apache-2.0
"""``load`` a movement package and ``record`` commands from a file."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec

from gungho.actions.load_package import Keys, load_package
from gungho.actions.ports import Books, Command, Receipt
from gungho.actions.record import record_group
from gungho.doors.archive import keep_archive
from gungho.doors.cli.frame import (
    Node,
    Progress,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.refusals import sentence
from gungho.errors import Refusal
from gungho.formats.package import read_package

LINE_BYTES_MAX = 4 * 2**20


@click.command("load")
@home_option
@json_option
@click.argument("package", type=click.Path(path_type=Path, file_okay=False))
@click.pass_obj
@told_errors
def load_command(node: Node, home: Path, package: Path, *, as_json: bool) -> None:
    """Load a movement package: bodies, places, items, routes, funds, gifts, needs."""
    found = read_package(package)
    opened = node.open(home, create=True)
    progress = Progress()
    added = load_package(
        found,
        opened.books,
        keys=Keys(key=opened.key, recovery=opened.recovery),
        set_clock=opened.set_clock,
        told=progress,
    )
    opened.keep_clock()
    keep_archive(found)
    progress.done()
    if as_json:
        say_json({"package": found.name, "added": added})
    else:
        say(f"{found.title}: {added:,} new entries.")


@click.command("record")
@home_option
@json_option
@click.argument("file", type=click.File("rb"))
@click.pass_obj
@told_errors
def record_command(node: Node, home: Path, file: Any, *, as_json: bool) -> None:
    """Record commands, one JSON object a line ('-' reads standard input).

    Each line is answered in its place; a refused line changes nothing and the others
    go on. The exit code is 1 if any line was refused.
    """
    opened = node.open(home)
    refused = 0
    for number, command in read_commands(file):
        answer = _recorded(opened.books, command)
        refused += isinstance(answer, Refusal)
        _answer(number, answer, as_json=as_json)
    if refused:
        sys.exit(1)


def _recorded(books: Books, command: Command | Refusal) -> Receipt | Refusal:
    if isinstance(command, Refusal):
        return command
    try:
        return record_group(books, command.book, [command])[0]
    except Refusal as refusal:
        return refusal


def read_commands(file: Any) -> Iterator[tuple[int, Command | Refusal]]:
    """Yield each line's number, and its command or what is wrong with it."""
    for number, line in enumerate(file, start=1):
        if not line.strip():
            continue
        try:
            if len(line) > LINE_BYTES_MAX:
                raise Refusal("record.too-long", line=number)
            yield number, msgspec.json.decode(line, type=Command)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            yield (
                number,
                Refusal("record.malformed", line=number, problem=str(error)[:200]),
            )
        except Refusal as refusal:
            yield number, refusal


def _answer(number: int, answer: Receipt | Refusal, *, as_json: bool) -> None:
    if isinstance(answer, Receipt):
        told = {
            "line": number,
            "book": answer.book,
            "seq": answer.seq,
            "id": answer.id,
            "leaf": answer.leaf.hex(),
            "again": answer.again,
        }
        words = "was there already" if answer.again else "recorded"
        text = f"{number}: {answer.book}/{answer.seq} {answer.id} {words}"
    else:
        said = sentence(answer, language())
        told = {"line": number, "refused": answer.code, "facts": answer.facts}
        told["says"] = said
        text = f"{number}: refused: {said}"
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else text)
    sys.stdout.flush()
