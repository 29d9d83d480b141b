# SPDX-License-Identifier: Apache-2.0
"""``import`` a list of gifts from a spreadsheet."""

from __future__ import annotations

import sys
from pathlib import Path

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
from gungho.doors.gift_lists import read_list, take_list
from gungho.doors.reasons import codes, sentence
from gungho.doors.refusals import sentence as refusal_sentence
from gungho.errors import Refusal
from gungho.formats.gift_lists import GiftFault


@click.command("import")
@home_option
@json_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--book", default="", help="In whose book; this node's own.")
@click.option("--dry", is_flag=True, help="Show what was understood; record nothing.")
@click.pass_obj
@told_errors
def import_command(
    node: Node, home: Path, *, file: Path, as_json: bool, book: str, dry: bool
) -> None:
    """Take in the gifts of FILE, a spreadsheet (.xlsx or CSV) with a row for each.

    The headings may be English or Chinese, in any order: date and amount are needed,
    giver, currency and wish are taken where they are. The same file again adds nothing.
    Exit code 1 if any row was refused.
    """
    opened = node.open(home)
    body = book or opened.shelves.body
    today = opened.books.clock().date().isoformat()
    found = read_list(file.read_bytes(), body=body, today=today)
    added, refused = (0, []) if dry else take_list(opened.books, found, body=body)
    faults = [*found.faults, *refused]
    if as_json:
        say_json(
            {
                "read": len(found.gifts),
                "added": added,
                "refused": [
                    {"row": one.row, "code": one.code, "says": _said(one)}
                    for one in faults
                ],
            }
        )
    else:
        for one in faults:
            say(f"{one.row}: {_said(one)}")
        say(f"{len(found.gifts):,} gifts understood, {added:,} new in {body}.")
    if faults:
        sys.exit(1)


def _said(fault: GiftFault) -> str:
    facts = dict(fault.facts)
    if fault.code in codes():
        return sentence(fault.code, facts, language())
    return refusal_sentence(Refusal(fault.code, **facts), language())
