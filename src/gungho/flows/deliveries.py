# SPDX-License-Identifier: Apache-2.0
"""Under an order a shed is advanced materials, and its goods are counted at receipt.

Materials are a loan in kind: the fund that lends them keeps a claim on what they are
worth, and is repaid out of the proceeds. Counted goods lie at the exporter's place and
are the co-op's own until they are invoiced.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import SHOP, coop_row
from gungho.flows.funds import fund_row
from gungho.flows.gifts import Lot, goods_row, put_lot
from gungho.flows.help import help_use
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.loans import Loan, put_schedule
from gungho.flows.money import require_currency
from gungho.flows.orders import Order, OrderShare, order_row, require_shed, shares_of
from gungho.flows.passages import Line, with_lots
from gungho.flows.schedules import Due
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeId,
    Payload,
    Standing,
)
from gungho.flows.workshops import MaterialLine
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State

TRADED = frozenset({"made", "purchase"})


class MaterialsAdvanced(Payload, frozen=True, kw_only=True):
    """Materials of a fund are lent to a shed for an order, at a stated worth.

    ``lots`` are those that were picked.
    """

    advance: Id
    order: Id
    coop: Id
    place: Id
    item: Code
    count: Amount
    fund: Id
    currency: Code
    worth: Amount
    lots: tuple[MaterialLine, ...] = ()
    standing: Standing


class GoodsDelivered(Payload, frozen=True, kw_only=True):
    """A shed delivers goods for an order: so many pass, so many go back with a defect.

    ``lines`` are the lots of what passes.
    """

    delivery: Id
    order: Id
    coop: Id
    place: Id
    item: Code
    count: Amount
    rejected: MaybeAmount
    defect: MaybeId
    lines: tuple[MaterialLine, ...] = ()
    standing: Standing


class Advance(Row, frozen=True, kw_only=True):
    """Materials that were lent for an order; the claim is the loan of the same id."""

    book: int
    advance: str
    order: str
    coop: str
    item: str
    count: int
    fund: str
    currency: str
    worth: int
    lot: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "advance")
    indexes: ClassVar = {"order": ("book", "order")}


class Delivery(Row, frozen=True, kw_only=True):
    """One count of goods at receipt."""

    book: int
    delivery: str
    order: str
    coop: str
    place: str
    item: str
    count: int
    rejected: int
    defect: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "delivery")
    indexes: ClassVar = {"order": ("book", "order")}


def require_traded(asking: Asking, lot: str, *, document: str) -> None:
    """Refuse a lot that was given: only what was made or bought may be sold.

    Raises Refusal ``trade.gift-stock``.
    """
    row = asking.state.get(Lot, asking.book, lot)
    own = f"{asking.body}:own"
    if row is None or row.origin not in TRADED or row.fund != own:
        raise Refusal("trade.gift-stock", document=document, lot=lot)


def _advance(asking: Asking, facts: MaterialsAdvanced) -> Decision:
    order_row(asking, facts.order)
    if asking.state.get(Loan, asking.book, facts.advance):
        raise Refusal("loan.exists", loan=facts.advance)
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    if facts.coop not in {row.coop for row in shares_of(asking, facts.order)}:
        raise Refusal(
            "order.not-its-shed", order=facts.order, coop=facts.coop, item=facts.item
        )
    own = f"{asking.body}:own"
    fund_row(asking.state, asking.book, own)
    require_currency(asking, facts.currency)
    item = goods_row(asking.state, facts.item)
    if facts.fund == own:
        raise Refusal("advance.own-fund", fund=own)
    use = help_use(asking, coop, item=item, need="", gives="loan")
    require_terms(asking, facts.fund, use)
    lots = facts.lots or _picked(asking, facts)
    if sum(int(line.count) for line in lots) != int(facts.count):
        raise Refusal("sale.lines-differ", sale=facts.advance, count=facts.count)
    postings = _lending(asking, facts, lots=lots)
    require_held(asking, postings)
    return Decision(replace(facts, lots=lots), postings)


def _picked(asking: Asking, facts: MaterialsAdvanced) -> tuple[MaterialLine, ...]:
    line = Line(commodity=facts.item, fund=facts.fund, count=facts.count)
    found = with_lots(asking, line, account=f"{asking.body}/stock/{facts.place}")
    return tuple(
        MaterialLine(item=one.commodity, count=one.count, fund=one.fund, lot=one.lot)
        for one in found
    )


def _lending(
    asking: Asking, facts: MaterialsAdvanced, *, lots: tuple[MaterialLine, ...]
) -> tuple[Posting, ...]:
    """Return both sides: goods become the lender's claim, a debt becomes goods."""
    here, coop, own = asking.body, facts.coop, f"{asking.body}:own"
    worth, currency = int(facts.worth), facts.currency
    given = [
        Posting(
            debit=f"{here}/trading",
            credit=f"{here}/stock/{facts.place}",
            commodity=facts.item,
            fund=facts.fund,
            amount=int(line.count),
            lot=line.lot,
        )
        for line in lots
    ]
    return (
        *given,
        Posting(
            debit=f"{here}/loans/{coop}",
            credit=f"{here}/trading",
            commodity=currency,
            fund=facts.fund,
            amount=worth,
        ),
        Posting(
            debit=f"{coop}/trading",
            credit=f"{coop}/borrowed/{here}",
            commodity=currency,
            fund=own,
            amount=worth,
        ),
        Posting(
            debit=f"{coop}/{SHOP}",
            credit=f"{coop}/trading",
            commodity=facts.item,
            fund=own,
            amount=int(facts.count),
            lot=f"{here}:{asking.seq}.0",
        ),
    )


def _advanced(state: State, at: At, facts: MaterialsAdvanced) -> None:
    lot, count, worth = f"{at.body}:{at.seq}.0", int(facts.count), int(facts.worth)
    order = state.get(Order, at.book, facts.order)
    due = order.due if order else ""
    put_lot(
        state, at, lot=lot, item=facts.item, fund=f"{at.body}:own", count=count,
        origin="advance", source=facts.order, currency=facts.currency, cost=worth,
    )  # fmt: skip
    state.put(row_from(Advance, at, facts, lot=lot, count=count, worth=worth))
    state.put(
        row_from(
            Loan, at, facts, loan=facts.advance, need="", plan="", count=worth,
            repaid=0, interest_paid=0, written_off=0, interest_ppm=0, due=due,
            product="", application="", series=0, last=at.happened,
        )
    )  # fmt: skip
    dues = (Due(due=due, principal=facts.worth),)
    put_schedule(state, at, loan=facts.advance, series=0, dues=dues)


def _deliver(asking: Asking, facts: GoodsDelivered) -> Decision:
    order_row(asking, facts.order)
    if asking.state.get(Delivery, asking.book, facts.delivery):
        raise Refusal("delivery.exists", delivery=facts.delivery)
    shed = require_shed(asking, facts.order, coop=facts.coop, item=facts.item)
    if shed.delivered + int(facts.count) > shed.count:
        raise Refusal(
            "delivery.more", order=facts.order, coop=facts.coop,
            left=str(shed.count - shed.delivered),
        )  # fmt: skip
    if bool(facts.rejected) != bool(facts.defect):
        raise Refusal("delivery.defect", delivery=facts.delivery)
    shop, target = f"{facts.coop}/{SHOP}", f"{facts.coop}/stock/{facts.place}"
    if shop == target:
        raise Refusal("delivery.place", place=facts.place)
    lines = facts.lines or _lots_of(asking, facts, account=shop)
    for line in lines:
        require_traded(asking, line.lot, document=facts.delivery)
    if sum(int(line.count) for line in lines) != int(facts.count):
        raise Refusal("sale.lines-differ", sale=facts.delivery, count=facts.count)
    postings = tuple(
        Posting(
            debit=target,
            credit=shop,
            commodity=facts.item,
            fund=f"{asking.body}:own",
            amount=int(line.count),
            lot=line.lot,
        )
        for line in lines
    )
    require_held(asking, postings)
    return Decision(replace(facts, lines=lines), postings)


def _lots_of(
    asking: Asking, facts: GoodsDelivered, *, account: str
) -> tuple[MaterialLine, ...]:
    own = f"{asking.body}:own"
    line = Line(commodity=facts.item, fund=own, count=facts.count)
    return tuple(
        MaterialLine(item=one.commodity, count=one.count, fund=own, lot=one.lot)
        for one in with_lots(asking, line, account=account)
    )


def _delivered(state: State, at: At, facts: GoodsDelivered) -> None:
    count, rejected = int(facts.count), int(facts.rejected or 0)
    state.put(row_from(Delivery, at, facts, count=count, rejected=rejected))
    for row in state.find(OrderShare, "order", at.book, facts.order):
        if (row.coop, row.item) == (facts.coop, facts.item):
            state.put(
                replace(
                    row, delivered=row.delivered + count,
                    rejected=row.rejected + rejected,
                )
            )  # fmt: skip


ROWS: tuple[type[Row], ...] = (Advance, Delivery)
KINDS = (
    Kind(
        name="materials.advanced",
        payload=MaterialsAdvanced,
        decide=_advance,
        evolve=_advanced,
        permitted=pairs(
            "trading<stock", "loans<trading", "trading<borrowed", "stock<trading"
        ),
        spends=True,
        subject="coop",
    ),
    Kind(
        name="goods.delivered",
        payload=GoodsDelivered,
        decide=_deliver,
        evolve=_delivered,
        permitted=pairs("stock<stock"),
        spends=True,
        subject="coop",
    ),
)
