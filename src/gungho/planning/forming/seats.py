# SPDX-License-Identifier: Apache-2.0
"""Seating anew is dealing the same people over a shed's seats after somebody left.

As few change their role as can be; required seats first. An assignment of persons to
places (Hungarian method), small and exact.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np
from scipy.optimize import linear_sum_assignment

from gungho.planning.forming.formation import Member, Proposal
from gungho.planning.forming.problem import FormProblem, Seat

NEVER = -(10**9)
REQUIRED, KEPT, SEATED = 10_000, 100, 1_000


def reseated(problem: FormProblem, proposal: Proposal) -> Proposal:
    """Return a proposal with its people dealt anew where a seat lacks somebody.

    Who fits nowhere keeps the role they had, for the checker to tell.
    """
    recipe = next(row for row in problem.recipes if row.id == proposal.recipe)
    there = Counter(member.role for member in proposal.members)
    if all(seat.least <= there[seat.role] <= seat.most for seat in recipe.seats):
        return proposal
    workers = {row.id: row for row in problem.workers}
    people = [one for one in proposal.members if one.worker in workers]
    places = [
        (seat, number < seat.least)
        for seat in recipe.seats
        for number in range(min(seat.most, len(people)))
    ]
    if not people or not places:
        return proposal
    worth = np.full((len(people), len(places)), NEVER, np.int64)
    for row, member in enumerate(people):
        for column, (seat, required) in enumerate(places):
            if seat.takes(workers[member.worker]):
                worth[row, column] = _worth(seat, member, required=required)
    chosen = dict(zip(*linear_sum_assignment(worth, maximize=True), strict=True))
    found = {
        people[row].worker: places[column][0].role
        for row, column in chosen.items()
        if worth[row, column] > NEVER
    }
    members = [
        Member(worker=one.worker, role=found.get(one.worker, one.role))
        for one in proposal.members
    ]
    members.sort(key=lambda one: (one.role, one.worker))
    return replace(proposal, members=tuple(members))


def _worth(seat: Seat, member: Member, *, required: bool) -> int:
    kept = KEPT if member.role == seat.role else 0
    return SEATED + kept + (REQUIRED if required else 0)
