# SPDX-License-Identifier: Apache-2.0
"""Appending writes entries, tiles, seal, head, intake and projections in one step.

It is used alike for what is recorded here and for what is heard from elsewhere; the
caller has opened the atomic block and locked the book's head row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.actions.ports import Head, Made
from gungho.journal import Frontier, completed_tiles, node_hash
from gungho.ledger.state import Row
from gungho.store.source import write_rows
from gungho.store.statements import Insert, ask, insert_rows, tell, together

TILE_WIDTH = 256
KEPT, HEARD, HANDED, FROZEN = "kept", "heard", "handed-over", "frozen"
HEAD = Insert(
    "journal_head (book, body, key_text, size, frontier, recorded, standing)", 7
)
ENTRY = Insert("journal_entry (book, seq, entry, raw, leaf)", 5)
SEAL = Insert("journal_seal (book, size, root, note)", 4)
INTAKE = Insert("intake (book, first, last, learned, via)", 5)
TILE = Insert("journal_tile (book, level, number, hashes)", 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Appended:
    """What is appended: entries, the frontier after them, their seal, how it came."""

    first: int
    made: Sequence[Made]
    frontier: Frontier
    note: str
    learned: str
    via: str
    rows: Mapping[type[Row], Iterable[Row]]


def add_head(connection: BaseDatabaseWrapper, head: Head, *, standing: str) -> None:
    """Set up the head row of a book that is new here."""
    row = (
        head.number, head.body, head.verifier, 0, Frontier().to_bytes(), "", standing
    )  # fmt: skip
    insert_rows(connection, HEAD, [row])


def append(connection: BaseDatabaseWrapper, head: Head, new: Appended) -> None:
    """Append to a book; ``head`` says where the book stands afterwards."""
    with together(connection):
        _append(connection, head, new)


def _append(connection: BaseDatabaseWrapper, head: Head, new: Appended) -> None:
    insert_rows(
        connection,
        ENTRY,
        [
            (head.number, one.entry.seq, one.entry.id, one.raw, one.leaf)
            for one in new.made
        ],
    )
    for level, number in completed_tiles(new.first, head.size):
        keep_tile(connection, head.number, level, number)
    root = new.frontier.root()
    insert_rows(connection, SEAL, [(head.number, head.size, root, new.note)])
    tell(
        connection,
        "UPDATE journal_head SET size = %s, frontier = %s, recorded = %s, "
        "key_text = %s WHERE book = %s",
        (
            head.size,
            new.frontier.to_bytes(),
            head.recorded,
            head.verifier,
            head.number,
        ),
    )
    came = (head.number, new.first, head.size - 1, new.learned, new.via)
    insert_rows(connection, INTAKE, [came])
    write_rows(connection, new.rows)


def keep_tile(
    connection: BaseDatabaseWrapper, book: int, level: int, number: int
) -> None:
    """Keep the hashes of one level that have become a full tile."""
    start = number * TILE_WIDTH
    if level == 0:
        rows = ask(
            connection,
            "SELECT leaf FROM journal_entry WHERE book = %s AND seq >= %s "
            "AND seq < %s ORDER BY seq",
            (book, start, start + TILE_WIDTH),
        )
        hashes = b"".join(bytes(leaf) for (leaf,) in rows)
    else:
        rows = ask(
            connection,
            "SELECT hashes FROM journal_tile WHERE book = %s AND level = %s "
            "AND number >= %s AND number < %s ORDER BY number",
            (book, level - 1, start, start + TILE_WIDTH),
        )
        hashes = b"".join(tile_root(bytes(tile)) for (tile,) in rows)
    insert_rows(connection, TILE, [(book, level, number, hashes)])


def tile_root(hashes: bytes) -> bytes:
    """Return the root over a full tile's 256 hashes."""
    level = [hashes[at : at + 32] for at in range(0, len(hashes), 32)]
    while len(level) > 1:
        pairs = zip(level[::2], level[1::2], strict=True)
        level = [node_hash(left, right) for left, right in pairs]
    return level[0]
