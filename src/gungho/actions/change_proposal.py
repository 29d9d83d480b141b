# SPDX-License-Identifier: Apache-2.0
"""Changing a proposal by hand: the same checker says what the change would break."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from gungho.errors import Refusal
from gungho.planning import Violation
from gungho.planning.forming import (
    FormProblem,
    Member,
    Proposal,
    check_proposals,
    reseated,
    told,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What is to be changed: who leaves, who comes in which role, another site."""

    remove: tuple[str, ...] = ()
    add: tuple[tuple[str, str], ...] = ()
    site: str = ""
    drop_machines: tuple[str, ...] = ()
    add_machines: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """The proposal after a change, and what it newly breaks."""

    proposal: Proposal
    broken: tuple[Violation, ...]


def change_proposal(
    problem: FormProblem,
    proposals: Sequence[Proposal],
    *,
    name: str,
    change: Change,
    gone: frozenset[str] = frozenset(),
) -> Changed:
    """Return a proposal as it would be; nothing is kept.

    ``proposals`` are all that stand, ``gone`` who said no for themselves. Raises
    Refusal ``form.unknown``, ``form.not-named`` or ``form.no-change``.
    """
    at = next((n for n, row in enumerate(proposals) if row.id == name), None)
    if at is None:
        raise Refusal("form.unknown", proposal=name[:80])
    row = reseated(problem, _applied(proposals[at], change))
    if row == proposals[at]:
        raise Refusal("form.no-change", proposal=name)
    before = told(problem, proposals)
    after = told(problem, [*proposals[:at], row, *proposals[at + 1 :]])
    known = {_plain(one) for one in check_proposals(problem, before, gone=gone)}
    broken = check_proposals(problem, after, gone=gone)
    return Changed(
        proposal=after[at],
        broken=tuple(one for one in broken if _plain(one) not in known),
    )


def faults_of(
    problem: FormProblem,
    proposals: Sequence[Proposal],
    *,
    name: str,
    gone: frozenset[str] = frozenset(),
) -> tuple[Violation, ...]:
    """Return what one of the proposals breaks as it stands."""
    found = check_proposals(problem, told(problem, proposals), gone=gone)
    others = [row for row in proposals if row.id != name]
    without = check_proposals(problem, told(problem, others), gone=gone)
    known = {_plain(one) for one in without}
    return tuple(one for one in found if _plain(one) not in known)


def _plain(one: Violation) -> str:
    return f"{one.code} {sorted(one.facts.items())}"


def _applied(row: Proposal, change: Change) -> Proposal:
    named = {member.worker for member in row.members}
    for worker in change.remove:
        if worker not in named:
            raise Refusal("form.not-named", proposal=row.id, worker=worker[:80])
    coming = dict(change.add)
    members = [
        member
        for member in row.members
        if member.worker not in change.remove and member.worker not in coming
    ]
    members += [Member(worker=worker, role=role) for worker, role in coming.items()]
    machines = [name for name in row.machines if name not in change.drop_machines]
    machines += [name for name in change.add_machines if name not in machines]
    return replace(
        row,
        site=change.site or row.site,
        members=tuple(sorted(members, key=lambda one: (one.role, one.worker))),
        machines=tuple(sorted(machines)),
    )
