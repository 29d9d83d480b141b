# SPDX-License-Identifier: Apache-2.0
"""To allocate is to propose who gets what: floor, tiers, equal shares, whole units.

A linear programme settles how far each group can rise and by which ways; its levels
are handed out in whole units, each drawn exactly against what is left; what rounding
leaves over is given by the same order, until nobody can get one unit more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from time import monotonic

from gungho.errors import Unavailable
from gungho.planning.collecting import uncollected
from gungho.planning.draft import Draft
from gungho.planning.fairness import Aim, Levels, Settling, unsettled
from gungho.planning.groups import Outline
from gungho.planning.handing import give_leftovers, hand_levels
from gungho.planning.model import Model, build
from gungho.planning.moving import moved
from gungho.planning.plan import Plan
from gungho.planning.policy import Policy
from gungho.planning.problem import Problem
from gungho.planning.progress import Progress, Step, silent
from gungho.planning.proposal import planned
from gungho.planning.quotas import quotas_of
from gungho.planning.solver import Basis, Engine, Engines, Floats, Solver

Corners = Callable[[Model], dict[Aim, Basis]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A plan with what it was settled on, to be planned anew from where it stands.

    ``model`` and ``levels`` are None where there was nothing to settle.
    """

    problem: Problem
    policy: Policy
    plan: Plan
    outline: Outline
    model: Model | None
    levels: Levels | None


def allocate(
    problem: Problem,
    *,
    seed: int,
    seconds: float = 20.0,
    policy: Policy | None = None,
    progress: Progress = silent,
    engines: Engines = Solver,
) -> Plan:
    """Propose a plan for a problem.

    The same problem, policy and seed give the same plan, as long as ``seconds`` suffice
    (``Plan.complete``). Every plan keeps all limits exactly, complete or not.
    """
    work = Work(seed=seed, seconds=seconds, progress=progress, engines=engines)
    return keep(problem, policy or Policy(), work=work).plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """How a plan is worked out: its seed, its time, whom it tells, what solves it."""

    seed: int
    seconds: float = 20.0
    progress: Progress = silent
    engines: Engines = Solver


def keep(problem: Problem, policy: Policy, *, work: Work) -> Kept:
    """Allocate, and keep what a later change can begin from."""
    with uncollected():
        work.progress(Step(code="outline", done=0, whole=1))
        return keep_on(Outline(problem, work.seed, policy=policy), work=work)


def keep_on(outline: Outline, *, work: Work, corners: Corners | None = None) -> Kept:
    """Allocate on an outline, each aim begun at a corner where there is one.

    ``corners`` are told for the programme once it is built.
    """
    model = levels = None
    draft = Draft(outline, {})
    if outline.asked.any():
        model = build(outline)
        making = _Making(outline, model, work=work)
        levels = making.settled(corners)
        draft = making.handed_out(levels)
        levels = replace(levels, complete=levels.complete and making.complete)
    return Kept(
        problem=outline.problem,
        policy=outline.policy,
        plan=planned(outline, draft, levels=levels),
        outline=outline,
        model=model,
        levels=levels,
    )


class _Making:
    """A plan in the making: one programme, the engine that solves it, and its time."""

    def __init__(self, outline: Outline, model: Model, *, work: Work) -> None:
        self.outline = outline
        self.model = model
        self.work = work
        self.until = monotonic() + work.seconds
        self.engine: Engine | None = None
        self.complete = True

    def settled(self, corners: Corners | None) -> Levels:
        """Solve the aims; a solver that cannot even begin settles nothing."""
        work = self.work
        try:
            self.engine = work.engines(self.model, seed=work.seed, seconds=work.seconds)
        except (MemoryError, Unavailable):
            return unsettled(self.outline, self.model)
        settling = Settling(
            self.outline,
            self.model,
            engine=self.engine,
            seconds=work.seconds,
            progress=work.progress,
        )
        return settling.run(corners(self.model) if corners else None)

    def handed_out(self, levels: Levels) -> Draft:
        """Hand out whole units, and mend what rounding left."""
        self.work.progress(Step(code="hand-out", done=0, whole=1))
        begin = partial(self._begun, levels.columns)
        draft = hand_levels(self.outline, levels, begin=begin)
        give_leftovers(self.outline, draft)
        if self.engine is None or not levels.complete:
            return draft
        self.complete = moved(self.outline, draft, until=self.until)
        return draft

    def _begun(self, columns: Floats) -> Draft:
        return Draft(self.outline, quotas_of(self.outline, self.model, columns))
