# SPDX-License-Identifier: Apache-2.0
"""A book is an RFC 6962 tree: every size has one root, and proofs are short.

The frontier is the stack of complete subtrees that make up the tree, largest first; it
is enough to append. Tiles keep 256 hashes of one level, so that a proof of any entry
reads a handful of rows. Sources: RFC 6962 section 2.1; RFC 9162 section 2.1.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from gungho.errors import Corruption

HASH_BYTES = 32
TILE_WIDTH = 256
TILE_LEVELS = 8
EMPTY_ROOT = sha256(b"").digest()
Read = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf's bytes."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of two children."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True, slots=True)
class Frontier:
    """The complete subtrees of a tree, largest first.

    Raises Corruption ``frontier.malformed`` when hashes and size do not fit.
    """

    size: int = 0
    hashes: tuple[bytes, ...] = ()

    def __post_init__(self) -> None:
        fits = self.size >= 0 and self.size.bit_count() == len(self.hashes)
        if not fits or any(len(one) != HASH_BYTES for one in self.hashes):
            raise Corruption("frontier.malformed", size=self.size)

    def append(self, leaf: bytes) -> Frontier:
        """Return the frontier with one more leaf hash."""
        return self.extend((leaf,))

    def extend(self, leaves: Iterable[bytes]) -> Frontier:
        """Return the frontier with more leaf hashes.

        Raises Corruption ``frontier.malformed`` for a leaf that is no hash.
        """
        stack, size = list(self.hashes), self.size
        for leaf in leaves:
            if len(leaf) != HASH_BYTES:
                raise Corruption("frontier.malformed", size=size)
            joined, level = leaf, size
            while level & 1:
                joined = sha256(b"\x01" + stack.pop() + joined).digest()
                level >>= 1
            stack.append(joined)
            size += 1
        return Frontier(size, tuple(stack))

    def root(self) -> bytes:
        """Return the tree's root."""
        if not self.hashes:
            return EMPTY_ROOT
        root = self.hashes[-1]
        for one in reversed(self.hashes[:-1]):
            root = node_hash(one, root)
        return root

    def to_bytes(self) -> bytes:
        """Return the frontier as bytes: size (8), then the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.hashes)

    @classmethod
    def from_bytes(cls, raw: bytes) -> Frontier:
        """Return the frontier that bytes hold.

        Raises Corruption ``frontier.malformed``.
        """
        if len(raw) < 8 or (len(raw) - 8) % HASH_BYTES:
            raise Corruption("frontier.malformed", size=0)
        starts = range(8, len(raw), HASH_BYTES)
        hashes = tuple(raw[at : at + HASH_BYTES] for at in starts)
        return cls(int.from_bytes(raw[:8], "big"), hashes)


def frontier_at(read: Read, size: int) -> Frontier:
    """Return the frontier that a tree had at an earlier size."""
    hashes, start = [], 0
    for level in range(size.bit_length() - 1, -1, -1):
        if size >> level & 1:
            hashes.append(read(level, start >> level))
            start += 1 << level
    return Frontier(size, tuple(hashes))


def root_of(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaf hashes."""
    return Frontier().extend(leaves).root()


def inclusion_path(read: Read, index: int, size: int) -> list[bytes]:
    """Return the path that proves a leaf's place in a tree of ``size`` leaves.

    ``read(level, index)`` gives the root of a complete subtree of 2**level leaves.
    """
    if not 0 <= index < size:
        raise Corruption("proof.index", index=index, size=size)
    return _path(read, index, 0, size)


def _path(read: Read, index: int, start: int, size: int) -> list[bytes]:
    if size == 1:
        return []
    split = _split(size)
    if index < split:
        path = _path(read, index, start, split)
        return [*path, _subtree(read, start + split, size - split)]
    path = _path(read, index - split, start + split, size - split)
    return [*path, _subtree(read, start, split)]


def consistency_path(read: Read, old: int, new: int) -> list[bytes]:
    """Return the path that proves a tree of ``new`` leaves grew out of ``old``."""
    if not 0 < old <= new:
        raise Corruption("proof.sizes", old=old, new=new)
    return [] if old == new else _growth(read, old, 0, new, whole=True)


def _growth(read: Read, old: int, start: int, size: int, *, whole: bool) -> list[bytes]:
    if old == size:
        return [] if whole else [_subtree(read, start, size)]
    split = _split(size)
    if old <= split:
        path = _growth(read, old, start, split, whole=whole)
        return [*path, _subtree(read, start + split, size - split)]
    path = _growth(read, old - split, start + split, size - split, whole=False)
    return [*path, _subtree(read, start, split)]


def _split(size: int) -> int:
    """Return the largest power of two below ``size``."""
    return 1 << (size - 1).bit_length() - 1


def _subtree(read: Read, start: int, size: int) -> bytes:
    if size & (size - 1) == 0:
        level = size.bit_length() - 1
        return read(level, start >> level)
    split = _split(size)
    left = _subtree(read, start, split)
    return node_hash(left, _subtree(read, start + split, size - split))


def verify_inclusion(
    leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes
) -> None:
    """Check an inclusion proof (RFC 9162, 2.1.3.2).

    Raises Corruption ``proof.inclusion``.
    """
    whole = _all_hashes((leaf, root, *path))
    if not whole or not 0 <= index < size:
        raise Corruption("proof.inclusion", index=index, size=size)
    node, last, found = index, size - 1, leaf
    for one in path:
        if last == 0:
            raise Corruption("proof.inclusion", index=index, size=size)
        if node & 1 or node == last:
            found = node_hash(one, found)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            found = node_hash(found, one)
        node >>= 1
        last >>= 1
    if last != 0 or found != root:
        raise Corruption("proof.inclusion", index=index, size=size)


def verify_consistency(
    old: int, new: int, path: Sequence[bytes], *, old_root: bytes, new_root: bytes
) -> None:
    """Check a consistency proof (RFC 9162, 2.1.4.2); an empty old tree proves nothing.

    Raises Corruption ``proof.consistency``.
    """
    wrong = Corruption("proof.consistency", old=old, new=new)
    if not _all_hashes((old_root, new_root, *path)) or not 0 < old <= new:
        raise wrong
    if old == new:
        if path or old_root != new_root:
            raise wrong
        return
    steps = list(path)
    if old & (old - 1) == 0:
        steps.insert(0, old_root)
    if not steps:
        raise wrong
    node, last = old - 1, new - 1
    while node & 1:
        node >>= 1
        last >>= 1
    first = second = steps[0]
    for one in steps[1:]:
        if last == 0:
            raise wrong
        if node & 1 or node == last:
            first, second = node_hash(one, first), node_hash(one, second)
            while node and not node & 1:
                node >>= 1
                last >>= 1
        else:
            second = node_hash(second, one)
        node >>= 1
        last >>= 1
    if last != 0 or first != old_root or second != new_root:
        raise wrong


def _all_hashes(hashes: Iterable[bytes]) -> bool:
    return all(len(one) == HASH_BYTES for one in hashes)


def completed_tiles(old: int, new: int) -> list[tuple[int, int]]:
    """Return ``(level, number)`` of the tiles that became full, lowest level first."""
    found = []
    level = 0
    while new >= TILE_WIDTH:
        old, new = old // TILE_WIDTH, new // TILE_WIDTH
        found += [(level, number) for number in range(old, new)]
        level += 1
    return found


@dataclass(frozen=True, slots=True)
class TileReader:
    """Reads a tree's hashes from full tiles, and from leaves where none is full yet.

    ``leaves(start, stop)`` gives leaf hashes; ``tile(level, number)`` gives 256 joined
    hashes or None. Raises Corruption ``tile.malformed`` or ``tile.leaves``.
    """

    leaves: Callable[[int, int], Sequence[bytes]]
    tile: Callable[[int, int], bytes | None]

    def read(self, level: int, index: int) -> bytes:
        """Return the root of the complete subtree of 2**level leaves at ``index``."""
        tile_level, height = divmod(level, TILE_LEVELS)
        first, width = index << height, 1 << height
        number, offset = divmod(first, TILE_WIDTH)
        row = self._row(tile_level, number)
        if row is not None:
            return root_of(row[offset : offset + width])
        if tile_level == 0:
            return root_of(self._leaves(first, first + width))
        below = range(first, first + width)
        return root_of([self._tile_root(tile_level - 1, one) for one in below])

    def _tile_root(self, level: int, number: int) -> bytes:
        row = self._row(level, number)
        if row is not None:
            return root_of(row)
        half = TILE_LEVELS * (level + 1) - 1
        left, right = 2 * number, 2 * number + 1
        return node_hash(self.read(half, left), self.read(half, right))

    def _row(self, level: int, number: int) -> list[bytes] | None:
        joined = self.tile(level, number)
        if joined is None:
            return None
        if len(joined) != TILE_WIDTH * HASH_BYTES:
            raise Corruption("tile.malformed", level=level, number=number)
        starts = range(0, len(joined), HASH_BYTES)
        return [joined[at : at + HASH_BYTES] for at in starts]

    def _leaves(self, start: int, stop: int) -> Sequence[bytes]:
        found = self.leaves(start, stop)
        if len(found) != stop - start:
            raise Corruption("tile.leaves", start=start, stop=stop, found=len(found))
        return found
