# SPDX-License-Identifier: Apache-2.0
"""``bank``: take a statement's lines, match them with entries, say what the rest is."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

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
from gungho.doors.cli.lazily import LazyGroup
from gungho.doors.reasons import sentence
from gungho.errors import Refusal
from gungho.formats.pasted import (
    Pasted,
    Reader,
    StatementLine,
    columns_from,
    read_pasted,
)
from gungho.measure import count_of, decimal_text, instant_text, parse_day
from gungho.reports.matching import Booked, Stated, proposals
from gungho.store import bank
from gungho.store.bank import Till
from gungho.store.reads import bank as reads
from gungho.store.reads.movement import item_scales

TILL = "BODY TILL CURRENCY"
SHORT = 10
F = TypeVar("F", bound=Callable[..., Any])


BY_STATEMENT = {
    "name": "bank_name:name_command",
    "rule": "bank_name:rule_group",
    "reconcile": "bank_statement:reconcile_command",
    "reopen": "bank_statement:reopen_command",
    "sheet": "bank_statement:sheet_command",
    "drop": "bank_statement:drop_command",
    "erase": "bank_statement:erase_command",
}


@click.group("bank", cls=LazyGroup, named=BY_STATEMENT)
def bank_group() -> None:
    """Put a till beside its bank: take its lines, match them, reconcile."""


def till_argument(command: F) -> F:
    """Give a command its till: body, till and currency."""
    return click.argument("till", nargs=3, metavar=TILL)(command)


def till_of(told: tuple[str, str, str]) -> tuple[Till, int]:
    """Return a till as it was named and its currency's scale.

    Raises Refusal ``commodity.unknown`` for a currency nobody has defined.
    """
    body, till, currency = told
    scale = item_scales().get(currency)
    if scale is None:
        raise Refusal("commodity.unknown", commodity=currency)
    return Till(body=body, till=till, currency=currency), scale


@bank_group.command("take")
@home_option
@json_option
@till_argument
@click.argument("file", type=click.File("r", encoding="utf-8-sig", errors="replace"))
@click.option("--order", type=click.Choice(["dmy", "mdy"]), default=None,
              help="03/04: the 3rd of April (dmy) or March the 4th (mdy).")  # fmt: skip
@click.option("--mark", type=click.Choice([".", ","]), default=None,
              help="The mark before the decimals.")  # fmt: skip
@click.option("--columns", default="", metavar="day=1,amount=4",
              help="What the columns are, if their headings do not say.")  # fmt: skip
@click.pass_obj
@told_errors
def take_command(
    node: Node, /, home: Path, *, as_json: bool, till: tuple[str, str, str], file: Any,
    **how: str | None,
) -> None:  # fmt: skip
    """Take the lines of a statement, copied from a bank's page, out of FILE (or -).

    Nothing is booked. The same lines again add nothing; what could not be read is
    listed with the reason.
    """
    opened = node.open(home)
    where, scale = till_of(till)
    now = opened.books.clock()
    reader = Reader(
        scale=scale,
        near=now.year,
        order=how["order"] or "",
        mark=how["mark"] or "",
        columns=columns_from(how["columns"] or ""),
    )
    pasted = read_pasted(file.read(), reader)
    taken = bank.take_lines(
        where, pasted, salts=lambda: os.urandom(16), now=instant_text(now)
    )
    if as_json:
        say_json(_taken_told(pasted, taken))
        return
    say(f"{taken.new} new lines, {taken.known} known before.")
    columns = ", ".join(f"{name} {place}" for name, place in pasted.columns.items())
    say(f"Columns: {columns}.")
    for line in taken.reconciled:
        say(f"row {line.row}, {line.on}: of days that are reconciled; not taken")
    for fault in pasted.faults:
        why = sentence(f"bank.fault.{fault.code}", {}, language())
        say(f"row {fault.row}: {why}: {fault.told}")
    if taken.missing:
        told = decimal_text(taken.missing, scale)
        say(f"The balances and the lines differ: {told} is missing.")
    if pasted.breaks:
        say(f"The running balance breaks {pasted.breaks} times.")


def _taken_told(pasted: Pasted, taken: bank.Taken) -> dict[str, Any]:
    return {
        "new": taken.new,
        "known": taken.known,
        "reconciled": [line.row for line in taken.reconciled],
        "faults": [
            {"row": one.row, "why": one.code, "told": one.told} for one in pasted.faults
        ],
        "columns": dict(pasted.columns),
        "opening": pasted.opening,
        "closing": pasted.closing,
        "missing": taken.missing,
        "breaks": pasted.breaks,
    }


@bank_group.command("type", context_settings={"ignore_unknown_options": True})
@home_option
@till_argument
@click.argument("line", nargs=2, metavar="DAY AMOUNT")
@click.option("--text", default="", help="What the bank writes.")
@click.option("--other", default="", help="Who paid, or was paid.")
@click.option("--reference", default="", help="The bank's own reference.")
@click.pass_obj
@told_errors
def type_command(
    node: Node, /, home: Path, *, till: tuple[str, str, str], line: tuple[str, str],
    **texts: str,
) -> None:  # fmt: skip
    """Take one line as you type it: DAY and AMOUNT, below zero if it went out."""
    opened = node.open(home)
    where, scale = till_of(till)
    day, amount = str(parse_day(line[0])), line[1]
    typed = StatementLine(
        row=1,
        on=day,
        amount=count_of(amount, scale),
        text=texts["text"],
        other=texts["other"],
        reference=texts["reference"],
    )
    mark, is_new = bank.type_line(
        where,
        typed,
        salts=lambda: os.urandom(16),
        now=instant_text(opened.books.clock()),
    )
    say(f"{mark[:SHORT]} {'taken' if is_new else 'was there already'}.")


@bank_group.command("list")
@home_option
@json_option
@click.argument("body", default="")
@click.pass_obj
@told_errors
def list_command(node: Node, /, home: Path, *, as_json: bool, body: str) -> None:
    """List the tills: what the book has, and how far each is reconciled."""
    node.open(home)
    scales = item_scales()
    found = reads.tills(body)
    if as_json:
        say_json(
            [
                {
                    "body": one.body,
                    "till": one.till,
                    "currency": one.currency,
                    "booked": decimal_text(one.held, scales.get(one.currency, 0)),
                    "reconciled_until": one.last.until if one.last else "",
                    "waiting": one.waiting,
                    "oldest": one.oldest,
                }
                for one in found
            ]
        )
        return
    for one in found:
        held = decimal_text(one.held, scales.get(one.currency, 0))
        until = f"reconciled until {one.last.until}" if one.last else "never reconciled"
        waits = f", {one.waiting} lines wait since {one.oldest}" if one.waiting else ""
        say(f"{one.body} {one.till} {one.currency}: {held}, {until}{waits}")


@bank_group.command("show")
@home_option
@json_option
@till_argument
@click.pass_obj
@told_errors
def show_command(
    node: Node, /, home: Path, *, as_json: bool, till: tuple[str, str, str]
) -> None:
    """Show both sides of a till that are not reconciled, and what could be matched."""
    node.open(home)
    where, scale = till_of(till)
    desk = reads.desk(*where.key())
    found = proposals(desk.open_lines, desk.open_entries)
    told: dict[str, list[dict[str, Any]]] = {
        "lines": [_line_told(one, scale) for one in desk.open_lines],
        "entries": [_entry_told(one, scale) for one in desk.open_entries],
        "matched": [
            {
                "match": one.part,
                "lines": [line.mark for line in one.lines],
                "entries": [entry.seq for entry in one.entries],
                "difference": decimal_text(one.difference, scale),
            }
            for one in desk.pairs
        ],
        "proposed": [
            {
                "lines": list(one.lines),
                "entries": list(one.entries),
                "why": one.why,
                "sure": one.sure,
            }
            for one in found
        ],
    }
    if as_json:
        say_json(told)
        return
    for line in told["lines"]:
        say(f"line  {line['mark'][:SHORT]} {line['on']} {line['amount']:>14} "
            f"{line['text']}")  # fmt: skip
    for entry in told["entries"]:
        say(f"entry {entry['seq']:<10} {entry['on']} {entry['amount']:>14} "
            f"{entry['kind']}")  # fmt: skip
    for pair in told["matched"]:
        say(f"match {pair['match']}: {_short(pair)}, difference {pair['difference']}")
    for pair in told["proposed"]:
        why = sentence(f"bank.why.{pair['why']}", {}, language())
        say(f"can be: {_short(pair)}: {why}{'' if pair['sure'] else ' (look)'}")


def _short(pair: dict[str, Any]) -> str:
    lines = " ".join(mark[:SHORT] for mark in pair["lines"]) or "no line"
    entries = " ".join(map(str, pair["entries"])) or "no entry"
    return f"{lines} = {entries}"


def _line_told(line: Stated, scale: int) -> dict[str, Any]:
    texts = (line.text, line.other, line.reference)
    return {
        "mark": line.mark,
        "on": line.on,
        "amount": decimal_text(line.amount, scale),
        "text": " · ".join(filter(None, texts)),
    }


def _entry_told(entry: Booked, scale: int) -> dict[str, Any]:
    return {
        "seq": entry.seq,
        "on": entry.on,
        "amount": decimal_text(entry.amount, scale),
        "kind": entry.kind,
    }


@bank_group.command("match")
@home_option
@till_argument
@click.option("--line", "lines", multiple=True, help="A line, by its mark's start.")
@click.option("--entry", "entries", multiple=True, type=int, help="Its number.")
@click.option("--sure", is_flag=True, help="All that is proposed and sure.")
@click.pass_obj
@told_errors
def match_command(
    node: Node, /, home: Path, *, till: tuple[str, str, str], lines: tuple[str, ...],
    entries: tuple[int, ...], sure: bool,
) -> None:  # fmt: skip
    """Say that lines and entries are the same money. Nothing is booked by it."""
    node.open(home)
    where, _scale = till_of(till)
    if sure:
        desk = reads.desk(*where.key())
        found = proposals(desk.open_lines, desk.open_entries)
        sure_ones = [(one.lines, one.entries) for one in found if one.sure]
        say(f"{len(bank.match(where, sure_ones))} matched.")
    if lines or entries:
        marks = [reads.line_named(mark).line.mark for mark in lines]
        (part,) = bank.match(where, [(marks, entries)])
        say(f"Match {part}.")


@bank_group.command("unmatch")
@home_option
@click.argument("match")
@click.pass_obj
@told_errors
def unmatch_command(node: Node, /, home: Path, *, match: str) -> None:
    """Take a match back, as long as it is not reconciled."""
    node.open(home)
    say("Taken back." if bank.unmatch(match) else "There is no such match.")
