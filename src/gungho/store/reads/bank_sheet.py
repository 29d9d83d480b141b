# SPDX-License-Identifier: Apache-2.0
"""Reading a reconciled statement back as the sheet that is printed and kept."""

from __future__ import annotations

from gungho.errors import Refusal
from gungho.flows.bank_lines import BankStatement
from gungho.reports.matching import Booked, Stated
from gungho.reports.reconciled import Reconciled, reconciliation
from gungho.reports.sheet import Sheet, Stamp, label
from gungho.store.reads.bank import CASH, statement_of
from gungho.store.reads.deeds import deeds
from gungho.store.reads.query import fetch
from gungho.store.reads.spans import root_at


def reconciliation_sheet(body: str, statement: str) -> Sheet:
    """Return the sheet of a reconciled statement, at the size of its own entry.

    Raises Refusal ``bank.unknown``.
    """
    row = statement_of(body, statement)
    if row is None or row.reopened:
        raise Refusal("bank.unknown", statement=statement)
    told = deeds([(body, row.seq)])[body, row.seq]
    stated = Reconciled(
        currency=row.currency,
        opening=row.opening,
        closing=row.closing,
        booked=row.booked,
        lines=[line["amount"] for line in told.payload["lines"]],
        outstanding=_entries(body, row, told.payload["outstanding"]),
        open_lines=_open(row),
    )
    stamp = Stamp(
        book=body,
        body=body,
        fund="",
        period="",
        first=row.seq,
        size=row.seq + 1,
        root=root_at(row.book, row.seq + 1).hex(),
        since=row.since,
        until=row.until,
        known=False,
        currency=row.currency,
    )
    title = label("title.reconciliation", statement=row.statement, till=row.till)
    return Sheet(title=title, stamp=stamp, parts=reconciliation(stated))


def _open(row: BankStatement) -> list[Stated]:
    """Return the lines that stood open when this statement was reconciled."""
    found = fetch(
        'SELECT b.mark, b."on", b.amount, i.text, i.other, i.reference '
        "FROM p_bank_line b JOIN p_bank_statement s ON s.book = b.book "
        "AND s.statement = b.statement "
        "LEFT JOIN p_bank_statement m ON m.book = b.book AND m.statement = b.matched "
        "LEFT JOIN private_bank_line i ON i.mark = b.mark "
        "WHERE b.book = %s AND b.till = %s AND b.currency = %s AND s.until <= %s "
        "AND (b.matched = '' OR m.until > %s) ORDER BY b.\"on\", b.mark",
        (row.book, row.till, row.currency, row.until, row.until),
    )
    return [
        Stated(
            mark=mark, on=on, amount=int(amount), text=text or "", other=other or "",
            reference=reference or "",
        )
        for mark, on, amount, text, other, reference in found
    ]  # fmt: skip


def _entries(body: str, row: BankStatement, seqs: list[int]) -> list[Booked]:
    """Return what entries brought into the till, by their numbers."""
    account = f"{body}{CASH}{row.till}"
    wanted = set(seqs)
    if not wanted:
        return []
    found = fetch(
        'SELECT e.seq, e.kind, e."on", SUM(CASE WHEN a.number = p.debit '
        "THEN p.amount ELSE 0 END - CASE WHEN a.number = p.credit "
        "THEN p.amount ELSE 0 END) "
        "FROM p_posting_row p JOIN p_entry_row e ON e.book = p.book AND e.seq = p.seq "
        "JOIN p_name a ON a.book = p.book AND a.sort = 'account' AND a.name = %s "
        "JOIN p_name c ON c.book = p.book AND c.sort = 'commodity' AND c.name = %s "
        "AND c.number = p.commodity "
        "WHERE p.book = %s AND p.seq >= %s AND p.seq <= %s "
        "AND (a.number = p.debit OR a.number = p.credit) "
        'GROUP BY e.seq, e.kind, e."on" ORDER BY e."on", e.seq',
        (account, row.currency, row.book, min(wanted), max(wanted)),
    )
    return [
        Booked(seq=seq, kind=kind, on=on, amount=int(amount))
        for seq, kind, on, amount in found
        if seq in wanted
    ]
