# SPDX-License-Identifier: Apache-2.0
"""A desk is what one office works with: what waits, and what it writes down.

What waits is a count with the address of the list it counts; what is written are forms
and pages. Words stand in ``reasons/desks.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One office's desk: its queues by code, and its acts as addresses.

    ``acts`` are pairs of a code and an address; a code that is a kind of entry leads to
    its form.
    """

    desk: str
    queues: tuple[str, ...]
    acts: tuple[str, ...]
    pages: tuple[tuple[str, str], ...] = ()


# By queue: where what it counts is listed.
LISTS: Mapping[str, str] = MappingProxyType({
    "receipts-due": "/gifts/?receipt=due",
    "pledges-open": "/pledges/",
    "appeals-open": "/appeals/",
    "bank-unmatched": "/bank/",
    "funds-blocked": "/funds/?state=blocked",
    "funds-overdrawn": "/funds/?state=overdrawn",
    "drafts-ready": "/plans/",
    "needs-open": "/needs/?state=open",
    "needs-unverified": "/needs/?state=open",
    "papers-open": "/papers/",
    "on-the-way": "/consignments/?state=way",
    "overdue": "/consignments/?state=overdue",
    "differences": "/consignments/?state=short",
    "loans-late": "/loans/?state=late",
    "bills-open": "/bills/",
    "lots-expiring": "/stock/",
    "lendings-out": "/stock/",
    "enquiries-open": "/trade/",
    "orders-placed": "/trade/?status=placed",
    "orders-confirmed": "/trade/?status=confirmed",
    "invoices-unpaid": "/trade/",
    "complaints-open": "/trade/",
    "members-asked": "/members/?state=asked",
    "letters-held": "/friends/",
    "consents-waiting": "/friends/",
    "agreements-ending": "/friends/",
    "offices-ending": "/authority/",
    "late-entries": "/audit/late/",
    "corrected-entries": "/audit/corrected/",
    "breaches": "/nodes/",
    "findings": "/nodes/",
    "jobs-open": "/jobs/",
})  # fmt: skip

DESKS: Mapping[str, Desk] = MappingProxyType({
    one.desk: one
    for one in (
        Desk(
            desk="committee",
            queues=("receipts-due", "pledges-open", "appeals-open", "bank-unmatched",
                    "funds-blocked", "papers-open"),
            acts=("pledge.made", "appeal.opened", "money.sent", "goods.dispatched",
                  "money.exchanged", "cost.paid", "thanks.sent"),
            pages=(("enter-gift", "/committees/"), ("bank", "/bank/"),
                   ("month", "/statements/"), ("funds", "/funds/"),
                   ("parcels", "/nodes/")),
        ),
        Desk(
            desk="hub",
            queues=("drafts-ready", "needs-open", "papers-open", "overdue",
                    "differences", "funds-blocked", "funds-overdrawn", "loans-late",
                    "bills-open", "jobs-open"),
            acts=("goods.dispatched", "money.sent", "money.exchanged", "goods.bought",
                  "dispatch.settled", "loss.accepted", "loan.made", "policy.set"),
            pages=(("plan", "/plans/"), ("siting", "/siting/"), ("stock", "/stock/"),
                   ("roads", "/consignments/"), ("consolidated", "/consolidated/")),
        ),
        Desk(
            desk="depot",
            queues=("on-the-way", "overdue", "lots-expiring", "lendings-out",
                    "bills-open"),
            acts=("goods.arrived", "money.arrived", "stock.counted", "stock.moved",
                  "goods.dispatched", "grant.made", "asset.lent", "asset.returned",
                  "loss.accepted"),
            pages=(("stock", "/stock/"), ("roads", "/consignments/?state=way")),
        ),
        Desk(
            desk="co-op",
            queues=("needs-open", "loans-late"),
            acts=("materials.used", "goods.made", "goods.sold", "goods.bought",
                  "loan.repaid", "need.stated", "member.joined", "member.left"),
            pages=(("coops", "/co-ops/"), ("loans", "/loans/")),
        ),
        Desk(
            desk="organiser",
            queues=("needs-unverified", "needs-open"),
            acts=("coop.founded", "need.stated", "need.verified", "need.withdrawn",
                  "person.noted"),
            pages=(("formation", "/formation/"), ("coops", "/co-ops/"),
                   ("needs", "/needs/")),
        ),
        Desk(
            desk="trader",
            queues=("enquiries-open", "orders-placed", "orders-confirmed",
                    "invoices-unpaid", "complaints-open"),
            acts=("offer.published", "enquiry.received", "quotation.made",
                  "order.placed", "buyer.noted"),
            pages=(("trade", "/trade/"),),
        ),
        Desk(
            desk="secretary",
            queues=("members-asked", "offices-ending", "letters-held",
                    "consents-waiting", "agreements-ending"),
            acts=("person.noted", "membership.granted", "meeting.held",
                  "ballot.counted", "resolution.passed", "office.assumed",
                  "letter.kept",
                  "agreement.made", "visit.made"),
            pages=(("members", "/members/"), ("authority", "/authority/"),
                   ("friends", "/friends/")),
        ),
        Desk(
            desk="auditor",
            queues=("late-entries", "corrected-entries", "papers-open", "differences",
                    "funds-overdrawn", "breaches", "findings"),
            acts=(),
            pages=(("sample", "/audit/sample/"), ("unmatched", "/audit/unmatched/"),
                   ("parcel", "/audit/parcel/"), ("journal", "/journal/"),
                   ("statements", "/statements/"), ("check", "/journal/check/"),
                   ("consolidated", "/consolidated/"), ("bank", "/bank/")),
        ),
    )
})  # fmt: skip
