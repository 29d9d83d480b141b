# SPDX-License-Identifier: Apache-2.0
"""Who may decide: offices and their terms, what each may spend, and resolutions."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.lists import entry_link, of_body, wanted
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.doors.web.tables.society import LIMITS, OFFICES, RESOLUTIONS
from gungho.flows.authority import Limit
from gungho.flows.offices import Meeting, Office, Resolution
from gungho.store.reads import authority as reads
from gungho.store.reads.desks import soon_after


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeLine:
    """An office as it is shown."""

    row: Office
    body: str
    person: str
    is_held: bool
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitLine:
    """What an office may spend."""

    row: Limit
    body: str
    alone: Amount
    pair: Amount | None
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """A resolution with its meeting, and what is left of what it allows."""

    row: Resolution
    body: str
    meeting: Meeting | None
    allows: list[str]
    most: Amount | None
    left: Amount | None
    fund: str
    href: str


@require_safe
def authority(request: HttpRequest) -> HttpResponseBase:
    """Show offices, limits and resolutions, of one body or of all."""
    names = Names.load(get_language() or "en")
    goods, day = Goods.load(names), today()
    every = reads.authority()
    books = [one.book for one in every.offices] + [
        one.book for one in every.resolutions
    ]
    known = {every.bodies[book] for book in books}
    filters = [
        of_body(request, known, names=names),
        wanted(request, "terms", _("Terms of office"), [("ending", _("Ending soon"))]),
    ]
    body, terms = (one.value for one in filters)
    found, last = reads.authority_of(every, body), soon_after(day)
    resolved = InHand(
        lines=found.resolutions,
        columns=RESOLUTIONS,
        make=lambda some: [_resolved(one, found, goods) for one in some],
    )
    told = {
        "filters": filters,
        "offices": Listing(
            request,
            OFFICES,
            rows=[
                _office(one, found, names, day=day)
                for one in found.offices
                if not terms or one.ends_by(last)
            ],
            title=_("Offices"),
            name="offices",
        ),
        "limits": Listing(
            request,
            LIMITS,
            rows=[_limit(one, found, goods) for one in found.limits],
            title=_("Limits"),
            name="limits",
        ),
        "resolutions": Listing(
            request, RESOLUTIONS, rows=resolved, title=_("Resolutions")
        ),
        "today": day,
    }
    return shown(request, "gungho/authority.html", told=told)


def _office(
    row: Office, found: reads.Authority, names: Names, *, day: str
) -> OfficeLine:
    body = found.bodies[row.book]
    return OfficeLine(
        row=row,
        body=names.body(body),
        person=names.any(row.person),
        is_held=row.holds(day),
        href=entry_link(body, row.seq),
    )


def _limit(row: Limit, found: reads.Authority, goods: Goods) -> LimitLine:
    body = found.bodies[row.book]
    return LimitLine(
        row=row,
        body=goods.names.body(body),
        alone=goods.amount(row.currency, row.alone),
        pair=goods.amount(row.currency, row.pair) if row.pair else None,
        href=entry_link(body, row.seq),
    )


def _resolved(row: Resolution, found: reads.Authority, goods: Goods) -> Resolved:
    body = found.bodies[row.book]
    most = goods.amount(row.currency, row.most) if row.currency else None
    left = goods.amount(row.currency, row.most - row.spent) if row.currency else None
    return Resolved(
        row=row,
        body=goods.names.body(body),
        meeting=found.meetings.get((row.book, row.meeting)),
        allows=[kind_word(kind) for kind in row.allows.split()],
        most=most,
        left=left,
        fund=goods.names.fund(row.fund) if row.fund else "",
        href=entry_link(body, row.seq),
    )
