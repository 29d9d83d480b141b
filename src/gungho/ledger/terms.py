# SPDX-License-Identifier: Apache-2.0
"""Terms are a restricted fund's rule, executable, with the giver's words beside it.

The vocabulary is closed: each clause is a set, a date or a flag, and an empty set means
"any". A use is asked before it is decided; what it breaks is named clause by clause
(law 5). Terms hold no code.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Annotated, Literal

import msgspec

Word = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9][a-z0-9._:-]{0,79}\Z")]
MaybeDay = Annotated[str, msgspec.Meta(pattern=r"^([0-9]{4}-[0-9]{2}-[0-9]{2})?\Z")]
Words = tuple[Word, ...]


class Terms(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    forbid_unknown_fields=True,
):
    """What a giver allows; empty means no condition."""

    places: Words = ()
    regions: Words = ()
    trades: Words = ()
    items: Words = ()
    purposes: Words = ()
    bodies: Words = ()
    from_day: MaybeDay = ""
    until_day: MaybeDay = ""
    forbid_military: bool = False
    forbid_resale: bool = False
    revolving: bool = False
    asset_lock: bool = False
    left_over: Literal["general", "return", "nearest"] = "general"

    @property
    def free(self) -> bool:
        """True if nothing restricts the fund."""
        return self == FREE


FREE = Terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One intended use of a fund; None means the clause is not touched by it."""

    on: str
    place: str | None = None
    region: str | None = None
    trade: str | None = None
    item: str | None = None
    purpose: str | None = None
    body: str | None = None
    military: bool = False
    resale: bool = False
    gives_away: bool = False


def breaches(terms: Terms, use: Use) -> tuple[str, ...]:
    """Return the clauses this use would break, in the vocabulary's order."""
    broken = [
        clause
        for clause, allowed, asked in (
            ("places", terms.places, use.place),
            ("regions", terms.regions, use.region),
            ("trades", terms.trades, use.trade),
            ("items", terms.items, use.item),
            ("purposes", terms.purposes, use.purpose),
            ("bodies", terms.bodies, use.body),
        )
        if allowed and asked is not None and asked not in allowed
    ]
    if terms.from_day and use.on < terms.from_day:
        broken.append("from_day")
    if terms.until_day and use.on > terms.until_day:
        broken.append("until_day")
    if terms.forbid_military and use.military:
        broken.append("forbid_military")
    if terms.forbid_resale and use.resale:
        broken.append("forbid_resale")
    if terms.revolving and use.gives_away:
        broken.append("revolving")
    return tuple(broken)


SETS = ("places", "regions", "trades", "items", "purposes", "bodies")
FLAGS = ("forbid_military", "forbid_resale", "revolving", "asset_lock")


def common(one: Terms, other: Terms) -> tuple[Terms, str]:
    """Return what both terms allow, and the clause that leaves nothing, "" if none.

    What is left over goes back where it came from: ``return``.
    """
    sets: dict[str, Words] = {}
    for clause in SETS:
        mine, theirs = getattr(one, clause), getattr(other, clause)
        both = tuple(word for word in mine if word in theirs)
        if mine and theirs and not both:
            return one, clause
        sets[clause] = both if mine and theirs else mine or theirs
    first = max(one.from_day, other.from_day)
    days = [day for day in (one.until_day, other.until_day) if day]
    last = min(days, default="")
    if first and last and first > last:
        return one, "until_day"
    flags = {clause: getattr(one, clause) or getattr(other, clause) for clause in FLAGS}
    days_left = {"from_day": first, "until_day": last, "left_over": "return"}
    return msgspec.convert({**sets, **flags, **days_left}, Terms), ""


_ENCODER = msgspec.json.Encoder(order="sorted")


def terms_text(terms: Terms) -> str:
    """Return the terms as canonical JSON text, clauses that say nothing left out."""
    said = {
        field.name: getattr(terms, field.name)
        for field in msgspec.structs.fields(terms)
        if getattr(terms, field.name) != field.default
    }
    return _ENCODER.encode(said).decode()


@lru_cache(maxsize=4096)
def terms_of(text: str) -> Terms:
    """Return the terms that a canonical text holds."""
    return msgspec.json.decode(text, type=Terms)


def terms_sha256(terms: Terms) -> str:
    """Return the hash by which a mirrored fund names its terms."""
    return sha256(terms_text(terms).encode()).hexdigest()
