# SPDX-License-Identifier: Apache-2.0
"""Reading the formation register, its runs, its proposals and who said what."""

from __future__ import annotations

import json
from dataclasses import dataclass

from gungho.actions.form_coops import Register
from gungho.planning import Reason
from gungho.planning.forming import Left, Machine, Member, Proposal, Site, Way, Worker
from gungho.store.reads.query import fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Seated:
    """A person in a proposal and their own answer."""

    proposal: str
    worker: str
    role: str
    answer: str
    how: str
    witness: str
    answered: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A proposal as it is kept: its state, its co-op once founded, its seats."""

    proposal: str
    run: str
    number: int
    recipe: str
    site: str
    machines: tuple[str, ...]
    state: str
    coop: str
    made: str
    seats: tuple[Seated, ...]

    @property
    def yes(self) -> int:
        """How many have said yes."""
        return sum(seat.answer == "yes" for seat in self.seats)

    @property
    def asked(self) -> int:
        """How many are still to be asked."""
        return sum(not seat.answer for seat in self.seats)

    @property
    def refused(self) -> frozenset[str]:
        """Who has said no."""
        return frozenset(seat.worker for seat in self.seats if seat.answer == "no")

    def value(self) -> Proposal:
        """Return it without who said no, to be recounted."""
        return Proposal(
            id=self.proposal, recipe=self.recipe, site=self.site,
            members=tuple(
                Member(worker=seat.worker, role=seat.role)
                for seat in self.seats
                if seat.answer != "no"
            ),
            machines=self.machines, missing=(), order=("", 0), spare=0, why=(),
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """The last forming, as it is kept."""

    run: str
    made: str
    people: int
    machines: int
    sites: int
    placed: int
    points: int
    bound: int
    proof: str
    complete: bool
    seed: int

    @property
    def gap_ppm(self) -> int:
        """How far from the bound it is at most, in millionths."""
        if self.bound <= 0:
            return 0
        return -((self.points - self.bound) * 1_000_000 // self.bound)

    @property
    def gap_percent(self) -> str:
        """The same in per cent, rounded up to two decimals."""
        return f"{-(-self.gap_ppm // 100) / 100:.2f}"


def register() -> Register:
    """Return the register."""
    people = fetch(
        "SELECT worker, trade, place, grade, household, moves, leads, keeps_books, "
        "coop FROM private_register_worker ORDER BY worker"
    )
    machines = fetch(
        "SELECT machine, kind, place, portable, power, coop "
        "FROM private_register_machine ORDER BY machine"
    )
    sites = fetch(
        "SELECT site, place, room, power, danger, materials, market "
        "FROM private_register_site ORDER BY site"
    )
    ways = fetch("SELECT source, target, days FROM private_register_way")
    return Register(
        workers=tuple(
            Worker(
                id=worker, trade=trade, place=place, grade=grade, household=household,
                moves=bool(moves), leads=bool(leads), keeps_books=bool(books),
            )
            for worker, trade, place, grade, household, moves, leads, books, _ in people
        ),
        machines=tuple(
            Machine(
                id=machine, kind=kind, place=place, portable=bool(portable), power=power
            )
            for machine, kind, place, portable, power, _ in machines
        ),
        sites=tuple(
            Site(
                id=site, place=place, room=room, power=power, danger=danger,
                materials=json.loads(materials), market=json.loads(market),
            )
            for site, place, room, power, danger, materials, market in sites
        ),
        ways=tuple(Way(source=a, target=b, days=days) for a, b, days in ways),
        member_of={row[0]: row[-1] for row in people if row[-1]},
        used_by={row[0]: row[-1] for row in machines if row[-1]},
    )  # fmt: skip


def worker_names() -> dict[str, str]:
    """Return the name of each registered person, for this installation's eyes."""
    return dict(fetch("SELECT worker, name FROM private_register_worker"))


def site_names() -> dict[str, str]:
    """Return the name of each registered site."""
    return dict(fetch("SELECT site, name FROM private_register_site"))


def kept_proposals() -> list[Kept]:
    """Return every proposal with its seats, in order."""
    seats: dict[str, list[Seated]] = {}
    for row in fetch(
        "SELECT proposal, worker, role, answer, how, witness, answered "
        "FROM private_form_seat ORDER BY proposal, role, worker"
    ):
        proposal, worker, role, answer, how, witness, answered = row
        seats.setdefault(proposal, []).append(
            Seated(
                proposal=proposal, worker=worker, role=role, answer=answer, how=how,
                witness=witness, answered=answered,
            )
        )  # fmt: skip
    return [
        Kept(
            proposal=proposal, run=run, number=number, recipe=recipe, site=site,
            machines=tuple(json.loads(machines)), state=state, coop=coop, made=made,
            seats=tuple(seats.get(proposal, ())),
        )
        for proposal, run, number, recipe, site, machines, state, coop, made in fetch(
            "SELECT proposal, run, number, recipe, site, machines, state, coop, made "
            "FROM private_form_proposal ORDER BY number, proposal"
        )
    ]  # fmt: skip


def last_run() -> Run | None:
    """Return the last forming, if there was one."""
    found = fetch(
        "SELECT run, made, people, machines, sites, placed, points, bound, proof, "
        "complete, seed FROM private_form_run ORDER BY made DESC, run LIMIT 1"
    )
    if not found:
        return None
    run, made, people, machines, sites, placed, points, bound, proof, done, seed = (
        found[0]
    )
    return Run(
        run=run, made=made, people=people, machines=machines, sites=sites,
        placed=placed, points=points, bound=bound, proof=proof, complete=bool(done),
        seed=seed,
    )  # fmt: skip


def left_over() -> list[Left]:
    """Return who and what the last forming left over."""
    return [
        Left(sort=sort, id=left, reason=Reason(code=code, facts=json.loads(facts)))
        for sort, left, code, facts in fetch(
            "SELECT sort, thing, code, facts FROM private_form_left "
            "ORDER BY sort, code, thing"
        )
    ]
