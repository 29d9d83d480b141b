# SPDX-License-Identifier: Apache-2.0
"""``bundle make``, ``read`` and ``send``: books carried between installations.

By file, as the attachment of a letter (``.eml``), or by HTTP.
"""

from __future__ import annotations

from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import click

from gungho.actions.make_bundle import EVERY, make_bundle
from gungho.actions.read_bundle import Reading, read_bundle
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.letters import MEDIA, carried, unwrapped
from gungho.doors.parcel_words import told_reading
from gungho.doors.reasons import sentence
from gungho.errors import Refusal, Unavailable
from gungho.federation.bundle import AGE_HEAD
from gungho.store.parcels import note_sent, note_taken

LETTER = ".eml"
SEND_SECONDS = 60
ANSWER_BYTES_MAX = 2**31


@click.group("bundle")
def bundle_group() -> None:
    """Carry books between installations."""


@bundle_group.command("make")
@home_option
@click.argument("book")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--to", default="", help="Encrypt to the key that this body's book pins.")
@click.pass_obj
@told_errors
def make_command(node: Node, home: Path, book: str, file: Path, *, to: str) -> None:
    """Write BOOK, sealed, to FILE; "all" is every book kept here, "held" also others'.

    With --to, what that body lacks and may see, closed to it; without, the whole,
    plain, for anyone to check. A FILE that ends in .eml is a letter with the parcel
    attached.
    """
    opened = node.open(home)
    made = make_bundle(opened.shelves, book=book, receiver=to)
    as_letter = file.suffix == LETTER
    _write(file, carried(opened.shelves, made, to=to, as_letter=as_letter))
    note_sent(made, to=to, now=opened.shelves.clock())
    for body in made.behind:
        say(_heard("heard.behind", {"body": body}))
    kept = f"encrypted to {to}" if to else "plain, for anyone to check"
    told = ", ".join(
        f"{part.head.body} {part.head.first:,}-{part.head.size:,}"
        for part in made.parts
    )
    say(f"{file}: {told or 'no books'}; {len(made.raw):,} bytes, {kept}.")


@bundle_group.command("read")
@home_option
@json_option
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--answer",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the answer for the sender to this file.",
)
@click.pass_obj
@told_errors
def read_command(
    node: Node, home: Path, file: Path, *, as_json: bool, answer: Path | None
) -> None:
    """Read a parcel of books from FILE, and say of each book what it turned out to be.

    Exit code 3 if a book was found forked, broken or not whole.
    """
    opened = node.open(home)
    raw = unwrapped(file.read_bytes())
    reading = read_bundle(raw, opened.shelves, keys=opened.keys())
    if answer and reading.known:
        made = make_bundle(opened.shelves, book=EVERY, receiver=reading.sender)
        as_letter = answer.suffix == LETTER
        to = reading.sender
        _write(answer, carried(opened.shelves, made, to=to, as_letter=as_letter))
        note_sent(made, to=to, now=opened.shelves.clock())
    note_taken(reading, now=opened.shelves.clock())
    tell_reading(reading, as_json=as_json)


@bundle_group.command("send")
@home_option
@json_option
@click.argument("body")
@click.argument("address")
@click.pass_obj
@told_errors
def send_command(
    node: Node, home: Path, body: str, address: str, *, as_json: bool
) -> None:
    """Send what BODY lacks to its installation at ADDRESS, and read its answer."""
    opened = node.open(home)
    made = make_bundle(opened.shelves, book=EVERY, receiver=body)
    raw = carried(opened.shelves, made, to=body, as_letter=False)
    answer = _posted(address, raw)
    note_sent(made, to=body, now=opened.shelves.clock())
    if not answer.startswith(AGE_HEAD):
        told = answer[:400].decode("utf-8", "replace").strip()
        raise Refusal("bundle.not-taken", address=address[:120], told=told)
    reading = read_bundle(answer, opened.shelves, keys=opened.keys())
    note_taken(reading, now=opened.shelves.clock())
    tell_reading(reading, as_json=as_json)


def _write(file: Path, raw: bytes) -> None:
    try:
        file.write_bytes(raw)
    except OSError as error:
        raise Unavailable(
            "file.cannot-write", file=str(file), problem=str(error)
        ) from None


def _posted(address: str, raw: bytes) -> bytes:
    """Return what an installation answers to a parcel posted to it."""
    where = urlsplit(address)
    if where.scheme not in ("http", "https") or not where.hostname:
        raise Refusal("bundle.address", address=address[:120])
    url = address.rstrip("/") + "/parcels/"
    asked = Request(url, data=raw, headers={"Content-Type": MEDIA})
    try:
        with urlopen(asked, timeout=SEND_SECONDS) as answer:  # nosec B310
            return bytes(answer.read(ANSWER_BYTES_MAX))
    except HTTPError as error:
        told = error.read(400).decode("utf-8", "replace").strip()
        raise Refusal("bundle.not-taken", address=address[:120], told=told) from None
    except (URLError, OSError) as error:
        raise Unavailable(
            "bundle.not-sent", address=address[:120], problem=str(error)[:160]
        ) from None


def tell_reading(reading: Reading, *, as_json: bool) -> None:
    """Say what became of a parcel, part by part."""
    if as_json:
        say_json(
            {
                "sender": reading.sender,
                "made": reading.made,
                "known": reading.known,
                "for_us": reading.for_us,
                "clock_off": reading.clock_off,
                "entries": reading.entries,
                "cards": reading.cards,
                "erased": reading.erased,
                "cosigned": reading.cosigned,
                "acknowledged": reading.acknowledged,
                "books": [
                    {
                        "book": one.body,
                        "first": one.first,
                        "size": one.size,
                        "outcome": one.outcome.value,
                        "problem": one.problem,
                    }
                    for one in reading.heard
                ],
            }
        )
    else:
        _say_reading(reading)
    if any(one.outcome.harmful for one in reading.heard):
        raise SystemExit(3)


def _say_reading(reading: Reading) -> None:
    told = told_reading(reading, language())
    for line in told.before:
        say(line)
    for part in told.parts:
        say(f"  {part.word}")
    for line in told.after:
        say(line)


def _heard(code: str, facts: dict[str, str | int]) -> str:
    return sentence(code, facts, language())
