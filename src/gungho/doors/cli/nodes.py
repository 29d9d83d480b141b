# SPDX-License-Identifier: Apache-2.0
"""``nodes`` and ``findings``: whose books stand here, what waits, what is wrong."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.actions.prove_entry import prove_entry
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.reasons import sentence
from gungho.errors import Unavailable
from gungho.store.reads.nodes import books_here, found_here, waiting_here


@click.command("nodes")
@home_option
@json_option
@click.pass_obj
@told_errors
def nodes_command(node: Node, home: Path, *, as_json: bool) -> None:
    """List every book that stands here: whose, kept or heard, how new, what waits."""
    node.open(home)
    books, waits = books_here(), waiting_here()
    if as_json:
        say_json(
            {
                "books": [
                    {
                        "book": one.body,
                        "standing": one.standing,
                        "entries": one.size,
                        "recorded": one.recorded,
                        "learned": one.learned,
                        "recognised_by": one.recognised_by,
                        "numbers": one.numbers,
                        "suspended": one.suspended,
                    }
                    for one in books
                ],
                "waiting": [
                    {
                        "book": one.body,
                        "first": one.first,
                        "size": one.size,
                        "why": one.why,
                        "sender": one.sender,
                        "learned": one.learned,
                    }
                    for one in waits
                ],
            }
        )
        return
    for book in books:
        numbers = f"  numbers {book.numbers}" if book.numbers else ""
        suspended = f"  suspended: {book.suspended}" if book.suspended else ""
        say(
            f"{book.body:<20} {book.standing:<12} {book.size:>8,} entries, last "
            f"{book.recorded[:10]}, heard {book.learned[:10]}{numbers}{suspended}"
        )
    for one in waits:
        facts: dict[str, str | int] = {
            "body": one.body,
            "first": one.first,
            "size": one.size,
            "problem": "",
        }
        say("  " + sentence(f"heard.{one.why}", facts, language()))


@click.command("findings")
@home_option
@json_option
@click.option(
    "--proof",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write each proof to a file in this folder.",
)
@click.pass_obj
@told_errors
def findings_command(
    node: Node, home: Path, *, as_json: bool, proof: Path | None
) -> None:
    """List what was found wrong in books, each with its proof and what to do."""
    opened = node.open(home)
    found = found_here()
    if proof:
        proof.mkdir(parents=True, exist_ok=True)
        for one in found:
            text = one.proof.encode() or prove_entry(
                opened.shelves, body=one.body, entry=str(one.place)
            )
            path = proof / f"{one.body}-{one.code}-{one.place}.json"
            try:
                path.write_bytes(text)
            except OSError as error:
                raise Unavailable(
                    "file.cannot-write", file=str(path), problem=str(error)
                ) from None
    if as_json:
        say_json(
            [
                {
                    "book": one.body,
                    "code": one.code,
                    "place": one.place,
                    "sender": one.sender,
                    "learned": one.learned,
                }
                for one in found
            ]
        )
        return
    if not found:
        say(sentence("found.nothing", {}, language()))
    for one in found:
        facts: dict[str, str | int] = {
            "body": one.body,
            "place": one.place,
            "sender": one.sender,
        }
        say(sentence(f"found.{one.code}", facts, language()))
    if found and not proof:
        say(sentence("found.proofs", {}, language()))
