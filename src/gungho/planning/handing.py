# SPDX-License-Identifier: Apache-2.0
"""Handing out is to give whole units: what levels promise, then what is left over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from heapq import heapify, heappop, heappush

from gungho.planning.draft import Draft
from gungho.planning.fairness import Levels
from gungho.planning.groups import Group, Outline
from gungho.planning.shares import hand_out
from gungho.planning.turns import Turn, Turns

NEARLY = 1e-5
STEPS = 64


def hand_levels(
    outline: Outline, levels: Levels, *, begin: Callable[[], Draft]
) -> Draft:
    """Return a draft in which everyone has what the levels promise, where it fits.

    Equal needs are served together. Should rounding leave someone without the floor
    that was promised, the draft is begun again and the floors are given first.
    """
    targets = _targets(outline, levels)
    draft = begin()
    for needs, units in alike(outline, targets):
        give_alike(draft, needs, units=units)
    turns = Turns(outline)
    short = any(
        draft.units[need] < min(turns.floors[need], target)
        for need, target in targets.items()
    )
    if not short:
        return draft
    draft = begin()
    order = sorted(targets, key=lambda need: turns.of(need, 0))
    for need in order:
        draft.grant_most(need, min(turns.floors[need], targets[need]))
    for need in order:
        draft.grant_most(need, targets[need] - draft.units[need])
    return draft


def _targets(outline: Outline, levels: Levels) -> dict[int, int]:
    targets: dict[int, int] = {}
    every, floor = outline.asked.tolist(), outline.floors.tolist()
    for number, group in enumerate(outline.groups):
        units = int(levels.units[number] * (1 + NEARLY) + NEARLY)
        asked = [every[member] for member in group.members]
        floors = [floor[member] for member in group.members]
        handed = hand_out(units, asked, floors=floors)
        targets.update(zip(group.members, handed, strict=True))
    return targets


def alike(outline: Outline, targets: Mapping[int, int]) -> list[tuple[list[int], int]]:
    """Return needs of one group with one target together, tier by tier."""
    alike: defaultdict[tuple[int, int, int], list[int]] = defaultdict(list)
    for number, group in enumerate(outline.groups):
        for need in group.members:
            if targets[need] > 0:
                alike[group.tier, number, targets[need]].append(need)
    return [(alike[key], key[2]) for key in sorted(alike)]


def give_alike(draft: Draft, needs: list[int], *, units: int) -> None:
    """Give equal needs the same, as many as fit together, the last as much as fits."""
    done, step = 0, len(needs)
    while done < len(needs):
        step = min(step, len(needs) - done)
        if draft.grant_each(needs[done : done + step], units):
            done += step
        elif step > 1:
            step //= 2
        else:
            break
    for need in needs[done:]:
        if draft.grant_most(need, units) == 0:
            break


def give_leftovers(outline: Outline, draft: Draft) -> None:
    """Give unit after unit to whoever comes first, until nobody can get one more."""
    turns = Turns(outline)
    queues = [_Queue(draft, turns, group=group) for group in outline.groups]
    waiting = [(queue.first(), at) for at, queue in enumerate(queues) if queue.open]
    heapify(waiting)
    while waiting:
        _, at = heappop(waiting)
        queues[at].give()
        if queues[at].open:
            heappush(waiting, (queues[at].first(), at))


class _Queue:
    """A group's members in their turns; shut when nobody in it can get one more."""

    def __init__(self, draft: Draft, turns: Turns, *, group: Group) -> None:
        self.draft = draft
        self.turns = turns
        self.waiting: list[tuple[Turn, int]] = []
        self.step: dict[int, int] = {}
        short = [n for n in group.members if draft.units[n] < turns.asked[n]]
        if short and (_uneven(draft, short) or draft.could_grant(short[0], 1)):
            self.waiting = [(turns.of(n, draft.units[n]), n) for n in short]
            heapify(self.waiting)

    @property
    def open(self) -> bool:
        """Whether anyone waits."""
        return bool(self.waiting)

    def first(self) -> Turn:
        """Return the turn of who comes first."""
        return self.waiting[0][0]

    def give(self) -> None:
        """Give the first a step, or a smaller one next time, or shut the queue."""
        draft, turns = self.draft, self.turns
        _, need = heappop(self.waiting)
        asked = turns.asked[need]
        step = self.step.get(need, max(1, asked // STEPS))
        units = min(step, asked - draft.units[need])
        given = draft.grant(need, units)
        if not given and units == 1:
            if not _uneven(draft, [need]):
                self.waiting.clear()
            return
        self.step[need] = step if given else units // 2
        if draft.units[need] < asked:
            heappush(self.waiting, (turns.of(need, draft.units[need]), need))


def _uneven(draft: Draft, needs: list[int]) -> bool:
    """Tell whether some of these needs have something of an input to spare."""
    if not draft.spare:
        return False
    return any(
        draft.spare.get((need, commodity))
        for need in needs
        for commodity in draft.problem.needs[need].inputs
    )
