# SPDX-License-Identifier: Apache-2.0
"""A desk is what one office works with: what waits, and what it writes down.

What waits is a count, of one body or of all, with the address of the list that has
just these rows; what is written are forms and pages.

Words stand in ``reasons/desks.toml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One office's desk: its queues by code, its acts by their kind, and its pages.

    ``shared`` are queues that are the whole movement's whoever sits there; ``pages``
    are pairs of a code and an address.
    """

    desk: str
    queues: tuple[str, ...]
    acts: tuple[str, ...]
    pages: tuple[tuple[str, str], ...] = ()
    shared: tuple[str, ...] = ()

    def of(self, queue: str, body: str) -> str:
        """Return the body of which a queue is told here; "" for all."""
        return "" if queue in self.shared or not LISTS[queue].body else body


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Where a queue is listed, row by row.

    ``body`` is the word of the address that narrows it to a body, "" where it is of the
    whole installation; ``part`` names the list on a page of several.
    """

    address: str
    body: str = "body"
    part: str = ""

    def href(self, body: str = "") -> str:
        """Return the address of the list, of one body or of all."""
        page, _mark, asked = self.address.partition("?")
        told = {self.body: body} if body and self.body else {}
        query = "&".join(filter(None, (asked, urlencode(told))))
        part = f"#{self.part}" if self.part else ""
        return f"{page}?{query}{part}" if query else f"{page}{part}"


LISTS: Mapping[str, Listed] = MappingProxyType({
    "receipts-due": Listed(address="/gifts/?receipt=due", body="committee"),
    "pledges-open": Listed(address="/pledges/?state=coming"),
    "appeals-open": Listed(address="/appeals/?state=open"),
    "bank-unmatched": Listed(address="/bank/", part="lines"),
    "funds-blocked": Listed(address="/funds/?state=blocked"),
    "funds-overdrawn": Listed(address="/funds/?state=overdrawn"),
    "drafts-ready": Listed(address="/plans/?drafts=ready", body="", part="drafts"),
    "needs-open": Listed(address="/needs/?state=open", body="depot"),
    "needs-unverified": Listed(address="/needs/?verified=no", body="depot"),
    "papers-open": Listed(address="/papers/"),
    "on-the-way": Listed(address="/consignments/?state=way&form=goods"),
    "overdue": Listed(address="/consignments/?state=overdue"),
    "differences": Listed(address="/consignments/?state=short"),
    "loans-late": Listed(address="/loans/?state=late"),
    "bills-open": Listed(address="/bills/?state=owed"),
    "lots-expiring": Listed(address="/stock/", part="expiring"),
    "lendings-out": Listed(address="/stock/", part="lent"),
    "enquiries-open": Listed(address="/trade/", part="enquiries"),
    "orders-placed": Listed(address="/trade/?status=placed"),
    "orders-confirmed": Listed(address="/trade/?status=to-invoice"),
    "invoices-unpaid": Listed(address="/trade/", part="unpaid"),
    "complaints-open": Listed(address="/trade/", part="complaints"),
    "members-asked": Listed(address="/members/?state=asked"),
    "letters-held": Listed(address="/friends/?letters=held"),
    "consents-waiting": Listed(address="/friends/", part="asked"),
    "agreements-ending": Listed(address="/friends/?agreements=ending",
                                part="agreements"),
    "offices-ending": Listed(address="/authority/?terms=ending", part="offices"),
    "late-entries": Listed(address="/audit/late/?days=closed", body="book"),
    "corrected-entries": Listed(address="/audit/corrected/", body="book"),
    "breaches": Listed(address="/nodes/?found=overspent", part="findings"),
    "findings": Listed(address="/nodes/?found=book", part="findings"),
    "jobs-open": Listed(address="/jobs/?state=open", body=""),
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
                   ("parcels", "/nodes/parcels/")),
        ),
        Desk(
            desk="hub",
            queues=("drafts-ready", "needs-open", "papers-open", "overdue",
                    "differences", "funds-blocked", "funds-overdrawn", "loans-late",
                    "bills-open", "jobs-open"),
            acts=("goods.dispatched", "money.sent", "money.exchanged", "goods.bought",
                  "dispatch.settled", "loss.accepted", "loan.made", "policy.set"),
            pages=(("plan", "/plans/"), ("siting", "/siting/"), ("stock", "/stock/"),
                   ("roads", "/consignments/"), ("consolidated", "/consolidated/"),
                   ("parcels", "/nodes/parcels/")),
            shared=("drafts-ready", "needs-open"),
        ),
        Desk(
            desk="depot",
            queues=("on-the-way", "overdue", "lots-expiring", "lendings-out",
                    "bills-open"),
            acts=("goods.arrived", "money.arrived", "stock.counted", "stock.moved",
                  "goods.dispatched", "grant.made", "asset.lent", "asset.returned",
                  "loss.accepted"),
            pages=(("stock", "/stock/"), ("roads", "/consignments/?state=way"),
                   ("parcels", "/nodes/parcels/")),
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
