# SPDX-License-Identifier: Apache-2.0
"""Custody apart from ownership: ours in another's hands, and another's in ours.

What a holder keeps for us stays in our own stock, at a place that names the holder.
What we keep for an owner is theirs: it stands in custody against agency, and can only
go back.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.gifts import goods_row, put_lot, require_peaceful
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.passages import Line
from gungho.flows.stock import moved
from gungho.flows.wire import Amount, Code, Id, MaybeDay, MaybeLot, Part, Payload
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class CustodyPassed(Payload, frozen=True, kw_only=True):
    """Goods of ours go into another's hands, to be kept for us."""

    custody: Id
    holder: Id
    place: Id
    due: MaybeDay
    lines: tuple[Line, ...]


class CustodyEnded(Payload, frozen=True, kw_only=True):
    """What another kept for us is in our hands again, at a place."""

    custody: Id
    place: Id
    lines: tuple[Line, ...]


class DepositLine(Part, frozen=True, kw_only=True):
    """Goods of an owner, counted; the lot is given by the book."""

    item: Code
    count: Amount
    lot: MaybeLot = ""


class DepositTaken(Payload, frozen=True, kw_only=True):
    """Goods of an owner are kept here; they are not ours."""

    deposit: Id
    owner: Id
    place: Id
    fund: Id
    due: MaybeDay
    lines: tuple[DepositLine, ...]


class DepositReturned(Payload, frozen=True, kw_only=True):
    """Goods that were kept for an owner go back: all of them, or some lots."""

    deposit: Id
    lines: tuple[DepositLine, ...]


class Held(Row, frozen=True, kw_only=True):
    """One lot held for somebody: ``ours`` with a holder, or ``theirs`` with us."""

    book: int
    custody: str
    whose: str
    party: str
    place: str
    item: str
    fund: str
    lot: str
    count: int
    back: int
    due: str
    on: str
    seq: int
    key: ClassVar = ("book", "custody", "item", "fund", "lot")
    indexes: ClassVar = {"custody": ("book", "custody"), "book": ("book",)}

    @property
    def left(self) -> int:
        """What is still held."""
        return self.count - self.back


BOTH = ("custody", "agency")


def kept_by(holder: str) -> str:
    """Return where in our stock goods stand that a holder keeps for us."""
    return f"held.{holder}"


def _pass(asking: Asking, facts: CustodyPassed) -> Decision:
    _require_new(asking, facts.custody)
    way = (facts.place, kept_by(facts.holder))
    lines, postings = moved(asking, facts.lines, document=facts.custody, way=way)
    return Decision(replace(facts, lines=lines), postings)


def _require_new(asking: Asking, custody: str) -> None:
    if asking.state.find(Held, "custody", asking.book, custody):
        raise Refusal("custody.exists", custody=custody)


def _passed(state: State, at: At, facts: CustodyPassed) -> None:
    for line in facts.lines:
        key = (at.book, facts.custody, line.commodity, line.fund, line.lot)
        before = state.get(Held, *key)
        state.put(
            row_from(
                Held, at, facts, whose="ours", party=facts.holder,
                item=line.commodity, fund=line.fund, lot=line.lot, back=0,
                count=int(line.count) + (before.count if before else 0),
            )
        )  # fmt: skip


def _end(asking: Asking, facts: CustodyEnded) -> Decision:
    rows = _held(asking, facts.custody, whose="ours")
    lines = [
        one
        for line in facts.lines
        for one in _of_lots(line, rows, custody=facts.custody)
    ]
    way = (kept_by(rows[0].party), facts.place)
    named, postings = moved(asking, lines, document=facts.custody, way=way)
    return Decision(replace(facts, lines=named), postings)


def _held(asking: Asking, custody: str, *, whose: str) -> tuple[Held, ...]:
    rows = asking.state.find(Held, "custody", asking.book, custody)
    if not rows or rows[0].whose != whose:
        raise Refusal("custody.unknown", custody=custody)
    return rows


def _of_lots(line: Line, rows: tuple[Held, ...], *, custody: str) -> list[Line]:
    """Return which lots a line is of, in the order of their ids."""
    wanted, found = int(line.count), []
    for row in rows:
        if (row.item, row.fund) != (line.commodity, line.fund):
            continue
        part = min(row.left, wanted) if line.lot in ("", row.lot) else 0
        if part:
            found.append(replace(line, lot=row.lot, count=str(part)))
            wanted -= part
    if wanted:
        raise Refusal(
            "custody.more", custody=custody, item=line.commodity, asked=line.count,
            left=str(int(line.count) - wanted),
        )  # fmt: skip
    return found


def _ended(state: State, at: At, facts: CustodyEnded) -> None:
    for line in facts.lines:
        key = (at.book, facts.custody, line.commodity, line.fund, line.lot)
        _give_back(state, key, int(line.count))


def _give_back(state: State, key: tuple[int, str, str, str, str], count: int) -> None:
    row = state.get(Held, *key)
    if row:
        state.put(replace(row, back=row.back + count))


def _take(asking: Asking, facts: DepositTaken) -> Decision:
    _require_new(asking, facts.deposit)
    fund_row(asking.state, asking.book, facts.fund)
    if not facts.lines:
        raise Refusal("stock.empty", document=facts.deposit)
    lines = []
    for number, line in enumerate(facts.lines):
        require_peaceful(goods_row(asking.state, line.item))
        lines.append(replace(line, lot=f"{asking.body}:{asking.seq}.{number}"))
    postings = tuple(
        _deposit_posting(asking, one, deposit=facts.deposit, fund=facts.fund)
        for one in lines
    )
    return Decision(replace(facts, lines=tuple(lines)), postings)


def _deposit_posting(
    asking: Asking, line: DepositLine, *, deposit: str, fund: str, back: bool = False
) -> Posting:
    # A gift held as agent lies under its own id: the two must never be one account.
    sides = tuple(f"{asking.body}/{role}/deposit.{deposit}" for role in BOTH)
    debit, credit = reversed(sides) if back else sides
    return Posting(
        debit=debit, credit=credit, commodity=line.item, fund=fund,
        amount=int(line.count), lot=line.lot,
    )  # fmt: skip


def _taken(state: State, at: At, facts: DepositTaken) -> None:
    for line in facts.lines:
        count = int(line.count)
        state.put(
            row_from(
                Held, at, facts, custody=facts.deposit, whose="theirs",
                party=facts.owner, item=line.item, lot=line.lot, count=count, back=0,
            )
        )  # fmt: skip
        put_lot(
            state, at, lot=line.lot, item=line.item, fund=facts.fund, count=count,
            origin="deposit", source=facts.deposit,
        )  # fmt: skip


def _return(asking: Asking, facts: DepositReturned) -> Decision:
    rows = _held(asking, facts.deposit, whose="theirs")
    asked = [
        Line(commodity=one.item, count=one.count, fund=rows[0].fund, lot=one.lot)
        for one in facts.lines
    ]
    lines = tuple(
        DepositLine(item=one.commodity, count=one.count, lot=one.lot)
        for line in asked
        for one in _of_lots(line, rows, custody=facts.deposit)
    )
    if not lines:
        raise Refusal("stock.empty", document=facts.deposit)
    postings = tuple(
        _deposit_posting(
            asking, one, deposit=facts.deposit, fund=rows[0].fund, back=True
        )
        for one in lines
    )
    return Decision(replace(facts, lines=lines), postings)


def _returned(state: State, at: At, facts: DepositReturned) -> None:
    rows = state.find(Held, "custody", at.book, facts.deposit)
    for line in facts.lines:
        for row in rows:
            if (row.item, row.lot) == (line.item, line.lot):
                key = (at.book, facts.deposit, row.item, row.fund, row.lot)
                _give_back(state, key, int(line.count))


ROWS: tuple[type[Row], ...] = (Held,)
KINDS = (
    Kind(
        name="custody.passed",
        payload=CustodyPassed,
        decide=_pass,
        evolve=_passed,
        permitted=pairs("stock<stock"),
        spends=True,
        subject="custody",
    ),
    Kind(
        name="custody.ended",
        payload=CustodyEnded,
        decide=_end,
        evolve=_ended,
        permitted=pairs("stock<stock"),
        spends=True,
        subject="custody",
    ),
    Kind(
        name="deposit.taken",
        payload=DepositTaken,
        decide=_take,
        evolve=_taken,
        permitted=pairs("custody<agency"),
        subject="deposit",
    ),
    Kind(
        name="deposit.returned",
        payload=DepositReturned,
        decide=_return,
        evolve=_returned,
        permitted=pairs("agency<custody"),
        spends=True,
        subject="deposit",
    ),
)
