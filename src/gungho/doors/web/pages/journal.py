# SPDX-License-Identifier: Apache-2.0
"""The journal: every entry, newest first, and how anyone can check it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.web.kinds import kind_word
from gungho.doors.web.names import Names
from gungho.doors.web.paging import paging
from gungho.store.reads import journal as books_of
from gungho.store.reads.entries import (
    GROUPS,
    Wanted,
    count_entries,
    kinds_known,
    list_entries,
)


@require_safe
def journal(request: HttpRequest) -> HttpResponse:
    """List the entries."""
    wanted = Wanted(
        **{
            name: request.GET.get(name, "").strip()[:80]
            for name in ("book", "kind", "group", "find", "from_day")
        }
    )
    names = Names.load(get_language() or "en")
    total = count_entries(wanted)
    page = paging(request, total)
    lines = list_entries(wanted, start=page.start, most=page.most)
    books = books_of.books()
    context = {
        "wanted": wanted,
        "page": page,
        "lines": [
            {"line": line, "book": names.body(line.book), "word": kind_word(line.kind)}
            for line in lines
        ],
        "books": [(book.body, names.body(book.body)) for book in books],
        "kinds": [(kind, kind_word(kind)) for kind in kinds_known()],
        "groups": _groups(wanted),
        "entries": sum(book.size for book in books),
        "heads": sorted(books, key=lambda book: book.recorded, reverse=True),
        "names": names,
    }
    return render(request, "gungho/journal.html", context)


def _groups(wanted: Wanted) -> list[dict[str, object]]:
    words = {
        "": _("All entries"),
        "corrections": _("Corrections"),
        "losses": _("Losses and differences"),
        "decisions": _("Decisions"),
        "restrictions": _("Restrictions"),
        "books": _("Keys and books"),
    }
    return [
        {
            "key": key,
            "word": words[key],
            "count": count_entries(Wanted(group=key)),
            "is_here": wanted.group == key,
        }
        for key in ("", *GROUPS)
    ]


@require_safe
def checking(request: HttpRequest) -> HttpResponse:
    """Say how anyone can check the books without trusting this page."""
    return render(request, "gungho/checking.html", {"books": books_of.books()})
