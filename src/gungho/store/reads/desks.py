# SPDX-License-Identifier: Apache-2.0
"""Reading how much waits at a desk, of one body or of all: one count for each queue.

A queue whose list is made by a query of its own is counted by that query.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from gungho.store.reads.auditing import count_corrected, count_late
from gungho.store.reads.bank import count_waiting
from gungho.store.reads.consignments import count_consignments
from gungho.store.reads.funds import count_funds
from gungho.store.reads.loans import count_late as count_late_loans
from gungho.store.reads.lots import count_expiring, soon
from gungho.store.reads.papers import count_open_papers
from gungho.store.reads.query import OF_BODY, fetch
from gungho.store.reads.stock import count_lent_out

SOON_DAYS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The day on which it is counted, and of which body; "" for all."""

    today: str
    body: str = ""


# Every %s is the day, or the day that comes soon where the name says so.
COUNTS: Mapping[str, str] = MappingProxyType({
    "receipts-due": "SELECT COALESCE(SUM(gifts), 0) FROM p_gift_count q "
    "WHERE sort = 'due'",
    "pledges-open": "SELECT COUNT(*) FROM p_pledge q WHERE status = 'made' "
    "AND paid + released < count",
    "appeals-open": "SELECT COUNT(*) FROM p_appeal q WHERE closed_on = ''",
    "needs-open": "SELECT COUNT(*) FROM p_need_row q WHERE q.withdrawn_on = '' "
    "AND q.need NOT IN (SELECT need FROM p_grant) "
    "AND q.need NOT IN (SELECT need FROM p_loan) "
    "AND q.need NOT IN (SELECT need FROM p_plan_line_row)",
    "needs-unverified": "SELECT COUNT(*) FROM p_need_row q WHERE verified_on = '' "
    "AND withdrawn_on = ''",
    "bills-open": "SELECT COUNT(*) FROM p_bill q WHERE status = 'received' "
    "AND settled < count",
    "enquiries-open": "SELECT COUNT(*) FROM p_enquiry q WHERE NOT EXISTS "
    "(SELECT 1 FROM p_quotation o WHERE o.book = q.book AND o.enquiry = q.enquiry)",
    "orders-placed": "SELECT COUNT(*) FROM p_order q WHERE status = 'placed'",
    "orders-confirmed": "SELECT COUNT(*) FROM p_order q WHERE q.status = 'confirmed' "
    "AND NOT EXISTS (SELECT 1 FROM p_invoice i WHERE i.book = q.book "
    'AND i."order" = q."order")',
    "invoices-unpaid": "SELECT COUNT(*) FROM p_invoice q "
    "WHERE paid + credited < total",
    "complaints-open": "SELECT COUNT(*) FROM p_complaint q WHERE status = 'raised'",
    "members-asked": "SELECT COUNT(*) FROM p_membership q WHERE admitted = '' "
    "AND ended = ''",
    "letters-held": "SELECT COUNT(*) FROM p_letter q WHERE shown = 'held'",
    "consents-waiting": "SELECT COUNT(*) FROM p_consent q WHERE given_on = '' "
    "AND refused_on = ''",
    "agreements-ending": "SELECT COUNT(*) FROM p_agreement q WHERE ended = '' "
    "AND until <> '' AND until <= %s",
    "offices-ending": "SELECT COUNT(*) FROM p_office q WHERE \"left\" = '' "
    "AND until <= %s",
    "breaches": "SELECT COUNT(*) FROM (SELECT DISTINCT book, seq FROM p_breach) q "
    "WHERE 1 = 1",
})  # fmt: skip
SOON = frozenset({"agreements-ending", "offices-ending"})
# Of this installation, not of a body's book: what narrows them, if anything does.
PRIVATE: Mapping[str, tuple[str, str]] = MappingProxyType({
    "findings": ("SELECT COUNT(*) FROM intake_finding WHERE 1 = 1", "body = %s"),
    "drafts-ready": (
        "SELECT COUNT(*) FROM private_plan_draft WHERE state = 'ready'", ""
    ),
    "jobs-open": (
        "SELECT COUNT(*) FROM private_job WHERE state IN ('waiting', 'running')", ""
    ),
})  # fmt: skip
OTHERWISE: Mapping[str, Callable[[Asked], int]] = MappingProxyType({
    "papers-open": lambda asked: count_open_papers(body=asked.body),
    "bank-unmatched": lambda asked: count_waiting(body=asked.body),
    "funds-blocked": lambda asked: count_funds("blocked", body=asked.body),
    "funds-overdrawn": lambda asked: count_funds("overdrawn", body=asked.body),
    "on-the-way": lambda asked: _sent(asked, state="way", form="goods"),
    "overdue": lambda asked: _sent(asked, state="overdue"),
    "differences": lambda asked: _sent(asked, state="short"),
    "loans-late": lambda asked: count_late_loans(today=asked.today, body=asked.body),
    "lots-expiring": lambda asked: count_expiring(
        until=soon(asked.today), body=asked.body
    ),
    "lendings-out": lambda asked: count_lent_out(body=asked.body),
    "late-entries": lambda asked: count_late(body=asked.body, days=None),
    "corrected-entries": lambda asked: count_corrected(body=asked.body),
})  # fmt: skip
QUEUES = frozenset({*COUNTS, *PRIVATE, *OTHERWISE})


def waiting(queue: str, asked: Asked) -> int:
    """Return how much waits in a queue."""
    if queue in OTHERWISE:
        return OTHERWISE[queue](asked)
    if queue in PRIVATE:
        statement, here = PRIVATE[queue]
    else:
        statement, here = COUNTS[queue], OF_BODY.format("q")
    day = soon_after(asked.today) if queue in SOON else asked.today
    values: list[Any] = [day] * statement.count("%s")
    if asked.body and here:
        statement, values = f"{statement} AND {here}", [*values, asked.body]
    return int(fetch(statement, values)[0][0])


def soon_after(today: str) -> str:
    """Return the last day on which something ends soon."""
    return str(date.fromisoformat(today) + timedelta(days=SOON_DAYS))


def books_of(bodies: list[str]) -> list[str]:
    """Return the bodies whose books tell of some bodies: theirs, or a co-op's keeper.

    The order is that in which they are given.
    """
    if not bodies:
        return []
    marks = ", ".join(["%s"] * len(bodies))
    kept = dict(fetch(
        f"SELECT body, body FROM journal_head WHERE body IN ({marks}) UNION "
        f"SELECT coop, keeper FROM p_coop WHERE coop IN ({marks})", [*bodies, *bodies]
    ))  # fmt: skip
    return list(dict.fromkeys(kept[one] for one in bodies if one in kept))


def heard_here() -> list[tuple[str, bool]]:
    """Return every body whose book is heard here, and whether it is kept here."""
    found = fetch("SELECT body, standing FROM journal_head ORDER BY body")
    return [(body, standing == "kept") for body, standing in found]


def _sent(asked: Asked, **where: str) -> int:
    named = [*where.items(), ("body", asked.body)]
    return count_consignments(today=asked.today, where=named)
