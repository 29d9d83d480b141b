# SPDX-License-Identifier: Apache-2.0
"""kill -9 at random moments while recording, merging or moving, on both engines.

Nothing that was acknowledged is lost, nothing is half there, and going on works.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import pytest
from django.db import connection

from gungho.actions.found_body import introduction, recognise_body
from gungho.actions.read_bundle import read_bundle
from gungho.federation.bundle import parse_bundle
from gungho.node.database import settings_for
from gungho.store.digest import book_digest
from gungho.store.moving import move_store
from gungho.store.setup import claim
from tests.support import postgres
from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome
from tests.support.nodes import FarNode
from tests.support.sayings import gives

QUICK, DEEP = 12, 170
PEOPLE = 100_000
BUNDLES = 60
HOME = "a-home"
Tell = Callable[[str], None]


@dataclass
class Prepared:
    """A home at rest, from which each kill starts a copy of its own."""

    home: FreshHome
    base: int

    @contextmanager
    def copy(self, folder: Path) -> Iterator[str]:
        """Lend a copy of the home; yield the address of its database."""
        shutil.copy(self.home.folder / "witness", folder)
        connection.close()
        if not self.home.url:
            shutil.copy(self.home.path, folder)
            yield ""
            connection.close()
        else:
            with postgres.database(postgres.name_of(self.home.url)) as url:
                yield url
                connection.close()


@pytest.fixture
def prepared(fresh_home: FreshHome) -> Prepared:
    """A movement's beginning, all of it in the database file."""
    movement(fresh_home.books)
    claim(HOME)
    if not fresh_home.url:
        fresh_home.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    return Prepared(fresh_home, len(fresh_home.journal()))


@contextmanager
def running(deed: Callable[[Tell], None]) -> Iterator[tuple[int, int]]:
    """Start a process that does something; yield its id and where it tells."""
    hearing, telling = os.pipe()
    connection.close()
    child = os.fork()
    if child == 0:
        os.close(hearing)
        _child(deed, telling)
    os.close(telling)
    try:
        yield child, hearing
    finally:
        os.close(hearing)
        os.waitpid(child, 0)


def _child(deed: Callable[[Tell], None], telling: int) -> NoReturn:
    try:
        deed(lambda word: os.write(telling, f"{word}\n".encode()) and None)
        time.sleep(30)
    finally:
        os._exit(1)


def killed(deed: Callable[[Tell], None], *, after: float) -> list[str]:
    """Kill the process so long after its first word; return what it told."""
    with running(deed) as (child, hearing):
        told = os.read(hearing, 65536)
        time.sleep(after)
        os.kill(child, signal.SIGKILL)
        while more := os.read(hearing, 65536):
            told += more
    return told.decode().split("\n")[:-1]  # a line that was cut off was not told


def recording(folder: Path, url: str, *, start: int = 0) -> Callable[[Tell], None]:
    """Record people into a home; tell each id once it is acknowledged."""

    def deed(tell: Tell) -> None:
        desk = Desk(FreshHome(folder, url=url).books)
        for number in range(start, PEOPLE):
            desk.tell("person.noted", _id=f"n{number}", person=f"p{number}")
            tell(f"n{number}")

    return deed


def times(kills: int) -> pytest.MarkDecorator:
    """Mark how often a test kills; the many are left to the nights."""
    marks = (pytest.mark.long,) if kills > QUICK else ()
    return pytest.param(kills, marks=marks)  # type: ignore[return-value]


KILLS = pytest.mark.parametrize("kills", [times(QUICK), times(DEEP)])
FORKS = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")


@FORKS
@KILLS
def test_nothing_acknowledged_is_lost_while_recording(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, kills: int
) -> None:
    """After each kill all that was told is there, verify passes, nothing has a gap."""
    chance, seen = random.Random(1938), 0
    for _ in range(kills):
        folder = tmp_path_factory.mktemp("killed")
        with prepared.copy(folder) as url:
            told = killed(recording(folder, url), after=chance.uniform(0.005, 0.4))
            seen += len(told)
            home = FreshHome(folder, url=url)
            ids = {entry for (entry,) in home.rows("SELECT entry FROM journal_entry")}
            assert set(told) <= ids
            standing, least = len(home.journal()), prepared.base + len(told)
            assert least <= standing <= least + 1
            assert home.verify() == standing
            Desk(home.books).tell("person.noted", _id="after", person="after")
            assert home.verify() == standing + 1
        shutil.rmtree(folder)
    assert seen > kills


def letters(home: FreshHome) -> tuple[FarNode, list[bytes], list[int]]:
    """Return a far node, its bundles one after another, and its size in each."""
    far = FarNode("london").found()
    raw, sizes = [], []
    introduced = introduction(parse_bundle(far.make(book="london").raw))
    recognise_body(home.books, introduced, by="hk", numbers=(1, 9))
    for number in range(BUNDLES):
        for part in range(3):
            gives(far, f"g{number}.{part}")
        raw.append(far.make(book="london").raw)
        sizes.append(far.sizes()["london"])
    return far, raw, sizes


def merging(folder: Path, url: str, raw: list[bytes]) -> Callable[[Tell], None]:
    """Read bundle after bundle into a home; tell each once it is read."""

    def deed(tell: Tell) -> None:
        home = FreshHome(folder, url=url)
        for number, one in enumerate(raw):
            read_bundle(one, home.shelves(), keys=[home.key])
            tell(str(number))

    return deed


@FORKS
@KILLS
def test_nothing_acknowledged_is_lost_while_merging(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, kills: int
) -> None:
    """What was read is there whole; reading all again ends in its author's state."""
    far, raw, sizes = letters(prepared.home)
    if not prepared.home.url:
        prepared.home.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    chance, seen = random.Random(1939), 0
    for _ in range(kills):
        folder = tmp_path_factory.mktemp("killed")
        with prepared.copy(folder) as url:
            told = killed(merging(folder, url, raw), after=chance.uniform(0.002, 0.5))
            seen += len(told)
            home = FreshHome(folder, url=url)
            shelf = home.shelves().shelf(far.number)
            assert shelf is not None
            assert shelf.size in sizes
            assert shelf.size >= sizes[int(told[-1])]
            home.verify()
            read_bundle(raw[-1], home.shelves(), keys=[home.key])
            assert book_digest(far.number) == far.digest("london")
        shutil.rmtree(folder)
    assert seen > kills
    far.close()


def moving(folder: Path, url: str, target: str) -> Callable[[Tell], None]:
    """Move a home's store; tell when it begins and when the home has switched."""

    def deed(tell: Tell) -> None:
        FreshHome(folder, url=url)
        tell("begun")
        move_store(
            settings_for(target, folder / "there"),
            home=HOME,
            switch=(folder / "switched").touch,
            told=lambda *_: None,
        )
        tell("moved")

    return deed


@FORKS
@KILLS
def test_nothing_is_lost_while_the_store_moves(
    prepared: Prepared, tmp_path_factory: pytest.TempPathFactory, kills: int
) -> None:
    """Either the old one is in use and whole, or the new one is."""
    chance, moved = random.Random(1940), 0
    for _ in range(kills):
        folder = tmp_path_factory.mktemp("killed")
        (folder / "there").mkdir()
        with prepared.copy(folder) as url, target_of(url) as target:
            told = killed(moving(folder, url, target), after=chance.uniform(0.05, 3))
            switched = (folder / "switched").exists()
            assert switched or "moved" not in told
            moved += switched
            old = FreshHome(folder, url=url)
            assert old.verify() == prepared.base
            if not switched:
                claim(HOME)
                move_store(
                    settings_for(target, folder / "there"), home=HOME,
                    switch=lambda: None, told=lambda *_: None,
                )  # fmt: skip
            there = folder / "there"
            shutil.copy(folder / "witness", there)
            assert FreshHome(there, url=target).verify() == prepared.base
            claim(HOME)
            connection.close()
        shutil.rmtree(folder)
    assert moved < kills


@contextmanager
def target_of(url: str) -> Iterator[str]:
    """Lend an empty database of the other engine."""
    if url:
        yield ""
    else:
        with postgres.database() as target:
            yield target
            connection.close()
