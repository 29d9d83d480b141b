# SPDX-License-Identifier: Apache-2.0
"""Forming, for every door: a register taken in, proposals made, changed, founded."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from gungho.actions.change_proposal import (
    Change,
    Changed,
    change_proposal,
    faults_of,
)
from gungho.actions.form_coops import (
    Register,
    free_problem,
    whole_problem,
)
from gungho.actions.found_coop import (
    Founded,
    FoundingOf,
    Registrar,
    found_coop,
    require_consent,
)
from gungho.doors.names import Names
from gungho.errors import Refusal
from gungho.formats.registers import SheetRead, read_register
from gungho.formats.sheds import Sheds, read_sheds, usual_text
from gungho.planning import Violation
from gungho.planning.forming import (
    Formation,
    FormProblem,
    Progress,
    Proposal,
    form,
    reseated,
    told,
)
from gungho.store.forming import (
    DRAFT,
    FOUNDED,
    draft_proposal,
    keep_answer,
    keep_changed,
    keep_formation,
    keep_founded,
    proposal_of,
    stays,
)
from gungho.store.reads.founding import books_know
from gungho.store.reads.places import spots
from gungho.store.reads.register import Kept, kept_proposals, register
from gungho.store.register import TakenIn, take_sheet
from gungho.store.settings import keep_setting, setting

SECONDS = 60.0
SECONDS_MOST = 3600.0
SEED = 1938
SHEDS = "register.sheds"
Tell = Callable[[Progress], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """The register as it stands: the whole problem, what is kept, and it recounted.

    ``proposals`` are the standing ones without who said no, by id; ``gone`` are those.
    """

    register: Register
    sheds: Sheds
    problem: FormProblem
    kept: tuple[Kept, ...]
    proposals: Mapping[str, Proposal]
    gone: frozenset[str]

    def faults(self, proposal: str) -> tuple[Violation, ...]:
        """Return what a proposal breaks as it stands."""
        if proposal not in self.proposals:
            return ()
        return faults_of(
            self.problem, list(self.proposals.values()), name=proposal, gone=self.gone
        )


def new_ident() -> str:
    """Return an opaque id."""
    return secrets.token_hex(5)


def sheds() -> Sheds:
    """Return what makes a shed viable here: this office's own file, else ours."""
    return read_sheds(setting(SHEDS) or usual_text())


def keep_sheds(text: str) -> Sheds:
    """Take an office's own file of sheds, or refuse ``sheds.unreadable``."""
    found = read_sheds(text)
    keep_setting(SHEDS, text)
    return found


def take_file(raw: bytes, *, now: str) -> list[tuple[SheetRead, TakenIn]]:
    """Read a spreadsheet and take in what it holds; the same again adds nothing."""
    names = Names.load("en")
    places = {place: names.both(f"place/{place}") for place in spots()}
    found = read_register(raw, sheds=sheds(), places=places)
    return [(read, take_sheet(read, idents=new_ident, now=now)) for read in found]


def situation() -> Situation:
    """Return the register and its proposals as they stand."""
    rows, known = register(), sheds()
    where = {name: (spot.lat, spot.lon) for name, spot in spots().items()}
    problem = whole_problem(rows, known, spots=where)
    kept = tuple(kept_proposals())
    sites = {site.id for site in problem.sites}
    recipes = {recipe.id for recipe in problem.recipes}
    standing = [
        row.value()
        for row in kept
        if row.state in (DRAFT, FOUNDED) and row.site in sites and row.recipe in recipes
    ]
    recounted = told(problem, standing)
    return Situation(
        register=rows,
        sheds=known,
        problem=problem,
        kept=kept,
        proposals={row.id: row for row in recounted},
        gone=frozenset(name for row in kept for name in row.refused),
    )


def propose(*, seed: int, seconds: float, now: str, tell: Tell) -> Formation:
    """Form from what is free, and keep the proposals as drafts.

    Raises Refusal ``form.seconds`` or ``form.empty``.
    """
    if not 0 < seconds <= SECONDS_MOST:
        raise Refusal("form.seconds", most=int(SECONDS_MOST))
    here = situation()
    if not here.register.workers or not here.register.sites:
        raise Refusal(
            "form.empty",
            people=len(here.register.workers),
            sites=len(here.register.sites),
        )
    stay = {row.proposal for row in here.kept if stays(row)}
    held = [row for name, row in here.proposals.items() if name in stay]
    free = free_problem(here.problem, here.register, held=held)
    formation = form(free, seed=seed, seconds=seconds, tell=tell)
    keep_formation(
        formation,
        run=new_ident(),
        now=now,
        sizes=(len(free.workers), len(free.machines), len(free.sites)),
    )
    return formation


def change(proposal: str, wanted: Change, *, keep: bool) -> Changed:
    """Change a proposal if nothing breaks, or only say what would.

    Raises Refusal ``form.change-breaks`` when it is to be kept and cannot be.
    """
    row = draft_proposal(proposal)
    here = situation()
    if row.proposal not in here.proposals:
        raise Refusal("form.put-by", proposal=row.proposal)
    changed = change_proposal(
        here.problem,
        list(here.proposals.values()),
        name=row.proposal,
        change=wanted,
        gone=here.gone,
    )
    if keep:
        if changed.broken:
            raise Refusal(
                "form.change-breaks",
                proposal=row.proposal,
                faults=len(changed.broken),
            )
        keep_changed(row, changed.proposal)
    return changed


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a person says for themselves, and how; "" takes an answer back."""

    answer: str
    how: str = "in-person"
    witness: str = ""


def answer(proposal: str, worker: str, *, told: Answer, now: str) -> Kept:
    """Keep a person's answer; after a no, the others are seated anew if need be."""
    row = draft_proposal(proposal)
    keep_answer(
        row.proposal,
        worker,
        answer=told.answer,
        how=told.how,
        witness=told.witness,
        now=now,
    )
    if told.answer == "no":
        here = situation()
        value = here.proposals.get(row.proposal)
        if value is not None:
            keep_changed(proposal_of(row.proposal), reseated(here.problem, value))
    return proposal_of(row.proposal)


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """Who keeps the new co-op's affairs, its name in both scripts, and the day."""

    keeper: str
    name: str = ""
    name_zh: str = ""
    day: str = ""


def found(proposal: str, naming: Naming, *, usual: str, by: Registrar) -> Founded:
    """Found a co-op of a proposal to which everyone named has said yes.

    ``usual`` is its name if none is given.
    """
    row = draft_proposal(proposal)
    here = situation()
    value = here.proposals.get(row.proposal)
    if value is None:
        raise Refusal("form.put-by", proposal=row.proposal)
    answers = {seat.worker: seat.answer for seat in row.seats}
    require_consent(value, answers, broken=here.faults(row.proposal))
    facts = FoundingOf(
        keeper=naming.keeper,
        coop=f"{naming.keeper}.f-{row.proposal.replace('.', '-')}",
        trade=here.sheds.sectors[value.recipe],
        place={site.id: site.place for site in here.problem.sites}[value.site],
        name=(naming.name or usual, naming.name_zh),
        currency=here.sheds.currency,
        day=naming.day,
    )
    known = books_know(facts.place, coop=facts.coop, need=facts.need)
    made = found_coop(value, facts, known=known, by=by)
    keep_founded(row, coop=made.coop)
    return made
