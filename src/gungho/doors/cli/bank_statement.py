# SPDX-License-Identifier: Apache-2.0
"""``bank reconcile``, ``reopen``, ``sheet``, ``drop`` and ``erase``."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from pathlib import Path

import click

from gungho.actions.ports import Command
from gungho.actions.record import record
from gungho.doors.cli.bank import till_argument, till_of
from gungho.doors.cli.frame import (
    Node,
    home_option,
    language,
    say,
    told_errors,
)
from gungho.doors.names import Names
from gungho.doors.sheets import FORMATS, InWords
from gungho.measure import count_of, decimal_text, parse_day
from gungho.reports.reconciling import Draft, Ends, TillDesk, drafted, facts_of
from gungho.store import bank
from gungho.store.reads import bank as reads
from gungho.store.reads.bank_sheet import reconciliation_sheet
from gungho.store.reads.statements import scales


@click.command("reconcile")
@home_option
@till_argument
@click.argument("statement")
@click.option("--until", required=True, help="The statement's last day.")
@click.option("--closing", required=True, help="Its closing balance.")
@click.option("--since", default="", help="Its first day, for the first statement.")
@click.option("--opening", default="", help="Its opening balance, for the first one.")
@click.option("--outstanding", multiple=True, type=int,
              help="An older entry that the bank does not show yet.")  # fmt: skip
@click.option("--dry", is_flag=True, help="Only say what it would be.")
@click.pass_obj
@told_errors
def reconcile_command(
    node: Node, /, home: Path, *, till: tuple[str, str, str], statement: str,
    until: str, closing: str, since: str, opening: str,
    outstanding: tuple[int, ...], dry: bool,
) -> None:  # fmt: skip
    """Reconcile STATEMENT: book = bank + outstanding - not yet booked, or refuse."""
    opened = node.open(home)
    where, scale = till_of(till)
    desk = reads.desk(*where.key())
    ends = Ends(
        since=str(parse_day(since)) if since else first_day(desk),
        until=str(parse_day(until)),
        opening=count_of(opening, scale) if opening else opening_of(desk),
        closing=count_of(closing, scale),
    )
    draft = drafted(desk, ends, named=outstanding)
    _say_draft(draft, scale)
    if dry:
        return
    receipt = record(
        opened.books,
        Command(
            book=where.body,
            id=reads.reconciling_id(where.body, statement),
            kind="till.reconciled",
            happened=str(opened.books.clock().date()),
            facts=facts_of(draft, desk, ends, statement=statement),
            office="treasurer",
        ),
    )
    say(f"{statement} is reconciled until {ends.until}, by entry {receipt.seq}.")


def first_day(desk: TillDesk) -> str:
    """Return the day after the last statement, or that of the first line."""
    if desk.last:
        return str(date.fromisoformat(desk.last.until) + timedelta(days=1))
    return min((line.on for line in desk.lines), default="1900-01-01")


def opening_of(desk: TillDesk) -> int:
    """Return what the last statement closed with; 0 before the first one."""
    return desk.last.closing if desk.last else 0


def _say_draft(draft: Draft, scale: int) -> None:
    def told(count: int) -> str:
        return decimal_text(count, scale)

    say(f"{len(draft.lines)} lines, {len(draft.pairs)} matches.")
    for entry in draft.outstanding:
        say(f"outstanding: entry {entry.seq} {entry.on} {told(entry.amount)}")
    for line in draft.open_lines:
        say(f"not in the book: {line.mark[:10]} {line.on} {told(line.amount)}")
    say(f"The book has {told(draft.booked)}; unexplained {told(draft.difference)}.")
    if draft.broken:
        say(f"The statement does not add up: {told(draft.broken)} is missing.")


@click.command("reopen")
@home_option
@click.argument("of", nargs=3, metavar="BODY STATEMENT REASON")
@click.pass_obj
@told_errors
def reopen_command(node: Node, /, home: Path, *, of: tuple[str, str, str]) -> None:
    """Take the last reconciliation of a till back; its lines and entries are free."""
    opened = node.open(home)
    body, statement, reason = of
    row = reads.statement_of(body, statement)
    receipt = record(
        opened.books,
        Command(
            book=body,
            id=f"reopen-{statement}-{row.seq if row else 0}",
            kind="till.reopened",
            happened=str(opened.books.clock().date()),
            facts={"statement": statement, "reason": reason},
            office="treasurer",
        ),
    )
    say(f"{statement} is open again, by entry {receipt.seq}.")


@click.command("sheet")
@home_option
@click.argument("of", nargs=2, metavar="BODY STATEMENT")
@click.option(
    "--form", type=click.Choice(list(FORMATS)), default="text", help="As what."
)
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), help="Into this file."
)
@click.pass_obj
@told_errors
def sheet_command(
    node: Node, /, home: Path, *, of: tuple[str, str], form: str, out: Path | None
) -> None:
    """Write the reconciliation of a statement, from the book's figure to the bank's."""
    node.open(home)
    counts, units = scales()
    words = InWords(
        names=Names.load(language()), scales=counts, units=units, language=language()
    )
    made = FORMATS[form][1](words.paper(reconciliation_sheet(*of)))
    if out:
        out.write_bytes(made)
        say(f"{out}: {len(made)} bytes.")
    else:
        sys.stdout.buffer.write(made)


@click.command("drop")
@home_option
@click.argument("mark")
@click.pass_obj
@told_errors
def drop_command(node: Node, /, home: Path, *, mark: str) -> None:
    """Take a line out of the inbox that was typed or pasted in error."""
    node.open(home)
    bank.drop_line(reads.line_named(mark).line.mark)
    say("The line is gone.")


@click.command("erase")
@home_option
@click.argument("body")
@click.option("--until", required=True, help="Lines until this day.")
@click.pass_obj
@told_errors
def erase_command(node: Node, /, home: Path, *, body: str, until: str) -> None:
    """Erase the texts of BODY's reconciled lines: names go, days and amounts stay."""
    node.open(home)
    gone = bank.erase_texts(body, until=str(parse_day(until)))
    say(f"The texts of {gone} lines are erased.")
