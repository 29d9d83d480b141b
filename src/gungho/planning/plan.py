# SPDX-License-Identifier: Apache-2.0
"""A plan is a proposal: who is given what, from where, by which road, and why.

It moves nothing. Reasons are codes and facts; a door says them in a language.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gungho.errors import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why: a dotted code and its facts."""

    code: str
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """A count of one commodity for one need out of one supply.

    ``count`` leaves (or is bought) and ``arrives`` is expected after losses, both in
    the commodity's smallest unit; ``route`` are stage ids; ``bought_with`` is the
    (currency, count) that the supply pays for it, or None when it is given in kind.
    ``why`` is common to all equal lines; ``reason`` adds the line's own facts.
    """

    need: str
    supply: str
    commodity: str
    count: int
    arrives: int
    route: tuple[str, ...]
    bought_with: tuple[str, int] | None
    bought_at: str
    why: Reason

    @property
    def reason(self) -> Reason:
        """Why the line goes as it does, with its own facts."""
        own: dict[str, Fact] = {
            "need": self.need,
            "supply": self.supply,
            "commodity": self.commodity,
            "count": self.count,
        }
        if self.bought_with is not None:
            own["paid"] = self.bought_with[1]
        return Reason(code=self.why.code, facts=own | dict(self.why.facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """What a need lacks of one commodity, in its smallest unit, and why.

    ``proved`` tells whether the reason follows from supplies, terms and map alone; it
    is else what binds as the plan stands, and ``prove`` solves again.
    """

    need: str
    commodity: str
    short: int
    reason: Reason
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """The lot a need drew when not everyone could have the floor; 0 is drawn first."""

    need: str
    lot: int
    won: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Shadow:
    """What one more would bring (a shadow price).

    ``sort`` is supply, stage or terms; ``id`` the supply, stage or fund; ``step`` how
    much more (smallest units; kg for a stage); ``units`` of activity that would bring
    in all, nobody getting less. Unproved, ``units`` is an upper bound from the prices
    of the linear programme; proved, it was solved again with the step.
    """

    sort: str
    id: str
    step: int
    units: float
    proved: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """Lines, levels, what stays unmet, and the figures to publish with them.

    ``levels`` maps every need to the units granted; ``level_reasons`` says why.
    ``floored`` of ``reachable`` needs got the floor; ``floor`` is the least units that
    any reachable need got, ``lowest_share`` the least share of what it asked.
    ``fairness_price`` is the part of the output given up for equal shares (0 to 1).
    ``complete`` is False when time ran out before the fairness was settled;
    ``settled`` is False for an instant answer, not yet solved.
    """

    lines: Sequence[PlanLine]
    levels: Mapping[str, int]
    level_reasons: Mapping[str, Reason]
    unmet: Sequence[Unmet]
    floor: int
    floored: int
    reachable: int
    lowest_share: float
    fairness_price: float
    shadows: tuple[Shadow, ...]
    draws: Sequence[Draw]
    seed: int
    complete: bool
    settled: bool = True
