# SPDX-License-Identifier: Apache-2.0
"""To adopt a plan is to record it as chosen, checked anew, with what it stood on.

The checker recounts the choice against the facts that the draft froze, and against
what lies there now; what stands in the way is named. What the newest plan still
promises goes over into the new one, so that no promise is lost by planning again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from gungho.actions.ports import Books, Command, Receipt
from gungho.actions.record import record
from gungho.actions.situation import SEP, Asked
from gungho.errors import Refusal
from gungho.planning import Plan, PlanLine, Problem, Reason, check
from gungho.planning.check import Violation
from gungho.planning.chosen import Choice, chosen, excess

PPM = 1_000_000
PROMISED = "plan.line.promised"
IMAGINED = "gift"
# What may have changed since without harm: how much a need still asks, and prices.
SOFT = frozenset(
    f"plan.check.{name}"
    for name in ("levels", "unmet", "inputs", "price", "arrives", "over-asked")
)


class OpenLine(Protocol):
    """What the newest plan still promises: as much of a line as goes over."""

    @property
    def need(self) -> str:
        """Whose need it is."""

    @property
    def coop(self) -> str:
        """The co-op that asked."""

    @property
    def depot(self) -> str:
        """The depot that keeps the co-op's affairs."""

    @property
    def source(self) -> str:
        """The body that it comes from."""

    @property
    def fund(self) -> str:
        """The fund that gives it."""

    @property
    def commodity(self) -> str:
        """What is promised."""

    @property
    def count(self) -> int:
        """How much leaves its source."""

    @property
    def arrives(self) -> int:
        """How much is expected of it."""

    @property
    def currency(self) -> str:
        """What buys it; ``""`` where it is given in kind."""

    @property
    def route(self) -> str:
        """The stages of its way."""

    @property
    def to_send(self) -> int:
        """What its source still keeps back."""

    @property
    def to_give(self) -> int:
        """What the co-op is still to get."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Adoption:
    """A draft that a person adopts: what of it, as which plan, for whom, by whom.

    ``now`` is the problem as it is on the day of adoption; ``asked`` tells whose each
    need is; ``open_lines`` go over, if the draft kept them back.
    """

    plan: str
    body: str
    day: str
    problem: Problem
    proposed: Plan
    choice: Choice
    now: Problem
    asked: Mapping[str, Asked]
    stood: Sequence[tuple[str, int, str]]
    facts_sha256: str
    policy: str = ""
    open_lines: Sequence[OpenLine] = ()
    standing: str = "kept"
    by: str = "operator"
    office: str = "operator"
    authority: str = ""
    entry: str = ""
    facts: dict[str, Any] = field(default_factory=dict)


def adopt(books: Books, adoption: Adoption) -> Receipt:
    """Record the plan.

    Raises Refusal ``plan.check.*``, ``plan.imagined`` or ``plan.empty``.
    """
    return record(books, adoption_command(adoption))


def adoption_command(adoption: Adoption) -> Command:
    """Return the command that adopts, so that a second person can approve it first."""
    final = chosen(adoption.problem, adoption.proposed, choice=adoption.choice)
    _require_sound(adoption, final)
    lines = [*_lines(adoption, final), *_carried(adoption.open_lines)]
    if not lines:
        raise Refusal("plan.empty", plan=adoption.plan)
    return Command(
        book=adoption.body,
        id=adoption.entry
        or f"adopt.{adoption.plan.partition(':')[2] or adoption.plan}",
        kind="plan.adopted",
        happened=adoption.day,
        by=adoption.by,
        office=adoption.office,
        authority=adoption.authority,
        facts={
            "plan": adoption.plan,
            "seed": final.seed,
            "facts_sha256": adoption.facts_sha256,
            "floor_ppm": int(final.lowest_share * PPM),
            "fairness_ppm": int(final.fairness_price * PPM),
            "needs": len(adoption.problem.needs),
            "lines": lines,
            "unmet": list(_unmet(final)),
            "standing": adoption.standing,
            "stood": [
                {"book": book, "size": size, "root": root}
                for book, size, root in adoption.stood
            ],
            "policy": adoption.policy,
            "left_out": len(adoption.choice.left_out),
            "by_hand": len(adoption.choice.counts),
        },
    )


def _require_sound(adoption: Adoption, final: Plan) -> None:
    for line in final.lines:
        if line.supply.partition(SEP)[0] == IMAGINED:
            raise Refusal("plan.imagined", supply=line.supply)
    wrong = [
        *check(adoption.problem, final),
        *excess(adoption.problem, adoption.proposed, choice=adoption.choice),
        *standing_against(adoption.now, final),
    ]
    if wrong:
        raise Refusal(wrong[0].code, **wrong[0].facts, more=len(wrong))


def standing_against(now: Problem, plan: Plan) -> list[Violation]:
    """Return what stands in a plan's way as things are now."""
    return [one for one in check(now, plan) if one.code not in SOFT]


def _lines(adoption: Adoption, final: Plan) -> Iterator[dict[str, Any]]:
    for line in final.lines:
        source, _, _, fund = line.supply.split(SEP)
        asked = adoption.asked.get(line.need)
        if asked is None:
            raise Refusal("plan.need-settled", need=line.need)
        yield {
            "need": line.need,
            "coop": asked.coop,
            "depot": asked.depot,
            "fund": fund,
            "commodity": line.commodity,
            "count": str(line.count),
            "source": source,
            "route": list(line.route),
            "reason": line.why.code,
            "facts": told_facts(line.reason),
            **_worth(line),
        }


def _worth(line: PlanLine) -> dict[str, str]:
    """Return what is not as it would be without a road or a price."""
    found = {}
    if line.arrives not in (0, line.count):
        found["arrives"] = str(line.arrives)
    if line.bought_with and line.bought_with[1]:
        found["currency"] = line.bought_with[0]
        found["paid"] = str(line.bought_with[1])
    return found


def _carried(lines: Sequence[OpenLine]) -> Iterator[dict[str, Any]]:
    """Yield what was promised before: what is still to be sent, and what is on the way.

    What was sent already lies at the depot, or will.
    """
    for one in lines:
        told: dict[str, Any] = {
            "need": one.need, "coop": one.coop, "depot": one.depot, "fund": one.fund,
            "commodity": one.commodity, "reason": PROMISED,
            "facts": {"commodity": one.commodity, "need": one.need[:40]},
        }  # fmt: skip
        if one.currency:
            paid = {"currency": one.currency, "paid": str(one.to_send)}
            count = str(one.to_give)
            yield {**told, "count": count, "source": one.source, "route": [], **paid}
            continue
        kept = one.to_send
        arriving = min(one.to_give, one.arrives * kept // max(1, one.count))
        if one.source == one.depot:
            kept, arriving = one.to_give, one.to_give
        if kept and arriving:
            route = one.route.split()
            more = {"arrives": str(arriving)} if arriving != kept else {}
            yield {
                **told, "count": str(kept), "source": one.source, "route": route, **more
            }  # fmt: skip
        if one.to_give > arriving:
            rest = str(one.to_give - arriving)
            yield {**told, "count": rest, "source": one.depot, "route": []}


def _unmet(final: Plan) -> Iterator[dict[str, Any]]:
    for miss in final.unmet:
        if miss.short > 0:
            yield {
                "need": miss.need,
                "commodity": miss.commodity,
                "short": str(miss.short),
                "reason": miss.reason.code,
                "facts": told_facts(miss.reason),
            }


def told_facts(reason: Reason) -> dict[str, str | int]:
    """Return a reason's facts in the words that an entry may hold."""
    told: dict[str, str | int] = {}
    for name, value in reason.facts.items():
        word = name.replace("_", "-").lower()
        if isinstance(value, int):
            told[word] = value
        else:
            kept = (one if (one.isascii() and one.isalnum()) or one in "._:-" else "-"
                    for one in str(value))  # fmt: skip
            told[word] = "".join(kept)[:40].lstrip("._:-") or "none"
    return told
