# SPDX-License-Identifier: Apache-2.0
"""The members of committees themselves: how each stands, and what they voted."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.pages.lists import entry_link, of_body, wanted
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.doors.web.tables.society import BALLOTS, MEMBERS
from gungho.store.reads import society as reads
from gungho.store.reads.society import MemberLine

STATUS = {
    "asked": "promised",
    "behind": "overdue",
    "member": "arrived",
    "honorary": "received",
    "ended": "held",
}


def state_words() -> dict[str, str]:
    """How a membership may stand, in words."""
    return {
        "asked": _("Has asked"),
        "behind": _("Dues are behind"),
        "member": _("Member"),
        "honorary": _("Honorary"),
        "ended": _("No longer"),
    }


def reason_words() -> dict[str, str]:
    """Why a membership ended, in words."""
    return {
        "resigned": _("resigned"),
        "expelled": _("expelled"),
        "died": _("died"),
        "lapsed": _("lapsed"),
    }


@require_safe
def members(request: HttpRequest) -> HttpResponseBase:
    """List the members, those who wait for an answer and are behind first."""
    names = Names.load(get_language() or "en")
    every = reads.members(today=today())
    filters = [
        of_body(request, (one.body for one in every), names=names),
        wanted(request, "state", _("State"), list(state_words().items())),
    ]
    body, state = (one.value for one in filters)
    found = [
        one for one in every if body in ("", one.body) and state in ("", one.state)
    ]
    rows = InHand(
        lines=found,
        columns=MEMBERS,
        make=lambda some: [_row(one, names) for one in some],
    )
    voted = [
        {
            "row": row,
            "minutes": f"{row.meeting}@{owner}",
            "body": names.body(owner),
            "href": entry_link(owner, row.seq),
        }
        for owner, row in reads.ballots(body=body)
    ]
    told = {
        "filters": filters,
        "every": len(every),
        "rows": Listing(
            request, MEMBERS, rows=rows, title=_("Members of the committees")
        ),
        "ballots": Listing(
            request, BALLOTS, rows=voted, title=_("Ballots"), name="ballots"
        ),
    }
    return shown(request, "gungho/members.html", told=told)


def _row(one: MemberLine, names: Names) -> dict[str, Any]:
    return {
        "one": one,
        "row": one.row,
        "name": one.name or one.row.person,
        "body": names.body(one.body),
        "status": STATUS[one.state],
        "state": state_words()[one.state],
        "reason": reason_words().get(one.row.reason, ""),
        "href": entry_link(one.body, one.row.seq),
        "day": one.row.ended or one.row.admitted or one.row.asked,
    }
