# SPDX-License-Identifier: Apache-2.0
"""``gift``: refuse one with a letter, and number the receipt of another."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TypedDict, Unpack

import click

from gungho.actions.record import record
from gungho.actions.refuse_gift import GiftDeclined, refuse_gift
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.doors.giving_receipts import give_receipt
from gungho.errors import Refusal
from gungho.reports.refusal_letter import Declined
from gungho.store.cards import card_texts
from gungho.store.reads.giving import gift_told, receipt_gift
from gungho.store.reads.query import one


class Refused(TypedDict):
    """What is refused, and for whom the letter is."""

    item: str
    reason: str
    giver: str
    name: str
    letter: str


@click.group("gift")
def gift_group() -> None:
    """Refuse a gift with a letter; issue a receipt; read what was sent."""


@gift_group.command("refuse")
@home_option
@click.argument("body")
@click.argument("gift")
@click.option("--item", required=True, help="What was offered, by its code.")
@click.option("--reason", required=True, help="Such as stock-full or cannot-carry.")
@click.option("--giver", default="", help="The giver's id, if one is known.")
@click.option("--name", default="", help="How the letter addresses the giver.")
@click.option("--letter", default="en", help="The letter's language: en or zh.")
@click.pass_obj
@told_errors
def refuse_command(
    node: Node, home: Path, *, body: str, gift: str, **asked: Unpack[Refused]
) -> None:
    """Refuse GIFT at BODY, and write the letter that says so kindly."""
    opened = node.open(home)
    names = _item_names(asked["item"])
    told = Declined(
        body=body,
        giver=asked["name"],
        thing=names[asked["letter"].startswith("zh")],
        reason=asked["reason"],
        on=str(opened.books.clock().date()),
    )
    receipt, text = refuse_gift(
        GiftDeclined(
            body=body,
            gift=gift,
            commodity=asked["item"],
            giver=asked["giver"],
            language=asked["letter"],
            told=told,
        ),
        submit=lambda command: record(opened.books, command),
        keep_cards=opened.books.keep_cards,
        salts=lambda: os.urandom(16),
    )
    say(text)
    say(f"\nRecorded: {receipt.book}/{receipt.seq}")


@gift_group.command("letter")
@home_option
@click.argument("gift")
@click.pass_obj
@told_errors
def letter_command(node: Node, home: Path, *, gift: str) -> None:
    """Show the letter that was sent about GIFT."""
    node.open(home)
    found = gift_told(gift)
    if found is None:
        raise Refusal("gift.unknown", gift=gift[:80])
    cards = [found.gift.letter, *(row.letter for row in found.back)]
    texts = card_texts(card for card in cards if card)
    for card in dict.fromkeys(cards):
        if card in texts:
            say(texts[card])
    if not texts:
        say("No letter is kept here about this gift.")


@gift_group.command("receipt")
@home_option
@json_option
@click.argument("gift")
@click.option("--series", default="", help="Issue a receipt from this series.")
@click.option(
    "--issue", is_flag=True, help="Issue one, from whichever series has numbers left."
)
@click.option(
    "--valuation", default="", help="State this worth, where that is allowed."
)
@click.pass_obj
@told_errors
def receipt_command(
    node: Node, /, home: Path, *, as_json: bool, gift: str, issue: bool, **said: str
) -> None:
    """Show the receipts of GIFT, or issue one; GIFT may be a receipt's code."""
    opened = node.open(home)
    found = gift_told(gift) or gift_told(receipt_gift(gift.upper()))
    if found is None:
        raise Refusal("gift.unknown", gift=gift[:80])
    if said["series"] or issue:
        give_receipt(
            found,
            submit=lambda command: record(opened.books, command),
            today=str(opened.books.clock().date()),
            series=said["series"],
            valuation=said["valuation"],
        )
        found = gift_told(found.gift.gift) or found
    told = [
        {"book": found.body, "gift": row.gift, "number": row.number, "code": row.code,
         "on": row.on, "status": row.status}
        for row in found.receipts
    ]  # fmt: skip
    if as_json:
        say_json(told)
        return
    for row in told:
        say("{number}  {code}  {gift}  {on}  {status}".format(**row))
    if not told:
        say("This gift has no receipt yet.")


def _item_names(code: str) -> tuple[str, str]:
    """Return what an item is called in English and in Chinese."""
    found = one("SELECT card FROM p_item WHERE item = %s", (code,))
    text = card_texts([found[0]]).get(found[0], "") if found and found[0] else ""
    english, _, chinese = text.partition("\n")
    return english or code, chinese or english or code
