# SPDX-License-Identifier: Apache-2.0
"""Goods between two books: what left under a consignment, and what was counted."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.corrections import EntryRow, named
from gungho.flows.funds import fund_row
from gungho.flows.gifts import Lot, goods_row, put_lot
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.packages import holds, lines_of, note_packages_sent
from gungho.flows.passages import (
    ArrivalLine,
    Line,
    Passage,
    PassageLine,
    counted_from,
    line_posting,
    note_arrival,
    note_sent,
    receiver_use,
    require_new,
    with_lots,
)
from gungho.flows.spending import require_held, require_terms
from gungho.flows.wire import Id, MaybeDay, MaybeId, Payload, Standing
from gungho.ledger.balances import postings_of
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


def _rests_on_arrival(asking: Asking, entry: str) -> Iterator[str]:
    """Yield what either side said since of what was counted under the document."""
    state, book = asking.state, asking.book
    row = state.get(EntryRow, book, entry)
    if row is None:
        return
    for one in state.find(EntryRow, "subject", row.subject):
        is_later = one.book == book and one.seq > row.seq
        raised = is_later and one.kind == "discrepancy.raised"
        settles = one.kind == "dispatch.settled" and _is_settled(asking, row)
        if (raised or settles) and not one.corrected_by:
            yield named(one, asking.body if one.book == book else _sender(asking, row))


def _is_settled(asking: Asking, row: EntryRow) -> bool:
    """True if the sender has settled more than what else was counted."""
    sender = _sender(asking, row)
    for posting in postings_of(asking.state, asking.book, row.seq):
        what = (posting.commodity, posting.fund, posting.lot)
        for sent in asking.state.find(PassageLine, "document", row.subject):
            if (sent.commodity, sent.fund, sent.lot) == what and sent.settled > (
                counted_from(asking, sender, document=row.subject, what=what)
                - posting.amount
            ):
                return True
    return False


def _sender(asking: Asking, row: EntryRow) -> str:
    found = asking.state.find(ArrivalLine, "document", row.subject)
    return next((one.sender for one in found if one.book == asking.book), "")


def _unarrived(state: State, at: At, document: str) -> None:
    """Take back what an arrival that was corrected had counted, lot by lot."""
    entry = state.get(EntryRow, at.book, at.corrects)
    for posting in postings_of(state, at.book, entry.seq) if entry else ():
        key = (at.book, document, posting.commodity, posting.fund, posting.lot)
        row = state.get(ArrivalLine, *key)
        if row:
            state.put(replace(row, count=row.count - posting.amount))
        lot = state.get(Lot, at.book, posting.lot)
        if lot and lot.origin == "passage":
            state.put(replace(lot, count=lot.count - posting.amount))


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
        undo=_unarrived,
        stands=_rests_on_arrival,
        permitted=pairs("stock<arrived"),
        subject="document",
    ),
)
