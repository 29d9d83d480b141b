# SPDX-License-Identifier: Apache-2.0
"""A need is a verified request; a plan proposes, and a person adopts it."""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import coop_row
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.registry import item_row
from gungho.flows.wire import (
    Amount,
    Code,
    Hash,
    Id,
    Natural,
    Part,
    Payload,
    Signed,
    Standing,
)
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


class PlanLine(Part, frozen=True, kw_only=True):
    """One line of a plan: who gets what, from which fund, by which way, and why."""

    need: Id
    coop: Id
    depot: Id
    fund: Id
    commodity: Code
    count: Amount
    source: Id
    route: tuple[Id, ...]
    reason: Id
    facts: dict[Id, Code | Signed]


class PlanUnmet(Part, frozen=True, kw_only=True):
    """What a plan could not give, and why."""

    need: Id
    commodity: Code
    short: Amount
    reason: Id
    facts: dict[Id, Code | Signed]


class PlanAdopted(Payload, frozen=True, kw_only=True):
    """A person adopts a plan; only this moves anything."""

    plan: Id
    seed: Natural
    facts_sha256: Hash
    floor_ppm: Natural
    fairness_ppm: Natural
    needs: Natural
    lines: tuple[PlanLine, ...]
    unmet: tuple[PlanUnmet, ...]
    standing: Standing


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


class PlanRow(Row, frozen=True, kw_only=True):
    """An adopted plan."""

    book: int
    plan: str
    on: str
    seq: int
    seed: int
    facts_sha256: str
    floor_ppm: int
    fairness_ppm: int
    needs: int
    lines: int
    unmet: int
    standing: str
    key: ClassVar = ("book", "plan")
    indexes: ClassVar = {"plan": ("plan",)}


class PlanLineRow(Row, frozen=True, kw_only=True):
    """One line of an adopted plan."""

    book: int
    plan: str
    line: int
    need: str
    coop: str
    depot: str
    fund: str
    commodity: str
    count: int
    source: str
    route: str
    reason: str
    facts: str
    key: ClassVar = ("book", "plan", "line")
    indexes: ClassVar = {"plan": ("plan",), "need": ("need",)}


class PlanUnmetRow(Row, frozen=True, kw_only=True):
    """What an adopted plan left unmet."""

    book: int
    plan: str
    line: int
    need: str
    commodity: str
    short: int
    reason: str
    facts: str
    key: ClassVar = ("book", "plan", "line")
    indexes: ClassVar = {"plan": ("plan",), "need": ("need",)}


def _state_need(asking: Asking, facts: NeedStated) -> Decision:
    coop_row(asking.state, asking.book, facts.coop)
    if asking.state.get(NeedRow, asking.book, facts.need):
        raise Refusal("need.exists", need=facts.need)
    for line in facts.inputs:
        item_row(asking.state, line.commodity)
    return Decision(facts)


def _stated(state: State, at: At, facts: NeedStated) -> None:
    state.put(row_from(NeedRow, at, facts, verified_on=""))
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


def _adopt(asking: Asking, facts: PlanAdopted) -> Decision:
    if asking.state.get(PlanRow, asking.book, facts.plan):
        raise Refusal("plan.exists", plan=facts.plan)
    return Decision(facts)


def _adopted(state: State, at: At, facts: PlanAdopted) -> None:
    state.put(
        row_from(PlanRow, at, facts, lines=len(facts.lines), unmet=len(facts.unmet))
    )
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                PlanLineRow, at, line, plan=facts.plan, line=number,
                count=int(line.count), route=" ".join(line.route),
                facts=_facts_text(line.facts),
            )
        )  # fmt: skip
    for number, miss in enumerate(facts.unmet):
        state.put(
            row_from(
                PlanUnmetRow, at, miss, plan=facts.plan, line=number,
                short=int(miss.short), facts=_facts_text(miss.facts),
            )
        )  # fmt: skip


def _facts_text(facts: dict[str, str | int]) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(facts.items()))


ROWS: tuple[type[Row], ...] = (NeedRow, NeedInput, PlanRow, PlanLineRow, PlanUnmetRow)
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
        name="plan.adopted",
        payload=PlanAdopted,
        decide=_adopt,
        evolve=_adopted,
        subject="plan",
    ),
)
