# SPDX-License-Identifier: Apache-2.0
"""Sent, arrived, bought: what of a gift left each body, came to each, became goods.

Each figure is in its own currency or kind of goods, as the books of both sides have it:
what a bank kept, or a rate made of it, is seen between what was sent and what arrived.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from gungho.ledger.accounts import body_of, role_of
from gungho.ledger.provenance import OUTSIDE, Forward
from gungho.ledger.trail import Trail

IN_HAND = ("cash", "stock")


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What of a gift a body sent, counted or bought, in smallest units."""

    body: str
    commodity: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Journey:
    """The three figures of a gift, body by body in the order it came to them."""

    sent: tuple[Part, ...]
    arrived: tuple[Part, ...]
    bought: tuple[Part, ...]


def journey(woven: Trail, way: Forward) -> Journey:
    """Return what was sent, arrived and bought of what went this way."""
    sums: dict[str, dict[tuple[str, str], float]] = {
        "sent": defaultdict(float),
        "arrived": defaultdict(float),
        "bought": defaultdict(float),
    }
    moves = woven.moves
    for move in np.flatnonzero(way.came).tolist():
        if moves.target[move] == OUTSIDE:
            continue
        _, source, *_ = woven.pools[moves.source[move]]
        _, target, code, *_ = woven.pools[moves.target[move]]
        sort = _sort(role_of(source), role_of(target))
        if sort:
            whose = body_of(source if sort == "sent" else target)
            sums[sort][whose, code] += float(way.came[move])
    return Journey(**{sort: _parts(found) for sort, found in sums.items()})


def _sort(source: str, target: str) -> str:
    if target == "transit":
        return "sent"
    if source == "transit" and target in IN_HAND:
        return "arrived"
    if source == "cash" and target == "stock":
        return "bought"
    return ""


def _parts(found: dict[tuple[str, str], float]) -> tuple[Part, ...]:
    return tuple(
        Part(body=body, commodity=code, count=round(count))
        for (body, code), count in found.items()
        if round(count)
    )
