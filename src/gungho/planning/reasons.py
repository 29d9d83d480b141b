# SPDX-License-Identifier: Apache-2.0
"""Reasons are found by asking the finished draft what one unit more would lack.

A reason is proved when it follows from supplies, terms and map alone. What was shared
out, waits or found the road full is told unproved: it holds as the plan stands, but the
rest might go in other ways that were not tried (``proof`` tries them).
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from gungho.errors import Fact
from gungho.planning.columns import Column, Numbers, column, times
from gungho.planning.draft import Draft, Line
from gungho.planning.groups import Outline
from gungho.planning.plan import Reason
from gungho.planning.told import Lack, Lacks, LevelReasons

Where = tuple[int, str]  # a group, and what it lacks


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


def level_reasons(outline: Outline, granted: Column, *, lost: Numbers) -> LevelReasons:
    """Say why each need got as many units as it got; ``lost`` are who lost the draw."""
    asked = outline.units
    drawn = np.zeros(len(asked), dtype=np.bool_)
    drawn[lost] = True
    cases = {
        "nothing-asked": asked == 0,
        "full": granted == asked,
        "unreachable": np.array(outline.obtainable, dtype=object)[outline.in_group]
        == 0,
        "lot-lost": drawn,
        "floor": granted <= column(outline.due.floors),
    }
    codes = [LevelReasons.CODES.index(f"plan.level.{name}") for name in cases]
    share = LevelReasons.CODES.index("plan.level.share")
    holds = [np.asarray(case, dtype=np.bool_) for case in cases.values()]
    names = [need.id for need in outline.problem.needs]
    code = np.select(holds, codes, default=share)
    return LevelReasons(names, code, counts=(asked, granted))


def lacks_of(outline: Outline, draft: Draft, *, granted: Column) -> Lacks:
    """Tell need by need what it lacks, one reason per group and commodity."""
    sources = _Sources(outline, draft)
    lacks: list[Lack] = []
    per: list[int] = []
    begins = np.zeros(len(outline.groups), dtype=np.int64)
    needs = np.flatnonzero(granted < outline.units)
    for number, need in _first_of_each(outline, needs):
        begins[number] = len(lacks)
        lacks += sources.lacks(number, need)
        per += [count for _, count in outline.groups[number].inputs]
    widths = np.array([len(group.inputs) for group in outline.groups], dtype=np.int64)
    width = widths[outline.in_group[needs]]
    ends = np.cumsum(width)
    owner = np.repeat(np.arange(len(needs)), width)
    within = np.arange(len(owner)) - (ends - width)[owner]
    lack = begins[outline.in_group[needs]][owner] + within
    missing = (outline.units - granted)[needs]
    short = times(column(per)[lack], missing[owner]) if len(owner) else column([])
    spare = _spare(outline, draft, needs=needs, begins=ends - width)
    for at, count in spare:
        short[at] -= count
    still = short > 0
    names = [need.id for need in outline.problem.needs]
    where = needs[owner][still], lack[still]
    return Lacks((names, lacks), where, short=short[still])


def _first_of_each(outline: Outline, needs: Numbers) -> Iterator[tuple[int, int]]:
    """Give each group of some needs, and which of them is first by its lot."""
    group = outline.in_group[needs]
    order = np.lexsort((np.array(outline.lots, dtype=np.int64)[needs], group))
    numbers, first = np.unique(group[order], return_index=True)
    firsts = needs[order[first]]
    return zip(numbers.tolist(), firsts.tolist(), strict=True)


def _spare(
    outline: Outline, draft: Draft, *, needs: Numbers, begins: Numbers
) -> Iterator[tuple[int, int]]:
    """Give the place of each input that is there already in part, and how much is."""
    begin = dict(zip(needs.tolist(), begins.tolist(), strict=True))
    for (need, commodity), count in draft.spare.items():
        if count and need in begin:
            inputs = outline.groups[outline.group_of[need]].inputs
            names = [name for name, _ in inputs]
            if commodity in names:
                yield begin[need] + names.index(commodity), count


class _Sources:
    """How much of what could be had for a group, counted once for all that are alike.

    ``allowed`` are, for each group, the kinds of fund that may serve it.
    """

    def __init__(self, outline: Outline, draft: Draft) -> None:
        self.outline = outline
        self.draft = draft
        self.known: dict[tuple[object, ...], int] = {}
        numbers = range(len(outline.groups))
        self.allowed = [tuple(row[n] for row in outline.allows) for n in numbers]

    def lacks(self, number: int, need: int) -> list[Lack]:
        """Return why a group, told by one of its needs, lacks each of its inputs."""
        inputs = self.outline.groups[number].inputs
        lacking = {
            commodity: per
            for commodity, per in inputs
            if not self.draft.could_bring(need, commodity, per)
        }
        found = []
        for commodity, _ in inputs:
            reason, proved = self._why((number, commodity), lacking=lacking)
            found.append(Lack(commodity=commodity, reason=reason, proved=proved))
        return found

    def _why(self, where: Where, *, lacking: dict[str, int]) -> tuple[Reason, bool]:
        number, commodity = where
        facts: dict[str, Fact] = {
            "commodity": commodity,
            "place": self.outline.groups[number].place,
        }
        if not lacking:
            return Reason(code="plan.unmet.together", facts=facts), False
        if commodity not in lacking:
            facts["other"] = min(lacking)
            return Reason(code="plan.unmet.waits", facts=facts), False
        per = lacking[commodity]
        facts["per_unit"] = per
        code = self._proved(where, per)
        if code:
            return Reason(code=code, facts=facts), True
        facts["left"] = left = self.total(where, ("left", "terms", "road"))
        if left < per:
            elsewhere = self.total(where, ("left", "road")) >= per
            sort = "left-under-terms" if elsewhere else "shared-out"
            return Reason(code=f"plan.unmet.{sort}", facts=facts), False
        stage, gate = self._full(where)
        if gate:
            facts["gate"] = gate
            return Reason(code="plan.unmet.gate-full", facts=facts), False
        facts["stage"] = stage
        return Reason(code="plan.unmet.road-full", facts=facts), False

    def _proved(self, where: Where, per: int) -> str:
        """Return the reason that follows from what there was at first, or ""."""
        whole, under_terms = self.total(where, ()), self.total(where, ("terms",))
        if whole == 0:
            return "plan.unmet.none-given"
        if under_terms < per:
            return "plan.unmet.terms" if per <= whole else "plan.unmet.too-little"
        if self.total(where, ("terms", "road")) < per:
            return "plan.unmet.no-road"
        return ""

    def total(self, where: Where, limits: tuple[str, ...]) -> int:
        """Return the most that a group could have, the limits observed.

        "left" counts what the draft leaves, "terms" and "road" only what they allow.
        """
        number, commodity = where
        here = self.outline.groups[number].place
        allowed = self.allowed[number] if "terms" in limits else ()
        key = (here, commodity, allowed, limits)
        if key not in self.known:
            self.known[key] = self._total(where, limits)
        return self.known[key]

    def _total(self, where: Where, limits: tuple[str, ...]) -> int:
        number, commodity = where
        outline = self.outline
        reach = _Reach(outline, where, limits=limits)
        whole = 0
        counts = self.draft.left if "left" in limits else outline.counts
        for row, count in zip(outline.problem.supplies, counts, strict=True):
            kind = outline.kind_of[row.fund]
            if "terms" in limits and not (
                outline.allows[kind][number]
                and outline.kind_allows_item(kind, commodity)
            ):
                continue
            if row.commodity == commodity:
                whole += count if reach.reached(row.place) else 0
            else:
                whole += reach.bought(row.commodity, row.place, count=count)
        return whole

    def _full(self, where: Where) -> tuple[str, str]:
        """Return the first (stage, place) without room on the cheapest ways, or ""."""
        number, commodity = where
        outline, draft = self.outline, self.draft
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


class _Reach:
    """What can be brought to a group's place, or bought for it."""

    def __init__(
        self, outline: Outline, where: Where, *, limits: tuple[str, ...]
    ) -> None:
        number, commodity = where
        self.here = outline.groups[number].place
        self.ways = outline.network.ways_to(self.here, outline.mask(commodity))
        weightless = outline.problem.weight_mg(commodity) == 0
        self.anywhere = "road" not in limits or weightless
        rows = outline.problem.prices
        self.prices = [rows[at] for at in outline.prices_of[commodity]]

    def bought(self, currency: str, place: str, *, count: int) -> int:
        """Return the most that a count of a currency buys."""
        best = 0
        for price in self.prices:
            if price.currency != currency or price.place not in {place, self.here}:
                continue
            if self.reached(price.place):
                best = max(best, count * price.per // price.cost)
        return best

    def reached(self, place: str) -> bool:
        """Tell whether what lies at a place can be brought."""
        return self.anywhere or place in self.ways
