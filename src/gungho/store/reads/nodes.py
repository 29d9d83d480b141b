# SPDX-License-Identifier: Apache-2.0
"""The books that stand here, what waits for others, and what was found wrong."""

from __future__ import annotations

from dataclasses import dataclass

from gungho.store.reads.query import fetch

OVERSPENT = "overspent"


@dataclass(frozen=True, slots=True, kw_only=True)
class BookHere:
    """One book: how it stands here, how new its news is, who recognises it."""

    body: str
    standing: str
    size: int
    recorded: str
    learned: str
    recognised_by: str
    numbers: str
    suspended: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A part of a parcel that waits, and why."""

    body: str
    first: int
    size: int
    why: str
    sender: str
    learned: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something wrong in a book, with its proof."""

    body: str
    code: str
    place: int
    sender: str
    learned: str
    proof: str


def books_here() -> list[BookHere]:
    """Return every book that stands here, by body."""
    recognised: dict[str, tuple[str, str, str]] = {}
    for known, by, first, last, suspended in fetch(
        "SELECT r.known, h.body, r.first_number, r.last_number, r.suspended "
        "FROM p_recognition r JOIN journal_head h ON h.book = r.book ORDER BY h.body"
    ):
        block = f"{first}-{last}" if last else ""
        recognised[known] = (by, block, suspended)
    found = fetch(
        "SELECT h.book, h.body, h.standing, h.size, h.recorded, "
        "(SELECT MAX(i.learned) FROM intake i WHERE i.book = h.book) "
        "FROM journal_head h ORDER BY h.body"
    )
    return [
        BookHere(
            body=body,
            standing=standing,
            size=size,
            recorded=recorded,
            learned=learned,
            recognised_by=recognised.get(str(number), ("", "", ""))[0],
            numbers=recognised.get(str(number), ("", "", ""))[1],
            suspended=recognised.get(str(number), ("", "", ""))[2],
        )
        for number, body, standing, size, recorded, learned in found
    ]


def receivers() -> list[str]:
    """Return each body whose key is known here, those kept elsewhere first."""
    found = fetch(
        "SELECT k.body, MAX(CASE WHEN h.standing = 'kept' THEN 1 ELSE 0 END) "
        "FROM p_keeping k LEFT JOIN journal_head h ON h.book = k.book "
        "GROUP BY k.body ORDER BY 2, 1"
    )
    return [body for body, _is_kept in found]


def waiting_here() -> list[Waits]:
    """Return the parts of parcels that wait here."""
    found = fetch(
        "SELECT p.body, p.first, p.size, p.why, p.sender, p.learned FROM intake_part p "
        "LEFT JOIN journal_head h ON h.book = p.book "
        "WHERE h.book IS NULL OR p.size > h.size ORDER BY p.body, p.first"
    )
    return [
        Waits(
            body=body, first=first, size=size, why=why, sender=sender, learned=learned
        )
        for body, first, size, why, sender, learned in found
    ]


def found_here() -> list[Found]:
    """Return what was found wrong: forks, broken laws, and decisions that overspent."""
    listed = [
        Found(
            body=body,
            code=code,
            place=place,
            sender=sender,
            learned=learned,
            proof=proof,
        )
        for body, code, place, sender, learned, proof in fetch(
            "SELECT body, code, place, sender, learned, proof FROM intake_finding "
            "ORDER BY body, place"
        )
    ]
    breaches = fetch(
        "SELECT DISTINCT h.body, b.seq, e.recorded FROM p_breach b "
        "JOIN journal_head h ON h.book = b.book "
        "JOIN p_entry_row e ON e.book = b.book AND e.seq = b.seq ORDER BY h.body, b.seq"
    )
    listed += [
        Found(body=body, code=OVERSPENT, place=seq, sender=body, learned=when, proof="")
        for body, seq, when in breaches
    ]
    return listed
