# SPDX-License-Identifier: Apache-2.0
"""The database itself refuses to change the journal (law 2).

UPDATE and DELETE are refused by triggers. INSERT OR REPLACE passes a DELETE trigger on
SQLite unless ``recursive_triggers`` is on, and an upsert never fires it, so an insert
over a standing key, or over a standing row's number, is refused as well. PostgreSQL's
TRUNCATE passes row triggers, so it has one of its own, and the right to it is given up;
the triggers fire for a replica's session too. Migrations that remake a table drop its
triggers: they are set again after each migration, and nothing starts without them.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.errors import Corruption
from gungho.store.failures import GONE

KEYS: dict[str, tuple[tuple[str, ...], ...]] = {
    "journal_entry": (("book", "seq"), ("book", "entry")),
    "journal_tile": (("book", "level", "number"),),
    "journal_seal": (("book", "size"),),
    "intake": (("book", "first"),),
    "intake_part": (("book", "digest"),),
    "intake_finding": (("book", "code", "place"),),
    "intake_checkpoint": (("sender", "size", "root", "cosigner"),),
}
APPEND_ONLY = tuple(KEYS)
REASON = "gungho: append only"
DEEDS = ("update", "delete", "replace")
_BODY = f" BEGIN RAISE EXCEPTION '{REASON}'; END "
_SERVED = (
    ("update", "BEFORE UPDATE", "FOR EACH ROW"),
    ("delete", "BEFORE DELETE", "FOR EACH ROW"),
    ("replace", "BEFORE TRUNCATE", "FOR EACH STATEMENT"),
)


def install(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers, replacing what stands, in one step."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for statement in make(table):
                cursor.execute(statement)


def shut(connection: BaseDatabaseWrapper, *, tables: Iterable[str]) -> None:
    """Let nothing be written any more to tables that have moved elsewhere."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        if connection.vendor != "sqlite":
            cursor.execute(
                "CREATE OR REPLACE FUNCTION gungho_moved() RETURNS trigger "
                f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{GONE}'; END $$"
            )
        for table in tables:
            for statement in _shutting(table, vendor=connection.vendor):
                cursor.execute(statement)


def _shutting(table: str, *, vendor: str) -> list[str]:
    if vendor != "sqlite":
        return [
            f"CREATE TRIGGER {table}_moved BEFORE INSERT OR UPDATE OR DELETE "
            f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION gungho_moved()"
        ]
    return [
        f"CREATE TRIGGER {table}_moved_{deed.lower()} BEFORE {deed} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{GONE}'); END"
        for deed in ("INSERT", "UPDATE", "DELETE")
    ]


def check(connection: BaseDatabaseWrapper) -> None:
    """Raise Corruption ``store.guard-missing`` unless every trigger stands as set.

    The words of each trigger are compared too, and on PostgreSQL those of the function
    it calls: one that has the name and does nothing is no guard.
    """
    standing = _standing(connection)
    for table in APPEND_ONLY:
        for deed, words in _wanted(connection, table).items():
            if standing.get(f"{table}_no_{deed}") != words:
                raise Corruption("store.guard-missing", table=table, guard=deed)


def _wanted(connection: BaseDatabaseWrapper, table: str) -> dict[str, str]:
    """Return each guard's words as the database tells them."""
    if connection.vendor == "sqlite":
        return dict(zip(DEEDS, _sqlite(table)[1::2], strict=True))
    return {deed: f"A {words} {_BODY}" for deed, words in _served(table).items()}


def nothing_to_guard(connection: BaseDatabaseWrapper) -> bool:
    """Return True while no table that is append-only holds a row."""
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                return False
    return True


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall())
        cursor.execute(
            "SELECT t.tgname, t.tgenabled, pg_get_triggerdef(t.oid, true), p.prosrc "
            "FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid "
            "WHERE NOT t.tgisinternal AND pg_table_is_visible(t.tgrelid)"
        )
        return {
            name: f"{_text(enabled)} {words} {source}"
            for name, enabled, words, source in cursor.fetchall()
        }


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _sqlite(table: str) -> list[str]:
    body = f"BEGIN SELECT RAISE(ABORT, '{REASON}'); END"
    same = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE "
        + " AND ".join(f"{name} = NEW.{name}" for name in key)
        + ")"
        for key in (*KEYS[table], ("rowid",))
    )
    made = []
    for deed, when in (
        ("update", f"BEFORE UPDATE ON {table}"),
        ("delete", f"BEFORE DELETE ON {table}"),
        ("replace", f"BEFORE INSERT ON {table} WHEN {same}"),
    ):
        made.append(f"DROP TRIGGER IF EXISTS {table}_no_{deed}")
        made.append(f"CREATE TRIGGER {table}_no_{deed} {when} {body}")
    return made


def _postgresql(table: str) -> list[str]:
    function = (
        "CREATE OR REPLACE FUNCTION gungho_append_only() RETURNS trigger "
        f"LANGUAGE plpgsql AS $${_BODY}$$"
    )
    made = [function, f"REVOKE TRUNCATE ON {table} FROM PUBLIC, CURRENT_USER"]
    for deed, words in _served(table).items():
        made.append(f"DROP TRIGGER IF EXISTS {table}_no_{deed} ON {table}")
        made.append(words)
        made.append(f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {table}_no_{deed}")
    return made


def _served(table: str) -> dict[str, str]:
    """Return each guard's words as PostgreSQL tells them."""
    return {
        deed: f"CREATE TRIGGER {table}_no_{deed} {when} ON {table} {each} "
        "EXECUTE FUNCTION gungho_append_only()"
        for deed, when, each in _SERVED
    }
