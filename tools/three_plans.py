# SPDX-License-Identifier: Apache-2.0
"""The plan for the whole movement on three days, in words and on maps.

``three_plans.py HOME [DOCS]`` writes ``plans-three-days.md`` and its maps from the home
in which the demo was told. The same home gives the same pages, figure by figure; a test
compares them.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pictures import alone

ROOT = Path(__file__).resolve().parent.parent
PAGE, MAPS = "plans-three-days.md", "maps"
HUB_PLACE = "hong-kong"
PROMISE = "chongqing:government"
SEED, SECONDS = 1938, 120.0
SHOWN = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day that is planned: its title, what was so, and what is taken away."""

    name: str
    on: str
    title: str
    told: str
    is_hub_gone: bool = False


DAYS = (
    Day(
        name="1938-09-17", on="1938-09-17", title="The coast is open",
        told="Six weeks after the first co-op: Canton has not fallen (21 October "
        "1938), and the railway from Hong Kong runs.",
    ),
    Day(
        name="1940-09-17", on="1940-09-17", title="The Burma Road is closed",
        told="Britain has closed the road for three months from mid July 1940, and "
        "the railway from Haiphong ended in June: Kunming is cut off from the sea.",
    ),
    Day(
        name="1941-12-26", on="", title="After December 1941",
        told="Hong Kong fell on 25 December 1941. What lies there is lost to the plan, "
        "and every way through it; the books are those of 7 December.",
        is_hub_gone=True,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A day with its problem and plan."""

    day: Day
    problem: Any
    plan: Any
    gifts_problem: Any
    gifts_plan: Any


def planned(day: Day) -> Planned:
    """Plan one day from the books of the home, every promise set free."""
    from gungho.actions.situation import policy_of, problem_of
    from gungho.planning import Change, CloseStage, DropSupply, allocate, patched
    from gungho.store.reads.situation import situation

    told = situation(body="hk", on=day.on, today="1941-12-07")
    problem, policy = problem_of(told, promises=False), policy_of(told)
    if day.is_hub_gone:
        gone: list[Change] = [
            *(DropSupply(supply=row.id) for row in problem.supplies
              if row.place == HUB_PLACE),
            *(CloseStage(stage=row.id) for row in problem.stages
              if HUB_PLACE in (row.source, row.target)),
        ]  # fmt: skip
        problem, policy = patched(problem, gone, policy=policy)
    promised = [
        DropSupply(supply=row.id) for row in problem.supplies if row.fund == PROMISE
    ]
    gifts, _ = patched(problem, promised, policy=policy)
    return Planned(
        day=day,
        problem=problem,
        plan=allocate(problem, seed=SEED, seconds=SECONDS, policy=policy),
        gifts_problem=gifts,
        gifts_plan=allocate(gifts, seed=SEED, seconds=SECONDS, policy=policy),
    )


def page(days: list[Planned]) -> str:
    """Return the page."""
    from gungho.doors.names import Names
    from gungho.doors.plan_words import PlanWords

    words = PlanWords.load(Names.load("en"))
    parts = [
        "# The plan on three days",
        "",
        "The same planner, the same rules and the same books, on three days of the "
        "movement that the demo tells.",
        "What the sources do not give is reconstructed there and marked so, and so are "
        "these plans; roads open and close as `routes.csv` says, with its sources.",
        "`python tools/three_plans.py HOME` writes this page from a home in which "
        "`gungho demo` was run.",
        "",
        "| | " + " | ".join(one.day.title for one in days) + " |",
        "| --- |" + " ---: |" * len(days),
        *(f"| {name} | " + " | ".join(row) + " |" for name, row in _figures(days)),
        "",
    ]
    for one in days:
        parts += [*_told(one, words), ""]
    return "\n".join(parts).rstrip() + "\n"


def figures(one: Planned) -> dict[str, int | float]:
    """Return what is true of a day's whole plan."""
    lines = one.plan.lines
    return {
        "Needs that ask": len(one.problem.needs),
        "Units asked": sum(need.units for need in one.problem.needs),
        "Units that can start": sum(one.plan.levels.values()),
        "Units that gifts alone could start": sum(one.gifts_plan.levels.values()),
        "Needs that get the floor": one.plan.floored,
        "Lines": len(lines),
        "of goods at hand or carried": sum(
            1 for line in lines
            if not line.bought_with and one.problem.weight_mg(line.commodity)
        ),
        "of goods bought": sum(
            1 for line in lines
            if line.bought_with and one.problem.weight_mg(line.commodity)
        ),
        "of money": sum(
            1 for line in lines if not one.problem.weight_mg(line.commodity)
        ),
        "Roads used": len(used(one)),
        "Things that stay unmet": sum(1 for row in one.plan.unmet if row.short),
        "The cost of equal shares, thousandths": round(1000 * one.plan.fairness_price),
    }  # fmt: skip


def _figures(days: list[Planned]) -> Iterator[tuple[str, list[str]]]:
    tables = [figures(one) for one in days]
    for name in tables[0]:
        yield name, [f"{table[name]:,}" for table in tables]


def used(one: Planned) -> set[str]:
    """Return the routes that a plan carries over."""
    return {
        stage.removesuffix(".back") for line in one.plan.lines for stage in line.route
    }


def _told(one: Planned, words: Any) -> Iterator[str]:
    from gungho.doors.plan_words import told

    yield f"## {one.day.title} ({one.day.on or '26 December 1941'})"
    yield ""
    yield one.day.told
    yield ""
    yield f"![Roads open and used](maps/plan-{one.day.name}.svg)"
    yield ""
    whole = told(one.problem, one.plan, words=words)
    yield from (f"* {row.text}" for row in whole if row.section == "whole")
    yield ""
    yield "**Without the government's promise of 1938: gifts and what they earn alone**"
    yield ""
    said = list(told(one.gifts_problem, one.gifts_plan, words=words))
    for section, most in (("whole", 9), ("unmet", 5), ("more", 5)):
        for row in [row for row in said if row.section == section][:most]:
            yield f"* {row.text}" + ("" if row.is_proved else " (not proved)")
    yield ""
    yield "**By region**"
    yield ""
    yield "| region | units asked | units that can start |"
    yield "| --- | ---: | ---: |"
    asked: Counter[str] = Counter()
    start: Counter[str] = Counter()
    for need in one.problem.needs:
        asked[need.region] += need.units
        start[need.region] += one.plan.levels[need.id]
    for region in sorted(asked):
        yield f"| {region} | {asked[region]} | {start[region]} |"
    carried = _carried(one, words)
    if carried:
        yield ""
        yield "**What goes by road**"
        yield ""
        yield from carried


def _carried(one: Planned, words: Any) -> list[str]:
    sums: Counter[tuple[str, tuple[str, ...], int]] = Counter()
    places = {row.id: (row.source, row.target) for row in one.problem.stages}
    days = {row.id: row.days for row in one.problem.stages}
    for line in one.plan.lines:
        if line.route:
            way = (places[line.route[0]][0], *(places[to][1] for to in line.route))
            took = sum(days[stage] for stage in line.route)
            sums[line.commodity, way, took] += line.count
    names = words.names
    told = []
    for (commodity, way, took), count in sums.most_common(SHOWN):
        passed = " – ".join(names.place(place) for place in way)
        what = words.amount(commodity, count)
        told.append(f"* {what} {names.item(commodity)}: {passed}, {took} days.")
    return told


def drawn(one: Planned) -> str:
    """Return the map of a day as a picture that stands by itself."""
    from gungho.doors.names import Names
    from gungho.doors.web.pages.roadmaps import road_map
    from gungho.store.reads.places import roads, spots

    on = one.day.on or "1941-12-26"
    known = [
        road for road in roads()
        if not (one.day.is_hub_gone and HUB_PLACE in (road.source, road.target))
    ]  # fmt: skip
    depots = {need.place for need in one.problem.needs}
    places = spots()
    svg = str(
        road_map(
            label=f"{one.day.title}: the roads open on {on}, and those the plan uses.",
            names=Names.load("en"),
            spots=places,
            roads=known,
            used=used(one),
            on=on,
            marked=sorted(place for place in depots if place in places),
        )
    )
    return alone(svg)


def main(home: str, docs: Path = ROOT / "docs") -> None:
    """Write the page and its maps into a folder."""
    os.environ["GUNGHO_HOME"] = home
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gungho.node.settings")
    import django

    django.setup()
    days = [planned(day) for day in DAYS]
    (docs / MAPS).mkdir(exist_ok=True)
    for one in days:
        (docs / MAPS / f"plan-{one.day.name}.svg").write_text(drawn(one), "utf-8")
    (docs / PAGE).write_text(page(days), "utf-8")


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:3]))
