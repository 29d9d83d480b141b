# SPDX-License-Identifier: Apache-2.0
"""Stock: what lies where and of which fund, what is promised and what is free."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages.lists import (
    entry_link,
    of_body,
    register_link,
    wanted,
)
from gungho.doors.web.pages.lots import beside_stock
from gungho.doors.web.tables.goods import COUNTS, LENT, NUMBERS, STOCK
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.store.reads import stock as reads
from gungho.store.reads.stock import CountLine, FourNumbers, LentLine, StockLine

COUNTS_SHOWN = 20


@require_safe
def stock(request: HttpRequest) -> HttpResponseBase:
    """Show the stock with filters, the four numbers, and the newest counts."""
    names = Names.load(get_language() or "en")
    goods, every = Goods.load(names), reads.stock_lines()
    kept = [one for one in every if "." not in one.body]
    filters = [
        of_body(request, {x.body for x in kept}, names=names, label=_("Whose")),
        wanted(request, "item", _("What"), _items({x.item for x in kept}, names)),
    ]
    body, item = (one.value for one in filters)
    lines = [
        x for x in kept if body in ("", x.body) and item in ("", x.item)
    ]  # fmt: skip
    rows = InHand(
        lines=lines,
        columns=STOCK,
        make=lambda some: [_row(one, goods) for one in some],
    )
    numbers = reads.four_numbers(every) if item else []
    told = {
        "filters": filters,
        "every": kept,
        "rows": Listing(request, STOCK, rows=rows, title=_("Stock")),
        "numbers": Listing(
            request,
            NUMBERS,
            rows=[_numbers(x, goods) for x in numbers if x.item == item],
            title=_("Stock"),
            name="numbers",
        ),
        "lent": Listing(
            request,
            LENT,
            rows=[_lent(x, goods, day=today()) for x in reads.lent_out(body=body)],
            title=_("Lent, to come back"),
            name="lent",
        ),
        **beside_stock(request, goods, body=body),
        "counts": Listing(
            request,
            COUNTS,
            rows=[
                _count(x, goods) for x in reads.counts_made() if body in ("", x.body)
            ],
            title=_("Counts"),
            name="counts",
            size=COUNTS_SHOWN,
        ),
    }
    return shown(request, "gungho/stock.html", told=told)


def _items(codes: set[str], names: Names) -> list[tuple[str, str]]:
    return sorted(((code, names.item(code)) for code in codes), key=lambda one: one[1])


def _row(line: StockLine, goods: Goods) -> dict[str, object]:
    account = f"{line.body}/stock/{line.place}" if line.place else ""
    keeper = line.body.partition(".")[0]
    href = register_link(keeper, account, line.item, line.fund)
    return {
        "line": line,
        "item": goods.names.item(line.item),
        "body": goods.names.body(line.body),
        "place": _place(line.place, goods.names),
        "fund": goods.names.fund(line.fund),
        "amount": goods.amount(line.item, line.count, href),
    }


def _place(place: str, names: Names) -> str:
    """A place's name; what is in a co-op's custody is said to be lent to it."""
    if place.startswith(reads.LENT):
        coop = names.body(place.removeprefix(reads.LENT))
        return _("lent to %(coop)s") % {"coop": coop}
    if place.startswith(reads.HELD):
        holder = names.any(place.removeprefix(reads.HELD))
        return _("held by %(party)s for us") % {"party": holder}
    return names.place(place) if place else ""


def _lent(one: LentLine, goods: Goods, *, day: str) -> dict[str, object]:
    return {
        "lent": one,
        "href": entry_link(one.body, one.seq),
        "coop": goods.names.body(one.coop),
        "item": goods.names.item(one.item),
        "left": goods.amount(one.item, one.left),
        "is_late": one.due < day,
    }


def _numbers(one: FourNumbers, goods: Goods) -> tuple[str, Sequence[Amount]]:
    counts = (one.booked, one.on_hand, one.on_the_way, one.promised, one.free)
    return goods.names.fund(one.fund), [goods.amount(one.item, n) for n in counts]


def _count(one: CountLine, goods: Goods) -> dict[str, object]:
    return {
        "count": one,
        "href": entry_link(one.body, one.seq),
        "body": goods.names.body(one.body),
        "place": goods.names.place(one.place),
        "item": goods.names.item(one.item),
        "counted": goods.amount(one.item, one.counted),
        "short": goods.amount(one.item, one.short) if one.short else None,
        "over": goods.amount(one.item, one.over) if one.over else None,
    }
