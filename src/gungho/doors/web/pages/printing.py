# SPDX-License-Identifier: Apache-2.0
"""Papers to print, each under the number of what it is of."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gungho.doors.papers import printed
from gungho.doors.refusals import sentence
from gungho.doors.web.context import today
from gungho.errors import Refusal
from gungho.formats.paper_pdf import pdf_of

ABSENT = "print.none"


@require_safe
def paper(request: HttpRequest, sort: str, *, ident: str) -> HttpResponse:
    """Hand out a paper as a PDF; what it cannot be made of is said on a page."""
    language = get_language() or "en"
    try:
        made = printed(
            sort,
            ident,
            language=language,
            root=request.build_absolute_uri("/"),
            today=today(),
        )
    except Refusal as refusal:
        told = {"said": sentence(refusal, language)}
        status = 404 if refusal.code == ABSENT else 422
        return render(request, "gungho/no_paper.html", told, status=status)
    answer = HttpResponse(pdf_of(made), content_type="application/pdf")
    name = "".join(one if one.isalnum() or one in ".-" else "-" for one in ident)
    told_name = name.encode("ascii", "ignore").decode() or "paper"
    answer["Content-Disposition"] = f'inline; filename="{sort}-{told_name}.pdf"'
    return answer
