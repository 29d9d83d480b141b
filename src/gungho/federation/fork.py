# SPDX-License-Identifier: Apache-2.0
"""A fork is two versions of one book, each sealed by the book's own key.

The proof needs neither version whole: at one size each sealed version has a root, each
root is proved to be a beginning of its sealed tree (RFC 6962), and the roots differ. It
can be carried to anyone, who needs the book's key and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import msgspec

from gungho.errors import Corruption
from gungho.federation.bundle import Part
from gungho.journal import (
    Frontier,
    Read,
    consistency_path,
    frontier_at,
    node_hash,
    open_seal,
    verify_consistency,
)


class Side(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One version: its root at the parting size, the path to its seal, the seal."""

    root: str
    path: tuple[str, ...]
    seal: str


class Fork(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The proof that one key sealed two versions of a book."""

    book: str
    body: str
    at: int
    key: str
    sides: tuple[Side, Side]


class Held(Protocol):
    """The version that stands here."""

    @property
    def size(self) -> int:
        """How many entries stand here."""

    @property
    def seal(self) -> str:
        """The newest seal."""

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of a complete subtree of 2**level leaves."""


@dataclass(frozen=True, slots=True)
class _Tree:
    """A tree known by its frontier at one size and every leaf from there on."""

    start: Frontier
    leaves: Sequence[bytes]

    def subtree(self, level: int, index: int) -> bytes:
        """Return the root of a complete subtree, from leaves or from the frontier."""
        first = index << level
        if level == 0 and first >= self.start.size:
            return self.leaves[first - self.start.size]
        known = self._peak(level, first)
        if known is not None:
            return known
        if level == 0:
            raise Corruption("proof.index", index=index, size=self.start.size)
        left = self.subtree(level - 1, 2 * index)
        return node_hash(left, self.subtree(level - 1, 2 * index + 1))

    def _peak(self, level: int, first: int) -> bytes | None:
        at, sizes = 0, _peaks(self.start.size)
        for size, known in zip(sizes, self.start.hashes, strict=True):
            if at == first and size == 1 << level:
                return known
            at += size
        return None


def _peaks(size: int) -> list[int]:
    """Return the sizes of the complete subtrees of a tree, largest first."""
    return [1 << bit for bit in range(size.bit_length(), -1, -1) if size >> bit & 1]


def prove_fork(part: Part, held: Held, leaves: Sequence[bytes], *, at: int) -> Fork:
    """Return the proof that the part and what is held differ at a size."""
    theirs = _Tree(part.frontier(), leaves)
    return Fork(
        book=part.head.book,
        body=part.head.body,
        at=at,
        key=part.head.key,
        sides=(
            _side(held.subtree, at=at, size=held.size, seal=held.seal),
            _side(theirs.subtree, at=at, size=part.head.size, seal=part.head.seal),
        ),
    )


def _side(read: Callable[[int, int], bytes], *, at: int, size: int, seal: str) -> Side:
    reader: Read = read
    path = consistency_path(reader, at, size)
    root = frontier_at(reader, at).root()
    return Side(root=root.hex(), path=tuple(one.hex() for one in path), seal=seal)


def check_fork(fork: Fork, *, verifiers: Sequence[str]) -> None:
    """Check a fork's proof against the keys that the book has had.

    Raises Corruption ``fork.not-proved``.
    """
    roots = set()
    for side in fork.sides:
        checkpoint = _opened(side.seal, verifiers)
        if checkpoint is None or checkpoint[0] != f"gungho/{fork.body}/{fork.book}":
            raise Corruption("fork.not-proved", book=fork.body[:80])
        verify_consistency(
            fork.at,
            checkpoint[1],
            [bytes.fromhex(one) for one in side.path],
            old_root=bytes.fromhex(side.root),
            new_root=checkpoint[2],
        )
        roots.add(side.root)
    if len(roots) != len(fork.sides):
        raise Corruption("fork.not-proved", book=fork.body[:80])


def _opened(seal: str, verifiers: Sequence[str]) -> tuple[str, int, bytes] | None:
    for verifier in verifiers:
        try:
            found = open_seal(seal, verifier)
        except Corruption:
            continue
        return found.origin, found.size, found.root
    return None
