# SPDX-License-Identifier: Apache-2.0
"""The page on which a body's month is closed, after what it does has been said."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.doors.closing import closing, month_before
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.typed import Typed, field_of
from gungho.errors import GunghoError, Refusal
from gungho.store.reads.statements import keepers

FIELDS = ("period", "until")


@require_http_methods(["GET", "HEAD", "POST"])
def close_period(request: HttpRequest, body: str) -> HttpResponse:
    """Ask which period ends with which day, and sign its balances."""
    keeper = next((one for one in keepers() if one.body == body), None)
    if keeper is None:
        raise missing(Refusal("book.unknown", body=body))
    before = month_before(today())
    is_closed = any(one.period == before[0] for one in keeper.periods)
    proposed = {} if is_closed else dict(zip(FIELDS, before, strict=True))
    typed = Typed(values=proposed)
    refused = ""
    if request.method == "POST":
        typed = Typed(values={n: request.POST.get(n, "").strip() for n in FIELDS})
        refused = _closed(body, typed)
        if not refused:
            there = reverse("statement", args=[body, "balance"])
            return redirect(f"{there}?period={typed['period']}")
    told = {
        "body": body,
        "name": Names.load(get_language() or "en").body(body),
        "last": keeper.periods[-1] if keeper.periods else None,
        "size": keeper.size,
        "refused": refused,
        "fields": [
            field_of(typed, "period", _("Period"), hint=_("such as 1941-11")),
            field_of(typed, "until", _("Its last day"), kind="date"),
        ],
    }
    status = 422 if refused else 200
    return render(request, "gungho/close_period.html", told, status=status)


def _closed(body: str, typed: Typed) -> str:
    """Record the close; return what refused it, "" if nothing did."""
    try:
        command = closing(body, typed["period"], until=typed["until"], today=today())
        import_string(settings.GUNGHO_SUBMIT)(command)
    except GunghoError as error:
        return sentence(error, get_language() or "en")
    return ""
