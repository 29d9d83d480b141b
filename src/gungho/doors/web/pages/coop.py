# SPDX-License-Identifier: Apache-2.0
"""One co-op: members, needs, stock, work, sales, loans, grants, gifts and letters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.charts.bars import Series, bars
from gungho.doors.web.context import today
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.pages.lists import entry_link, register_link
from gungho.doors.web.pages.loans import Row, loan_row
from gungho.doors.web.pages.needs import needs_listed
from gungho.doors.web.tables.helping import BEHIND, GRANTS, QUARTERS
from gungho.doors.web.tables.listing import Listing, shown
from gungho.doors.web.words import CAUSES, REGIONS, TRADES, word
from gungho.store.cards import card_texts
from gungho.store.reads import coops as reads
from gungho.store.reads.coops import CoopLine, GiftPart, GrantLine, WorkLine
from gungho.store.reads.ledger import balances
from gungho.store.reads.loans import loans

GIFTS_SHOWN = 4


@require_safe
def coop(request: HttpRequest, coop: str) -> HttpResponseBase:
    """Show one co-op."""
    found, _total = reads.coop_lines(where=[("coop", coop)], limit=1)
    if not found:
        raise Http404
    line, names = found[0], Names.load(get_language() or "en")
    goods = Goods.load(names)
    work = reads.work_of(coop)
    gifts = reads.gifts_attributed(coop)
    told: dict[str, Any] = {
        "line": line,
        "name": names.both(coop),
        "place": names.place(line.place),
        "region": word(REGIONS, line.region),
        "trade": word(TRADES, line.trade),
        "keeper": names.body(line.keeper),
        "entry": entry_link(line.keeper, line.seq),
        "needs": needs_listed(request, [("coop", coop)], goods=goods, name="needs"),
        "stock": _held(line, "stock", goods=goods),
        "cash": _held(line, "cash", goods=goods),
        "charts": _charts(work, goods),
        "quarters": Listing(
            request,
            QUARTERS,
            rows=_quarters(line, work, goods=goods),
            title=_("Work by quarter"),
            name="quarters",
        ),
        "totals": _totals(line, goods),
        "loans": _loans(line, goods),
        "grants": Listing(
            request, GRANTS, rows=_grants(line, goods), title=_("Grants"), name="grants"
        ),
        "gifts": Listing(
            request,
            BEHIND,
            rows=_gifts(gifts, goods),
            title=_("Gifts behind it"),
            name="gifts",
        ),
        "gift_count": len(gifts),
        "letters": _letters(coop),
        "losses": _losses(coop, goods),
    }
    return shown(request, "gungho/coop.html", told=told)


def journal_link(coop: str, kind: str) -> str:
    """The entries of one kind about a co-op."""
    return f"/journal/?find={coop}&kind={kind}"


def _held(line: CoopLine, role: str, *, goods: Goods) -> list[dict[str, Any]]:
    """Return what a co-op holds, by commodity and fund."""
    account = f"{line.coop}/{role}"
    sums: dict[tuple[str, str], int] = defaultdict(int)
    for one in balances(book=line.keeper, account=account):
        sums[one.commodity, one.fund] += one.count
    return [
        {
            "fund": goods.names.fund(fund),
            "amount": goods.amount(
                code, count, register_link(line.keeper, account, code, fund)
            ),
        }
        for (code, fund), count in sums.items()
        if count
    ]


def _charts(work: Sequence[WorkLine], goods: Goods) -> list[dict[str, Any]]:
    """Return one chart for each kind of goods made, by quarter."""
    quarters = sorted({one.quarter for one in work})
    made: dict[str, dict[str, int]] = defaultdict(dict)
    for one in work:
        if one.way == "out":
            made[one.item][one.quarter] = one.count
    found = []
    for item, counts in made.items():
        values = tuple(counts.get(quarter, 0) for quarter in quarters)
        ticks = [tick(quarter, first=quarters[0]) for quarter in quarters]
        found.append(
            {
                "item": goods.names.item(item),
                "last": goods.amount(item, values[-1]),
                "quarter": quarters[-1],
                "bars": _bars(
                    Series(label=goods.names.item(item), values=values), ticks
                ),
            }
        )
    return found


def _bars(series: Series, ticks: Sequence[str]) -> SafeString:
    top = max(series.values, default=0)
    return bars(series, ticks=ticks, top=top, size="bars tall")


def tick(quarter: str, *, first: str) -> str:
    """A quarter under its bar: the year under a year's first bar, else its number."""
    year, number = quarter.split("Q")
    return year if number == "1" or quarter == first else number


def _quarters(
    line: CoopLine, work: Sequence[WorkLine], *, goods: Goods
) -> list[dict[str, Any]]:
    """Return materials, goods, sales and wages, newest quarter first."""
    rows: dict[str, dict[str, Any]] = {}

    def row(quarter: str) -> dict[str, Any]:
        new = {"quarter": quarter, "in": [], "out": [], "sold": [], "wages": []}
        return rows.setdefault(quarter, new)

    links = {
        "in": journal_link(line.coop, "materials.used"),
        "out": journal_link(line.coop, "goods.made"),
    }
    for one in work:
        row(one.quarter)[one.way].append(
            goods.amount(one.item, one.count, links[one.way])
        )
    sold = journal_link(line.coop, "goods.sold")
    for sale in reads.sales_of(line.coop):
        at = row(sale.quarter)
        at["sold"].append(goods.amount(sale.currency, sale.proceeds, sold))
        at["wages"].append(goods.amount(sale.currency, sale.wages, sold))
    return [rows[quarter] for quarter in sorted(rows, reverse=True)]


def _totals(line: CoopLine, goods: Goods) -> list[dict[str, Amount]]:
    """Return all sales and wages by currency."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for sale in reads.sales_of(line.coop):
        sums[sale.currency][0] += sale.proceeds
        sums[sale.currency][1] += sale.wages
    href = journal_link(line.coop, "goods.sold")
    return [
        {
            "sold": goods.amount(code, sold, href),
            "wages": goods.amount(code, wages, href),
            "rest": goods.amount(code, sold - wages),
        }
        for code, (sold, wages) in sums.items()
    ]


def _loans(line: CoopLine, goods: Goods) -> list[Row]:
    found = loans(day=today(), coop=line.coop)
    newest = sorted(found, key=lambda one: (one.told.on, one.told.loan), reverse=True)
    return [loan_row(one, goods) for one in newest]


def _grants(line: CoopLine, goods: Goods) -> list[dict[str, Any]]:
    """Return grants, one row an entry."""
    groups: dict[tuple[str, int], list[GrantLine]] = defaultdict(list)
    for one in reads.grants_of(line.coop):
        groups[one.grant, one.seq].append(one)
    return [
        {
            "first": lines[0],
            "funds": sorted({goods.names.fund(one.fund) for one in lines}),
            "amounts": [
                goods.amount(one.commodity, one.count, entry_link(line.keeper, seq))
                for one in lines
            ],
        }
        for (_grant, seq), lines in groups.items()
    ]


def _gifts(parts: Sequence[GiftPart], goods: Goods) -> list[dict[str, Any]]:
    """Return the gifts of one fund and commodity as one row, the largest named."""
    groups: dict[tuple[str, str], list[GiftPart]] = defaultdict(list)
    for one in parts:
        groups[one.fund, one.commodity].append(one)
    found = []
    for (fund, code), alike in groups.items():
        largest = sorted(alike, key=lambda one: (-one.part, one.gift))
        found.append(
            {
                "fund": goods.names.fund(fund),
                "opener": goods.names.body(fund.partition(":")[0]),
                "href": f"/gifts/?fund={fund}&commodity={code}",
                "shown": largest[:GIFTS_SHOWN],
                "count": len(alike),
                "part": goods.amount(code, sum(one.part for one in alike)),
                "whole": goods.amount(code, sum(one.amount for one in alike)),
            }
        )
    return found


def _letters(coop: str) -> list[dict[str, Any]]:
    letters = reads.letters_of(coop)
    texts = card_texts(one.letter for one in letters)
    found = []
    for one in letters:
        english, _line, chinese = texts.get(one.letter, "").partition("\n")
        found.append(
            {
                "line": one,
                "english": english,
                "chinese": chinese,
                "href": entry_link(one.book, one.seq),
            }
        )
    return found


def _losses(coop: str, goods: Goods) -> list[dict[str, Any]]:
    return [
        {
            "line": one,
            "cause": word(CAUSES, one.cause),
            "amount": goods.amount(
                one.commodity, one.count, entry_link(one.book, one.seq)
            ),
        }
        for one in reads.losses_of(coop)
    ]
