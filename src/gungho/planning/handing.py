# SPDX-License-Identifier: Apache-2.0
"""Handing out is to give whole units: what levels promise, then what is left over."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from heapq import heapify, heappop, heappush

from gungho.planning.draft import Draft
from gungho.planning.fairness import Levels
from gungho.planning.groups import Outline
from gungho.planning.shares import hand_out
from gungho.planning.turns import Turns

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
    for number, group in enumerate(outline.groups):
        units = int(levels.units[number] * (1 + NEARLY) + NEARLY)
        handed = hand_out(units, outline.asked[number], floors=outline.floors[number])
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
    waiting: list[tuple[tuple[float, ...], int]] = []
    for group in outline.groups:
        short = [n for n in group.members if draft.units[n] < turns.asked[n]]
        if short and (_uneven(draft, short) or draft.could_grant(short[0], 1)):
            waiting.extend((turns.of(need, draft.units[need]), need) for need in short)
    heapify(waiting)
    step = {need: max(1, turns.asked[need] // STEPS) for _, need in waiting}
    stuck: set[int] = set()
    while waiting:
        _, need = heappop(waiting)
        missing = turns.asked[need] - draft.units[need]
        if missing <= 0 or outline.group_of[need] in stuck:
            continue
        units = min(step[need], missing)
        if draft.grant(need, units):
            heappush(waiting, (turns.of(need, draft.units[need]), need))
        elif units > 1:
            step[need] = units // 2
            heappush(waiting, (turns.of(need, draft.units[need]), need))
        elif not _uneven(draft, [need]):
            stuck.add(outline.group_of[need])


def _uneven(draft: Draft, needs: list[int]) -> bool:
    """Tell whether some of these needs have something of an input to spare."""
    if not draft.spare:
        return False
    return any(
        draft.spare.get((need, commodity))
        for need in needs
        for commodity in draft.problem.needs[need].inputs
    )
