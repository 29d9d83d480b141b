# SPDX-License-Identifier: Apache-2.0
"""Wiring one installation's web door to its books, key and clock."""

from __future__ import annotations

import os
import subprocess  # nosec B404
import sys
from base64 import b64decode
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import TypeVar

from gungho.actions.acting import acting_now
from gungho.actions.make_bundle import make_bundle
from gungho.actions.ports import Card, Clock, Command, Receipt
from gungho.actions.read_bundle import read_bundle
from gungho.actions.sharing import receiver_of
from gungho.doors.rights import signed
from gungho.federation.envelope import encrypt
from gungho.journal import NodeKey
from gungho.measure import parse_instant
from gungho.node.home import Home, StoryClock, real_clock
from gungho.node.opened import OpenedHome
from gungho.store import jobs
from gungho.store.books import StoreBooks
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
    home = this_home()
    keys = [NodeKey.load(home.key_path), *home.old_keys()]

    def work(books: StoreBooks) -> bytes:
        shelves = home.shelves(books)
        reading = read_bundle(raw, shelves, keys=keys)
        if not reading.known:
            return b""
        made = make_bundle(shelves, receiver=reading.sender)
        key = receiver_of(books.state, reading.sender).key_public
        return encrypt(made.raw, public=b64decode(key))

    return writer(_make_books).run(work)


def make_parcel(book: str) -> bytes:
    """Return a whole book as a plain bundle, sealed, made in the writer's turn.

    Raises Refusal ``book.unknown``.
    """
    home = this_home()

    def work(books: StoreBooks) -> bytes:
        return make_bundle(home.shelves(books), book=book).raw

    return writer(_make_books).run(work)
