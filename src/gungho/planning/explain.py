# SPDX-License-Identifier: Apache-2.0
"""To explain a plan is to say one sentence for each group of equal lines."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from gungho.errors import Fact
from gungho.planning.plan import Plan, Reason
from gungho.planning.problem import Problem

PART = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """One sentence about some needs: a reason code, its facts, and if it is proved."""

    code: str
    facts: Mapping[str, Fact]
    needs: tuple[str, ...]
    proved: bool


def explain(problem: Problem, plan: Plan) -> tuple[Explanation, ...]:
    """Return the plan's sentences: the whole, levels, lines, what is unmet, one more.

    Counts in facts are sums over the needs of a sentence, in smallest units.
    """
    return (
        *_whole(plan),
        *_levels(problem, plan),
        *_lines(problem, plan),
        *_unmet(problem, plan),
        *_shadows(plan),
    )


def _whole(plan: Plan) -> Iterator[Explanation]:
    code = "plan.whole.floor" if plan.floored == plan.reachable else "plan.whole.lots"
    facts: dict[str, Fact] = {
        "floored": plan.floored,
        "reachable": plan.reachable,
        "floor": plan.floor,
        "seed": plan.seed,
    }
    yield Explanation(code=code, facts=facts, needs=(), proved=True)
    permille = round(plan.fairness_price * PART)
    price: dict[str, Fact] = {"permille": permille}
    yield Explanation(
        code="plan.whole.fairness", facts=price, needs=(), proved=plan.complete
    )
    if not plan.complete:
        yield Explanation(code="plan.whole.incomplete", facts={}, needs=(), proved=True)


def _levels(problem: Problem, plan: Plan) -> Iterator[Explanation]:
    groups: defaultdict[tuple[Fact, ...], list[str]] = defaultdict(list)
    for need in problem.needs:
        reason = plan.level_reasons[need.id]
        key = (reason.code, need.region, need.trade, need.purpose, need.tier)
        groups[key].append(need.id)
    asked = {need.id: need.units for need in problem.needs}
    for (code, region, trade, purpose, tier), needs in groups.items():
        facts: dict[str, Fact] = {
            "needs": len(needs),
            "region": region,
            "trade": trade,
            "purpose": purpose,
            "tier": tier,
            "asked": sum(asked[name] for name in needs),
            "granted": sum(plan.levels[name] for name in needs),
        }
        facts["percent"] = int(facts["granted"]) * 100 // max(1, int(facts["asked"]))
        yield Explanation(code=str(code), facts=facts, needs=tuple(needs), proved=True)


def _lines(problem: Problem, plan: Plan) -> Iterator[Explanation]:
    places = {need.id: need for need in problem.needs}
    groups: defaultdict[tuple[Fact, ...], list[int]] = defaultdict(list)
    for at, line in enumerate(plan.lines):
        facts = line.reason.facts
        need = places[line.need]
        via = " ".join(line.route)
        told = (facts["fund"], line.commodity, facts["place"], via)
        groups[(line.reason.code, *told, need.place, need.trade)].append(at)
    for (code, *_), numbers in groups.items():
        first = plan.lines[numbers[0]].reason
        needs = tuple(dict.fromkeys(plan.lines[at].need for at in numbers))
        summed: dict[str, Fact] = dict(first.facts)
        summed["count"] = sum(plan.lines[at].count for at in numbers)
        summed["needs"] = len(needs)
        if "paid" in summed:
            paid = (plan.lines[at].bought_with for at in numbers)
            summed["paid"] = sum(pair[1] for pair in paid if pair)
        yield Explanation(code=str(code), facts=summed, needs=needs, proved=True)


def _unmet(problem: Problem, plan: Plan) -> Iterator[Explanation]:
    trades = {need.id: need for need in problem.needs}
    groups: defaultdict[tuple[Fact, ...], list[int]] = defaultdict(list)
    for at, row in enumerate(plan.unmet):
        need = trades[row.need]
        told = tuple(
            value for pair in sorted(row.reason.facts.items()) for value in pair
        )
        key = (row.reason.code, int(row.proved), need.region, need.trade, *told)
        groups[key].append(at)
    for numbers in groups.values():
        first = plan.unmet[numbers[0]]
        needs = tuple(plan.unmet[at].need for at in numbers)
        facts: dict[str, Fact] = dict(first.reason.facts)
        facts["short"] = sum(plan.unmet[at].short for at in numbers)
        facts["needs"] = len(needs)
        reason = Reason(code=first.reason.code, facts=facts)
        yield Explanation(
            code=reason.code, facts=facts, needs=needs, proved=first.proved
        )


def _shadows(plan: Plan) -> Iterator[Explanation]:
    for row in plan.shadows:
        facts: dict[str, Fact] = {"id": row.id, "step": row.step}
        facts["thousandths"] = round(row.units * PART)
        code = f"plan.more.{row.sort}"
        yield Explanation(code=code, facts=facts, needs=(), proved=row.proved)
