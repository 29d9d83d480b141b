# SPDX-License-Identifier: Apache-2.0
"""The two words at the top right: keep the reader's language in a cookie."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_safe

YEAR = 365 * 24 * 60 * 60


@require_safe
def switch(request: HttpRequest) -> HttpResponse:
    """Set the cookie and go back; an unknown language or a way out goes home."""
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        target = "/"
    response = HttpResponseRedirect(target)
    wanted = request.GET.get("to", "")
    if wanted in dict(settings.LANGUAGES):
        keep_language(response, wanted)
    return response


def keep_language(answer: HttpResponse, wanted: str) -> HttpResponse:
    """Let an answer carry the cookie of a language."""
    answer.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        wanted,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
    )
    return answer
