# SPDX-License-Identifier: Apache-2.0
"""A need is a verified request: what a co-op asks for to start or go on."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import coop_row
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.registry import item_row
from gungho.flows.wire import Amount, Code, Id, Natural, Part, Payload, Standing
from gungho.ledger.state import Row, State


class Input(Part, frozen=True, kw_only=True):
    """So much of one commodity asked for."""

    commodity: Code
    count: Amount


class NeedStated(Payload, frozen=True, kw_only=True):
    """A co-op states what it needs to start or go on with one activity."""

    need: Id
    coop: Id
    activity: Id
    units: Natural
    purpose: Id
    inputs: tuple[Input, ...]
    standing: Standing


class NeedVerified(Payload, frozen=True, kw_only=True):
    """Needs are verified where the co-ops are."""

    needs: tuple[Id, ...]


class NeedWithdrawn(Payload, frozen=True, kw_only=True):
    """A co-op no longer asks for what it stated."""

    need: Id
    reason: Id


class NeedRow(Row, frozen=True, kw_only=True):
    """A need and where it stands."""

    book: int
    need: str
    coop: str
    activity: str
    units: int
    purpose: str
    on: str
    verified_on: str
    withdrawn_on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "need")
    indexes: ClassVar = {"need": ("need",), "coop": ("coop",)}


class NeedInput(Row, frozen=True, kw_only=True):
    """One commodity a need asks for."""

    book: int
    need: str
    commodity: str
    count: int
    key: ClassVar = ("book", "need", "commodity")
    indexes: ClassVar = {"need": ("book", "need")}
    sought: ClassVar = {"sum": ("count", "book", "need")}


def _state_need(asking: Asking, facts: NeedStated) -> Decision:
    coop_row(asking.state, asking.book, facts.coop)
    if asking.state.get(NeedRow, asking.book, facts.need):
        raise Refusal("need.exists", need=facts.need)
    for line in facts.inputs:
        item_row(asking.state, line.commodity)
    return Decision(facts)


def _stated(state: State, at: At, facts: NeedStated) -> None:
    state.put(row_from(NeedRow, at, facts, verified_on="", withdrawn_on=""))
    for line in facts.inputs:
        count = int(line.count)
        state.put(row_from(NeedInput, at, line, need=facts.need, count=count))


def _verify(asking: Asking, facts: NeedVerified) -> Decision:
    for need in facts.needs:
        if asking.state.get(NeedRow, asking.book, need) is None:
            raise Refusal("need.unknown", need=need)
    return Decision(facts)


def _verified(state: State, at: At, facts: NeedVerified) -> None:
    for need in facts.needs:
        row = state.get(NeedRow, at.book, need)
        if row:
            state.put(replace(row, verified_on=at.happened))


def _withdraw(asking: Asking, facts: NeedWithdrawn) -> Decision:
    row = asking.state.get(NeedRow, asking.book, facts.need)
    if row is None:
        raise Refusal("need.unknown", need=facts.need)
    if row.withdrawn_on:
        raise Refusal("need.withdrawn", need=facts.need, on=row.withdrawn_on)
    return Decision(facts)


def _withdrawn(state: State, at: At, facts: NeedWithdrawn) -> None:
    row = state.get(NeedRow, at.book, facts.need)
    if row:
        state.put(replace(row, withdrawn_on=at.happened))


ROWS: tuple[type[Row], ...] = (NeedRow, NeedInput)
KINDS = (
    Kind(
        name="need.stated",
        payload=NeedStated,
        decide=_state_need,
        evolve=_stated,
        subject="coop",
    ),
    Kind(name="need.verified", payload=NeedVerified, decide=_verify, evolve=_verified),
    Kind(
        name="need.withdrawn",
        payload=NeedWithdrawn,
        decide=_withdraw,
        evolve=_withdrawn,
        subject="need",
    ),
)
