# SPDX-License-Identifier: Apache-2.0
"""Reading balances and registers: what accounts hold, and the entries behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from gungho.store.reads.query import fetch

# CROSS JOIN keeps SQLite from looping over all names before it reads a balance; where
# the account is named, its name comes first: a book has one for each gift.
BY_BALANCE = "p_balance b CROSS JOIN p_name a"
BY_ACCOUNT = "p_name a CROSS JOIN p_balance b"
NAMED_BALANCES = """
FROM p_balance b CROSS JOIN p_name a CROSS JOIN p_name c CROSS JOIN p_name f
WHERE a.book = b.book AND a.sort = 'account' AND a.number = b.account
AND c.book = b.book AND c.sort = 'commodity' AND c.number = b.commodity
AND f.book = b.book AND f.sort = 'fund' AND f.number = b.fund
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class BalanceLine:
    """One balance: debits minus credits, in smallest units at ``scale`` decimals."""

    book: str
    account: str
    commodity: str
    fund: str
    count: int
    scale: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLine:
    """One posting to an account, and what the account holds after it."""

    book: str
    seq: int
    entry: str
    kind: str
    on: str
    debit: str
    credit: str
    commodity: str
    fund: str
    lot: str
    amount: int
    scale: int
    running: int


def balances(
    *, book: str = "", account: str = "", commodity: str = "", fund: str = ""
) -> list[BalanceLine]:
    """Return balances that are not zero, lots added up; ``account`` is a start."""
    where: list[str] = ["b.count <> 0"]
    values: list[str | int] = []
    for clause, value in (
        ("b.book = (SELECT book FROM journal_head WHERE body = %s)", book),
        ("c.name = %s", commodity),
        ("f.name = %s", fund),
    ):
        if value:
            where.append(clause)
            values.append(value)
    named = NAMED_BALANCES
    if account:
        # Names lie in the order of bytes; 0 is the sign that follows the stroke.
        where.append("a.name >= %s AND a.name < %s AND (a.name = %s OR a.name >= %s)")
        values += [account, f"{account}0", account, f"{account}/"]
    if account and book:
        where[1] = where[1].replace("b.book", "a.book")
        named = NAMED_BALANCES.replace(BY_BALANCE, BY_ACCOUNT)
    found = fetch(
        "SELECT b.book, a.name, c.name, f.name, b.count, c.scale "
        f"{named} AND {' AND '.join(where)} ORDER BY 2, 3, 4",
        values,
    )
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    sums: dict[tuple[str, str, str, str, int], int] = {}
    for number, name, code, pot, count, scale in found:
        key = (bodies[number], name, code, pot, scale)
        sums[key] = sums.get(key, 0) + count
    return [
        BalanceLine(
            book=body, account=name, commodity=code, fund=pot, count=count, scale=scale
        )
        for (body, name, code, pot, scale), count in sorted(sums.items())
        if count
    ]


def register(
    *,
    book: str,
    account: str = "",
    commodity: str = "",
    fund: str = "",
    lot: str = "",
) -> Iterator[RegisterLine]:
    """Yield the postings of an account (or all below it) in the book's order."""
    where: list[str] = ["h.body = %s"]
    values: list[str | int] = [book]
    if account:
        near = "({0}.name = %s OR substr({0}.name, 1, %s) = %s)"
        where.append(f"({near.format('d')} OR {near.format('k')})")
        values += [account, len(account) + 1, account + "/"] * 2
    for clause, value in (
        ("c.name = %s", commodity),
        ("f.name = %s", fund),
        ("p.lot = %s", lot),
    ):
        if value:
            where.append(clause)
            values.append(value)
    running: dict[tuple[str, str], int] = {}
    for row in fetch(_REGISTER.format(" AND ".join(where)), values):
        body, seq, entry, kind, on, debit, credit, code, pot, *rest = row
        lot_id, amount, scale = rest
        sign = _below(debit, account) - _below(credit, account) if account else 1
        key = (code, pot)
        running[key] = running.get(key, 0) + sign * amount
        yield RegisterLine(
            book=body,
            seq=seq,
            entry=entry,
            kind=kind,
            on=on,
            debit=debit,
            credit=credit,
            commodity=code,
            fund=pot,
            lot=lot_id,
            amount=sign * amount,
            scale=scale,
            running=running[key],
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class PostingLine:
    """One posting of one entry."""

    debit: str
    credit: str
    commodity: str
    fund: str
    amount: int


def postings_at(book: str, seq: int) -> list[PostingLine]:
    """Return the postings of one entry."""
    where = "h.body = %s AND p.seq = %s"
    return [
        PostingLine(
            debit=row[5], credit=row[6], commodity=row[7], fund=row[8], amount=row[10]
        )
        for row in fetch(_REGISTER.format(where), (book, seq))
    ]


_REGISTER = """
SELECT h.body, p.seq, e.entry, e.kind, e."on", d.name, k.name, c.name, f.name, p.lot,
       p.amount, c.scale
FROM p_posting_row p
JOIN journal_head h ON h.book = p.book
JOIN p_entry_row e ON e.book = p.book AND e.seq = p.seq
JOIN p_name d ON d.book = p.book AND d.sort = 'account' AND d.number = p.debit
JOIN p_name k ON k.book = p.book AND k.sort = 'account' AND k.number = p.credit
JOIN p_name c ON c.book = p.book AND c.sort = 'commodity' AND c.number = p.commodity
JOIN p_name f ON f.book = p.book AND f.sort = 'fund' AND f.number = p.fund
WHERE {} ORDER BY p.seq, p.line
"""


def _below(name: str, account: str) -> int:
    return int(name == account or name.startswith(account + "/"))
