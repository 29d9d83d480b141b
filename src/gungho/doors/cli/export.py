# SPDX-License-Identifier: Apache-2.0
"""``export`` the books as text journals."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.doors.cli.frame import Node, home_option, told_errors
from gungho.formats.beancount_text import write_beancount
from gungho.formats.ledger_text import write_ledger
from gungho.store.reads.export import text_entries


@click.group("export")
def export_group() -> None:
    """Write the books in other programs' formats, to standard output."""


@export_group.command("ledger")
@home_option
@click.option("--book", default="", help="Only this body's book.")
@click.pass_obj
@told_errors
def export_ledger(node: Node, home: Path, *, book: str) -> None:
    """Write a ledger journal that ledger and hledger read."""
    node.open(home)
    for line in write_ledger(text_entries(book)):
        click.echo(line, nl=False)


@export_group.command("beancount")
@home_option
@click.option("--book", default="", help="Only this body's book.")
@click.pass_obj
@told_errors
def export_beancount(node: Node, home: Path, *, book: str) -> None:
    """Write a journal that Beancount reads, in the names that it allows."""
    node.open(home)
    for line in write_beancount(text_entries(book)):
        click.echo(line, nl=False)
