# SPDX-License-Identifier: Apache-2.0
"""A confirmed order is split over co-ops' sheds, and says how proceeds are shared.

The split follows what each shed can still make by the day the order is due, in whole
pieces by largest remainder (law 10), and stands in the entry (law 6).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.buyers import buyer_row
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind
from gungho.flows.offers import PUBLISHED, Offer, offers_of
from gungho.flows.orders import (
    CONFIRMED,
    PLACED,
    Order,
    OrderShare,
    free_of,
    order_row,
)
from gungho.flows.quotations import TradeLine, lines_of
from gungho.flows.wire import Amount, Id, MaybeId, Natural, Part, Payload
from gungho.ledger.state import Row, State
from gungho.measure import share

WHOLE_PPM = 1_000_000


class ShedPart(Part, frozen=True, kw_only=True):
    """So much of an order's line is made under one offer."""

    line: Natural
    offer: Id
    count: Amount


class OrderConfirmed(Payload, frozen=True, kw_only=True):
    """An order is confirmed: which shed makes how much, and how proceeds are shared.

    Commission and the revolving fund's part are in millionths of what comes in;
    ``difference`` says who bears what exchange rates do to a payment.
    """

    order: Id
    parts: tuple[ShedPart, ...]
    agent: MaybeId
    commission_ppm: Natural
    levy_fund: MaybeId
    levy_ppm: Natural
    difference: Literal["coops", "agent", "fund"]


def _confirm(asking: Asking, facts: OrderConfirmed) -> Decision:
    order = order_row(asking, facts.order, status=PLACED)
    buyer_row(asking, order.buyer)
    _require_rule(asking, facts)
    lines = lines_of(asking, facts.order, sort="order")
    if not facts.parts:
        parts = [part for line in lines for part in split(asking, line, due=order.due)]
        return Decision(replace(facts, parts=tuple(parts)))
    _require_parts(asking, facts.parts, lines=lines, order=order)
    return Decision(facts)


def split(asking: Asking, line: TradeLine, *, due: str) -> list[ShedPart]:
    """Split a line over the sheds by what each can still make by the day."""
    offers = offers_of(asking, line.item)
    free = [free_of(asking, offer, due=due) for offer in offers]
    if sum(free) < line.count:
        raise Refusal(
            "order.capacity", item=line.item, due=due, free=str(sum(free)),
            asked=str(line.count),
        )  # fmt: skip
    parts = share(line.count, free)
    return [
        ShedPart(line=line.line, offer=offer.offer, count=str(part))
        for offer, part in zip(offers, parts, strict=True)
        if part
    ]


def _require_rule(asking: Asking, facts: OrderConfirmed) -> None:
    """Refuse a rule that shares out more than all, or to nobody."""
    if facts.commission_ppm + facts.levy_ppm >= WHOLE_PPM:
        raise Refusal("order.rule", order=facts.order)
    named = {"agent": facts.agent, "fund": facts.levy_fund}
    if (facts.commission_ppm and not facts.agent) or (
        facts.levy_ppm and not facts.levy_fund
    ):
        raise Refusal("order.rule", order=facts.order)
    if facts.difference != "coops" and not named[facts.difference]:
        raise Refusal("order.rule", order=facts.order)
    fund_row(asking.state, asking.book, f"{asking.body}:own")
    if facts.levy_fund:
        fund_row(asking.state, asking.book, facts.levy_fund)


def _require_parts(
    asking: Asking,
    parts: Sequence[ShedPart],
    *,
    lines: Sequence[TradeLine],
    order: Order,
) -> None:
    """Refuse parts that are beyond a shed's capacity, or do not add up."""
    left = {line.line: line.count for line in lines}
    items = {line.line: line.item for line in lines}
    met: set[tuple[int, str]] = set()
    for part in parts:
        offer = asking.state.get(Offer, asking.book, part.offer)
        is_ours = offer is not None and offer.item == items.get(part.line)
        if offer is None or not is_ours or offer.status != PUBLISHED:
            raise Refusal("offer.unknown", offer=part.offer)
        if (part.line, part.offer) in met:
            raise Refusal("order.parts", order=order.order)
        met.add((part.line, part.offer))
        free = free_of(asking, offer, due=order.due)
        if int(part.count) > free:
            raise Refusal(
                "order.capacity", item=offer.item, due=order.due, free=str(free),
                asked=part.count,
            )  # fmt: skip
        left[part.line] -= int(part.count)
    if any(left.values()):
        raise Refusal("order.parts", order=order.order)


def _confirmed(state: State, at: At, facts: OrderConfirmed) -> None:
    order = state.get(Order, at.book, facts.order)
    if order is None:
        return
    names = ("agent", "commission_ppm", "levy_fund", "levy_ppm", "difference")
    rule = {name: getattr(facts, name) for name in names}
    state.put(replace(order, status=CONFIRMED, **rule))
    for part in facts.parts:
        offer = state.get(Offer, at.book, part.offer)
        if offer:
            state.put(
                OrderShare(
                    book=at.book, order=facts.order, line=part.line, offer=part.offer,
                    coop=offer.coop, item=offer.item, count=int(part.count),
                    due=order.due, delivered=0, rejected=0, exported=0,
                    status=CONFIRMED,
                )
            )  # fmt: skip


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="order.confirmed",
        payload=OrderConfirmed,
        decide=_confirm,
        evolve=_confirmed,
        subject="order",
    ),
)
