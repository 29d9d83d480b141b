# SPDX-License-Identifier: Apache-2.0
"""Reading tills beside their banks: what waits in the inbox, and what is reconciled."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from gungho.errors import Refusal
from gungho.flows.bank_lines import BankStatement
from gungho.reports.matching import Booked, Stated
from gungho.reports.reconciling import Last, Pair, TillDesk
from gungho.store.reads.ledger import NAMED_BALANCES
from gungho.store.reads.query import Order, fetch, one, ordered, part_of, rows

TILL = "body = %s AND till = %s AND currency = %s"
CASH = "/cash/"
MARK_LEAST = 6
AT_ONCE = 200  # books in one statement
WAITING = (
    "FROM private_bank_line l WHERE NOT EXISTS (SELECT 1 FROM p_bank_line b "
    "WHERE b.mark = l.mark AND b.statement <> '' AND b.matched <> '') "
    "AND NOT EXISTS (SELECT 1 FROM private_bank_pair p WHERE p.mark = l.mark) "
    "AND %s IN ('', l.body)"
)
# A server plans to read just these where it is told each range and each account.
_TILLS = """
SELECT book, number, name FROM p_name WHERE book = %s AND sort = 'account'
AND name >= %s AND name < %s
"""
_HELD = """
SELECT v.column3, c.name, b.count FROM (VALUES {accounts}) v
CROSS JOIN p_balance b CROSS JOIN p_name c
WHERE b.book = v.column1 AND b.account = v.column2
AND c.book = b.book AND c.sort = 'commodity' AND c.number = b.commodity
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class TillLine:
    """One till and currency: what the book has, and how far its bank is reconciled.

    ``waiting`` lines of the inbox are in no match, the oldest of them of ``oldest``.
    """

    body: str
    till: str
    currency: str
    held: int
    last: BankStatement | None
    waiting: int
    oldest: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A saved rule: lines whose texts contain something are such a thing."""

    rule: str
    body: str
    till: str
    contains: str
    sort: str
    facts: dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paste:
    """A statement that was taken in, with what it says it begins and ends with."""

    since: str
    until: str
    opening: int | None
    closing: int | None
    missing: int | None
    breaks: int
    lines: int
    taken: str


def tills(body: str = "") -> list[TillLine]:
    """Return the tills of the books here that hold money, or have a bank's lines."""
    heads = fetch("SELECT book, body FROM journal_head ORDER BY body")
    keepers, held = {keeper for _, keeper in heads}, _tills_hold(heads)
    waiting = {
        (owner, till, code): (int(count), day)
        for owner, till, code, count, day in fetch(
            "SELECT l.body, l.till, l.currency, COUNT(*), MIN(l.day) "
            f"{WAITING} GROUP BY 1, 2, 3",
            [""],
        )
    }
    last = last_statements()
    keys = sorted({*held, *waiting, *last})
    return [
        TillLine(
            body=owner, till=till, currency=code, held=held[owner, till, code],
            last=last.get((owner, till, code)),
            waiting=waiting.get((owner, till, code), (0, ""))[0],
            oldest=waiting.get((owner, till, code), (0, ""))[1],
        )
        for owner, till, code in keys
        if body in ("", owner)
        and owner in keepers
        and (held[owner, till, code] or (owner, till, code) in {*waiting, *last})
    ]  # fmt: skip


def _tills_hold(heads: Sequence[tuple[Any, ...]]) -> dict[tuple[str, str, str], int]:
    """Return what each till of these bodies holds, by body, till and currency."""
    held: dict[tuple[str, str, str], int] = defaultdict(int)
    for start in range(0, len(heads), AT_ONCE):
        some = heads[start : start + AT_ONCE]
        # Names lie in the order of bytes; 0 is the sign that follows the stroke.
        ends = [
            end
            for book, body in some
            for end in (book, f"{body}{CASH}", f"{body}{CASH[:-1]}0")
        ]
        accounts = fetch(" UNION ALL ".join([_TILLS] * len(some)), ends)
        if not accounts:
            continue
        marks = ", ".join(["(%s, %s, %s)"] * len(accounts))
        named = [value for account in accounts for value in account]
        for account, code, count in fetch(_HELD.format(accounts=marks), named):
            body, _cash, till = account.partition(CASH)
            held[body, till, code] += int(count)
    return held


def last_statements() -> dict[tuple[str, str, str], BankStatement]:
    """Return the last reconciled statement of each till and currency."""
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    return {
        (bodies[row.book], row.till, row.currency): row
        for row in rows(BankStatement, "reopened = ''", order="until")
    }


def last_of(body: str, till: str, currency: str) -> BankStatement | None:
    """Return the last reconciled statement of one till and currency."""
    found = statements_of(body, till, currency)
    return found[0] if found else None


def statements_of(body: str, till: str, currency: str) -> list[BankStatement]:
    """Return the reconciled statements of one till and currency, the newest first."""
    return rows(
        BankStatement,
        "reopened = '' AND till = %s AND currency = %s "
        "AND book = (SELECT book FROM journal_head WHERE body = %s)",
        (till, currency, body),
        order="until DESC",
    )


def statement_of(body: str, statement: str) -> BankStatement | None:
    """Return a reconciled statement of a body's book by its id."""
    found = rows(
        BankStatement,
        "statement = %s AND book = (SELECT book FROM journal_head WHERE body = %s)",
        (statement, body),
    )
    return found[0] if found else None


def reconciling_id(body: str, statement: str) -> str:
    """Return the id under which a statement is reconciled, another after a reopening.

    The same statement sent twice has the same id, so that it is recorded once.
    """
    row = statement_of(body, statement)
    round_ = row.seq if row and row.reopened else "first"
    return f"bank-{statement}-{round_}"


def desk(body: str, till: str, currency: str) -> TillDesk:
    """Return one till with both sides that are not yet reconciled."""
    head = one("SELECT book FROM journal_head WHERE body = %s", (body,))
    book = head[0] if head else 0
    entries = _entries(book, f"{body}{CASH}{till}", till=till, currency=currency)
    stated = {
        line.mark: line
        for line in _lines(
            "SELECT mark, day, amount, text, other, reference FROM private_bank_line "
            f"WHERE {TILL} ORDER BY day, taken, place",
            (body, till, currency),
        )
    }
    of_book = fetch(
        'SELECT mark, "on", amount, matched FROM p_bank_line WHERE book = %s '
        "AND till = %s AND currency = %s AND statement <> '' ORDER BY \"on\", mark",
        (book, till, currency),
    )
    known = {mark for mark, *_ in of_book}
    left = tuple(
        stated.get(mark, Stated(mark=mark, on=on, amount=int(amount)))
        for mark, on, amount, matched in of_book
        if not matched
    )
    lines = tuple(one for mark, one in stated.items() if mark not in known)
    last = last_of(body, till, currency)
    free = {line.mark: line for line in (*left, *lines)}
    return TillDesk(
        body=body,
        till=till,
        currency=currency,
        held=_held(book, f"{body}{CASH}{till}", currency),
        last=Last(statement=last.statement, until=last.until, closing=last.closing)
        if last
        else None,
        lines=lines,
        left=left,
        entries=entries,
        pairs=_pairs((body, till, currency), free, {e.seq: e for e in entries}),
    )


def _lines(statement: str, values: Iterable[object]) -> list[Stated]:
    return [
        Stated(
            mark=mark, on=day, amount=int(amount), text=text, other=other,
            reference=reference,
        )
        for mark, day, amount, text, other, reference in fetch(statement, list(values))
    ]  # fmt: skip


def _held(book: int, account: str, currency: str) -> int:
    ((count,),) = fetch(
        f"SELECT SUM(b.count) {NAMED_BALANCES} "
        "AND b.book = %s AND a.name = %s AND c.name = %s",
        (book, account, currency),
    )
    return int(count or 0)


def _entries(
    book: int, account: str, *, till: str, currency: str
) -> tuple[Booked, ...]:
    """Return what entries brought into a till that no statement shows yet."""
    numbers = dict(
        fetch(
            "SELECT sort, number FROM p_name WHERE book = %s AND "
            "(sort = 'account' AND name = %s OR sort = 'commodity' AND name = %s)",
            (book, account, currency),
        )
    )
    place = numbers.get("account", 0)
    found = fetch(
        'SELECT e.seq, e.kind, e."on", e.subject, o.seq, SUM(CASE WHEN p.debit = %s '
        "THEN p.amount ELSE 0 END - CASE WHEN p.credit = %s THEN p.amount ELSE 0 END) "
        "FROM p_posting_row p JOIN p_entry_row e ON e.book = p.book AND e.seq = p.seq "
        "LEFT JOIN p_entry_row o ON o.book = e.book AND o.entry = e.corrects "
        "AND e.corrects <> '' "
        "WHERE p.book = %s AND p.commodity = %s AND (p.debit = %s OR p.credit = %s) "
        "AND NOT EXISTS (SELECT 1 FROM p_bank_match m WHERE m.book = p.book "
        "AND m.till = %s AND m.currency = %s AND m.entry = p.seq "
        "AND m.statement <> '') "
        'GROUP BY e.seq, e.kind, e."on", e.subject, o.seq ORDER BY e."on", e.seq',
        (place, place, book, numbers.get("commodity", 0), place, place, till, currency),
    )
    return tuple(
        Booked(
            seq=seq, kind=kind, on=on, amount=int(amount),
            known_as=tuple(filter(None, {subject, subject.rpartition(":")[2]})),
            corrects=-1 if first is None else first,
        )
        for seq, kind, on, subject, first, amount in found
    )  # fmt: skip


def _pairs(
    till: tuple[str, str, str], lines: dict[str, Stated], entries: dict[int, Booked]
) -> tuple[Pair, ...]:
    """Return the matches made by hand that still stand, each whole."""
    parts: dict[str, tuple[list[str], list[int]]] = defaultdict(lambda: ([], []))
    for part, mark, entry in fetch(
        f"SELECT part, mark, entry FROM private_bank_pair WHERE {TILL} ORDER BY part",
        till,
    ):
        if mark:
            parts[part][0].append(mark)
        else:
            parts[part][1].append(entry)
    return tuple(
        Pair(
            part=part,
            lines=tuple(lines[mark] for mark in marks),
            entries=tuple(entries[seq] for seq in seqs),
        )
        for part, (marks, seqs) in parts.items()
        if set(marks) <= lines.keys() and set(seqs) <= entries.keys()
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class InboxLine:
    """A line of the inbox with its till, and the salt of its commitment."""

    body: str
    till: str
    currency: str
    line: Stated
    salt: bytes


def line_named(mark: str) -> InboxLine:
    """Return a line by the beginning of its mark, six characters at least.

    Raises Refusal ``bank.line-gone`` for none, or for more than one.
    """
    found = fetch(
        "SELECT body, till, currency, salt, mark, day, amount, text, other, reference "
        "FROM private_bank_line WHERE mark LIKE %s LIMIT 2",
        (f"{mark.replace('%', '').replace('_', '')}%",),
    )
    if len(found) != 1 or len(mark) < MARK_LEAST:
        raise Refusal("bank.line-gone", line=mark[:12])
    body, till, code, salt, whole, day, amount, text, other, reference = found[0]
    line = Stated(
        mark=whole, on=day, amount=int(amount), text=text, other=other,
        reference=reference,
    )  # fmt: skip
    return InboxLine(body=body, till=till, currency=code, line=line, salt=bytes(salt))


def rules(body: str = "") -> list[Rule]:
    """Return the saved rules."""
    return [
        Rule(
            rule=rule, body=owner, till=till, contains=contains, sort=sort,
            facts=json.loads(facts),
        )
        for rule, owner, till, contains, sort, facts in fetch(
            "SELECT rule, body, till, contains, sort, facts FROM private_bank_rule "
            "ORDER BY body, made, rule"
        )
        if body in ("", owner)
    ]  # fmt: skip


def pastes(body: str, till: str, currency: str) -> list[Paste]:
    """Return the statements that were taken in, the newest first."""
    found = fetch(
        "SELECT since, until, opening, closing, missing, breaks, lines, taken "
        f"FROM private_bank_paste WHERE {TILL} ORDER BY until DESC, taken DESC",
        (body, till, currency),
    )
    names = ("since", "until", "opening", "closing", "missing", "breaks", "lines",
             "taken")  # fmt: skip
    return [Paste(**dict(zip(names, row, strict=True))) for row in found]


def count_waiting(*, body: str = "") -> int:
    """Return how many lines of banks nothing stands against, of one body or of all."""
    return int(fetch(f"SELECT COUNT(*) {WAITING}", [body])[0][0])


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """A line of a bank that nothing stands against, with its till."""

    body: str
    till: str
    currency: str
    mark: str
    on: str
    amount: int
    text: str
    other: str


WAITING_ORDERS = {"on": "l.day", "till": "l.body, l.till, l.currency, l.day",
                  "amount": "l.currency, l.amount"}  # fmt: skip


def waiting_lines(
    body: str, *, order: Order | None = None, start: int = 0, most: int | None = None
) -> Iterator[WaitingLine]:
    """Yield the lines that wait of one body or of all, the oldest first."""
    by = ordered(order, WAITING_ORDERS, usual="l.day, l.mark", last="l.mark")
    names = WaitingLine.__dataclass_fields__
    for row in part_of(
        "SELECT l.body, l.till, l.currency, l.mark, l.day, l.amount, l.text, l.other "
        f"{WAITING} {by}",
        [body],
        start=start,
        most=most,
    ):
        yield WaitingLine(**dict(zip(names, row, strict=True)))
