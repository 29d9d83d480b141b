# SPDX-License-Identifier: Apache-2.0
"""A siting at a door: what is asked, the problem it makes, its answer, what is kept.

The command and the pages ask in the same words, and what they show was recounted by the
checker first. A siting opens nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from queue import Empty, SimpleQueue
from threading import Thread
from time import monotonic
from types import MappingProxyType
from typing import Any

import msgspec

from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.site_words import SiteWords
from gungho.errors import GunghoError, Refusal
from gungho.formats.siting_tables import CENTS
from gungho.measure import count_of, decimal_text, instant_text
from gungho.planning import Candidate, Siting, SitingProblem, Step, check_siting, site
from gungho.planning.progress import Progress, silent
from gungho.planning.site_ways import Choice, Ground, check_ground, ground_problem
from gungho.store.reads.siting import ground
from gungho.store.sitings import KeptSiting, keep_siting

KG = 100
SECONDS = 60.0
PULSE_SECONDS = 2.0
# Decimals of a cost: money in hundredths, or tonne-days in kilogram-days.
COST_SCALES = MappingProxyType({"cost": CENTS, "days": 3})

PPM = 1_000_000
Tell = Callable[[str, int], None]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a siting.

    ``demand`` is "members" (``kg`` for each) or "needs"; ``by`` is "cost" or "days",
    and ``opening`` a decimal of the same measure. ``candidates`` are places; where none
    are named, those that have a depot. ``capacity`` is in kilograms.
    """

    day: str
    demand: str = "members"
    kg: int = KG
    by: str = "cost"
    each: bool = False
    candidates: tuple[str, ...] = ()
    capacity: int | None = None
    opening: str = "0"
    whole: bool = False
    depots: int | None = None
    seconds: float = SECONDS

    @property
    def cost_scale(self) -> int:
        """The decimals of what is paid."""
        return COST_SCALES[self.by]


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a siting, and the place of each that is served."""

    siting: Siting
    places: dict[str, str]


def grounded(found: Ground, asked: Asked) -> Ground:
    """Return a ground as it is asked for: each co-op, or each place of co-ops."""
    return found if asked.each else found.by_place()


def ground_here(asked: Asked) -> Ground:
    """Return the ground of this home on the day that is asked for."""
    found = ground(day=asked.day, demand=asked.demand, kg=asked.kg)
    return grounded(found, asked)


def choice_of(
    found: Ground, asked: Asked, *, listed: Sequence[Candidate] = ()
) -> Choice:
    """Return the choice that is asked for; ``listed`` candidates stand as they are.

    Raises Refusal ``quantity.*`` for an opening cost that is no decimal.
    """
    capacity = asked.capacity or max(1, sum(home.kg for home in found.homes))
    opening = count_of(asked.opening, asked.cost_scale)
    usual = (
        Candidate(id=place, capacity=capacity, opening=opening)
        for place in asked.candidates or found.depots
    )
    return Choice(
        candidates=tuple(listed) or tuple(usual),
        by=asked.by,
        whole=asked.whole,
        depots=asked.depots,
    )


def check_here(asked: Asked) -> None:
    """Refuse what plainly cannot be sited, before any way is looked for."""
    found = ground_here(asked)
    check_ground(found, choice_of(found, asked))


def words_of(
    asked: Asked,
    language: str,
    *,
    named: Callable[[str], str] = str,
    figure: Callable[[int, int], str] = decimal_text,
) -> SiteWords:
    """Return the words for what comes of it."""
    by_days = asked.by == "days"
    return SiteWords(
        language=language,
        cost_scale=asked.cost_scale,
        count_scale=0,
        named=named,
        unit=sentence("unit.KGM", {}, language),
        cost_unit=sentence("site.unit.days", {}, language) if by_days else "",
        figure=figure,
    )


def place_first(names: Names) -> Callable[[str], str]:
    """Return how candidates and demands are called: places before bodies of that id."""

    def named(key: str) -> str:
        return names.place(key) if f"place/{key}" in names.pairs else names.any(key)

    return named


def sited(
    problem: SitingProblem, *, seconds: float, progress: Progress = silent
) -> Siting:
    """Site; the checker has the last word.

    Raises Refusal ``planning.*``, ``planning.siting-inexact`` where it finds a fault.
    """
    siting = site(problem, seconds=seconds, progress=progress)
    if check_siting(problem, siting):
        raise Refusal("planning.siting-inexact")
    return siting


def made(ident: str, asked: Asked, *, now: datetime, tell: Tell) -> None:
    """Site this home, and keep what came of it.

    ``tell`` hears every two seconds at what step it is, and how many millionths of its
    time are used; what it raises ends the siting.
    """
    found = ground_here(asked)
    problem = ground_problem(found, choice_of(found, asked))
    siting = _apart(problem, seconds=asked.seconds, tell=tell)
    places = {home.id: home.place for home in found.homes}
    keep(ident, asked, outcome=Outcome(siting=siting, places=places), now=now)


def keep(ident: str, asked: Asked, *, outcome: Outcome, now: datetime) -> None:
    """Keep what came of a siting, in the place of what its id stood for before."""
    siting = outcome.siting
    keep_siting(
        KeptSiting(
            siting=ident,
            made=instant_text(now),
            request=msgspec.json.encode(asked).decode(),
            depots=len(siting.open),
            cost=str(siting.objective),
            proved=int(siting.proved),
            outcome=_written(outcome),
        )
    )


def _apart(problem: SitingProblem, *, seconds: float, tell: Tell) -> Siting:
    """Site in a thread of its own, for the solver says nothing while it settles."""
    answers: SimpleQueue[Siting | GunghoError] = SimpleQueue()
    steps = [Step(code="site.bound", done=0, whole=len(problem.candidates))]
    began = monotonic()

    def settle() -> None:
        try:
            answers.put(sited(problem, seconds=seconds, progress=steps.append))
        except GunghoError as error:
            answers.put(error)

    worker = Thread(target=settle, name="gungho-siting", daemon=True)
    worker.start()
    while True:
        tell(steps[-1].code, min(PPM - 1, int(PPM * (monotonic() - began) / seconds)))
        alive = worker.is_alive()
        try:
            answer = answers.get(timeout=PULSE_SECONDS if alive else 0)
        except Empty:
            if not alive:
                raise AssertionError("a siting ended without an answer") from None
            continue
        if isinstance(answer, GunghoError):
            raise answer
        return answer


def new_ident() -> str:
    """Return the id of a new siting."""
    return f"siting-{secrets.token_hex(4)}"


def asked_of(row: KeptSiting) -> Asked:
    """Return what was asked of a siting that is kept."""
    return msgspec.json.decode(row.request, type=Asked)


def outcome_of(row: KeptSiting) -> Outcome:
    """Return what came of a siting that is kept."""
    return msgspec.json.decode(row.outcome, type=Outcome, dec_hook=_fraction)


def known_places(names: Names, places: Iterable[str]) -> dict[str, str]:
    """Return the places that a person may write, by id and by name, to their ids."""
    found = {}
    for place in places:
        for word in (*names.both(f"place/{place}"), place):
            found[word.casefold()] = place
    return found


def _written(outcome: Outcome) -> str:
    return msgspec.json.encode(outcome, enc_hook=str).decode()


def _fraction(wanted: type, told: Any) -> Any:
    if wanted is not Fraction:
        raise NotImplementedError(wanted)
    return Fraction(told)
