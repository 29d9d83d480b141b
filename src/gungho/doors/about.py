# SPDX-License-Identifier: Apache-2.0
"""The page of what an entry is about, for whoever may open it."""

from __future__ import annotations

from urllib.parse import quote

from gungho.actions.acting import acting_now
from gungho.doors.rights import Page, holds_page

# How a kind begins: the name of the page of its subject, and its address.
ABOUT: dict[str, tuple[str, str]] = {
    "gift.received": ("gift", "/gifts/{}/"),
    "gift.refused": ("gift", "/gifts/{}/"),
    "appeal.": ("appeal", "/appeals/{}/"),
    "coop.": ("coop", "/co-ops/{}/"),
    "member.": ("coop", "/co-ops/{}/"),
    "materials.": ("coop", "/co-ops/{}/"),
    "goods.made": ("coop", "/co-ops/{}/"),
    "goods.sold": ("coop", "/co-ops/{}/"),
    "grant.": ("coop", "/co-ops/{}/"),
    "loan.made": ("coop", "/co-ops/{}/"),
    "loan.asked": ("coop", "/co-ops/{}/"),
    "loan.repaid": ("loan", "/loans/{}/"),
    "loan.rescheduled": ("loan", "/loans/{}/"),
    "loan.written_off": ("loan", "/loans/{}/"),
    "thanks.": ("coop", "/co-ops/{}/"),
    "need.stated": ("coop", "/co-ops/{}/"),
    "plan.": ("plan", "/plans/{}/"),
    "money.sent": ("consignment", "/consignments/{}/"),
    "money.arrived": ("consignment", "/consignments/{}/"),
    "goods.dispatched": ("consignment", "/consignments/{}/"),
    "goods.arrived": ("consignment", "/consignments/{}/"),
    "dispatch.": ("consignment", "/consignments/{}/"),
    "discrepancy.": ("consignment", "/consignments/{}/"),
    "loss.": ("consignment", "/consignments/{}/"),
}


def about(kind: str, subject: str) -> str:
    """Return the address of what an entry is about, "" where none may be opened."""
    for start, (page, address) in ABOUT.items():
        if subject and kind.startswith(start):
            href = address.format(quote(subject, safe=":.-"))
            return href if may_reach(page) else ""
    return ""


def may_reach(page: str) -> bool:
    """Return whether who asks now holds a page; an address of none is nobody's."""
    acting = acting_now()
    return acting is None or not page or holds_page(acting, Page(name=page))
