# SPDX-License-Identifier: Apache-2.0
"""The statement inbox: a bank's lines, what a person matched, and rules that name.

It is private and no history: its texts hold names, and never leave this installation.
A reconciliation names a line by its salted commitment; erasing a line's texts takes the
salt with them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.db import DatabaseError, connection, transaction

from gungho.actions.keep_card import Salts, commitment
from gungho.errors import Refusal
from gungho.formats.pasted import Pasted, StatementLine
from gungho.reports.reconciling import Pair
from gungho.store.cards import forget_traces
from gungho.store.failures import unavailable
from gungho.store.reads.bank import desk as read_desk
from gungho.store.reads.bank import last_of
from gungho.store.reads.query import fetch, one
from gungho.store.statements import Insert, insert_rows

_LINE = Insert("private_bank_line", 13, "ON CONFLICT (fingerprint) DO NOTHING")
_PASTE = Insert("private_bank_paste", 12, "ON CONFLICT (paste) DO NOTHING")
_PAIR = Insert("private_bank_pair", 6)
_TILL = "body = %s AND till = %s AND currency = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """One till of a body, in one currency."""

    body: str
    till: str
    currency: str

    def key(self) -> tuple[str, str, str]:
        """Return its values in the order of the tables."""
        return self.body, self.till, self.currency


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What became of a paste: new lines, lines known before, lines of reconciled days.

    ``missing`` is what the lines and the opening balance are short of the closing one.
    """

    new: int
    known: int
    reconciled: tuple[StatementLine, ...]
    missing: int | None


def take_lines(till: Till, pasted: Pasted, *, salts: Salts, now: str) -> Taken:
    """Take a statement's lines into the inbox; the same lines again add nothing.

    Two equal lines of one day are two; the same paste twice is one. Lines of days that
    are reconciled already are told, not taken.
    """
    last = last_of(*till.key())
    fresh = [line for line in pasted.lines if not last or line.on > last.until]
    old = tuple(line for line in pasted.lines if last and line.on <= last.until)
    rows = list(_rows(till, fresh, salts=salts, now=now))
    missing = None
    if pasted.opening is not None and pasted.closing is not None:
        missing = pasted.closing - pasted.opening - sum(x.amount for x in pasted.lines)
    with _written():
        before = _count(till)
        insert_rows(connection, _LINE, rows)
        new = _count(till) - before
        if pasted.lines:
            insert_rows(connection, _PASTE, [_paste(till, pasted, missing, now=now)])
    return Taken(new=new, known=len(rows) - new, reconciled=old, missing=missing)


def type_line(
    till: Till, line: StatementLine, *, salts: Salts, now: str
) -> tuple[str, bool]:
    """Take one typed line; return its mark, and False if it was there already."""
    pasted = Pasted(lines=(line,), faults=(), columns={}, opening=None, closing=None)
    taken = take_lines(till, pasted, salts=salts, now=now)
    if taken.reconciled:
        raise Refusal("bank.line-old", on=line.on)
    ((mark,),) = fetch(
        "SELECT mark FROM private_bank_line WHERE fingerprint = %s",
        (_fingerprint(till, line, 1),),
    )
    return mark, bool(taken.new)


@contextmanager
def _written() -> Iterator[None]:
    """Write all or nothing; what the database says is told as ``Unavailable``."""
    try:
        with transaction.atomic():
            yield
    except DatabaseError as error:
        raise unavailable(error) from error


def _rows(
    till: Till, lines: Iterable[StatementLine], *, salts: Salts, now: str
) -> Iterator[tuple[Any, ...]]:
    met: Counter[str] = Counter()
    for place, line in enumerate(lines):
        alike = _fingerprint(till, line, 0)
        met[alike] += 1
        salt = salts()
        texts = (line.text, line.other, line.reference)
        told = json.dumps([*till.key(), line.on, line.amount, *texts])
        yield (
            commitment(salt, told), salt, _fingerprint(till, line, met[alike]),
            *till.key(), line.on, line.amount, *texts, now, place,
        )  # fmt: skip


def _fingerprint(till: Till, line: StatementLine, number: int) -> str:
    """Return what tells a line from others: its number is that among equal ones."""
    told = [*till.key(), line.on, line.amount, line.text, line.other, line.reference]
    return sha256(json.dumps([*told, number]).encode()).hexdigest()


def _paste(
    till: Till, pasted: Pasted, missing: int | None, *, now: str
) -> tuple[Any, ...]:
    days = [line.on for line in pasted.lines]
    told = repr((till.key(), pasted.lines, pasted.opening, pasted.closing))
    return (
        sha256(told.encode()).hexdigest()[:24], *till.key(), min(days), max(days),
        pasted.opening, pasted.closing, missing, pasted.breaks, len(days), now,
    )  # fmt: skip


def _count(till: Till) -> int:
    statement = f"SELECT COUNT(*) FROM private_bank_line WHERE {_TILL}"
    ((count,),) = fetch(statement, till.key())
    return int(count)


Same = tuple[Sequence[str], Sequence[int]]


def match(till: Till, pairs: Iterable[Same]) -> list[str]:
    """Put lines and entries, by marks and numbers, into matches; return their ids.

    Raises Refusal ``bank.line-matched`` for what is in one already, or
    ``bank.other-till`` for what does not wait at this till.
    """
    desk = read_desk(*till.key())
    marks = {line.mark for line in (*desk.lines, *desk.left)}
    seqs = {entry.seq for entry in desk.entries}
    held: dict[str | int, str] = {
        mark: pair.part for pair in desk.pairs for mark in _members(pair)
    }
    made = []
    with _written():
        for lines, entries in pairs:
            told = repr((till.key(), sorted(lines), sorted(entries)))
            part = sha256(told.encode()).hexdigest()[:16]
            if not (marks.issuperset(lines) and seqs.issuperset(entries)):
                raise Refusal("bank.other-till")
            members: list[str | int] = [*lines, *entries]
            for member in members:
                if held.setdefault(member, part) != part:
                    raise Refusal("bank.line-matched", line=str(member)[:12])
            rows = [(part, *till.key(), mark, -1) for mark in lines]
            rows += [(part, *till.key(), "", seq) for seq in entries]
            _tell("DELETE FROM private_bank_pair WHERE part = %s", part)
            insert_rows(connection, _PAIR, rows)
            made.append(part)
    return made


def _members(pair: Pair) -> list[str | int]:
    return [
        *(line.mark for line in pair.lines),
        *(entry.seq for entry in pair.entries),
    ]


def is_matched(mark: str) -> bool:
    """True if a line is in a match."""
    return one("SELECT 1 FROM private_bank_pair WHERE mark = %s", (mark,)) is not None


def unmatch(part: str) -> bool:
    """Take a match back; return False if there is none."""
    with _written():
        return _tell("DELETE FROM private_bank_pair WHERE part = %s", part) > 0


def drop_line(mark: str) -> None:
    """Take a line out of the inbox that was typed in error.

    Raises Refusal ``bank.line-gone``, ``bank.line-matched``, or ``bank.line-stated``
    for one that a reconciliation names.
    """
    if not one("SELECT 1 FROM private_bank_line WHERE mark = %s", (mark,)):
        raise Refusal("bank.line-gone", line=mark[:12])
    if is_matched(mark):
        raise Refusal("bank.line-matched", line=mark[:12])
    if one("SELECT 1 FROM p_bank_line WHERE mark = %s AND statement <> ''", (mark,)):
        raise Refusal("bank.line-stated", line=mark[:12])
    with _written():
        _tell("DELETE FROM private_bank_line WHERE mark = %s", mark)
    forget_traces(connection, table="private_bank_line")


def erase_texts(body: str, *, until: str) -> int:
    """Erase the texts and salts of reconciled lines until a day; return how many.

    Days and amounts stay: they stand in the journal.
    """
    with _written():
        gone = _tell(
            "UPDATE private_bank_line SET text = '', other = '', reference = '', "
            "salt = %s, fingerprint = mark WHERE body = %s AND day <= %s "
            "AND fingerprint <> mark AND mark IN "
            "(SELECT mark FROM p_bank_line WHERE statement <> '')",
            b"", body, until,
        )  # fmt: skip
    if gone:
        forget_traces(connection, table="private_bank_line")
    return gone


def add_rule(
    till: Till, *, contains: str, sort: str, facts: dict[str, str], now: str
) -> str:
    """Keep a rule that names lines whose texts contain something; return its id.

    Raises Refusal ``bank.rule-empty``.
    """
    if not contains.strip():
        raise Refusal("bank.rule-empty")
    told = json.dumps(facts, sort_keys=True)
    key = repr((till.body, till.till, contains.strip(), sort, told))
    rule = sha256(key.encode()).hexdigest()[:8]
    row = (rule, till.body, till.till, contains.strip(), sort, told, now)
    with _written():
        insert_rows(
            connection,
            Insert("private_bank_rule", 7, "ON CONFLICT (rule) DO NOTHING"),
            [row],
        )
    return rule


def drop_rule(rule: str) -> None:
    """Take a rule away; what it named stays named. Refusal ``bank.rule-unknown``."""
    with _written():
        if not _tell("DELETE FROM private_bank_rule WHERE rule = %s", rule):
            raise Refusal("bank.rule-unknown", rule=rule)


def _tell(statement: str, *values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)
