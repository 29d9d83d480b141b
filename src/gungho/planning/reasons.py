# SPDX-License-Identifier: Apache-2.0
"""Reasons are found by asking the finished draft what one unit more would lack.

A reason is proved when it follows from supplies, terms and map alone. What was shared
out, waits or found the road full is told unproved: it holds as the plan stands, but the
rest might go in other ways that were not tried (``proof`` tries them).
"""

from __future__ import annotations

from gungho.errors import Fact
from gungho.planning.draft import Draft, Line
from gungho.planning.groups import Outline
from gungho.planning.plan import Reason, Unmet


def line_reason(outline: Outline, line: Line) -> Reason:
    """Say why a line goes as it does: in kind or bought, at hand or carried.

    The facts are those that all equal lines share.
    """
    need, supply, commodity, route, at = line
    problem = outline.problem
    row = problem.supplies[supply]
    facts: dict[str, Fact] = {
        "fund": row.fund,
        "place": row.place,
        "target": problem.needs[need].place,
    }
    if route:
        facts["stages"] = len(route)
        facts["days"] = sum(problem.stages[stage].days for stage in route)
    if at >= 0:
        price = problem.prices[at]
        facts |= {"currency": price.currency, "place": price.place}
        code = "plan.line.bought-carried" if route else "plan.line.bought"
    elif problem.weight_mg(commodity) == 0:
        code = "plan.line.wire"
    else:
        code = "plan.line.carried" if route else "plan.line.at-hand"
    return Reason(code=code, facts=facts)


def level_reason(outline: Outline, draft: Draft, need: int, *, lost: bool) -> Reason:
    """Say why a need got as many units as it got."""
    row = outline.problem.needs[need]
    got = draft.units[need]
    facts: dict[str, Fact] = {"need": row.id, "asked": row.units, "granted": got}
    if row.units == 0:
        code = "plan.level.nothing-asked"
    elif got == row.units:
        code = "plan.level.full"
    elif outline.obtainable[outline.group_of[need]] == 0:
        code = "plan.level.unreachable"
    elif lost:
        code = "plan.level.lot-lost"
    elif got <= outline.due.floors[need]:
        code = "plan.level.floor"
    else:
        code = "plan.level.share"
        facts["percent"] = got * 100 // row.units
    return Reason(code=code, facts=facts)


def unmet_of(
    outline: Outline, draft: Draft, number: int, *, told: dict[int, list[Unmet]]
) -> None:
    """Tell, need by need, what a group's members lack, one reason per commodity."""
    group = outline.groups[number]
    needs = outline.problem.needs
    short = [n for n in group.members if draft.units[n] < needs[n].units]
    if not short:
        return
    lacking = {
        commodity: per
        for commodity, per in group.inputs
        if not draft.could_bring(short[0], commodity, per)
    }
    whys = [
        (commodity, per, _why(outline, draft, number, commodity, lacking))
        for commodity, per in group.inputs
    ]
    for need in short:
        row = needs[need]
        missing = row.units - draft.units[need]
        told[need] = [
            Unmet(
                need=row.id,
                commodity=commodity,
                short=per * missing - draft.spare.get((need, commodity), 0),
                reason=reason,
                proved=proved,
            )
            for commodity, per, (reason, proved) in whys
            if per * missing > draft.spare.get((need, commodity), 0)
        ]


def _why(
    outline: Outline, draft: Draft, number: int, commodity: str, lacking: dict[str, int]
) -> tuple[Reason, bool]:
    facts: dict[str, Fact] = {
        "commodity": commodity,
        "place": outline.groups[number].place,
    }
    if not lacking:
        return Reason(code="plan.unmet.together", facts=facts), False
    if commodity not in lacking:
        facts["other"] = min(lacking)
        return Reason(code="plan.unmet.waits", facts=facts), False
    per = lacking[commodity]
    facts["per_unit"] = per
    before = _Purse(outline, number, commodity)
    if before.total(outline.counts, ()) == 0:
        return Reason(code="plan.unmet.none-given", facts=facts), True
    counts = outline.counts
    if before.total(counts, ("terms",)) < per <= before.total(counts, ()):
        return Reason(code="plan.unmet.terms", facts=facts), True
    if before.total(counts, ("terms",)) < per:
        return Reason(code="plan.unmet.too-little", facts=facts), True
    if before.total(counts, ("terms", "road")) < per:
        return Reason(code="plan.unmet.no-road", facts=facts), True
    facts["left"] = before.total(draft.left, ("terms", "road"))
    if before.total(draft.left, ("terms", "road")) < per:
        elsewhere = before.total(draft.left, ("road",)) >= per
        code = "plan.unmet.left-under-terms" if elsewhere else "plan.unmet.shared-out"
        return Reason(code=code, facts=facts), False
    stage, gate = _full(outline, draft, number=number, commodity=commodity)
    if gate:
        facts["gate"] = gate
        return Reason(code="plan.unmet.gate-full", facts=facts), False
    facts["stage"] = stage
    return Reason(code="plan.unmet.road-full", facts=facts), False


class _Purse:
    """How much of a commodity counts give or buy for a group, under some limits."""

    def __init__(self, outline: Outline, number: int, commodity: str) -> None:
        self.outline = outline
        self.number = number
        self.commodity = commodity
        self.here = outline.groups[number].place
        mask = outline.mask(commodity)
        self.ways = outline.network.ways_to(self.here, mask)
        self.weightless = outline.problem.weight_mg(commodity) == 0

    def total(self, counts: list[int], limits: tuple[str, ...]) -> int:
        """Return the most that these counts come to, the limits observed."""
        whole = 0
        for row, count in zip(self.outline.problem.supplies, counts, strict=True):
            kind = self.outline.kind_of[row.fund]
            if "terms" in limits and not (
                self.outline.allows[kind][self.number]
                and self.outline.kind_allows_item(kind, self.commodity)
            ):
                continue
            if row.commodity == self.commodity:
                whole += count if self._reached(row.place, limits) else 0
            else:
                whole += self._bought(row.commodity, row.place, count, limits)
        return whole

    def _bought(
        self, currency: str, place: str, count: int, limits: tuple[str, ...]
    ) -> int:
        best = 0
        for at in self.outline.prices_of[self.commodity]:
            price = self.outline.problem.prices[at]
            if price.currency != currency or price.place not in {place, self.here}:
                continue
            if self._reached(price.place, limits):
                best = max(best, count * price.per // price.cost)
        return best

    def _reached(self, place: str, limits: tuple[str, ...]) -> bool:
        return "road" not in limits or self.weightless or place in self.ways


def _full(
    outline: Outline, draft: Draft, *, number: int, commodity: str
) -> tuple[str, str]:
    """Return the first (stage, place) without room on the cheapest ways, or ""."""
    group = outline.groups[number]
    mask = outline.mask(commodity)
    load_mg = outline.problem.weight_mg(commodity) * dict(group.inputs)[commodity]
    for each, _ in draft.givers[commodity]:
        if draft.left[each] <= 0:
            continue
        place = outline.problem.supplies[each].place
        for at in outline.network.route(place, group.place, mask) or ():
            stage = outline.problem.stages[at]
            if draft.rooms.room[at] < load_mg:
                return stage.id, ""
            if draft.rooms.out_of(at) < load_mg:
                return "", stage.source
            room = draft.rooms.into(at)
            if room is not None and room < load_mg:
                return "", stage.target
    return "", ""
