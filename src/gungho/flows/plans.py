# SPDX-License-Identifier: Apache-2.0
"""A plan proposes who gets what; a person adopts it, and its lines are commitments.

An adopted line stands until it is granted, cancelled, or replaced: the newest plan of a
book takes the place of what older ones promised and nobody has given. What the plan
stood on is named by (book, size, root), so that anyone can look at the same facts.
"""

from __future__ import annotations

from collections import Counter
from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import Coop
from gungho.flows.funds import Fund
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.needs import NeedRow
from gungho.flows.offices import resolution_row
from gungho.flows.registry import item_row
from gungho.flows.wire import (
    Amount,
    Code,
    Hash,
    Id,
    MaybeAmount,
    MaybeCode,
    MaybeCommitment,
    MaybeId,
    Natural,
    Part,
    Payload,
    Signed,
    Standing,
)
from gungho.ledger.state import Row, State
from gungho.ledger.terms import Use, breaches, terms_of


class PlanLine(Part, frozen=True, kw_only=True):
    """One line of a plan: who gets what, from which fund, by which way, and why.

    ``paid`` of ``currency`` buys it where it is not given in kind; ``arrives`` is what
    is expected of it after the losses of its way.
    """

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
    arrives: MaybeAmount = ""
    currency: MaybeCode = ""
    paid: MaybeAmount = ""


class PlanUnmet(Part, frozen=True, kw_only=True):
    """What a plan could not give, and why."""

    need: Id
    commodity: Code
    short: Amount
    reason: Id
    facts: dict[Id, Code | Signed]


class Stood(Part, frozen=True, kw_only=True):
    """A book as the plan saw it: its size and root."""

    book: Id
    size: Natural
    root: Hash


class PlanAdopted(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A person adopts a plan, whole or in part; only this moves anything.

    ``policy`` names the rules of sharing that were in force; ``left_out`` counts the
    proposed lines that were not adopted, ``by_hand`` those that a person changed.
    """

    plan: Id
    seed: Natural
    facts_sha256: Hash
    floor_ppm: Natural
    fairness_ppm: Natural
    needs: Natural
    lines: tuple[PlanLine, ...]
    unmet: tuple[PlanUnmet, ...]
    standing: Standing
    stood: tuple[Stood, ...] = ()
    policy: MaybeId = ""
    left_out: Natural = 0
    by_hand: Natural = 0


class PlanCancelled(Payload, frozen=True, kw_only=True):
    """Lines of an adopted plan are given up; none named means all that are left."""

    plan: Id
    lines: tuple[Natural, ...]
    reason: Id
    card: MaybeCommitment


class Ranked(Part, frozen=True, kw_only=True):
    """A class of needs, ``purpose:relief`` or ``region:northwest``, and its number."""

    key: Id
    value: Natural


class PolicySet(Payload, frozen=True, kw_only=True):
    """A resolution sets how is shared: the floor, the order of aims, tiers, weights.

    ``aims`` come one after the other; a lower tier comes first; a weight is what a
    class is entitled to in proportion.
    """

    policy: Id
    resolution: Id
    floor_units: Natural
    aims: tuple[Literal["floor", "tiers", "share", "output", "cost"], ...]
    tiers: tuple[Ranked, ...]
    weights: tuple[Ranked, ...]
    standing: Standing


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
    left_out: int
    by_hand: int
    policy: str
    cancelled: str
    standing: str
    key: ClassVar = ("book", "plan")
    indexes: ClassVar = {"plan": ("plan",)}


class PlanLineRow(Row, frozen=True, kw_only=True):
    """One line of an adopted plan; ``cancelled`` is the day it was given up."""

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
    arrives: int
    currency: str
    paid: int
    cancelled: str
    key: ClassVar = ("book", "plan", "line")
    indexes: ClassVar = {
        "plan": ("plan",), "need": ("need",), "own": ("book", "plan"),
    }  # fmt: skip


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


class PolicyRow(Row, frozen=True, kw_only=True):
    """How is shared, as a resolution has set it; the newest of a book is in force.

    ``tiers`` and ``weights`` are ``key=number`` words.
    """

    book: int
    policy: str
    resolution: str
    floor_units: int
    aims: str
    tiers: str
    weights: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "policy")


def _adopt(asking: Asking, facts: PlanAdopted) -> Decision:
    if asking.state.get(PlanRow, asking.book, facts.plan):
        raise Refusal("plan.exists", plan=facts.plan)
    if facts.policy and not asking.state.get(PolicyRow, asking.book, facts.policy):
        raise Refusal("policy.unknown", policy=facts.policy)
    for line in facts.lines:
        _require_terms(asking, line)
    return Decision(facts, commits=_money(asking, facts.lines))


def _require_terms(asking: Asking, line: PlanLine) -> None:
    """Refuse a line that its fund's terms do not allow, wherever it comes from.

    Raises Refusal ``plan.fund``, ``plan.coop``, ``fund.blocked`` or ``terms.broken``.
    """
    funds = asking.state.find(Fund, "fund", line.fund)
    coops = asking.state.find(Coop, "coop", line.coop)
    needs = asking.state.find(NeedRow, "need", line.need)
    if not funds:
        raise Refusal("plan.fund", fund=line.fund)
    block = next((fund.blocked for fund in funds if fund.blocked), "")
    if block:
        raise Refusal("fund.blocked", fund=line.fund, block=block)
    if not coops or not needs or needs[0].coop != line.coop:
        raise Refusal("plan.coop", coop=line.coop, need=line.need)
    coop = coops[0]
    item = item_row(asking.state, line.commodity)
    use = Use(
        on=asking.happened, place=coop.place, region=coop.region, trade=coop.trade,
        item=item.item if item.form == "item" else None, body=coop.coop,
        purpose=needs[0].purpose, military=item.end_use == "military",
    )  # fmt: skip
    broken = breaches(terms_of(funds[0].terms), use)
    if broken:
        raise Refusal(
            "terms.broken", fund=line.fund, clause=broken[0], asked=line.coop,
            more=len(broken),
        )  # fmt: skip


def _money(asking: Asking, lines: tuple[PlanLine, ...]) -> Counter[tuple[str, str]]:
    """Return the money that lines promise, by currency and fund."""
    found: Counter[tuple[str, str]] = Counter()
    for line in lines:
        if line.paid:
            found[line.currency, line.fund] += int(line.paid)
        elif item_row(asking.state, line.commodity).form == "currency":
            found[line.commodity, line.fund] += int(line.count)
    return found


def _adopted(state: State, at: At, facts: PlanAdopted) -> None:
    state.put(
        row_from(
            PlanRow, at, facts, lines=len(facts.lines), unmet=len(facts.unmet),
            cancelled="",
        )
    )  # fmt: skip
    for number, line in enumerate(facts.lines):
        state.put(
            row_from(
                PlanLineRow, at, line, plan=facts.plan, line=number,
                count=int(line.count), route=" ".join(line.route),
                facts=_facts_text(line.facts), cancelled="",
                arrives=int(line.arrives or line.count), paid=int(line.paid or 0),
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


def _cancel(asking: Asking, facts: PlanCancelled) -> Decision:
    row = asking.state.get(PlanRow, asking.book, facts.plan)
    if row is None:
        raise Refusal("plan.unknown", plan=facts.plan)
    standing = {
        line.line
        for line in asking.state.find(PlanLineRow, "own", asking.book, facts.plan)
        if not line.cancelled
    }
    for number in facts.lines:
        if number not in standing:
            raise Refusal("plan.line", plan=facts.plan, line=number)
    if not standing:
        raise Refusal("plan.line", plan=facts.plan, line=0)
    return Decision(facts)


def _cancelled(state: State, at: At, facts: PlanCancelled) -> None:
    row = state.get(PlanRow, at.book, facts.plan)
    left = 0
    for line in state.find(PlanLineRow, "own", at.book, facts.plan):
        if line.cancelled:
            continue
        if not facts.lines or line.line in facts.lines:
            state.put(replace(line, cancelled=at.happened))
        else:
            left += 1
    if row and not left:
        state.put(replace(row, cancelled=at.happened))


def _set_policy(asking: Asking, facts: PolicySet) -> Decision:
    resolution_row(asking, facts.resolution)
    if asking.state.get(PolicyRow, asking.book, facts.policy):
        raise Refusal("policy.exists", policy=facts.policy)
    if len(set(facts.aims)) != len(facts.aims) or not facts.aims:
        raise Refusal("policy.aims", aims=" ".join(facts.aims))
    for ranked in (*facts.tiers, *facts.weights):
        if ranked.key.partition(":")[0] not in POLICY_KEYS:
            raise Refusal("policy.key", key=ranked.key)
    return Decision(facts)


POLICY_KEYS = ("need", "coop", "purpose", "trade", "region")


def _policy_set(state: State, at: At, facts: PolicySet) -> None:
    state.put(
        row_from(
            PolicyRow, at, facts, aims=" ".join(facts.aims),
            tiers=_ranks(facts.tiers), weights=_ranks(facts.weights),
        )
    )  # fmt: skip


def _ranks(ranked: tuple[Ranked, ...]) -> str:
    return " ".join(f"{one.key}={one.value}" for one in ranked)


ROWS: tuple[type[Row], ...] = (PlanRow, PlanLineRow, PlanUnmetRow, PolicyRow)
KINDS = (
    Kind(
        name="plan.adopted",
        version=2,
        payload=PlanAdopted,
        decide=_adopt,
        evolve=_adopted,
        spends=True,
        subject="plan",
    ),
    Kind(
        name="plan.cancelled",
        payload=PlanCancelled,
        decide=_cancel,
        evolve=_cancelled,
        subject="plan",
    ),
    Kind(
        name="policy.set",
        payload=PolicySet,
        decide=_set_policy,
        evolve=_policy_set,
        subject="policy",
    ),
)
