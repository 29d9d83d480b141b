# SPDX-License-Identifier: Apache-2.0
"""A case of unsorted goods becomes counted lots of the fund that the case was of.

The trace goes on through it: each new lot is a stated part of what the cases were, and
what they cost is shared by those parts. A case may be sorted bit by bit.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.gifts import Lot, goods_row, put_lot, require_peaceful
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.passages import Line, line_posting, with_lots
from gungho.flows.spending import require_held
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeLot,
    Natural,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.measure import share

WHOLE = 1_000_000


class SortedLine(Part, frozen=True, kw_only=True):
    """What was found of one item; ``part_ppm`` is its part of what the cases were."""

    item: Code
    count: Amount
    part_ppm: Natural = 0


class StockSorted(Payload, frozen=True, kw_only=True):
    """So many cases of a fund are opened at a place and sorted.

    ``cases`` are the lots that were opened, the oldest where none is named.
    """

    sorting: Id
    place: Id
    item: Code
    count: Amount
    fund: Id
    lines: tuple[SortedLine, ...]
    standing: Standing
    lot: MaybeLot = ""
    cases: tuple[Line, ...] = ()


class Sorting(Row, frozen=True, kw_only=True):
    """One lot that came out of cases, and its part of them."""

    book: int
    sorting: str
    line: int
    case: str
    item: str
    count: int
    fund: str
    lot: str
    part_ppm: int
    place: str
    on: str
    seq: int
    key: ClassVar = ("book", "sorting", "line")


def _sort(asking: Asking, facts: StockSorted) -> Decision:
    if asking.state.get(Sorting, asking.book, facts.sorting, 0):
        raise Refusal("sorting.exists", sorting=facts.sorting)
    if not facts.lines:
        raise Refusal("stock.empty", document=facts.sorting)
    goods_row(asking.state, facts.item)
    for line in facts.lines:
        require_peaceful(goods_row(asking.state, line.item))
    asked = Line(
        commodity=facts.item, count=facts.count, fund=facts.fund, lot=facts.lot
    )
    account = f"stock/{facts.place}"
    cases = tuple(with_lots(asking, asked, account=f"{asking.body}/{account}"))
    if facts.cases not in ((), cases):
        raise Refusal("sorting.cases", sorting=facts.sorting)
    bridge = f"sorting/{facts.sorting}"
    opened = tuple(
        line_posting(asking, one, debit=bridge, credit=account) for one in cases
    )
    require_held(asking, opened)
    lines = _with_parts(facts)
    found = tuple(
        Posting(
            debit=f"{asking.body}/{account}",
            credit=f"{asking.body}/{bridge}",
            commodity=line.item,
            fund=facts.fund,
            amount=int(line.count),
            lot=f"{asking.body}:{asking.seq}.{number}",
        )
        for number, line in enumerate(lines)
    )
    return Decision(replace(facts, lines=lines, cases=cases), opened + found)


def _with_parts(facts: StockSorted) -> tuple[SortedLine, ...]:
    """Return the lines with their parts: as stated, else alike; they make a whole."""
    parts = tuple(line.part_ppm for line in facts.lines)
    if not any(parts):
        parts = share(WHOLE, [1] * len(parts))
    if sum(parts) != WHOLE or not all(parts):
        raise Refusal("sorting.parts", sorting=facts.sorting, total=sum(parts))
    return tuple(
        replace(line, part_ppm=part)
        for line, part in zip(facts.lines, parts, strict=True)
    )


def _sorted(state: State, at: At, facts: StockSorted) -> None:
    currency, costs = _costs(state, at, facts)
    for number, (line, cost) in enumerate(zip(facts.lines, costs, strict=True)):
        lot, count = f"{at.body}:{at.seq}.{number}", int(line.count)
        state.put(
            row_from(
                Sorting, at, facts, line=number, case=facts.item, item=line.item,
                count=count, lot=lot, part_ppm=line.part_ppm,
            )
        )  # fmt: skip
        put_lot(
            state, at, lot=lot, item=line.item, fund=facts.fund, count=count,
            origin="sorted", source=facts.sorting, currency=currency, cost=cost,
        )  # fmt: skip


def _costs(state: State, at: At, facts: StockSorted) -> tuple[str, tuple[int, ...]]:
    """Return what the cases cost, shared by the parts, where that is one currency."""
    rows = [(state.get(Lot, at.book, one.lot), int(one.count)) for one in facts.cases]
    known = [(row, count) for row, count in rows if row and row.cost]
    currencies = {row.currency for row, _ in known}
    if len(currencies) != 1:
        return "", (0,) * len(facts.lines)
    total = sum(row.cost * count // row.count for row, count in known)
    return currencies.pop(), share(total, [line.part_ppm for line in facts.lines])


ROWS: tuple[type[Row], ...] = (Sorting,)
KINDS = (
    Kind(
        name="stock.sorted",
        payload=StockSorted,
        decide=_sort,
        evolve=_sorted,
        permitted=pairs("sorting<stock", "stock<sorting"),
        spends=True,
        subject="sorting",
    ),
)
