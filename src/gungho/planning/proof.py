# SPDX-License-Identifier: Apache-2.0
"""To prove a reason is to solve again with one thing otherwise, and to compare.

One unit up, everyone else keeping what they have: can the need rise? Without the thing
that is said to bind: could it then? Whatever comes out, the answer is a reason that
was solved again: the plan's own where it holds, another where that one does.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

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
    """What solving again said: *proved*, *corrected*, *refuted* or *open*; a code.

    Facts are in thousandths of a unit: ``wanted`` is the next whole unit, and what was
    reached under each limit. Corrected: another reason holds than the plan says, and
    ``code`` is that of the other. Refuted: with other ways for the rest, the need
    could rise and nobody get less. Open: in parts of pieces it could, and whole pieces
    were not settled; or the solver could not tell.
    """

    code: str
    verdict: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


def prove(trials: Trials, subject: Subject) -> Proof:
    """Solve again to prove or refute what a plan says of a line, a level, a lack.

    Raises Refusal ``planning.subject`` where the plan says nothing of it.
    """
    if isinstance(subject, UnmetOf):
        return _lack(trials, subject)
    if isinstance(subject, LevelOf):
        return _level(trials, subject.need)
    return _line(trials, subject)


class _Tried:
    """What a need reaches when it asks for one input alone, under each limit.

    Others keep what they have, but in ``alone``, where the need has all to itself.
    """

    def __init__(self, trials: Trials, subject: UnmetOf) -> None:
        self.trials = trials
        self.commodity = subject.commodity
        self.next = trials.plan.levels[subject.need] + 1
        self.asking = Trial(need=subject.need, least=_others(trials, subject.need))
        self.one = replace(self.asking, inputs=frozenset((subject.commodity,)))
        self.single = replace(self.one, least={})
        self.unsolved = False
        self.settled = True

    def _most(self, trial: Trial) -> float:
        units = self.next if trial.least else 1
        reached = self.trials.most(trial, doubt=units)
        if reached is None:
            self.unsolved = True
            return 0.0
        self.settled &= reached.settled
        return reached.units

    @cached_property
    def whole(self) -> float:
        """With all its inputs, everyone else keeping theirs."""
        return self._most(self.asking)

    @cached_property
    def up(self) -> float:
        """With this input alone, everyone else keeping theirs."""
        return self._most(self.one)

    @cached_property
    def alone(self) -> float:
        """With this input alone, nobody else getting anything."""
        return self._most(self.single)

    @cached_property
    def by_air(self) -> float:
        """Alone, and every road open and wide."""
        return self._most(replace(self.single, roads_lifted=True))

    @cached_property
    def unbound(self) -> float:
        """Alone, every road open, and no conditions."""
        free = replace(self.single, roads_lifted=True, terms_lifted=True)
        return self._most(free)

    @cached_property
    def over(self) -> float:
        """Everyone else keeping theirs, and every road open and wide."""
        return self._most(replace(self.one, roads_lifted=True))

    @cached_property
    def freed(self) -> float:
        """Everyone else keeping theirs, and no conditions for this need."""
        return self._most(replace(self.one, terms_lifted=True))

    def reaches(self, reached: float, *, units: int = 0) -> bool:
        """Tell whether that comes to the next unit, or to so many."""
        return reached >= (units or self.next) - NEARLY

    def other(self) -> str:
        """Return an input that alone holds the need back; "" if none does."""
        need = self.trials.need(self.asking.need)
        for name in sorted(need.inputs):
            single = replace(self.asking, inputs=frozenset((name,)))
            if name != self.commodity and not self.reaches(self._most(single)):
                return name
        return ""


def _holds(tried: _Tried, sort: str) -> bool:
    """Tell whether a reason comes out true, the thing that binds tried both ways."""
    if sort in ("waits", "together"):
        binds = not tried.reaches(tried.whole) and tried.reaches(tried.up)
        return binds and (tried.other() != "") == (sort == "waits")
    if sort in ("none-given", "too-little"):
        return not tried.reaches(tried.unbound, units=1)
    if sort == "terms":
        barred = not tried.reaches(tried.by_air, units=1)
        return barred and tried.reaches(tried.unbound, units=1)
    if sort == "no-road":
        barred = not tried.reaches(tried.alone, units=1)
        return barred and tried.reaches(tried.by_air, units=1)
    if tried.reaches(tried.up):
        return False
    if sort in ("road-full", "gate-full"):
        return tried.reaches(tried.over)
    if sort == "left-under-terms":
        return tried.reaches(tried.freed)
    return not tried.reaches(tried.over)


ORDER = (
    "waits",
    "together",
    "none-given",
    "terms",
    "no-road",
    "road-full",
    "left-under-terms",
    "shared-out",
)


def _lack(trials: Trials, subject: UnmetOf) -> Proof:
    """Try the plan's own reason first, then the others in a stated order."""
    said = trials.lacking.get((subject.need, subject.commodity))
    if said is None:
        raise Refusal("planning.subject", need=subject.need)
    own = said.code.removeprefix("plan.unmet.")
    tried = _Tried(trials, subject)
    found = next((sort for sort in (own, *ORDER) if _holds(tried, sort)), "")
    facts: dict[str, Fact] = {"wanted": tried.next * PART}
    for name in FACTS.get(found, ("whole",)):
        facts[name] = round(float(getattr(tried, name)) * PART)
    if tried.unsolved:
        return Proof(code="plan.proof.lack.open", verdict="open", facts=facts)
    if not found:
        code, verdict = ("could", "refuted") if tried.settled else ("parts", "open")
        return Proof(code=f"plan.proof.lack.{code}", verdict=verdict, facts=facts)
    if found == "waits":
        facts["other"] = tried.other()
    verdict = "proved" if found == own else "corrected"
    return Proof(code=f"plan.proof.lack.{found}", verdict=verdict, facts=facts)


FACTS = {
    "waits": ("whole", "up"),
    "together": ("whole", "up"),
    "none-given": ("unbound",),
    "too-little": ("unbound",),
    "terms": ("by_air", "unbound"),
    "no-road": ("alone", "by_air"),
    "road-full": ("up", "over"),
    "gate-full": ("up", "over"),
    "left-under-terms": ("up", "freed"),
    "shared-out": ("up", "over"),
}


def _level(trials: Trials, need: str) -> Proof:
    """Try one unit up, everyone else keeping theirs."""
    reason = trials.plan.level_reasons.get(need)
    if reason is None:
        raise Refusal("planning.subject", need=need)
    sort = reason.code.removeprefix("plan.level.")
    if sort in ("full", "nothing-asked"):
        return Proof(code=f"plan.proof.level.{sort}", verdict="proved")
    alone = sort == "unreachable"
    wanted = 1 if alone else trials.plan.levels[need] + 1
    least = {} if alone else _others(trials, need)
    reached = trials.most(Trial(need=need, least=least), doubt=wanted)
    facts: dict[str, Fact] = {"wanted": wanted * PART}
    if reached is None:
        return Proof(code="plan.proof.level.open", verdict="open", facts=facts)
    facts["up"] = round(reached.units * PART)
    if reached.units < wanted - NEARLY:
        return Proof(code=f"plan.proof.level.{sort}", verdict="proved", facts=facts)
    code, verdict = (sort, "refuted") if reached.settled else ("parts", "open")
    return Proof(code=f"plan.proof.level.{code}", verdict=verdict, facts=facts)


def _line(trials: Trials, subject: LineOf) -> Proof:
    """Try the need without the supply, everyone else keeping theirs."""
    at = (subject.need, subject.supply, subject.commodity)
    if at not in trials.drawn:
        raise Refusal("planning.subject", need=subject.need)
    got = trials.plan.levels[subject.need]
    others = _others(trials, subject.need)
    reached = trials.most(
        Trial(need=subject.need, least=others, without=subject.supply)
    )
    facts: dict[str, Fact] = {"granted": got}
    if reached is None:
        return Proof(code="plan.proof.line.open", verdict="open", facts=facts)
    facts["up"] = round(reached.units * PART)
    needed = reached.units < got - NEARLY
    code = "plan.proof.line.needed" if needed else "plan.proof.line.other-way"
    return Proof(code=code, verdict="proved", facts=facts)


def _others(trials: Trials, need: str) -> dict[str, int]:
    """Return what everyone else has."""
    return {name: got for name, got in trials.plan.levels.items() if name != need}
