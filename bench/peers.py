# SPDX-License-Identifier: Apache-2.0
"""Peers of the planner's solver: the same programme put to OR-Tools and to PuLP.

Each is given one linear programme of a problem, the one for the most output, in its own
way of writing it: a row at a time, a coefficient at a time. Who is not installed is
left out, and it is said. ``settled_alone`` is HiGHS itself, given every need apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.util import find_spec
from math import isfinite
from typing import Any

import numpy as np
import numpy.typing as npt

from gungho.planning import Problem
from gungho.planning.fairness import Levels, Settling
from gungho.planning.groups import Group, Outline
from gungho.planning.model import Model, build
from gungho.planning.solver import Solver

SEED = 1938
SECONDS = 300.0
CLOSE = 1e-5


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A linear programme: columns and rows with limits, rows' entries, the aim."""

    model: Model
    entries: dict[int, list[tuple[int, float]]]
    weights: dict[int, float]


def programme(problem: Problem) -> Programme:
    """Return the programme for the most output of a problem."""
    outline = Outline(problem, SEED)
    model = build(outline)
    entries: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for row, column, value in zip(*model.entries, strict=True):
        entries[row].append((column, value))
    weights = {
        model.columns["units", number]: float(group.output)
        for number, group in enumerate(outline.groups)
    }
    return Programme(model=model, entries=entries, weights=weights)


def ours(problem: Problem) -> float:
    """Build the programme from its tables and solve it, as the planner does."""
    outline = Outline(problem, SEED)
    model = build(outline)
    solver = Solver(model, seed=SEED, seconds=SECONDS)
    solver.aim(
        {
            model.columns["units", number]: float(group.output)
            for number, group in enumerate(outline.groups)
        },
        sense="max",
    )
    if not solver.solve():
        raise RuntimeError("our programme was not solved")
    return solver.value


class Alone(Outline):
    """An outline in which every need is a group of its own: nothing is put together."""

    def _group(self, table: npt.NDArray[np.bool_]) -> tuple[Group, ...]:
        return tuple(
            replace(group, members=(member,))
            for group in super()._group(table)
            for member in group.members
        )


def settled_alone(problem: Problem) -> Levels:
    """Settle all aims with a column for each need and way, as one would plainly."""
    outline = Alone(problem, SEED)
    model = build(outline)
    engine = Solver(model, seed=SEED, seconds=SECONDS)
    return Settling(outline, model, engine=engine, seconds=SECONDS).run()


def or_tools(given: Programme) -> float:
    """Write the programme for OR-Tools and solve it with GLOP."""
    wrapper: Any = import_module("ortools.linear_solver.pywraplp")
    solver = wrapper.Solver.CreateSolver("GLOP")
    model = given.model
    columns = [
        solver.NumVar(low, high, "")
        for low, high in zip(model.lower, model.upper, strict=True)
    ]
    limits = zip(model.row_lower, model.row_upper, strict=True)
    for row, (low, high) in enumerate(limits):
        made = solver.Constraint(low, high)
        for column, value in given.entries[row]:
            made.SetCoefficient(
                columns[column], value + made.GetCoefficient(columns[column])
            )
    aim = solver.Objective()
    for column, weight in given.weights.items():
        aim.SetCoefficient(columns[column], weight)
    aim.SetMaximization()
    if solver.Solve() != wrapper.Solver.OPTIMAL:
        raise RuntimeError("OR-Tools did not solve the programme")
    return float(aim.Value())


def pulp(given: Programme) -> float:
    """Write the programme for PuLP, plainly, and solve it with its own CBC."""
    kit: Any = import_module("pulp")
    model = given.model
    problem = kit.LpProblem("most_output", kit.LpMaximize)
    columns = [
        kit.LpVariable(f"c{number}", low, high if isfinite(high) else None)
        for number, (low, high) in enumerate(zip(model.lower, model.upper, strict=True))
    ]
    problem += kit.lpSum(
        weight * columns[column] for column, weight in given.weights.items()
    )
    limits = zip(model.row_lower, model.row_upper, strict=True)
    for row, (low, high) in enumerate(limits):
        total = kit.lpSum(value * columns[at] for at, value in given.entries[row])
        if isfinite(low) and given.entries[row]:
            problem += total >= low
        if isfinite(high) and given.entries[row]:
            problem += total <= high
    problem.solve(kit.PULP_CBC_CMD(msg=False, threads=1))
    if problem.status != kit.LpStatusOptimal:
        raise RuntimeError("PuLP did not solve the programme")
    return float(kit.value(problem.objective))


Peer = Callable[[Programme], float]
PEERS: dict[str, tuple[str, Peer]] = {
    "ortools": ("OR-Tools GLOP, a row at a time", or_tools),
    "pulp": ("PuLP with CBC, a plain model", pulp),
}


def installed(name: str) -> bool:
    """Tell whether a peer is here."""
    return find_spec(name) is not None
