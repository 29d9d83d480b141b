# SPDX-License-Identifier: Apache-2.0
"""A quotation answers an enquiry: what, how much, at which price, where and until when.

Prices are of one whole unit; a line comes to count times price, rounded half up to the
currency's smallest unit, once for each line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.buyers import buyer_row
from gungho.flows.gifts import goods_row
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.offers import offers_of
from gungho.flows.wire import (
    Amount,
    Code,
    Day,
    Id,
    MaybeAmount,
    MaybeCode,
    MaybeCommitment,
    MaybeDay,
    MaybeId,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.state import Row, State
from gungho.measure import parse_day
from gungho.measure.codes import INCOTERMS


class AskedLine(Part, frozen=True, kw_only=True):
    """So much of one kind of goods is asked for."""

    item: Code
    count: Amount


class PricedLine(Part, frozen=True, kw_only=True):
    """So much of one kind of goods, at the price of one whole unit.

    The HS subheading and what the line comes to are written when deciding.
    """

    item: Code
    count: Amount
    price: Amount
    hs: MaybeCode = ""
    amount: MaybeAmount = ""


class EnquiryReceived(Payload, frozen=True, kw_only=True):
    """A buyer asks what could be had by when; the letter is a card."""

    enquiry: Id
    buyer: Id
    wanted: MaybeDay
    lines: tuple[AskedLine, ...]
    text: MaybeCommitment
    standing: Standing
    cited: MaybeId


class QuotationMade(Payload, frozen=True, kw_only=True):
    """A buyer is told a price, with Incoterms and the named place, until a day."""

    quotation: Id
    enquiry: MaybeId
    buyer: Id
    currency: Code
    incoterm: Code
    place: Id
    until: Day
    due: Day
    lines: tuple[PricedLine, ...]
    standing: Standing
    cited: MaybeId


class Enquiry(Row, frozen=True, kw_only=True):
    """What a buyer asked."""

    book: int
    enquiry: str
    buyer: str
    wanted: str
    text: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "enquiry")
    indexes: ClassVar = {"book": ("book",)}


class Quotation(Row, frozen=True, kw_only=True):
    """What a buyer was told."""

    book: int
    quotation: str
    enquiry: str
    buyer: str
    currency: str
    incoterm: str
    place: str
    until: str
    due: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "quotation")
    indexes: ClassVar = {"book": ("book",)}


class TradeLine(Row, frozen=True, kw_only=True):
    """One line of an enquiry, a quotation or an order."""

    book: int
    sort: str
    document: str
    line: int
    item: str
    hs: str
    count: int
    price: int
    amount: int
    key: ClassVar = ("book", "sort", "document", "line")
    indexes: ClassVar = {"document": ("book", "sort", "document")}


def amount_of(count: int, price: int, *, scale: int) -> int:
    """Return what a line comes to, rounded half up to the smallest unit."""
    whole: int = 10**scale
    return (2 * count * price + whole) // (2 * whole)


def require_delivery(incoterm: str) -> None:
    """Refuse a rule that is none of Incoterms 2020: ``code.unlisted``."""
    if incoterm not in INCOTERMS:
        raise Refusal("code.unlisted", code=incoterm, table="Incoterms 2020")


def priced(
    asking: Asking, lines: Iterable[PricedLine], *, document: str
) -> tuple[PricedLine, ...]:
    """Return lines with their HS subheading and amount.

    Raises Refusal for lines that are not on offer, stand twice, come to nothing, or do
    not come to what they say (``line.amount``).
    """
    found: dict[str, PricedLine] = {}
    for line in lines:
        item = goods_row(asking.state, line.item)
        offer = offers_of(asking, line.item)[0]
        amount = amount_of(int(line.count), int(line.price), scale=item.scale)
        if line.item in found:
            raise Refusal("line.twice", document=document, item=line.item)
        if not amount:
            raise Refusal("line.nothing", document=document, item=line.item)
        if line.amount not in ("", str(amount)):
            raise Refusal(
                "line.amount", document=document, item=line.item, told=line.amount,
                amount=str(amount),
            )  # fmt: skip
        found[line.item] = replace(line, hs=line.hs or offer.hs, amount=str(amount))
    if not found:
        raise Refusal("line.none", document=document)
    return tuple(found.values())


def put_lines(
    state: State, at: At, lines: Iterable[PricedLine], *, sort: str, document: str
) -> None:
    """Note the lines of a quotation or an order."""
    for number, line in enumerate(lines):
        state.put(
            row_from(
                TradeLine, at, line, sort=sort, document=document, line=number,
                count=int(line.count), price=int(line.price),
                amount=int(line.amount or 0),
            )
        )  # fmt: skip


def lines_of(asking: Asking, document: str, *, sort: str) -> tuple[TradeLine, ...]:
    """Return the lines of a document, in their order."""
    return asking.state.find(TradeLine, "document", asking.book, sort, document)


def _enquire(asking: Asking, facts: EnquiryReceived) -> Decision:
    if asking.state.get(Enquiry, asking.book, facts.enquiry):
        raise Refusal("enquiry.exists", enquiry=facts.enquiry)
    buyer_row(asking, facts.buyer)
    if not facts.lines:
        raise Refusal("line.none", document=facts.enquiry)
    for line in facts.lines:
        goods_row(asking.state, line.item)
    return Decision(facts)


def _enquired(state: State, at: At, facts: EnquiryReceived) -> None:
    state.put(row_from(Enquiry, at, facts))
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                TradeLine, at, line, sort="enquiry", document=facts.enquiry,
                line=number, hs="", count=int(line.count), price=0, amount=0,
            )
        )  # fmt: skip


def _quote(asking: Asking, facts: QuotationMade) -> Decision:
    if asking.state.get(Quotation, asking.book, facts.quotation):
        raise Refusal("quotation.exists", quotation=facts.quotation)
    if facts.enquiry:
        row = asking.state.get(Enquiry, asking.book, facts.enquiry)
        if row is None or row.buyer != facts.buyer:
            raise Refusal("enquiry.unknown", enquiry=facts.enquiry, buyer=facts.buyer)
    buyer_row(asking, facts.buyer)
    require_currency(asking, facts.currency)
    require_delivery(facts.incoterm)
    parse_day(facts.until)
    parse_day(facts.due)
    if facts.until < asking.happened or facts.due < asking.happened:
        raise Refusal("quotation.days", quotation=facts.quotation, until=facts.until)
    lines = priced(asking, facts.lines, document=facts.quotation)
    return Decision(replace(facts, lines=lines))


def _quoted(state: State, at: At, facts: QuotationMade) -> None:
    state.put(row_from(Quotation, at, facts))
    put_lines(state, at, facts.lines, sort="quotation", document=facts.quotation)


ROWS: tuple[type[Row], ...] = (Enquiry, Quotation, TradeLine)
KINDS = (
    Kind(
        name="enquiry.received",
        payload=EnquiryReceived,
        decide=_enquire,
        evolve=_enquired,
        subject="enquiry",
    ),
    Kind(
        name="quotation.made",
        payload=QuotationMade,
        decide=_quote,
        evolve=_quoted,
        subject="quotation",
    ),
)
