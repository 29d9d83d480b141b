# SPDX-License-Identifier: Apache-2.0
"""Drafts of plans, for every door: made, asked "what if", chosen from, adopted.

A draft is made from the books as they stand, or from the facts of another draft with
changes; its facts are frozen with it. Only ``adoption`` leads to an entry.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import msgspec

from gungho.actions.adopt_plan import Adoption
from gungho.actions.situation import QUARTER_DAYS, Asked, policy_of, problem_of
from gungho.actions.what_if import Asking, changes_of
from gungho.errors import Refusal
from gungho.formats.plan_json import (
    plan_from,
    plan_text,
    policy_from,
    policy_text,
    problem_from,
    problem_sha256,
    problem_text,
)
from gungho.planning import (
    Plan,
    Policy,
    Problem,
    Progress,
    Work,
    keep,
    patched,
    quick,
    roll,
)
from gungho.planning.chosen import Choice
from gungho.store.drafts import ADOPTED, MAKING, READY, Draft, draft_of, keep_draft
from gungho.store.reads.commitments import open_lines
from gungho.store.reads.movement import item_scales
from gungho.store.reads.situation import situation

SECONDS = 60.0
SEED = 1938
DAYS_MOST = 3650
WEEK_DAYS, WEEKS_MOST = 7, 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What is asked of the planner: for whom, as of which day, over how many days.

    ``changes`` are lines of "what if" (``actions.what_if``), asked about the draft
    ``parent`` or, without one, about the books as they stand. With ``promises`` what
    the newest plan promised stays promised. With more than one of ``weeks`` all of them
    are planned at once, stock carried from week to week, and the first is proposed.
    """

    body: str
    on: str = ""
    since: str = ""
    days: int = QUARTER_DAYS
    seed: int = SEED
    seconds: float = SECONDS
    promises: bool = True
    weeks: int = 1
    changes: tuple[str, ...] = ()
    parent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A draft read again: its problem, policy and plan as they were made."""

    row: Draft
    request: Request
    problem: Problem
    policy: Policy
    plan: Plan
    stood: tuple[tuple[str, int, str], ...]
    choice: Choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """The frozen facts of a draft: the problem as JSON, and the books it stood on."""

    problem: str
    stood: tuple[tuple[str, int, str], ...]
    policy_id: str = ""
    whose: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def new_ident() -> str:
    """Return the id of a new draft."""
    return f"draft-{secrets.token_hex(4)}"


def begun(request: Request, *, ident: str, now: str) -> Draft:
    """Return the row of a draft that is still to be made."""
    if not 1 <= request.days <= DAYS_MOST:
        raise Refusal("draft.days", days=request.days, most=DAYS_MOST)
    if not 1 <= request.weeks <= WEEKS_MOST:
        raise Refusal("draft.weeks", weeks=request.weeks, most=WEEKS_MOST)
    return Draft(
        draft=ident,
        body=request.body,
        on=request.on or now[:10],
        made=now,
        state=MAKING,
        parent=request.parent,
        request=msgspec.json.encode(request).decode(),
        facts="",
        policy="",
        plan="",
    )


def request_of(row: Draft) -> Request:
    """Return what was asked for a draft."""
    return msgspec.json.decode(row.request, type=Request)


def made(row: Draft, *, today: str, progress: Progress) -> Draft:
    """Make a draft: read its facts, plan, and keep it; return it as it is kept."""
    request = request_of(row)
    facts, problem, policy = _stands_on(request, today=today)
    work = Work(seed=request.seed, seconds=request.seconds, progress=progress)
    if request.weeks > 1 and problem.needs:
        rolled = roll(_weeks(problem, request.weeks), policy=policy, work=work)
        problem, plan = rolled.first, rolled.proposed
    else:
        plan = keep(problem, policy, work=work).plan
    facts = replace(facts, problem=problem_text(problem))
    done = replace(
        row,
        state=READY,
        facts=msgspec.json.encode(facts).decode(),
        policy=policy_text(policy),
        plan=plan_text(plan),
    )
    keep_draft(done)
    return done


def _stands_on(request: Request, *, today: str) -> tuple[Facts, Problem, Policy]:
    if request.parent:
        before = kept(request.parent)
        facts = msgspec.json.decode(before.row.facts, type=Facts)
        problem, policy = before.problem, before.policy
    else:
        told = situation(
            body=request.body, on=request.on, today=today, since=request.since
        )
        days = WEEK_DAYS if request.weeks > 1 else request.days
        problem = problem_of(told, days=days, promises=request.promises)
        policy = policy_of(told)
        facts = Facts(
            problem="",
            stood=told.stood,
            policy_id=told.policy.policy if told.policy else "",
            whose={one.need: (one.coop, one.depot) for one in told.asked},
        )
    changes = changes_of(request.changes, Asking(problem=problem, scales=item_scales()))
    problem, policy = patched(problem, changes, policy=policy)
    return facts, problem, policy


def _weeks(problem: Problem, weeks: int) -> list[Problem]:
    """Return the weeks of a horizon: what lies here now comes in the first of them."""
    later = replace(
        problem, supplies=(), allowed=frozenset(), items={}, on_spot=(), commitments=()
    )
    return [problem, *(later for _ in range(weeks - 1))]


def kept(ident: str) -> Kept:
    """Return a draft that is ready, or refuse ``draft.unknown``, ``draft.making``."""
    row = draft_of(ident)
    if not row.plan:
        raise Refusal("draft.making", draft=ident)
    facts = msgspec.json.decode(row.facts, type=Facts)
    return Kept(
        row=row,
        request=request_of(row),
        problem=problem_from(facts.problem),
        policy=policy_from(row.policy),
        plan=plan_from(row.plan),
        stood=facts.stood,
        choice=choice_from(row.chosen),
    )


def asked_at_once(before: Kept, changes: tuple[str, ...]) -> tuple[Plan, Problem]:
    """Return the instant answer to changes, not settled, and the changed problem."""
    asking = Asking(problem=before.problem, scales=item_scales())
    found = changes_of(changes, asking)
    after, _ = patched(before.problem, found, policy=before.policy)
    plan = quick(before.plan, before.problem, changes=found, policy=before.policy)
    return plan, after


def choice_text(choice: Choice) -> str:
    """Return a choice as JSON."""
    told = {"left_out": sorted(choice.left_out), "counts": dict(choice.counts)}
    return msgspec.json.encode(told).decode()


def choice_from(text: str) -> Choice:
    """Return the choice that was written; nothing is left out where none was."""
    return msgspec.json.decode(text, type=Choice) if text else Choice()


def choose(row: Draft, choice: Choice) -> Draft:
    """Keep what a person leaves out or changes of a draft."""
    chosen_row = replace(row, chosen=choice_text(choice))
    keep_draft(chosen_row)
    return chosen_row


def adoption(
    draft: Kept, *, plan: str, today: str, choice: Choice | None = None
) -> Adoption:
    """Return a draft's adoption on a day, with what stands on that day beside it.

    Raises Refusal ``draft.adopted``.
    """
    if draft.row.state == ADOPTED:
        raise Refusal("draft.adopted", draft=draft.row.draft, plan=draft.row.told)
    told = situation(body=draft.row.body, today=today)
    now = problem_of(told, promises=draft.request.promises)
    facts = msgspec.json.decode(draft.row.facts, type=Facts)
    whose: dict[str, Asked] = {one.need: one for one in told.asked}
    return Adoption(
        plan=plan,
        body=draft.row.body,
        day=today,
        problem=draft.problem,
        proposed=draft.plan,
        choice=draft.choice if choice is None else choice,
        now=now,
        asked=whose,
        stood=draft.stood,
        facts_sha256=problem_sha256(draft.problem),
        policy=facts.policy_id,
        open_lines=open_lines(body=draft.row.body) if draft.request.promises else (),
    )


def adopted(draft: Kept, *, plan: str) -> None:
    """Note that a draft was adopted, so that it is not adopted twice."""
    keep_draft(replace(draft.row, state=ADOPTED, told=plan))


def worked(draft: Kept) -> Work:
    """Return how a draft was worked out, to ask about it again."""
    return Work(seed=draft.request.seed, seconds=draft.request.seconds)
