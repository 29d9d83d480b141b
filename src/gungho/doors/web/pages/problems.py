# SPDX-License-Identifier: Apache-2.0
"""Pages for what is not there, what is refused and what broke."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from gungho.doors.refusals import sentence
from gungho.errors import GunghoError, Refusal

STATUS = {"Refusal": 409, "Corruption": 500, "Unavailable": 503}


class Missing(Http404):
    """What an address names is not here; told in the reader's language."""


def missing(refusal: Refusal) -> Missing:
    """Return the error that shows a refusal on the page for what is not there."""
    return Missing(sentence(refusal, get_language() or "en"))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say what is not there, and where to look."""
    told = str(exception) if isinstance(exception, Missing) else ""
    return render(request, "gungho/not_found.html", {"told": told}, status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001
    """Say that the asker may not do this; why is no business of a stranger."""
    return render(request, "gungho/denied.html", status=403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """Say that a form came without its token, and how to send it again."""
    return render(request, "gungho/stale_form.html", status=403)


def broken(request: HttpRequest) -> HttpResponse:
    """Say that something broke here and that nothing was lost."""
    return render(request, "gungho/broken.html", status=500)


def refused(request: HttpRequest, error: GunghoError) -> HttpResponse:
    """Say what was refused, in the reader's language."""
    told = sentence(error, get_language() or "en")
    status = STATUS.get(type(error).__name__, 500)
    return render(request, "gungho/refused.html", {"told": told}, status=status)
