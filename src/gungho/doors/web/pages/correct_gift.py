# SPDX-License-Identifier: Apache-2.0
"""The page that says what a correction of a gift will write, before it is written."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.actions.correct_gift import REASONS, correct_gift
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.lists import entry_link
from gungho.doors.web.templatetags.gungho import Field
from gungho.errors import GunghoError
from gungho.store.reads.gifts import GiftEntry, gift_entry
from gungho.store.reads.ledger import postings_at


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
    return render(
        request, "gungho/correct_gift.html", told, status=422 if told["wrong"] else 200
    )


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
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    words = reason_words()
    field = Field(
        name="reason",
        label=_("What was wrong"),
        value=reason,
        kind="select",
        error=error,
        choices=(("", _("Choose")), *((code, words[code]) for code in REASONS)),
    )
    return {
        "found": found,
        "committee": names.body(found.body),
        "entry": entry_link(found.body, found.seq),
        "fields": [field],
        "refused": refused,
        "wrong": bool(error or refused),
        "postings": [
            {
                "into": line.credit,
                "out_of": line.debit,
                "fund": names.fund(line.fund),
                "amount": goods.amount(line.commodity, line.amount),
            }
            for line in postings_at(found.body, found.seq)
        ],
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
