# SPDX-License-Identifier: Apache-2.0
"""The register: the entries that a figure adds up, with what was held after each."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.goods import Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.tables.keeping import REGISTER
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.errors import Refusal
from gungho.store.reads.journal import books
from gungho.store.reads.ledger import RegisterLine
from gungho.store.reads.ledger import register as read_register


@require_safe
def register(request: HttpRequest) -> HttpResponseBase:
    """List the postings behind a figure."""
    asked = {
        name: request.GET.get(name, "").strip()[:120]
        for name in ("book", "account", "commodity", "fund", "lot")
    }
    if asked["book"] not in {book.body for book in books()}:
        raise missing(Refusal("book.unknown", body=asked["book"] or "-"))
    lines = list(read_register(**asked))
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
        "lines": Listing(
            request,
            REGISTER,
            rows=InHand(
                lines=lines,
                columns=REGISTER,
                make=lambda some: [_line(one, goods) for one in some],
            ),
            title=_("Entries behind a figure"),
            size=100,
        ),
        "sums": [
            {"code": code, "scale": scale, "count": count, "is_money": code.isupper(),
             "item": names.item(code), "unit": goods.amount(code, count).unit}
            for (code, scale), count in sorted(sums.items())
        ],
    }  # fmt: skip
    return shown(request, "gungho/register.html", told=context)


def _line(line: RegisterLine, goods: Goods) -> dict[str, object]:
    amount = goods.amount(line.commodity, line.amount)
    return {
        "line": line,
        "word": kind_word(line.kind),
        "is_money": line.commodity.isupper(),
        "item": goods.names.item(line.commodity),
        "unit": amount.unit,
        "amount": amount,
        "held": goods.amount(line.commodity, line.running),
    }
