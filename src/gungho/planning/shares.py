# SPDX-License-Identifier: Apache-2.0
"""A hand-out is whole units inside a group: floors first, then the lowest share."""

from __future__ import annotations

from collections.abc import Sequence

from gungho.measure import share


def hand_out(
    units: int, asked: Sequence[int], *, floors: Sequence[int]
) -> tuple[int, ...]:
    """Share whole units inside a group: the floor in order of lots, then equal shares.

    Nobody gets more than asked; after the floor everyone gets the same part of what
    they asked (never less than the floor), to the largest remainder.
    """
    first = [min(floor, count) for floor, count in zip(floors, asked, strict=True)]
    if units <= sum(first):
        given = []
        for count in first:
            given.append(min(count, units))
            units -= given[-1]
        return tuple(given)
    return _equal_parts(min(units, sum(asked)), asked, first=first)


def _equal_parts(
    units: int, asked: Sequence[int], *, first: Sequence[int]
) -> tuple[int, ...]:
    given = list(first)
    raised = list(range(len(asked)))
    left, total = units, sum(asked)
    while True:
        kept = [i for i in raised if left * asked[i] < first[i] * total]
        if not kept:
            break
        raised = [i for i in raised if left * asked[i] >= first[i] * total]
        left -= sum(first[i] for i in kept)
        total -= sum(asked[i] for i in kept)
    for i, count in zip(raised, share(left, [asked[i] for i in raised]), strict=True):
        given[i] = count
    return tuple(given)
