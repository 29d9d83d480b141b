# SPDX-License-Identifier: Apache-2.0
"""Givers who may be one: proposed by likeness, decided by a person, reversible."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.actions.join_givers import KINDS, join_givers
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.pages.lists import PAGE, entry_link
from gungho.errors import GunghoError
from gungho.store.reads.givers import joined, proposed


@require_http_methods(["GET", "HEAD", "POST"])
def duplicates(request: HttpRequest) -> HttpResponse:
    """Show who may be one giver; take the answer of a person."""
    refused = ""
    if request.method == "POST":
        refused = _answer(request)
        if not refused:
            return redirect("duplicates")
    names = Names.load(get_language() or "en")
    found = proposed()
    told = {
        "refused": refused,
        "more": max(0, len(found) - PAGE),
        "rows": [
            {
                "one": one,
                "body": names.body(one.body),
                "why": why_words()[one.like.why],
                "cards": [card.split("\n") for card in one.cards],
            }
            for one in found[:PAGE]
        ],
        "joined": [
            {
                "one": one,
                "body": names.body(one.body),
                "cards": [card.split("\n")[0] for card in one.cards],
                "href": entry_link(one.body, one.row.seq),
            }
            for one in joined()
        ],
    }
    return render(
        request, "gungho/duplicates.html", told, status=422 if refused else 200
    )


def why_words() -> dict[str, str]:
    """Why two givers are proposed as one, in words."""
    return {
        "same-name": _("The names are the same"),
        "name-and-address": _("The names and the addresses are alike"),
    }


def _answer(request: HttpRequest) -> str:
    """Record what a person says of a pair; return what refused it, if anything."""
    said = {
        name: request.POST.get(name, "")[:80]
        for name in ("body", "giver", "kept", "answer")
    }
    if said["answer"] not in KINDS:
        return _("Say whether they are one or two.")
    try:
        join_givers(
            body=said["body"],
            pair=(said["giver"], said["kept"]),
            answer=said["answer"],
            on=today(),
            submit=import_string(settings.GUNGHO_SUBMIT),
        )
    except GunghoError as raised:
        return sentence(raised, get_language() or "en")
    return ""
