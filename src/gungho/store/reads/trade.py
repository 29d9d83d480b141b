# SPDX-License-Identifier: Apache-2.0
"""Reading trade: what is offered, and every order with all that came of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gungho.flows.buyers import Buyer
from gungho.flows.deliveries import Advance, Delivery
from gungho.flows.exports import Shipment, ShipmentLine
from gungho.flows.invoices import Invoice, InvoiceLine, InvoiceShare
from gungho.flows.offers import PUBLISHED, Offer, OfferSpan, free_by
from gungho.flows.orders import CANCELLED, Order, OrderShare
from gungho.flows.packages import Package
from gungho.flows.payments import RAISED, BuyerPayment, Complaint
from gungho.flows.quotations import Enquiry, Quotation, TradeLine
from gungho.flows.sharing import Sharing, SharingPart
from gungho.ledger.state import R
from gungho.store.cards import card_texts
from gungho.store.reads.query import fetch, rows

HERE = "book = %s"
AT_ONCE = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferLine:
    """An offer with its spans, its description, and what of it is free by its end."""

    body: str
    row: Offer
    spans: list[OfferSpan]
    text: str
    free: int
    has_picture: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A shipment with its lines and packages."""

    row: Shipment
    lines: list[ShipmentLine]
    packages: list[Package]


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """An invoice with its lines, the co-ops' parts, and what was paid and shared."""

    row: Invoice
    lines: list[InvoiceLine]
    shares: list[InvoiceShare]
    payments: list[BuyerPayment]
    sharings: list[tuple[Sharing, list[SharingPart]]]
    complaints: list[Complaint]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deal:
    """An order from the enquiry to the proceeds."""

    body: str
    row: Order
    buyer: Buyer | None
    buyer_text: str
    lines: list[TradeLine]
    enquiry: Enquiry | None
    quotation: Quotation | None
    shares: list[OrderShare]
    advances: list[Advance]
    deliveries: list[Delivery]
    sent: list[Sent]
    billed: list[Billed]


def traders() -> dict[int, str]:
    """Return book number to body, of all books heard here."""
    return dict(fetch("SELECT book, body FROM journal_head"))


def offers(*, today: str, body: str = "") -> list[OfferLine]:
    """Return the offers that stand, by body and item."""
    bodies = traders()
    found = [
        row
        for row in rows(Offer, "status = %s", [PUBLISHED], order="book, item, offer")
        if body in ("", bodies[row.book])
    ]
    texts = card_texts(one for row in found for one in (row.text, row.picture))
    names = [row.offer for row in found]
    spans = _by(OfferSpan, "offer", values=names)
    taken = _by(OrderShare, "offer", values=names)
    return [
        OfferLine(
            body=bodies[row.book],
            row=row,
            spans=spans[row.book, row.offer],
            text=texts.get(row.text, ""),
            free=_free(
                spans[row.book, row.offer], taken[row.book, row.offer], today=today
            ),
            has_picture=row.picture in texts,
        )
        for row in found
    ]


def offered_picture(commitment: str) -> str:
    """Return a picture's card; "" where no offer shows it, or it is erased."""
    if not rows(Offer, "picture = %s", [commitment]):
        return ""
    return card_texts([commitment]).get(commitment, "")


def _free(
    spans: Sequence[OfferSpan], taken: Sequence[OrderShare], *, today: str
) -> int:
    coming = [span for span in spans if span.until >= today]
    if not coming:
        return 0
    open_ones = [one for one in taken if one.due >= today and one.status != CANCELLED]
    return free_by(
        [(span.until, span.count) for span in coming],
        [(one.due, one.count) for one in open_ones],
        due=coming[-1].until,
    )


def orders(*, body: str = "") -> list[tuple[str, Order, list[TradeLine]]]:
    """Return ``(body, order, lines)``, the newest first."""
    bodies, lines = traders(), _lines_by("order")
    return [
        (bodies[row.book], row, lines[row.book, row.order])
        for row in rows(Order, order='"on" DESC, seq DESC')
        if body in ("", bodies[row.book])
    ]


def order_lines(book: int, document: str, sort: str = "order") -> list[TradeLine]:
    """Return the lines of an enquiry, a quotation or an order."""
    asked = [book, sort, document]
    return rows(
        TradeLine, "book = %s AND sort = %s AND document = %s", asked, order="line"
    )


def _lines_by(sort: str) -> Mapping[tuple[int, str], list[TradeLine]]:
    """Return the lines of all papers of a sort, by book and paper."""
    found: dict[tuple[int, str], list[TradeLine]] = defaultdict(list)
    for row in rows(TradeLine, "sort = %s", [sort], order="book, document, line"):
        found[row.book, row.document].append(row)
    return found


def quotations(*, body: str = "") -> list[tuple[str, Quotation, list[TradeLine]]]:
    """Return ``(body, quotation, lines)``, the newest first."""
    bodies, lines = traders(), _lines_by("quotation")
    return [
        (bodies[row.book], row, lines[row.book, row.quotation])
        for row in rows(Quotation, order='"on" DESC, seq DESC')
        if body in ("", bodies[row.book])
    ]


def enquiries(*, body: str = "") -> list[tuple[str, Enquiry, list[TradeLine]]]:
    """Return ``(body, enquiry, lines)`` of what is not quoted yet, the newest first."""
    bodies, lines = traders(), _lines_by("enquiry")
    answered = set(fetch("SELECT book, enquiry FROM p_quotation"))
    return [
        (bodies[row.book], row, lines[row.book, row.enquiry])
        for row in rows(Enquiry, order='"on" DESC, seq DESC')
        if body in ("", bodies[row.book]) and (row.book, row.enquiry) not in answered
    ]


def unpaid(*, body: str = "") -> list[tuple[str, Invoice]]:
    """Return ``(body, invoice)`` of what buyers still owe, the first due first."""
    bodies = traders()
    return [
        (bodies[row.book], row)
        for row in rows(Invoice, "paid + credited < total", order="due, invoice")
        if body in ("", bodies[row.book])
    ]


def complaints(*, body: str = "") -> list[tuple[str, Complaint]]:
    """Return ``(body, complaint)`` of what is not settled yet, the oldest first."""
    bodies = traders()
    return [
        (bodies[row.book], row)
        for row in rows(Complaint, "status = %s", [RAISED], order='"on", seq')
        if body in ("", bodies[row.book])
    ]


def to_invoice() -> set[tuple[str, str]]:
    """Return ``(body, order)`` of what is confirmed and has no invoice yet."""
    return set(fetch(
        'SELECT h.body, q."order" FROM p_order q '
        "JOIN journal_head h ON h.book = q.book WHERE q.status = 'confirmed' "
        "AND NOT EXISTS (SELECT 1 FROM p_invoice i WHERE i.book = q.book "
        'AND i."order" = q."order")'
    ))  # fmt: skip


def buyers(*, body: str = "") -> list[tuple[str, Buyer, str]]:
    """Return ``(body, buyer, what its card says)``."""
    bodies = traders()
    found = rows(Buyer, order="book, buyer")
    texts = card_texts(row.card for row in found)
    return [
        (bodies[row.book], row, texts.get(row.card, ""))
        for row in found
        if body in ("", bodies[row.book])
    ]


def deal(order: str, *, body: str = "") -> Deal | None:
    """Return an order with all that came of it, or None."""
    bodies = traders()
    found = [
        row
        for row in rows(Order, '"order" = %s', [order])
        if body in ("", bodies[row.book])
    ]
    if not found:
        return None
    row = found[0]
    book = row.book
    buyer = _first(_of(Buyer, book, "buyer", row.buyer))
    quotation = _first(_of(Quotation, book, "quotation", row.quotation))
    asked = quotation.enquiry if quotation else ""
    invoices = _of(Invoice, book, "order", order)
    return Deal(
        body=bodies[book],
        row=row,
        buyer=buyer,
        buyer_text=card_texts([buyer.card]).get(buyer.card, "") if buyer else "",
        lines=order_lines(book, order),
        enquiry=_first(_of(Enquiry, book, "enquiry", asked)),
        quotation=quotation,
        shares=_of(OrderShare, book, "order", order),
        advances=_of(Advance, book, "order", order),
        deliveries=_of(Delivery, book, "order", order),
        sent=[_sent(one) for one in _of(Shipment, book, "order", order)],
        billed=[_billed(one) for one in invoices],
    )


def deal_of_invoice(invoice: str) -> tuple[Deal, Billed] | None:
    """Return an invoice and the order it belongs to, or None."""
    found = rows(Invoice, "invoice = %s", [invoice])
    told = deal(found[0].order) if found else None
    if told is None:
        return None
    return told, next(one for one in told.billed if one.row.invoice == invoice)


def _sent(row: Shipment) -> Sent:
    return Sent(
        row=row,
        lines=_of(ShipmentLine, row.book, "shipment", row.shipment),
        packages=_of(Package, row.book, "document", row.shipment),
    )


def _billed(row: Invoice) -> Billed:
    book, invoice = row.book, row.invoice
    parts = _of(SharingPart, book, "invoice", invoice)
    return Billed(
        row=row,
        lines=_of(InvoiceLine, book, "invoice", invoice),
        shares=_of(InvoiceShare, book, "invoice", invoice),
        payments=_of(BuyerPayment, book, "invoice", invoice),
        sharings=[
            (one, [part for part in parts if part.sharing == one.sharing])
            for one in _of(Sharing, book, "invoice", invoice)
        ],
        complaints=_of(Complaint, book, "invoice", invoice),
    )


def _of(kind: type[R], book: int, field: str, value: str) -> list[R]:
    """Return the rows of one book with one value, in the order of their keys."""
    order = ", ".join(f'"{name}"' for name in kind.key)
    return rows(kind, f'{HERE} AND "{field}" = %s', [book, value], order=order)


def _by(
    kind: type[R], field: str, *, values: Sequence[str]
) -> Mapping[tuple[int, str], list[R]]:
    """Return the rows with some values of a field, by book and value, as ``_of``."""
    found: dict[tuple[int, str], list[R]] = defaultdict(list)
    order = ", ".join(f'"{name}"' for name in kind.key)
    for start in range(0, len(values), AT_ONCE):
        some = values[start : start + AT_ONCE]
        marks = ", ".join(["%s"] * len(some))
        for row in rows(kind, f'"{field}" IN ({marks})', some, order=order):
            found[row.book, getattr(row, field)].append(row)  # type: ignore[attr-defined]
    return found


def _first(found: Sequence[R]) -> R | None:
    return found[0] if found else None


def item_kinds() -> dict[str, tuple[int, str, str]]:
    """Return item to its scale, unit and form."""
    found = fetch("SELECT item, scale, unit, form FROM p_item")
    return {item: (scale, unit, form) for item, scale, unit, form in found}


def origins(body: str) -> dict[str, tuple[str, str]]:
    """Return item to its country of origin and its description, as a body offers it."""
    bodies = traders()
    found = [row for row in rows(Offer, order="seq") if bodies[row.book] == body]
    texts = card_texts(row.text for row in found)
    return {row.item: (row.origin, texts.get(row.text, "")) for row in found}
