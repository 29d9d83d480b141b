# SPDX-License-Identifier: Apache-2.0
"""A siting is a proposal: which depots open, whom each serves, and what that costs.

It opens nothing. Reasons are codes and facts; a door says them in a language.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

from gungho.planning.plan import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """What becomes of one candidate: open or not, its load, and why."""

    candidate: str
    open: bool
    load: int
    room: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """So much of one demand served from one open depot, its cost, and why."""

    demand: str
    candidate: str
    count: int
    cost: Fraction
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Siting:
    """The choice, its exact cost, and a proved bound below which none can be.

    ``proved`` tells that the bound was brought up to the cost (the solver's gap is
    less than 1 part in 10^8, or less than the step of whole costs); then ``bound`` is
    the cost itself. ``seconds`` is the time it took.
    """

    chosen: tuple[Chosen, ...]
    served: tuple[Served, ...]
    objective: Fraction
    bound: Fraction
    proved: bool
    seconds: float = field(compare=False)

    @property
    def open(self) -> tuple[str, ...]:
        """The candidates that open, in their order."""
        return tuple(row.candidate for row in self.chosen if row.open)

    @property
    def gap(self) -> float:
        """The part of the cost that a better choice might still save (0 to 1)."""
        if self.objective == 0:
            return 0.0
        return float((self.objective - self.bound) / self.objective)
