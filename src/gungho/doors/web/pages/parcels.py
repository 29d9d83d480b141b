# SPDX-License-Identifier: Apache-2.0
"""Parcels of books posted by another installation: read, and answered in kind.

The parcel is signed and closed to this installation's key, so no form's token is asked
for; whoever is not recognised gets no answer.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.module_loading import import_string
from django.utils.translation import get_language
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from gungho.doors.letters import MEDIA
from gungho.doors.refusals import sentence
from gungho.errors import GunghoError, Refusal, Unavailable

PARCEL_BYTES_MAX = 64 * 2**20
PLAIN = "text/plain; charset=utf-8"


@csrf_exempt
@require_POST
def parcels(request: HttpRequest) -> HttpResponse:
    """Read a parcel of books; answer with one, or with 202 to a stranger."""
    if request.content_type != MEDIA:
        return _told(Refusal("parcel.other-type", wanted=MEDIA), 415)
    raw = request.read(PARCEL_BYTES_MAX + 1)
    if not raw or len(raw) > PARCEL_BYTES_MAX:
        size = Refusal("parcel.size", most=PARCEL_BYTES_MAX // 2**20)
        return _told(size, 413 if raw else 400)
    try:
        answer: bytes = import_string(settings.GUNGHO_READ_PARCEL)(raw)
    except GunghoError as error:
        return _told(error, 503 if isinstance(error, Unavailable) else 422)
    if not answer:
        return _told(Refusal("parcel.stranger"), 202)
    return HttpResponse(answer, content_type=MEDIA)


def _told(error: GunghoError, status: int) -> HttpResponse:
    words = sentence(error, get_language() or "en")
    return HttpResponse(f"{words}\n", PLAIN, status=status)
