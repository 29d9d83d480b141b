# SPDX-License-Identifier: Apache-2.0
"""To check a formation is to recount it, without the solver and without its counts.

Exact integers, no tolerance: nobody twice, households whole, seats taken by who can
take them, machines used once, and nothing past what a site, a market or a limit allows.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from gungho.errors import Fact
from gungho.planning.check import Violation
from gungho.planning.forming.formation import Formation, Proposal
from gungho.planning.forming.missing import Known, points_of
from gungho.planning.forming.parties import households_of
from gungho.planning.forming.problem import MEMBERS_MIN, FormProblem, ShedRecipe, Site


def check_formation(
    problem: FormProblem, formation: Formation
) -> tuple[Violation, ...]:
    """Return everything in which a formation breaks the rules of its problem."""
    return tuple(_whole(problem, formation))


def check_proposals(
    problem: FormProblem,
    proposals: Iterable[Proposal],
    *,
    gone: frozenset[str] = frozenset(),
) -> tuple[Violation, ...]:
    """Return what proposals break together; who is ``gone`` said no for themselves."""
    return tuple(_Recount(problem, tuple(proposals), gone=gone).violations())


def _whole(problem: FormProblem, formation: Formation) -> Iterator[Violation]:
    found = check_proposals(problem, formation.proposals)
    yield from found
    rows = formation.proposals
    used = Counter(("worker", one.worker) for row in rows for one in row.members)
    used += Counter(("machine", name) for row in rows for name in row.machines)
    used += Counter((row.sort, row.id) for row in formation.left)
    every = {("worker", row.id) for row in problem.workers}
    every |= {("machine", row.id) for row in problem.machines}
    for sort, name in sorted(every ^ set(used)):
        yield _broken("untold", sort=sort, id=name)
    for (sort, name), count in used.items():
        if count > 1:
            yield _broken("twice", sort=sort, id=name)
    if not found:
        points = points_of(problem, rows)
        if points != formation.points or points > formation.bound:
            yield _broken("points", points=points, told=formation.points)


class _Recount:
    def __init__(
        self,
        problem: FormProblem,
        rows: tuple[Proposal, ...],
        *,
        gone: frozenset[str],
    ) -> None:
        self.problem = problem
        self.rows = rows
        self.gone = gone
        self.known = Known.of(problem)

    def violations(self) -> Iterator[Violation]:
        """Yield what is broken."""
        unknown = list(self._unknown())
        yield from unknown
        if unknown:
            return
        for sort, names in (
            ("worker", [one.worker for row in self.rows for one in row.members]),
            ("machine", [name for row in self.rows for name in row.machines]),
            ("proposal", [row.id for row in self.rows]),
        ):
            for name, count in Counter(names).items():
                if count > 1:
                    yield _broken("twice", sort=sort, id=name)
        for row in self.rows:
            yield from self._proposal(row)
        yield from self._households()
        yield from self._sites()
        yield from self._limits()

    def _unknown(self) -> Iterator[Violation]:
        for row in self.rows:
            if row.site not in self.known.sites or row.recipe not in self.known.recipes:
                yield _broken("unknown", proposal=row.id, id=row.site)
                continue
            roles = {seat.role for seat in self.known.recipes[row.recipe].seats}
            for member in row.members:
                if member.worker not in self.known.workers or member.role not in roles:
                    yield _broken("unknown", proposal=row.id, id=member.worker)
            for name in row.machines:
                if name not in self.known.machines:
                    yield _broken("unknown", proposal=row.id, id=name)

    def _proposal(self, row: Proposal) -> Iterator[Violation]:
        recipe, site = self.known.recipes[row.recipe], self.known.sites[row.site]
        least = max(MEMBERS_MIN, recipe.least)
        if not least <= len(row.members) <= recipe.most:
            yield _broken("members", proposal=row.id, people=len(row.members),
                          least=least, most=recipe.most)  # fmt: skip
        if site.danger > self.problem.limits.danger:
            yield _broken("danger", proposal=row.id, site=site.id, danger=site.danger)
        yield from self._seats(row, recipe)
        yield from self._tools(row, recipe)
        yield from self._moves(row, site)

    def _seats(self, row: Proposal, recipe: ShedRecipe) -> Iterator[Violation]:
        there = Counter(member.role for member in row.members)
        told = {gone.piece: gone.count for gone in row.missing if gone.sort == "role"}
        for seat in recipe.seats:
            short = max(0, seat.least - there[seat.role])
            if there[seat.role] > seat.most or short > seat.may_miss:
                yield _broken("seat", proposal=row.id, role=seat.role,
                              people=there[seat.role], least=seat.least)  # fmt: skip
            if told.pop(seat.role, 0) != short:
                yield _broken("missing", proposal=row.id, piece=seat.role)
            for member in row.members:
                worker = self.known.workers[member.worker]
                if member.role == seat.role and not seat.takes(worker):
                    yield _broken("unable", proposal=row.id, worker=worker.id,
                                  role=seat.role)  # fmt: skip
        for piece in told:
            yield _broken("missing", proposal=row.id, piece=piece)

    def _tools(self, row: Proposal, recipe: ShedRecipe) -> Iterator[Violation]:
        there = Counter(self.known.machines[name].kind for name in row.machines)
        told = {one.piece: one.count for one in row.missing if one.sort == "machine"}
        for tool in recipe.tools:
            short = max(0, tool.count - there[tool.kind])
            if there.pop(tool.kind, 0) > tool.count or short > tool.may_miss:
                yield _broken("tool", proposal=row.id, kind=tool.kind, short=short)
            if told.pop(tool.kind, 0) != short:
                yield _broken("missing", proposal=row.id, piece=tool.kind)
        for kind in {*told, *there}:
            yield _broken("tool", proposal=row.id, kind=kind, short=0)
        loan = sum(one.count for one in row.missing if one.sort == "loan")
        if loan != recipe.loan:
            yield _broken("missing", proposal=row.id, piece="loan")

    def _moves(self, row: Proposal, site: Site) -> Iterator[Violation]:
        for member in row.members:
            worker = self.known.workers[member.worker]
            if worker.place == site.place:
                continue
            if not worker.moves:
                yield _broken("stays", proposal=row.id, worker=worker.id)
            elif (worker.place, site.place) not in self.known.days:
                yield _broken("far", proposal=row.id, id=worker.id, place=site.place)
        for name in row.machines:
            machine = self.known.machines[name]
            here = machine.place == site.place
            way = (machine.place, site.place) in self.known.days
            if not (here or (machine.portable and way)):
                yield _broken("far", proposal=row.id, id=name, place=site.place)

    def _households(self) -> Iterator[Violation]:
        where = {member.worker: row.site for row in self.rows for member in row.members}
        for house in households_of(self.problem.workers):
            staying = [row.id for row in house if row.id not in self.gone]
            places = {where.get(name, "") for name in staying}
            if len(places) > 1:
                yield _broken("household", worker=staying[0], people=len(staying))

    def _sites(self) -> Iterator[Violation]:
        of_site: defaultdict[str, list[Proposal]] = defaultdict(list)
        for row in self.rows:
            of_site[row.site].append(row)
        for name, rows in of_site.items():
            site = self.known.sites[name]
            recipes = [self.known.recipes[row.recipe] for row in rows]
            room = sum(recipe.room for recipe in recipes)
            if room > site.room:
                yield _broken("room", site=name, taken=room, have=site.room)
            power = sum(recipe.power for recipe in recipes)
            power += sum(map(self._power, rows))
            if power > site.power:
                yield _broken("power", site=name, taken=power, have=site.power)
            sold: Counter[str] = Counter()
            for recipe in recipes:
                sold[recipe.product] += recipe.makes if recipe.product else 0
            for product, count in sold.items():
                if count > site.market.get(product, 0):
                    yield _broken("market", site=name, product=product, taken=count)
            yield from self._materials(site, rows)

    def _power(self, row: Proposal) -> int:
        power = sum(self.known.machines[name].power for name in row.machines)
        each = {tool.kind: tool.power for tool in self.known.recipes[row.recipe].tools}
        gone = (one for one in row.missing if one.sort == "machine")
        return power + sum(each.get(one.piece, 0) * one.count for one in gone)

    def _materials(self, site: Site, rows: list[Proposal]) -> Iterator[Violation]:
        used: Counter[str] = Counter()
        told: Counter[str] = Counter()
        for row in rows:
            used.update(self.known.recipes[row.recipe].materials)
            for one in row.missing:
                if one.sort == "material":
                    told[one.piece] += one.count
        for item in {*used, *told}:
            if told[item] != max(0, used[item] - site.materials.get(item, 0)):
                yield _broken("missing", proposal=rows[0].id, piece=item)

    def _limits(self) -> Iterator[Violation]:
        asked: Counter[str] = Counter()
        materials = set()
        loans = 0
        for one in (one for row in self.rows for one in row.missing):
            if one.sort == "loan":
                loans += one.count
                continue
            asked[one.piece] += one.count
            if one.sort == "material":
                materials.add(one.piece)
        limits = self.problem.limits
        if limits.loans is not None and loans > limits.loans:
            yield _broken("loans", taken=loans, have=limits.loans)
        for piece, count in asked.items():
            most = limits.missing.get(piece, 0 if piece in materials else count)
            if count > most:
                yield _broken("asked", piece=piece, taken=count, have=most)


def _broken(what: str, **facts: Fact) -> Violation:
    return Violation(code=f"form.check.{what}", facts=facts)
