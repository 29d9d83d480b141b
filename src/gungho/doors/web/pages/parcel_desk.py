# SPDX-License-Identifier: Apache-2.0
"""Parcels of books sent and taken by hand: made for a body, handed in, and the list.

A parcel holds what its receiver lacks and may see, closed to the key that its book
pins; whoever carries it reads nothing of it.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from gungho.actions.make_bundle import EVERY
from gungho.actions.read_bundle import Reading
from gungho.doors.letters import MEDIA, unwrapped
from gungho.doors.names import Names
from gungho.doors.parcel_words import ReadingTold, told_reading
from gungho.doors.reasons import sentence as told_sentence
from gungho.doors.refusals import sentence
from gungho.doors.rights import may_do, sees
from gungho.doors.web.pages.audit_parcels import PAGE_ENTRIES_MOST
from gungho.doors.web.pages.parcels import PARCEL_BYTES_MAX
from gungho.doors.web.tables.keeping import PARCELS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.doors.web.uploads import MIB, Accepted, received
from gungho.errors import GunghoError, Refusal, Unavailable
from gungho.store.parcels import Parcel, parcels
from gungho.store.reads.desks import heard_here
from gungho.store.reads.nodes import receivers
from gungho.store.shelves import own_body

TAKEN = Accepted(
    most=PARCEL_BYTES_MAX, unit=MIB, too_large="parcel.too-large", missing="parcel.none"
)
CARRIED = ("file", "letter")


@require_safe
def desk(request: HttpRequest) -> HttpResponseBase:
    """Show the forms that make and take a parcel, and what went and came so far."""
    told = _told(request, to=request.GET.get("to", ""))
    return shown(request, "gungho/parcels.html", told=told)


@require_http_methods(["GET", "HEAD", "POST"])
def make(request: HttpRequest) -> HttpResponseBase:
    """Hand out a parcel for a body."""
    if request.method != "POST":
        return redirect("parcel-desk")
    to, book = request.POST.get("to", ""), request.POST.get("book", EVERY)
    as_letter = request.POST.get("as", "") == "letter"
    make_parcel = import_string(settings.GUNGHO_MAKE_PARCEL)
    try:
        if not to:
            raise Refusal("bundle.receiver-unknown", body="-")
        raw = make_parcel(book, to=to, as_letter=as_letter, most=PAGE_ENTRIES_MOST)
    except GunghoError as error:
        return _refused(request, error, to=to, where="make")
    answer = HttpResponse(raw, "message/rfc822" if as_letter else MEDIA)
    name = f"{book}-{to}.{'eml' if as_letter else 'bundle'}"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest) -> HttpResponseBase:
    """Read a parcel into the books here, and say what each book in it turned out."""
    if request.method != "POST":
        return redirect("parcel-desk")
    try:
        raw = unwrapped(received(request.FILES.get("parcel"), TAKEN))
        reading: Reading = import_string(settings.GUNGHO_TAKE_PARCEL)(raw)
    except GunghoError as error:
        return _refused(request, error, where="take")
    names = Names.load(get_language() or "en")
    told = _told(request, to=reading.sender if reading.known else "")
    told["reading"] = told_reading(reading, names.language, named=names.body)
    told["answers"] = reading.known
    return shown(request, "gungho/parcels.html", told=told)


def _refused(
    request: HttpRequest, error: GunghoError, *, where: str, to: str = ""
) -> HttpResponseBase:
    told = _told(request, to=to)
    told[f"{where}_refused"] = sentence(error, get_language() or "en")
    status = 503 if isinstance(error, Unavailable) else 422
    return shown(request, "gungho/parcels.html", told=told, status=status)


def _told(request: HttpRequest, *, to: str) -> dict[str, Any]:
    names, own = Names.load(get_language() or "en"), own_body()
    rows = InHand(
        lines=parcels(),
        columns=PARCELS,
        make=lambda some: [_row(one, names) for one in some],
    )
    reading: ReadingTold | None = None
    return {
        "receivers": [(body, names.body(body)) for body in receivers() if body != own],
        "to": to,
        "books": [(body, names.body(body)) for body, kept in heard_here() if kept],
        "every": EVERY,
        "may_make": may_do("make-parcel"),
        "may_take": may_do("take-parcel"),
        "sees_plain": sees("books"),
        "most": PARCEL_BYTES_MAX // MIB,
        "reading": reading,
        "parcels": Listing(
            request, PARCELS, rows=rows, title=_("Parcels sent and taken")
        ),
    }


def _row(one: Parcel, names: Names) -> dict[str, Any]:
    other = names.body(one.other) if one.other else _("anyone")
    way = (_("sent to %(body)s") if one.way == "sent" else _("taken from %(body)s")) % {
        "body": other
    }
    return {
        "parcel": one,
        "way": way,
        "status": _status(one),
        "books": [_book(book, one.way, names=names) for book in one.books],
    }


def _book(book: Any, way: str, *, names: Names) -> str:
    name, first, size = names.body(book.body), book.first, book.size
    if way == "sent":
        return f"{name} {first:,}–{size:,}"
    facts: dict[str, str | int] = {
        "body": name, "first": first, "size": size, "count": size - first,
        "problem": "-",
    }  # fmt: skip
    return told_sentence(f"heard.{book.outcome}", facts, names.language)


def _status(one: Parcel) -> str:
    if one.way == "sent":
        return "transit"
    outcomes = {book.outcome for book in one.books}
    return "arrived" if outcomes <= {"new", "nothing"} else "held"
