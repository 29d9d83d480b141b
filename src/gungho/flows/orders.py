# SPDX-License-Identifier: Apache-2.0
"""An order is what a buyer has ordered, of goods that co-ops offer and can make.

Beyond what can be made by its day, from a refused party, or of controlled goods without
a licence, it is not taken.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.buyers import buyer_row
from gungho.flows.coops import coop_row
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.offers import Offer, OfferSpan, free_by, offers_of
from gungho.flows.quotations import (
    PricedLine,
    Quotation,
    lines_of,
    priced,
    put_lines,
    require_delivery,
)
from gungho.flows.wire import (
    Code,
    Day,
    Id,
    MaybeCode,
    MaybeId,
    Payload,
    Standing,
)
from gungho.ledger.state import Row, State
from gungho.measure import parse_day

PLACED, CONFIRMED, CANCELLED = "placed", "confirmed", "cancelled"


class OrderPlaced(Payload, frozen=True, kw_only=True):
    """A buyer orders goods that are offered, by a quotation or without one."""

    order: Id
    quotation: MaybeId
    buyer: Id
    currency: Code
    incoterm: Code
    place: Id
    due: Day
    licence: MaybeCode
    lines: tuple[PricedLine, ...]
    standing: Standing
    cited: MaybeId


class OrderCancelled(Payload, frozen=True, kw_only=True):
    """An order of which nothing has been sent is cancelled."""

    order: Id
    reason: Id


class Order(Row, frozen=True, kw_only=True):
    """An order, and the rule for its proceeds once it is confirmed."""

    book: int
    order: str
    quotation: str
    buyer: str
    currency: str
    incoterm: str
    place: str
    due: str
    licence: str
    status: str
    agent: str
    commission_ppm: int
    levy_fund: str
    levy_ppm: int
    difference: str
    on: str
    seq: int
    standing: str
    cited: str
    key: ClassVar = ("book", "order")
    indexes: ClassVar = {"book": ("book",)}


class OrderShare(Row, frozen=True, kw_only=True):
    """What one shed makes of an order's line: promised, delivered, sent back, sent."""

    book: int
    order: str
    line: int
    offer: str
    coop: str
    item: str
    count: int
    due: str
    delivered: int
    rejected: int
    exported: int
    status: str
    key: ClassVar = ("book", "order", "line", "offer")
    indexes: ClassVar = {"order": ("book", "order"), "offer": ("book", "offer")}


def order_row(asking: Asking, order: str, *, status: str = CONFIRMED) -> Order:
    """Return an order that stands as asked.

    Raises Refusal ``order.unknown`` or ``order.status``.
    """
    row = asking.state.get(Order, asking.book, order)
    if row is None:
        raise Refusal("order.unknown", order=order)
    if row.status != status:
        raise Refusal("order.status", order=order, status=row.status, wanted=status)
    return row


def shares_of(asking: Asking, order: str) -> tuple[OrderShare, ...]:
    """Return what each shed makes of an order."""
    return asking.state.find(OrderShare, "order", asking.book, order)


def free_of(asking: Asking, offer: Offer, *, due: str) -> int:
    """Return how many more an offer can promise by a day.

    Spans that are over are not counted, nor what was due in them.
    """
    state, book, today = asking.state, asking.book, asking.happened
    spans = state.find(OfferSpan, "offer", book, offer.offer)
    taken = state.find(OrderShare, "offer", book, offer.offer)
    return free_by(
        [(row.until, row.count) for row in spans if row.until >= today],
        [
            (row.due, row.count)
            for row in taken
            if row.due >= today and row.status != CANCELLED
        ],
        due=due,
    )


def _place(asking: Asking, facts: OrderPlaced) -> Decision:
    if asking.state.get(Order, asking.book, facts.order):
        raise Refusal("order.exists", order=facts.order)
    buyer_row(asking, facts.buyer)
    require_currency(asking, facts.currency)
    require_delivery(facts.incoterm)
    parse_day(facts.due)
    if facts.due < asking.happened:
        raise Refusal("order.due", order=facts.order, due=facts.due)
    lines = priced(asking, facts.lines, document=facts.order)
    for line in lines:
        _require_makeable(asking, facts, line)
    if facts.quotation:
        _require_as_quoted(asking, facts, lines)
    return Decision(replace(facts, lines=lines))


def _require_makeable(asking: Asking, facts: OrderPlaced, line: PricedLine) -> None:
    """Refuse what cannot be made by then, or is controlled and has no licence."""
    offers = offers_of(asking, line.item)
    for offer in offers:
        if offer.controlled and not facts.licence:
            raise Refusal("order.licence", item=line.item, list=offer.controlled)
    free = sum(free_of(asking, offer, due=facts.due) for offer in offers)
    if free < int(line.count):
        raise Refusal(
            "order.capacity", item=line.item, due=facts.due, free=str(free),
            asked=line.count,
        )  # fmt: skip


def _require_as_quoted(
    asking: Asking, facts: OrderPlaced, lines: tuple[PricedLine, ...]
) -> None:
    """Refuse an order that is not what was quoted, or comes too late."""
    row = asking.state.get(Quotation, asking.book, facts.quotation)
    if row is None or row.buyer != facts.buyer:
        raise Refusal("quotation.unknown", quotation=facts.quotation)
    if asking.happened > row.until:
        raise Refusal("quotation.over", quotation=row.quotation, until=row.until)
    prices = {
        line.item: line.price
        for line in lines_of(asking, row.quotation, sort="quotation")
    }
    same = all(prices.get(line.item) == int(line.price) for line in lines)
    told = (facts.currency, facts.incoterm, facts.place)
    if not same or told != (row.currency, row.incoterm, row.place):
        raise Refusal("order.not-as-quoted", order=facts.order, quotation=row.quotation)


def _placed(state: State, at: At, facts: OrderPlaced) -> None:
    state.put(
        row_from(
            Order, at, facts, status=PLACED, agent="", commission_ppm=0, levy_fund="",
            levy_ppm=0, difference="coops",
        )
    )  # fmt: skip
    put_lines(state, at, facts.lines, sort="order", document=facts.order)


def _cancel(asking: Asking, facts: OrderCancelled) -> Decision:
    row = asking.state.get(Order, asking.book, facts.order)
    if row is None or row.status == CANCELLED:
        raise Refusal("order.unknown", order=facts.order)
    if any(one.exported for one in shares_of(asking, facts.order)):
        raise Refusal("order.sent", order=facts.order)
    return Decision(facts)


def _cancelled(state: State, at: At, facts: OrderCancelled) -> None:
    row = state.get(Order, at.book, facts.order)
    if row:
        state.put(replace(row, status=CANCELLED))
    for one in state.find(OrderShare, "order", at.book, facts.order):
        state.put(replace(one, status=CANCELLED))


def require_shed(asking: Asking, order: str, *, coop: str, item: str) -> OrderShare:
    """Return what a shed makes of one kind of goods for an order.

    Raises Refusal ``order.not-its-shed``.
    """
    coop_row(asking.state, asking.book, coop)
    for row in shares_of(asking, order):
        if (row.coop, row.item, row.status) == (coop, item, CONFIRMED):
            return row
    raise Refusal("order.not-its-shed", order=order, coop=coop, item=item)


ROWS: tuple[type[Row], ...] = (Order, OrderShare)
KINDS = (
    Kind(
        name="order.placed",
        payload=OrderPlaced,
        decide=_place,
        evolve=_placed,
        subject="order",
    ),
    Kind(
        name="order.cancelled",
        payload=OrderCancelled,
        decide=_cancel,
        evolve=_cancelled,
        subject="order",
    ),
)
