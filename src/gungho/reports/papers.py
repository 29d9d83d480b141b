# SPDX-License-Identifier: Apache-2.0
"""A paper ages from the day it began to wait: since it was sent, or was counted.

Each says who must answer, how long it has waited, how far its due day has passed, why
the two sides differ, how often it was chased and whether it is disputed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from gungho.flows.papers import Tally, Waiting, waiting_of
from gungho.measure import parse_day
from gungho.reports.conservation import found_of

STATES: tuple[Waiting, ...] = ("sent", "unheard", "differs", "unsettled")
AGES = ((30, "0-30"), (60, "31-60"), (90, "61-90"), (180, "91-180"))
OLDEST = "over-180"
WHYS = ("short", "found", "more", "other")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How often a body was asked about a paper, by whom, and when last."""

    by: str
    body: str
    rounds: int
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An open dispute: who disputes which entry of which book, and why."""

    by: str
    book: str
    entry: str
    reason: str
    on: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sides:
    """What both sides have said of one document, as far as it was heard.

    ``on`` is the day it was sent, "" where the sending is not heard; ``counted_on`` the
    day it was last counted, "" where nothing was.
    """

    document: str
    form: str
    sender: str
    receiver: str
    on: str
    due: str
    counted_on: str
    tallies: tuple[Tally, ...]
    asked: tuple[Asked, ...] = ()
    doubts: tuple[Doubt, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper that waits; ``body`` is who must answer.

    ``days`` it has waited, ``late`` days after its due day; ``whys`` say how the two
    sides differ; ``lines`` are those that wait.
    """

    sides: Sides
    state: Waiting
    body: str
    since: str
    days: int
    age: str
    late: int
    whys: tuple[str, ...]
    lines: tuple[Tally, ...] = field(repr=False)

    @property
    def rounds(self) -> int:
        """How often it was chased, by either side."""
        return sum(one.rounds for one in self.sides.asked)

    @property
    def chased_on(self) -> str:
        """The day it was last chased, "" if never."""
        return max((one.on for one in self.sides.asked), default="")


def age_of(days: int) -> str:
    """Return the age class of so many days."""
    return next((word for most, word in AGES if days <= most), OLDEST)


def why(tally: Tally) -> str:
    """Return how the two sides of a line differ, "" if they do not."""
    if not tally.differs:
        return ""
    if not tally.sent:
        return "other"
    if tally.came > tally.sent:
        return "more"
    if found_of(sent=tally.sent, came=tally.came, lost=tally.lost):
        return "found"
    return "short"


def papers(sides: Iterable[Sides], *, today: str) -> tuple[Paper, ...]:
    """Return every paper that waits, the oldest first."""
    found = [_paper(one, today) for one in sides if waiting_of(one.tallies) != "done"]
    return tuple(sorted(found, key=lambda one: (-one.days, one.sides.document)))


def _paper(sides: Sides, today: str) -> Paper:
    state = waiting_of(sides.tallies)
    since = sides.on if state == "sent" else sides.counted_on or sides.on
    days = _days(since, today)
    whys = {why(one) for one in sides.tallies} if state == "differs" else set()
    return Paper(
        sides=sides,
        state=state,
        body=sides.receiver if state == "sent" else sides.sender,
        since=since,
        days=days,
        age=age_of(days),
        late=_days(sides.due, today) if state == "sent" and sides.due else 0,
        whys=tuple(word for word in WHYS if word in whys),
        lines=tuple(one for one in sides.tallies if not one.done),
    )


def _days(since: str, today: str) -> int:
    return max(0, (parse_day(today) - parse_day(since)).days)


def counts(found: Iterable[Paper]) -> dict[str, dict[str, int]]:
    """Return how many papers of each state stand in each age class."""
    table: dict[str, dict[str, int]] = {
        state: dict.fromkeys([*(word for _, word in AGES), OLDEST], 0)
        for state in STATES
    }
    for one in found:
        table[one.state][one.age] += 1
    return table
