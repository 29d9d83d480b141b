# SPDX-License-Identifier: Apache-2.0
"""``init``, ``fingerprint``, ``recognise``, ``suspend`` and ``reinstate``."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import Any

import click

from gungho.actions.found_body import (
    Named,
    compare_fingerprint,
    introduction,
    next_numbers,
    recognise_body,
)
from gungho.actions.open_book import Founding, opening_of
from gungho.actions.ports import Command
from gungho.actions.read_bundle import read_bundle
from gungho.actions.record import record
from gungho.doors.beginning import FORMS, end, found, scaled
from gungho.doors.cli.bundle import tell_reading
from gungho.doors.cli.frame import (
    Node,
    Opened,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.doors.letters import unwrapped
from gungho.errors import Refusal, Unavailable
from gungho.federation.bundle import parse_bundle
from gungho.federation.envelope import decrypt
from gungho.journal import NodeKey, fingerprint, paper_text
from gungho.measure import instant_text
from gungho.store.reads import journal

OWNER_ONLY = 0o600


@click.command("init")
@home_option
@json_option
@click.argument("body")
@click.option(
    "--form",
    type=click.Choice(FORMS),
    default="committee",
    show_default=True,
    help="What sort of body it is.",
)
@click.option("--currency", default="GBP", show_default=True, help="Its own currency.")
@click.option(
    "--paper",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the recovery key to this file, to be printed, instead of the screen.",
)
@click.option("--name-en", default="", help="Its English name.")
@click.option("--name-zh", default="", help="Its Chinese name.")
@click.option("--country", default="", help="Its country, by its two letters: GB.")
@click.option("--also", multiple=True, help="Another currency; may be given again.")
@click.pass_obj
@told_errors
def init_command(
    node: Node,
    /,
    home: Path,
    body: str,
    *,
    as_json: bool,
    paper: Path | None,
    **told: Any,
) -> None:
    """Found BODY on an installation of its own: its key, its book, its general fund.

    The recovery key is shown once and kept nowhere: put it on paper. It replaces a
    lost key; whoever holds it can take over the book.
    """
    opened = node.open(home, create=True)
    seed = secrets.token_bytes(32)
    recovery = NodeKey.generate("recovery", seed)
    if body in opened.books.bodies():
        raise Refusal("book.exists", body=body)
    give_paper(paper_text(seed), paper, quiet=as_json)
    opened.keep_recovery(recovery.public)
    founding = Founding(
        body=body,
        form=told["form"],
        currency=told["currency"],
        key=opened.key,
        recovery=recovery.public,
        nonce=secrets.token_bytes(32),
    )
    english, chinese = told["name_en"], told["name_zh"]
    named = Named(
        names=f"{english or chinese}\n{chinese or english}",
        region=told["country"].lower(),
        others=scaled(told["also"]),
        salt=secrets.token_bytes(16),
    )
    found(opened.books, founding, named=named)
    end()
    digits = fingerprint(opening_of(founding))
    book = opened.books.bodies()[body]
    if as_json:
        say_json({"body": body, "book": str(book), "fingerprint": digits})
        return
    say(f"{body} is founded in {home}; its book is {book}.")
    say(f"Fingerprint, to be read aloud to those who recognise it:\n  {digits}")
    say(f"Next: gungho bundle make {body} {body}.bundle, and send it to the hub.")


def give_paper(text: str, paper: Path | None, *, quiet: bool = False) -> None:
    """Show the recovery key once, or write it to a file that only its owner reads."""
    if paper is None:
        if quiet:
            raise Refusal("key.paper-where")
        say(f"Recovery key, for paper only (keep it away from this machine):\n  {text}")
        return
    try:
        paper.touch(mode=OWNER_ONLY, exist_ok=False)
        paper.write_text(text + "\n", "ascii")
    except OSError as error:
        raise Unavailable(
            "file.cannot-write", file=str(paper), problem=str(error)
        ) from None


@click.command("fingerprint")
@home_option
@json_option
@click.pass_obj
@told_errors
def fingerprint_command(node: Node, home: Path, *, as_json: bool) -> None:
    """Show the fingerprint of every book that stands here."""
    node.open(home)
    found = {
        line.body: fingerprint(journal.entry(line.body, 0)[0].payload)
        for line in journal.books()
    }
    if as_json:
        say_json(found)
        return
    for body, digits in found.items():
        say(f"{body:<20} {digits}")


@click.command("recognise")
@home_option
@json_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--fingerprint", "spoken", default="", help="The digits heard aloud.")
@click.option("--numbers", default="", help="The block of numbers to give: 2000-2999.")
@click.option("--by", default="", help="The body that recognises; this node's own.")
@click.option("--body", default="", help="Whom to recognise; else the file's sender.")
@click.pass_obj
@told_errors
def recognise_command(
    node: Node,
    home: Path,
    file: Path,
    *,
    as_json: bool,
    spoken: str,
    numbers: str,
    by: str,
    body: str,
) -> None:
    """Recognise the body that introduces itself in FILE, and take up its book.

    Call it, let it read its fingerprint aloud, and give the digits you hear with
    --fingerprint. Only then is anything recorded.
    """
    opened = node.open(home)
    raw = unwrapped(file.read_bytes())
    introduced = introduction(parse_bundle(decrypt(raw, opened.keys())), body)
    if not spoken:
        raise Refusal("recognition.compare", body=introduced.body)
    compare_fingerprint(introduced, spoken)
    by = by or opened.shelves.body
    block = _block(numbers) if numbers else next_numbers(opened.shelves, by)
    receipt = recognise_body(opened.books, introduced, by=by, numbers=block)
    reading = read_bundle(raw, opened.shelves, keys=opened.keys())
    if not as_json:
        say(
            f"{by} recognises {introduced.body} (entry {receipt.seq}); its receipts "
            f"bear the numbers {block[0]:,} to {block[1]:,}."
        )
    tell_reading(reading, as_json=as_json)


def _block(text: str) -> tuple[int, int]:
    first, _, last = text.partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        raise Refusal("recognition.block", told=text[:40])
    return int(first), int(last)


def _tell_body(opened: Opened, kind: str, body: str, reason: str, by: str) -> None:
    now = opened.books.clock()
    command = Command(
        book=by or opened.shelves.body,
        id=f"{kind.partition('.')[2]}.{body}.{int(now.timestamp())}",
        kind=kind,
        happened=instant_text(now)[:10],
        facts={"body": body, "reason": reason},
    )
    receipt = record(opened.books, command)
    say(f"{receipt.book}: {kind} {body}, entry {receipt.seq}.")


def _standing_command(name: str, kind: str, told: str) -> click.Command:
    @click.command(name, help=told)
    @home_option
    @click.argument("body")
    @click.option("--reason", required=True, help="A word for the reason.")
    @click.option("--by", default="", help="The body that decides; this node's own.")
    @click.pass_obj
    @told_errors
    def command(node: Node, home: Path, body: str, *, reason: str, by: str) -> None:
        _tell_body(node.open(home), kind, body, reason, by)

    made: click.Command = command
    return made


suspend_command: Any = _standing_command(
    "suspend",
    "body.suspended",
    "Suspend BODY: its books are still heard, and nothing is sent to it.",
)
reinstate_command: Any = _standing_command(
    "reinstate", "body.reinstated", "Take up a suspended BODY again."
)
