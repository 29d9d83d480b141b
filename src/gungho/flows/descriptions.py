# SPDX-License-Identifier: Apache-2.0
"""A lot is described: its serial number, its last day, its weight, volume, condition.

Nothing is booked; the newest description holds as a whole. Where lots are picked, what
expires first goes first, and what has expired is not picked: a person may name it.
"""

from __future__ import annotations

from typing import ClassVar

from gungho.errors import Refusal
from gungho.flows.gifts import Lot
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.registry import item_row
from gungho.flows.wire import Id, MaybeDay, MaybeId, Natural, Payload
from gungho.ledger.state import Row, State


class LotDescribed(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """What a lot of this book is like; weight and volume are of the whole lot."""

    lot: Id
    expires: MaybeDay = ""
    serial: MaybeId = ""
    weight_g: Natural = 0
    volume_cm3: Natural = 0
    condition: MaybeId = ""


class LotNote(Row, frozen=True, kw_only=True):
    """The description of a lot."""

    book: int
    lot: str
    item: str
    expires: str
    serial: str
    weight_g: int
    volume_cm3: int
    condition: str
    on: str
    seq: int
    key: ClassVar = ("book", "lot")
    indexes: ClassVar = {"item": ("book", "item"), "serial": ("book", "serial")}
    index_where: ClassVar = "expires <> '' OR serial <> ''"

    @property
    def indexed(self) -> bool:
        """Only what expires or has a number is looked up."""
        return self.expires != "" or self.serial != ""


def last_days(state: State, book: int, item: str) -> dict[str, str]:
    """Return lot to last day, for the lots of an item that expire."""
    rows = state.find(LotNote, "item", book, item)
    return {row.lot: row.expires for row in rows if row.expires}


def _describe(asking: Asking, facts: LotDescribed) -> Decision:
    lot = asking.state.get(Lot, asking.book, facts.lot)
    if lot is None:
        raise Refusal("lot.unknown", lot=facts.lot)
    if facts.serial:
        scale = item_row(asking.state, lot.item).scale
        if lot.count != 10**scale:
            raise Refusal("lot.not-one", lot=facts.lot, serial=facts.serial)
        for row in asking.state.find(LotNote, "serial", asking.book, facts.serial):
            if row.lot != facts.lot:
                raise Refusal("lot.serial", serial=facts.serial, lot=row.lot)
    return Decision(facts)


def _described(state: State, at: At, facts: LotDescribed) -> None:
    lot = state.get(Lot, at.book, facts.lot)
    state.put(row_from(LotNote, at, facts, item=lot.item if lot else ""))


ROWS: tuple[type[Row], ...] = (LotNote,)
KINDS = (
    Kind(
        name="lot.described",
        payload=LotDescribed,
        decide=_describe,
        evolve=_described,
        subject="lot",
    ),
)
