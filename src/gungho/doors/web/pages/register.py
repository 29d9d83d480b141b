# SPDX-License-Identifier: Apache-2.0
"""The register: the entries that a figure adds up, with what was held after each."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.paging import paging
from gungho.errors import Refusal
from gungho.store.reads.journal import books
from gungho.store.reads.ledger import register as read_register


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """List the postings behind a figure."""
    asked = {
        name: request.GET.get(name, "").strip()[:120]
        for name in ("book", "account", "commodity", "fund", "lot")
    }
    if asked["book"] not in {book.body for book in books()}:
        raise missing(Refusal("book.unknown", body=asked["book"] or "-"))
    lines = list(read_register(**asked))
    page = paging(request, len(lines), most=100)
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    sums: dict[tuple[str, int], int] = {}
    for line in lines:
        key = (line.commodity, line.scale)
        sums[key] = sums.get(key, 0) + line.amount
    context = {
        "asked": asked,
        "book": names.body(asked["book"]),
        "fund": names.fund(asked["fund"]) if asked["fund"] else "",
        "page": page,
        "lines": [
            {
                "line": line,
                "word": kind_word(line.kind),
                "is_money": line.commodity.isupper(),
                "item": names.item(line.commodity),
                "unit": goods.amount(line.commodity, line.amount).unit,
            }
            for line in lines[page.start : page.start + page.most]
        ],
        "sums": [
            {"code": code, "scale": scale, "count": count, "is_money": code.isupper(),
             "item": names.item(code), "unit": goods.amount(code, count).unit}
            for (code, scale), count in sorted(sums.items())
        ],
    }  # fmt: skip
    return render(request, "gungho/register.html", context)
