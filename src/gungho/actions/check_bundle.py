# SPDX-License-Identifier: Apache-2.0
"""Checking a bundle asks the same of it as of a kept book, from its bytes alone.

A part that begins past a book's opening is held to the key it states and to its own
frontier; whether that is the book's key, only who holds the earlier entries can say.
"""

from __future__ import annotations

from gungho.actions.verify_books import BookToCheck, Checked, Sealed, verify_book
from gungho.errors import Corruption
from gungho.federation.bundle import Part, parse_bundle
from gungho.journal import Custody, leaf_hash, parse_checkpoint, read_verifier
from gungho.journal import split_note as split


def check_bundle(raw: bytes) -> list[Checked]:
    """Check a plain bundle; raise Corruption at the first thing that does not hold."""
    return [_check_part(part) for part in parse_bundle(raw).parts]


def _check_part(part: Part) -> Checked:
    head = part.head
    start = part.frontier()
    root = start.extend(leaf_hash(line) for line in part.entries).root()
    stated, public = read_verifier(head.key)
    custody = Custody(book=head.book, key=public, recovery=b"")
    if parse_checkpoint(split(head.seal)[0]).root != root or not stated:
        raise Corruption("verify.root", book=head.body, size=head.size)
    return verify_book(
        BookToCheck(
            body=head.body,
            number=part.number,
            entries=(
                (seq, line, None) for seq, line in enumerate(part.entries, head.first)
            ),
            seals=[Sealed(size=head.size, root=root, note=head.seal)],
            start=start,
            custody=custody if head.first else None,
        )
    )
