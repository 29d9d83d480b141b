# SPDX-License-Identifier: Apache-2.0
"""Reading how much waits at a desk: one count for each queue, each one query."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from types import MappingProxyType
from typing import Any

from gungho.store.reads.bank import unmatched
from gungho.store.reads.papers import open_papers
from gungho.store.reads.query import fetch

SOON_DAYS = 60
_PASSAGES = (
    "SELECT COUNT(*) FROM p_passage p WHERE p.form = 'goods' AND NOT EXISTS "
    "(SELECT 1 FROM p_arrival_line a WHERE a.document = p.document "
    "AND a.sender = p.sender)"
)
# Every %s is the day, or the day that comes soon where the name says so.
COUNTS: Mapping[str, str] = MappingProxyType({
    "receipts-due": "SELECT COALESCE(SUM(gifts), 0) FROM p_gift_count "
    "WHERE sort = 'due'",
    "pledges-open": "SELECT COUNT(*) FROM p_pledge WHERE paid + released < count",
    "appeals-open": "SELECT COUNT(*) FROM p_appeal WHERE closed_on = ''",
    "funds-blocked": "SELECT COUNT(DISTINCT fund) FROM p_fund WHERE blocked <> ''",
    "funds-overdrawn": "SELECT COUNT(*) FROM p_overdraft WHERE below > 0",
    "drafts-ready": "SELECT COUNT(*) FROM private_plan_draft WHERE state = 'ready'",
    "needs-open": "SELECT COUNT(*) FROM p_need_row n WHERE n.withdrawn_on = '' "
    "AND n.need NOT IN (SELECT need FROM p_grant) "
    "AND n.need NOT IN (SELECT need FROM p_loan) "
    "AND n.need NOT IN (SELECT need FROM p_plan_line_row)",
    "needs-unverified": "SELECT COUNT(*) FROM p_need_row WHERE verified_on = '' "
    "AND withdrawn_on = ''",
    "on-the-way": _PASSAGES,
    "overdue": f"{_PASSAGES} AND p.due <> '' AND p.due < %s",
    "differences": "SELECT COUNT(*) FROM p_discrepancy d WHERE NOT EXISTS "
    "(SELECT 1 FROM p_loss l WHERE l.document = d.document)",
    "loans-late": "SELECT COUNT(DISTINCT loan) FROM p_loan_due "
    "WHERE due < %s AND principal_left + interest_left > 0",
    "bills-open": "SELECT COUNT(*) FROM p_bill WHERE status = 'received' "
    "AND settled < count",
    "lots-expiring": "SELECT COUNT(*) FROM p_lot_note WHERE expires <> '' "
    "AND expires <= %s",
    "lendings-out": "SELECT COUNT(DISTINCT lending) FROM p_lending "
    "WHERE lent > returned",
    "enquiries-open": "SELECT COUNT(*) FROM p_enquiry e WHERE NOT EXISTS "
    "(SELECT 1 FROM p_quotation q WHERE q.book = e.book AND q.enquiry = e.enquiry)",
    "orders-placed": "SELECT COUNT(*) FROM p_order WHERE status = 'placed'",
    "orders-confirmed": "SELECT COUNT(*) FROM p_order o WHERE o.status = 'confirmed' "
    "AND NOT EXISTS (SELECT 1 FROM p_invoice i WHERE i.book = o.book "
    'AND i."order" = o."order")',
    "invoices-unpaid": "SELECT COUNT(*) FROM p_invoice "
    "WHERE paid + credited < total",
    "complaints-open": "SELECT COUNT(*) FROM p_complaint WHERE status = 'raised'",
    "members-asked": "SELECT COUNT(*) FROM p_membership WHERE admitted = '' "
    "AND ended = ''",
    "letters-held": "SELECT COUNT(*) FROM p_letter WHERE shown = 'held'",
    "consents-waiting": "SELECT COUNT(*) FROM p_consent WHERE given_on = '' "
    "AND refused_on = ''",
    "agreements-ending": "SELECT COUNT(*) FROM p_agreement WHERE ended = '' "
    "AND until <> '' AND until <= %s",
    "offices-ending": "SELECT COUNT(*) FROM p_office WHERE \"left\" = '' "
    "AND until <= %s",
    "late-entries": "SELECT COUNT(*) FROM p_entry_row WHERE closed > 0",
    "corrected-entries": "SELECT COALESCE(SUM(corrected), 0) FROM p_entry_count",
    "breaches": "SELECT COUNT(*) FROM p_breach",
    "findings": "SELECT COUNT(*) FROM intake_finding",
    "jobs-open": "SELECT COUNT(*) FROM private_job "
    "WHERE state IN ('waiting', 'running')",
})  # fmt: skip
OTHERWISE: Mapping[str, Callable[[str], int]] = MappingProxyType({
    "papers-open": lambda today: len(open_papers(today=today)),
    "bank-unmatched": lambda _today: unmatched(),
})  # fmt: skip
SOON = frozenset({"lots-expiring", "agreements-ending", "offices-ending"})


def waiting(queues: Sequence[str], *, today: str) -> dict[str, int]:
    """Return how much waits in each queue on a day."""
    soon = str(date.fromisoformat(today) + timedelta(days=SOON_DAYS))
    found = {}
    for queue in queues:
        if queue in OTHERWISE:
            found[queue] = OTHERWISE[queue](today)
            continue
        statement = COUNTS[queue]
        day = soon if queue in SOON else today
        values: list[Any] = [day] * statement.count("%s")
        found[queue] = int(fetch(statement, values)[0][0])
    return found
