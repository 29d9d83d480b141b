# SPDX-License-Identifier: Apache-2.0
"""``card erase``: what may be erased, and leaves every proof standing."""

from __future__ import annotations

from pathlib import Path

import click

from gungho.doors.cli.frame import Node, home_option, say, told_errors
from gungho.store.cards import erase_card


@click.group("card")
def card_group() -> None:
    """Look after erasable cards: names, words, letters."""


@card_group.command("erase")
@home_option
@click.argument("commitment")
@click.pass_obj
@told_errors
def erase_command(node: Node, home: Path, commitment: str) -> None:
    """Erase a card and its salt; the journal keeps a commitment nobody can open."""
    node.open(home)
    erase_card(commitment)
    say("The card is erased. Every proof still holds.")
