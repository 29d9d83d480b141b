# SPDX-License-Identifier: Apache-2.0
"""``givers``: who may be one giver under two ids, and what a person says of it."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.actions.join_givers import join_givers
from gungho.actions.record import record
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.store.reads.givers import joined, proposed


@click.group("givers")
def givers_group() -> None:
    """Find givers that stand in the books twice."""


@givers_group.command("duplicates")
@home_option
@json_option
@click.option("--body", default="", help="Only in this body's book.")
@click.pass_obj
@told_errors
def duplicates_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List pairs of givers that may be one, the likeliest first; nothing is changed.

    The names come from private cards: keep the list as carefully as the cards.
    """
    node.open(home)
    found = proposed(body)
    if as_json:
        say_json(
            [
                {
                    "book": one.body,
                    "giver": one.giver,
                    "kept": one.kept,
                    "score": one.like.score,
                    "why": one.like.why,
                    "cards": list(one.cards),
                    "gifts": list(one.gifts),
                }
                for one in found
            ]
        )
        return
    for one in found:
        kept, giver = (card.replace("\n", ", ") for card in one.cards)
        say(f"{one.body}: {one.kept} ({kept}) and {one.giver} ({giver})")
        say(f"    {one.like.why}, {one.like.score} of 100; if they are one:")
        say(f"    gungho givers merge {one.body} {one.giver} {one.kept}")
    if not found:
        say("No two givers look alike.")


@givers_group.command("joined")
@home_option
@json_option
@click.option("--body", default="", help="Only in this body's book.")
@click.pass_obj
@told_errors
def joined_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List the givers that a person said are one."""
    node.open(home)
    found = [
        {"book": one.body, "giver": one.row.giver, "kept": one.row.kept,
         "on": one.row.on, "seq": one.row.seq}
        for one in joined(body)
    ]  # fmt: skip
    if as_json:
        say_json(found)
        return
    for told in found:
        say("{book}: {giver} is shown as {kept} since {on}".format(**told))


@givers_group.command("merge")
@home_option
@click.argument("body")
@click.argument("giver")
@click.argument("kept")
@click.pass_obj
@told_errors
def merge_command(node: Node, home: Path, *, body: str, giver: str, kept: str) -> None:
    """Say that GIVER is the same as KEPT; both ids stay in the books."""
    _answer(node, home, body=body, pair=(giver, kept), answer="merge")


@givers_group.command("part")
@home_option
@click.argument("body")
@click.argument("giver")
@click.argument("kept")
@click.pass_obj
@told_errors
def part_command(node: Node, home: Path, *, body: str, giver: str, kept: str) -> None:
    """Say that GIVER and KEPT are two, whether they were merged or only proposed."""
    _answer(node, home, body=body, pair=(giver, kept), answer="part")


def _answer(
    node: Node, home: Path, *, body: str, pair: tuple[str, str], answer: str
) -> None:
    opened = node.open(home)
    receipt = join_givers(
        body=body,
        pair=pair,
        answer=answer,
        on=str(opened.books.clock().date()),
        submit=lambda command: record(opened.books, command),
    )
    say(f"Recorded: {receipt.book}/{receipt.seq}")
