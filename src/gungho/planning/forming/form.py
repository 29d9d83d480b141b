# SPDX-License-Identifier: Apache-2.0
"""To form is to propose co-operatives from scattered people, machines and sites.

First as many people as can be in sheds that can live; then fewer days on the road, less
danger and fewer missing pieces: the weights are data. The bound is proved and told.
"""

from __future__ import annotations

from time import perf_counter

from gungho.planning.forming.check import check_formation
from gungho.planning.forming.formation import Formation
from gungho.planning.forming.left import left_over
from gungho.planning.forming.missing import points_of, told
from gungho.planning.forming.model import Builder
from gungho.planning.forming.parties import gather
from gungho.planning.forming.problem import FormProblem
from gungho.planning.forming.solve import Clock, Progress, Task, Tell, solve
from gungho.planning.forming.teams import teams

GAP = 0.001
AFTER = 3  # what telling and checking takes, in times of building the programme


def _silent(progress: Progress) -> None:
    """Tell nobody."""


def form(
    problem: FormProblem,
    *,
    seed: int,
    seconds: float = 60.0,
    gap: float = GAP,
    tell: Tell = _silent,
    clock: Clock = perf_counter,
) -> Formation:
    """Return the best formation found in the time, with its bound.

    ``gap`` is the part of the bound at which to stop; ``tell`` hears the stage, the
    points so far and the bound. The time is that of the ``clock``, in seconds; what
    comes after the search keeps its part of it.
    """
    start = clock()
    gathered = gather(problem)
    programme = Builder(problem, gathered).build()
    until = start + seconds - AFTER * (clock() - start)
    task = Task(seed=seed, until=until, gap=gap, tell=tell, clock=clock)
    found = solve(programme, task)
    proposals = told(
        problem,
        teams(problem, gathered, programme=programme, values=found.values),
    )
    points = points_of(problem, proposals)
    formation = Formation(
        proposals=proposals,
        left=left_over(problem, proposals),
        points=points,
        bound=max(found.bound, points if found.complete else 0),
        proof=found.proof,
        complete=found.complete,
        seed=seed,
    )
    broken = check_formation(problem, formation)
    if broken:
        raise AssertionError(f"a formation breaks {broken[0].code}: {broken[0].facts}")
    return formation
