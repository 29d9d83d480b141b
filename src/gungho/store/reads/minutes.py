# SPDX-License-Identifier: Apache-2.0
"""Reading a meeting with all that it decided, for its minutes."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.flows.offices import Ballot, Meeting, Office, Resolution
from gungho.store.cards import card_texts
from gungho.store.reads.query import fetch, rows

HERE = "book = %s AND meeting = %s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Minutes:
    """A meeting, its ballots and resolutions, and who took office by them.

    ``texts`` maps a commitment to its card, where it still is.
    """

    body: str
    meeting: Meeting
    ballots: dict[str, Ballot]
    resolutions: list[Resolution]
    offices: list[Office]
    texts: dict[str, str]


def minutes(meeting: str, *, body: str = "") -> Minutes | None:
    """Return the minutes of a meeting, or None."""
    bodies = dict(fetch("SELECT book, body FROM journal_head"))
    found = [
        row
        for row in rows(Meeting, "meeting = %s", [meeting])
        if body in ("", bodies[row.book])
    ]
    if not found:
        return None
    held = found[0]
    where = [held.book, meeting]
    resolutions = rows(Resolution, HERE, where, order="seq")
    passed = {row.resolution for row in resolutions}
    offices = rows(Office, "book = %s", [held.book], order="seq")
    return Minutes(
        body=bodies[held.book],
        meeting=held,
        ballots={row.resolution: row for row in rows(Ballot, HERE, where)},
        resolutions=resolutions,
        offices=[row for row in offices if row.resolution in passed],
        texts=card_texts([held.minutes, *(row.text for row in resolutions)]),
    )
