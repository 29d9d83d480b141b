# SPDX-License-Identifier: Apache-2.0
"""Whole sheds for one region, the people and machines flowing freely between them.

A dive gives an answer soon: the region is relaxed, the sheds nearest to whole are
rounded, and it is solved again, warm. Then a search of the sheds between what the
relaxed programme and the dive say; it begins from the dive.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from gungho.planning.forming.highs import Floats, Part, Relaxed, search
from gungho.planning.forming.parties import Ints
from gungho.planning.forming.regions import CLEAR

NEAR = 5e-4
AT_ONCE = 0.34
AT_LEAST = 4
ROUNDS = 60


def whole_sheds(part: Part, *, seed: int, seconds: float) -> Floats | None:
    """Return values (n_columns,) with whole sheds, or None if there was no time."""
    relaxed = Relaxed(part, seed=seed)
    if not relaxed.solve(seconds=seconds):
        return None
    loose = relaxed.values
    dived = _dive(relaxed, np.flatnonzero(part.whole), seconds=seconds)
    left = seconds - relaxed.spent
    if left <= 0:
        return dived
    start = loose if dived is None else dived
    between = _between(part, loose=loose, dived=start)
    answer = search(between, seed=seed, seconds=left, gap=NEAR, start=dived)
    return dived if answer.point is None else answer.point


def _dive(relaxed: Relaxed, sheds: Ints, *, seconds: float) -> Floats | None:
    """Round the sheds, those nearest to whole first, and solve again each time."""
    for _ in range(ROUNDS):
        values = relaxed.values[sheds]
        broken = np.flatnonzero(np.abs(values - np.rint(values)) > CLEAR)
        if not len(broken):
            return relaxed.values
        far = np.abs(values[broken] - np.rint(values[broken]))
        count = max(AT_LEAST, int(len(broken) * AT_ONCE))
        chosen = sheds[broken[np.argsort(far, kind="stable")[:count]]]
        if not _round(relaxed, chosen, seconds=seconds):
            return None
    return None


def _round(relaxed: Relaxed, chosen: Ints, *, seconds: float) -> bool:
    """Round some columns, down to what cannot be otherwise; return whether it went."""
    was = relaxed.values[chosen]
    whole = np.rint(was)
    up = whole > was
    relaxed.bound(
        chosen,
        lower=np.where(up, whole, relaxed.lower[chosen]),
        upper=np.where(up, relaxed.upper[chosen], whole),
    )
    if relaxed.solve(seconds=seconds - relaxed.spent):
        return True
    relaxed.bound(chosen, lower=np.zeros(len(chosen)), upper=np.floor(was))
    return relaxed.solve(seconds=seconds - relaxed.spent)


def _between(part: Part, *, loose: Floats, dived: Floats) -> Part:
    """Return a part whose sheds are between two values, rounded outward."""
    sheds = part.whole
    least = np.minimum(np.floor(loose + CLEAR), np.rint(dived))
    most = np.maximum(np.ceil(loose - CLEAR), np.rint(dived))
    return replace(
        part,
        lower=np.where(sheds, np.maximum(least, part.lower), part.lower),
        upper=np.where(sheds, np.minimum(most, part.upper), part.upper),
    )
