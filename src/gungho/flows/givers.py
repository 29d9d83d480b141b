# SPDX-License-Identifier: Apache-2.0
"""One giver may be known by two ids; a person says that they are one, or are not.

Nothing is rewritten: the ids stay in their entries, and what reads them shows the one
that was kept. A merging can be parted again at any time.
"""

from __future__ import annotations

from typing import ClassVar

from gungho.errors import Refusal
from gungho.flows.gifts import Gift
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.registry import Person
from gungho.flows.wire import Id, Payload
from gungho.ledger.state import Row, State


class GiverMerged(Payload, frozen=True, kw_only=True):
    """Two ids are found to be one giver; ``kept`` is the one that is shown."""

    giver: Id
    kept: Id


class GiverParted(Payload, frozen=True, kw_only=True):
    """An id is a giver by itself: merged in error, or proposed and found another."""

    giver: Id
    kept: Id


class Merging(Row, frozen=True, kw_only=True):
    """What a person said of two ids: one giver (merged), or two (parted)."""

    book: int
    giver: str
    kept: str
    status: str
    on: str
    seq: int
    key: ClassVar = ("book", "giver", "kept")
    indexes: ClassVar = {"giver": ("book", "giver"), "kept": ("book", "kept")}


def kept_as(state: State, giver: str, *, book: int) -> str:
    """Return the id a giver is shown by in this book."""
    for row in state.find(Merging, "giver", book, giver):
        if row.status == "merged":
            return row.kept
    return giver


def _merge(asking: Asking, facts: GiverMerged) -> Decision:
    """Refuse what would make a chain or a circle: the kept one must be itself."""
    if facts.giver == facts.kept:
        raise Refusal("giver.same", giver=facts.giver)
    for giver in (facts.giver, facts.kept):
        _require_known(asking, giver)
        shown = kept_as(asking.state, giver, book=asking.book)
        if shown != giver:
            raise Refusal("giver.merged-already", giver=giver, kept=shown)
    for row in asking.state.find(Merging, "kept", asking.book, facts.giver):
        if row.status == "merged":
            raise Refusal("giver.kept-already", giver=facts.giver, other=row.giver)
    return Decision(facts)


def _require_known(asking: Asking, giver: str) -> None:
    """Refuse an id that neither a card nor a gift of this book knows."""
    if asking.state.get(Person, asking.book, giver):
        return
    if any(row.book == asking.book for row in asking.state.find(Gift, "giver", giver)):
        return
    raise Refusal("giver.unknown", giver=giver)


def _part(asking: Asking, facts: GiverParted) -> Decision:
    row = asking.state.get(Merging, asking.book, facts.giver, facts.kept)
    if row and row.status == "parted":
        raise Refusal("giver.parted-already", giver=facts.giver, kept=facts.kept)
    if facts.giver == facts.kept:
        raise Refusal("giver.same", giver=facts.giver)
    for giver in (facts.giver, facts.kept):
        _require_known(asking, giver)
    return Decision(facts)


def _merged(state: State, at: At, facts: GiverMerged) -> None:
    state.put(row_from(Merging, at, facts, status="merged"))


def _parted(state: State, at: At, facts: GiverParted) -> None:
    state.put(row_from(Merging, at, facts, status="parted"))


ROWS: tuple[type[Row], ...] = (Merging,)
KINDS = (
    Kind(
        name="giver.merged",
        payload=GiverMerged,
        decide=_merge,
        evolve=_merged,
        subject="giver",
    ),
    Kind(
        name="giver.parted",
        payload=GiverParted,
        decide=_part,
        evolve=_parted,
        subject="giver",
    ),
)
