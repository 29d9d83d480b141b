# SPDX-License-Identifier: Apache-2.0
"""How what was written is taken back: a correction, or the entry that ends it.

What was booked or counted wrongly is reversed with its reason. What others may have
acted upon (an offer, an order, an office) is ended by a kind of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from urllib.parse import urlencode

from gungho.actions.acting import acting_now
from gungho.doors.desks import DESKS
from gungho.doors.entering import slots_of
from gungho.doors.rights import Page, holds_page, may_record, rights
from gungho.flows.corrections import REVERSIBLE
from gungho.store.reads.entries import coop_behind

CORRECTION = "correction.made"
KEPT = "kept"
# By kind: the kind that ends what it began.
ENDED_BY: Mapping[str, str] = MappingProxyType({
    "offer.published": "offer.withdrawn",
    "order.placed": "order.cancelled",
    "need.stated": "need.withdrawn",
    "membership.granted": "membership.ended",
    "member.joined": "member.left",
    "office.assumed": "office.left",
    "agreement.made": "agreement.ended",
    "asset.lent": "asset.returned",
    "route.opened": "route.closed",
    "paper.disputed": "dispute.ended",
    "plan.adopted": "plan.cancelled",
    "coop.founded": "coop.closed",
})  # fmt: skip
# By kind: what is written next, with what both say.
NEXT: Mapping[str, str] = MappingProxyType({
    "person.noted": "membership.granted",
    "membership.asked": "membership.granted",
    "meeting.held": "ballot.counted",
    "ballot.counted": "resolution.passed",
    "resolution.passed": "office.assumed",
    "buyer.noted": "enquiry.received",
    "enquiry.received": "quotation.made",
    "quotation.made": "order.placed",
})  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """An entry that may be taken back: where it stands, what it is, what it says."""

    body: str
    seq: int
    kind: str
    payload: Mapping[str, Any]

    @property
    def coop(self) -> str:
        """The co-op whose affair it is, "" for none."""
        return coop_behind(self.payload)


def way_back(one: Written) -> tuple[str, str]:
    """Return the kind that takes an entry back and the address of its form.

    Two empty words where there is none, where what is told from a source would be
    reversed, or where who asks may not record it.
    """
    kind = CORRECTION if one.kind in REVERSIBLE else ENDED_BY.get(one.kind, "")
    told = kind == CORRECTION and one.payload.get("standing", KEPT) != KEPT
    if not kind or told or not may_record(one.kind, book=one.body, coop=one.coop):
        return "", ""
    if kind == CORRECTION:
        return kind, f"/journal/{one.body}/{one.seq}/undo/"
    return kind, _form(kind, one)


def way_on(one: Written) -> tuple[str, str]:
    """Return the kind that is written next and the address of its form, or ""."""
    kind = NEXT.get(one.kind, "")
    if not kind or not may_record(kind, book=one.body, coop=one.coop):
        return "", ""
    return kind, _form(kind, one)


def _form(kind: str, one: Written) -> str:
    """Return the form of a kind, filled with what an entry says under the same name."""
    same = {
        slot.name: str(one.payload[slot.name])
        for slot in slots_of(kind)
        if slot.sort in ("id", "choice", "number") and one.payload.get(slot.name)
    }
    for slot in slots_of(kind):
        rows = one.payload.get(slot.name)
        if slot.sort == "rows" and isinstance(rows, list):
            same |= {
                f"{slot.name}.{column.name}.{number}": str(row[column.name])
                for number, row in enumerate(rows)
                for column in slot.columns
                if column.sort == "id" and row.get(column.name)
            }
    return f"/enter/{kind}/?{urlencode({'book': one.body, **same})}"


def desk_of(kind: str) -> str:
    """Return the desk at which a kind is written and who asks works, or "".

    One that offers the kind comes first, then one whose area the kind lies in, then
    any at which who asks works.
    """
    acting, table = acting_now(), rights()
    offering = [one.desk for one in DESKS.values() if kind in one.acts]
    lying = [desk for desk, area in table.desks.items() if area in table.of_kind(kind)]
    for desk in (*offering, *lying, *table.desks):
        page = Page(name="desk", parts={"desk": desk}, method="POST")
        if acting is None or holds_page(acting, page):
            return desk
    return ""
