# SPDX-License-Identifier: Apache-2.0
"""Search: names and texts in either script, codes, sums and days."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.searching import results

ASKED_MOST = 200
TEXT_MOST = 160


def sort_words() -> dict[str, str]:
    """What may be found, in words."""
    return {
        "co-op": _("Co-op"),
        "body": _("Organisation"),
        "place": _("Place"),
        "fund": _("Fund"),
        "item": _("Goods"),
        "letter": _("Letter"),
        "visit": _("Visit"),
        "agreement": _("Agreement"),
        "order": _("Order"),
        "offer": _("Offer"),
        "buyer": _("Buyer"),
        "gift": _("Gift"),
    }


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what fits a question, the best first, and the entries that fit."""
    asked = request.GET.get("q", "")[:ASKED_MOST]
    words = sort_words()
    found = results(asked, language=get_language() or "en")
    told = {
        "asked": asked,
        "found": found,
        "rows": [
            {
                "sort": words[one.sort],
                "title": one.title,
                "text": one.text[:TEXT_MOST],
                "href": one.href,
            }
            for one, _score in found.named
        ],
    }
    return render(request, "gungho/search.html", told)
