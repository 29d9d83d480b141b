# SPDX-License-Identifier: Apache-2.0
"""The page that says what a correction will write, before it is written."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from gungho.actions.correct_entry import REASONS, correct_entry
from gungho.doors.figures import upper_first
from gungho.doors.names import Names
from gungho.doors.reasons import sentence as reason_told
from gungho.doors.refusals import sentence
from gungho.doors.taking_back import CORRECTION, Written, way_back
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.lists import entry_link
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.templatetags.gungho import Field
from gungho.errors import GunghoError, Refusal
from gungho.journal import Entry
from gungho.store.reads import journal
from gungho.store.reads.entries import correction_of
from gungho.store.reads.ledger import postings_at


@require_http_methods(["GET", "HEAD", "POST"])
def undo_entry(request: HttpRequest, book: str, *, seq: int) -> HttpResponse:
    """Say what will be written, and on a clear yes write it."""
    try:
        found, _raw = journal.entry(book, seq)
    except Refusal as refusal:
        raise missing(refusal) from None
    if found.kind == "gift.received":
        return redirect("undo-gift", gift=str(found.payload["gift"]))
    if correction_of(book, found.id):
        return redirect(entry_link(book, seq))
    written = Written(body=book, seq=seq, kind=found.kind, payload=found.payload)
    if way_back(written)[0] != CORRECTION:
        raise Http404
    reason, error, refused = request.POST.get("reason", ""), "", ""
    if request.method == "POST":
        if reason in REASONS:
            refused = _correct(book, found.id, reason=reason)
            if not refused:
                return redirect(entry_link(book, seq))
        else:
            error = _("Choose what was wrong.")
    told = {
        **correction_told(book, seq),
        "crumb": upper_first(_kind(found)),
        "crumb_href": entry_link(book, seq),
        "title": _("Correct entry %(place)s") % {"place": f"{book}/{seq}"},
        "fields": [reason_field(reason, error, words=reason_words())],
        "refused": refused,
    }
    status = 422 if error or refused else 200
    return render(request, "gungho/correct.html", told, status=status)


def _kind(found: Entry) -> str:
    return reason_told(f"kind.{found.kind}", {}, get_language() or "en")


def _correct(body: str, entry: str, *, reason: str) -> str:
    """Record the correction; return what refused it, "" if nothing did."""
    try:
        correct_entry(
            body=body,
            entry=entry,
            reason=reason,
            happened=today(),
            submit=import_string(settings.GUNGHO_SUBMIT),
        )
    except GunghoError as raised:
        return sentence(raised, get_language() or "en")
    return ""


def correction_told(body: str, seq: int) -> dict[str, Any]:
    """Return what any page of a correction tells: the book, the entry, its reverse."""
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    return {
        "body": body,
        "seq": seq,
        "book": names.body(body),
        "entry": entry_link(body, seq),
        "postings": [
            {
                "into": line.credit,
                "out_of": line.debit,
                "fund": names.fund(line.fund),
                "amount": goods.amount(line.commodity, line.amount),
            }
            for line in postings_at(body, seq)
        ],
    }


def reason_field(reason: str, error: str, *, words: dict[str, str]) -> Field:
    """Return the choice of what was wrong."""
    return Field(
        name="reason",
        label=_("What was wrong"),
        value=reason,
        kind="select",
        error=error,
        choices=(("", _("Choose")), *words.items()),
    )


def reason_words() -> dict[str, str]:
    """The reasons for a correction, in words."""
    return {
        "wrong-amount": _("The amount was wrong"),
        "wrong-goods": _("The currency or the goods were wrong"),
        "wrong-fund": _("It was of another fund"),
        "wrong-place": _("The place was wrong"),
        "wrong-day": _("The day was wrong"),
        "entered-twice": _("It was entered twice"),
        "never-was": _("It never happened"),
    }
