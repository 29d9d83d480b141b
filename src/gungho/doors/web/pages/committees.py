# SPDX-License-Identifier: Apache-2.0
"""Committees: what each was given, holds, has sent on, and its givers' conditions."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.conditions import conditions
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.consignments import consigned, days_late
from gungho.doors.web.pages.gifts import split_sums
from gungho.doors.web.pages.lists import register_link
from gungho.doors.web.tables.giving import COMMITTEE_GIFTS, COMMITTEES
from gungho.doors.web.tables.goods import SENT_ON
from gungho.doors.web.tables.listing import FromBooks, Listing, shown
from gungho.store.cards import card_texts
from gungho.store.reads import committees as reads
from gungho.store.reads.gifts import (
    GIFT_ORDERS,
    GiftLine,
    GiftsWanted,
    count_gifts,
    list_gifts,
)
from gungho.store.reads.ledger import balances

GIFTS_SHOWN = 25
SENT_SHOWN = 12
STALE_DAYS = 60


@require_safe
def committees(request: HttpRequest) -> HttpResponseBase:
    """List the committees."""
    names = Names.load(get_language() or "en")
    goods, day = Goods.load(names), today()
    lines = [
        {
            "line": line,
            "name": names.both(line.body),
            "place": names.place(line.place),
            "given": _money(line, goods),
            "stale": days_late(line.news, day) if line.news else 0,
        }
        for line in reads.committees()
    ]
    listed = Listing(request, COMMITTEES, rows=lines, title=_("Committees"))
    told = {"lines": listed, "stale": STALE_DAYS}
    return shown(request, "gungho/committees.html", told=told)


def _money(line: reads.CommitteeLine, goods: Goods) -> list[tuple[str, list[Any]]]:
    """Return ``(word, amounts)`` by standing, money only."""
    sums = [one for one in line.given if one[0].isupper()]
    found = []
    for standing, word, amounts in split_sums(list(sums), goods):
        links = [
            goods.amount(
                one.code,
                one.count,
                f"/gifts/?committee={line.body}&standing={standing}&commodity={one.code}",
            )
            for one in amounts
        ]
        found.append((word, links))
    return found


@require_safe
def committee(request: HttpRequest, committee: str) -> HttpResponseBase:
    """Show one committee's desk."""
    line = reads.committee(committee)
    if line is None:
        raise Http404
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    wanted = GiftsWanted(committee=committee)
    rows = FromBooks(
        total=count_gifts(wanted),
        read=lambda order, start, most: list_gifts(
            wanted, start=start, most=most, order=order
        ),
        names=frozenset(GIFT_ORDERS),
        make=lambda some: [_gift(gift, goods) for gift in some],
    )
    sent = consigned([("sender", committee)], goods=goods, day=today())
    context = {
        "line": line,
        "name": names.both(committee),
        "place": names.place(line.place),
        "gifts": Listing(
            request, COMMITTEE_GIFTS, rows=rows, title=_("Gifts"), size=GIFTS_SHOWN
        ),
        "sums": split_sums(list(line.given), goods),
        "balances": _balances(committee, goods),
        "sent": Listing(
            request,
            SENT_ON,
            rows=sent,
            title=_("Sent on"),
            name="sent",
            size=SENT_SHOWN,
        ),
        "funds": _funds(committee, names),
    }
    return shown(request, "gungho/committee.html", told=context)


def _gift(gift: GiftLine, goods: Goods) -> dict[str, Any]:
    return {
        "line": gift,
        "amount": goods.amount(gift.commodity, gift.count),
        "fund": goods.names.fund(gift.fund),
    }


def _balances(committee: str, goods: Goods) -> list[dict[str, Any]]:
    words = {
        "cash": _("In hand"),
        "stock": _("In store"),
        "transit": _("Sent, not yet settled"),
    }
    found = []
    held = [
        (role, line)
        for role in words
        for line in balances(book=committee, account=f"{committee}/{role}")
    ]
    for role, line in held:
        href = register_link(committee, line.account, line.commodity, line.fund)
        found.append(
            {
                "word": words[role],
                "fund": goods.names.fund(line.fund),
                "amount": goods.amount(line.commodity, line.count, href),
            }
        )
    return found


def _funds(committee: str, names: Names) -> list[dict[str, Any]]:
    funds = reads.funds_of(committee)
    words = card_texts(fund.words for fund in funds)
    events = reads.fund_events(committee)
    return [
        {
            "fund": fund,
            "name": names.fund(fund.fund),
            "words": words.get(fund.words, ""),
            "conditions": conditions(fund.terms, names),
            "gifts": f"/gifts/?fund={fund.fund}",
            "entry": f"/journal/{committee}/{fund.seq}/",
            "life": f"/funds/{fund.fund}/",
            "events": [
                _event(committee, one) for one in events if one.fund == fund.fund
            ],
        }
        for fund in funds
    ]


def _event(committee: str, event: reads.FundEvent) -> dict[str, Any]:
    is_block = event.matter == "block"
    word = _("Use blocked") if is_block else _("Consent asked")
    settled = _("block ended") if is_block else _("consent given")
    waiting = _("still blocked") if is_block else _("not answered yet")
    return {
        "event": event,
        "word": word,
        "then": settled if event.ended else waiting,
        "href": f"/journal/{committee}/{event.seq}/",
    }
