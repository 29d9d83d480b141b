# SPDX-License-Identifier: Apache-2.0
"""A checkpoint states a book's size and root; a seal is one that is signed (C2SP)."""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass

from gungho.errors import Corruption
from gungho.journal.keys import NodeKey, exact_base64
from gungho.journal.merkle import EMPTY_ROOT, HASH_BYTES
from gungho.journal.note import open_note, sign_note

_SIZE = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """An origin, a size and a root.

    Raises Corruption ``checkpoint.malformed``, also for an empty book with a root that
    is not the empty root.
    """

    origin: str
    size: int
    root: bytes

    def __post_init__(self) -> None:
        empty_differs = (self.size == 0) != (self.root == EMPTY_ROOT)
        bad_origin = not self.origin or any(ord(sign) < 32 for sign in self.origin)
        if self.size < 0 or len(self.root) != HASH_BYTES or empty_differs or bad_origin:
            raise Corruption("checkpoint.malformed", origin=self.origin[:80])

    def text(self) -> str:
        """Return the note text."""
        root = b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\n"


def parse_checkpoint(text: str) -> Checkpoint:
    """Return the checkpoint a note text states (extension lines are kept unread)."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]):
        raise Corruption("checkpoint.malformed", origin=lines[0][:80])
    if not _SIZE.fullmatch(lines[1]):
        raise Corruption("checkpoint.malformed", origin=lines[0][:80])
    root = exact_base64(lines[2])
    if root is None:
        raise Corruption("checkpoint.malformed", origin=lines[0][:80])
    return Checkpoint(origin=lines[0], size=int(lines[1]), root=root)


def seal(checkpoint: Checkpoint, key: NodeKey) -> str:
    """Return the checkpoint as a signed note."""
    return sign_note(checkpoint.text(), key)


def open_seal(note: str, verifier: str) -> Checkpoint:
    """Return the checkpoint of a note signed by this verifier's key."""
    text, _ = open_note(note, (verifier,))
    return parse_checkpoint(text)
