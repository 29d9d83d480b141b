# SPDX-License-Identifier: Apache-2.0
"""kill -9 at 100 random moments while recording: nothing acknowledged is lost."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

import pytest
from django.db import connection

from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome

KILLS = 100
PEOPLE = 100_000


def record_for_ever(folder: Path, telling: int) -> NoReturn:
    """Record people into a home; write each id once it is acknowledged."""
    try:
        desk = Desk(FreshHome(folder).books)
        for number in range(PEOPLE):
            desk.tell("person.noted", _id=f"n{number}", person=f"p{number}")
            os.write(telling, f"n{number}\n".encode())
    finally:
        os._exit(1)


@contextmanager
def recording(folder: Path) -> Iterator[tuple[int, int]]:
    """Start a process that records; yield its id and where it tells."""
    hearing, telling = os.pipe()
    connection.close()
    child = os.fork()
    if child == 0:
        os.close(hearing)
        record_for_ever(folder, telling)
    os.close(telling)
    try:
        yield child, hearing
    finally:
        os.close(hearing)
        os.waitpid(child, 0)


def killed(folder: Path, *, after: float) -> list[str]:
    """Kill a recording process so long after its first word; return what it told."""
    with recording(folder) as (child, hearing):
        told = os.read(hearing, 65536)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        while more := os.read(hearing, 65536):
            told += more
    return told.decode().split("\n")[:-1]  # a line that was cut off was not told


@pytest.mark.engines("sqlite")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_nothing_acknowledged_is_lost_by_kill_9(
    fresh_home: FreshHome, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """After each kill all that was told is there, verify passes, nothing has a gap."""
    movement(fresh_home.books)
    fresh_home.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    base = len(fresh_home.journal())
    chance = random.Random(1938)
    seen = 0
    for _ in range(KILLS):
        folder = tmp_path_factory.mktemp("killed")
        shutil.copy(fresh_home.path, folder)
        shutil.copy(fresh_home.folder / "acknowledged.json", folder)
        told = killed(folder, after=chance.uniform(0.005, 0.4))
        home = FreshHome(folder)
        seen += len(told)
        ids = {entry for (entry,) in home.rows("SELECT entry FROM journal_entry")}
        assert set(told) <= ids
        standing = len(home.journal())
        assert base + len(told) <= standing <= base + len(told) + 1
        assert home.verify() == standing
        Desk(home.books).tell("person.noted", _id="after", person="after")
        assert home.verify() == standing + 1
        connection.close()
        shutil.rmtree(folder)
    assert seen > KILLS
