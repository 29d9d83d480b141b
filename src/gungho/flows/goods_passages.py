# SPDX-License-Identifier: Apache-2.0
"""Goods between two books: what left under a consignment, and what was counted."""

from __future__ import annotations

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.gifts import Lot, goods_row, put_lot
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.packages import holds, lines_of, note_packages_sent
from gungho.flows.passages import (
    Line,
    Passage,
    line_posting,
    note_arrival,
    note_sent,
    receiver_use,
    require_new,
    with_lots,
)
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import Id, MaybeDay, MaybeId, Payload, Standing
from gungho.ledger.state import Row, State


class GoodsDispatched(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """Goods leave under a consignment, stage by stage, each lot named.

    ``packages`` are those among them that were packed; what is in them need not be
    named again.
    """

    document: Id
    receiver: Id
    place: Id
    route: tuple[Id, ...]
    due: MaybeDay
    plan: MaybeId
    lines: tuple[Line, ...]
    standing: Standing
    packages: tuple[Id, ...] = ()


class GoodsArrived(Payload, frozen=True, kw_only=True):
    """Goods of a consignment are counted where they came, line by line."""

    document: Id
    sender: Id
    place: Id
    lines: tuple[Line, ...]
    standing: Standing


def _dispatch(asking: Asking, facts: GoodsDispatched) -> Decision:
    require_new(asking, document=facts.document, receiver=facts.receiver)
    lines: list[Line] = []
    packed = lines_of(asking, facts.packages, place=facts.place)
    named = facts.lines if holds(facts.lines, packed) else (*facts.lines, *packed)
    for line in named:
        item = goods_row(asking.state, line.commodity)
        use = receiver_use(asking, facts.receiver, item=item)
        require_terms(asking, line.fund, use)
        lines.extend(
            with_lots(asking, line, account=f"{asking.body}/stock/{facts.place}")
        )
    postings = tuple(
        line_posting(
            asking,
            line,
            debit=f"transit/{facts.document}",
            credit=f"stock/{facts.place}",
        )
        for line in lines
    )
    require_held(asking, postings)
    return Decision(replace(facts, lines=tuple(lines)), postings)


def _dispatched(state: State, at: At, facts: GoodsDispatched) -> None:
    route = " ".join(facts.route)
    state.put(row_from(Passage, at, facts, form="goods", sender=at.body, route=route))
    note_sent(state, at, document=facts.document, lines=facts.lines)
    note_packages_sent(state, at, facts.packages, document=facts.document)


def _goods_arrive(asking: Asking, facts: GoodsArrived) -> Decision:
    for line in facts.lines:
        goods_row(asking.state, line.commodity)
        fund_row(asking.state, asking.book, line.fund)
        if not line.lot:
            raise Refusal("arrival.no-lot", document=facts.document)
    postings = tuple(
        line_posting(
            asking,
            line,
            debit=f"stock/{facts.place}",
            credit=f"arrived/{facts.document}",
        )
        for line in facts.lines
    )
    return Decision(facts, postings)


def _goods_arrived(state: State, at: At, facts: GoodsArrived) -> None:
    for line in facts.lines:
        note_arrival(state, at, document=facts.document, sender=facts.sender, line=line)
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


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="goods.dispatched",
        version=2,
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
)
