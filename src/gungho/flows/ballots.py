# SPDX-License-Identifier: Apache-2.0
"""A ballot: one member, one vote, in person, by proxy or by post with evidence.

Who voted is recorded, how each voted is not. A resolution that was put to a ballot has
its very counts.
"""

from __future__ import annotations

from collections import Counter
from typing import Literal

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.offices import Ballot, Meeting, Resolution
from gungho.flows.society import Membership
from gungho.flows.wire import Id, MaybeCommitment, MaybeId, Natural, Part, Payload
from gungho.ledger.state import Row, State

PROXIES_MOST = 5


class Voter(Part, frozen=True, kw_only=True):
    """A member's vote: cast in person, by another member, or by post."""

    member: Id
    cast: Literal["present", "proxy", "postal"] = "present"
    proxy: MaybeId = ""
    evidence: MaybeCommitment = ""


class BallotCounted(Payload, frozen=True, kw_only=True):
    """The votes of a general meeting on one resolution are counted."""

    resolution: Id
    meeting: Id
    voters: tuple[Voter, ...]
    votes_for: Natural
    votes_against: Natural
    abstained: Natural


def _count(asking: Asking, facts: BallotCounted) -> Decision:
    state, book = asking.state, asking.book
    if state.get(Ballot, book, facts.resolution):
        raise Refusal("ballot.exists", resolution=facts.resolution)
    if state.get(Resolution, book, facts.resolution):
        raise Refusal("resolution.exists", resolution=facts.resolution)
    meeting = state.get(Meeting, book, facts.meeting)
    if meeting is None:
        raise Refusal("meeting.unknown", meeting=facts.meeting)
    if meeting.form != "general":
        raise Refusal("ballot.not-general", meeting=facts.meeting)
    _require_voters(asking, facts, meeting=meeting)
    cast = facts.votes_for + facts.votes_against + facts.abstained
    if cast != len(facts.voters):
        raise Refusal("ballot.counts", cast=cast, voters=len(facts.voters))
    return Decision(facts)


def _require_voters(asking: Asking, facts: BallotCounted, *, meeting: Meeting) -> None:
    """Refuse a vote without a member, a second one, or one without its evidence."""
    met: set[str] = set()
    there = {one.member for one in facts.voters if one.cast == "present"}
    proxies: Counter[str] = Counter()
    for one in facts.voters:
        row = asking.state.get(Membership, asking.book, one.member)
        if row is None or not row.votes(meeting.on):
            raise Refusal("ballot.no-vote", person=one.member, day=meeting.on)
        if one.member in met:
            raise Refusal("ballot.twice", person=one.member)
        met.add(one.member)
        if one.cast != "present" and not one.evidence:
            raise Refusal("ballot.evidence", person=one.member, cast=one.cast)
        if (one.cast == "proxy") != bool(one.proxy):
            raise Refusal("ballot.proxy", person=one.member, proxy=one.proxy or "-")
        if one.proxy:
            proxies[one.proxy] += 1
            if one.proxy not in there or proxies[one.proxy] > PROXIES_MOST:
                raise Refusal("ballot.proxy", person=one.member, proxy=one.proxy)
    if len(there) > meeting.present:
        raise Refusal("resolution.votes", cast=len(there), present=meeting.present)


def _counted(state: State, at: At, facts: BallotCounted) -> None:
    ways = Counter(one.cast for one in facts.voters)
    state.put(
        row_from(
            Ballot, at, facts, voters=len(facts.voters), proxies=ways["proxy"],
            postal=ways["postal"],
        )
    )  # fmt: skip


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="ballot.counted",
        payload=BallotCounted,
        decide=_count,
        evolve=_counted,
        subject="resolution",
    ),
)
