# SPDX-License-Identifier: Apache-2.0
"""A turn says who comes first, by the policy's own order of aims, ties by lot."""

from __future__ import annotations

from gungho.planning.groups import Outline

Turn = tuple[float, ...]


class Turns:
    """Whose turn it is to get one unit more, the least first."""

    def __init__(self, outline: Outline) -> None:
        self.outline = outline
        self.aims = [aim for aim in outline.policy.aims if aim != "cost"]
        self.number = {need.id: at for at, need in enumerate(outline.problem.needs)}
        self.asked: dict[int, int] = {}
        self.floors: dict[int, int] = {}
        for number, group in enumerate(outline.groups):
            self.asked.update(zip(group.members, outline.asked[number], strict=True))
            self.floors.update(zip(group.members, outline.floors[number], strict=True))

    def of(self, need: int, units: int) -> Turn:
        """Return the turn of a need that has so many units."""
        return (
            *(self._rank(aim, need, units=units) for aim in self.aims),
            self.outline.lots[need],
        )

    def _rank(self, aim: str, need: int, *, units: int) -> float:
        due = self.outline.due
        if aim == "floor":
            below = units < self.floors[need]
            return units + due.got[need] if below else float("inf")
        if aim == "tiers":
            return due.tiers[need]
        if aim == "share":
            whole = due.whole[need]
            had = (units + due.got[need]) * due.parts[need]
            return had / whole if whole else float("inf")
        return -self.outline.problem.needs[need].output
