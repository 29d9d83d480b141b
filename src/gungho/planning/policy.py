# SPDX-License-Identifier: Apache-2.0
"""A policy is what a resolution sets about sharing: floor, tiers, aims, weights.

Needs are named by a key, ``need:ID``, ``coop:ID``, ``purpose:P``, ``trade:T`` or
``region:R``; where several name a need, the first of this list counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from gungho.errors import Refusal
from gungho.measure import MAX_COUNT, share
from gungho.planning.problem import Problem
from gungho.planning.rows import Need

AIMS = ("floor", "tiers", "share", "output", "cost")
SORTS = ("need", "coop", "purpose", "trade", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The order of aims and what they count by.

    ``aims`` come one after the other. *floor* is the first units of everyone, *share*
    raises the lowest part of what each is entitled to, *output* makes what units yield
    greatest, *cost* the haulage least; after *tiers* the aims that follow (but cost)
    are gone through tier by tier. ``floor_units`` replaces the problem's, ``tiers``
    the needs' own. ``weights`` give a class of needs an entitlement, shared inside it
    by what is asked; a need in no class is entitled to what it asks and got.
    ``got`` are units a class got before, which count as given. Raises Refusal
    ``planning.policy`` or ``planning.key``.
    """

    floor_units: int | None = None
    aims: tuple[str, ...] = AIMS
    tiers: Mapping[str, int] = field(default_factory=dict)
    weights: Mapping[str, int] = field(default_factory=dict)
    got: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(set(self.aims)) != len(self.aims) or not set(self.aims) <= set(AIMS):
            raise Refusal("planning.policy", aims=" ".join(self.aims))
        for key in (*self.tiers, *self.weights, *self.got):
            if key.partition(":")[0] not in SORTS:
                raise Refusal("planning.key", key=key)
        floors = () if self.floor_units is None else (self.floor_units,)
        for count in (*floors, *self.weights.values(), *self.got.values()):
            if not 0 <= count < MAX_COUNT:
                raise Refusal("planning.policy-count", count=count)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entitlements:
    """A policy read for each need of a problem, in their order.

    ``floors`` are the units that everyone gets first, less what was got;
    ``whole`` over ``parts`` is what a full share comes to, in the policy's measure.
    """

    tiers: tuple[int, ...]
    floors: tuple[int, ...]
    got: tuple[int, ...]
    whole: tuple[int, ...]
    parts: tuple[int, ...]


def entitlements(problem: Problem, policy: Policy) -> Entitlements:
    """Return what a policy means for each need."""
    needs = problem.needs
    floor = problem.floor_units if policy.floor_units is None else policy.floor_units
    got = _got(needs, policy.got)
    whole = [need.units + had for need, had in zip(needs, got, strict=True)]
    parts = [1] * len(needs)
    for key, numbers in _classes(needs, policy.weights).items():
        asked = sum(whole[number] for number in numbers)
        for number in numbers:
            whole[number] *= policy.weights[key]
            parts[number] = max(1, asked)
    return Entitlements(
        tiers=tuple(_tiers(needs, policy.tiers)),
        floors=tuple(max(0, floor - had) for had in got),
        got=tuple(got),
        whole=tuple(whole),
        parts=tuple(parts),
    )


def _tiers(needs: Sequence[Need], table: Mapping[str, int]) -> list[int]:
    tiers = [need.tier for need in needs]
    for key, numbers in _classes(needs, table).items():
        for number in numbers:
            tiers[number] = table[key]
    return tiers


def _got(needs: Sequence[Need], table: Mapping[str, int]) -> list[int]:
    """Share what each class got inside it by what is asked."""
    got = [0] * len(needs)
    for key, numbers in _classes(needs, table).items():
        asked = [needs[number].units for number in numbers]
        weights = asked if any(asked) else [1] * len(numbers)
        for number, count in zip(numbers, share(table[key], weights), strict=True):
            got[number] = count
    return got


def _classes(needs: Sequence[Need], table: Mapping[str, int]) -> dict[str, list[int]]:
    """Return the needs that each key names, each under the first that names it."""
    classes: defaultdict[str, list[int]] = defaultdict(list)
    if not table:
        return classes
    for number, need in enumerate(needs):
        names = (need.id, need.coop, need.purpose, need.trade, need.region)
        keys = (f"{sort}:{name}" for sort, name in zip(SORTS, names, strict=True))
        key = next((key for key in keys if key in table), None)
        if key is not None:
            classes[key].append(number)
    return classes
