# SPDX-License-Identifier: Apache-2.0
"""Checking this installation's books: from the tables' bytes to the last balance."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from gungho.actions.verify_books import (
    BookToCheck,
    Checked,
    Sealed,
    check_balances,
    verify_book,
)
from gungho.errors import Corruption
from gungho.journal import Frontier, completed_tiles
from gungho.store.append import TILE_WIDTH, tile_root
from gungho.store.reads import journal
from gungho.store.reads.ledger import NAMED_BALANCES
from gungho.store.reads.query import fetch, one

Told = Callable[[str, int], None]
_BALANCES = (
    f"SELECT a.name, c.name, f.name, b.lot, b.count {NAMED_BALANCES} AND b.book = %s"
)


def verify_store(
    *, body: str = "", witnessed: Mapping[str, tuple[int, str]], told: Told
) -> list[Checked]:
    """Check one book or all of them; raise Corruption at the first wrong thing."""
    found = []
    for line in journal.books():
        if body and line.body != body:
            continue
        checked = verify_book(
            BookToCheck(
                body=line.body,
                number=line.number,
                entries=journal.raw_entries(line.number),
                seals=_seals(line.number),
            )
        )
        _check_head(line, checked)
        _check_tiles(line)
        _check_witness(line, witnessed)
        check_balances(checked, _kept(line.number))
        told(line.body, checked.entries)
        found.append(checked)
    return found


def _seals(number: int) -> Iterator[Sealed]:
    for seal in journal.seals(number):
        yield Sealed(size=seal.size, root=seal.root, note=seal.note)


def _kept(number: int) -> Iterator[tuple[tuple[str, str, str, str], int]]:
    for account, commodity, fund, lot, count in fetch(_BALANCES, (number,)):
        yield (account, commodity, fund, lot), count


def _check_head(line: journal.BookLine, checked: Checked) -> None:
    if line.size != checked.entries:
        raise Corruption("verify.head", book=line.body, size=line.size)
    if journal.last_seal(line.number).size != line.size:
        raise Corruption("verify.unsealed", book=line.body, size=line.size)
    found = one("SELECT frontier FROM journal_head WHERE book = %s", (line.number,))
    frontier = Frontier.from_bytes(bytes(found[0]) if found else b"")
    if (frontier.size, frontier.root()) != (checked.entries, checked.root):
        raise Corruption("verify.frontier", book=line.body, size=line.size)


def _check_tiles(line: journal.BookLine) -> None:
    """Every full tile must stand and hold the hashes it stands for."""
    kept = {
        (level, number): bytes(hashes)
        for level, number, hashes in fetch(
            "SELECT level, number, hashes FROM journal_tile WHERE book = %s",
            (line.number,),
        )
    }
    wanted = completed_tiles(0, line.size)
    for level, number in sorted(wanted):
        start = number * TILE_WIDTH
        if level == 0:
            below = _leaves(line.number, start)
        else:
            near = range(start, start + TILE_WIDTH)
            below = b"".join(tile_root(kept[level - 1, tile]) for tile in near)
        if kept.get((level, number)) != below:
            raise Corruption("verify.tile", book=line.body, tile=number)
    if len(kept) != len(wanted):
        raise Corruption("verify.tile", book=line.body, tile=line.size // TILE_WIDTH)


def _leaves(book: int, start: int) -> bytes:
    leaves = fetch(
        "SELECT leaf FROM journal_entry WHERE book = %s AND seq >= %s "
        "AND seq < %s ORDER BY seq",
        (book, start, start + TILE_WIDTH),
    )
    return b"".join(bytes(leaf) for (leaf,) in leaves)


def _check_witness(
    line: journal.BookLine, witnessed: Mapping[str, tuple[int, str]]
) -> None:
    """What was acknowledged outside the database must still be here."""
    if line.body not in witnessed:
        return
    size, root = witnessed[line.body]
    found = one(
        "SELECT root FROM journal_seal WHERE book = %s AND size = %s",
        (line.number, size),
    )
    if found is None or bytes(found[0]).hex() != root:
        raise Corruption("verify.restored-backup", book=line.body, size=size)
