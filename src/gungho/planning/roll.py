# SPDX-License-Identifier: Apache-2.0
"""To roll is to plan several weeks at once, and to propose only the first.

What is left of a week lies there in the next; what leaves over a stage arrives after
its days; what each gets counts over all the weeks, and what they got before them too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from gungho.errors import Fact, Refusal
from gungho.planning.allocate import Work, keep
from gungho.planning.check import Violation, check
from gungho.planning.lines import restated
from gungho.planning.plan import Plan, PlanLine
from gungho.planning.policy import Policy
from gungho.planning.problem import Problem
from gungho.planning.rows import MG_PER_KG, Stage, through
from gungho.planning.weeks import Weeks, place_of, week_of, weeks_of


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekLine:
    """A line of some weeks' plan, and when: first moved, over each stage, there.

    ``line`` names the places and stages of the problems; ``loads`` are the weeks in
    which each stage of its route is loaded.
    """

    line: PlanLine
    begins: int
    loads: tuple[int, ...]
    arrives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """A plan over several weeks, of which the first alone is proposed.

    ``levels`` are the units of all weeks; ``proposed`` is a plan of ``first``, the
    first week's problem with the stages as they run while its lines are on the way.
    """

    lines: tuple[WeekLine, ...]
    levels: Mapping[str, int]
    first: Problem
    proposed: Plan
    whole: Plan
    complete: bool


def roll(
    weeks: Sequence[Problem], *, policy: Policy | None = None, work: Work
) -> Rolled:
    """Plan all weeks at once, and propose what has to begin in the first.

    Each problem holds what newly comes in its week, the stages as they run in it, and
    the needs stated by then: a need keeps its id, and asks its units once. Raises
    Refusal ``planning.weeks`` without any week.
    """
    if not weeks:
        raise Refusal("planning.weeks", weeks=0)
    laid = Weeks(weeks)
    under = policy or Policy()
    plan = keep(laid.whole, under, work=work).plan
    lines = tuple(_told(laid, line) for line in plan.lines)
    begun = [row for row in lines if row.begins == 0]
    first = _first(laid, begun)
    proposed = restated(first, plan, lines=[row.line for row in begun], policy=under)
    return Rolled(
        lines=lines,
        levels=plan.levels,
        first=first,
        proposed=proposed,
        whole=plan,
        complete=plan.complete,
    )


def _told(laid: Weeks, line: PlanLine) -> WeekLine:
    """Tell a line of the whole in the stages of the weeks."""
    over = [laid.at[name] for name in line.route if name in laid.at]
    begins = over[0][1] if over else laid.comes[line.supply]
    arrives = begins
    if over:
        stages = {row.id: row for row in laid.of(over[-1][1]).stages}
        arrives = over[-1][1] + weeks_of(stages[over[-1][0]].days)
    elif line.bought_at:
        begins = arrives = max(begins, week_of(line.bought_at))
    else:
        need = laid.stated[line.need][1]
        begins = arrives = max(begins, need)
    facts = {
        name: place_of(str(fact)) if name in ("place", "target") else fact
        for name, fact in line.why.facts.items()
    }
    code = line.why.code
    if not over:
        code = code.replace("bought-carried", "bought").replace("carried", "at-hand")
    facts |= {"stages": len(over)} if over else {}
    told = replace(
        line,
        route=tuple(name for name, _ in over),
        bought_at=place_of(line.bought_at) if line.bought_at else "",
        why=replace(line.why, code=code, facts=facts),
    )
    weeks = tuple(week for _, week in over)
    return WeekLine(line=told, begins=begins, loads=weeks, arrives=arrives)


def _first(laid: Weeks, begun: Sequence[WeekLine]) -> Problem:
    """Return the first week's problem, stages as wide as in the weeks they serve."""
    used: defaultdict[str, set[int]] = defaultdict(set)
    for row in begun:
        for name, week in zip(row.line.route, row.loads, strict=True):
            used[name].add(week)
    rows = {stage.id: stage for stage in laid.weeks[0].stages}
    for name, weeks in used.items():
        stages = [_stage(laid, name, week=week) for week in sorted(weeks)]
        rows[name] = replace(
            stages[0], capacity_kg=sum(stage.capacity_kg for stage in stages)
        )
    handled = {week for row in begun for week in (*row.loads, row.arrives)}
    handlings = laid.weeks[0].handlings if handled <= {0} else ()
    return replace(laid.weeks[0], stages=tuple(rows.values()), handlings=handlings)


def _stage(laid: Weeks, name: str, *, week: int) -> Stage:
    return next(row for row in laid.of(week).stages if row.id == name)


def check_rolled(weeks: Sequence[Problem], rolled: Rolled) -> tuple[Violation, ...]:
    """Recount all weeks together, exactly and without the solver."""
    laid = Weeks(weeks)
    return (
        *check(laid.whole, rolled.whole),
        *check(rolled.first, rolled.proposed),
        *_recount(laid, rolled),
    )


def _recount(laid: Weeks, rolled: Rolled) -> Iterator[Violation]:
    """Recount loads week by week from the lines as told, and that time runs forward."""
    loads: defaultdict[tuple[str, int], int] = defaultdict(int)
    out: defaultdict[tuple[str, int], int] = defaultdict(int)
    into: defaultdict[tuple[str, int], int] = defaultdict(int)
    for row in rolled.lines:
        since, count = laid.comes[row.line.supply], row.line.count
        weight = laid.whole.weight_mg(row.line.commodity)
        for name, week in zip(row.line.route, row.loads, strict=True):
            stage = _stage(laid, name, week=week)
            if week < since:
                yield _broken("week", supply=row.line.supply, week=week)
            since = week + weeks_of(stage.days)
            loads[name, week] += count * weight
            out[stage.source, week] += count * weight
            count = through(count, (stage.loss_ppm,))
            into[stage.target, since] += count * weight
        if row.line.route and row.arrives != since:
            yield _broken("week", supply=row.line.supply, week=row.arrives)
    for (name, week), load in loads.items():
        if load > _stage(laid, name, week=week).capacity_kg * MG_PER_KG:
            yield _broken("capacity", stage=name, load_kg=load // MG_PER_KG)
    for week in range(laid.last + 1):
        for limit in laid.of(week).handlings:
            yield from _handled(
                limit.place, into[limit.place, week], most_kg=limit.in_kg
            )
            yield from _handled(
                limit.place, out[limit.place, week], most_kg=limit.out_kg
            )


def _handled(place: str, load_mg: int, *, most_kg: int | None) -> Iterator[Violation]:
    if most_kg is not None and load_mg > most_kg * MG_PER_KG:
        yield _broken("handling", place=place, load_kg=load_mg // MG_PER_KG)


def _broken(what: str, **facts: Fact) -> Violation:
    return Violation(code=f"plan.check.{what}", facts=facts)
