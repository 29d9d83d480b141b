# SPDX-License-Identifier: Apache-2.0
"""Wiring one installation's web door to its books, key and clock."""

from __future__ import annotations

import os
import subprocess  # nosec B404
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TypeVar

from gungho.actions.acting import acting_now
from gungho.actions.make_bundle import EVERY, lacking, make_bundle
from gungho.actions.ports import Card, Clock, Command, Receipt
from gungho.actions.read_bundle import Reading, read_bundle
from gungho.doors.letters import carried
from gungho.doors.rights import signed
from gungho.errors import Refusal
from gungho.journal import NodeKey
from gungho.measure import parse_instant
from gungho.node.home import Home, StoryClock, real_clock
from gungho.node.opened import OpenedHome
from gungho.store import jobs
from gungho.store.books import StoreBooks
from gungho.store.parcels import note_sent, note_taken
from gungho.store.settings import setting
from gungho.store.writer import writer

T = TypeVar("T")


def this_home() -> Home:
    """Return the home that this process serves."""
    return Home(Path(os.environ.get("GUNGHO_HOME", "home")))


def clock_of() -> Clock:
    """Return the home's clock: the story's last moment, or this machine's clock."""
    story = setting("story.clock")
    return StoryClock(parse_instant(story)) if story else real_clock


def now() -> datetime:
    """Return the present moment by the home's clock."""
    return clock_of()()


def _make_books() -> StoreBooks:
    return this_home().books(clock=clock_of())


def submit(command: Command) -> Receipt:
    """Record one command through the one writer, in the name of who acts.

    Raises Refusal ``right.none`` for what they may not record.
    """
    return writer(_make_books).submit(signed(command, acting_now()))


def opened() -> OpenedHome:
    """Return the home that this process serves, opened."""
    return OpenedHome(this_home())


def with_books(work: Callable[[StoreBooks], T]) -> T:
    """Do something longer with the books, in the writer's turn."""
    return writer(_make_books).run(work)


def keep_cards(cards: list[Card]) -> None:
    """Keep erasable texts beside the journal."""
    _make_books().keep_cards(cards)


def start_job(job: str) -> None:
    """Let another process do a job, so that a page answers at once."""
    words = [sys.executable, "-m", "gungho.node.main", "work", job]
    words += ["--home", str(this_home().folder)]
    worker = subprocess.Popen(  # nosec B603
        words,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    Thread(target=worker.wait, name=f"gungho-{job}", daemon=True).start()


def start_waiting_jobs() -> None:
    """Take up what waits or was cut short, as a server does when it starts."""
    for job in jobs.offer_again(now=real_clock()):
        start_job(job)


def read_parcel(raw: bytes) -> bytes:
    """Read a bundle in the writer's turn; return the answer, closed to its sender.

    An unknown sender is answered with nothing. Raises as ``read_bundle`` does.
    """

    def work(books: StoreBooks) -> bytes:
        reading = _taken(raw, books)
        if not reading.known:
            return b""
        return _made(books, to=reading.sender)

    return writer(_make_books).run(work)


def take_parcel(raw: bytes) -> Reading:
    """Read a bundle that a person hands in, in the writer's turn.

    Raises as ``read_bundle`` does.
    """
    return writer(_make_books).run(lambda books: _taken(raw, books))


def make_parcel(
    book: str, *, to: str = "", as_letter: bool = False, most: int = 0
) -> bytes:
    """Return a bundle, made in the writer's turn: what a body lacks, closed to it.

    Without a body it is the whole book, plain. Raises Refusal ``book.unknown``,
    ``bundle.receiver-unknown``, and ``parcel.long`` for more entries than ``most``.
    """

    def work(books: StoreBooks) -> bytes:
        shelves = this_home().shelves(books)
        size = lacking(shelves, book=book, receiver=to) if to and most else 0
        if size > most:
            raise Refusal("parcel.long", size=size, most=most)
        return _made(books, book=book, to=to, as_letter=as_letter)

    return writer(_make_books).run(work)


def _taken(raw: bytes, books: StoreBooks) -> Reading:
    home = this_home()
    keys = [NodeKey.load(home.key_path), *home.old_keys()]
    shelves = home.shelves(books)
    reading = read_bundle(raw, shelves, keys=keys)
    note_taken(reading, now=shelves.clock())
    return reading


def _made(
    books: StoreBooks, *, book: str = EVERY, to: str, as_letter: bool = False
) -> bytes:
    shelves = this_home().shelves(books)
    made = make_bundle(shelves, book=book, receiver=to)
    raw = carried(shelves, made, to=to, as_letter=as_letter)
    note_sent(made, to=to, now=shelves.clock())
    return raw
