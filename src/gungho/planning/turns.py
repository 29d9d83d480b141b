# SPDX-License-Identifier: Apache-2.0
"""A turn says who comes first, by the policy's own order of aims, ties by lot."""

from __future__ import annotations

from gungho.planning.groups import Outline

NEVER = float("inf")
Turn = tuple[float, ...]


class Turns:
    """Whose turn it is to get one unit more, the least first."""

    def __init__(self, outline: Outline) -> None:
        self.needs = outline.problem.needs
        self.due = outline.due
        self.lots = outline.lots
        ranks = {
            "floor": self._floor,
            "tiers": self._tier,
            "share": self._share,
            "output": self._output,
        }
        self.ranks = [ranks[aim] for aim in outline.policy.aims if aim in ranks]
        self.asked: list[int] = outline.asked.tolist()
        self.floors: list[int] = outline.floors.tolist()

    def of(self, need: int, units: int) -> Turn:
        """Return the turn of a need that has so many units."""
        return (*[rank(need, units) for rank in self.ranks], self.lots[need])

    def _floor(self, need: int, units: int) -> float:
        return units + self.due.got[need] if units < self.floors[need] else NEVER

    def _tier(self, need: int, _units: int) -> float:
        return self.due.tiers[need]

    def _share(self, need: int, units: int) -> float:
        whole = self.due.whole[need]
        had = (units + self.due.got[need]) * self.due.parts[need]
        return had / whole if whole else NEVER

    def _output(self, need: int, _units: int) -> float:
        return -self.needs[need].output
