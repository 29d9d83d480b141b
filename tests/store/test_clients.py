# SPDX-License-Identifier: Apache-2.0
"""Fifty clients in several processes post against the same lots and funds.

No double spend, no lost entry, no deadlock left standing; a retry by id adds nothing.
"""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

import pytest
from django.db import connection, connections

from gungho.actions.ports import Command
from gungho.actions.record import record
from gungho.errors import Refusal, Unavailable
from gungho.node.witness import Witness
from gungho.store.books import StoreBooks
from tests.support.goods import Desk, given, line, movement
from tests.support.homes import FreshHome
from tests.support.memory import Clock

CLIENTS, PROCESSES, EACH = 50, 5, 12
HELD = 100
TRIES = 40
SPENT = ("balance.short", "stock.short", "need.short")


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system has no fork")
def test_fifty_clients_spend_each_unit_once(fresh_home: FreshHome) -> None:
    """Of a hundred, a hundred are spent, whatever the crowd asks for."""
    hub, depot = movement(fresh_home.books)
    for desk, name in ((hub, "hk"), (depot, "baoji")):
        lines = [
            given(f"{HELD}.00 CNC @ main", "hk:general"),
            given(f"{HELD} hand-loom @ shed", "hk:general"),
        ]
        desk.tell("gift.received", gift=f"{name}-all", lines=lines)
    before = len(fresh_home.journal())
    connection.close()
    told = _crowd(fresh_home)
    fresh_home.reopened()
    assert len(told) == CLIENTS * EACH
    kept = [one for one in told if one[1] == "kept"]
    entries = {entry for _, _, entry in _placed(fresh_home)}
    assert {entry for entry, _ in kept} <= entries
    assert {word for _, word in told} <= {"kept", "spent"}
    assert len(fresh_home.journal()) == before + len(kept)
    assert fresh_home.verify() == before + len(kept)
    _nothing_twice(fresh_home, kept)


def _placed(home: FreshHome) -> list[tuple[int, int, str]]:
    return [
        (book, seq, entry)
        for book, seq, entry in home.rows("SELECT book, seq, entry FROM journal_entry")
    ]


def _nothing_twice(home: FreshHome, kept: list[tuple[str, str]]) -> None:
    """All of it was asked for, so all of it is spent, and nothing is below zero."""
    below = "SELECT COUNT(*) FROM p_balance b JOIN p_name n ON n.book = b.book "
    below += "AND n.sort = 'account' AND n.number = b.account "
    below += "WHERE b.count < 0 AND (n.name LIKE %s OR n.name LIKE %s)"
    assert home.rows(below, "%/cash/%", "%/stock/%") == [(0,)]
    assert home.rows("SELECT COUNT(*) FROM p_breach") == [(0,)]
    for body in ("hk", "baoji"):
        for kind, most in (("money", HELD), ("looms", HELD)):
            done = sum(one.startswith(f"{body}.{kind}.") for one, _ in kept)
            assert done == min(most, CLIENTS * EACH // 4), (body, kind, done)


def _crowd(home: FreshHome) -> list[tuple[str, str]]:
    """Let the processes run; return each client's commands and their answers."""
    hearing, telling = os.pipe()
    children = []
    for process in range(PROCESSES):
        child = os.fork()
        if child == 0:
            os.close(hearing)
            _serve(home, process, telling)
        children.append(child)
    os.close(telling)
    with os.fdopen(hearing) as heard:
        told = [tuple(one.split()) for one in heard]
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    return told  # type: ignore[return-value]


def _serve(home: FreshHome, process: int, telling: int) -> None:
    """Run this process's clients, each on a thread and a connection of its own."""
    code = 1
    try:
        connections.close_all()
        share = range(process, CLIENTS, PROCESSES)
        threads = [
            threading.Thread(target=_client, args=(home, number, telling))
            for number in share
        ]
        for one in threads:
            one.start()
        for one in threads:
            one.join()
        code = 0
    finally:
        sys.stdout.flush()
        os._exit(code)


def _client(home: FreshHome, number: int, telling: int) -> None:
    books = StoreBooks(
        connections["default"], key=home.key, clock=Clock(),
        witness=Witness(Path(home.folder) / "witness"),
    )  # fmt: skip
    for at in range(EACH):
        body = ("hk", "baoji")[(number + at) % 2]
        desk = Desk(books, body)
        kind = ("money", "looms")[(number + at) // 2 % 2]
        entry = f"{body}.{kind}.{number}.{at}"
        command = _sending(desk, kind, entry)
        word = _asked(books, command)
        if word == "kept":
            again = _asked(books, command)
            word = word if again == "again" else f"not-{again}"
        os.write(telling, f"{entry} {word}\n".encode())
    connections["default"].close()


def _sending(desk: Desk, kind: str, entry: str) -> Command:
    """Return a command that sends one unit away."""
    to = "baoji" if desk.body == "hk" else "hk"
    if kind == "money":
        return desk.command(
            "money.sent", _id=entry, document=entry, receiver=to, till="main",
            lines=[line("1.00 CNC", "hk:general")],
        )  # fmt: skip
    return desk.command(
        "goods.dispatched", _id=entry, document=entry, receiver=to, place="shed",
        lines=[line("1 hand-loom", "hk:general")],
    )  # fmt: skip


def _asked(books: StoreBooks, command: Command) -> str:
    """Return what became of a command, asked until the database has time for it."""
    for _ in range(TRIES):
        try:
            return "again" if record(books, command).again else "kept"
        except Unavailable as error:
            if error.code != "store.busy":
                return error.code
        except Refusal as refusal:
            return "spent" if refusal.code in SPENT else refusal.code
    return "starved"
