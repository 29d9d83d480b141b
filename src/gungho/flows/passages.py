# SPDX-License-Identifier: Apache-2.0
"""A passage is money or goods between two books, joined by a document id.

What leaves stands in the sender's ``transit`` until the sender settles it by citing the
receiver's arrival or accepts its loss (law 7). Transit less what arrived is on the way.
A later arrival is never refused.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.keeping import require_not_suspended
from gungho.flows.kind import Asking, At, Kind
from gungho.flows.registry import Item, body_row
from gungho.flows.spending import pick_lots
from gungho.flows.wire import Amount, Code, Id, MaybeLot, Part
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use

INLAND = frozenset({"depot", "coop", "federation"})
What = tuple[str, str, str]  # commodity, fund, lot


class Line(Part, frozen=True, kw_only=True):
    """So much of one commodity and fund; goods name their lot."""

    commodity: Code
    fund: Id
    count: Amount
    lot: MaybeLot = ""


class Passage(Row, frozen=True, kw_only=True):
    """The sender's side of a passage."""

    book: int
    document: str
    form: str
    sender: str
    receiver: str
    route: str
    plan: str
    on: str
    due: str
    seq: int
    standing: str
    key: ClassVar = ("book", "document")
    indexes: ClassVar = {"document": ("document",), "book": ("book",)}


class PassageLine(Row, frozen=True, kw_only=True):
    """What was sent of one lot, and how much of it is settled or lost."""

    book: int
    document: str
    commodity: str
    fund: str
    lot: str
    sent: int
    settled: int
    lost: int
    key: ClassVar = ("book", "document", "commodity", "fund", "lot")
    indexes: ClassVar = {"document": ("document",)}


class ArrivalLine(Row, frozen=True, kw_only=True):
    """The receiver's side: what was counted of one lot, and the bank's fee.

    Nothing of either is left where the arrival was corrected.

    Where a bank changed the currency, the line stands in the currency that was sent,
    so that it meets the sender's line; what it became is an ``ArrivalChange``.
    """

    book: int
    document: str
    commodity: str
    fund: str
    lot: str
    sender: str
    count: int
    fee: int
    on: str
    seq: int
    key: ClassVar = ("book", "document", "commodity", "fund", "lot")
    indexes: ClassVar = {"document": ("document",)}

    @property
    def came(self) -> bool:
        """True if anything of it came."""
        return bool(self.count or self.fee)


class ArrivalChange(Row, frozen=True, kw_only=True):
    """What a bank on the way made of one currency: so much of it became another.

    ``of_count`` of ``commodity`` became ``count`` and the ``fee`` in ``became``.
    """

    book: int
    document: str
    commodity: str
    fund: str
    became: str
    sender: str
    of_count: int
    count: int
    fee: int
    on: str
    seq: int
    key: ClassVar = ("book", "document", "commodity", "fund", "became")
    indexes: ClassVar = {"document": ("document",)}


def receiver_use(asking: Asking, receiver: str, *, item: Item | None) -> Use:
    """Return what sending to a receiver asks of a fund's terms."""
    row = body_row(asking.state, receiver)
    inland = row.form in INLAND
    return Use(
        on=asking.happened,
        region=(row.region or None) if inland else None,
        place=None,
        item=item.item if item else None,
        military=item is not None and item.end_use == "military",
    )


def require_new(asking: Asking, *, document: str, receiver: str) -> None:
    """Refuse a document used before, and a receiver that is the sender itself."""
    if asking.state.get(Passage, asking.book, document):
        raise Refusal("passage.exists", document=document)
    if receiver == asking.body:
        raise Refusal("passage.to-itself", document=document, body=receiver)
    require_not_suspended(asking, receiver)


def line_posting(asking: Asking, line: Line, *, debit: str, credit: str) -> Posting:
    """Return a line's posting between two of the body's own accounts."""
    return Posting(
        debit=f"{asking.body}/{debit}",
        credit=f"{asking.body}/{credit}",
        commodity=line.commodity,
        fund=line.fund,
        amount=int(line.count),
        lot=line.lot,
    )


def with_lots(asking: Asking, line: Line, *, account: str) -> list[Line]:
    """Return a line with its lots: those it names, or the oldest that lie there."""
    if line.lot:
        return [line]
    picked = pick_lots(
        asking,
        account=account,
        item=line.commodity,
        count=int(line.count),
        fund=line.fund,
    )
    return [replace(line, lot=lot, count=str(count)) for lot, count in picked]


def note_sent(state: State, at: At, *, document: str, lines: tuple[Line, ...]) -> None:
    """Note what leaves under a document, line by line."""
    for line in lines:
        key = (at.book, document, line.commodity, line.fund, line.lot)
        before = state.get(PassageLine, *key)
        sent = int(line.count) + (before.sent if before else 0)
        state.put(
            PassageLine(
                book=at.book,
                document=document,
                commodity=line.commodity,
                fund=line.fund,
                lot=line.lot,
                sent=sent,
                settled=0,
                lost=0,
            )
        )


def note_arrival(
    state: State, at: At, *, document: str, sender: str, line: Line, fee: int = 0
) -> None:
    """Note what was counted of one line, and what banks kept of it."""
    key = (at.book, document, line.commodity, line.fund, line.lot)
    before = state.get(ArrivalLine, *key)
    state.put(
        ArrivalLine(
            book=at.book,
            document=document,
            commodity=line.commodity,
            fund=line.fund,
            lot=line.lot,
            sender=sender,
            count=int(line.count) + (before.count if before else 0),
            fee=fee + (before.fee if before else 0),
            on=at.happened,
            seq=at.seq,
        )
    )


def counted_of(asking: Asking, *, document: str, what: What) -> int:
    """Return what receivers counted, and banks kept, of this sender's document."""
    return counted_from(asking, asking.body, document=document, what=what)


def counted_from(asking: Asking, sender: str, *, document: str, what: What) -> int:
    """Return what was counted, and kept by banks, of a sender's document."""
    return sum(
        row.count + row.fee
        for row in asking.state.find(ArrivalLine, "document", document)
        if (row.sender, row.commodity, row.fund, row.lot) == (sender, *what)
    )


ROWS: tuple[type[Row], ...] = (Passage, PassageLine, ArrivalLine, ArrivalChange)
KINDS: tuple[Kind, ...] = ()
