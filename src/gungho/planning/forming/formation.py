# SPDX-License-Identifier: Apache-2.0
"""A formation is proposed co-operatives, and a reason for each person left without one.

It founds nothing. Each named person decides for themselves; refusing costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass

from gungho.planning.plan import Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A person in a proposal, and what they would do there."""

    worker: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """What a proposal still lacks: a role, a machine, a material a month, or a loan."""

    sort: str
    piece: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A shed that could be: who, with what, where, for whom, and what is missing.

    ``order`` is the first order: a product and its count in a month. ``spare`` is how
    many may say no before it falls.
    """

    id: str
    recipe: str
    site: str
    members: tuple[Member, ...]
    machines: tuple[str, ...]
    missing: tuple[Missing, ...]
    order: tuple[str, int]
    spare: int
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """A person or a machine in no proposal, and why."""

    sort: str
    id: str
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Formation:
    """Proposals, who and what is left, and the figures to publish with them.

    ``points`` is what the weights make of it; no formation of this register passes
    ``bound``, proved by "prices" in whole numbers or claimed by the solver's "search".
    ``complete`` is False when time ran out before the asked gap was reached.
    """

    proposals: tuple[Proposal, ...]
    left: tuple[Left, ...]
    points: int
    bound: int
    proof: str
    complete: bool
    seed: int

    @property
    def placed(self) -> int:
        """How many persons are in a proposal."""
        return sum(len(row.members) for row in self.proposals)

    @property
    def gap_ppm(self) -> int:
        """How far from the bound it is at most, in millionths, rounded up."""
        if self.bound <= 0:
            return 0
        return -((self.points - self.bound) * 1_000_000 // self.bound)
