# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from django.db import connection

from gungho.actions.ports import Command, Receipt
from gungho.errors import Refusal, Unavailable
from gungho.store import writer as module
from gungho.store.writer import Writer
from tests.support.goods import Desk, movement
from tests.support.homes import FreshHome


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub's desk."""
    return movement(fresh_home.books)[0]


@pytest.fixture
def one(fresh_home: FreshHome, hub: Desk) -> Iterator[Writer]:
    """The one writer of a home."""
    made = Writer(fresh_home.open)
    yield made
    made.stop()


def test_commands_of_many_threads_are_each_answered(
    fresh_home: FreshHome, hub: Desk, one: Writer
) -> None:
    """Every one is durable when its answer comes; a refusal goes to its own caller."""
    size = len(fresh_home.journal())
    good = [hub.command("person.noted", person=f"p{n}") for n in range(60)]
    bad = [hub.command("person.noted", person="Two Words") for _ in range(5)]
    depot = [hub.at("baoji").command("person.noted", person=f"q{n}") for n in range(20)]

    def ask(command: Command) -> Receipt | Refusal:
        try:
            return one.submit(command)
        except Refusal as refusal:
            return refusal

    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(ask, [*good, *bad, *depot]))
    refused = [told for told in answers if isinstance(told, Refusal)]
    assert [told.code for told in refused] == ["facts.malformed"] * 5
    assert len(fresh_home.journal()) == size + 80
    fresh_home.verify()


def test_the_writer_outlives_an_unknown_book_and_a_bug(hub: Desk, one: Writer) -> None:
    """Its callers hear of it, and the next command goes through."""
    with pytest.raises(Refusal, match=r"book\.unknown"):
        one.submit(hub.at("paris").command("person.noted", person="p"))
    broken: Any = Command(book="hk", id=7, kind="person.noted", happened="", facts={})  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        one.submit(broken)
    one.submit(hub.command("person.noted", person="p"))


@pytest.mark.engines("postgresql")
def test_the_writer_outlives_its_connection(
    fresh_home: FreshHome, hub: Desk, one: Writer
) -> None:
    """A server that was started again loses nothing and is found again."""
    one.submit(hub.command("person.noted", person="p"))
    with fresh_home.plain() as plain:
        plain.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    command = hub.command("person.noted", person="q")
    with pytest.raises(Unavailable, match=r"store\.cannot-open"):
        one.submit(command)
    assert not one.submit(command).again
    connection.close()
    fresh_home.verify()


@pytest.mark.engines("postgresql")
def test_a_client_that_died_holds_no_book(
    fresh_home: FreshHome, hub: Desk, one: Writer
) -> None:
    """Nobody waits for ever for its lock: a writer gives up, and says so."""
    assert fresh_home.rows("SHOW lock_timeout") == [("20s",)]
    assert fresh_home.rows("SHOW idle_in_transaction_session_timeout") == [("2min",)]
    dead = fresh_home.plain()
    dead.execute("SET idle_in_transaction_session_timeout = 50")
    dead.execute("SELECT 1 FROM journal_head FOR UPDATE")
    one.submit(hub.command("person.noted", person="p"))
    with pytest.raises(psycopg.errors.IdleInTransactionSessionTimeout):
        dead.execute("SELECT 1")
    dead.close()


def test_a_writer_that_does_not_answer_is_told(
    hub: Desk, one: Writer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody waits for ever."""
    one.stop()
    monkeypatch.setattr(module, "WAIT_SECONDS", 0.05)
    with pytest.raises(Unavailable, match=r"store\.busy"):
        one.submit(hub.command("person.noted", person="p"))


def test_a_process_has_one_writer(
    fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Made at first use."""
    monkeypatch.setattr(module, "_made", [])
    first = module.writer(fresh_home.open)
    assert module.writer(fresh_home.open) is first
    first.stop()


def test_settings_are_kept_by_name(fresh_home: FreshHome) -> None:
    """The last value stands."""
    from gungho.store.settings import keep_setting, setting  # noqa: PLC0415

    assert setting("x", "none") == "none"
    keep_setting("x", "1")
    keep_setting("x", "2")
    assert setting("x") == "2"
