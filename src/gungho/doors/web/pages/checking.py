# SPDX-License-Identifier: Apache-2.0
"""How anyone can check the books at home, and the short program that does it."""

from __future__ import annotations

from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.web.tables.keeping import CHECKED
from gungho.doors.web.tables.listing import Listing, shown
from gungho.store.reads.journal import books

VERIFIER = files("gungho.doors") / "verifier" / "gungho_verify.py"


@require_safe
def checking(request: HttpRequest) -> HttpResponseBase:
    """Say how anyone can check the books without trusting this page."""
    listed = Listing(request, CHECKED, rows=books(), title=_("Keys of the books"))
    return shown(request, "gungho/checking.html", told={"books": listed})


@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """Give the verifier: one file to read, keep and run without Gungho."""
    answer = HttpResponse(VERIFIER.read_bytes(), "text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="gungho_verify.py"'
    return answer
