# SPDX-License-Identifier: Apache-2.0
"""A form for any kind of entry, read off the kind's own facts.

A person types days, decimals and words; what an entry holds are counts of smallest
units, ids and commitments to cards. Pages and the command line share this, so that both
ask for the same and refuse the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from gungho.actions.keep_card import PICTURE_MAX, TEXT_MAX, Salts, make_card
from gungho.actions.ports import Card
from gungho.doors.forms import FORMS
from gungho.errors import Refusal
from gungho.flows import wire
from gungho.flows.kinds import KINDS
from gungho.measure import count_of

Sort = Literal["id", "day", "amount", "number", "percent", "card", "picture",
               "choice", "ids", "rows"]  # fmt: skip
PERCENT_SCALE = 4
ITEM_COUNTS = frozenset({"count", "rejected", "counted", "missing"})
PICTURE = "picture"
# Amounts that count in what another field names.
AMOUNT_OF: Mapping[str, str] = MappingProxyType({
    "expected": "home", "source_count": "source", "target_count": "target",
    "cost": "currency", "proceeds": "currency", "wages": "currency",
    "low": "currency", "high": "currency", "opening": "currency",
})  # fmt: skip
GIVEN: Mapping[str, str] = MappingProxyType({"standing": "kept", "cited": ""})


# What a person leaves to be worked out, though the facts have no default for it.
WORKED_OUT: Mapping[str, object] = MappingProxyType({"order.confirmed.parts": []})
# Lists that may not stay empty.
NEEDED = frozenset(
    {"visit.made.delegates", "shipment.exported.packages", "need.verified.needs"}
)
_SORTS: tuple[tuple[tuple[Any, ...], Sort], ...] = (
    ((wire.Day, wire.MaybeDay), "day"),
    ((wire.Amount, wire.MaybeAmount), "amount"),
    ((wire.Natural, wire.Share, wire.Signed), "number"),
    ((wire.Commitment, wire.MaybeCommitment), "card"),
)
_MAYBE = (wire.MaybeId, wire.MaybeCode, wire.MaybeDay, wire.MaybeAmount,
          wire.MaybeCommitment, wire.MaybeLot)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One fact to be typed: its name, what is typed, and whether it must be.

    ``choices`` are those of a closed list; ``columns`` the slots of a row.
    """

    name: str
    sort: Sort
    needed: bool
    choices: tuple[str, ...] = ()
    columns: tuple[Slot, ...] = ()


def slots_of(kind: str) -> tuple[Slot, ...]:
    """Return what is typed for a kind, or refuse ``enter.no-form``."""
    formed = FORMS.get(kind)
    if formed is None:
        raise Refusal("enter.no-form", kind=kind[:80])
    found = _slots(KINDS[kind].payload, also=formed.also)
    return tuple(
        replace(one, needed=True) if f"{kind}.{one.name}" in NEEDED else one
        for one in found
        if f"{kind}.{one.name}" not in WORKED_OUT
    )


def _slots(payload: type[Any], *, also: Sequence[str]) -> Iterator[Slot]:
    hints = get_type_hints(payload, include_extras=True)
    for field in msgspec.structs.fields(payload):
        if field.name in GIVEN or not (field.required or field.name in also):
            continue
        yield _slot(field.name, hints[field.name], also=also)


def _slot(name: str, hint: Any, *, also: Sequence[str]) -> Slot:
    needed = hint not in _MAYBE
    if get_origin(hint) is Literal:
        words = tuple(map(str, get_args(hint)))
        return Slot(name=name, sort="choice", needed=True, choices=words)
    if get_origin(hint) is tuple:
        inside = get_args(hint)[0]
        if isinstance(inside, type) and issubclass(inside, msgspec.Struct):
            columns = tuple(_slots(inside, also=also))
            return Slot(name=name, sort="rows", needed=False, columns=columns)
        return Slot(name=name, sort="ids", needed=False)
    if name == PICTURE:
        return Slot(name=name, sort="picture", needed=needed)
    for hints, sort in _SORTS:
        if hint in hints:
            is_part = name.endswith("_ppm")
            return Slot(name=name, sort="percent" if is_part else sort, needed=needed)
    return Slot(name=name, sort="id", needed=needed)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entering:
    """What was typed for a kind, and what is needed to make facts of it.

    ``typed`` maps a name to its text, ``lines`` the name of rows to them. ``code_of``
    answers which commodity a document counts in: by its field and id.
    """

    kind: str
    typed: Mapping[str, str]
    lines: Mapping[str, Sequence[Mapping[str, str]]]
    scales: Mapping[str, int]
    code_of: Callable[[str, Mapping[str, str]], str]
    salts: Salts

    def facts(self) -> tuple[dict[str, Any], list[Card]]:
        """Return the facts, and the cards that they speak of.

        Raises Refusal ``enter.missing``, ``enter.wrong`` or ``quantity.*``.
        """
        cards: list[Card] = []
        facts: dict[str, Any] = {}
        for slot in slots_of(self.kind):
            if slot.sort == "rows":
                rows = self.lines.get(slot.name, ())
                facts[slot.name] = [
                    self._row(slot, row, cards=cards) for row in rows if any(
                        text.strip() for text in row.values()
                    )
                ]  # fmt: skip
            else:
                facts[slot.name] = self._value(slot, self.typed, cards=cards)
        known = {field.name for field in msgspec.structs.fields(_payload(self.kind))}
        facts |= {name: text for name, text in GIVEN.items() if name in known}
        for path, value in WORKED_OUT.items():
            kind, _, name = path.rpartition(".")
            if kind == self.kind:
                facts[name] = value
        return facts, cards

    def _row(
        self, slot: Slot, row: Mapping[str, str], *, cards: list[Card]
    ) -> dict[str, Any]:
        above = {**self.typed, **{name: text for name, text in row.items() if text}}
        return {
            column.name: self._value(
                column, {**above, column.name: row.get(column.name, "")}, cards=cards
            )
            for column in slot.columns
        }

    def _value(
        self, slot: Slot, typed: Mapping[str, str], *, cards: list[Card]
    ) -> object:
        text = typed.get(slot.name, "").strip()
        if slot.sort in ("number", "percent"):
            return self._number(slot, text)
        if slot.sort == "ids":
            if slot.needed and not text:
                raise Refusal("enter.missing", field=slot.name)
            return text.replace(",", " ").split()
        if not text:
            if slot.needed:
                raise Refusal("enter.missing", field=slot.name)
            return ""
        if slot.sort == "amount":
            return self._count(slot, text, typed)
        if slot.sort in ("card", "picture"):
            most = PICTURE_MAX if slot.sort == "picture" else TEXT_MAX
            card = make_card(text, subject=self.kind, salts=self.salts, most=most)
            cards.append(card)
            return card.commitment
        return text

    def _number(self, slot: Slot, text: str) -> int:
        if slot.sort == "percent":
            return count_of(text.removesuffix("%") or "0", PERCENT_SCALE, slot.name)
        if text and not re.fullmatch(r"[0-9]{1,15}", text):
            raise Refusal("enter.wrong", field=slot.name, typed=text[:40])
        return int(text or 0)

    def _count(self, slot: Slot, text: str, typed: Mapping[str, str]) -> str:
        code = self._code(slot.name, typed)
        count = count_of(text.replace(",", ""), self.scales.get(code, 0), code)
        if count <= 0:
            raise Refusal("enter.wrong", field=slot.name, typed=text[:40])
        return str(count)

    def _code(self, name: str, typed: Mapping[str, str]) -> str:
        """Return the commodity that an amount is of: named beside it, or found."""
        if name in AMOUNT_OF:
            return typed.get(AMOUNT_OF[name], "")
        goods = ("item", "commodity") if name in ITEM_COUNTS else ()
        for beside in (*goods, "currency"):
            if typed.get(beside) and (beside != "currency" or not self._asks(name)):
                return typed[beside]
        return self.code_of(name, {**typed, "kind": self.kind})

    def _asks(self, name: str) -> bool:
        """True for what is paid on an invoice: in its currency, not the one that came.

        A payment names the currency that came; what it settles is the invoice's.
        """
        return self.kind == "payment.received" and name == "count"


def _payload(kind: str) -> type[Any]:
    return KINDS[kind].payload
