# SPDX-License-Identifier: Apache-2.0
"""What waits in foreign trade: enquiries, invoices and complaints, each as a list."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from gungho.doors.rights import may_record
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.lists import entry_link
from gungho.doors.web.tables.goods import COMPLAINTS, ENQUIRIES, UNPAID
from gungho.doors.web.tables.listing import Listing
from gungho.flows.invoices import Invoice
from gungho.flows.payments import Complaint
from gungho.flows.quotations import Enquiry
from gungho.store.reads import trade as reads

Buyers = Mapping[tuple[str, str], str]  # (body, buyer) to a name


def trade_waits(
    request: HttpRequest, body: str, *, goods: Goods, buyers: Buyers
) -> dict[str, Listing]:
    """Return the lists of what nobody has answered, paid or settled yet."""
    return {
        "enquiries": Listing(
            request,
            ENQUIRIES,
            rows=[
                _enquiry(owner, row, goods=goods, buyers=buyers)
                | {"wanted": [goods.amount(x.item, x.count) for x in lines]}
                for owner, row, lines in reads.enquiries(body=body)
            ],
            title=_("Enquiries without a quotation"),
            name="enquiries",
        ),
        "unpaid": Listing(
            request,
            UNPAID,
            rows=[
                _invoice(owner, row, goods=goods, buyers=buyers)
                for owner, row in reads.unpaid(body=body)
            ],
            title=_("Invoices still to be paid"),
            name="unpaid",
        ),
        "complaints": Listing(
            request,
            COMPLAINTS,
            rows=[_complaint(owner, row) for owner, row in reads.complaints(body=body)],
            title=_("Complaints not settled"),
            name="complaints",
        ),
    }


def _enquiry(
    owner: str, row: Enquiry, *, goods: Goods, buyers: Buyers
) -> dict[str, Any]:
    return {
        "row": row,
        "buyer": buyers.get((owner, row.buyer), row.buyer),
        "body": goods.names.body(owner),
        "href": entry_link(owner, row.seq),
        "next": _next("quotation.made", owner, enquiry=row.enquiry, buyer=row.buyer),
    }


def _invoice(
    owner: str, row: Invoice, *, goods: Goods, buyers: Buyers
) -> dict[str, Any]:
    return {
        "row": row,
        "buyer": buyers.get((owner, row.buyer), row.buyer),
        "total": goods.amount(row.currency, row.total),
        "left": goods.amount(row.currency, row.left),
        "next": _next("payment.received", owner, invoice=row.invoice),
    }


def _complaint(owner: str, row: Complaint) -> dict[str, Any]:
    return {
        "row": row,
        "defect": row.defect.replace("-", " "),
        "href": entry_link(owner, row.seq),
        "next": _next("complaint.settled", owner, complaint=row.complaint),
    }


def _next(kind: str, book: str, **facts: str) -> str:
    """Return the form of what comes next, "" for whom it is not."""
    if not may_record(kind, book=book):
        return ""
    return f"{reverse('form', args=[kind])}?{urlencode({'book': book, **facts})}"
