# SPDX-License-Identifier: Apache-2.0
"""Moving the store: every row that is not rebuilt is copied to another database.

The projections are folded there anew from the copied bytes, every book is verified
there from its bytes, and both sides must give the same counts and digests. Until that
is proved the old database stays in use; a move that was cut off begins afresh. In the
same step in which the old one is let go it is shut, so that a process which still has
it open cannot record what nobody would find.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.utils import ConnectionHandler

from gungho.errors import Corruption, Refusal
from gungho.store import guards
from gungho.store.checking import verify_store
from gungho.store.failures import unavailable
from gungho.store.people.factors import factors, keep_factors
from gungho.store.rebuild import digests, hold_writers, rebuild
from gungho.store.settings import keep_setting, setting
from gungho.store.setup import MARK, PROVED, UNFINISHED, check_durable

GROUP = 2000
SETTINGS = "private_setting"
Told = Callable[[str, int], None]
Switch = Callable[[], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """What was moved: rows copied, entries verified, and one digest over it all."""

    rows: int
    entries: int
    digest: str


class _Move:
    """A move from the database in use to another one."""

    def __init__(self, target: dict[str, Any], *, home: str, told: Told) -> None:
        self.ours: BaseDatabaseWrapper = connections["default"]
        self.other = ConnectionHandler({"default": target})["default"]
        self.home = home
        self.told = told

    @contextmanager
    def there(self) -> Iterator[None]:
        """Let everything here that asks the database ask the other one."""
        connections["default"] = self.other
        try:
            yield
        finally:
            connections["default"] = self.ours

    def prepare(self) -> None:
        """Make the tables in an empty database, or in one left by a move cut off.

        Raises Refusal ``move.not-empty``.
        """
        with self.there():
            names = connection.introspection.table_names()
            if names:
                self._empty(names)
            check_durable()
            call_command("migrate", verbosity=0, interactive=False)
            keep_setting(MARK, UNFINISHED)
            keep_setting("home.id", self.home)

    def _empty(self, names: list[str]) -> None:
        if not (self._begun(names) or _bare(names)):
            raise Refusal("move.not-empty", tables=len(names))
        cascade = "" if connection.vendor == "sqlite" else " CASCADE"
        with transaction.atomic(), connection.cursor() as cursor:
            for name in sorted(names):
                cursor.execute(f'DROP TABLE "{name}"{cascade}')

    def _begun(self, names: list[str]) -> bool:
        """Return True if this home's own move has left these tables."""
        marked = SETTINGS in names and bool(setting(MARK))
        return marked and setting("home.id") == self.home

    def copy(self) -> int:
        """Copy every table that is not rebuilt; return how many rows."""
        total = 0
        for table, columns in kept_tables():
            names = ", ".join(f'"{column}"' for column in columns)
            marks = ", ".join(["%s"] * len(columns))
            insert = f"INSERT INTO {table} ({names}) VALUES ({marks})"
            if table == SETTINGS:
                insert += " ON CONFLICT (name) DO NOTHING"
            with self.there(), transaction.atomic(), self.other.cursor() as to:
                for rows in _groups(self.ours, f"SELECT {names} FROM {table}"):
                    to.executemany(insert, rows)
                    total += len(rows)
                    self.told(table, total)
        found = factors()
        with self.there():
            keep_factors(found)
        return total + len(found)

    def prove(self) -> Moved:
        """Fold and verify everything there; compare it with what stands here.

        Raises Corruption ``move.differs``, or as ``verify_store`` does.
        """
        with self.there():
            rebuild(told=self.told)
            checked = verify_store(witnessed={}, told=self.told)
            there = {**self._rows(self.other), **digests()}
            there_factors = factors()
        rows = self._rows(self.ours)
        if there_factors != factors():
            raise Corruption("move.differs", table="mfa_authenticator")
        here = {**rows, **digests()}
        for table, found in here.items():
            if there[table] != found:
                raise Corruption("move.differs", table=table)
        told = repr(sorted(here.items()))
        return Moved(
            rows=sum(count for count, _ in rows.values()),
            entries=sum(one.entries for one in checked),
            digest=sha256(told.encode()).hexdigest(),
        )

    def _rows(self, where: BaseDatabaseWrapper) -> dict[str, tuple[int, str]]:
        """Return how many rows each copied table has, and their digest."""
        found = {}
        for table, columns in kept_tables():
            names = ", ".join(f'"{column}"' for column in columns)
            leave = f" WHERE name NOT IN ('{MARK}')" if table == SETTINGS else ""
            order = ", ".join(str(at) for at in range(1, len(columns) + 1))
            statement = f"SELECT {names} FROM {table}{leave} ORDER BY {order}"
            hashed, count = sha256(), 0
            for rows in _groups(where, statement):
                hashed.update(repr(rows).encode())
                count += len(rows)
            found[table] = (count, hashed.hexdigest())
        return found

    def mark(self, told: str) -> None:
        """Note in the other database how far the move has come."""
        with self.there():
            keep_setting(MARK, told)


def move_store(
    target: dict[str, Any], *, home: str, switch: Switch, told: Told
) -> Moved:
    """Copy this installation's books to a database and prove that nothing changed.

    ``switch`` is called once that is proved, and lets the home use the new database.
    Raises Refusal ``move.not-empty``, Corruption ``move.differs``, Unavailable.
    """
    move = _Move(target, home=home, told=told)
    try:
        with _nobody_writes():
            move.prepare()
            move.copy()
            moved = move.prove()
            with move.there():
                guards.install(connection)
                guards.check(connection)
            move.mark(PROVED)
            switch()
            keep_setting("moved.to", "another")
            guards.shut(connection, tables=[table for table, _ in kept_tables()])
    except DatabaseError as error:
        raise unavailable(error) from error
    finally:
        move.other.close()
    return moved


def _bare(names: list[str]) -> bool:
    """Return True if these are tables of ours and none of them holds a row."""
    from gungho.store.models import CLASSES  # noqa: PLC0415 - once Django is set up

    ours = set(names) - {"django_migrations"}
    if not ours <= CLASSES.keys():
        return False
    with connection.cursor() as cursor:
        for name in sorted(ours):
            cursor.execute(f"SELECT 1 FROM {name} LIMIT 1")
            if cursor.fetchone():
                return False
    return True


@contextmanager
def _nobody_writes() -> Iterator[None]:
    """Hold the writers of the old database back while it is copied."""
    with transaction.atomic():
        hold_writers(tables=[table for table, _ in kept_tables()])
        yield


def kept_tables() -> list[tuple[str, tuple[str, ...]]]:
    """Return ``(table, columns)`` of every table of ours that is not rebuilt."""
    from gungho.store.models import (  # noqa: PLC0415 - once Django is set up
        CLASSES,
        SIGNING_IN,
    )

    models = {model._meta.db_table: model for model in apps.get_models()}
    return [
        (name, tuple(str(one.column) for one in models[name]._meta.concrete_fields))
        for name, kind in CLASSES.items()
        if kind != "projection" and name not in SIGNING_IN
    ]


def _groups(
    where: BaseDatabaseWrapper, statement: str
) -> Iterator[list[tuple[Any, ...]]]:
    with where.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(GROUP):
            yield [tuple(map(_plain, row)) for row in rows]


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else value
