# SPDX-License-Identifier: Apache-2.0
"""Tills beside their banks: how far each is reconciled, and what waits."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.sheets import FORMATS, InWords
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.lists import entry_link, of_body
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.pages.statements import handed, laid_out
from gungho.doors.web.tables.keeping import TILLS, WAITING_LINES
from gungho.doors.web.tables.listing import FromBooks, InHand, Listing, shown
from gungho.errors import Refusal
from gungho.reports.sheet import Line
from gungho.store.reads import bank as reads
from gungho.store.reads.bank_sheet import reconciliation_sheet
from gungho.store.reads.statements import scales


@require_safe
def tills(request: HttpRequest) -> HttpResponseBase:
    """List the tills, those with lines that wait first."""
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    every = reads.tills()
    body = of_body(request, (one.body for one in every), names=names)
    found = [one for one in every if body.value in ("", one.body)]
    found.sort(key=lambda one: (not one.waiting, one.last is None, one.body))
    rows = InHand(
        lines=found,
        columns=TILLS,
        make=lambda some: [_row(one, goods) for one in some],
    )
    told = {
        "filters": [body],
        "every": len(every),
        "rows": Listing(request, TILLS, rows=rows, title=_("Tills and banks")),
        "lines": Listing(
            request,
            WAITING_LINES,
            rows=_waiting(body.value, goods),
            title=_("Lines that wait"),
            name="lines",
        ),
    }
    return shown(request, "gungho/bank.html", told=told)


def _waiting(body: str, goods: Goods) -> FromBooks:
    """Return the lines of banks that nothing stands against as a list's rows."""
    return FromBooks(
        total=reads.count_waiting(body=body),
        read=lambda order, start, most: reads.waiting_lines(
            body, order=order, start=start, most=most
        ),
        names=frozenset(reads.WAITING_ORDERS),
        make=lambda some: [
            {
                "line": one,
                "till": f"{goods.names.body(one.body)}, {till_word(one.till)}",
                "words": " ".join(filter(None, (one.other, one.text))),
                "amount": goods.amount(one.currency, one.amount),
            }
            for one in some
        ],
    )


def _row(one: reads.TillLine, goods: Goods) -> dict[str, Any]:
    last = one.last
    return {
        "one": one,
        "body": goods.names.body(one.body),
        "till": till_word(one.till),
        "held": goods.amount(one.currency, one.held),
        "last": last,
        "sheet": last and (one.body, last.statement),
    }


def till_word(till: str) -> str:
    """A till in words, where it has one."""
    return _("main till") if till == "main" else till.replace("-", " ")


@require_safe
def sheet(request: HttpRequest, body: str, statement: str) -> HttpResponse:
    """Show a reconciliation, or hand it out in another form."""
    try:
        told = reconciliation_sheet(body, statement)
    except Refusal as refusal:
        raise missing(refusal) from None
    counts, units = scales()
    language = get_language() or "en"

    def prove(line: Line) -> str:
        sort, _slash, place = line.account.partition("/")
        return entry_link(body, int(place)) if sort == "entry" else ""

    words = InWords(
        names=Names.load(language),
        scales=counts,
        units=units,
        language=language,
        prove=prove,
    )
    paper = words.paper(told)
    form = request.GET.get("form", "")
    if form in FORMATS:
        return handed(paper, form, file=f"{body}-{statement}")
    return render(
        request,
        "gungho/statement.html",
        {
            "paper": paper,
            "parts": laid_out(paper),
            "body": body,
            "filters": [],
            "others": [],
            "is_bank": True,
            "forms": [(form, f"?form={form}") for form in ("pdf", "xlsx", "csv")],
        },
    )
