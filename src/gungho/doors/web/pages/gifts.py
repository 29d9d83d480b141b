# SPDX-License-Identifier: Apache-2.0
"""The list of gifts, and the way from a number to its gift."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.web.goods import Goods
from gungho.doors.web.names import Names
from gungho.doors.web.paging import paging
from gungho.store.reads.committees import committees
from gungho.store.reads.gifts import (
    GiftsWanted,
    count_gifts,
    gift_named,
    list_gifts,
    sums_given,
)


@require_safe
def gifts(request: HttpRequest) -> HttpResponse:
    """List the gifts, or go straight to the one whose number was typed."""
    wanted = GiftsWanted(
        **{
            name: request.GET.get(name, "").strip()[:80]
            for name in ("committee", "standing", "form", "commodity", "fund", "find")
        }
    )
    exact = gift_named(wanted.find) if wanted.find else ""
    if exact:
        return redirect("gift", gift=exact)
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    page = paging(request, count_gifts(wanted))
    lines = [
        {
            "line": line,
            "committee": names.body(line.body),
            "amount": goods.amount(line.commodity, line.count),
            "fund": names.fund(line.fund),
        }
        for line in list_gifts(wanted, start=page.start, most=page.most)
    ]
    context = {
        "wanted": wanted,
        "page": page,
        "lines": lines,
        "committees": [(one.body, names.body(one.body)) for one in committees()],
        "sums": split_sums(sums_given(wanted), goods),
        "standings": [
            ("documented", _("Documented")),
            ("reconstructed", _("Reconstructed")),
            ("kept", _("Entered here")),
        ],
        "forms": [("cash", _("Money")), ("goods", _("Goods"))],
    }
    return render(request, "gungho/gifts.html", context)


def split_sums(
    sums: list[tuple[str, str, int]], goods: Goods
) -> list[tuple[str, str, list[Any]]]:
    """Return ``(standing, word, amounts)``: documented and reconstructed apart."""
    words = {
        "documented": _("Documented by the sources"),
        "reconstructed": _("Reconstructed by a stated rule"),
        "kept": _("Entered here"),
    }
    found = []
    for standing, word in words.items():
        amounts = [
            goods.amount(code, count, f"/gifts/?standing={standing}&commodity={code}")
            for code, held, count in sums
            if held == standing
        ]
        if amounts:
            found.append((standing, word, sorted(amounts, key=_money_first)))
    return found


def _money_first(amount: Any) -> tuple[bool, str]:
    return (not amount.code, amount.name)
