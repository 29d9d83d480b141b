# SPDX-License-Identifier: Apache-2.0
"""A book's tiles and leaves as a proof reads them: what lies together is read at once.

A proof in a book of any size asks a few statements a level, not one a tile.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.journal import TileReader
from gungho.store.statements import ask

WIDTH = 256


class TileRows:
    """What was read of one book; an entry stands still, so what is held stays true."""

    def __init__(self, connection: BaseDatabaseWrapper, number: int) -> None:
        self._connection = connection
        self._number = number
        self._tiles: dict[tuple[int, int], bytes | None] = {}
        self._leaves: dict[int, list[bytes]] = {}

    def tile(self, level: int, index: int) -> bytes | None:
        """Return 256 joined hashes, or None; the second of a row brings the rest."""
        if (level, index) not in self._tiles:
            beside = (level, index - 1) in self._tiles
            last = index | (WIDTH - 1) if beside else index
            self._tiles.update({(level, one): None for one in range(index, last + 1)})
            for one, hashes in ask(
                self._connection,
                "SELECT number, hashes FROM journal_tile WHERE book = %s "
                "AND level = %s AND number >= %s AND number <= %s",
                (self._number, level, index, last),
            ):
                self._tiles[level, one] = bytes(hashes)
        return self._tiles[level, index]

    def leaves(self, start: int, stop: int) -> Sequence[bytes]:
        """Return leaf hashes of entries that lie in one tile's width."""
        number, first = divmod(start, WIDTH)
        held = self._leaves.get(number, [])
        if len(held) < first + stop - start:
            found = ask(
                self._connection,
                "SELECT leaf FROM journal_entry WHERE book = %s AND seq >= %s "
                "AND seq < %s ORDER BY seq",
                (self._number, number * WIDTH, max(stop, (number + 1) * WIDTH)),
            )
            held = self._leaves[number] = [bytes(leaf) for (leaf,) in found]
        return held[first : first + stop - start]


def tile_reader(connection: BaseDatabaseWrapper, number: int) -> TileReader:
    """Return a reader of a book's tree."""
    held = TileRows(connection, number)
    return TileReader(held.leaves, held.tile)
