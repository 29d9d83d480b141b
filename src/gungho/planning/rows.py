# SPDX-License-Identifier: Apache-2.0
"""A row is one fact of a problem: a supply, a need, a stage, a price, a commitment.

Every count is an int of a commodity's smallest unit. A commodity without a weight is
money (or a right): it is sent by wire, over no stage, and may buy what has a price.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

PPM = 1_000_000
MG_PER_KG = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Supply:
    """A count of one commodity under one fund, lying at a place."""

    id: str
    place: str
    commodity: str
    fund: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Need:
    """A verified request for whole units of an activity.

    ``inputs`` are counts per unit, all of them wanted at once; ``output`` is what a
    unit yields, in any one measure, and only breaks ties; a lower tier comes first.
    """

    id: str
    coop: str
    place: str
    region: str
    trade: str
    purpose: str
    tier: int
    inputs: Mapping[str, int]
    units: int
    output: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """One carriage from place to place over the planned time.

    ``capacity_kg`` in all, ``cost`` per tonne in any one currency's smallest unit,
    ``loss_ppm`` the part expected to be lost on the way. ``open_from`` and
    ``open_until`` are its first and last open day, where they are known.
    """

    id: str
    source: str
    target: str
    capacity_kg: int
    days: int
    loss_ppm: int
    cost: int
    open_from: date | None = None
    open_until: date | None = None

    def open_on(self, day: date) -> bool:
        """Tell whether the stage is open on a day."""
        opened = self.open_from is None or self.open_from <= day
        return opened and (self.open_until is None or day <= self.open_until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Handling:
    """What a gate or depot can take in and send on over the planned time.

    ``in_kg`` counts what arrives over stages, ``out_kg`` what is loaded on them; None
    is no limit.
    """

    place: str
    in_kg: int | None = None
    out_kg: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OnSpot:
    """Stock of its own that a need can use where it is, besides what is planned."""

    need: str
    commodity: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What an adopted plan has promised a need, and what is kept back for it.

    ``count`` of the supply's own commodity is reserved; ``arrives`` of ``commodity``
    is counted as already with the need, its carriage being settled elsewhere.
    """

    id: str
    supply: str
    need: str
    commodity: str
    count: int
    arrives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """A local price: ``cost`` of a currency buys ``per`` of a commodity at a place."""

    place: str
    currency: str
    commodity: str
    cost: int
    per: int = 1


def through(count: int, losses_ppm: Iterable[int]) -> int:
    """Return what is expected to arrive of a count, each loss to the nearest unit."""
    for loss_ppm in losses_ppm:
        count -= (count * loss_ppm + PPM // 2 - 1) // PPM
    return count


def sent_for(arriving: int, losses_ppm: Iterable[int]) -> int:
    """Return the least count to send so that at least ``arriving`` is expected."""
    count = arriving
    for loss_ppm in reversed(tuple(losses_ppm)):
        if count > 0:
            short = (count - 1) * PPM + PPM // 2 - 1  # all that one less comes to
            count = short // (PPM - loss_ppm) + 1
    return count


def paid_for(count: int, price: Price) -> int:
    """Return what a bought count costs, rounded up to the currency's smallest unit."""
    return -(-count * price.cost // price.per)
