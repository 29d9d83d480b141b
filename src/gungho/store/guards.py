# SPDX-License-Identifier: Apache-2.0
"""The database itself refuses to change the journal (law 2).

UPDATE and DELETE are refused by triggers. INSERT OR REPLACE passes a DELETE trigger on
SQLite unless ``recursive_triggers`` is on, and an upsert never fires it, so an insert
over a standing key, or over a standing row's number, is refused as well. Migrations
that remake a table drop its triggers: they are set again after each migration, and
nothing starts without them.
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from gungho.errors import Corruption

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


def install(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers, replacing what stands."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for statement in make(table):
                cursor.execute(statement)


def check(connection: BaseDatabaseWrapper) -> None:
    """Raise Corruption ``store.guard-missing`` unless every trigger stands as set.

    On SQLite the words of each trigger are compared too: one that has the name and does
    nothing is no guard.
    """
    standing = _standing(connection)
    for table in APPEND_ONLY:
        wanted = _sqlite(table)[1::2]
        for deed, words in zip(("update", "delete", "replace"), wanted, strict=True):
            found = standing.get(f"{table}_no_{deed}")
            if found is None or (connection.vendor == "sqlite" and found != words):
                raise Corruption("store.guard-missing", table=table, guard=deed)


def nothing_to_guard(connection: BaseDatabaseWrapper) -> bool:
    """Return True while no table that is append-only holds a row."""
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                return False
    return True


def _standing(connection: BaseDatabaseWrapper) -> dict[str, str]:
    query = (
        "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
        if connection.vendor == "sqlite"
        else "SELECT tgname, '' FROM pg_trigger WHERE NOT tgisinternal"
    )
    with connection.cursor() as cursor:
        cursor.execute(query)
        return dict(cursor.fetchall())


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
        f"LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '{REASON}'; END $$"
    )
    made = [function]
    for deed, when in (
        ("update", f"BEFORE UPDATE ON {table} FOR EACH ROW"),
        ("delete", f"BEFORE DELETE ON {table} FOR EACH ROW"),
        ("replace", f"BEFORE TRUNCATE ON {table} FOR EACH STATEMENT"),
    ):
        made.append(f"DROP TRIGGER IF EXISTS {table}_no_{deed} ON {table}")
        made.append(
            f"CREATE TRIGGER {table}_no_{deed} {when} "
            "EXECUTE FUNCTION gungho_append_only()"
        )
    return made
