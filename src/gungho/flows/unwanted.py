# SPDX-License-Identifier: Apache-2.0
"""The not-wanted list is what a body asks its givers, kindly, not to send.

A thing stands on it from a day on, with the reason, until it is wanted again.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.registry import item_row
from gungho.flows.wire import Code, Day, Id, Payload
from gungho.ledger.state import Row, State
from gungho.measure import parse_day


class ItemUnwanted(Payload, frozen=True, kw_only=True):
    """A body asks not to be given a thing from a day on, and says why."""

    item: Code
    since: Day
    reason: Id


class ItemWanted(Payload, frozen=True, kw_only=True):
    """A thing that was not wanted is welcome again."""

    item: Code


class Unwanted(Row, frozen=True, kw_only=True):
    """A thing on a body's list; ``until`` is the day on which it was struck off."""

    book: int
    item: str
    since: str
    reason: str
    until: str
    seq: int
    key: ClassVar = ("book", "item")
    indexes: ClassVar = {"book": ("book",)}


def require_wanted(asking: Asking, item: str) -> None:
    """Refuse a thing on this body's not-wanted list: ``gift.unwanted``."""
    row = asking.state.get(Unwanted, asking.book, item)
    if row and row.since <= asking.happened and not row.until:
        raise Refusal("gift.unwanted", item=item, since=row.since, reason=row.reason)


def _unwant(asking: Asking, facts: ItemUnwanted) -> Decision:
    item_row(asking.state, facts.item)
    parse_day(facts.since)
    row = asking.state.get(Unwanted, asking.book, facts.item)
    if row and not row.until:
        raise Refusal("item.unwanted-already", item=facts.item, since=row.since)
    return Decision(facts)


def _unwanted(state: State, at: At, facts: ItemUnwanted) -> None:
    state.put(row_from(Unwanted, at, facts, until=""))


def _want(asking: Asking, facts: ItemWanted) -> Decision:
    row = asking.state.get(Unwanted, asking.book, facts.item)
    if row is None or row.until:
        raise Refusal("item.not-unwanted", item=facts.item)
    return Decision(facts)


def _wanted(state: State, at: At, facts: ItemWanted) -> None:
    row = state.get(Unwanted, at.book, facts.item)
    if row:
        state.put(replace(row, until=at.happened))


ROWS: tuple[type[Row], ...] = (Unwanted,)
KINDS = (
    Kind(
        name="item.unwanted",
        payload=ItemUnwanted,
        decide=_unwant,
        evolve=_unwanted,
        subject="item",
    ),
    Kind(
        name="item.wanted",
        payload=ItemWanted,
        decide=_want,
        evolve=_wanted,
        subject="item",
    ),
)
