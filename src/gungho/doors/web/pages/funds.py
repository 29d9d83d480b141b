# SPDX-License-Identifier: Apache-2.0
"""Funds and their givers' conditions: where each stands, and one fund's whole life."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.web.charts.wholebar import Part, percent, whole_bar
from gungho.doors.web.conditions import conditions
from gungho.doors.web.context import today
from gungho.doors.web.goods import Amount, Goods
from gungho.doors.web.kinds import kind_word
from gungho.doors.web.pages.lists import (
    entry_link,
    of_body,
    wanted,
)
from gungho.doors.web.pages.problems import missing
from gungho.doors.web.tables.giving import FUND_GIFTS, FUND_LIFE, FUND_REACHED, FUNDS
from gungho.doors.web.tables.listing import FromBooks, InHand, Listing, shown
from gungho.errors import Refusal
from gungho.ledger.accounts import body_of, role_of
from gungho.reports.consolidated import Line
from gungho.store.cards import card_texts
from gungho.store.reads import funds as reads
from gungho.store.reads.fund_life import (
    LIFE_ORDERS,
    Deed,
    count_life,
    life_of,
    life_part,
)
from gungho.store.reads.funds import FundHere

STATUS = {
    "overdrawn": "overdue",
    "blocked": "held",
    "restricted": "promised",
    "ended": "arrived",
    "free": "received",
}
GIFTS_SHOWN, REACHED_SHOWN = 20, 30
LONG_LIFE = 2000  # entries, past which a page reads only those it shows
PARTIES = frozenset({"loans", "passed", "borrowed"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One fund in the list."""

    fund: FundHere
    name: str
    opener: str
    status: str
    word: str
    conditions: list[str]
    came: list[Amount]
    held: list[Amount]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One entry of a fund's life, in words."""

    deed: Deed
    href: str
    word: str
    body: str
    parties: list[str]
    amounts: list[Amount]


def how_it_stands() -> dict[str, str]:
    """How a fund may stand, in words, the most urgent first."""
    return {
        "overdrawn": _("Overdrawn"),
        "blocked": _("Blocked; the givers are asked"),
        "restricted": _("Restricted"),
        "ended": _("Its conditions have ended"),
        "free": _("For any use"),
    }


def end_words() -> dict[str, str]:
    """How a fund's conditions may end, in words."""
    return {
        "fulfilled": _("fulfilled"),
        "lapsed": _("ran out by their own rule"),
        "released": _("released"),
    }


@require_safe
def funds(request: HttpRequest) -> HttpResponseBase:
    """List the funds: what is blocked or overdrawn first, then what is restricted."""
    names, every = Names.load(get_language() or "en"), reads.funds_here()
    goods = Goods.load(names)
    order = list(how_it_stands())
    filters = [
        wanted(request, "state", _("State"), list(how_it_stands().items())),
        of_body(request, {body for one in every for body in one.bodies}, names=names),
    ]
    state, body = (one.value for one in filters)
    found = [
        one
        for one in every
        if (not state or one.is_so(state)) and (not body or body in one.bodies)
    ]
    found.sort(key=lambda one: (order.index(one.state), one.fund))
    lines = reads.stands(today=today())
    rows = InHand(
        lines=found,
        columns=FUNDS,
        make=lambda some: [_row(one, lines.get(one.fund, ()), goods) for one in some],
    )
    listed = Listing(request, FUNDS, rows=rows, title=_("Funds"))
    told = {"rows": listed, "filters": filters, "every": every}
    return shown(request, "gungho/funds.html", told=told)


def _row(fund: FundHere, lines: tuple[Line, ...], goods: Goods) -> Row:
    state, names = fund.state, goods.names
    return Row(
        fund=fund,
        name=names.fund(fund.fund),
        opener=names.body(fund.opener),
        status=STATUS[state],
        word=how_it_stands()[state],
        conditions=conditions(fund.terms, names),
        came=[goods.amount(one.commodity, one.came_in) for one in lines if one.came_in],
        held=[
            goods.amount(one.commodity, one.held + one.on_the_way)
            for one in lines
            if one.held + one.on_the_way
        ],
    )


@require_safe
def fund(request: HttpRequest, fund: str) -> HttpResponseBase:
    """Show a fund's whole life on one page."""
    known = reads.fund_here(fund)
    if known is None:
        raise missing(Refusal("fund.unknown", fund=fund))
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    lines = reads.stands(today=today()).get(fund, ())
    reached = InHand(
        lines=reads.reached_by(fund),
        columns=FUND_REACHED,
        make=lambda some: [_reached(one, goods) for one in some],
    )
    thanks = reads.thanks_for(fund)
    letters = card_texts([known.words, *(one[4] for one in thanks)])
    context = {
        "row": _row(known, lines, goods),
        "overdrawn": _overdrawn(known, names),
        "ends": [
            (names.body(body), end_words()[sort], names.fund(into), into, on)
            for body, sort, into, on in known.ends
        ],
        "words": letters.get(known.words, ""),
        "opened": entry_link(known.opener, known.seq),
        "lines": [_line(one, goods) for one in lines],
        "pictures": [_picture(one, goods) for one in lines[:1]],
        "gifts": Listing(
            request,
            FUND_GIFTS,
            rows=_gifts(fund, goods),
            title=_("Gifts"),
            name="gifts",
            size=GIFTS_SHOWN,
        ),
        "reached": Listing(
            request,
            FUND_REACHED,
            rows=reached,
            title=_("The co-ops it reached"),
            name="reached",
            size=REACHED_SHOWN,
        ),
        "life": Listing(
            request, FUND_LIFE, rows=_life(fund, goods), title=_("Its whole life")
        ),
        "thanks": [
            (names.body(coop), coop, on, entry_link(body, seq), letters.get(letter, ""))
            for coop, on, body, seq, letter in thanks
        ],
    }
    return shown(request, "gungho/fund.html", told=context)


def _overdrawn(fund: FundHere, names: Names) -> list[tuple[str, str, str]]:
    """Where a fund is below zero, who answers for it, and until when."""
    owners = {body: (person, until) for body, person, until in fund.owners}
    return [(names.body(one), *owners.get(one, ("", ""))) for one in fund.overdrawn]


def _line(line: Line, goods: Goods) -> tuple[str, list[tuple[str, Amount]]]:
    told = (
        (_("Came in"), line.came_in + line.unheard),
        (_("Made or changed into"), line.turned_into),
        (_("Ended"), line.ended),
        (_("Held"), line.held),
        (_("On the way"), line.on_the_way),
    )
    return goods.names.item(line.commodity), [
        (word, goods.amount(line.commodity, count)) for word, count in told
    ]


def _picture(line: Line, goods: Goods) -> object:
    parts = [
        Part(label=_("Ended"), value=max(0, line.ended), tone="arrived"),
        Part(label=_("Held"), value=max(0, line.held), tone="held"),
        Part(label=_("On the way"), value=max(0, line.on_the_way), tone="transit"),
    ]
    name = goods.names.item(line.commodity)
    bar = whole_bar(parts, label=_("All %(what)s, by where it is now") % {"what": name})
    return bar, [
        (part, goods.amount(line.commodity, part.value), percent(parts, part))
        for part in parts
    ]


def _gift(gift: reads.FundGift, goods: Goods) -> tuple[reads.FundGift, str, Amount]:
    named = gift.is_public and gift.giver in goods.names.pairs
    giver = goods.names.any(gift.giver) if named else ""
    return gift, giver, goods.amount(gift.commodity, gift.count)


def _reached(
    one: reads.Reached, goods: Goods
) -> tuple[reads.Reached, str, list[Amount]]:
    counts = (one.granted, one.lent, one.repaid)
    amounts = [goods.amount(one.commodity, count) for count in counts]
    return one, goods.names.body(one.coop), amounts


def _gifts(fund: str, goods: Goods) -> InHand | FromBooks:
    """Return the rows of the gifts to a fund; many are sorted where the tables can."""
    total = reads.count_gifts_to(fund)

    def make(some: list[reads.FundGift]) -> list[Any]:
        return [_gift(one, goods) for one in some]

    if total <= LONG_LIFE:
        return InHand(lines=reads.gifts_to(fund), columns=FUND_GIFTS, make=make)
    return FromBooks(
        total=total,
        read=lambda order, start, most: reads.gifts_part(
            fund, order, start=start, most=most
        ),
        names=frozenset(reads.FUND_GIFT_ORDERS),
        make=make,
    )


def _life(fund: str, goods: Goods) -> InHand | FromBooks:
    """Return the rows of a fund's life; a long one is sorted where the tables can."""
    total = count_life(fund)

    def make(some: list[Deed]) -> list[Told]:
        return [_told(one, goods) for one in some]

    if total <= LONG_LIFE:
        return InHand(lines=life_of(fund), columns=FUND_LIFE, make=make)
    return FromBooks(
        total=total,
        read=lambda order, start, most: life_part(fund, order, start=start, most=most),
        names=frozenset(LIFE_ORDERS),
        make=make,
    )


def _told(deed: Deed, goods: Goods) -> Told:
    sums: Counter[str] = Counter()
    parties: dict[str, None] = {}
    for debit, credit, code, count in deed.moved:
        sums[code] += count
        for account in (debit, credit):
            parties |= dict.fromkeys(_parties(account, book=deed.book))
    return Told(
        deed=deed,
        href=entry_link(deed.book, deed.seq),
        word=kind_word(deed.kind),
        body=goods.names.body(deed.book),
        parties=[goods.names.body(one) for one in parties],
        amounts=[goods.amount(code, count) for code, count in sums.items()],
    )


def _parties(account: str, *, book: str) -> list[str]:
    """Return who else an account names: a co-op of the book, a receiver, a debtor."""
    body, role = body_of(account), role_of(account)
    found = [body] if body != book else []
    if role in PARTIES and account.count("/") > 1:
        found.append(account.split("/", 2)[2])
    return found
