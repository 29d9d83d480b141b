# SPDX-License-Identifier: Apache-2.0
"""Clients that record through the store's one writer, each waiting for its answer."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Barrier, Thread
from time import perf_counter, process_time

from bench.homes import BenchHome
from bench.measure import Spent
from gungho.actions.ports import Command
from gungho.store.writer import Writer


class Desk:
    """One home's writer, warm, and how long some clients wait for it."""

    def __init__(self, home: BenchHome) -> None:
        self._home = home
        self._writer = Writer(home.books)
        self._failed: list[Exception] = []

    def wait(self, clients: int, each: int) -> Spent:
        """Let so many clients record so many gifts each, all at once."""
        shares = [self._home.gifts(each) for _ in range(clients)]
        ready = Barrier(clients + 1)
        threads = [
            Thread(target=self._client, args=(ready, share), daemon=True)
            for share in shares
        ]
        for thread in threads:
            thread.start()
        ready.wait()
        cpu, wall = process_time(), perf_counter()
        for thread in threads:
            thread.join()
        spent = Spent(wall=perf_counter() - wall, cpu=process_time() - cpu)
        if self._failed:
            raise self._failed[0]
        return spent

    def close(self) -> None:
        """Let the writer end."""
        self._writer.stop()

    def _client(self, ready: Barrier, commands: Sequence[Command]) -> None:
        ready.wait()
        try:
            for command in commands:
                self._writer.submit(command)
        except Exception as error:  # noqa: BLE001 - told to whoever waits
            self._failed.append(error)
