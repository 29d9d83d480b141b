# SPDX-License-Identifier: Apache-2.0
"""``bundle make``: a book as a signed file, for an auditor or for one receiver."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path

import click

from gungho.doors.cli.frame import Node, home_option, say, told_errors
from gungho.errors import Unavailable
from gungho.federation.bundle import FORMAT, VERSION, Header, encrypt, write_bundle
from gungho.store.reads import journal


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
    """Write the whole of BOOK, sealed, to FILE; plain unless --to names a body."""
    node.open(home)
    raw = plain_bundle(book)
    if to:
        opening, _ = journal.entry(to, 0)
        raw = encrypt(raw, public=b64decode(opening.payload["key"]))
    try:
        file.write_bytes(raw)
    except OSError as error:
        raise Unavailable(
            "file.cannot-write", file=str(file), problem=str(error)
        ) from None
    kept = f"encrypted to {to}" if to else "plain, for anyone to check"
    say(f"{file}: the book of {book}, {len(raw):,} bytes, {kept}.")


def plain_bundle(body: str) -> bytes:
    """Return a whole book as a plain bundle."""
    line = journal.book(body)
    sealed = journal.last_seal(line.number)
    header = Header(
        format=FORMAT,
        v=VERSION,
        body=body,
        book=str(line.number),
        size=sealed.size,
        verifier=line.verifier,
    )
    entries = (raw for _, raw, _ in journal.raw_entries(line.number))
    return b"".join(write_bundle(header, entries, sealed.note))
