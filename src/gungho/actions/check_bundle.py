# SPDX-License-Identifier: Apache-2.0
"""Checking a bundle asks the same of it as of a kept book, from its bytes alone."""

from __future__ import annotations

from gungho.actions.verify_books import BookToCheck, Checked, Sealed, verify_book
from gungho.errors import Corruption
from gungho.federation.bundle import parse_bundle
from gungho.journal import Frontier, leaf_hash, open_seal


def check_bundle(raw: bytes) -> Checked:
    """Check a plain bundle; raise Corruption at the first thing that does not hold."""
    bundle = parse_bundle(raw)
    root = Frontier().extend(leaf_hash(line) for line in bundle.entries).root()
    checked = verify_book(
        BookToCheck(
            body=bundle.header.body,
            number=_number(bundle.header.book),
            entries=((seq, line, None) for seq, line in enumerate(bundle.entries)),
            seals=[Sealed(size=bundle.header.size, root=root, note=bundle.seal)],
        )
    )
    if open_seal(bundle.seal, bundle.header.verifier).root != checked.root:
        raise Corruption("verify.root", book=checked.body, size=checked.entries)
    return checked


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 19:
        raise Corruption("bundle.malformed", line=1)
    return int(text)
