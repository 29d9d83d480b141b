# SPDX-License-Identifier: Apache-2.0
"""Reading the members of committees themselves, their dues and their ballots."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.flows.offices import Ballot
from gungho.flows.society import HONORARY, Membership
from gungho.store.reads.givers import giver_cards
from gungho.store.reads.query import fetch, rows

STATES = ("asked", "behind", "member", "honorary", "ended")


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberLine:
    """A member of a body: the name if its card is here, and how the membership stands.

    ``behind`` is a member whose dues are paid until a day that is over, or not at all.
    """

    body: str
    row: Membership
    name: str
    state: str


def members(*, today: str, body: str = "") -> list[MemberLine]:
    """Return everyone who asked to be a member or was one, by body and state."""
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    cards = giver_cards()
    found = [
        MemberLine(
            body=bodies[row.book],
            row=row,
            name=cards.get((row.book, row.person), "").partition("\n")[0],
            state=_state(row, today),
        )
        for row in rows(Membership, order="book, person")
        if body in ("", bodies[row.book])
    ]
    return sorted(found, key=lambda one: (one.body, STATES.index(one.state)))


def _state(row: Membership, today: str) -> str:
    if not (row.admitted or row.ended):
        return "asked"
    if not row.holds(today):
        return "ended"
    if row.form == HONORARY:
        return HONORARY
    return "member" if row.dues_until >= today else "behind"


def ballots(*, body: str = "") -> list[tuple[str, Ballot]]:
    """Return ``(body, ballot)``, the newest first."""
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    return [
        (bodies[row.book], row)
        for row in rows(Ballot, order='"on" DESC, seq DESC')
        if body in ("", bodies[row.book])
    ]
