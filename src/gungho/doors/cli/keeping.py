# SPDX-License-Identifier: Apache-2.0
"""``key`` and ``book``: whose key seals a book, and who keeps it."""

from __future__ import annotations

import secrets
from base64 import b64decode
from pathlib import Path

import click

from gungho.actions.change_keeper import (
    NewKeys,
    adopt_book,
    card_of,
    check_release,
    key_card,
    read_key_card,
    read_release,
    release_book,
    resume_book,
    rotate_key,
    take_book,
)
from gungho.actions.mail import Shelf
from gungho.doors.cli.founding import give_paper
from gungho.doors.cli.frame import Node, Opened, home_option, say, told_errors
from gungho.doors.letters import unwrapped
from gungho.errors import Refusal, Unavailable
from gungho.federation.bundle import parse_bundle
from gungho.journal import NodeKey, paper_text, read_paper
from gungho.store.settings import keep_setting

PAPER = click.option(
    "--paper",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The recovery key, typed from its paper into this file.",
)


@click.group("key")
def key_group() -> None:
    """Change the key that seals this installation's books."""


@key_group.command("rotate")
@home_option
@click.pass_obj
@told_errors
def rotate_command(node: Node, home: Path) -> None:
    """Give every book kept here a new key, released by the old one."""
    opened = node.open(home)
    new = opened.next_key()
    for shelf in _kept(opened):
        if shelf.custody.key == new.public:
            continue
        keys = NewKeys(key=new, recovery=shelf.custody.recovery)
        receipt = rotate_key(
            opened.books, shelf.body, keys, by=opened.node_key, sort="key"
        )
        say(f"{shelf.body}: new key from entry {receipt.seq} on.")
    opened.switch_key()


@key_group.command("recover")
@home_option
@PAPER
@click.option(
    "--new-paper",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the new recovery key to this file instead of the screen.",
)
@click.pass_obj
@told_errors
def recover_command(
    node: Node, home: Path, *, paper: Path | None, new_paper: Path | None
) -> None:
    """Replace a lost key with the paper recovery key; a new paper takes its place."""
    opened = node.open(home)
    recovery = _recovery(paper)
    seed = secrets.token_bytes(32)
    public = NodeKey.generate("recovery", seed).public
    new = opened.next_key()
    books = [one for one in _kept(opened) if one.custody.recovery == recovery.public]
    if not books:
        raise Refusal("key.not-recovery", body=opened.shelves.body)
    give_paper(paper_text(seed), new_paper)
    for shelf in books:
        keys = NewKeys(key=new, recovery=public)
        receipt = rotate_key(
            opened.books, shelf.body, keys, by=recovery, sort="recovery"
        )
        say(f"{shelf.body}: new key from entry {receipt.seq} on.")
    opened.keep_recovery(public)
    opened.switch_key()


@key_group.command("card")
@home_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
@told_errors
def card_command(node: Node, home: Path, file: Path) -> None:
    """Write this installation's public keys, for whoever hands a book over to it."""
    opened = node.open(home, create=True)
    _write(file, key_card(opened.node_key, opened.recovery))
    say(f"{file}: the public keys of {home}; it holds no secret.")


@key_group.command("paper")
@home_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.pass_obj
@told_errors
def paper_command(node: Node, home: Path, file: Path) -> None:
    """Take the recovery key out of this installation, to be kept on paper alone."""
    opened = node.open(home)
    key = opened.take_recovery()
    give_paper(paper_text(key.seed), file)
    opened.keep_recovery(key.public)
    say(f"{file}: print it, put it away from here, and delete the file.")


@click.group("book")
def book_group() -> None:
    """Hand a book over, take one over, or let one go on after a restore."""


@book_group.command("hand-over")
@home_option
@click.argument("book")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", default="", help="The body whose installation takes it.")
@click.option(
    "--card",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The key card of a new installation that takes it.",
)
@click.pass_obj
@told_errors
def hand_over_command(
    node: Node, home: Path, book: str, file: Path, *, to: str, card: Path | None
) -> None:
    """Release BOOK to another body's installation; nothing is written in it any more.

    FILE is the signed release. Send it with the newest parcel of the book.
    """
    opened = node.open(home)
    shelf = _shelf(opened, book)
    if not shelf.kept:
        raise Refusal("book.heard-only", body=book)
    to = to or book
    keys = read_key_card(card.read_bytes()) if card else card_of(opened.shelves, to)
    _write(file, release_book(shelf, keys, keeper=to, by=opened.node_key))
    opened.shelves.let_go(shelf.number)
    whose = "a new installation" if card else to
    say(f"{book} is released to {whose} at entry {shelf.size}; {file} says so.")


@book_group.command("adopt")
@home_option
@click.argument("book")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--fingerprint", "spoken", default="", help="The digits heard aloud.")
@click.option(
    "--release",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The old keeper's signed release to this installation's key card.",
)
@PAPER
@click.pass_obj
@told_errors
def adopt_command(
    node: Node,
    home: Path,
    book: str,
    file: Path,
    *,
    spoken: str,
    release: Path | None,
    paper: Path | None,
) -> None:
    """Begin a new installation with BOOK, which another has kept until now.

    FILE is a plain parcel of the whole book.
    """
    opened = node.open(home, create=True)
    bundle = parse_bundle(unwrapped(file.read_bytes()))
    shelf = adopt_book(opened.shelves, bundle, body=book, spoken=spoken)
    _take(opened, shelf, keeper=book, release=release, paper=paper)
    keep_setting("node.body", book)


@book_group.command("take")
@home_option
@click.argument("book")
@click.option(
    "--release",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="The old keeper's signed release.",
)
@PAPER
@click.pass_obj
@told_errors
def take_command(
    node: Node, home: Path, book: str, *, release: Path | None, paper: Path | None
) -> None:
    """Take over BOOK, by its keeper's release or, if it is gone, by its paper key."""
    opened = node.open(home)
    keeper = opened.shelves.body
    _take(opened, _shelf(opened, book), keeper=keeper, release=release, paper=paper)


def _take(
    opened: Opened,
    shelf: Shelf,
    *,
    keeper: str,
    release: Path | None,
    paper: Path | None,
) -> None:
    if shelf.kept:
        raise Refusal("book.kept-already", body=shelf.body)
    released: str | NodeKey
    recovery = opened.recovery
    if release is not None:
        told = read_release(release.read_bytes())
        check_release(shelf, told, keeper=keeper, key=opened.node_key)
        released, recovery = told.released, b64decode(told.recovery)
    else:
        released = _recovery(paper)
        if released.public != shelf.custody.recovery:
            raise Refusal("key.not-recovery", body=shelf.body)
    keys = NewKeys(key=opened.node_key, recovery=recovery)
    with opened.shelves.taking(shelf.number):
        receipt = take_book(opened.books, shelf, keys, keeper=keeper, released=released)
    say(f"{shelf.body} is kept here from entry {receipt.seq} on.")


@book_group.command("resume")
@home_option
@click.argument("book")
@click.option("--reason", default="restored", help="A word for the reason.")
@click.pass_obj
@told_errors
def resume_command(node: Node, home: Path, book: str, *, reason: str) -> None:
    """Let BOOK go on after a restored backup, as a new generation.

    First read the parcels of everyone who holds the book: its own entries come back
    with them. Only what nobody holds any more is given up.
    """
    opened = node.open(home)
    receipt = resume_book(opened.books, _shelf(opened, book), reason=reason)
    say(f"{book} goes on from entry {receipt.seq}, as a new generation.")


def _write(file: Path, raw: bytes) -> None:
    try:
        file.write_bytes(raw)
    except OSError as error:
        raise Unavailable(
            "file.cannot-write", file=str(file), problem=str(error)
        ) from None


def _kept(opened: Opened) -> list[Shelf]:
    return [one for one in opened.shelves.shelves() if one.kept]


def _shelf(opened: Opened, book: str) -> Shelf:
    for one in opened.shelves.shelves():
        if one.body == book:
            return one
    raise Refusal("book.unknown", body=book)


def _recovery(paper: Path | None) -> NodeKey:
    if paper is None:
        raise Refusal("key.paper-missing")
    return NodeKey.generate("recovery", read_paper(paper.read_text("utf-8")))
