# SPDX-License-Identifier: Apache-2.0
"""Trade: what is offered, what is ordered, and each order from enquiry to proceeds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from gungho.doors.names import Names
from gungho.doors.reasons import codes, sentence
from gungho.doors.sheets import FORMATS
from gungho.doors.trade_papers import SORTS, TradeWords, paper_of, sold_of
from gungho.doors.web.context import today
from gungho.doors.web.goods import Goods
from gungho.doors.web.pages.lists import entry_link, of_body, wanted
from gungho.doors.web.pages.trade_waits import trade_waits
from gungho.doors.web.tables.goods import OFFERS, ORDERS
from gungho.doors.web.tables.listing import InHand, Listing, shown
from gungho.errors import Refusal
from gungho.flows.orders import CANCELLED, CONFIRMED, PLACED, Order, OrderShare
from gungho.formats.pictures import picture_bytes
from gungho.formats.ubl import ubl_of
from gungho.store.reads import trade as reads
from gungho.store.reads.trade import Billed, Deal, OfferLine
from gungho.store.reads.trade_trail import Joined, joined

STATUS = {PLACED: "promised", CONFIRMED: "received", CANCELLED: "held"}
PERCENT = 10_000
TO_INVOICE = "to-invoice"


def status_words() -> dict[str, str]:
    """How an order may stand, in words."""
    return {
        PLACED: _("Placed"),
        CONFIRMED: _("Confirmed"),
        CANCELLED: _("Cancelled"),
    }


def paper_words() -> dict[str, str]:
    """The papers of an order in words."""
    return {
        "pro-forma": _("Pro forma"),
        "invoice": _("Invoice"),
        "packing-list": _("Packing list"),
        "origin": _("Statement of origin"),
    }


@require_safe
def trade(request: HttpRequest) -> HttpResponseBase:
    """Show what co-ops offer, and every order, the newest first."""
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    every = reads.orders()
    offers = reads.offers(today=today())
    bodies = {one for one, *_ in every} | {one.body for one in offers}
    body = of_body(request, bodies, names=names)
    states = {**status_words(), TO_INVOICE: _("Confirmed, no invoice yet")}
    status = wanted(request, "status", _("State"), list(states.items()))
    found = [
        one
        for one in (_to_invoice(every) if status.value == TO_INVOICE else every)
        if body.value in ("", one[0])
        and status.value in ("", TO_INVOICE, one[1].status)
    ]
    buyers = {
        (owner, row.buyer): text.partition("\n")[0] or row.buyer
        for owner, row, text in reads.buyers()
    }
    orders = InHand(
        lines=found,
        columns=ORDERS,
        make=lambda some: [
            _order(owner, row, sum(line.amount for line in lines), names, goods)
            | {"buyer": buyers.get((owner, row.buyer), row.buyer)}
            for owner, row, lines in some
        ],
    )
    told = {
        "filters": [body, status],
        "is_empty": not bodies,
        "offers": Listing(
            request,
            OFFERS,
            rows=[
                _offer(x, names, goods) for x in offers if body.value in ("", x.body)
            ],
            title=_("On offer"),
            name="offers",
        ),
        "orders": Listing(request, ORDERS, rows=orders, title=_("Orders")),
        **trade_waits(request, body.value, goods=goods, buyers=buyers),
    }
    return shown(request, "gungho/trade.html", told=told)


def _to_invoice(every: Sequence[Any]) -> list[Any]:
    """Return the orders that are confirmed and have no invoice."""
    waits = reads.to_invoice()
    return [one for one in every if (one[0], one[1].order) in waits]


def _offer(one: OfferLine, names: Names, goods: Goods) -> dict[str, Any]:
    english, _sign, chinese = one.text.partition("\n")
    text = chinese or english if names.language.startswith("zh") else english
    return {
        "row": one.row,
        "has_picture": one.has_picture,
        "coop": names.body(one.row.coop),
        "item": text or names.item(one.row.item),
        "price": goods.amount(one.row.currency, one.row.price),
        "free": goods.amount(one.row.item, one.free),
        "last": one.spans[-1].until if one.spans else "",
        "href": entry_link(one.body, one.row.seq),
    }


def _order(
    owner: str, row: Order, total: int, names: Names, goods: Goods
) -> dict[str, Any]:
    return {
        "row": row,
        "body": names.body(owner),
        "place": names.place(row.place),
        "total": goods.amount(row.currency, total),
        "status": STATUS[row.status],
        "state": status_words()[row.status],
    }


@require_safe
def picture(_request: HttpRequest, commitment: str) -> HttpResponse:
    """Hand out the picture of an offer, as long as its card is there."""
    raw = picture_bytes(reads.offered_picture(commitment))
    if raw is None:
        raise Http404
    answer = HttpResponse(raw, "image/jpeg")
    answer["Cache-Control"] = "private, max-age=300"
    return answer


@require_safe
def order(request: HttpRequest, order: str) -> HttpResponse:
    """Tell one order, and offer what can be done next."""
    deal = reads.deal(order)
    if deal is None:
        raise Http404
    names = Names.load(get_language() or "en")
    goods = Goods.load(names)
    words = TradeWords.load(names.language, deal.body)
    row = deal.row
    total = sum(line.amount for line in deal.lines)
    told = {
        "deal": deal,
        "order": _order(deal.body, row, total, names, goods),
        "buyer": deal.buyer_text or row.buyer,
        "lines": [
            {
                "name": words.goods(line.item),
                "hs": line.hs,
                "count": goods.amount(line.item, line.count),
                "price": goods.amount(row.currency, line.price),
                "amount": goods.amount(row.currency, line.amount),
            }
            for line in deal.lines
        ],
        "sheds": [_shed(one, names, goods) for one in deal.shares],
        "rule": _rule(deal, names),
        "advances": [
            {
                "row": one,
                "coop": names.body(one.coop),
                "fund": names.fund(one.fund),
                "what": goods.amount(one.item, one.count),
                "worth": goods.amount(one.currency, one.worth),
                "href": f"/loans/{one.advance}/",
            }
            for one in deal.advances
        ],
        "sent": [
            {
                "one": one,
                "packages": len({package.package for package in one.packages}),
                "href": entry_link(deal.body, one.row.seq),
            }
            for one in deal.sent
        ],
        "invoices": [_invoice(one, names, goods) for one in deal.billed],
        "papers": [(sort, paper_words()[sort], _can(sort, deal)) for sort in SORTS],
        "steps": list(_steps(deal)),
        "href": entry_link(deal.body, row.seq),
    }
    return render(request, "gungho/order.html", told)


def _shed(one: OrderShare, names: Names, goods: Goods) -> dict[str, Any]:
    return {
        "coop": names.body(one.coop),
        "href": f"/co-ops/{one.coop}/",
        "count": goods.amount(one.item, one.count),
        "delivered": goods.amount(one.item, one.delivered),
        "rejected": goods.amount(one.item, one.rejected) if one.rejected else None,
        "exported": goods.amount(one.item, one.exported),
        "done": one.delivered,
        "whole": one.count,
    }


def _rule(deal: Deal, names: Names) -> dict[str, Any]:
    row = deal.row
    bears = {
        "coops": _("the co-ops"),
        "agent": _("the agent"),
        "fund": _("the fund that has the levy"),
    }
    return {
        "agent": names.body(row.agent) if row.agent else "",
        "commission": f"{row.commission_ppm / PERCENT:g}",
        "fund": names.fund(row.levy_fund) if row.levy_fund else "",
        "levy": f"{row.levy_ppm / PERCENT:g}",
        "bears": bears[row.difference],
    }


def _can(sort: str, deal: Deal) -> bool:
    if sort == "invoice":
        return bool(deal.billed)
    return sort == "pro-forma" or bool(deal.sent)


def _steps(deal: Deal) -> list[tuple[str, str]]:
    """Return what can be done next: the form's address and what it does."""
    row = deal.row
    base = {"book": deal.body, "order": row.order}
    if row.status == CANCELLED:
        return []
    if row.status == PLACED:
        return [
            _step("order.confirmed", _("Confirm and split over the sheds"), base),
            _step("order.cancelled", _("Cancel"), base),
        ]
    found = []
    if any(one.delivered < one.count for one in deal.shares):
        found.append(_step("materials.advanced", _("Advance materials"), base))
        found.append(_step("goods.delivered", _("Count a delivery"), base))
    if any(one.exported < one.delivered for one in deal.shares):
        found.append(_step("goods.packed", _("Pack"), {"book": deal.body}))
        found.append(_step("shipment.exported", _("Send a shipment"), base))
    for sent in deal.sent:
        if not sent.row.invoice:
            facts = {"book": deal.body, "shipment": sent.row.shipment}
            found.append(_step("invoice.issued", _("Invoice the shipment"), facts))
    for billed in deal.billed:
        found += _steps_of(billed, deal.body)
    return found


def _steps_of(billed: Billed, body: str) -> list[tuple[str, str]]:
    found = []
    facts = {"book": body, "invoice": billed.row.invoice}
    if billed.row.left:
        found.append(_step("payment.received", _("Record a payment"), facts))
        found.append(_step("complaint.raised", _("Record a complaint"), facts))
    for payment in billed.payments:
        if not payment.shared:
            paid = {"book": body, "payment": payment.payment}
            found.append(_step("proceeds.shared", _("Share the proceeds"), paid))
    for complaint in billed.complaints:
        if complaint.status == "raised":
            told = {"book": body, "complaint": complaint.complaint}
            found.append(_step("complaint.settled", _("Settle the complaint"), told))
    return found


def _step(kind: str, word: str, facts: dict[str, str]) -> tuple[str, str]:
    return f"/enter/{kind}/?{urlencode(facts)}", word


def _invoice(one: Billed, names: Names, goods: Goods) -> dict[str, Any]:
    row = one.row
    trace = joined(row)
    return {
        "one": one,
        "total": goods.amount(row.currency, row.total),
        "left": goods.amount(row.currency, row.left) if row.left else None,
        "payments": [
            {
                "row": paid,
                "came": goods.amount(paid.currency, paid.came),
                "fee": goods.amount(paid.currency, paid.fee) if paid.fee else None,
                "difference": _difference(paid, goods),
            }
            for paid in one.payments
        ],
        "sharings": [
            {
                "row": sharing,
                "coops": [
                    {
                        "coop": names.body(part.coop),
                        "net": goods.amount(sharing.currency, part.net),
                        "recovered": goods.amount(sharing.currency, part.recovered)
                        if part.recovered
                        else None,
                    }
                    for part in parts
                ],
                "charges": goods.amount(sharing.currency, sharing.charges),
                "commission": goods.amount(sharing.currency, sharing.commission),
                "levy": goods.amount(sharing.currency, sharing.levy),
                "fee": goods.amount(sharing.currency, sharing.fee),
            }
            for sharing, parts in one.sharings
        ],
        "complaints": one.complaints,
        "trace": _trace(trace, names, goods),
        "href": entry_link(reads.traders()[row.book], row.seq),
    }


def _difference(paid: Any, goods: Goods) -> Any:
    """Return what exchange rates have made of a payment, None where nothing."""
    difference = paid.came + paid.fee - paid.expected if paid.expected else 0
    return goods.amount(paid.currency, difference) if difference else None


def _trace(trace: Joined, names: Names, goods: Goods) -> dict[str, Any]:
    money = trace.invoice.currency
    return {
        "behind": [
            {
                "coop": names.body(one.coop),
                "gift": one.gift,
                "part": goods.amount(money, one.count),
            }
            for one in trace.behind
        ],
        "own": [
            {"coop": names.body(coop), "part": goods.amount(money, count)}
            for coop, count in trace.unknown.items()
            if count
        ],
        "uses": [
            {
                "coop": names.body(one.coop),
                "role": sentence(f"sheet.line.{one.role}", {}, names.language),
                "detail": _detail(one.detail, names),
                "part": goods.amount(money, one.count),
            }
            for one in trace.uses
        ],
    }


def _detail(detail: str, names: Names) -> str:
    """Return a cause or a kind of goods in words."""
    cause = f"cause.{detail}"
    if cause in codes():
        return sentence(cause, {}, names.language)
    return names.item(detail).replace("-", " ")


@require_safe
def paper(_request: HttpRequest, order: str, sort: str, form: str) -> HttpResponse:
    """Hand out a paper of an order or an invoice as it was asked for."""
    found = reads.deal_of_invoice(order)
    deal = found[0] if found else reads.deal(order)
    if deal is None or sort not in (*SORTS, "ubl"):
        raise Http404
    billed = found[1] if found else next(iter(deal.billed), None)
    words = TradeWords.load(get_language() or "en", deal.body)
    name = f"{order}-{sort}"
    if sort == "ubl":
        if billed is None or form != "xml":
            raise Http404
        raw, kind = ubl_of(sold_of(deal, billed, words)), "application/xml"
    else:
        if form not in FORMATS:
            raise Http404
        try:
            kind, writer = FORMATS[form]
            raw = writer(paper_of(sort, deal, words, billed=billed))
        except Refusal:
            raise Http404 from None
    answer = HttpResponse(raw, content_type=kind)
    ending = "txt" if form == "text" else form
    answer["Content-Disposition"] = f'inline; filename="{name}.{ending}"'
    return answer
