# SPDX-License-Identifier: Apache-2.0
"""Power loss: the write-ahead log is cut, at every frame and inside frames.

What a commit has made durable before the cut stands, all of it; what came after is
gone, all of it; and the books verify.
"""

from __future__ import annotations

import os
import resource
import shutil
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connection

from gungho.actions.read_bundle import read_bundle
from gungho.errors import Unavailable
from gungho.node.database import FILE, settings_for
from gungho.store.digest import book_digest
from gungho.store.moving import move_store
from gungho.store.setup import MARK, PROVED, claim
from tests.store.test_kill import HOME, letters
from tests.support.goods import given, movement
from tests.support.homes import FreshHome

COMMANDS = 20
HEAD_BYTES, FRAME_HEAD_BYTES = 32, 24
WHOLE = 50  # every so many cuts the whole home is opened and verified


@dataclass(frozen=True)
class Log:
    """A database file and its write-ahead log, and what was durable at which length."""

    folder: Path
    page_bytes: int
    marks: tuple[tuple[int, int], ...]

    @property
    def wal(self) -> bytes:
        """The log, whole."""
        return (self.folder / f"{FILE}-wal").read_bytes()

    def least(self, length: int) -> int:
        """Return how many entries were acknowledged within so much of the log."""
        return max((count for at, count in self.marks if at <= length), default=0)

    def next(self, length: int) -> int:
        """Return how many entries the deed that was cut off would have left."""
        later = [count for at, count in self.marks if at > length]
        return min(later, default=self.least(length))

    def cuts(self) -> Iterator[int]:
        """Yield every frame's end, and a place inside every frame."""
        frame = FRAME_HEAD_BYTES + self.page_bytes
        for end in range(HEAD_BYTES, len(self.wal) + 1, frame):
            yield end
            for inside in (7, FRAME_HEAD_BYTES + 1, frame // 2, frame - 1):
                if end % (3 * frame) == HEAD_BYTES % (3 * frame):
                    yield min(end + inside, len(self.wal))


def logged(home: FreshHome, deeds: list[Callable[[], object]], folder: Path) -> Log:
    """Do deeds with nothing moved out of the log, and note its length after each."""
    home.rows("PRAGMA wal_checkpoint(TRUNCATE)")
    home.rows("PRAGMA wal_autocheckpoint = 0")
    ((page_bytes,),) = home.rows("PRAGMA page_size")
    ((base,),) = home.rows("SELECT COUNT(*) FROM journal_entry")
    wal = home.path.with_name(f"{FILE}-wal")
    marks = [(0, int(base))]
    for deed in deeds:
        deed()
        ((count,),) = home.rows("SELECT COUNT(*) FROM journal_entry")
        marks.append((wal.stat().st_size, int(count)))
    for suffix in ("", "-wal"):
        shutil.copy(f"{home.path}{suffix}", folder)
    shutil.copy(home.folder / "witness", folder)
    return Log(folder, int(page_bytes), tuple(marks))


def cut(log: Log, length: int, folder: Path) -> FreshHome:
    """Return the home as it is found after the power failed at a length of its log."""
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shutil.copy(log.folder / FILE, folder)
    (folder / f"{FILE}-wal").write_bytes(log.wal[:length])
    home = FreshHome.__new__(FreshHome)
    home.folder, home.path, home.url = folder, folder / FILE, ""
    return home


def entries_in(home: FreshHome) -> int:
    """Return how many entries a plain connection finds, and that none has a gap."""
    plain = home.plain()
    ((count, gaps),) = plain.execute(
        "SELECT COUNT(*), (SELECT COUNT(*) FROM journal_head h WHERE h.size <> "
        "(SELECT COUNT(*) FROM journal_entry e WHERE e.book = h.book)) "
        "FROM journal_entry"
    ).fetchall()
    plain.close()
    assert gaps == 0
    return int(count)


def check_cuts(log: Log, folder: Path, *, commits: int = 1) -> int:
    """Cut everywhere; return how often.

    A deed of several commits may already have appended when its last one is cut off.
    """
    done = 0
    for done, length in enumerate(log.cuts(), 1):
        home = cut(log, length, folder)
        count = entries_in(home)
        allowed = {log.least(length)} | ({log.next(length)} if commits > 1 else set())
        assert count in allowed, length
        if done % WHOLE == 0:
            whole = FreshHome(folder)
            assert whole.verify() == count
            connection.close()
    return done


@pytest.mark.engines("sqlite")
def test_the_log_cut_anywhere_while_recording(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """Each command stands from the moment it was acknowledged."""
    hub, _ = movement(fresh_home.books)
    deeds: list[Callable[[], object]] = [
        lambda number=number: hub.tell(  # type: ignore[misc]
            "gift.received", gift=f"g{number}",
            lines=[given("5.00 CNC @ main", "hk:general")],
        )
        for number in range(COMMANDS)
    ]  # fmt: skip
    (tmp_path / "log").mkdir()
    log = logged(fresh_home, deeds, tmp_path / "log")
    assert check_cuts(log, tmp_path / "cut") > 20 * COMMANDS
    fresh_home.point()


@pytest.mark.engines("sqlite")
def test_the_log_cut_anywhere_while_merging(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """A bundle is heard whole or not at all; read again, it ends in the same state."""
    movement(fresh_home.books)
    far, raw, _ = letters(fresh_home)
    deeds: list[Callable[[], object]] = [
        lambda one=one: read_bundle(  # type: ignore[misc]
            one, fresh_home.shelves(), keys=[fresh_home.key]
        )
        for one in raw[:COMMANDS]
    ]
    (tmp_path / "log").mkdir()
    log = logged(fresh_home, deeds, tmp_path / "log")
    assert check_cuts(log, tmp_path / "cut", commits=3) > 20 * COMMANDS
    home = cut(log, len(log.wal) // 2, tmp_path / "cut")
    again = FreshHome(home.folder)
    read_bundle(raw[-1], again.shelves(), keys=[again.key])
    assert book_digest(far.number) == far.digest("london")
    connection.close()
    far.close()
    fresh_home.point()


@pytest.mark.engines("postgresql")
def test_the_log_cut_anywhere_while_the_store_moves(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """The new file is proved whole, or it is known to be unfinished."""
    movement(fresh_home.books)
    claim(HOME)
    there, copied = tmp_path / "there", tmp_path / "log"
    there.mkdir()
    copied.mkdir()

    def switch() -> None:
        for suffix in ("", "-wal"):
            shutil.copy(there / f"{FILE}{suffix}", copied)

    plain = settings_for("", there)
    plain["OPTIONS"]["init_command"] += " PRAGMA wal_autocheckpoint=0;"
    move_store(plain, home=HOME, switch=switch, told=lambda *_: None)
    log, proved, done = Log(copied, 4096, ()), 0, 0
    whole = entries_in(cut(log, len(log.wal), tmp_path / "whole"))
    for done, length in enumerate(log.cuts(), 1):
        if done % 7 and length != len(log.wal):
            continue
        home = cut(log, length, tmp_path / "cut")
        if marked(home) == PROVED:
            proved += 1
            assert FreshHome(home.folder).verify() == whole
            connection.close()
    assert proved
    assert done > 500
    fresh_home.point()


def marked(home: FreshHome) -> str:
    """Return how far a move into this file had come, "" before there was a mark."""
    plain = home.plain()
    try:
        rows = plain.execute(
            "SELECT value FROM private_setting WHERE name = ?", (MARK,)
        ).fetchall()
    except Exception:  # noqa: BLE001 - no such table yet
        rows = []
    plain.close()
    return str(rows[0][0]) if rows else ""


@pytest.mark.engines("sqlite")
def test_a_full_disk_while_merging_changes_nothing(fresh_home: FreshHome) -> None:
    """With room again, the same bundle is read."""
    movement(fresh_home.books)
    far, raw, _ = letters(fresh_home)
    ((pages,),) = fresh_home.rows("PRAGMA page_count")
    fresh_home.rows(f"PRAGMA max_page_count = {pages}")
    before = read_until_full(fresh_home, raw)
    assert fresh_home.journal() == before
    fresh_home.rows("PRAGMA max_page_count = 1073741823")
    read_bundle(raw[-1], fresh_home.shelves(), keys=[fresh_home.key])
    assert book_digest(far.number) == far.digest("london")
    fresh_home.verify()
    far.close()


def read_until_full(home: FreshHome, raw: list[bytes]) -> list[tuple[str, int, bytes]]:
    """Read bundles until the disk is full; return what stood before the last."""
    for one in raw:
        before = home.journal()
        try:
            read_bundle(one, home.shelves(), keys=[home.key])
        except Unavailable as full:
            if full.code != "store.disk-full":
                raise
            return before
    pytest.fail("the disk never filled")


@pytest.mark.engines("postgresql")
@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_a_full_disk_while_the_store_moves_keeps_the_old_one(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """The new file may not grow past a limit; the old database stays in use."""
    movement(fresh_home.books)
    claim(HOME)
    (tmp_path / "there").mkdir()
    connection.close()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
            fresh_home.point()
            move_store(
                settings_for("", tmp_path / "there"), home=HOME,
                switch=lambda: os._exit(2), told=lambda *_: None,
            )  # fmt: skip
        except Unavailable:
            code = 7
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 7
    fresh_home.point()
    claim(HOME)
    assert fresh_home.verify()
