# SPDX-License-Identifier: Apache-2.0
"""Friendship: agreements, visits, and letters with their translations beside them."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.rights import may_record
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.lists import entry_link, of_body, wanted
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.doors.web.tables.society import AGREEMENTS, CONSENTS, LETTERS, VISITS
from gungho.store.reads import friendship as reads
from gungho.store.reads.desks import soon_after
from gungho.store.reads.friendship import (
    AgreementLine,
    ConsentLine,
    LetterLine,
    VisitLine,
)

LANG = {"zh": "zh-Hans", "other": ""}


def form_words() -> dict[str, str]:
    """Forms of agreement in words."""
    return {"agreement": _("Agreement"), "twinning": _("Twinning")}


def translation_words() -> dict[str, str]:
    """The state a translation is in, in words."""
    return {"draft": _("translation, a draft"), "checked": _("translation, checked")}


@require_safe
def friends(request: HttpRequest) -> HttpResponseBase:
    """Show what bodies have with their partners."""
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    every = reads.friendship(today=today())
    asked = reads.consents_waiting()
    told_of = (every.agreements, every.visits, every.letters, asked)
    bodies = {one.body for lines in told_of for one in lines}
    filters = [
        of_body(request, bodies, names=names),
        wanted(request, "letters", _("Letters"), [("held", _("Held back"))]),
        wanted(request, "agreements", _("Agreements"), [("ending", _("Ending soon"))]),
    ]
    body, letters_state, agreements_state = (one.value for one in filters)
    found = reads.friendship(today=today(), body=body) if body else every
    last = soon_after(today())
    letters = InHand(
        lines=[one for one in found.letters if not letters_state or one.is_held],
        columns=LETTERS,
        make=lambda some: [_letter(one, names) for one in some],
    )
    told = {
        "filters": filters,
        "is_empty": not bodies,
        "asked": Listing(
            request,
            CONSENTS,
            rows=[_asked(one, names) for one in asked if body in ("", one.body)],
            title=_("Consents that are waited for"),
            name="asked",
        ),
        "agreements": Listing(
            request,
            AGREEMENTS,
            rows=[
                _agreement(one, names)
                for one in found.agreements
                if not agreements_state or one.row.ends_by(last)
            ],
            title=_("Agreements"),
            name="agreements",
        ),
        "visits": Listing(
            request,
            VISITS,
            rows=[_visit(one, names, goods) for one in found.visits],
            title=_("Visits"),
            name="visits",
        ),
        "letters": Listing(request, LETTERS, rows=letters, title=_("Letters")),
    }
    return shown(request, "gungho/friends.html", told=told)


def _asked(one: ConsentLine, names: Names) -> dict[str, Any]:
    row = one.row
    told = urlencode({"book": one.body, "consent": row.consent})
    return {
        "row": row,
        "body": names.body(one.body),
        "of": names.fund(row.of) if row.matter != "letter" else row.of,
        "person": names.any(row.asked),
        "href": entry_link(one.body, row.seq),
        "given": f"{reverse('form', args=['consent.given'])}?{told}"
        if may_record("consent.given", book=one.body)
        else "",
    }


def _agreement(one: AgreementLine, names: Names) -> dict[str, Any]:
    return {
        "one": one,
        "body": names.body(one.body),
        "partner": names.body(one.row.partner),
        "form": form_words()[one.row.form],
        "href": entry_link(one.body, one.row.seq),
        "status": "received" if one.stands else "held",
        "state": _("Stands") if one.stands else _("Ended"),
    }


def _visit(one: VisitLine, names: Names, goods: Goods) -> dict[str, Any]:
    return {
        "one": one,
        "body": names.body(one.body),
        "host": names.body(one.row.host),
        "places": [names.place(place) for place in one.row.places.split()],
        "delegates": len(one.row.delegates.split()),
        "purpose": one.row.purpose.replace("-", " "),
        "costs": [
            {
                "amount": goods.amount(
                    cost.currency, cost.count, entry_link(one.body, cost.seq)
                ),
                "fund": names.fund(cost.fund),
            }
            for cost in one.costs
        ],
        "href": entry_link(one.body, one.row.seq),
    }


def _letter(one: LetterLine, names: Names) -> dict[str, Any]:
    row = one.row
    ends = (names.body(row.partner), names.body(one.body))
    return {
        "one": one,
        "row": row,
        "from_to": ends if row.way == "received" else ends[::-1],
        "is_held": one.is_held,
        "lang": LANG.get(row.language, row.language),
        "translated": LANG.get(row.translated, row.translated),
        "state": translation_words().get(row.state, ""),
        "href": entry_link(one.body, row.seq),
    }
