# SPDX-License-Identifier: Apache-2.0
"""Which database a home keeps its books in."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from gungho.errors import Refusal
from gungho.node import database
from gungho.node.home import Home
from gungho.store.setup import make_tables
from tests.support import postgres
from tests.support.homes import FreshHome, point_to

URL = "postgresql://keeper:p%40ss@db.example:5433/gung%20ho?sslmode=verify-full"


@pytest.fixture(autouse=True)
def _unset(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is told by the environment."""
    monkeypatch.delenv(database.VARIABLE, raising=False)


def test_without_an_address_the_books_lie_in_the_homes_file(tmp_path: Path) -> None:
    """Durable, and with triggers that an upsert meets."""
    found = database.settings_of(tmp_path)
    assert found["ENGINE"] == "gungho.store.sqlite"
    assert found["NAME"] == tmp_path / database.FILE
    assert "synchronous=FULL" in found["OPTIONS"]["init_command"]


def test_an_address_tells_everything() -> None:
    """Also what stands after the question mark; quoted letters are read."""
    found = database.settings_for(URL, Path())
    told = {name: found[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME")}
    assert told == {
        "USER": "keeper",
        "PASSWORD": "p@ss",
        "HOST": "db.example",
        "PORT": "5433",
        "NAME": "gung ho",
    }
    assert found["OPTIONS"]["sslmode"] == "verify-full"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("postgresql:///books?host=/run/postgresql", "/run/postgresql"),
        ("postgres://keeper@%2Frun%2Fpostgresql/books", "/run/postgresql"),
        ("postgresql://keeper@[::1]:5432/books", "::1"),
        ("postgresql:///books", ""),
    ],
)
def test_a_socket_is_named_as_libpq_does(url: str, host: str) -> None:
    """By a folder, quoted or as an option."""
    found = database.settings_for(url, Path())
    assert (found["HOST"], found["NAME"]) == (host, "books")


def test_nothing_waits_for_ever() -> None:
    """Neither for a lock nor for a client that fell silent."""
    options = database.settings_for(URL, Path())["OPTIONS"]["options"]
    assert "lock_timeout" in options
    assert "idle_in_transaction_session_timeout" in options


@pytest.mark.parametrize(
    "url",
    [
        "mysql://keeper:secret@db/books",
        "postgresql://keeper:secret@db",
        "postgresql://keeper:secret@db:port/books",
        "postgresql://keeper:secret@[db/books",
        "postgresql://keeper:secret@db/" + "b" * 64,
        "books",
        "/somewhere/gungho.sqlite3",
    ],
)
def test_what_is_no_address_is_refused_without_its_password(url: str) -> None:
    """The refusal may be shown to anyone."""
    with pytest.raises(Refusal) as caught:
        database.settings_for(url, Path())
    assert caught.value.code == "database.url"
    assert "secret" not in str(caught.value.facts)


def test_the_environment_wins_over_what_the_home_remembers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And "sqlite" names the home's own file."""
    assert database.url_of(tmp_path) == ""
    home = Home(tmp_path)
    home.use_database(URL)
    assert database.url_of(tmp_path) == URL
    assert (tmp_path / database.NAMED).stat().st_mode & 0o777 == 0o600
    monkeypatch.setenv(database.VARIABLE, "postgresql://db/other")
    assert database.url_of(tmp_path) == "postgresql://db/other"
    monkeypatch.setenv(database.VARIABLE, "sqlite")
    assert database.url_of(tmp_path) == ""


def test_a_home_is_there_with_its_file_or_with_an_address(tmp_path: Path) -> None:
    """An empty folder is refused."""
    home = Home(tmp_path)
    with pytest.raises(Refusal, match=r"home\.empty"):
        home.require()
    (tmp_path / database.FILE).touch()
    home.require()
    (tmp_path / database.FILE).unlink()
    home.use_database(URL)
    home.require()


def _made(more: str) -> str:
    url = postgres.fresh("template0")
    name = postgres.name_of(url)
    postgres.run(f"DROP DATABASE {name}")
    postgres.run(f"CREATE DATABASE {name} TEMPLATE template0 {more}")
    return url


@pytest.fixture
def other(fresh_home: FreshHome) -> Any:
    """Let a test make a database of its own and point to it."""
    made: list[str] = []

    def make(more: str) -> None:
        made.append(_made(more))
        point_to(made[-1], fresh_home.folder)

    yield make
    connection.close()
    for url in made:
        postgres.drop(url)


@pytest.mark.engines("postgresql")
def test_a_database_of_other_letters_is_refused(other: Callable[[str], None]) -> None:
    """It could not hold every name, and its order is not that of the bytes."""
    other("LC_COLLATE 'C' LC_CTYPE 'C' ENCODING 'LATIN1'")
    with pytest.raises(Refusal, match=r"database\.collation"):
        make_tables()
    assert connection.introspection.table_names() == []


@pytest.mark.engines("postgresql")
def test_another_name_for_the_order_of_bytes_is_taken(
    other: Callable[[str], None],
) -> None:
    """The order itself is asked for."""
    other("LOCALE_PROVIDER builtin BUILTIN_LOCALE 'C.UTF-8' ENCODING 'UTF8'")
    make_tables()
