# SPDX-License-Identifier: Apache-2.0
"""Making the tables ready: migrations, then guards, then the checks before a start."""

from __future__ import annotations

from django.core.management import call_command
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from gungho.errors import Corruption, Refusal
from gungho.store import guards
from gungho.store.failures import unavailable
from gungho.store.rebuild import rebuild
from gungho.store.settings import keep_setting, setting

FOLDED = "tables.folded"
MARK, UNFINISHED, PROVED = "move.state", "unfinished", "proved"
# The order itself is asked for: what a database sorts by has more than one name.
BYTES = ("-", "B", "Z", "_", "a", "é", "工")
_SORTED = "SELECT string_agg(t.one, '' ORDER BY t.one) FROM (VALUES {}) AS t (one)"
_SORTS_BY = (
    "SELECT concat_ws(' ', pg_encoding_to_char(encoding), datcollate, "
    "to_jsonb(d) ->> 'daticulocale', to_jsonb(d) ->> 'datlocale') "
    "FROM pg_database d WHERE datname = current_database()"
)


def make_tables() -> None:
    """Bring the tables up to date and set their guards again."""
    try:
        check_durable()
        executor = MigrationExecutor(connection)
        leaves = executor.loader.graph.leaf_nodes()
        if executor.migration_plan(leaves):
            call_command("migrate", verbosity=0, interactive=False)
            guards.install(connection)
        elif guards.nothing_to_guard(connection):
            guards.install(connection)  # a first start may have ended in between
        guards.check(connection)
        _fold_again(" ".join(sorted(name for app, name in leaves if app == "store")))
    except DatabaseError as error:
        raise unavailable(error) from error


def _fold_again(newest: str) -> None:
    """Fold old entries into a new sort of row, even if that was cut short before."""
    if setting(FOLDED) != newest:
        rebuild(told=_silently)
        keep_setting(FOLDED, newest)


def _silently(_stage: str, _count: int) -> None:
    """Say nothing of the progress."""


def check_durable() -> None:
    """Refuse a database that would forget what it has acknowledged (law 2).

    Raises Corruption ``store.not-durable``, Refusal ``database.collation``.
    """
    if connection.vendor == "sqlite":
        for pragma, wanted in (("synchronous", 2), ("recursive_triggers", 1)):
            if _told(f"PRAGMA {pragma}") != wanted:
                raise Corruption("store.not-durable", pragma=pragma)
        return
    for name in ("fsync", "full_page_writes", "synchronous_commit"):
        if _told(f"SHOW {name}") == "off":
            raise Corruption("store.not-durable", pragma=name)
    if _told("SHOW server_encoding") != "UTF8" or not _by_bytes():
        raise Refusal("database.collation", collation=str(_told(_SORTS_BY)))


def _by_bytes() -> bool:
    """Return True if the database sorts text by its bytes, as digests are taken."""
    rows = ", ".join(f"('{one}')" for one in reversed(BYTES))
    return _told(_SORTED.format(rows)) == "".join(BYTES)


def _told(statement: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


def claim(home: str) -> None:
    """Note to which home a database belongs, or refuse another's.

    Raises Refusal ``database.other-home``, ``database.moved`` or ``move.unfinished``.
    """
    if setting(MARK) == UNFINISHED:
        raise Refusal("move.unfinished")
    if setting(MARK) == PROVED:  # this home has switched to it
        keep_setting("moved.to", "")
        keep_setting(MARK, "")
    if setting("moved.to"):
        raise Refusal("database.moved")
    owner = setting("home.id")
    if not owner:
        keep_setting("home.id", home)
    elif owner != home:
        raise Refusal("database.other-home")
