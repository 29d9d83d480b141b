# SPDX-License-Identifier: Apache-2.0
"""Personal cards: one card, erasing it, and who opened whose."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gungho.doors.refusals import sentence
from gungho.doors.web.tables.keeping import CARDS_OPENED
from gungho.doors.web.tables.listing import FromBooks, Listing, shown
from gungho.doors.web.templatetags.gungho import Field
from gungho.doors.web.typed import Typed, field_of
from gungho.errors import GunghoError
from gungho.store.cards import erase_card
from gungho.store.people import opened as reads

ERASED = "erased"


def reason_words() -> dict[str, str]:
    """Why a card may be erased, in words."""
    return {
        "asked": _("The person asked for it"),
        "consent": _("Consent was taken back"),
        "over": _("It is needed no more"),
        "wrong": _("It holds what should never have been kept"),
        "danger": _("It endangers somebody"),
    }


@require_safe
def card(request: HttpRequest, commitment: str) -> HttpResponse:
    """Show a card as it is kept, or that it was erased."""
    found = reads.card(commitment)
    if found is None:
        raise Http404
    english, _sep, chinese = found.text.partition("\n")
    shown = {"card": found, "lines": [one for one in (english, chinese) if one]}
    return render(request, "gungho/card.html", shown)


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, commitment: str) -> HttpResponse:
    """Ask once more and for a reason, then erase the card; the proofs stay."""
    found = reads.card(commitment)
    if found is None:
        raise Http404
    typed = Typed(values={"reason": request.POST.get("reason", "")})
    general = ""
    if request.method == "POST":
        if typed["reason"] not in reason_words():
            typed.errors["reason"] = _("Choose why it is erased.")
        else:
            try:
                erase_card(commitment)
            except GunghoError as error:
                general = sentence(error, get_language() or "en")
            else:
                reads.note(
                    request.user.pk or "operator",
                    card=commitment, page=f"{ERASED}/{typed['reason']}",
                )  # fmt: skip
                return redirect("card", commitment)
    shown = {"card": found, "fields": [_reason(typed)], "general": general}
    status = 422 if typed.errors or general else 200
    return render(request, "gungho/erase_card.html", shown, status=status)


def _reason(typed: Typed) -> Field:
    choices = (("", _("Choose")), *reason_words().items())
    return field_of(typed, "reason", _("Why"), kind="select", choices=choices)


@require_safe
def opened(request: HttpRequest) -> HttpResponseBase:
    """Show who opened which personal card, the newest first."""
    reasons = reason_words()
    rows = FromBooks(
        total=reads.count(),
        read=lambda _order, start, most: reads.each(start=start, most=most),
        names=frozenset(),
        make=lambda some: [
            {
                "one": one,
                "reason": reasons.get(one.page.partition("/")[2], ""),
                "is_erased": one.page.startswith(ERASED),
            }
            for one in some
        ],
    )
    told = {
        "rows": Listing(
            request, CARDS_OPENED, rows=rows, title=_("Who opened personal cards")
        ),
    }
    return shown(request, "gungho/cards_opened.html", told=told)
