# SPDX-License-Identifier: Apache-2.0
"""``paper`` and ``type-back``: a printed sheet, and what a pen wrote on it."""

from __future__ import annotations

import secrets
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from gungho.actions.ports import Command, Receipt
from gungho.actions.receive_gift import receive_gift
from gungho.actions.record import record
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.cli.frame import Opened as Installation
from gungho.doors.papers import printed
from gungho.doors.sheets import FORMATS
from gungho.doors.typing_back import (
    COLUMNS,
    GIFT_FACTS,
    Counting,
    Opened,
    Producing,
    gift_asked,
    opened_by,
    receipt_command,
)
from gungho.errors import Refusal
from gungho.measure import decimal_text
from gungho.store.reads.movement import item_scales

ROOT = "http://127.0.0.1:8000"


@click.command("paper")
@home_option
@click.argument("sort", metavar="SORT")
@click.argument("ident", metavar="ID")
@click.option(
    "--format",
    "form",
    type=click.Choice(["pdf", "text"]),
    help="As what: pdf into a file, else text.",
)
@click.option("--out", type=click.Path(path_type=Path), help="Write it to this file.")
@click.option(
    "--root",
    default=ROOT,
    show_default=True,
    help="What the address in its code begins with.",
)
@click.pass_obj
@told_errors
def paper_command(
    node: Node, /, home: Path, *, sort: str, ident: str, **how: Any
) -> None:
    """Print the paper of a SORT for ID: one sheet, with a code that leads back.

    SORT is receipt, blank-receipt, thanks, waybill, packing-list, arrival, grant, loan,
    donor, need, production, month, minutes or invoice. A production sheet is of COOP or
    COOP@DAY, a month of BODY or BODY@YYYY-MM, a blank need form of a co-op, a blank
    receipt of its number or of a body.
    """
    opened = node.open(home)
    day = str(opened.books.clock().date())
    out, form = how["out"], how["form"]
    made = printed(sort, ident, language=language(), root=how["root"], today=day)
    raw = FORMATS[form or ("pdf" if out else "text")][1](made)
    if out:
        out.write_bytes(raw)
        say(str(out))
    else:
        sys.stdout.buffer.write(raw)


@click.command("type-back")
@home_option
@json_option
@click.argument("code")
@click.argument("facts", nargs=-1)
@click.option("--on", default="", help="The day it was counted; today if left out.")
@click.pass_obj
@told_errors
def type_back_command(
    node: Node,
    home: Path,
    *,
    as_json: bool,
    code: str,
    facts: tuple[str, ...],
    on: str,
) -> None:
    """Type back the sheet with this CODE: FACTS as LINE=COUNT.

    Without FACTS it says what the code opens and what it asks. An arrival sheet asks
    for every numbered line, a production sheet for used.ITEM, made.ITEM, sold.ITEM,
    proceeds.ITEM and wages.ITEM, a blank receipt for commodity and amount, and takes
    giver, words, fund and privacy.
    """
    opened = node.open(home)
    day = str(opened.books.clock().date())
    found = opened_by(code)
    if not facts:
        _ask(found, today=day, as_json=as_json)
        return
    typed = _typed(facts)
    if found.sort == "blank-receipt":
        receipts = _gift(opened, found, typed=typed, day=on or day)
    else:
        receipts = [
            record(opened.books, one) for one in _commands(found, typed, day=on or day)
        ]
    if as_json:
        say_json([{"book": one.book, "seq": one.seq, "id": one.id} for one in receipts])
        return
    for one in receipts:
        say(f"{one.book}/{one.seq}  {one.id}")


def _typed(facts: Sequence[str]) -> dict[str, str]:
    found = {}
    for fact in facts:
        name, sign, text = fact.partition("=")
        if not sign:
            raise Refusal("enter.wrong", field=fact[:40], typed="-")
        found[name] = text
    return found


def _commands(found: Opened, typed: dict[str, str], *, day: str) -> list[Command]:
    scales = item_scales()
    if found.sort == "arrival":
        ident = f"typed.{secrets.token_hex(8)}"
        sheet = Counting.load(found.ident, today=day)
        return [sheet.command(typed, day=day, ident=ident, scales=scales)]
    if found.sort == "production":
        return Producing.load(found.ident, day=found.day).commands(typed, scales=scales)
    raise Refusal("code.no-sheet", code=found.code, sort=found.sort)


def _gift(
    opened: Installation, found: Opened, *, typed: dict[str, str], day: str
) -> list[Receipt]:
    """Record the gift of a receipt that was filled by pen, and the receipt."""
    asked = gift_asked(found, typed, day=day)
    got = receive_gift(
        asked,
        submit=lambda command: record(opened.books, command),
        keep_cards=opened.books.keep_cards,
        salts=lambda: secrets.token_bytes(16),
    )
    return [got, record(opened.books, receipt_command(asked, found.ident))]


def _ask(found: Opened, *, today: str, as_json: bool) -> None:
    """Say what a code opens, and the lines that it asks for."""
    asked = list(_lines(found, today=today))
    if as_json:
        say_json(
            {
                "sort": found.sort,
                "id": found.ident,
                "book": found.body,
                "seq": found.seq,
                "day": found.day,
                "lines": [{"name": name, "about": about} for name, about in asked],
            }
        )
        return
    say(f"{found.sort}  {found.ident}  {found.body}/{found.seq}  {found.day}".rstrip())
    for name, about in asked:
        say(f"  {name:<28} {about}")


def _lines(found: Opened, *, today: str) -> list[tuple[str, str]]:
    if found.sort == "arrival":
        scales = item_scales()
        sent = Counting.load(found.ident, today=today).sent
        return [
            (
                str(number),
                f"{one.commodity} {decimal_text(one.sent, scales[one.commodity])} "
                f"{one.lot}",
            )
            for number, one in enumerate(sent, start=1)
        ]
    if found.sort == "blank-receipt":
        return [(name, "") for name in GIFT_FACTS]
    if found.sort == "production":
        items = Producing.load(found.ident, day=found.day).items
        return [(f"{column}.{item}", "") for item in items for column in COLUMNS]
    return []
