# SPDX-License-Identifier: Apache-2.0
"""Durable entries beside raw durable writes of the same bytes, in the same round.

Every lane has a home of its own of equal content, so that none pays for another.
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from bench.clients import Desk
from bench.homes import BODY, BenchHome
from bench.machine import write_durably
from bench.measure import Rounds, Row, Versus, interleave, lane
from bench.setup import Setup
from gungho.actions.record import record, record_all

if TYPE_CHECKING:
    from gungho.store.books import StoreBooks

CLIENTS = 20
GROUP = 1024
ONES = 200
GROUPS = 8
LOGGED = 8


def measure(setup: Setup) -> Row:
    """Measure one entry at a time, twenty clients, and groups of 1,024."""
    ones, many = setup.most(ONES), setup.most(GROUP * GROUPS)
    folder = setup.fresh("durable")
    home = BenchHome(folder / "home")
    books = home.found()
    record_all(books, home.gifts(64))
    size = _entry_bytes()
    log = _log_bytes(home, books)
    desk = Desk(home)
    desk.wait(1, 2)
    piece = os.urandom(size)
    lanes = {
        "raw": lane(lambda: write_durably(folder, [piece] * ones)),
        "one": lane(lambda: [record(books, gift) for gift in home.gifts(ones)]),
        "twenty": lambda: desk.wait(CLIENTS, max(1, ones // 4)),
        "raw group": lane(lambda: _raw_groups(folder, piece, many=many)),
        "group": lane(lambda: record_all(books, home.gifts(many))),
    }
    try:
        rounds = interleave(lanes, rounds=setup.rounds, folder=folder)
    finally:
        desk.close()
    row = _row(rounds, size=size, log=log, ones=ones, many=many)
    setup.tidy(folder)
    return row


def _row(rounds: Rounds, *, size: int, log: float, ones: int, many: int) -> Row:
    twenty = CLIENTS * max(1, ones // 4)
    raw = f"raw write + fdatasync of {size} bytes, one by one"
    lines = [
        rounds.line("raw", raw, amount=ones, unit="writes"),
        rounds.line(
            "one",
            "one entry a block: decide, hash, sign, commit, projections",
            amount=ones,
            unit="entries",
            versus=Versus(lane="raw"),
        ),
        rounds.line(
            "twenty",
            "twenty clients through the one writer",
            amount=twenty,
            unit="entries",
            versus=Versus(lane="raw", amount=ones),
        ),
        rounds.line(
            "raw group",
            "raw SHA-256 + write, one fdatasync for 1,024",
            amount=many,
            unit="entries",
        ),
        rounds.line(
            "group",
            "groups of 1,024 through record_all",
            amount=many,
            unit="entries",
            versus=Versus(lane="raw", amount=ones),
        ),
    ]
    group = rounds.line(
        "group",
        "",
        amount=many,
        unit="entries",
        versus=Versus(lane="raw group"),
    )
    part = next(iter(group.ratios.values())).median
    speed = many * size / 1e6 / group.wall().median
    return Row(
        name="durable",
        title="Durable entries over raw fdatasync of the same bytes",
        lines=lines,
        machine=rounds.machine,
        notes=[
            f"An entry is a gift of cash, {size} bytes; the demo's mean is 786.",
            f"Groups: {speed:.2f} MB/s of entries, {part:.4f} of the raw group's rate.",
            f"A block of one entry wrote {log:,.0f} bytes to SQLite's log: whole pages "
            "of entry, head, seal, intake, rows and indexes.",
        ],
    )


def _entry_bytes() -> int:
    from gungho.store.reads.query import one  # noqa: PLC0415 - after Django

    found = one(
        "SELECT length(e.raw) FROM journal_entry e JOIN journal_head h "
        "ON h.book = e.book WHERE h.body = %s ORDER BY e.seq DESC LIMIT 1",
        (BODY,),
    )
    return int(found[0]) if found else 0


def _log_bytes(home: BenchHome, books: StoreBooks) -> float:
    """Return what a block of one entry adds to SQLite's write-ahead log."""
    from gungho.store.reads.query import fetch  # noqa: PLC0415 - after Django

    fetch("PRAGMA wal_checkpoint(TRUNCATE)")
    for gift in home.gifts(LOGGED):
        record(books, gift)
    return home.path.with_name(home.path.name + "-wal").stat().st_size / LOGGED


def _raw_groups(folder: Path, piece: bytes, *, many: int) -> None:
    """Hash every piece, and make each group durable once."""
    groups = []
    for first in range(0, many, GROUP):
        width = min(GROUP, many - first)
        for _ in range(width):
            sha256(piece).digest()
        groups.append(piece * width)
    write_durably(folder, groups)
