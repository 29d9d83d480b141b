# SPDX-License-Identifier: Apache-2.0
"""Reading lots: what one is and cost, and where; what expires, is packed or held."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from gungho.flows.custody import Held
from gungho.flows.descriptions import LotNote
from gungho.flows.gifts import Lot
from gungho.flows.packages import PACKED, Package
from gungho.store.reads.ledger import NAMED_BALANCES
from gungho.store.reads.query import fetch, rows

SOON_DAYS = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class LotStep:
    """One posting of a lot."""

    body: str
    seq: int
    kind: str
    on: str
    debit: str
    credit: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LotTold:
    """A lot with its description, its cost, where it lies and how it came there.

    ``charges`` are ``(bill, creditor, cause, currency, count)``; ``landed`` is what it
    cost with them, by currency; ``lies`` are ``(account, fund, count)``.
    """

    body: str
    lot: Lot
    note: LotNote | None
    charges: tuple[tuple[str, str, str, str, int], ...]
    landed: tuple[tuple[str, int], ...]
    lies: tuple[tuple[str, str, int], ...]
    steps: tuple[LotStep, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Expiring:
    """Goods of a lot that still lie somewhere, and their last day."""

    body: str
    lot: str
    item: str
    count: int
    expires: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BillLine:
    """A bill, what is left to pay, and whether its document is a consignment."""

    body: str
    bill: str
    creditor: str
    cause: str
    currency: str
    fund: str
    count: int
    left: int
    due: str
    document: str
    on: str
    seq: int
    is_sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldLine:
    """Goods in the hands of one who does not own them: ours, or theirs with us."""

    body: str
    row: Held


@dataclass(frozen=True, slots=True, kw_only=True)
class PackageTold:
    """A package with what is in it."""

    body: str
    package: str
    lines: tuple[Package, ...]

    @property
    def first(self) -> Package:
        """What all its lines have in common stands in the first one."""
        return self.lines[0]


def bodies() -> dict[int, str]:
    """Return book number to the body that keeps it."""
    return dict(fetch("SELECT book, body FROM journal_head"))


def lot_told(lot: str) -> LotTold | None:
    """Return a lot as the book knows it that it came into first."""
    found = rows(Lot, "lot = %s", (lot,))
    if not found:
        return None
    keepers = bodies()
    keeper = lot.rpartition(":")[0]
    found.sort(key=lambda one: keepers[one.book] != keeper)
    row = found[0]
    charges = tuple(
        (bill, creditor, cause, currency, int(bears))
        for bill, creditor, cause, currency, bears in fetch(
            "SELECT c.bill, b.creditor, b.cause, c.currency, c.bears "
            "FROM p_lot_charge c JOIN p_bill b ON b.book = c.book AND b.bill = c.bill "
            "WHERE c.lot = %s AND c.bears > 0 ORDER BY b.seq",
            (lot,),
        )
    )
    landed: Counter[str] = Counter({row.currency: row.cost} if row.cost else {})
    for *_, currency, bears in charges:
        landed[currency] += bears
    notes = rows(LotNote, "lot = %s AND book = %s", (lot, row.book))
    return LotTold(
        body=keepers[row.book],
        lot=row,
        note=notes[0] if notes else None,
        charges=charges,
        landed=tuple(sorted(landed.items())),
        lies=tuple(
            (account, fund, int(count))
            for account, fund, count in fetch(
                f"SELECT a.name, f.name, b.count {NAMED_BALANCES} "
                "AND b.lot = %s AND b.count > 0 ORDER BY a.name",
                (lot,),
            )
            if account.split("/")[1] in ("stock", "transit", "custody")
        ),
        steps=_steps(lot, keepers),
    )


def _steps(lot: str, keepers: dict[int, str]) -> tuple[LotStep, ...]:
    found = fetch(
        'SELECT p.book, p.seq, e.kind, e."on", d.name, c.name, p.amount '
        "FROM p_posting_row p JOIN p_entry_row e ON e.book = p.book AND e.seq = p.seq "
        "JOIN p_name d ON d.book = p.book AND d.sort = 'account' "
        "AND d.number = p.debit JOIN p_name c ON c.book = p.book "
        "AND c.sort = 'account' AND c.number = p.credit "
        'WHERE p.lot = %s ORDER BY e."on", p.book, p.seq, p.line',
        (lot,),
    )
    return tuple(
        LotStep(
            body=keepers[book], seq=seq, kind=kind, on=on, debit=debit, credit=credit,
            count=int(count),
        )
        for book, seq, kind, on, debit, credit, count in found
    )  # fmt: skip


_EXPIRING = (
    "SELECT h.body, n.lot, n.item, SUM(b.count) AS count, n.expires FROM p_lot_note n "
    "CROSS JOIN journal_head h CROSS JOIN p_balance b CROSS JOIN p_name a "
    "WHERE h.book = n.book AND b.book = n.book AND b.lot = n.lot AND b.count > 0 "
    "AND a.book = b.book AND a.sort = 'account' "
    "AND a.number = b.account AND a.name LIKE '%%/stock/%%' "
    "AND n.expires <> '' AND n.expires <= %s AND %s IN ('', h.body) "
    "GROUP BY h.body, n.lot, n.item, n.expires"
)


def soon(today: str) -> str:
    """Return the last day on which something expires soon."""
    return str(date.fromisoformat(today) + timedelta(days=SOON_DAYS))


def count_expiring(*, until: str, body: str = "") -> int:
    """Return how many lots of one body, or of all, lie in stock and expire by a day."""
    found = fetch(f"SELECT COUNT(*) FROM ({_EXPIRING}) e", (until, body))
    return int(found[0][0])


def expiring(*, until: str, body: str = "") -> list[Expiring]:
    """Return the goods that lie in stock and expire by a day, the earliest first."""
    return [
        Expiring(body=keeper, lot=lot, item=item, count=int(count), expires=expires)
        for keeper, lot, item, count, expires in fetch(
            f"{_EXPIRING} ORDER BY n.expires, n.lot", (until, body)
        )
    ]


def bills(*, is_open: bool = True) -> list[BillLine]:
    """Return the bills, those due first first; all of them, or those still owed."""
    found = fetch(
        "SELECT h.body, b.bill, b.creditor, b.cause, b.currency, b.fund, b.count, "
        "CASE WHEN b.status = 'received' THEN b.count - b.settled ELSE 0 END, b.due, "
        'b.document, b."on", b.seq, EXISTS (SELECT 1 FROM p_passage s '
        "WHERE s.document = b.document) FROM p_bill b "
        "JOIN journal_head h ON h.book = b.book "
        "ORDER BY CASE WHEN b.due = '' THEN '9999' ELSE b.due END, b.\"on\", b.bill"
    )
    names = BillLine.__dataclass_fields__
    every = [BillLine(**dict(zip(names, row, strict=True))) for row in found]
    return [one for one in every if one.left or not is_open]


def held() -> list[HeldLine]:
    """Return what one holds who does not own it, the earliest due first."""
    keepers = bodies()
    found = rows(Held, "count > back", order="due, book, seq, lot")
    return [HeldLine(body=keepers[row.book], row=row) for row in found]


def packages(*, document: str = "") -> list[PackageTold]:
    """Return the packages that lie packed, or those that left under a document."""
    where = ("document = %s", (document,)) if document else ("status = %s", (PACKED,))
    parts: dict[tuple[int, str], list[Package]] = {}
    for row in rows(Package, *where, order="book, package, line"):
        parts.setdefault((row.book, row.package), []).append(row)
    keepers = bodies()
    return [
        PackageTold(body=keepers[book], package=package, lines=tuple(lines))
        for (book, package), lines in parts.items()
    ]
