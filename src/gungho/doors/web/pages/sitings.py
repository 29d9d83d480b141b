# SPDX-License-Identifier: Apache-2.0
"""Asking where depots should open, and the sitings that were asked for before."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.doors.names import Names
from gungho.doors.rights import Page, holds_page
from gungho.doors.siting import asked_of
from gungho.doors.web.siting_form import SitingForm
from gungho.doors.web.siting_words import asked_short, cost_amount, cost_told
from gungho.doors.web.tables.helping import SITINGS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.doors.working import ask_for_siting
from gungho.errors import Refusal
from gungho.store.reads.siting import depot_places
from gungho.store.sitings import KeptSiting, siting_of
from gungho.store.sitings import sitings as kept


@require_http_methods(["GET", "HEAD", "POST"])
def sitings(request: HttpRequest) -> HttpResponseBase:
    """Show the form and what was asked before; put a siting down as long work."""
    names = Names.load(get_language() or "en")
    depots = depot_places()
    form = SitingForm.usual(depots=depots, names=names)
    if request.method == "POST":
        form = SitingForm.sent(request.POST, depots=depots, names=names)
        asked = form.asked()
        if asked is not None:
            job = ask_for_siting(asked, now=import_string(settings.GUNGHO_NOW)())
            import_string(settings.GUNGHO_START_JOB)(job.job)
            return redirect("job", job.job)
    elif "again" in request.GET:
        form = _again(request.GET["again"], form)
    rows = InHand(
        lines=kept(),
        columns=SITINGS,
        make=lambda some: [_row(one, names) for one in some],
    )
    title = _("Sitings asked for before")
    told = {
        "rows": Listing(request, SITINGS, rows=rows, title=title),
        "form": form,
        "may": may_ask(request),
    }
    status = 422 if form.typed.errors else 200
    return shown(request, "gungho/sitings.html", told=told, status=status)


def may_ask(request: HttpRequest) -> bool:
    """Whether who looks may ask for a siting."""
    who = getattr(request, "acting", None)
    return who is None or holds_page(who, Page(name="sitings", method="POST"))


def _again(ident: str, form: SitingForm) -> SitingForm:
    """Return the form as it was filled in for an earlier siting, if that is kept."""
    try:
        asked = asked_of(siting_of(ident))
    except Refusal:
        return form
    return SitingForm.again(asked, depots=form.depots, names=form.names)


def _row(row: KeptSiting, names: Names) -> dict[str, Any]:
    asked = asked_of(row)
    return {
        "row": row,
        "day": asked.day,
        "asked": asked_short(asked, names),
        "cost": cost_amount(Fraction(row.cost), asked),
        "cost_told": cost_told(Fraction(row.cost), asked),
        "state": _("proved") if row.proved else _("not proved"),
        "status": "arrived" if row.proved else "overdue",
    }
