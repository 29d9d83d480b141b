# SPDX-License-Identifier: Apache-2.0
"""Who holds which office, what each may spend, and what was resolved."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.flows.authority import Limit
from gungho.flows.offices import Meeting, Office, Resolution
from gungho.store.reads.query import fetch, rows


@dataclass(frozen=True, slots=True, kw_only=True)
class Authority:
    """Everything that bodies have said of offices, limits and resolutions."""

    bodies: dict[int, str]
    offices: list[Office]
    limits: list[Limit]
    meetings: dict[tuple[int, str], Meeting]
    resolutions: list[Resolution]


def authority_of(every: Authority, body: str) -> Authority:
    """Return of what every body has said that of one body; "" is all of it."""
    kept = {book for book, name in every.bodies.items() if body in ("", name)}
    return Authority(
        bodies=every.bodies,
        offices=[one for one in every.offices if one.book in kept],
        limits=[one for one in every.limits if one.book in kept],
        meetings={k: one for k, one in every.meetings.items() if k[0] in kept},
        resolutions=[one for one in every.resolutions if one.book in kept],
    )


def authority(*, body: str = "") -> Authority:
    """Return what one body, or every body, has said; the newest first."""
    bodies = {
        int(book): str(name)
        for book, name in fetch("SELECT book, body FROM journal_head")
        if body in ("", name)
    }
    marks = ", ".join(["%s"] * len(bodies)) or "NULL"
    here, numbers = f"book IN ({marks})", list(bodies)
    return Authority(
        bodies=bodies,
        offices=rows(Office, here, numbers, order='"on" DESC, office'),
        limits=rows(Limit, here, numbers, order="book, office, currency"),
        meetings={(one.book, one.meeting): one for one in rows(Meeting, here, numbers)},
        resolutions=rows(Resolution, here, numbers, order='"on" DESC, seq DESC'),
    )
