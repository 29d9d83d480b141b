# SPDX-License-Identifier: Apache-2.0
"""The list of gifts, and the way from a number to its gift."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.figures import upper_first
from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.gift_more import form_words
from gungho.doors.web.pages.lists import chosen, of_body
from gungho.doors.web.tables.columns import amount
from gungho.doors.web.tables.giving import GIFTS
from gungho.doors.web.tables.listing import FromBooks, InHand, Listing, shown
from gungho.measure.check_code import typed_code
from gungho.store.reads import home as reads
from gungho.store.reads.committees import committees
from gungho.store.reads.gifts import (
    DUE,
    GIFT_ORDERS,
    GiftLine,
    GiftsWanted,
    count_gifts,
    gift_named,
    list_gifts,
    sums_given,
)
from gungho.store.reads.giving import receipt_gift


@require_safe
def gifts(request: HttpRequest) -> HttpResponseBase:
    """List the gifts, or go straight to the one whose number was typed."""
    wanted = GiftsWanted(
        **{
            name: request.GET.get(name, "").strip()[:80]
            for name in (
                "committee",
                "standing",
                "form",
                "commodity",
                "fund",
                "find",
                "receipt",
            )
        }
    )
    exact = _exact(wanted.find) if wanted.find else ""
    if exact:
        return redirect("gift", gift=exact)
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    ended = chosen(request, "ended", list(reads.ALL_ENDS))
    columns = list(GIFTS)
    if ended:
        found, sums = _ended(wanted, ended)
        columns.insert(-1, amount("part", _ended_word(ended), "part"))
        rows: InHand | FromBooks = InHand(
            lines=found, columns=columns, make=lambda some: _rows(some, goods)
        )
    else:
        sums = sums_given(wanted)
        rows = FromBooks(
            total=count_gifts(wanted),
            read=lambda order, start, most: list_gifts(
                wanted, start=start, most=most, order=order
            ),
            names=frozenset(GIFT_ORDERS),
            make=lambda some: _rows([(line, 0) for line in some], goods),
        )
    context = {
        "wanted": wanted,
        "ended": ended,
        "ended_word": _ended_word(ended) if ended else "",
        "lines": Listing(request, columns, rows=rows, title=_("Gifts")),
        "committees": of_body(
            request, (one.body for one in committees()), names=names, name="committee"
        ).choices,
        "sums": split_sums(sums, goods, more=f"&ended={ended}" if ended else ""),
        "standings": [
            ("documented", _("Documented")),
            ("reconstructed", _("Reconstructed")),
            ("kept", _("Entered here")),
        ],
        "forms": list(form_words().items()),
        "receipts": [(DUE, _("still to be given"))],
        "ends": [(end, _ended_word(end)) for end in reads.ALL_ENDS],
    }
    return shown(request, "gungho/gifts.html", told=context)


def _rows(some: list[tuple[GiftLine, int]], goods: Goods) -> list[dict[str, Any]]:
    names = goods.names
    return [
        {
            "line": line,
            "committee": names.body(line.body),
            "amount": goods.amount(line.commodity, line.count),
            "part": goods.amount(line.commodity, part),
            "fund": names.fund(line.fund),
        }
        for line, part in some
    ]


def _exact(said: str) -> str:
    """Return the gift of a number, or of a receipt's code, "" if it is neither."""
    code = typed_code(said)
    return gift_named(said) or (receipt_gift(code) if code else "")


def _ended(
    wanted: GiftsWanted, end: str
) -> tuple[list[tuple[GiftLine, int]], list[tuple[str, str, int]]]:
    """Return the lines of which a part ended so, with the part, and their sums."""
    parts = reads.parts_ended(end)
    found = [
        (line, parts[line.gift, line.commodity, line.fund])
        for line in list_gifts(wanted)
        if (line.gift, line.commodity, line.fund) in parts
    ]
    sums: dict[tuple[str, str], int] = {}
    for line, part in found:
        key = line.commodity, line.standing
        sums[key] = sums.get(key, 0) + part
    return found, [(code, held, count) for (code, held), count in sums.items()]


def _ended_word(end: str) -> str:
    told = sentence(f"trace.ended.{end}", {}, get_language() or "en")
    return upper_first(told)


def split_sums(
    sums: list[tuple[str, str, int]], goods: Goods, *, more: str = ""
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
            goods.amount(
                code, count, f"/gifts/?standing={standing}&commodity={code}{more}"
            )
            for code, held, count in sums
            if held == standing
        ]
        if amounts:
            found.append((standing, word, sorted(amounts, key=_money_first)))
    return found


def _money_first(amount: Any) -> tuple[bool, str]:
    return (not amount.code, amount.name)
