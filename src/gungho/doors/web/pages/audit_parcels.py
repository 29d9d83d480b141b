# SPDX-License-Identifier: Apache-2.0
"""Sealed parcels for an auditor: a whole book to take away, and the check of one.

The check reads a file's bytes alone: nothing of it is kept, and no book here changes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_safe

from gungho.actions.check_bundle import check_bundle
from gungho.actions.verify_books import Checked
from gungho.doors.letters import MEDIA, unwrapped
from gungho.doors.names import Names
from gungho.doors.refusals import sentence
from gungho.doors.rights import sees
from gungho.doors.web.pages.audit import audits
from gungho.doors.web.pages.parcels import PARCEL_BYTES_MAX
from gungho.doors.web.pages.problems import missing
from gungho.errors import GunghoError, Refusal
from gungho.federation.bundle import AGE_HEAD, FORMAT
from gungho.store.reads.journal import books
from gungho.store.shelves import held_shelves

PAGE_ENTRIES_MOST = 100_000
HEAD_BYTES = 400


@require_safe
def parcels(request: HttpRequest) -> HttpResponse:
    """List the books that can be taken away sealed, and offer the check of a file."""
    return render(request, "gungho/audit_parcels.html", _told())


@require_safe
def parcel(_request: HttpRequest, book: str) -> HttpResponse:
    """Give a whole book as a sealed parcel, plain, for anyone to check."""
    found = next((one for one in books() if one.body == book), None)
    if found is None:
        raise missing(Refusal("book.unknown", body=book))
    if found.size > PAGE_ENTRIES_MOST:
        refusal = Refusal("parcel.long", size=found.size, most=PAGE_ENTRIES_MOST)
        words = sentence(refusal, get_language() or "en")
        return HttpResponse(words, "text/plain; charset=utf-8", status=422)
    raw: bytes = import_string(settings.GUNGHO_MAKE_PARCEL)(book)
    answer = HttpResponse(raw, MEDIA)
    name = f"{book}-{found.size}.bundle"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """Check a parcel that is uploaded, from its bytes alone."""
    if request.method != "POST":
        return redirect("audit-parcel")
    refused, checked = "", list[Checked]()
    try:
        checked = check_bundle(_sent(request.FILES.get("parcel")))
    except GunghoError as error:
        refused = sentence(error, get_language() or "en")
    told = _told() | {
        "refused": refused,
        "checked": [_checked(one) for one in checked],
        "entries": sum(one.entries for one in checked),
    }
    status = 422 if refused else 200
    return render(request, "gungho/audit_parcels.html", told, status=status)


def _sent(sent: UploadedFile[bytes] | None) -> bytes:
    """Return what was uploaded, if it can be a plain parcel at all."""
    size = (sent.size or 0) if sent else 0
    if not sent or not 0 < size <= PARCEL_BYTES_MAX:
        raise Refusal("parcel.size", most=PARCEL_BYTES_MAX // 2**20)
    raw = unwrapped(sent.read())
    if not raw.startswith(AGE_HEAD) and FORMAT.encode() not in raw[:HEAD_BYTES]:
        raise Refusal("parcel.no-parcel")
    return raw


def _checked(one: Checked) -> dict[str, Any]:
    return {
        "one": one,
        "name": Names.load(get_language() or "en").body(one.body),
        "root": one.root.hex(),
        "same": _stands_here(one),
    }


def _stands_here(one: Checked) -> bool:
    """Return whether the book here, at that size, has the very same root."""
    for shelf in held_shelves().shelves():
        if shelf.body == one.body and shelf.size >= one.entries:
            return bool(shelf.frontier_at(one.entries).root() == one.root)
    return False


def _told() -> dict[str, Any]:
    names = Names.load(get_language() or "en")
    held = [(one, names.body(one.body)) for one in books()] if sees("journal") else []
    return {
        "books": held,
        "may_take": sees("books"),
        "most": PARCEL_BYTES_MAX // 2**20,
        "long": PAGE_ENTRIES_MOST,
        "others": audits("audit-parcel"),
    }
