# SPDX-License-Identifier: Apache-2.0
"""``enter``: one entry of any kind that has a form, typed as a person would say it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from pathlib import Path

import click

from gungho.actions.ports import Command
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
from gungho.doors.entering import PICTURE, Entering, slots_of
from gungho.doors.forms import FORMS
from gungho.doors.reasons import sentence
from gungho.errors import Refusal
from gungho.formats.pictures import picture_text
from gungho.store.reads import entering as reads
from gungho.store.reads.movement import item_scales


@click.command("enter")
@home_option
@json_option
@click.option("--book", required=False, default="", help="In whose book.")
@click.option("--on", default="", help="The day it happened; today if left out.")
@click.option("--id", "ident", default="", help="The entry's own id.")
@click.option("--authority", default="", help="The resolution that allows it.")
@click.argument("kind", default="")
@click.argument("facts", nargs=-1)
@click.pass_obj
@told_errors
def enter_command(
    node: Node,
    /,
    home: Path,
    *,
    as_json: bool,
    kind: str,
    facts: tuple[str, ...],
    **told: str,
) -> None:
    """Write one entry of KIND from FACTS typed as name=value.

    Amounts are decimals, percentages are per cent, texts become cards, a picture is the
    path of its file. Rows are
    lines.item=cotton-cloth lines.count=30.0, and a name that comes again begins the
    next row. Without KIND the forms are listed, without FACTS what a form asks.
    """
    if not kind:
        _list(as_json=as_json)
        return
    if not facts:
        _ask(kind, as_json=as_json)
        return
    opened = node.open(home)
    typed, lines = _typed(facts)
    entering = Entering(
        kind=kind,
        typed=typed,
        lines=lines,
        scales=item_scales(),
        code_of=reads.code_of,
        salts=lambda: secrets.token_bytes(16),
    )
    made, cards = entering.facts()
    opened.books.keep_cards(cards)
    receipt = record(
        opened.books,
        Command(
            book=told["book"],
            id=told["ident"] or f"enter.{secrets.token_hex(8)}",
            kind=kind,
            happened=told["on"] or str(opened.books.clock().date()),
            facts=made,
            office=FORMS[kind].office,
            authority=told["authority"],
        ),
    )
    if as_json:
        say_json({"book": receipt.book, "seq": receipt.seq, "id": receipt.id})
    else:
        say(f"{receipt.book}/{receipt.seq}  {receipt.id}")


def _list(*, as_json: bool) -> None:
    if as_json:
        say_json([{"kind": one.kind, "group": one.group} for one in FORMS.values()])
        return
    for one in FORMS.values():
        told = sentence(f"kind.{one.kind}", {}, language())
        say(f"{one.group:<12} {one.kind:<22} {told}")


def _ask(kind: str, *, as_json: bool) -> None:
    """Say what a form asks."""
    found = [
        (f"{slot.name}.{column.name}" if slot.columns else slot.name, column)
        for slot in slots_of(kind)
        for column in (slot.columns or (slot,))
    ]
    if as_json:
        say_json([{"name": name, "sort": one.sort, "choices": one.choices}
                  for name, one in found])  # fmt: skip
        return
    for name, one in found:
        word = sentence(f"fact.{one.name}", {}, language())
        choices = f": {', '.join(one.choices)}" if one.choices else ""
        say(f"{name:<24} {word} ({one.sort}{choices})")


def _typed(
    facts: Sequence[str],
) -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    """Return the facts by name, and rows by the name before the point.

    Raises Refusal ``enter.wrong`` for what has no name.
    """
    typed: dict[str, str] = {}
    lines: dict[str, list[dict[str, str]]] = {}
    for fact in facts:
        name, sign, text = fact.partition("=")
        if not sign:
            raise Refusal("enter.wrong", field=fact[:40], typed="-")
        if name == PICTURE and text:
            text = _picture(text)
        rows, dot, column = name.partition(".")
        if not dot:
            typed[name] = text
            continue
        found = lines.setdefault(rows, [{}])
        if column in found[-1]:
            found.append({})
        found[-1][column] = text
    return typed, lines


def _picture(path: str) -> str:
    """Return the card's text for a picture in a file."""
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise Refusal("picture.unreadable") from error
    return picture_text(raw)
