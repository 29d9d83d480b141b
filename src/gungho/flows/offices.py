# SPDX-License-Identifier: Apache-2.0
"""Offices have terms, meetings a quorum, and a resolution its number.

A resolution is passed at a meeting that had its quorum, by more votes for than against.
It may allow spending: of what kinds, from which fund, how much and until when; an entry
that needs it cites its number.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.wire import (
    Id,
    MaybeAmount,
    MaybeCode,
    MaybeCommitment,
    MaybeDay,
    MaybeId,
    Natural,
    Payload,
    Standing,
)
from gungho.ledger.state import Row, State


class OfficeAssumed(Payload, frozen=True, kw_only=True):
    """A person takes up an office, until a day if its term is stated."""

    office: Id
    person: Id
    until: MaybeDay
    resolution: MaybeId
    standing: Standing
    cited: MaybeId


class OfficeLeft(Payload, frozen=True, kw_only=True):
    """A person leaves an office before its term ends, or at its end."""

    office: Id
    person: Id
    reason: Id
    standing: Standing


class MeetingHeld(Payload, frozen=True, kw_only=True):
    """A meeting was held: how many may vote, how many came, how many it needs."""

    meeting: Id
    form: Literal["general", "board", "committee"]
    entitled: Natural
    present: Natural
    quorum: Natural
    minutes: MaybeCommitment
    standing: Standing
    cited: MaybeId


class ResolutionPassed(Payload, frozen=True, kw_only=True):
    """A numbered decision of a meeting; what it allows is stated, or nothing."""

    resolution: Id
    meeting: Id
    votes_for: Natural
    votes_against: Natural
    abstained: Natural
    matter: Id
    allows: tuple[Id, ...]
    currency: MaybeCode
    most: MaybeAmount
    fund: MaybeId
    until: MaybeDay
    text: MaybeCommitment
    standing: Standing
    cited: MaybeId


class Office(Row, frozen=True, kw_only=True):
    """Who holds or held an office, from when until when."""

    book: int
    office: str
    person: str
    on: str
    until: str
    left: str
    resolution: str
    seq: int
    standing: str
    key: ClassVar = ("book", "office", "person", "on")
    indexes: ClassVar = {"office": ("book", "office")}

    def holds(self, day: str) -> bool:
        """True if the person held the office on a day."""
        ends = [end for end in (self.until, self.left) if end]
        return self.on <= day and all(day <= end for end in ends)

    def ends_by(self, day: str) -> bool:
        """True if it was not left, and its term is over by a day."""
        return not self.left and self.until <= day


class Meeting(Row, frozen=True, kw_only=True):
    """A meeting and its attendance."""

    book: int
    meeting: str
    form: str
    entitled: int
    present: int
    quorum: int
    minutes: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "meeting")


class Resolution(Row, frozen=True, kw_only=True):
    """A resolution, what it allows, and how much of that is spent."""

    book: int
    resolution: str
    meeting: str
    votes_for: int
    votes_against: int
    abstained: int
    matter: str
    allows: str
    currency: str
    most: int
    fund: str
    until: str
    text: str
    spent: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "resolution")
    indexes: ClassVar = {"meeting": ("book", "meeting")}


class Ballot(Row, frozen=True, kw_only=True):
    """How a resolution was voted on, where it was put to a ballot."""

    book: int
    resolution: str
    meeting: str
    voters: int
    proxies: int
    postal: int
    votes_for: int
    votes_against: int
    abstained: int
    on: str
    seq: int
    key: ClassVar = ("book", "resolution")
    indexes: ClassVar = {"book": ("book",)}


def resolution_row(asking: Asking, number: str) -> Resolution:
    """Return a resolution of this book, or refuse ``resolution.unknown``."""
    row = asking.state.get(Resolution, asking.book, number)
    if row is None:
        raise Refusal("resolution.unknown", resolution=number, body=asking.body)
    return row


def _assume(asking: Asking, facts: OfficeAssumed) -> Decision:
    if facts.until and facts.until < asking.happened:
        raise Refusal("office.term", office=facts.office, until=facts.until)
    if facts.resolution:
        resolution_row(asking, facts.resolution)
    if _holding(asking, facts.office, facts.person):
        raise Refusal("office.held", office=facts.office, person=facts.person)
    return Decision(facts)


def _holding(asking: Asking, office: str, person: str) -> Office | None:
    for row in asking.state.find(Office, "office", asking.book, office):
        if row.person == person and row.holds(asking.happened) and not row.left:
            return row
    return None


def _assumed(state: State, at: At, facts: OfficeAssumed) -> None:
    state.put(row_from(Office, at, facts, left=""))


def _leave(asking: Asking, facts: OfficeLeft) -> Decision:
    if not _holding(asking, facts.office, facts.person):
        raise Refusal("office.not-held", office=facts.office, person=facts.person)
    return Decision(facts)


def _left(state: State, at: At, facts: OfficeLeft) -> None:
    for row in state.find(Office, "office", at.book, facts.office):
        if row.person == facts.person and row.holds(at.happened) and not row.left:
            state.put(replace(row, left=at.happened))


def _meet(asking: Asking, facts: MeetingHeld) -> Decision:
    if asking.state.get(Meeting, asking.book, facts.meeting):
        raise Refusal("meeting.exists", meeting=facts.meeting)
    if facts.present > facts.entitled:
        raise Refusal(
            "meeting.too-many", present=facts.present, entitled=facts.entitled
        )
    return Decision(facts)


def _met(state: State, at: At, facts: MeetingHeld) -> None:
    state.put(row_from(Meeting, at, facts))


def _pass(asking: Asking, facts: ResolutionPassed) -> Decision:
    if asking.state.get(Resolution, asking.book, facts.resolution):
        raise Refusal("resolution.exists", resolution=facts.resolution)
    meeting = asking.state.get(Meeting, asking.book, facts.meeting)
    if meeting is None:
        raise Refusal("meeting.unknown", meeting=facts.meeting)
    if meeting.present < meeting.quorum:
        raise Refusal(
            "meeting.no-quorum", meeting=facts.meeting, present=meeting.present,
            quorum=meeting.quorum,
        )  # fmt: skip
    _require_counts(asking, facts, meeting=meeting)
    if facts.votes_for <= facts.votes_against:
        raise Refusal(
            "resolution.not-passed", resolution=facts.resolution,
            votes_for=facts.votes_for, votes_against=facts.votes_against,
        )  # fmt: skip
    _check_allowed(asking, facts)
    return Decision(facts)


def _require_counts(
    asking: Asking, facts: ResolutionPassed, *, meeting: Meeting
) -> None:
    """Refuse more votes than persons present, or others than the ballot's."""
    counts = (facts.votes_for, facts.votes_against, facts.abstained)
    ballot = asking.state.get(Ballot, asking.book, facts.resolution)
    if ballot is None:
        if sum(counts) > meeting.present:
            raise Refusal("resolution.votes", cast=sum(counts), present=meeting.present)
        return
    voted = (ballot.votes_for, ballot.votes_against, ballot.abstained)
    if ballot.meeting != facts.meeting or counts != voted:
        raise Refusal("resolution.ballot", resolution=facts.resolution)


def _check_allowed(asking: Asking, facts: ResolutionPassed) -> None:
    if bool(facts.currency) != bool(facts.most):
        raise Refusal("resolution.amount", resolution=facts.resolution)
    if facts.currency:
        require_currency(asking, facts.currency)
    if facts.fund:
        fund_row(asking.state, asking.book, facts.fund)
    if facts.until and facts.until < asking.happened:
        raise Refusal(
            "resolution.ended", resolution=facts.resolution, until=facts.until
        )


def _passed(state: State, at: At, facts: ResolutionPassed) -> None:
    state.put(
        row_from(
            Resolution,
            at,
            facts,
            allows=" ".join(facts.allows),
            most=int(facts.most or 0),
            spent=0,
        )
    )


ROWS: tuple[type[Row], ...] = (Office, Meeting, Resolution, Ballot)
KINDS = (
    Kind(
        name="office.assumed",
        payload=OfficeAssumed,
        decide=_assume,
        evolve=_assumed,
        subject="person",
    ),
    Kind(
        name="office.left",
        payload=OfficeLeft,
        decide=_leave,
        evolve=_left,
        subject="person",
    ),
    Kind(
        name="meeting.held",
        payload=MeetingHeld,
        decide=_meet,
        evolve=_met,
        subject="meeting",
    ),
    Kind(
        name="resolution.passed",
        payload=ResolutionPassed,
        decide=_pass,
        evolve=_passed,
        subject="resolution",
    ),
)
