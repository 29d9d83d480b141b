# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import sqlite3

import psycopg
import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection

from gungho.errors import Corruption
from gungho.store import guards
from gungho.store.setup import make_tables
from tests.support import postgres
from tests.support.goods import movement
from tests.support.homes import FreshHome

STATEMENTS = {
    "journal_entry": (
        "UPDATE journal_entry SET raw = x'00'",
        "DELETE FROM journal_entry",
        "INSERT OR REPLACE INTO journal_entry SELECT book, seq, entry, x'00', leaf "
        "FROM journal_entry LIMIT 1",
        "INSERT OR REPLACE INTO journal_entry SELECT book, seq + 999, entry, raw, leaf "
        "FROM journal_entry LIMIT 1",
        "INSERT OR REPLACE INTO journal_entry (rowid, book, seq, entry, raw, leaf) "
        "SELECT rowid, 1, 1, 'x', raw, leaf FROM journal_entry LIMIT 1",
        "INSERT INTO journal_entry SELECT book, seq, entry, x'00', leaf "
        "FROM journal_entry WHERE seq = 0 ON CONFLICT (book, seq) "
        "DO UPDATE SET raw = excluded.raw",
        "REPLACE INTO journal_entry SELECT * FROM journal_entry LIMIT 1",
        "UPDATE OR REPLACE journal_entry SET seq = 0",
        "UPDATE OR IGNORE journal_entry SET book = 1",
    ),
    "journal_seal": (
        "UPDATE journal_seal SET note = ''",
        "DELETE FROM journal_seal WHERE size = 1",
        "INSERT OR REPLACE INTO journal_seal SELECT book, size, root, '' "
        "FROM journal_seal LIMIT 1",
        "INSERT INTO journal_seal SELECT book, size, root, '' FROM journal_seal "
        "WHERE true ON CONFLICT (book, size) DO UPDATE SET note = ''",
    ),
    "journal_tile": (
        "UPDATE journal_tile SET hashes = x'00'",
        "DELETE FROM journal_tile",
        "INSERT OR REPLACE INTO journal_tile SELECT book, level, number, x'00' "
        "FROM journal_tile LIMIT 1",
        "INSERT INTO journal_tile SELECT * FROM journal_tile WHERE true "
        "ON CONFLICT (book, level, number) DO UPDATE SET hashes = x'00'",
    ),
    "intake": (
        "UPDATE intake SET learned = ''",
        "DELETE FROM intake",
        "INSERT OR REPLACE INTO intake SELECT book, first, last, '', via FROM intake "
        "LIMIT 1",
        "INSERT INTO intake SELECT * FROM intake WHERE true "
        "ON CONFLICT (book, first) DO UPDATE SET learned = ''",
    ),
}
SERVED = {
    "journal_entry": (
        "UPDATE journal_entry SET raw = ''",
        "DELETE FROM journal_entry",
        "TRUNCATE journal_entry",
        "TRUNCATE journal_entry, journal_seal CASCADE",
        "INSERT INTO journal_entry SELECT book, seq, entry, '', leaf "
        "FROM journal_entry WHERE seq = 0 ON CONFLICT (book, seq) "
        "DO UPDATE SET raw = excluded.raw",
        "MERGE INTO journal_entry e USING (SELECT 1) o ON true "
        "WHEN MATCHED THEN DELETE",
        "WITH gone AS (DELETE FROM journal_entry RETURNING 1) SELECT * FROM gone",
    ),
    "journal_seal": (
        "UPDATE journal_seal SET note = ''",
        "DELETE FROM journal_seal WHERE size = 1",
        "TRUNCATE journal_seal",
    ),
    "journal_tile": (
        "UPDATE journal_tile SET hashes = ''",
        "DELETE FROM journal_tile",
        "TRUNCATE journal_tile",
    ),
    "intake": (
        "UPDATE intake SET learned = ''",
        "DELETE FROM intake",
        "TRUNCATE intake",
    ),
}
SERVER_CASES = [(table, words) for table, said in SERVED.items() for words in said]
CASES = [(table, words) for table, said in STATEMENTS.items() for words in said]


@pytest.fixture
def kept(fresh_home: FreshHome) -> FreshHome:
    """A home with a few entries, seals, a tile and intake rows."""
    movement(fresh_home.books)
    fresh_home.rows(
        "INSERT INTO journal_tile (book, level, number, hashes) VALUES (1, 0, 0, %s)",
        b"\x11",
    )
    return fresh_home


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize(("table", "statement"), SERVER_CASES)
@pytest.mark.parametrize("way", ["ours", "plain"])
def test_the_server_refuses_to_change_what_was_written(
    kept: FreshHome, table: str, statement: str, way: str
) -> None:
    """TRUNCATE too, which passes row triggers; and also from a plain connection."""
    before = kept.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
    assert before
    if way == "ours":
        with pytest.raises(DatabaseError, match=guards.REASON):
            kept.rows(statement)
    else:
        plain = kept.plain()
        with pytest.raises(psycopg.errors.RaiseException, match=guards.REASON):
            plain.execute(statement)
        plain.close()
    assert kept.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") == before


@pytest.mark.engines("sqlite")
@pytest.mark.parametrize(("table", "statement"), CASES)
@pytest.mark.parametrize("way", ["ours", "plain"])
def test_the_database_refuses_to_change_what_was_written(
    kept: FreshHome, table: str, statement: str, way: str
) -> None:
    """Through our connection, and through a plain one with none of our settings."""
    before = kept.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3")
    assert before
    if way == "ours":
        with pytest.raises(DatabaseError, match=guards.REASON):
            kept.rows(statement)
    else:
        plain = kept.plain()
        with pytest.raises(sqlite3.IntegrityError, match=guards.REASON):
            plain.execute(statement)
        plain.close()
    assert kept.rows(f"SELECT * FROM {table} ORDER BY 1, 2, 3") == before


def test_after_every_migration_the_triggers_stand(kept: FreshHome) -> None:
    """A migration that remakes a table drops them; making ready sets them again."""
    guards.check(connection)
    call_command("migrate", "store", "zero", verbosity=0, interactive=False)
    make_tables()
    guards.check(connection)


@pytest.mark.parametrize("table", guards.APPEND_ONLY)
@pytest.mark.parametrize("deed", ["update", "delete", "replace"])
def test_nothing_starts_without_a_trigger(
    kept: FreshHome, table: str, deed: str
) -> None:
    """Each of them is asked for by name."""
    kept.unguard(table, deed=deed)
    with pytest.raises(Corruption, match=r"store\.guard-missing"):
        make_tables()


@pytest.mark.engines("postgresql")
@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE journal_entry DISABLE TRIGGER journal_entry_no_update",
        "ALTER TABLE intake ENABLE REPLICA TRIGGER intake_no_replace",
        "ALTER TABLE journal_seal ENABLE TRIGGER journal_seal_no_update",
        "CREATE OR REPLACE TRIGGER journal_entry_no_delete BEFORE DELETE ON "
        "journal_entry FOR EACH ROW WHEN (OLD.seq < 0) "
        "EXECUTE FUNCTION gungho_append_only()",
        "DROP TRIGGER journal_tile_no_update ON journal_tile; "
        "CREATE TRIGGER journal_tile_no_update BEFORE UPDATE ON journal_head "
        "FOR EACH ROW EXECUTE FUNCTION gungho_append_only()",
        "CREATE OR REPLACE FUNCTION gungho_append_only() RETURNS trigger "
        "LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$",
    ],
)
def test_a_guard_that_sleeps_is_no_guard(kept: FreshHome, statement: str) -> None:
    """Turned off, or calling a function that does nothing."""
    kept.rows(statement)
    with pytest.raises(Corruption, match=r"store\.guard-missing"):
        make_tables()


@pytest.mark.engines("postgresql")
def test_a_session_that_plays_a_replica_is_refused_too(kept: FreshHome) -> None:
    """Where ordinary triggers sleep."""
    plain = kept.plain()
    plain.execute("SET session_replication_role = replica")
    with pytest.raises(psycopg.errors.RaiseException, match=guards.REASON):
        plain.execute("DELETE FROM journal_entry")
    plain.close()


@pytest.mark.engines("postgresql")
def test_an_owner_has_given_up_the_right_to_empty_a_table(
    fresh_home: FreshHome,
) -> None:
    """A plain role, no superuser, keeps its books; TRUNCATE is not among its rights."""
    name = postgres.name_of(fresh_home.url)
    role = f"{name}_owner"
    fresh_home.rows(
        f"DROP SCHEMA public CASCADE; CREATE ROLE {role} LOGIN; "
        f"CREATE SCHEMA public AUTHORIZATION {role}"
    )
    home = FreshHome(
        fresh_home.folder, url=fresh_home.url.replace("//postgres:", f"//{role}:")
    )
    assert home.rows("SELECT current_user") == [(role,)]
    movement(home.books)
    plain = home.plain()
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        plain.execute("TRUNCATE journal_entry CASCADE")
    plain.rollback()
    with pytest.raises(psycopg.errors.RaiseException, match=guards.REASON):
        plain.execute("DELETE FROM journal_entry")
    plain.close()
    assert home.verify()
    connection.close()
    fresh_home.point()
    fresh_home.rows(f"DROP OWNED BY {role} CASCADE; DROP ROLE {role}")


@pytest.mark.engines("sqlite")
def test_a_trigger_that_does_nothing_is_no_guard(kept: FreshHome) -> None:
    """It has the name, not the words."""
    kept.rows("DROP TRIGGER journal_entry_no_update")
    kept.rows(
        "CREATE TRIGGER journal_entry_no_update BEFORE UPDATE ON journal_entry "
        "BEGIN SELECT 1; END"
    )
    with pytest.raises(Corruption, match=r"store\.guard-missing"):
        make_tables()


def test_a_first_start_that_was_cut_off_can_be_made_again(
    fresh_home: FreshHome,
) -> None:
    """Tables without guards and without a row are guarded at the next start."""
    for table in guards.APPEND_ONLY:
        fresh_home.unguard(table, deed="update")
    make_tables()
    guards.check(connection)


def test_a_connection_that_is_not_durable_is_refused(fresh_home: FreshHome) -> None:
    """Synchronous FULL and recursive triggers are asked for at each start."""
    weakened = ["SET synchronous_commit = off"]
    if not fresh_home.url:
        weakened = ["PRAGMA synchronous = NORMAL", "PRAGMA recursive_triggers = OFF"]
    for statement in weakened:
        fresh_home.rows(statement)
        with pytest.raises(Corruption, match=r"store\.not-durable"):
            make_tables()
        connection.close()
