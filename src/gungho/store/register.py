# SPDX-License-Identifier: Apache-2.0
"""The formation register: rows of spreadsheets taken in, and persons erased (law 11).

The same row again adds nothing. That a person was erased is remembered by the salted
mark alone, so that taking the same file again cannot bring them back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, connection, transaction

from gungho.errors import Refusal
from gungho.formats.registers import RowRead, SheetRead
from gungho.planning.forming import Machine, Site, Way, Worker
from gungho.store.cards import forget_traces
from gungho.store.failures import unavailable
from gungho.store.reads.query import fetch
from gungho.store.settings import keep_setting, setting

Idents = Callable[[], str]
SALT = "register.salt"
ERASED = "erased.register."
PART = 400
LETTERS = {"worker": "p", "machine": "m", "site": "s"}
_COLUMNS = {
    "worker": ("name", "trade", "place", "grade", "household", "moves", "leads",
               "keeps_books"),
    "machine": ("kind", "place", "portable", "power"),
    "site": ("name", "place", "room", "power", "danger", "materials", "market"),
}  # fmt: skip
_CLEARED = ("private_register_worker", "private_form_seat", "private_form_left",
            "private_setting")  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenIn:
    """What became of a sheet: new rows, the same again, changed, and erased before."""

    sort: str
    new: int
    known: int
    changed: int
    erased: int


@contextmanager
def written() -> Iterator[None]:
    """Write all or nothing; what the database says is told as ``Unavailable``."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        raise unavailable(error) from error


def take_sheet(read: SheetRead, *, idents: Idents, now: str) -> TakenIn:
    """Take in what a sheet holds, all or nothing."""
    with written():
        if read.sort == "ways":
            return _take_ways(read)
        return _take(read, idents=idents, now=now)


def _take_ways(read: SheetRead) -> TakenIn:
    before = {
        (source, target): days
        for source, target, days in fetch(
            "SELECT source, target, days FROM private_register_way"
        )
    }
    new = changed = 0
    for row in read.rows:
        way = row.thing
        if not isinstance(way, Way):
            raise TypeError(read.sort)
        pair = (way.source, way.target)
        new += pair not in before
        changed += pair in before and before[pair] != way.days
        tell(
            "DELETE FROM private_register_way WHERE source = %s AND target = %s", *pair
        )
        tell("INSERT INTO private_register_way (source, target, days) "
             "VALUES (%s, %s, %s)", *pair, way.days)  # fmt: skip
    known = len(read.rows) - new - changed
    return TakenIn(sort=read.sort, new=new, known=known, changed=changed, erased=0)


def _take(read: SheetRead, *, idents: Idents, now: str) -> TakenIn:
    sort = read.sort.removesuffix("s")
    columns = _COLUMNS[sort]
    table = f"private_register_{sort}"
    salt = _salt(idents)
    marks = {_mark(salt, sort, key=row.key): row for row in read.rows}
    known = _known(table, columns)
    gone = {
        name.removeprefix(ERASED)
        for (name,) in fetch(
            "SELECT name FROM private_setting WHERE name LIKE %s", (ERASED + "%",)
        )
    }
    counts = {"new": 0, "known": 0, "changed": 0, "erased": 0}
    for mark, row in marks.items():
        values = _values(sort, row)
        if mark in gone:
            counts["erased"] += 1
        elif mark not in known:
            counts["new"] += 1
            ident = f"{LETTERS[sort]}-{idents()}"
            _insert(sort, (ident, mark, *values, now), columns=columns)
        elif known[mark] == values:
            counts["known"] += 1
        else:
            counts["changed"] += 1
            sets = ", ".join(f"{name} = %s" for name in columns)
            tell(f"UPDATE {table} SET {sets} WHERE mark = %s", *values, mark)
    return TakenIn(sort=read.sort, **counts)


def _known(table: str, columns: tuple[str, ...]) -> dict[str, tuple[Any, ...]]:
    """Return mark to values of what is there."""
    names = ", ".join(("mark", *columns))
    found = {}
    for mark, *values in fetch(f"SELECT {names} FROM {table}"):
        told = zip(columns, values, strict=True)
        found[mark] = tuple(
            bool(value) if name in FLAGS else value for name, value in told
        )
    return found


FLAGS = frozenset({"moves", "leads", "keeps_books", "portable"})


def _values(sort: str, row: RowRead) -> tuple[Any, ...]:
    thing = row.thing
    if isinstance(thing, Worker) and sort == "worker":
        return (
            row.name, thing.trade, thing.place, thing.grade, thing.household,
            thing.moves, thing.leads, thing.keeps_books,
        )  # fmt: skip
    if isinstance(thing, Machine) and sort == "machine":
        return thing.kind, thing.place, thing.portable, thing.power
    if isinstance(thing, Site) and sort == "site":
        return (
            row.name, thing.place, thing.room, thing.power, thing.danger,
            json.dumps(dict(thing.materials), sort_keys=True),
            json.dumps(dict(thing.market), sort_keys=True),
        )  # fmt: skip
    raise TypeError(sort)


def _insert(sort: str, values: tuple[Any, ...], *, columns: tuple[str, ...]) -> None:
    names = (sort, "mark", *columns, "taken")
    if sort != "site":
        names, values = (*names, "coop"), (*values, "")
    marks = ", ".join(["%s"] * len(names))
    tell(
        f"INSERT INTO private_register_{sort} ({', '.join(names)}) VALUES ({marks})",
        *values,
    )


def _mark(salt: str, sort: str, *, key: tuple[str, ...]) -> str:
    told = json.dumps([salt, sort, *key], ensure_ascii=False)
    return sha256(told.encode()).hexdigest()[:40]


def _salt(idents: Idents) -> str:
    """Return this installation's own salt, made at the first register."""
    found = setting(SALT)
    if not found:
        found = "".join(idents() for _ in range(4))
        keep_setting(SALT, found)
    return found


def erase_worker(worker: str) -> None:
    """Erase a person and everything that names them, in the file and its log too.

    Raises Refusal ``register.unknown``.
    """
    with written():
        found = fetch(
            "SELECT mark, name FROM private_register_worker WHERE worker = %s", [worker]
        )
        if not found:
            raise Refusal("register.unknown", id=worker[:80])
        mark, name = found[0]
        tell("DELETE FROM private_register_worker WHERE worker = %s", worker)
        tell("DELETE FROM private_form_seat WHERE worker = %s", worker)
        tell("UPDATE private_form_seat SET witness = '' WHERE witness IN (%s, %s)",
             worker, name)  # fmt: skip
        tell("DELETE FROM private_form_left WHERE sort = 'worker' AND thing = %s",
             worker)  # fmt: skip
        keep_setting(ERASED + mark, "1")
    for table in _CLEARED:
        forget_traces(connection, table=table)
        if connection.vendor == "sqlite":
            break


def drop_rows(sort: str, ids: Sequence[str]) -> int:
    """Take machines or sites out of the register; return how many."""
    with written():
        table = f"private_register_{sort}"
        return sum(tell(f"DELETE FROM {table} WHERE {sort} = %s", one) for one in ids)


def tell(statement: str, *values: Any) -> int:
    """Say one statement; return how many rows it changed."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
