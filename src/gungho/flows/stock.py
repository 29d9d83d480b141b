# SPDX-License-Identifier: Apache-2.0
"""Stock is goods at a place: moved between a body's places, and counted there.

A count is a fact: it is recorded whatever the book says. What is short is a loss of the
fund of the lot that is short, by its cause; where lots of one item lie mixed, the item
is counted as a whole and the shortage shared over them by quantity (law 10). What is
over is found, for the fund that the counter names. The shares stand in the entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.corrections import EntryRow
from gungho.flows.funds import fund_row
from gungho.flows.gifts import Lot, goods_row, put_lot
from gungho.flows.kind import Asking, At, Decision, Kind, always, pairs, row_from
from gungho.flows.losses import Loss
from gungho.flows.passages import Line, line_posting, with_lots
from gungho.flows.spending import require_held
from gungho.flows.wire import (
    Code,
    Id,
    MaybeAmount,
    MaybeId,
    MaybeLot,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.balances import shelf
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.measure import share

Held = tuple[str, str, int]


class StockMoved(Payload, frozen=True, kw_only=True):
    """Goods are moved from one place of a body to another."""

    move: Id
    source: Id
    target: Id
    lines: tuple[Line, ...]
    standing: Standing


class CountedLine(Part, frozen=True, kw_only=True):
    """What was counted of an item, of one lot or of all; nothing is left out.

    ``fund`` is whose it is if there is more than the book says.
    """

    item: Code
    counted: MaybeAmount = ""
    lot: MaybeLot = ""
    fund: MaybeId = ""
    cause: Id = "short"


class Difference(Part, frozen=True, kw_only=True):
    """What a lot is short of, or has over."""

    item: Code
    fund: Id
    lot: MaybeLot
    short: MaybeAmount = ""
    over: MaybeAmount = ""
    cause: Id = "short"


class StockCounted(Payload, frozen=True, kw_only=True):
    """A place's stock is counted, by lot or by item; the differences are worked out."""

    count: Id
    place: Id
    lines: tuple[CountedLine, ...]
    standing: Standing
    differences: tuple[Difference, ...] = ()


class StockCount(Row, frozen=True, kw_only=True):
    """One line of a count: what the book said, and what was there."""

    book: int
    count: str
    line: int
    place: str
    item: str
    lot: str
    counted: int
    short: int
    over: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "count", "line")
    indexes: ClassVar = {"book": ("book",)}


def _move(asking: Asking, facts: StockMoved) -> Decision:
    if facts.source == facts.target:
        raise Refusal("stock.same-place", place=facts.source)
    lines, postings = moved(
        asking, facts.lines, document=facts.move, way=(facts.source, facts.target)
    )
    return Decision(replace(facts, lines=lines), postings)


def moved(
    asking: Asking, lines: Iterable[Line], *, document: str, way: tuple[str, str]
) -> tuple[tuple[Line, ...], tuple[Posting, ...]]:
    """Return lines with their lots, and what moves them from one place to another.

    Raises Refusal ``stock.empty``, ``stock.short`` or ``balance.short``.
    """
    source, target = way
    account = f"{asking.body}/stock/{source}"
    lotted = []
    for line in lines:
        goods_row(asking.state, line.commodity)
        lotted += with_lots(asking, line, account=account)
    if not lotted:
        raise Refusal("stock.empty", document=document)
    postings = tuple(
        line_posting(asking, line, debit=f"stock/{target}", credit=f"stock/{source}")
        for line in lotted
    )
    require_held(asking, postings)
    return tuple(lotted), postings


def _count(asking: Asking, facts: StockCounted) -> Decision:
    if asking.state.get(StockCount, asking.book, facts.count, 0):
        raise Refusal("count.exists", count=facts.count)
    if not facts.lines:
        raise Refusal("stock.empty", document=facts.count)
    _require_once(facts)
    account = f"{asking.body}/stock/{facts.place}"
    found = tuple(
        difference
        for number, line in enumerate(facts.lines)
        for difference in _compared(asking, line, account=account, number=number)
    )
    if facts.differences not in ((), found):
        raise Refusal("count.differs", count=facts.count)
    postings = tuple(_posting(asking, one, account=account) for one in found)
    return Decision(replace(facts, differences=found), postings)


def _require_once(facts: StockCounted) -> None:
    """Refuse an item that is counted twice, or both by lot and as a whole."""
    met: set[tuple[str, str]] = set()
    for line in facts.lines:
        whole = {item for item, lot in met if not lot}
        mixed = not line.lot and any(item == line.item for item, _ in met)
        if (line.item, line.lot) in met or mixed or line.item in whole:
            raise Refusal("count.twice", count=facts.count, item=line.item)
        met.add((line.item, line.lot))


def _compared(
    asking: Asking, line: CountedLine, *, account: str, number: int
) -> Iterator[Difference]:
    """Yield how what was counted differs from what the book has there."""
    goods_row(asking.state, line.item)
    held = [
        (fund, lot, count)
        for fund, lot, count in shelf(asking.state, asking.book, account, line.item)
        if line.lot in ("", lot)
    ]
    booked, counted = sum(count for *_, count in held), int(line.counted or 0)
    if counted < booked:
        parts = share(booked - counted, [count for *_, count in held])
        for (fund, lot, _), part in zip(held, parts, strict=True):
            if part:
                yield Difference(
                    item=line.item, fund=fund, lot=lot, short=str(part),
                    cause=line.cause,
                )  # fmt: skip
    elif counted > booked:
        fund, lot = _found(asking, line, held=held, number=number)
        over = str(counted - booked)
        yield Difference(item=line.item, fund=fund, lot=lot, over=over)


def _found(
    asking: Asking, line: CountedLine, *, held: list[Held], number: int
) -> tuple[str, str]:
    """Return the fund and lot of what is over: the lot that was counted, or a new one.

    A lot that the book had lost comes back as itself, under its own fund.
    """
    if line.lot:
        row = asking.state.get(Lot, asking.book, line.lot)
        if row is None or row.item != line.item:
            raise Refusal("count.lot", item=line.item, lot=line.lot)
        return row.fund, line.lot
    if not line.fund:
        raise Refusal("count.whose", item=line.item)
    fund_row(asking.state, asking.book, line.fund)
    mine = [lot for fund, lot, _ in held if fund == line.fund]
    return line.fund, mine[0] if mine else f"{asking.body}:{asking.seq}.{number}"


def _posting(asking: Asking, one: Difference, *, account: str) -> Posting:
    lost = f"{asking.body}/losses/{one.cause}"
    found = f"{asking.body}/found/{account.split('/', 2)[2]}"
    return Posting(
        debit=lost if one.short else account,
        credit=account if one.short else found,
        commodity=one.item,
        fund=one.fund,
        amount=int(one.short or one.over),
        lot=one.lot,
    )


def _counted(state: State, at: At, facts: StockCounted) -> None:
    for number, line in enumerate(facts.lines):
        mine = [
            one
            for one in facts.differences
            if one.item == line.item and line.lot in ("", one.lot)
        ]
        state.put(
            row_from(
                StockCount, at, facts, line=number, item=line.item, lot=line.lot,
                counted=int(line.counted or 0),
                short=sum(int(one.short or 0) for one in mine),
                over=sum(int(one.over or 0) for one in mine),
            )
        )  # fmt: skip
    for one in facts.differences:
        if one.short:
            _note_loss(state, at, facts, one=one)
        elif state.get(Lot, at.book, one.lot) is None:
            put_lot(
                state, at, lot=one.lot, item=one.item, fund=one.fund,
                count=int(one.over), origin="found", source=facts.count,
            )  # fmt: skip


def _note_loss(state: State, at: At, facts: StockCounted, *, one: Difference) -> None:
    state.put(
        row_from(
            Loss, at, facts, loss=facts.count, document="", cause=one.cause,
            custodian="", commodity=one.item, fund=one.fund, lot=one.lot,
            count=int(one.short), cited="",
        )
    )  # fmt: skip


def _uncounted(state: State, at: At, count: str) -> None:
    """Let a count that was corrected differ from nothing, and have lost nothing."""
    entry = state.get(EntryRow, at.book, at.corrects)
    number = 0
    while row := state.get(StockCount, at.book, count, number):
        state.put(replace(row, short=0, over=0))
        number += 1
    for loss in state.find(Loss, "book", at.book):
        if entry and loss.seq == entry.seq:
            state.put(replace(loss, count=0))


ROWS: tuple[type[Row], ...] = (StockCount,)
KINDS = (
    Kind(
        name="stock.moved",
        payload=StockMoved,
        decide=_move,
        permitted=pairs("stock<stock"),
        spends=True,
        subject="move",
    ),
    Kind(
        name="stock.counted",
        payload=StockCounted,
        decide=_count,
        evolve=_counted,
        undo=_uncounted,
        permitted=pairs("losses<stock", "stock<found"),
        taken=always,
        subject="count",
    ),
)
