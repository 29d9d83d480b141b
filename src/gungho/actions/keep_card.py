# SPDX-License-Identifier: Apache-2.0
"""A card is an erasable text; the journal holds its salted commitment only (law 11).

The commitment is SHA-256 over a 16-byte salt and the text's UTF-8 bytes. Destroying the
salt with the text leaves nothing that could be guessed back.
"""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

from gungho.actions.ports import Card
from gungho.errors import Refusal

TEXT_MAX = 20_000
PICTURE_MAX = 1_000_000
Salts = Callable[[], bytes]


def make_card(text: str, *, subject: str, salts: Salts, most: int = TEXT_MAX) -> Card:
    """Return a card for a text, or refuse ``card.too-long`` or ``card.empty``."""
    if not text.strip():
        raise Refusal("card.empty", subject=subject)
    if len(text) > most:
        raise Refusal("card.too-long", subject=subject, length=len(text), most=most)
    salt = salts()
    return Card(
        commitment=commitment(salt, text), salt=salt, subject=subject, text=text
    )


def commitment(salt: bytes, text: str) -> str:
    """Return the commitment that an entry holds for a text."""
    return sha256(b"gungho card\n" + salt + text.encode()).hexdigest()
