# SPDX-License-Identifier: Apache-2.0
"""A movement checkpoint is one signed note over every book that a node keeps.

It is a C2SP checkpoint: the size is the number of entries in all books, the root is the
RFC 6962 root over the lines ``book size root``, and the lines stand below it. Others
cosign it when it agrees with what they saw before, so that no node can show two
histories to two readers for long.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from gungho.errors import Corruption
from gungho.journal import (
    Checkpoint,
    NodeKey,
    leaf_hash,
    open_note,
    parse_checkpoint,
    root_of,
    sign_note,
)

ORIGIN = "gungho-movement"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookAt:
    """A book's number, size and root (32 bytes)."""

    book: int
    size: int
    root: bytes

    def line(self) -> str:
        """Return the line that states it."""
        return f"{self.book} {self.size} {self.root.hex()}"


def movement_note(sender: str, books: Iterable[BookAt], key: NodeKey) -> str:
    """Return the movement checkpoint of a node, signed."""
    lines = [one.line() for one in sorted(books, key=lambda one: one.book)]
    total = sum(int(line.split(" ")[1]) for line in lines)
    root = root_of([leaf_hash(line.encode()) for line in lines])
    head = Checkpoint(origin=f"{ORIGIN}/{sender}", size=total, root=root)
    return sign_note(head.text() + "".join(f"{line}\n" for line in lines), key)


def open_movement(note: str, verifier: str) -> tuple[Checkpoint, tuple[BookAt, ...]]:
    """Return a movement checkpoint and the books it states.

    Raises Corruption as ``open_note`` does, and ``movement.malformed``.
    """
    text, _ = open_note(note, (verifier,))
    head = parse_checkpoint(text)
    lines = text.split("\n")[3:-1]
    books = tuple(_book_at(line) for line in lines)
    root = root_of([leaf_hash(line.encode()) for line in lines])
    if head.root != root or head.size != sum(one.size for one in books):
        raise Corruption("movement.malformed", origin=head.origin[:80])
    if not head.origin.startswith(f"{ORIGIN}/"):
        raise Corruption("movement.malformed", origin=head.origin[:80])
    return head, books


def _book_at(line: str) -> BookAt:
    parts = line.split(" ")
    try:
        found = BookAt(
            book=int(parts[0]), size=int(parts[1]), root=bytes.fromhex(parts[2])
        )
    except (ValueError, IndexError):
        raise Corruption("movement.malformed", origin=line[:40]) from None
    if found.line() != line:
        raise Corruption("movement.malformed", origin=line[:40])
    return found
