# SPDX-License-Identifier: Apache-2.0
"""``recovered``: what of a lost installation's book cannot be got back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

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
from gungho.measure import decimal_text, instant_text
from gungho.store.reads.recovery import Holding, Recovery, recovery

SHOWN = 12


@click.command("recovered")
@home_option
@json_option
@click.argument("book")
@click.option(
    "--losses",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the commands that accept what it held as lost, for gungho record.",
)
@click.option("--cause", default="occupation", show_default=True, help="Their cause.")
@click.pass_obj
@told_errors
def recovered_command(
    node: Node, home: Path, book: str, *, as_json: bool, losses: Path | None, cause: str
) -> None:
    """List what cannot be recovered of BOOK, by name and amount.

    Entries that others know were sealed; papers whose other side is missing; and what
    the book held when it was last heard.
    """
    opened = node.open(home)
    found = recovery(book)
    if losses:
        day = instant_text(opened.books.clock())[:10]
        lines = [json.dumps(one) for one in _losses(found, cause=cause, day=day)]
        try:
            losses.write_text("".join(f"{line}\n" for line in lines), "utf-8")
        except OSError as error:
            raise Unavailable(
                "file.cannot-write", file=str(losses), problem=str(error)
            ) from None
    if as_json:
        say_json(_told(found))
    else:
        _say(found)


def _told(found: Recovery) -> dict[str, Any]:
    return {
        "book": found.body,
        "recovered": found.missing.recovered,
        "sealed": found.missing.sealed,
        "entries_missing": found.missing.entries,
        "known_from": found.missing.known_from,
        "papers": [
            {
                "sort": one.sort,
                "book": one.book,
                "document": one.document,
                "commodity": one.commodity,
                "fund": one.fund,
                "amount": decimal_text(one.count, one.scale),
                "on": one.on,
            }
            for one in found.papers
        ],
        "held": [
            {
                "account": one.account,
                "commodity": one.commodity,
                "fund": one.fund,
                "lot": one.lot,
                "amount": decimal_text(one.count, one.scale),
            }
            for one in found.holdings
        ],
    }


def _say(found: Recovery) -> None:
    facts: dict[str, str | int] = {
        "body": found.body,
        "size": found.missing.recovered,
        "count": found.missing.entries,
        "from": found.missing.known_from or "-",
    }
    lost = "some" if found.missing.entries else "none"
    say(sentence(f"recovered.{lost}", facts, language()))
    for one in found.papers:
        amount = f"{decimal_text(one.count, one.scale)} {one.commodity}"
        told: dict[str, str | int] = {
            "book": one.book,
            "document": one.document,
            "amount": amount,
            "fund": one.fund,
            "on": one.on,
            "body": found.body,
        }
        say("  " + sentence(f"recovered.{one.sort}", told, language()))
    say(sentence("recovered.held", {"count": len(found.holdings)}, language()))
    for held in found.holdings[:SHOWN]:
        amount = decimal_text(held.count, held.scale)
        what = f"{held.account}  {held.fund} {held.lot}"
        say(f"  {amount:>18} {held.commodity:<14} {what}")
    if len(found.holdings) > SHOWN:
        more: dict[str, str | int] = {"count": len(found.holdings) - SHOWN}
        say("  " + sentence("recovered.more", more, language()))


def _losses(found: Recovery, *, cause: str, day: str) -> list[dict[str, Any]]:
    """Return the commands by which a person accepts what was held as lost."""
    return [
        {
            "book": found.body,
            "id": f"fallen.{number}",
            "kind": "loss.accepted",
            "happened": day,
            "facts": _loss(found.body, one, loss=f"fallen.{number}", cause=cause),
        }
        for number, one in enumerate(found.holdings, 1)
    ]


def _loss(body: str, one: Holding, *, loss: str, cause: str) -> dict[str, Any]:
    _, role, place = one.account.split("/", 2)
    line = {"commodity": one.commodity, "fund": one.fund, "count": str(one.count)}
    return {
        "loss": loss,
        "document": "",
        "body": body,
        "source": role,
        "at": place,
        "cause": cause,
        "custodian": "",
        "lines": [line | ({"lot": one.lot} if one.lot else {})],
        "standing": "reconstructed",
        "cited": "",
    }
