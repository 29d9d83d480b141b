# SPDX-License-Identifier: Apache-2.0
"""A shipment is an order's packages on their way to the buyer.

The goods stay their co-ops' own until they are invoiced; only what was made or bought
for sale goes, never what was given, and controlled goods go with a licence.
"""

from __future__ import annotations

from collections import Counter
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.buyers import buyer_row
from gungho.flows.deliveries import require_traded
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.orders import CONFIRMED, OrderShare, order_row, shares_of
from gungho.flows.packages import PACKED, Package, note_packages_sent
from gungho.flows.spending import require_held
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeDay,
    MaybeId,
    MaybeLot,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class ShippedLine(Part, frozen=True, kw_only=True):
    """So much of one lot of a co-op's goods, in one package."""

    package: Id
    coop: Id
    item: Code
    count: Amount
    lot: MaybeLot = ""


class ShipmentExported(Payload, frozen=True, kw_only=True):
    """An order's packages leave for the buyer; what is in them is filled in."""

    shipment: Id
    order: Id
    place: Id
    carrier: MaybeId
    route: tuple[Id, ...]
    packages: tuple[Id, ...]
    due: MaybeDay
    lines: tuple[ShippedLine, ...] = ()
    standing: Standing
    cited: MaybeId


class Shipment(Row, frozen=True, kw_only=True):
    """A shipment, and the invoice for it once there is one."""

    book: int
    shipment: str
    order: str
    place: str
    carrier: str
    route: str
    due: str
    invoice: str
    on: str
    seq: int
    standing: str
    cited: str
    key: ClassVar = ("book", "shipment")
    indexes: ClassVar = {"order": ("book", "order"), "book": ("book",)}


class ShipmentLine(Row, frozen=True, kw_only=True):
    """One lot in one package of a shipment."""

    book: int
    shipment: str
    line: int
    package: str
    coop: str
    item: str
    count: int
    lot: str
    key: ClassVar = ("book", "shipment", "line")
    indexes: ClassVar = {"shipment": ("book", "shipment"), "lot": ("lot",)}


def shipment_row(asking: Asking, shipment: str) -> Shipment:
    """Return a shipment of this book, or refuse ``shipment.unknown``."""
    row = asking.state.get(Shipment, asking.book, shipment)
    if row is None:
        raise Refusal("shipment.unknown", shipment=shipment)
    return row


def _export(asking: Asking, facts: ShipmentExported) -> Decision:
    order = order_row(asking, facts.order)
    buyer_row(asking, order.buyer)
    if asking.state.get(Shipment, asking.book, facts.shipment):
        raise Refusal("shipment.exists", shipment=facts.shipment)
    lines = _packed(asking, facts)
    if facts.lines not in ((), lines):
        raise Refusal("shipment.packages", shipment=facts.shipment)
    _require_ordered(asking, lines, order=facts.order)
    for line in lines:
        require_traded(asking, line.lot, document=facts.shipment)
    postings = tuple(
        Posting(
            debit=f"{line.coop}/exported/{facts.shipment}",
            credit=f"{line.coop}/stock/{facts.place}",
            commodity=line.item,
            fund=f"{asking.body}:own",
            amount=int(line.count),
            lot=line.lot,
        )
        for line in lines
    )
    require_held(asking, postings)
    return Decision(replace(facts, lines=lines), postings)


def _packed(asking: Asking, facts: ShipmentExported) -> tuple[ShippedLine, ...]:
    """Return what is in the packages of co-ops that lie at the place."""
    lines: list[ShippedLine] = []
    for package in dict.fromkeys(facts.packages):
        rows = asking.state.find(Package, "package", asking.book, package)
        there = rows and (rows[0].status, rows[0].place) == (PACKED, facts.place)
        if not there or not rows[0].owner:
            raise Refusal("package.not-there", package=package, place=facts.place)
        lines += [
            ShippedLine(
                package=package, coop=row.owner, item=row.commodity,
                count=str(row.count), lot=row.lot,
            )
            for row in rows
        ]  # fmt: skip
    if not lines:
        raise Refusal("shipment.empty", shipment=facts.shipment)
    return tuple(lines)


def _require_ordered(
    asking: Asking, lines: tuple[ShippedLine, ...], *, order: str
) -> None:
    """Refuse what the order does not have, or not from that shed, or not so many."""
    left: Counter[tuple[str, str]] = Counter()
    for row in shares_of(asking, order):
        if row.status == CONFIRMED:
            left[row.coop, row.item] += row.delivered - row.exported
    for line in lines:
        left[line.coop, line.item] -= int(line.count)
        if left[line.coop, line.item] < 0:
            raise Refusal("shipment.more", order=order, coop=line.coop, item=line.item)


def _exported(state: State, at: At, facts: ShipmentExported) -> None:
    route = " ".join(facts.route)
    state.put(row_from(Shipment, at, facts, route=route, invoice=""))
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                ShipmentLine, at, line, shipment=facts.shipment, line=number,
                count=int(line.count),
            )
        )  # fmt: skip
        for row in state.find(OrderShare, "order", at.book, facts.order):
            if (row.coop, row.item) == (line.coop, line.item):
                state.put(replace(row, exported=row.exported + int(line.count)))
    note_packages_sent(state, at, facts.packages, document=facts.shipment)


ROWS: tuple[type[Row], ...] = (Shipment, ShipmentLine)
KINDS = (
    Kind(
        name="shipment.exported",
        payload=ShipmentExported,
        decide=_export,
        evolve=_exported,
        permitted=pairs("exported<stock"),
        spends=True,
        subject="shipment",
    ),
)
