# SPDX-License-Identifier: Apache-2.0
"""Open appeals for anyone: what each asks for, what is still lacking, how to give.

What came is told with the delay of all that is open, and once five gifts of a kind have
come: the sum of fewer could be one giver's.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.appeals import rule_words
from gungho.reports.giving import AppealOn, Progress
from gungho.reports.openness import LEAST, told_until
from gungho.store.cards import card_texts
from gungho.store.reads import giving as reads
from gungho.store.reads.openness import appeal_sums


@require_safe
def appeals(request: HttpRequest) -> HttpResponse:
    """List the appeals that are open for gifts."""
    goods = Goods.load(Names.load(get_language() or "en"))
    found = [one for one in reads.appeals(day=today()) if one.stands == "running"]
    unwanted = [
        (goods.names.item(row.item), goods.names.body(body))
        for body, row in reads.unwanted(day=today())
    ]
    told = {
        "rows": [_told(one, goods) for one in found],
        "unwanted": unwanted,
        "least": LEAST,
    }
    return render(request, "gungho/open_appeals.html", told)


@require_safe
def appeal(request: HttpRequest, appeal: str) -> HttpResponse:
    """Show one appeal that is open for gifts."""
    goods = Goods.load(Names.load(get_language() or "en"))
    found = [
        one
        for one in reads.appeals(day=today(), appeal=appeal)
        if one.stands == "running"
    ]
    if not found:
        raise Http404
    told = {"rows": [_told(found[0], goods)], "unwanted": [], "least": LEAST}
    return render(request, "gungho/open_appeals.html", told)


def _told(one: AppealOn, goods: Goods) -> dict[str, Any]:
    row = one.appeal
    until = told_until(date.fromisoformat(today())).isoformat()
    sums = appeal_sums(row.appeal, until=until)
    return {
        "row": row,
        "body": goods.names.body(one.body),
        "words": card_texts([row.words]).get(row.words, ""),
        "rule": rule_words()[row.left_over],
        "until": until,
        "lines": [_line(line, goods, sums=sums) for line in one.progress if line.goal],
    }


def _line(
    line: Progress, goods: Goods, *, sums: dict[str, tuple[int, int]]
) -> dict[str, Any]:
    gifts, came = sums.get(line.commodity, (0, 0))
    enough = gifts >= LEAST
    missing = max(0, line.goal - came) if enough else line.goal
    return {
        "item": goods.names.item(line.commodity),
        "goal": goods.amount(line.commodity, line.goal),
        "came": goods.amount(line.commodity, came),
        "enough": enough,
        "missing": goods.amount(line.commodity, missing),
    }
