# SPDX-License-Identifier: Apache-2.0
"""The page that says what a correction of a gift will write, before it is written."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.actions.correct_gift import REASONS, correct_gift
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.pages.correct_entry import correction_told, reason_field
from gungho.errors import GunghoError
from gungho.store.reads.gifts import GiftEntry, gift_entry


@require_http_methods(["GET", "HEAD", "POST"])
def undo_gift(request: HttpRequest, gift: str) -> HttpResponse:
    """Say what will be written, and on a clear yes write it."""
    found = gift_entry(gift)
    if found is None:
        raise Http404
    if found.status != "received":
        return redirect("gift", gift=found.gift)
    reason, error, refused = request.POST.get("reason", ""), "", ""
    if request.method == "POST":
        if reason in REASONS:
            refused = _correct(found, reason)
            if not refused:
                return redirect("gift", gift=found.gift)
        else:
            error = _("Choose what was wrong.")
    told = _told(found, reason=reason, error=error, refused=refused)
    status = 422 if told["wrong"] else 200
    return render(request, "gungho/correct.html", told, status=status)


def _correct(found: GiftEntry, reason: str) -> str:
    """Record the correction; return what refused it, "" if nothing did."""
    try:
        correct_gift(
            committee=found.body,
            entry=found.entry,
            reason=reason,
            happened=today(),
            submit=import_string(settings.GUNGHO_SUBMIT),
        )
    except GunghoError as raised:
        return sentence(raised, get_language() or "en")
    return ""


def _told(found: GiftEntry, *, reason: str, error: str, refused: str) -> dict[str, Any]:
    words = reason_words()
    chosen = {code: words[code] for code in REASONS}
    return {
        **correction_told(found.body, found.seq),
        "gift": found.gift,
        "crumb": found.gift,
        "crumb_href": reverse("gift", args=[found.gift]),
        "title": _("Correct gift %(gift)s") % {"gift": found.gift},
        "fields": [reason_field(reason, error, words=chosen)],
        "refused": refused,
        "wrong": bool(error or refused),
    }


def reason_words() -> dict[str, str]:
    """The reasons for a correction, in words."""
    return {
        "wrong-amount": _("The amount was wrong"),
        "wrong-goods": _("The currency or the goods were wrong"),
        "wrong-fund": _("It was for something else"),
        "wrong-giver": _("It came from somebody else"),
        "wrong-day": _("The day was wrong"),
        "entered-twice": _("It was entered twice"),
        "never-came": _("It never came, such as a bounced cheque"),
    }
