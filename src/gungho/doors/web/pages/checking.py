# SPDX-License-Identifier: Apache-2.0
"""How anyone can check the books at home, and the short program that does it."""

from __future__ import annotations

from importlib.resources import files

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from gungho.store.reads.journal import books

VERIFIER = files("gungho.doors") / "verifier" / "gungho_verify.py"


@require_safe
def checking(request: HttpRequest) -> HttpResponse:
    """Say how anyone can check the books without trusting this page."""
    return render(request, "gungho/checking.html", {"books": books()})


@require_safe
def verifier(_request: HttpRequest) -> HttpResponse:
    """Give the verifier: one file to read, keep and run without Gungho."""
    answer = HttpResponse(VERIFIER.read_bytes(), "text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="gungho_verify.py"'
    return answer
