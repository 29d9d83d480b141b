# SPDX-License-Identifier: Apache-2.0
"""An invoice sells a shipment: its lines are the order's, its counts the packages'.

By it the goods leave their co-ops, and each has a claim on the exporter for its part;
the exporter has the claim on the buyer, and owes the proceeds. Goods that were given
are refused (law 5): traded goods and gifts never meet on a paper.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.buyers import buyer_row
from gungho.flows.deliveries import require_traded
from gungho.flows.exports import Shipment, ShipmentLine, shipment_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.orders import Order, order_row
from gungho.flows.quotations import TradeLine, amount_of, lines_of
from gungho.flows.registry import item_row
from gungho.flows.spending import require_held
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeCode,
    MaybeDay,
    Natural,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.measure import parse_day, share

OPEN, PAID = "open", "paid"


class InvoicedLine(Part, frozen=True, kw_only=True):
    """One line of an order, as far as the shipment brings it."""

    line: Natural
    item: Code
    hs: MaybeCode
    count: Amount
    price: Amount
    amount: Amount


class CoopPart(Part, frozen=True, kw_only=True):
    """What one kind of goods of one co-op comes to on an invoice."""

    coop: Id
    item: Code
    amount: Amount


class InvoiceIssued(Payload, frozen=True, kw_only=True):
    """A shipment is invoiced, its lines and total filled in or as told.

    ``expected`` is what the total should bring in the ``home`` currency at the rate of
    the day, from which the exchange difference of a payment is told.
    """

    invoice: Id
    shipment: Id
    due: MaybeDay
    home: MaybeCode
    expected: MaybeAmount
    total: MaybeAmount = ""
    lines: tuple[InvoicedLine, ...] = ()
    coops: tuple[CoopPart, ...] = ()
    standing: Standing


class Invoice(Row, frozen=True, kw_only=True):
    """An invoice, and what of it was paid or credited, in its currency."""

    book: int
    invoice: str
    shipment: str
    order: str
    buyer: str
    currency: str
    total: int
    paid: int
    credited: int
    home: str
    expected: int
    due: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "invoice")
    indexes: ClassVar = {"book": ("book",)}

    @property
    def left(self) -> int:
        """What is still owed by the buyer."""
        return self.total - self.paid - self.credited


class InvoiceLine(Row, frozen=True, kw_only=True):
    """One line of an invoice."""

    book: int
    invoice: str
    line: int
    item: str
    hs: str
    count: int
    price: int
    amount: int
    key: ClassVar = ("book", "invoice", "line")
    indexes: ClassVar = {"invoice": ("book", "invoice")}


class InvoiceShare(Row, frozen=True, kw_only=True):
    """A co-op's part of an invoice, and what of it is settled."""

    book: int
    invoice: str
    coop: str
    amount: int
    settled: int
    key: ClassVar = ("book", "invoice", "coop")
    indexes: ClassVar = {"invoice": ("book", "invoice"), "coop": ("coop",)}


def invoice_row(asking: Asking, invoice: str) -> Invoice:
    """Return an invoice of this book, or refuse ``invoice.unknown``."""
    row = asking.state.get(Invoice, asking.book, invoice)
    if row is None:
        raise Refusal("invoice.unknown", invoice=invoice)
    return row


def _issue(asking: Asking, facts: InvoiceIssued) -> Decision:
    if asking.state.get(Invoice, asking.book, facts.invoice):
        raise Refusal("invoice.exists", invoice=facts.invoice)
    shipment = shipment_row(asking, facts.shipment)
    if shipment.invoice:
        raise Refusal(
            "invoice.again", shipment=facts.shipment, invoice=shipment.invoice
        )
    order = order_row(asking, shipment.order)
    buyer_row(asking, order.buyer)
    _require_expected(asking, facts)
    shipped = asking.state.find(ShipmentLine, "shipment", asking.book, facts.shipment)
    for line in shipped:
        require_traded(asking, line.lot, document=facts.invoice)
    lines = _lines(asking, order, shipped=shipped)
    _require_told(facts, lines=lines)
    total = sum(int(line.amount) for line in lines)
    if facts.total not in ("", str(total)):
        raise Refusal(
            "invoice.sum", invoice=facts.invoice, told=facts.total, total=str(total)
        )
    shares = _shares(lines, shipped=shipped)
    if facts.coops not in ((), shares):
        raise Refusal("invoice.shares", invoice=facts.invoice)
    issued = replace(facts, lines=lines, total=str(total), coops=shares)
    postings = _postings(asking, issued, shipped=shipped, currency=order.currency)
    require_held(asking, postings)
    return Decision(issued, postings)


def _require_expected(asking: Asking, facts: InvoiceIssued) -> None:
    """Refuse half an expectation, or a day of payment that is over."""
    if bool(facts.home) != bool(facts.expected):
        raise Refusal("invoice.expected", invoice=facts.invoice)
    if facts.home:
        require_currency(asking, facts.home)
    if facts.due:
        parse_day(facts.due)
        if facts.due < asking.happened:
            raise Refusal("bill.due", bill=facts.invoice, due=facts.due)


def _lines(
    asking: Asking, order: Order, *, shipped: Sequence[ShipmentLine]
) -> tuple[InvoicedLine, ...]:
    """Return the order's lines with what the shipment brings of each."""
    counts: Counter[str] = Counter()
    for row in shipped:
        counts[row.item] += row.count
    return tuple(
        _line(asking, line, count=counts[line.item])
        for line in lines_of(asking, order.order, sort="order")
        if counts[line.item]
    )


def _line(asking: Asking, line: TradeLine, *, count: int) -> InvoicedLine:
    scale = item_row(asking.state, line.item).scale
    amount = amount_of(count, line.price, scale=scale)
    if not amount:
        raise Refusal("line.nothing", document=line.document, item=line.item)
    return InvoicedLine(
        line=line.line, item=line.item, hs=line.hs, count=str(count),
        price=str(line.price), amount=str(amount),
    )  # fmt: skip


def _require_told(facts: InvoiceIssued, *, lines: tuple[InvoicedLine, ...]) -> None:
    """Refuse told lines that are not the packages', or do not add up."""
    if not facts.lines:
        return
    counts = {line.item: line.count for line in facts.lines}
    if counts != {line.item: line.count for line in lines}:
        raise Refusal(
            "invoice.packages", invoice=facts.invoice, shipment=facts.shipment
        )
    for told, line in zip(facts.lines, lines, strict=True):
        if told != line:
            raise Refusal(
                "line.amount", document=facts.invoice, item=line.item,
                told=told.amount, amount=line.amount,
            )  # fmt: skip


def _shares(
    lines: Sequence[InvoicedLine], *, shipped: Sequence[ShipmentLine]
) -> tuple[CoopPart, ...]:
    """Return each co-op's part of each line, by what it sent of it (law 10)."""
    found = []
    for line in lines:
        counts: Counter[str] = Counter()
        for row in shipped:
            if row.item == line.item:
                counts[row.coop] += row.count
        coops = sorted(counts)
        parts = share(int(line.amount), [counts[coop] for coop in coops])
        found += [
            CoopPart(coop=coop, item=line.item, amount=str(part))
            for coop, part in zip(coops, parts, strict=True)
            if part
        ]
    return tuple(found)


def _postings(
    asking: Asking,
    facts: InvoiceIssued,
    *,
    shipped: Sequence[ShipmentLine],
    currency: str,
) -> tuple[Posting, ...]:
    own, here = f"{asking.body}:own", asking.body
    worth = {(one.coop, one.item): int(one.amount) for one in facts.coops}
    taken: dict[tuple[str, str], list[Posting]] = defaultdict(list)
    for row in shipped:
        posting = Posting(
            debit=f"{row.coop}/trading/{row.item}",
            credit=f"{row.coop}/exported/{facts.shipment}",
            commodity=row.item,
            fund=own,
            amount=row.count,
            lot=row.lot,
        )
        taken[row.coop, row.item].append(posting)
    postings = []
    for (coop, item), given in sorted(taken.items()):
        if (coop, item) not in worth:
            raise Refusal("line.nothing", document=facts.invoice, item=item)
        claim = Posting(
            debit=f"{coop}/receivable/{facts.invoice}",
            credit=f"{coop}/trading/{item}",
            commodity=currency,
            fund=own,
            amount=worth[coop, item],
        )
        postings += [*given, claim]
    owed = Posting(
        debit=f"{here}/receivable/{facts.invoice}",
        credit=f"{here}/proceeds/{facts.invoice}",
        commodity=currency,
        fund=own,
        amount=int(facts.total),
    )
    return (*postings, owed)


def _issued(state: State, at: At, facts: InvoiceIssued) -> None:
    shipment = state.get(Shipment, at.book, facts.shipment)
    order = state.get(Order, at.book, shipment.order) if shipment else None
    if shipment is None or order is None:
        return
    state.put(replace(shipment, invoice=facts.invoice))
    state.put(
        row_from(
            Invoice, at, facts, order=order.order, buyer=order.buyer,
            currency=order.currency, total=int(facts.total), paid=0, credited=0,
            expected=int(facts.expected or 0),
        )
    )  # fmt: skip
    for line in facts.lines:
        numbers = {name: int(getattr(line, name)) for name in _NUMBERS}
        state.put(row_from(InvoiceLine, at, line, invoice=facts.invoice, **numbers))
    parts: Counter[str] = Counter()
    for one in facts.coops:
        parts[one.coop] += int(one.amount)
    for coop, amount in parts.items():
        state.put(
            InvoiceShare(
                book=at.book, invoice=facts.invoice, coop=coop, amount=amount,
                settled=0,
            )
        )  # fmt: skip


_NUMBERS = ("count", "price", "amount")
ROWS: tuple[type[Row], ...] = (Invoice, InvoiceLine, InvoiceShare)
KINDS = (
    Kind(
        name="invoice.issued",
        payload=InvoiceIssued,
        decide=_issue,
        evolve=_issued,
        permitted=pairs(
            "trading<exported", "receivable<trading", "receivable<proceeds"
        ),
        spends=True,
        subject="invoice",
    ),
)
