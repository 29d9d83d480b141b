# SPDX-License-Identifier: Apache-2.0
"""Mending leads goods other ways where whole pieces left something to be had.

With everyone keeping what they have, the programme in whole pieces is asked who could
have one unit more, first those whose turn is first; all is then drawn anew by the ways
found, until nobody can rise or the drawing fails. It is done for plans of a size at
which such a programme is soon solved: past it the slack of rounding is small.
"""

from __future__ import annotations

from collections.abc import Mapping
from time import monotonic

from gungho.planning.draft import Draft
from gungho.planning.groups import Outline
from gungho.planning.handing import alike, give_alike, give_leftovers
from gungho.planning.model import build
from gungho.planning.quotas import quotas_of
from gungho.planning.solver import Engines
from gungho.planning.turns import Turns

GROUPS_MAX = 400
ROUNDS_MAX = 24
NEARLY = 1e-5


class Mending:
    """The programme in whole pieces, its groups held at what a draft gives them."""

    def __init__(self, outline: Outline, *, engines: Engines, until: float) -> None:
        self.outline = outline
        self.until = until
        self.turns = Turns(outline)
        self.model = build(outline, whole=True)
        seconds = max(0.1, until - monotonic())
        self.engine = engines(self.model, seed=outline.seed, seconds=seconds)
        self.columns = [
            self.model.columns["units", number] for number in range(len(outline.groups))
        ]
        for number in range(len(outline.groups)):
            for sort in ("floor", "share"):
                row = self.model.rows[sort, number]
                self.engine.rows(row, lower=-float("inf"), upper=float("inf"))

    def mended(self, draft: Draft) -> Draft:
        """Return the draft with as many needs raised as whole pieces allow.

        Where all who could rise together cannot be drawn, the first in turn is tried
        alone; who cannot be drawn alone either is let be.
        """
        alone, failed = False, set[int]()
        for _ in range(ROUNDS_MAX):
            if monotonic() > self.until:
                break
            rising = self._rising(draft, failed)
            if alone:
                rising = dict(list(rising.items())[:1])
            if not rising:
                break
            drawn = self._drawn(draft, rising)
            if drawn is not None:
                draft, alone = drawn, False
            elif len(rising) > 1:
                alone = True
            else:
                failed |= rising.keys()
        return draft

    def _rising(self, draft: Draft, failed: set[int]) -> dict[int, int]:
        """Return who could have one unit more, by group, the first in turn first."""
        waiting = self._waiting(draft, failed)
        for number, column in enumerate(self.columns):
            has = _units(draft, number)
            most = has + (number in waiting)
            self.engine.bound(column, lower=has, upper=most)
        self.engine.aim(self._weights(draft, waiting), sense="max")
        if not waiting or not self.engine.solve():
            return {}
        return {
            number: need
            for number, need in waiting.items()
            if self.engine.last[self.columns[number]]
            > _units(draft, number) + 1 - NEARLY
        }

    def _drawn(self, draft: Draft, rising: Mapping[int, int]) -> Draft | None:
        """Draw all anew by the cheapest ways found; None if it does not come out."""
        targets = dict(enumerate(draft.units))
        for number, column in enumerate(self.columns):
            least = _units(draft, number) + (number in rising)
            self.engine.bound(column, lower=least, upper=least)
            if number in rising:
                targets[rising[number]] += 1
        costs = enumerate(self.model.cost)
        self.engine.aim({at: cost for at, cost in costs if cost}, sense="min")
        if not self.engine.solve():
            return None
        drawn = Draft(
            self.outline, quotas_of(self.outline, self.model, self.engine.last)
        )
        for needs, units in alike(self.outline, targets):
            give_alike(drawn, needs, units=units)
        for need, target in targets.items():
            drawn.grant_most(need, target - drawn.units[need])
        if any(drawn.units[need] < target for need, target in targets.items()):
            return None
        give_leftovers(self.outline, drawn)
        return drawn

    def _waiting(self, draft: Draft, failed: set[int]) -> dict[int, int]:
        """Return the first in turn of each group that has not all it asks."""
        first: dict[int, int] = {}
        for need, asked in self.turns.asked.items():
            number = self.outline.group_of[need]
            if draft.units[need] >= asked or number in failed:
                continue
            known = first.get(number)
            if known is None or self._turn(draft, need) < self._turn(draft, known):
                first[number] = need
        order = sorted(first, key=lambda each: self._turn(draft, first[each]))
        return {number: first[number] for number in order}

    def _weights(self, draft: Draft, waiting: dict[int, int]) -> dict[int, float]:
        """Weigh those below the floor most, then the earlier turns a little more."""
        weights = {}
        for rank, (number, need) in enumerate(waiting.items()):
            below = draft.units[need] < self.turns.floors[need]
            weight = 2.0 - rank / len(waiting)
            weights[self.columns[number]] = weight * (100.0 if below else 1.0)
        return weights

    def _turn(self, draft: Draft, need: int) -> tuple[float, ...]:
        return self.turns.of(need, draft.units[need])


def _units(draft: Draft, number: int) -> int:
    return sum(draft.units[need] for need in draft.outline.groups[number].members)


def mended(outline: Outline, draft: Draft, *, engines: Engines, until: float) -> Draft:
    """Return a draft mended, or as it was where it is too large for that."""
    if len(outline.groups) > GROUPS_MAX or monotonic() > until:
        return draft
    return Mending(outline, engines=engines, until=until).mended(draft)
