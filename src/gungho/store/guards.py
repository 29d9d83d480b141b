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
DEEDS = ("update", "delete", "replace")
_BODY = f" BEGIN RAISE EXCEPTION '{REASON}'; END "
_TYPES = "as set"
# pg_trigger.tgtype: row 1, before 2, delete 8, update 16, truncate 32.
_TYPE_OF = {"update": 19, "delete": 11, "replace": 34}


def install(connection: BaseDatabaseWrapper) -> None:
    """Set the triggers, replacing what stands."""
    make = _sqlite if connection.vendor == "sqlite" else _postgresql
    with connection.cursor() as cursor:
        for table in APPEND_ONLY:
            for statement in make(table):
                cursor.execute(statement)


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
    return dict.fromkeys(DEEDS, f"O {_TYPES} {_BODY}")


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
            "SELECT t.tgname, t.tgenabled, t.tgtype, p.prosrc FROM pg_trigger t "
            "JOIN pg_proc p ON p.oid = t.tgfoid WHERE NOT t.tgisinternal"
        )
        return {
            name: f"{_text(enabled)} {_type(name, kind)} {source}"
            for name, enabled, kind, source in cursor.fetchall()
        }


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value


def _type(name: str, kind: int) -> str:
    """Return "as set" for the trigger type that a guard's name asks for."""
    deed = name.rpartition("_no_")[2]
    return _TYPES if _TYPE_OF.get(deed) == kind else f"type {kind}"


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
