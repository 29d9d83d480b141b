# SPDX-License-Identifier: Apache-2.0
"""A workshop buys materials, puts them into a work order, makes goods and sells them.

Gifted materials end as used, and what is made is the co-op's own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import CASH, SHOP, coop_row
from gungho.flows.corrections import EntryRow, entry_at, named
from gungho.flows.funds import fund_row
from gungho.flows.gifts import Lot, goods_row, put_lot, require_peaceful
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.spending import (
    pick_lots,
    require_clauses,
    require_held,
    require_terms,
)
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeId,
    MaybeLot,
    Natural,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.accounts import role_of
from gungho.ledger.balances import balance, postings_of
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use


class GoodsBought(Payload, frozen=True, kw_only=True):
    """Goods are bought with money of a fund; they become a lot of that fund."""

    purchase: Id
    party: Id
    place: Id
    item: Code
    count: Amount
    currency: Code
    cost: Amount
    till: Id
    fund: Id
    plan: MaybeId
    standing: Standing


class MaterialLine(Part, frozen=True, kw_only=True):
    """Materials of one lot put to use."""

    item: Code
    count: Amount
    fund: MaybeId = ""
    lot: MaybeLot = ""


class MaterialsUsed(Payload, frozen=True, kw_only=True):
    """Materials are put into a work order."""

    order: Id
    coop: Id
    lines: tuple[MaterialLine, ...]
    standing: Standing


class GoodsMade(Payload, frozen=True, kw_only=True):
    """Goods come out of a work order, taking their part of what it holds."""

    order: Id
    coop: Id
    item: Code
    count: Amount
    part_ppm: Natural
    standing: Standing


class GoodsSold(Payload, frozen=True, kw_only=True):
    """Goods are sold; wages for the work are paid out of the proceeds."""

    sale: Id
    coop: Id
    item: Code
    count: Amount
    currency: Code
    proceeds: Amount
    wages: MaybeAmount
    lines: tuple[MaterialLine, ...] = ()
    standing: Standing


class Purchase(Row, frozen=True, kw_only=True):
    """A purchase."""

    book: int
    purchase: str
    party: str
    item: str
    count: int
    currency: str
    cost: int
    fund: str
    lot: str
    plan: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "purchase")
    indexes: ClassVar = {"party": ("party",)}


class Work(Row, frozen=True, kw_only=True):
    """A work order: what was put in and what came out."""

    book: int
    order: str
    line: int
    coop: str
    way: str
    item: str
    count: int
    fund: str
    lot: str
    part_ppm: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "order", "seq", "line")
    indexes: ClassVar = {"coop": ("coop",), "order": ("book", "order")}


class Sale(Row, frozen=True, kw_only=True):
    """A sale."""

    book: int
    sale: str
    coop: str
    item: str
    count: int
    currency: str
    proceeds: int
    wages: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "sale")
    indexes: ClassVar = {"coop": ("coop",)}


def _lot(asking: Asking) -> str:
    return f"{asking.body}:{asking.seq}.0"


def _buy(asking: Asking, facts: GoodsBought) -> Decision:
    item = goods_row(asking.state, facts.item)
    require_peaceful(item)
    require_currency(asking, facts.currency)
    if asking.state.get(Purchase, asking.book, facts.purchase):
        raise Refusal("purchase.exists", purchase=facts.purchase)
    military = item.end_use == "military"
    use = Use(on=asking.happened, item=facts.item, military=military)
    require_terms(asking, facts.fund, use)
    trading = f"{facts.party}/trading"
    postings = (
        Posting(
            debit=trading,
            credit=f"{facts.party}/cash/{facts.till}",
            commodity=facts.currency,
            fund=facts.fund,
            amount=int(facts.cost),
        ),
        Posting(
            debit=f"{facts.party}/stock/{facts.place}",
            credit=trading,
            commodity=facts.item,
            fund=facts.fund,
            amount=int(facts.count),
            lot=_lot(asking),
        ),
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _bought(state: State, at: At, facts: GoodsBought) -> None:
    lot = f"{at.body}:{at.seq}.0"
    count, cost = int(facts.count), int(facts.cost)
    state.put(row_from(Purchase, at, facts, lot=lot, count=count, cost=cost))
    put_lot(
        state, at, lot=lot, item=facts.item, fund=facts.fund, count=count,
        origin="purchase", source=facts.purchase, currency=facts.currency, cost=cost,
    )  # fmt: skip


def _use(asking: Asking, facts: MaterialsUsed) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop, at_work=True)
    own = f"{asking.body}:own"
    account = f"{facts.coop}/{SHOP}"
    lines: list[MaterialLine] = []
    for asked in facts.lines:
        line = asked if asked.fund else replace(asked, fund=own)
        goods = goods_row(asking.state, line.item)
        use = Use(
            on=asking.happened, place=coop.place, region=coop.region,
            trade=coop.trade, item=line.item, body=coop.coop,
            military=goods.end_use == "military",
        )  # fmt: skip
        require_terms(asking, line.fund, use)
        lines.extend(_lotted(asking, line, account=account))
    postings = tuple(
        Posting(
            debit=f"{facts.coop}/work/{facts.order}",
            credit=account,
            commodity=line.item,
            fund=line.fund,
            amount=int(line.count),
            lot=line.lot,
        )
        for line in lines
    )
    require_held(asking, postings)
    return Decision(replace(facts, lines=tuple(lines)), postings)


def _lotted(asking: Asking, line: MaterialLine, *, account: str) -> list[MaterialLine]:
    if line.lot:
        return [line]
    picked = pick_lots(
        asking, account=account, item=line.item, count=int(line.count), fund=line.fund
    )
    return [replace(line, lot=lot, count=str(count)) for lot, count in picked]


def _used(state: State, at: At, facts: MaterialsUsed) -> None:
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                Work, at, facts, line=number, way="in", item=line.item,
                count=int(line.count), fund=line.fund, lot=line.lot, part_ppm=0,
            )
        )  # fmt: skip


def _make(asking: Asking, facts: GoodsMade) -> Decision:
    coop_row(asking.state, asking.book, facts.coop, at_work=True)
    require_peaceful(goods_row(asking.state, facts.item))
    fund_row(asking.state, asking.book, f"{asking.body}:own")
    orders = asking.state.find(Work, "order", asking.book, facts.order)
    if not any(row.coop == facts.coop and row.count for row in orders):
        raise Refusal("work.unknown-order", order=facts.order)
    posting = Posting(
        debit=f"{facts.coop}/{SHOP}",
        credit=f"{facts.coop}/work/{facts.order}",
        commodity=facts.item,
        fund=f"{asking.body}:own",
        amount=int(facts.count),
        lot=_lot(asking),
    )
    return Decision(facts, (posting,))


def _made(state: State, at: At, facts: GoodsMade) -> None:
    lot, fund, count = f"{at.body}:{at.seq}.0", f"{at.body}:own", int(facts.count)
    state.put(
        row_from(Work, at, facts, line=0, way="out", count=count, fund=fund, lot=lot)
    )
    put_lot(
        state, at, lot=lot, item=facts.item, fund=fund, count=count,
        origin="made", source=facts.order,
    )  # fmt: skip


def _sell(asking: Asking, facts: GoodsSold) -> Decision:
    coop = coop_row(asking.state, asking.book, facts.coop)
    own = f"{asking.body}:own"
    account, cash = f"{coop.coop}/{SHOP}", f"{coop.coop}/{CASH}"
    if asking.state.get(Sale, asking.book, facts.sale):
        raise Refusal("sale.exists", sale=facts.sale)
    item = goods_row(asking.state, facts.item)
    require_currency(asking, facts.currency)
    military = item.end_use == "military"
    use = Use(on=asking.happened, item=facts.item, military=military, resale=True)
    require_clauses(asking, own, use)
    asked = MaterialLine(item=facts.item, count=facts.count, fund=own)
    lines = facts.lines or tuple(_lotted(asking, asked, account=account))
    _require_as_asked(facts, lines, own=own)
    trading = f"{coop.coop}/trading"
    postings = [
        Posting(
            debit=trading,
            credit=account,
            commodity=facts.item,
            fund=own,
            amount=int(line.count),
            lot=line.lot,
        )
        for line in lines
    ]
    money = {"commodity": facts.currency, "fund": own}
    postings.append(
        Posting(debit=cash, credit=trading, amount=int(facts.proceeds), **money)
    )
    if facts.wages:
        wages = f"{coop.coop}/costs/wages"
        postings.append(
            Posting(debit=wages, credit=cash, amount=int(facts.wages), **money)
        )
    require_held(asking, tuple(postings))
    return Decision(replace(facts, lines=lines), tuple(postings))


def _require_as_asked(
    facts: GoodsSold, lines: tuple[MaterialLine, ...], *, own: str
) -> None:
    """Refuse named lots that are not what the sale says: ``sale.lines-differ``."""
    other = any((line.item, line.fund) != (facts.item, own) for line in lines)
    if other or sum(int(line.count) for line in lines) != int(facts.count):
        raise Refusal("sale.lines-differ", sale=facts.sale, count=facts.count)


def _sold(state: State, at: At, facts: GoodsSold) -> None:
    state.put(
        row_from(
            Sale, at, facts, count=int(facts.count), proceeds=int(facts.proceeds),
            wages=int(facts.wages or 0),
        )
    )  # fmt: skip


def _rests_on_materials(asking: Asking, entry: str) -> Iterator[str]:
    """Yield what was made since of a work order: it took its part of the materials."""
    state, book = asking.state, asking.book
    row = state.get(EntryRow, book, entry)
    for order in sorted({_order_of(one) for one in _postings(asking, entry)}):
        for work in state.find(Work, "order", book, order):
            later = row and work.way == "out" and work.count and work.seq > row.seq
            made = entry_at(state, book=book, seq=work.seq) if later else None
            if made:
                yield named(made, asking.body)


def _rests_on_goods(asking: Asking, entry: str) -> Iterator[str]:
    """Yield what the co-op did since with the goods that were made."""
    state, book = asking.state, asking.book
    row = state.get(EntryRow, book, entry)
    for posting in _postings(asking, entry):
        what = (posting.commodity, posting.fund, posting.lot)
        if balance(state, book, posting.debit, *what) >= posting.amount:
            continue
        for one in state.find(EntryRow, "subject", row.subject if row else ""):
            is_later = row and one.book == book and one.seq > row.seq
            if (
                is_later
                and not one.corrected_by
                and any(
                    later.lot == posting.lot and later.credit == posting.debit
                    for later in postings_of(state, book, one.seq)
                )
            ):
                yield named(one, asking.body)


def _postings(asking: Asking, entry: str) -> tuple[Posting, ...]:
    row = asking.state.get(EntryRow, asking.book, entry)
    return tuple(postings_of(asking.state, asking.book, row.seq)) if row else ()


def _unworked(state: State, at: At, _coop: str) -> None:
    """Let a work order hold nothing of an entry that was corrected.

    The part that was made of it stays told, so that the trail of before can be read.
    """
    entry = state.get(EntryRow, at.book, at.corrects)
    if entry is None:
        return
    for posting in postings_of(state, at.book, entry.seq):
        for row in state.find(Work, "order", at.book, _order_of(posting)):
            if row.seq == entry.seq:
                state.put(replace(row, count=0))
        lot = state.get(Lot, at.book, posting.lot)
        if lot and lot.lot == f"{at.body}:{entry.seq}.0":
            state.put(replace(lot, count=0))


def _order_of(posting: Posting) -> str:
    """Return the work order that a posting puts into or takes out of."""
    side = posting.debit if role_of(posting.debit) == "work" else posting.credit
    return side.split("/", 2)[2]


def _unsold(state: State, at: At, coop: str) -> None:
    """Let a sale that was corrected have brought nothing; its id stays used."""
    entry = state.get(EntryRow, at.book, at.corrects)
    for row in state.find(Sale, "coop", coop):
        if entry and (row.book, row.seq) == (at.book, entry.seq):
            state.put(replace(row, count=0, proceeds=0, wages=0))


ROWS: tuple[type[Row], ...] = (Purchase, Work, Sale)
KINDS = (
    Kind(
        name="goods.bought",
        payload=GoodsBought,
        decide=_buy,
        evolve=_bought,
        permitted=pairs("trading<cash", "stock<trading"),
        spends=True,
        subject="party",
    ),
    Kind(
        name="materials.used",
        payload=MaterialsUsed,
        decide=_use,
        evolve=_used,
        undo=_unworked,
        stands=_rests_on_materials,
        permitted=pairs("work<stock"),
        spends=True,
        subject="coop",
    ),
    Kind(
        name="goods.made",
        payload=GoodsMade,
        decide=_make,
        evolve=_made,
        undo=_unworked,
        stands=_rests_on_goods,
        permitted=pairs("stock<work"),
        subject="coop",
    ),
    Kind(
        name="goods.sold",
        payload=GoodsSold,
        decide=_sell,
        evolve=_sold,
        undo=_unsold,
        permitted=pairs("trading<stock", "cash<trading", "costs<cash"),
        spends=True,
        subject="coop",
    ),
)
