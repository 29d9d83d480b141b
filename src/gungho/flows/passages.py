# SPDX-License-Identifier: Apache-2.0
"""A passage is money or goods between two books, joined by a document id.

What leaves stands in the sender's ``transit`` until the sender settles it by citing the
receiver's arrival or accepts its loss (law 7). Transit less what arrived is on the way.
A later arrival is never refused.
"""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.gifts import Lot, goods_row, put_lot
from gungho.flows.keeping import require_not_suspended
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.registry import Item, body_row
from gungho.flows.spending import pick_lots, require_held, require_terms
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeDay,
    MaybeId,
    MaybeLot,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use

INLAND = frozenset({"depot", "coop", "federation"})


class Line(Part, frozen=True, kw_only=True):
    """So much of one commodity and fund; goods name their lot."""

    commodity: Code
    fund: Id
    count: Amount
    lot: MaybeLot = ""


class MoneyLine(Part, frozen=True, kw_only=True):
    """Money that came, and what the bank kept of it."""

    commodity: Code
    fund: Id
    count: Amount
    fee: MaybeAmount = ""


class MoneySent(Payload, frozen=True, kw_only=True):
    """Money is sent to another body under a document."""

    document: Id
    receiver: Id
    till: Id
    due: MaybeDay
    lines: tuple[Line, ...]
    standing: Standing


class MoneyArrived(Payload, frozen=True, kw_only=True):
    """Money that another body sent has arrived; a bank fee is a line of its own."""

    document: Id
    sender: Id
    till: Id
    lines: tuple[MoneyLine, ...]
    standing: Standing


class GoodsDispatched(Payload, frozen=True, kw_only=True):
    """Goods leave under a consignment, stage by stage, each lot named."""

    document: Id
    receiver: Id
    place: Id
    route: tuple[Id, ...]
    due: MaybeDay
    plan: MaybeId
    lines: tuple[Line, ...]
    standing: Standing


class GoodsArrived(Payload, frozen=True, kw_only=True):
    """Goods of a consignment are counted where they came, line by line."""

    document: Id
    sender: Id
    place: Id
    lines: tuple[Line, ...]
    standing: Standing


class DispatchSettled(Payload, frozen=True, kw_only=True):
    """The sender settles what the receiver counted, citing the arrival."""

    document: Id
    arrival_book: Id
    arrival: Id
    lines: tuple[Line, ...]


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
    """The receiver's side: what was counted of one lot, and the bank's fee."""

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


def _receiver_use(asking: Asking, receiver: str, item: Item | None) -> Use:
    row = body_row(asking.state, receiver)
    inland = row.form in INLAND
    return Use(
        on=asking.happened,
        region=(row.region or None) if inland else None,
        place=None,
        item=item.item if item else None,
        military=item is not None and item.end_use == "military",
    )


def _send_money(asking: Asking, facts: MoneySent) -> Decision:
    _require_new(asking, facts.document, facts.receiver)
    use = _receiver_use(asking, facts.receiver, None)
    postings = []
    for line in facts.lines:
        require_currency(asking, line.commodity)
        require_terms(asking, line.fund, use)
        postings.append(
            _posting(asking, "transit", facts.document, "cash", facts.till, line)
        )
    require_held(asking, tuple(postings))
    return Decision(facts, tuple(postings))


def _require_new(asking: Asking, document: str, receiver: str) -> None:
    if asking.state.get(Passage, asking.book, document):
        raise Refusal("passage.exists", document=document)
    if receiver == asking.body:
        raise Refusal("passage.to-itself", document=document, body=receiver)
    require_not_suspended(asking, receiver)


def _posting(
    asking: Asking, role: str, detail: str, credit: str, at: str, line: Line
) -> Posting:
    return Posting(
        debit=f"{asking.body}/{role}/{detail}",
        credit=f"{asking.body}/{credit}/{at}",
        commodity=line.commodity,
        fund=line.fund,
        amount=int(line.count),
        lot=line.lot,
    )


def _money_sent(state: State, at: At, facts: MoneySent) -> None:
    state.put(
        row_from(Passage, at, facts, form="money", sender=at.body, route="", plan="")
    )
    _lines_sent(state, at, facts.document, facts.lines)


def _lines_sent(state: State, at: At, document: str, lines: tuple[Line, ...]) -> None:
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


def _dispatch(asking: Asking, facts: GoodsDispatched) -> Decision:
    _require_new(asking, facts.document, facts.receiver)
    lines: list[Line] = []
    for line in facts.lines:
        item = goods_row(asking.state, line.commodity)
        use = _receiver_use(asking, facts.receiver, item)
        require_terms(asking, line.fund, use)
        lines.extend(_with_lots(asking, line, f"{asking.body}/stock/{facts.place}"))
    postings = tuple(
        _posting(asking, "transit", facts.document, "stock", facts.place, line)
        for line in lines
    )
    require_held(asking, postings)
    return Decision(replace(facts, lines=tuple(lines)), postings)


def _with_lots(asking: Asking, line: Line, account: str) -> list[Line]:
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


def _dispatched(state: State, at: At, facts: GoodsDispatched) -> None:
    route = " ".join(facts.route)
    state.put(row_from(Passage, at, facts, form="goods", sender=at.body, route=route))
    _lines_sent(state, at, facts.document, facts.lines)


def _money_arrive(asking: Asking, facts: MoneyArrived) -> Decision:
    postings: list[Posting] = []
    source = f"{asking.body}/arrived/{facts.document}"
    for line in facts.lines:
        require_currency(asking, line.commodity)
        fund_row(asking.state, asking.book, line.fund)
        for account, count in (
            (f"{asking.body}/cash/{facts.till}", line.count),
            (f"{asking.body}/costs/bank", line.fee),
        ):
            if count:
                postings.append(
                    Posting(
                        debit=account,
                        credit=source,
                        commodity=line.commodity,
                        fund=line.fund,
                        amount=int(count),
                    )
                )
    return Decision(facts, tuple(postings))


def _money_arrived(state: State, at: At, facts: MoneyArrived) -> None:
    for line in facts.lines:
        fee = int(line.fee or 0)
        _count(state, at, facts.document, facts.sender, replaced(line), fee=fee)


def replaced(line: MoneyLine) -> Line:
    """Return a money line as a line without its fee."""
    return Line(commodity=line.commodity, fund=line.fund, count=line.count)


def _count(
    state: State, at: At, document: str, sender: str, line: Line, *, fee: int
) -> None:
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


def _goods_arrive(asking: Asking, facts: GoodsArrived) -> Decision:
    for line in facts.lines:
        goods_row(asking.state, line.commodity)
        fund_row(asking.state, asking.book, line.fund)
        if not line.lot:
            raise Refusal("arrival.no-lot", document=facts.document)
    postings = tuple(
        _posting(asking, "stock", facts.place, "arrived", facts.document, line)
        for line in facts.lines
    )
    return Decision(facts, postings)


def _goods_arrived(state: State, at: At, facts: GoodsArrived) -> None:
    for line in facts.lines:
        _count(state, at, facts.document, facts.sender, line, fee=0)
        _note_lot(state, at, document=facts.document, line=line)


def _note_lot(state: State, at: At, *, document: str, line: Line) -> None:
    """Note a lot that came in; one of this book's own that returns stays as it was."""
    before = state.get(Lot, at.book, line.lot)
    if before is not None and before.origin != "passage":
        return
    put_lot(
        state, at, lot=line.lot, item=line.commodity, fund=line.fund,
        count=int(line.count) + (before.count if before else 0),
        origin="passage", source=document,
    )  # fmt: skip


def _settle(asking: Asking, facts: DispatchSettled) -> Decision:
    passage = asking.state.get(Passage, asking.book, facts.document)
    if passage is None:
        raise Refusal("passage.unknown", document=facts.document)
    asked: Counter[tuple[str, str, str]] = Counter()
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        asked[what] += int(line.count)
        settled = _open_line(asking, facts.document, line).settled
        counted = _counted(asking, document=facts.document, what=what)
        if settled + asked[what] > counted:
            raise Refusal(
                "settle.not-counted",
                document=facts.document,
                counted=str(counted),
                asked=str(settled + asked[what]),
            )
    postings = tuple(
        _posting(asking, "passed", passage.receiver, "transit", facts.document, line)
        for line in facts.lines
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _counted(asking: Asking, *, document: str, what: tuple[str, str, str]) -> int:
    """Return what receivers counted, and banks kept, of this sender's document."""
    return sum(
        row.count + row.fee
        for row in asking.state.find(ArrivalLine, "document", document)
        if (row.sender, row.commodity, row.fund, row.lot) == (asking.body, *what)
    )


def _open_line(asking: Asking, document: str, line: Line) -> PassageLine:
    row = asking.state.get(
        PassageLine, asking.book, document, line.commodity, line.fund, line.lot
    )
    if row is None:
        raise Refusal("passage.no-line", document=document, commodity=line.commodity)
    return row


def _settled(state: State, at: At, facts: DispatchSettled) -> None:
    for line in facts.lines:
        key = (at.book, facts.document, line.commodity, line.fund, line.lot)
        row = state.get(PassageLine, *key)
        if row:
            state.put(replace(row, settled=row.settled + int(line.count)))


ROWS: tuple[type[Row], ...] = (Passage, PassageLine, ArrivalLine)
KINDS = (
    Kind(
        name="money.sent",
        payload=MoneySent,
        decide=_send_money,
        evolve=_money_sent,
        permitted=pairs("transit<cash"),
        spends=True,
        subject="document",
    ),
    Kind(
        name="money.arrived",
        payload=MoneyArrived,
        decide=_money_arrive,
        evolve=_money_arrived,
        permitted=pairs("cash<arrived", "costs<arrived"),
        subject="document",
    ),
    Kind(
        name="goods.dispatched",
        payload=GoodsDispatched,
        decide=_dispatch,
        evolve=_dispatched,
        permitted=pairs("transit<stock"),
        spends=True,
        subject="document",
    ),
    Kind(
        name="goods.arrived",
        payload=GoodsArrived,
        decide=_goods_arrive,
        evolve=_goods_arrived,
        permitted=pairs("stock<arrived"),
        subject="document",
    ),
    Kind(
        name="dispatch.settled",
        payload=DispatchSettled,
        decide=_settle,
        evolve=_settled,
        permitted=pairs("passed<transit"),
        subject="document",
    ),
)
