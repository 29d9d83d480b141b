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

BYTE_ORDER = frozenset({"C", "POSIX"})


def make_tables() -> None:
    """Bring the tables up to date and set their guards again."""
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
            guards.install(connection)
            rebuild(told=_silently)  # a new sort of row is folded from old entries
        elif guards.nothing_to_guard(connection):
            guards.install(connection)  # a first start may have ended in between
        guards.check(connection)
        _check_durable()
    except DatabaseError as error:
        raise unavailable(error) from error


def _silently(_stage: str, _count: int) -> None:
    """Say nothing of the progress."""


def _check_durable() -> None:
    """Refuse a database that would forget what it has acknowledged (law 2).

    Raises Corruption ``store.not-durable``, Refusal ``database.collation``.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            for pragma, wanted in (("synchronous", 2), ("recursive_triggers", 1)):
                cursor.execute(f"PRAGMA {pragma}")
                if cursor.fetchone()[0] != wanted:
                    raise Corruption("store.not-durable", pragma=pragma)
            return
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            cursor.execute("SELECT current_setting(%s)", (name,))
            if cursor.fetchone()[0] == "off":
                raise Corruption("store.not-durable", pragma=name)
        cursor.execute(
            "SELECT datcollate FROM pg_database WHERE datname = current_database()"
        )
        collation = str(cursor.fetchone()[0])
        if collation.partition(".")[0] not in BYTE_ORDER:
            raise Refusal("database.collation", collation=collation)


def claim(home: str) -> None:
    """Note to which home a database belongs, or refuse another's.

    Raises Refusal ``database.other-home`` or ``database.moved``.
    """
    if setting("moved.to"):
        raise Refusal("database.moved")
    owner = setting("home.id")
    if not owner:
        keep_setting("home.id", home)
    elif owner != home:
        raise Refusal("database.other-home")
