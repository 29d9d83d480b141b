# SPDX-License-Identifier: Apache-2.0
"""Proposals are kept as drafts until everyone named has answered for themselves.

Forming anew drops the drafts to which nobody has said yes; the others stay, and their
people, machines and room are not given away.
"""

from __future__ import annotations

import json

from gungho.errors import Refusal
from gungho.planning.forming import Formation, Proposal
from gungho.store.reads.register import Kept, kept_proposals
from gungho.store.register import tell, written

DRAFT, PUT_BY, FOUNDED = "draft", "put-by", "founded"
ANSWERS = ("", "yes", "no")
WAYS = ("in-person", "letter", "witness")
PROPOSALS_MOST = 20_000


def keep_formation(
    formation: Formation, *, run: str, now: str, sizes: tuple[int, int, int]
) -> None:
    """Keep a formation's proposals as drafts, in the place of the unanswered ones.

    ``sizes`` are how many people, machines and sites it was formed from.
    """
    with written():
        stay = {row.proposal for row in kept_proposals() if stays(row)}
        for row in kept_proposals():
            if row.proposal not in stay:
                _drop(row.proposal)
        tell("DELETE FROM private_form_left WHERE sort <> ''")
        tell("DELETE FROM private_form_run WHERE run <> ''")
        first = max([row.number for row in kept_proposals()], default=0) + 1
        for number, made in enumerate(formation.proposals, start=first):
            _put(made, run=run, number=number, now=now)
        for one in formation.left:
            tell(
                'INSERT INTO private_form_left (sort, thing, code, facts) '
                "VALUES (%s, %s, %s, %s)",
                one.sort, one.id, one.reason.code,
                json.dumps(dict(one.reason.facts), sort_keys=True),
            )  # fmt: skip
        tell(
            "INSERT INTO private_form_run (run, made, people, machines, sites, placed, "
            "points, bound, proof, complete, seed) "
            "VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            run, now, *sizes, formation.placed, formation.points, formation.bound,
            formation.proof, formation.complete, formation.seed,
        )  # fmt: skip


def stays(row: Kept) -> bool:
    """Tell whether forming anew leaves a proposal alone."""
    return row.state == FOUNDED or (row.state == DRAFT and row.yes > 0)


def _put(row: Proposal, *, run: str, number: int, now: str) -> None:
    name = f"{run}.{number}"
    tell(
        "INSERT INTO private_form_proposal (proposal, run, number, recipe, site, "
        "machines, state, coop, made) VALUES (%s, %s, %s, %s, %s, %s, %s, '', %s)",
        name, run, number, row.recipe, row.site, json.dumps(list(row.machines)),
        DRAFT, now,
    )  # fmt: skip
    for member in row.members:
        _seat(name, member.worker, role=member.role)


def _seat(proposal: str, worker: str, *, role: str) -> None:
    tell(
        "INSERT INTO private_form_seat (proposal, worker, role, answer, how, witness, "
        "answered) VALUES (%s, %s, %s, '', '', '', '')",
        proposal, worker, role,
    )  # fmt: skip


def _drop(proposal: str) -> None:
    tell("DELETE FROM private_form_seat WHERE proposal = %s", proposal)
    tell("DELETE FROM private_form_proposal WHERE proposal = %s", proposal)


def proposal_of(proposal: str) -> Kept:
    """Return a proposal, or refuse ``form.unknown``."""
    for row in kept_proposals():
        if proposal in (row.proposal, str(row.number)):
            return row
    raise Refusal("form.unknown", proposal=proposal[:80])


def draft_proposal(proposal: str) -> Kept:
    """Return a proposal that is still a draft, or refuse ``form.not-draft``."""
    row = proposal_of(proposal)
    if row.state == FOUNDED:
        raise Refusal("form.founded", proposal=row.proposal, coop=row.coop)
    return row


def keep_changed(row: Kept, changed: Proposal) -> None:
    """Keep a changed proposal; a new site asks everyone again, a new role that one."""
    moved = changed.site != row.site
    roles = {member.worker: member.role for member in changed.members}
    with written():
        tell(
            "UPDATE private_form_proposal SET site = %s, machines = %s "
            "WHERE proposal = %s",
            changed.site, json.dumps(list(changed.machines)), row.proposal,
        )  # fmt: skip
        known = {seat.worker: seat for seat in row.seats}
        for worker, seat in known.items():
            if worker not in roles and seat.answer != "no":
                tell(
                    "DELETE FROM private_form_seat WHERE proposal = %s AND worker = %s",
                    row.proposal, worker,
                )  # fmt: skip
            elif worker in roles and (moved or seat.role != roles[worker]):
                tell(
                    "UPDATE private_form_seat SET role = %s, answer = '', how = '', "
                    "witness = '', answered = '' WHERE proposal = %s AND worker = %s",
                    roles[worker], row.proposal, worker,
                )  # fmt: skip
        for worker, role in roles.items():
            if worker not in known:
                _seat(row.proposal, worker, role=role)


def keep_answer(
    proposal: str, worker: str, *, answer: str, how: str, witness: str, now: str
) -> None:
    """Keep a person's own answer; "" takes it back.

    Raises Refusal ``form.not-named``, ``form.answer``, ``form.how`` or
    ``form.no-witness``.
    """
    row = draft_proposal(proposal)
    if worker not in {seat.worker for seat in row.seats}:
        raise Refusal("form.not-named", proposal=row.proposal, worker=worker[:80])
    if answer not in ANSWERS:
        raise Refusal("form.answer", answer=answer[:40])
    if answer and how not in WAYS:
        raise Refusal("form.how", how=how[:40])
    if answer and how == "witness" and not witness.strip():
        raise Refusal("form.no-witness", worker=worker[:80])
    with written():
        told = (answer, how, witness.strip()[:200], now) if answer else ("",) * 4
        tell(
            "UPDATE private_form_seat SET answer = %s, how = %s, witness = %s, "
            "answered = %s WHERE proposal = %s AND worker = %s",
            *told, row.proposal, worker,
        )  # fmt: skip


def put_by(proposal: str, *, away: bool) -> None:
    """Put a draft by, or take it up again."""
    row = draft_proposal(proposal)
    with written():
        tell(
            "UPDATE private_form_proposal SET state = %s WHERE proposal = %s",
            PUT_BY if away else DRAFT, row.proposal,
        )  # fmt: skip


def keep_founded(row: Kept, *, coop: str) -> None:
    """Note that a proposal became a co-op, and its people members of it."""
    with written():
        tell(
            "UPDATE private_form_proposal SET state = %s, coop = %s "
            "WHERE proposal = %s",
            FOUNDED, coop, row.proposal,
        )  # fmt: skip
        tell(
            "DELETE FROM private_form_seat WHERE proposal = %s AND answer = 'no'",
            row.proposal,
        )
        for seat in row.seats:
            if seat.answer == "yes":
                tell(
                    "UPDATE private_register_worker SET coop = %s WHERE worker = %s",
                    coop, seat.worker,
                )  # fmt: skip
        for machine in row.machines:
            tell(
                "UPDATE private_register_machine SET coop = %s WHERE machine = %s",
                coop, machine,
            )  # fmt: skip
