# SPDX-License-Identifier: Apache-2.0
"""Desk pages with a large book, asked for by twenty clients, on both engines.

The pages are served by the product's own server in a process of its own; each client
opens a page, thinks, and opens the next. Without thinking it is saturation.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from math import ceil
from pathlib import Path
from threading import Barrier, Thread
from time import monotonic, perf_counter, sleep

from bench.machine import Rates, rates
from bench.measure import Line, Row, Spent
from bench.million import ENTRIES, grown_home
from bench.programs import gungho, run
from bench.rows.served import serving
from bench.setup import Setup

OK = 200
CLIENTS = 20
THINKS = 1.0
LAPS = 2
START_SECONDS = 300
PAGES = (
    ("committee", "/desks/committee/"),
    ("hub", "/desks/hub/"),
    ("depot", "/desks/depot/"),
    ("co-op", "/desks/co-op/"),
    ("organiser", "/desks/organiser/"),
    ("trader", "/desks/trader/"),
    ("secretary", "/desks/secretary/"),
    ("auditor", "/desks/auditor/"),
    ("journal", "/journal/"),
    ("journal, far", "/journal/?page=500"),
    ("gifts", "/gifts/"),
    ("gifts, sorted", "/gifts/?sort=-amount"),
    ("late", "/audit/late/"),
    ("search", "/search/?q=m4711"),
    ("bank", "/bank/"),
    ("front page", "/"),
)
FOLLOWED = ("gift followed", "/gifts/baguio-0001/")  # stands in every whole home
Pages = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Walked:
    """What a walk took: seconds by page, all in all, and the server's CPU."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    wall: float = 0.0
    cpu: float = 0.0
    failed: list[str] = field(default_factory=list)

    def every(self) -> list[float]:
        """Return the seconds of every page."""
        return [one for found in self.seconds.values() for one in found]


class Served:
    """A home that the product's own server serves in a process of its own."""

    def __init__(self, home: Path, pages: Pages) -> None:
        self.pages = pages
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])
        words = [*gungho(), "serve", "--home", str(home), "--port", str(self.port)]
        self._process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        """Wait until every page was answered once; RuntimeError if one is not.

        The front page waits for the trail, which the server weaves when it starts.
        """
        until = monotonic() + START_SECONDS
        for name, address in self.pages:
            while (status := self._status(address)) != OK:
                gone = self._process.poll() is not None
                if gone or status or monotonic() > until:
                    raise RuntimeError(f"{name} is not served: {status}")
                sleep(0.1)

    def _status(self, address: str) -> int:
        try:
            line = HTTPConnection("127.0.0.1", self.port, timeout=START_SECONDS)
            return ask(line, address)
        except OSError:
            return 0

    def cpu(self) -> float:
        """Return the processor seconds that the server and its workers have spent."""
        spent, waiting = 0, [self._process.pid]
        while waiting:
            folder = Path(f"/proc/{waiting.pop()}")
            told = (folder / "stat").read_text("ascii").rpartition(")")[2].split()
            spent += int(told[11]) + int(told[12])
            for task in (folder / "task").iterdir():
                children = (task / "children").read_text("ascii")
                waiting += [int(child) for child in children.split()]
        return spent / os.sysconf("SC_CLK_TCK")

    def walk(self, *, clients: int, laps: int, thinks: float) -> Walked:
        """Let clients walk the pages at once, each from a page of its own."""
        walked = Walked({name: [] for name, _ in self.pages})
        ready = Barrier(clients + 1)
        walkers = [
            Thread(
                target=self._client,
                args=(walked, ready),
                kwargs={"number": number, "laps": laps, "thinks": thinks},
            )
            for number in range(clients)
        ]
        for one in walkers:
            one.start()
        before = self.cpu()
        ready.wait()
        began = perf_counter()
        for one in walkers:
            one.join()
        walked.wall = perf_counter() - began
        walked.cpu = self.cpu() - before
        if walked.failed:
            raise RuntimeError(f"not served: {walked.failed[0]}")
        return walked

    def _client(
        self,
        walked: Walked,
        ready: Barrier,
        *,
        number: int,
        laps: int,
        thinks: float,
    ) -> None:
        line = HTTPConnection("127.0.0.1", self.port, timeout=120)
        pages = self.pages
        at = number * len(pages) // CLIENTS
        ready.wait()
        sleep(thinks * number / CLIENTS)
        for name, address in (pages[at:] + pages[:at]) * laps:
            began = perf_counter()
            try:
                status = ask(line, address)
            except OSError as error:
                status = 0
                walked.failed.append(f"{name}: {error}")
            if status != OK:
                walked.failed.append(f"{name}: {status}")
                return
            walked.seconds[name].append(perf_counter() - began)
            sleep(thinks)

    def stop(self) -> None:
        """Let the server end."""
        self._process.terminate()
        self._process.wait()


def ask(line: HTTPConnection, address: str) -> int:
    """Open a page, read all of it, and return its status."""
    line.request("GET", address)
    answer = line.getresponse()
    answer.read()
    return answer.status


def part_of(seconds: Sequence[float], part: float) -> float:
    """Return the time within which this part of the pages was answered."""
    ordered = sorted(seconds)
    return ordered[max(0, ceil(part * len(ordered)) - 1)]


@contextmanager
def served(home: Path, pages: Pages) -> Iterator[Served]:
    """Serve a home for as long as its pages are measured."""
    server = Served(home, pages)
    try:
        server.wait()
        yield server
    finally:
        server.stop()


@contextmanager
def on_postgresql(home: Path) -> Iterator[Path]:
    """Lend a copy of a home whose books have moved to a server of their own.

    It lies beside the home, moved where it is missing.
    """
    folder = home.with_name(f"{home.name}-served")
    with serving(folder) as url:
        moved = folder / "home"
        if not moved.exists():
            fresh = folder / "home.new"
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.copytree(home, fresh)
            run([*gungho(), "move-store", url, "--home", str(fresh)])
            fresh.rename(moved)
        yield moved


def measure(setup: Setup) -> Row:
    """Measure every page under twenty clients, then saturation, on both engines."""
    home = grown_home(setup, setup.most(ENTRIES))
    machine: list[Rates] = [rates(setup.folder) for _ in range(setup.rounds)]
    lines, notes = _engine(setup, home, engine="SQLite")
    with on_postgresql(home) as moved:
        more = _engine(setup, moved, engine="PostgreSQL")
    return Row(
        name="pages",
        title=f"Desk pages with a book of {setup.most(ENTRIES):,} entries",
        lines=lines + more[0],
        machine=machine,
        notes=[
            f"{CLIENTS} clients with {THINKS:g} s of thinking; a line is the p95 of "
            "each round. Saturation is without thinking; its CPU is the server's.",
            *notes,
            *more[1],
        ],
    )


def _engine(setup: Setup, home: Path, *, engine: str) -> tuple[list[Line], list[str]]:
    thinks = 0.0 if setup.size else THINKS
    clients, laps = (2, 1) if setup.size else (CLIENTS, LAPS)
    pages = PAGES if setup.size else (*PAGES, FOLLOWED)
    with served(home, pages) as server:
        walks = [
            server.walk(clients=clients, laps=laps, thinks=thinks)
            for _ in range(setup.rounds)
        ]
        full = [
            server.walk(clients=clients, laps=1, thinks=0) for _ in range(setup.rounds)
        ]
    found = [_line(engine, "all pages", rounds=[walk.every() for walk in walks])]
    found += [
        _line(engine, name, rounds=[walk.seconds[name] for walk in walks])
        for name, _ in pages
    ]
    found.append(
        Line(
            name=f"{engine} full",
            label=f"{engine}: {clients} clients without thinking",
            amount=len(full[0].every()),
            unit="pages",
            spent=[Spent(wall=one.wall, cpu=one.cpu) for one in full],
        )
    )
    every = [one for walk in walks for one in walk.every()]
    spent = sum(walk.cpu for walk in walks) / len(every) * 1000
    told = ", ".join(
        f"p{part * 100:.0f} {part_of(every, part) * 1000:.0f} ms"
        for part in (0.5, 0.95, 0.99)
    )
    told += f"; {spent:.1f} ms of the server's CPU a page"
    return found, [f"{engine}, all pages of all rounds: {told}."]


def _line(engine: str, name: str, *, rounds: list[list[float]]) -> Line:
    return Line(
        name=f"{engine} {name}",
        label=f"{engine}: {name}, p95",
        amount=1,
        unit="pages",
        spent=[Spent(wall=part_of(one, 0.95), cpu=0.0) for one in rounds],
    )
