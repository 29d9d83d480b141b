# SPDX-License-Identifier: Apache-2.0
"""The one writer: commands wait in a queue, and one thread records them in groups.

A group takes what waits (at most 64), each book's commands in one atomic block, and
each command is answered for itself after the commit.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import Full, Queue
from threading import Lock, Thread
from typing import Any, TypeVar

from django.db import connection

from gungho.actions.ports import Command, Receipt
from gungho.actions.record import record_group
from gungho.errors import GunghoError, Refusal, Unavailable
from gungho.store.books import StoreBooks
from gungho.store.failures import BUSY

GROUP_MAX = 64
WAIT_SECONDS = 30
WORK_SECONDS = 600
T = TypeVar("T")
Waiting = tuple[Command, "Future[Receipt]"]
Work = tuple[Callable[[StoreBooks], Any], "Future[Any]"]


class Writer:
    """Records commands on one thread of its own."""

    def __init__(self, make_books: Callable[[], StoreBooks]) -> None:
        self._make_books = make_books
        self._queue: Queue[Waiting | Work | None] = Queue(maxsize=4096)
        self._thread = Thread(target=self._run, name="gungho-writer", daemon=True)
        self._thread.start()

    def submit(self, command: Command) -> Receipt:
        """Record one command and wait for it to be durable.

        Raises Refusal, or Unavailable ``store.busy`` when the writer does not answer.
        """
        answer: Future[Receipt] = Future()
        self._put((command, answer), WAIT_SECONDS)
        return _waited(answer, WAIT_SECONDS)

    def run(self, work: Callable[[StoreBooks], T]) -> T:
        """Do something longer with the books, such as reading a bundle, in its turn.

        Raises what it raises, or Unavailable ``store.busy``.
        """
        answer: Future[T] = Future()
        self._put((work, answer), WORK_SECONDS)
        return _waited(answer, WORK_SECONDS)

    def _put(self, one: Waiting | Work, seconds: int) -> None:
        try:
            self._queue.put(one, timeout=seconds)
        except Full:
            raise Unavailable(BUSY) from None

    def stop(self) -> None:
        """Record what waits, then end the thread."""
        self._queue.put(None)
        self._thread.join(timeout=WAIT_SECONDS)

    def _run(self) -> None:
        books = self._make_books()
        going = True
        while going:
            group = [self._queue.get()]
            while len(group) < GROUP_MAX and not self._queue.empty():
                group.append(self._queue.get_nowait())
            going = None not in group
            waiting: list[Waiting] = []
            for one in group:
                if one is None:
                    continue
                if isinstance(one[0], Command):
                    waiting.append((one[0], one[1]))
                else:
                    _do(books, one[0], one[1])
            for body in dict.fromkeys(command.book for command, _ in waiting):
                _record(books, body, [one for one in waiting if one[0].book == body])
        connection.close()


def _waited(answer: Future[T], seconds: int) -> T:
    try:
        return answer.result(timeout=seconds)
    except TimeoutError:
        raise Unavailable(BUSY) from None


def _do(
    books: StoreBooks, work: Callable[[StoreBooks], Any], answer: Future[Any]
) -> None:
    try:
        answer.set_result(work(books))
    except Exception as error:  # noqa: BLE001 - the thread must live; the caller hears it
        answer.set_exception(error)


def _record(books: StoreBooks, body: str, waiting: list[Waiting]) -> None:
    try:
        answers = record_group(books, body, [command for command, _ in waiting])
    except GunghoError as error:
        for _, answer in waiting:
            answer.set_exception(error)
        return
    except Exception as error:  # noqa: BLE001 - the thread must live; callers hear it
        for _, answer in waiting:
            answer.set_exception(error)
        return
    for (_, answer), told in zip(waiting, answers, strict=True):
        if isinstance(told, Refusal):
            answer.set_exception(told)
        else:
            answer.set_result(told)


_lock = Lock()
_made: list[Writer] = []


def writer(make_books: Callable[[], StoreBooks]) -> Writer:
    """Return this process's one writer, made at first use."""
    with _lock:
        if not _made:
            _made.append(Writer(make_books))
        return _made[0]
