# SPDX-License-Identifier: Apache-2.0
"""A carrier's, port's or customs' bill is owed from the day it is received.

It is charged to the fund that is to pay it, whose terms are asked then, and may be
spread over lots by weight, value, volume or count: what a lot has cost in the end is
its price and its shares. The shares stand in the entry. Paying a bill settles what is
owed to its own creditor, never more.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.descriptions import LotNote
from gungho.flows.gifts import Lot
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.passages import ArrivalLine, PassageLine
from gungho.flows.registry import item_row
from gungho.flows.serving import require_serves
from gungho.flows.spending import require_held
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeDay,
    MaybeId,
    Part,
    Payload,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.measure import share

FINEST = (
    12  # decimals to which counts of all scales are brought before they are weighed
)


class BillShare(Part, frozen=True, kw_only=True):
    """So much of a lot, in smallest units, and what of the bill it bears."""

    lot: Id
    count: Amount
    bears: MaybeAmount = ""


class BillReceived(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A bill of a creditor; ``by`` says how it is spread over a document's lots.

    The lots may also be named; they are those the document sent or brought otherwise.
    """

    bill: Id
    creditor: Id
    cause: Id
    currency: Code
    count: Amount
    fund: Id
    due: MaybeDay = ""
    document: MaybeId = ""
    by: Literal["", "weight", "value", "volume", "count"] = ""
    shares: tuple[BillShare, ...] = ()
    purpose: MaybeId = ""
    coop: MaybeId = ""


class BillSettled(Payload, frozen=True, kw_only=True):
    """A bill is paid from a till: all of it, or a part."""

    bill: Id
    count: Amount
    till: Id


class Bill(Row, frozen=True, kw_only=True):
    """A bill, and what of it has been paid."""

    book: int
    bill: str
    creditor: str
    cause: str
    currency: str
    count: int
    settled: int
    fund: str
    due: str
    document: str
    status: str
    on: str
    seq: int
    key: ClassVar = ("book", "bill")
    indexes: ClassVar = {"book": ("book",)}

    @property
    def left(self) -> int:
        """What is still owed."""
        return self.count - self.settled if self.status == "received" else 0


class LotCharge(Row, frozen=True, kw_only=True):
    """What a lot bears of a bill."""

    book: int
    bill: str
    line: int
    lot: str
    currency: str
    bears: int
    key: ClassVar = ("book", "bill", "line")
    indexes: ClassVar = {"lot": ("book", "lot")}


def _receive(asking: Asking, facts: BillReceived) -> Decision:
    require_currency(asking, facts.currency)
    if asking.state.get(Bill, asking.book, facts.bill):
        raise Refusal("bill.exists", bill=facts.bill)
    if facts.due and facts.due < asking.happened:
        raise Refusal("bill.due", bill=facts.bill, due=facts.due)
    require_serves(
        asking, facts.fund, document=facts.document, purpose=facts.purpose,
        coop=facts.coop,
    )  # fmt: skip
    shares = _shares(asking, facts) if facts.by else ()
    if facts.shares and not facts.by:
        raise Refusal("bill.by", bill=facts.bill)
    if any(one.bears for one in facts.shares) and facts.shares != shares:
        raise Refusal("bill.shares", bill=facts.bill)
    posting = Posting(
        debit=f"{asking.body}/costs/{facts.cause}",
        credit=f"{asking.body}/payable/{facts.creditor}",
        commodity=facts.currency,
        fund=facts.fund,
        amount=int(facts.count),
    )
    return Decision(replace(facts, shares=shares), (posting,))


def _shares(asking: Asking, facts: BillReceived) -> tuple[BillShare, ...]:
    """Return what each lot bears, by largest remainder; lots that bear nothing too."""
    lots = [(one.lot, int(one.count)) for one in facts.shares]
    lots = lots or _lots_of(asking, facts.document)
    if not lots:
        raise Refusal("bill.no-lots", bill=facts.bill, document=facts.document)
    weights = [_weight(asking, lot, count, by=facts.by) for lot, count in lots]
    currencies = {code for code, _ in weights}
    if len(currencies) > 1:
        raise Refusal("bill.currencies", bill=facts.bill)
    parts = share(int(facts.count), [weight for _, weight in weights])
    return tuple(
        BillShare(lot=lot, count=str(count), bears=str(part) if part else "")
        for (lot, count), part in zip(lots, parts, strict=True)
    )


def _lots_of(asking: Asking, document: str) -> list[tuple[str, int]]:
    """Return the lots that a document took from this book, or brought into it."""
    sent = asking.state.find(PassageLine, "document", document) if document else ()
    came = asking.state.find(ArrivalLine, "document", document) if document else ()
    own = [(row.lot, row.sent) for row in sent if row.book == asking.book and row.lot]
    return own or [
        (row.lot, row.count)
        for row in came
        if row.book == asking.book and row.lot and row.count
    ]


def _weight(asking: Asking, lot: str, count: int, *, by: str) -> tuple[str, int]:
    """Return a lot's weight in the spread, and the currency it is valued in.

    Raises Refusal ``lot.unknown``, or ``bill.unweighed`` for one that has none.
    """
    row = asking.state.get(Lot, asking.book, lot)
    if row is None:
        raise Refusal("lot.unknown", lot=lot)
    item = item_row(asking.state, row.item)
    note = asking.state.get(LotNote, asking.book, lot)
    units = count * 10 ** (FINEST - item.scale)
    described = {"weight": note.weight_g, "volume": note.volume_cm3} if note else {}
    weight, currency = 0, ""
    if by == "count":
        weight = units
    elif by == "value":
        weight, currency = row.cost * units // row.count, row.currency
    elif described.get(by):
        weight = described[by] * units * 10**item.scale // row.count
    elif by == "weight":
        weight = item.weight_g * units
    if not weight:
        raise Refusal("bill.unweighed", lot=lot, by=by)
    return currency, weight


def _received(state: State, at: At, facts: BillReceived) -> None:
    state.put(
        row_from(Bill, at, facts, count=int(facts.count), settled=0, status="received")
    )
    for number, one in enumerate(facts.shares):
        state.put(
            row_from(
                LotCharge, at, facts, line=number, lot=one.lot,
                bears=int(one.bears or 0),
            )
        )  # fmt: skip


def _unreceived(state: State, at: At, bill: str) -> None:
    row = state.get(Bill, at.book, bill)
    if row is None:
        return
    state.put(replace(row, status="corrected"))
    number = 0
    while charge := state.get(LotCharge, at.book, bill, number):
        state.put(replace(charge, bears=0))
        number += 1


def _settle(asking: Asking, facts: BillSettled) -> Decision:
    bill = asking.state.get(Bill, asking.book, facts.bill)
    if bill is None:
        raise Refusal("bill.unknown", bill=facts.bill)
    if int(facts.count) > bill.left:
        raise Refusal(
            "bill.more", bill=facts.bill, left=str(bill.left), asked=facts.count
        )
    postings = (
        Posting(
            debit=f"{asking.body}/payable/{bill.creditor}",
            credit=f"{asking.body}/cash/{facts.till}",
            commodity=bill.currency,
            fund=bill.fund,
            amount=int(facts.count),
        ),
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _settled(state: State, at: At, facts: BillSettled) -> None:
    bill = state.get(Bill, at.book, facts.bill)
    if bill:
        state.put(replace(bill, settled=bill.settled + int(facts.count)))


ROWS: tuple[type[Row], ...] = (Bill, LotCharge)
KINDS = (
    Kind(
        name="bill.received",
        payload=BillReceived,
        decide=_receive,
        evolve=_received,
        permitted=pairs("costs<payable"),
        spends=True,
        subject="bill",
        undo=_unreceived,
    ),
    Kind(
        name="bill.settled",
        payload=BillSettled,
        decide=_settle,
        evolve=_settled,
        permitted=pairs("payable<cash"),
        spends=True,
        subject="bill",
    ),
)
