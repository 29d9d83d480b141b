# SPDX-License-Identifier: Apache-2.0
"""What is missing from a proposal, its first order, and why it could be: all recounted.

A proposal that was changed by hand is told by the same functions as a new one.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from gungho.planning.forming.formation import Missing, Proposal
from gungho.planning.forming.problem import (
    FormProblem,
    Machine,
    ShedRecipe,
    Site,
    Worker,
)
from gungho.planning.plan import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The rows of a problem by their ids, and the days from place to place."""

    workers: Mapping[str, Worker]
    machines: Mapping[str, Machine]
    sites: Mapping[str, Site]
    recipes: Mapping[str, ShedRecipe]
    days: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, problem: FormProblem) -> Known:
        """Return what a problem knows."""
        return cls(
            workers={row.id: row for row in problem.workers},
            machines={row.id: row for row in problem.machines},
            sites={row.id: row for row in problem.sites},
            recipes={row.id: row for row in problem.recipes},
            days=problem.days(),
        )


def told(problem: FormProblem, proposals: Iterable[Proposal]) -> tuple[Proposal, ...]:
    """Return proposals with what is missing, the first order and why told anew.

    A material at hand at a site goes to its sheds in the order of the proposals.
    """
    known = Known.of(problem)
    stock = {name: dict(site.materials) for name, site in known.sites.items()}
    found = []
    for row in proposals:
        recipe = known.recipes[row.recipe]
        missing = [*_roles(row, recipe), *_machines(known, row)]
        for item, count in sorted(recipe.materials.items()):
            have = min(count, stock[row.site].get(item, 0))
            stock[row.site][item] = stock[row.site].get(item, 0) - have
            if have < count:
                missing.append(Missing(sort="material", piece=item, count=count - have))
        if recipe.loan:
            missing.append(Missing(sort="loan", piece="loan", count=recipe.loan))
        order = (recipe.product, recipe.makes) if recipe.product else ("", 0)
        spare = max(0, len(row.members) - recipe.least)
        changed = replace(row, missing=tuple(missing), order=order, spare=spare)
        found.append(replace(changed, why=why(known, changed)))
    return tuple(found)


def _roles(row: Proposal, recipe: ShedRecipe) -> Iterable[Missing]:
    there = Counter(member.role for member in row.members)
    for seat in recipe.seats:
        if there[seat.role] < seat.least:
            short = seat.least - there[seat.role]
            yield Missing(sort="role", piece=seat.role, count=short)


def _machines(known: Known, row: Proposal) -> Iterable[Missing]:
    there = Counter(
        known.machines[name].kind for name in row.machines if name in known.machines
    )
    for tool in known.recipes[row.recipe].tools:
        if there[tool.kind] < tool.count:
            short = tool.count - there[tool.kind]
            yield Missing(sort="machine", piece=tool.kind, count=short)


def why(known: Known, row: Proposal) -> tuple[Reason, ...]:
    """Return why a proposal could be: skill, nearness, machines, market, risk."""
    recipe, site = known.recipes[row.recipe], known.sites[row.site]
    people = [known.workers[m.worker] for m in row.members if m.worker in known.workers]
    skilled = sum(person.trade == recipe.trade for person in people)
    days = [known.days.get((person.place, site.place), 0) for person in people]
    moving = sum(person.place != site.place for person in people)
    homes = Counter(person.household for person in people if person.household)
    reasons = [
        Reason(
            code="form.why.skill",
            facts={"people": len(people), "skilled": skilled, "trade": recipe.trade},
        ),
        Reason(
            code="form.why.near" if moving else "form.why.here",
            facts={
                "here": len(people) - moving,
                "moving": moving,
                "days": max(days, default=0),
                "place": site.place,
            },
        ),
    ]
    together = sum(count for count in homes.values() if count > 1)
    if together:
        facts: dict[str, str | int] = {"people": together}
        reasons.append(Reason(code="form.why.homes", facts=facts))
    if row.machines:
        idle = sum(
            known.machines[name].place == site.place
            for name in row.machines
            if name in known.machines
        )
        facts = {"machines": len(row.machines), "here": idle}
        reasons.append(Reason(code="form.why.machines", facts=facts))
    if row.order[1]:
        facts = {"product": row.order[0], "count": row.order[1], "place": site.place}
        reasons.append(Reason(code="form.why.market", facts=facts))
    if site.danger:
        facts = {"danger": site.danger, "place": site.place}
        reasons.append(Reason(code="form.why.risk", facts=facts))
    return tuple(reasons)


def points_of(problem: FormProblem, proposals: Iterable[Proposal]) -> int:
    """Return what the weights make of proposals, in points."""
    known, weights = Known.of(problem), problem.weights
    total = 0
    for row in proposals:
        site = known.sites[row.site]
        for member in row.members:
            person = known.workers[member.worker]
            days = known.days.get((person.place, site.place), 0)
            total += weights.placed - weights.day * days - weights.danger * site.danger
        for name in row.machines:
            place = known.machines[name].place
            total -= weights.haul * known.days.get((place, site.place), 0)
        for gone in row.missing:
            if gone.sort != "loan":
                material = gone.sort == "material"
                total -= gone.count * problem.weight_of(gone.piece, material=material)
    return total
