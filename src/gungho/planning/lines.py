# SPDX-License-Identifier: Apache-2.0
"""Lines of a plan are taken up again: as they are, as far as they fit, or by hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from gungho.planning.draft import Draft, Line
from gungho.planning.groups import Outline
from gungho.planning.plan import Plan, PlanLine
from gungho.planning.policy import Policy
from gungho.planning.problem import Problem
from gungho.planning.proposal import planned
from gungho.planning.rows import through


def restated(
    problem: Problem,
    plan: Plan,
    *,
    lines: Iterable[PlanLine],
    policy: Policy | None = None,
) -> Plan:
    """Return the plan with other lines: levels, shortages and reasons counted anew.

    For lines corrected by hand or adopted in part. Nothing is added or moved; lines
    that name what is not there are left out, and whether the others keep every limit
    is for ``check`` to say.
    """
    outline = Outline(problem, plan.seed, policy=policy)
    return planned(outline, redrawn(outline, lines), kept=plan)


def redrawn(outline: Outline, lines: Iterable[PlanLine]) -> Draft:
    """Return lines as a draft, whether they fit or not."""
    draft = Draft(outline, {})
    names = _Names(outline)
    for row in lines:
        line = names.line(row)
        if line is not None:
            draft.force(line, draft.counted(line) + row.count)
    arrived = _arrived(draft)
    for need in range(len(outline.problem.needs)):
        draft.units[need] = _units(draft, need, arrived=arrived)
    return draft


def refill(draft: Draft, plan: Plan) -> None:
    """Draw the lines of each need again where all of them fit, and leave out the rest.

    A need that lost a line is left without any, to be filled up like others.
    """
    names = _Names(draft.outline)
    of_need: defaultdict[int, list[tuple[Line | None, int]]] = defaultdict(list)
    for row in plan.lines:
        need = names.needs.get(row.need)
        if need is not None:
            of_need[need].append((names.line(row), row.count))
    fitting = []
    for need, lines in of_need.items():
        mark = draft.mark()
        if all(line is not None and draft.put(line, count) for line, count in lines):
            fitting.append(need)
        else:
            draft.back_to(mark)
    arrived = _arrived(draft)
    for need in fitting:
        draft.units[need] = _units(draft, need, arrived=arrived)


class _Names:
    """The numbers of what a line names, as the terms and the map allow it now."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        problem = outline.problem
        self.needs = {row.id: at for at, row in enumerate(problem.needs)}
        self.supplies = {row.id: at for at, row in enumerate(problem.supplies)}
        self.stages = {row.id: at for at, row in enumerate(problem.stages)}
        self.prices = {
            (row.place, row.currency, row.commodity): at
            for at, row in enumerate(problem.prices)
        }

    def line(self, row: PlanLine) -> Line | None:
        """Return a line in numbers, None if something it stands on is gone."""
        need, supply = self.needs.get(row.need), self.supplies.get(row.supply)
        route = tuple(self.stages.get(name, -1) for name in row.route)
        if need is None or supply is None or -1 in route:
            return None
        outline = self.outline
        held = outline.problem.supplies[supply]
        kind = outline.kind_of[held.fund]
        price = -1
        if row.bought_with is not None:
            key = (row.bought_at, row.bought_with[0], row.commodity)
            price = self.prices.get(key, -1)
        if (
            not outline.allows[kind][outline.group_of[need]]
            or not outline.kind_allows_item(kind, row.commodity)
            or row.commodity not in outline.problem.needs[need].inputs
            or (price < 0) != (row.bought_with is None)
        ):
            return None
        return need, supply, row.commodity, route, price


def _arrived(draft: Draft) -> dict[tuple[int, str], int]:
    """Return what each need has of each input, stock of its own included."""
    arrived: defaultdict[tuple[int, str], int] = defaultdict(int, draft.spare)
    losses = draft.outline.network.losses
    for (_, commodity, route, _), counts in draft.counts.items():
        lost = [losses[at] for at in route]
        for need, count in counts.items():
            arrived[need, commodity] += through(count, lost)
    return arrived


def _units(draft: Draft, need: int, *, arrived: dict[tuple[int, str], int]) -> int:
    """Return how many units its inputs make; keep what is over as spare."""
    row = draft.problem.needs[need]
    had = {name: arrived.get((need, name), 0) for name in row.inputs}
    units = min(row.units, *(had[name] // per for name, per in row.inputs.items()))
    for name, per in row.inputs.items():
        if had[name] > per * units:
            draft.spare[need, name] = had[name] - per * units
        else:
            draft.spare.pop((need, name), None)
    return units
