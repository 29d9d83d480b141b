# SPDX-License-Identifier: Apache-2.0
"""``statement`` and ``close``: what a body has and did, and the end of a period."""

from __future__ import annotations

import re
import sys
from pathlib import Path
from typing import Any

import click

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
from gungho.doors.closing import closing
from gungho.doors.names import Names
from gungho.doors.sheets import FORMATS, InWords
from gungho.errors import Refusal
from gungho.formats.paper import Paper, PaperCell
from gungho.measure import decimal_text, parse_day
from gungho.reports.sheets import NAMES
from gungho.store.reads.spans import Asked
from gungho.store.reads.statements import scales, sheet_for

RATE = re.compile(r"([A-Z]{3})=([1-9][0-9]{0,14})/([1-9][0-9]{0,14})")


@click.command("statement")
@home_option
@json_option
@click.argument("name", metavar="|".join(NAMES))
@click.argument("body")
@click.option("--period", default="", help="A closed period; else the open one.")
@click.option("--size", default=0, help="As the book stood with so many entries.")
@click.option("--since", default="", help="From this day on, as known now.")
@click.option("--until", default="", help="To this day, as known now.")
@click.option("--known", is_flag=True, help="A closed period, as known now.")
@click.option("--fund", default="", help="Only this fund.")
@click.option("--currency", default="", help="Report in this currency.")
@click.option("--index", default="", help="Beside it, at prices by this index.")
@click.option(
    "--form", type=click.Choice(list(FORMATS)), default="text", help="As what."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Into this file."
)
@click.pass_obj
@told_errors
def statement_command(
    node: Node,
    /,
    home: Path,
    *,
    as_json: bool,
    form: str,
    out: Path | None,
    **asked: Any,
) -> None:
    """Take a statement of a body: balance, income, cash, funds, trial, or changed.

    It states the entries and the root that it was taken at, so that anyone can take it
    again. In a spreadsheet or on paper it has the same figures: one source.
    """
    node.open(home)
    name = asked.pop("name")
    paper = _in_words().paper(sheet_for(name, Asked(**asked)))
    tell_paper(paper, as_json=as_json, form=form, out=out)


def tell_paper(paper: Paper, *, as_json: bool, form: str, out: Path | None) -> None:
    """Say a paper as JSON or in a form, or write it to a file."""
    if as_json:
        say_json(told_paper(paper))
        return
    made = FORMATS[form][1](paper)
    if out:
        out.write_bytes(made)
    elif form in ("text", "csv"):
        say(made.decode().rstrip("\n"))
    else:
        sys.stdout.buffer.write(made)


def _in_words() -> InWords:
    counts, units = scales()
    return InWords(
        names=Names.load(language()),
        scales=counts,
        units=units,
        language=language(),
    )


def told_paper(paper: Paper) -> dict[str, Any]:
    """Return a paper as plain values."""
    return {
        "title": paper.title,
        "body": paper.body,
        "root": paper.root,
        "stated": dict(paper.stated),
        "parts": [
            {
                "name": part.name,
                "columns": part.columns,
                "lines": [
                    {
                        "name": line.name,
                        "sort": line.sort,
                        "account": line.account,
                        "cells": [_cell(cell) for cell in line.cells],
                    }
                    for line in part.lines
                ],
            }
            for part in paper.parts
        ],
        "notes": paper.notes,
    }


def _cell(cell: PaperCell | None) -> Any:
    if cell is None or not cell.code:
        return cell and cell.text
    return {
        "amount": decimal_text(cell.count, cell.scale),
        "commodity": cell.code,
    }


@click.command("close")
@home_option
@json_option
@click.argument("of", nargs=3, metavar="BODY PERIOD UNTIL")
@click.option("--currency", default="", help="Report in this currency.")
@click.option(
    "--rate", "rates", multiple=True, metavar="CUR=UNITS/FOR",
    help="A closing rate; else the one last observed.",
)  # fmt: skip
@click.pass_obj
@told_errors
def close_command(
    node: Node,
    home: Path,
    *,
    as_json: bool,
    of: tuple[str, str, str],
    currency: str,
    rates: tuple[str, ...],
) -> None:
    """Close a period of a body's book: the hash of all balances is signed.

    What comes later for its days is booked in the open period and listed as late.
    """
    opened = node.open(home)
    body, period, until = of
    command = closing(
        body,
        period,
        until=until,
        today=str(opened.books.clock().date()),
        currency=currency,
        rates={rate["currency"]: rate for rate in map(_rate, rates)},
    )
    receipt = record(opened.books, command)
    day = str(parse_day(until))
    if as_json:
        say_json({"book": body, "period": period, "until": day, "seq": receipt.seq})
    else:
        say(f"{body}: {period} is closed until {day}, by entry {receipt.seq}.")


def _rate(text: str) -> dict[str, str]:
    found = RATE.fullmatch(text)
    if found is None:
        raise Refusal("close.rate", rate=text)
    code, above, below = found.groups()
    return {"currency": code, "numerator": above, "denominator": below}
