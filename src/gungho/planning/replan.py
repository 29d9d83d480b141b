# SPDX-License-Identifier: Apache-2.0
"""To replan is to answer a change: at once by repair, then by solving from here.

The instant answer keeps every line that still can be kept and fills up by the same
order of aims; it says that it is not settled. The settled one has the same levels as a
plan made from nothing: only the way there is shorter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import fields, replace

from gungho.planning.allocate import Kept, Work, keep_on
from gungho.planning.changes import Change, patched
from gungho.planning.collecting import uncollected
from gungho.planning.draft import Draft
from gungho.planning.fairness import Aim
from gungho.planning.groups import Outline
from gungho.planning.handing import give_leftovers
from gungho.planning.lines import refill
from gungho.planning.model import Model
from gungho.planning.plan import Plan
from gungho.planning.policy import Policy
from gungho.planning.problem import Problem
from gungho.planning.progress import Step
from gungho.planning.proposal import planned
from gungho.planning.solver import Basis, moved_basis


def quick(
    plan: Plan,
    problem: Problem,
    *,
    changes: Iterable[Change],
    policy: Policy | None = None,
) -> Plan:
    """Answer changes at once, without solving: repair the plan, told as not settled.

    ``problem`` and ``policy`` are those of the plan, before the changes.
    """
    with uncollected():
        after, under = patched(problem, changes, policy=policy or Policy())
        outline = Outline(after, plan.seed, policy=under)
        draft = Draft(outline, {})
        refill(draft, plan)
        give_leftovers(outline, draft)
        return replace(planned(outline, draft), complete=False, settled=False)


def replan(kept: Kept, changes: Iterable[Change], *, work: Work) -> Kept:
    """Plan anew after changes, each aim begun from where it was reached before."""
    with uncollected():
        problem, policy = patched(kept.problem, changes, policy=kept.policy)
        work.progress(Step(code="outline", done=0, whole=1))
        if _only_ways(kept, problem, policy=policy) and work.seed == kept.outline.seed:
            outline = kept.outline.with_ways(problem)
        else:
            outline = Outline(problem, work.seed, policy=policy)
        return keep_on(outline, work=work, corners=_corners(kept))


def _only_ways(kept: Kept, problem: Problem, *, policy: Policy) -> bool:
    """Tell whether only roads, gates and prices are others than before."""
    was = kept.problem
    ways = ("stages", "prices", "handlings")
    same = (
        getattr(was, field.name) is getattr(problem, field.name)
        for field in fields(Problem)
        if field.name not in ways
    )
    return policy is kept.policy and all(same)


def _corners(kept: Kept) -> Callable[[Model], dict[Aim, Basis]] | None:
    if kept.model is None or kept.levels is None:
        return None
    names = {"columns": kept.model.columns, "rows": kept.model.rows}
    bases = kept.levels.bases

    def corners(model: Model) -> dict[Aim, Basis]:
        return {
            aim: moved_basis(basis, before=names, model=model)
            for aim, basis in bases.items()
        }

    return corners
