# SPDX-License-Identifier: Apache-2.0
"""The journal: every entry, newest first, and how anyone can check it."""

from __future__ import annotations

import re
from dataclasses import replace

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.about import about
from gungho.doors.names import Names
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.tables.keeping import ENTRIES
from gungho.doors.web.tables.listing import FromBooks, Listing, shown
from gungho.doors.web.telling import short_name
from gungho.errors import Refusal
from gungho.measure import parse_day
from gungho.store.reads import journal as books_of
from gungho.store.reads.entries import (
    ENTRY_ORDERS,
    GROUPS,
    EntryLine,
    Wanted,
    count_entries,
    count_groups,
    first_amounts,
    kinds_known,
    list_entries,
)

PLACE = re.compile(r"(?P<book>[a-z0-9-]{1,40})/(?P<seq>[0-9]{1,9})\Z")


@require_safe
def journal(request: HttpRequest) -> HttpResponseBase:
    """List the entries."""
    wanted = Wanted(
        **{
            name: request.GET.get(name, "").strip()[:80]
            for name in ("book", "kind", "group", "find", "from_day")
        }
    )
    at = PLACE.match(wanted.find)
    if at:
        return redirect("entry", book=at["book"], seq=int(at["seq"]))
    wrong = _wrong_day(wanted.from_day)
    asked = replace(wanted, from_day="") if wrong else wanted
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    rows = FromBooks(
        total=count_entries(asked),
        read=lambda order, start, most: list_entries(
            asked, start=start, most=most, order=order
        ),
        names=frozenset(ENTRY_ORDERS),
        make=lambda some: _lines(some, goods),
    )
    books = books_of.books()
    context = {
        "wanted": wanted,
        "wrong_day": wrong,
        "lines": Listing(request, ENTRIES, rows=rows, title=_("The journal")),
        "books": [(book.body, names.body(book.body)) for book in books],
        "kinds": [(kind, kind_word(kind)) for kind in kinds_known()],
        "groups": _groups(wanted),
        "entries": sum(book.size for book in books),
        "heads": sorted(books, key=lambda book: book.recorded, reverse=True),
    }
    return shown(request, "gungho/journal.html", told=context)


def _wrong_day(text: str) -> bool:
    if not text:
        return False
    try:
        parse_day(text)
    except Refusal:
        return True
    return False


def _lines(lines: list[EntryLine], goods: Goods) -> list[dict[str, object]]:
    names = goods.names
    amounts = first_amounts([(line.book, line.seq) for line in lines])
    found = []
    for line in lines:
        code, count, postings = amounts.get((line.book, line.seq), ("", 0, 0))
        found.append(
            {
                "line": line,
                "book": short_name(line.book, names),
                "word": kind_word(line.kind),
                "subject": names.any(line.subject),
                "href": about(line.kind, line.subject),
                "amount": goods.amount(code, count) if code else None,
                "more": max(0, postings - 1),
            }
        )
    return found


def _groups(wanted: Wanted) -> list[dict[str, object]]:
    words = {
        "": _("All entries"),
        "corrections": _("Corrections"),
        "losses": _("Losses and differences"),
        "decisions": _("Decisions"),
        "restrictions": _("Restrictions"),
        "books": _("Keys and books"),
    }
    counts = count_groups()
    return [
        {
            "key": key,
            "word": words[key],
            "count": counts[key],
            "is_here": wanted.group == key,
        }
        for key in ("", *GROUPS)
    ]
