# SPDX-License-Identifier: Apache-2.0
"""To prove a reason is to solve again with one thing otherwise, and to compare.

One unit up, everyone else keeping what they have: can the need rise? Without the thing
that is said to bind: could it then? One unit down: who would gain? What comes out
otherwise than the plan says is told as refuted; what the solver cannot tell stays open.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from gungho.errors import Fact, Refusal
from gungho.planning.trial import Trial, Trials

NEARLY = 1e-4
PART = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class UnmetOf:
    """What a need lacks of a commodity, and why."""

    need: str
    commodity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelOf:
    """The units a need gets, and why not more."""

    need: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineOf:
    """What a need gets of a commodity out of a supply."""

    need: str
    supply: str
    commodity: str


Subject = UnmetOf | LevelOf | LineOf


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What solving again said: *proved*, *refuted* or *open*, a code and its facts.

    ``up`` among the facts is what the need could have with everyone else keeping
    theirs, in thousandths of a unit.
    """

    code: str
    verdict: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def prove(trials: Trials, subject: Subject) -> Proof:
    """Solve again to prove or refute what a plan says of a line, a level, a lack.

    Raises Refusal ``planning.subject`` where the plan says nothing of it.
    """
    if isinstance(subject, UnmetOf):
        return _Lack(trials, subject).proof()
    if isinstance(subject, LevelOf):
        return _level(trials, subject.need)
    return _line(trials, subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Try:
    """One trial, the units it is about, and whether it should come to them."""

    name: str
    trial: Trial
    units: int
    reaches: bool


class _Lack:
    """What a need lacks, tried as if it asked for nothing else."""

    def __init__(self, trials: Trials, subject: UnmetOf) -> None:
        self.trials = trials
        self.subject = subject
        self.next = trials.plan.levels.get(subject.need, 0) + 1
        asking = Trial(need=subject.need, least=_others(trials, subject.need))
        self.whole = asking
        self.one = replace(asking, inputs=frozenset((subject.commodity,)))
        self.alone = replace(self.one, least={})

    def proof(self) -> Proof:
        """Try what the reason says, and what would be if it were not so."""
        for row in self.trials.plan.unmet:
            if (row.need, row.commodity) == (self.subject.need, self.subject.commodity):
                sort = row.reason.code.removeprefix("plan.unmet.")
                return _told(self.trials, f"lack.{sort}", tries=self._tries()[sort])
        raise Refusal("planning.subject", need=self.subject.need)

    def _tries(self) -> dict[str, tuple[_Try, ...]]:
        """Return for each reason what has to come out if it is true."""
        by_air = replace(self.alone, roads_lifted=True)
        nothing = replace(by_air, terms_lifted=True)
        unbound = replace(self.one, terms_lifted=True)
        over = replace(self.one, roads_lifted=True)
        alone = self._short("alone", self.alone, units=1)
        up = self._short("up", self.one)
        idle = (self._more("up", self.one), self._short("whole", self.whole))
        full = (up, self._more("without", over))
        return {
            "none-given": (alone, self._short("without", nothing, units=1)),
            "terms": (
                self._short("alone", by_air, units=1),
                self._more("without", nothing, units=1),
            ),
            "too-little": (self._short("alone", by_air, units=1),),
            "no-road": (alone, self._more("without", by_air, units=1)),
            "shared-out": (up, self._short("without", over)),
            "left-under-terms": (up, self._more("without", unbound)),
            "road-full": full,
            "gate-full": full,
            "waits": idle,
            "together": idle,
        }

    def _short(self, name: str, trial: Trial, *, units: int = 0) -> _Try:
        wanted = units or self.next
        return _Try(name=name, trial=trial, units=wanted, reaches=False)

    def _more(self, name: str, trial: Trial, *, units: int = 0) -> _Try:
        wanted = units or self.next
        return _Try(name=name, trial=trial, units=wanted, reaches=True)


def _level(trials: Trials, need: str) -> Proof:
    """Try one unit up, those who have less than the need keeping theirs."""
    reason = trials.plan.level_reasons.get(need)
    if reason is None:
        raise Refusal("planning.subject", need=need)
    sort = reason.code.removeprefix("plan.level.")
    got = trials.plan.levels[need]
    if sort in ("full", "nothing-asked"):
        return Proof(code=f"plan.proof.level.{sort}", verdict="proved", facts={})
    if sort == "unreachable":
        trial = Trial(need=need, least={})
        tries = (_Try(name="alone", trial=trial, units=1, reaches=False),)
        return _told(trials, "level.unreachable", tries=tries)
    up = Trial(need=need, least=_below(trials, need, units=got + 1))
    tries = (_Try(name="up", trial=up, units=got + 1, reaches=False),)
    return _told(trials, f"level.{sort}", tries=tries)


def _line(trials: Trials, subject: LineOf) -> Proof:
    """Try the need without the supply, everyone else keeping theirs."""
    at = (subject.need, subject.supply, subject.commodity)
    rows = (
        row for row in trials.plan.lines if (row.need, row.supply, row.commodity) == at
    )
    if next(rows, None) is None:
        raise Refusal("planning.subject", need=subject.need)
    got = trials.plan.levels[subject.need]
    trial = Trial(
        need=subject.need,
        least=_others(trials, subject.need),
        without=subject.supply,
    )
    reached = trials.most(trial)
    if reached is None:
        return Proof(code="plan.proof.line.open", verdict="open", facts={})
    facts: dict[str, Fact] = {"without": round(reached * PART), "granted": got}
    needed = reached < got - NEARLY
    code = "plan.proof.line.needed" if needed else "plan.proof.line.other-way"
    return Proof(code=code, verdict="proved", facts=facts)


def _told(trials: Trials, code: str, *, tries: tuple[_Try, ...]) -> Proof:
    facts: dict[str, Fact] = {}
    verdict = "proved"
    for one in tries:
        reached = trials.most(one.trial)
        facts["wanted"] = one.units * PART
        if reached is None:
            return Proof(code=f"plan.proof.{code}", verdict="open", facts=facts)
        facts[one.name] = round(reached * PART)
        if (reached >= one.units - NEARLY) != one.reaches:
            verdict = "refuted"
    return Proof(code=f"plan.proof.{code}", verdict=verdict, facts=facts)


def _others(trials: Trials, need: str) -> dict[str, int]:
    """Return what everyone else has."""
    return {name: got for name, got in trials.plan.levels.items() if name != need}


def _below(trials: Trials, need: str, *, units: int) -> dict[str, int]:
    """Return what those keep who come before the need, were it to have these units.

    Whoever comes after it may fall to where they would come before it.
    """
    turns = trials.turns
    mine = turns.of(turns.number[need], units - 1)
    kept = {}
    for name, got in _others(trials, need).items():
        number, keeps = turns.number[name], got
        while keeps > 0 and turns.of(number, keeps - 1) > mine:
            keeps -= 1
        kept[name] = keeps
    return kept
