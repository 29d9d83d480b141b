# SPDX-License-Identifier: Apache-2.0
"""A bound is proved by prices: with any prices, no formation can be worth more.

For a programme max c·x with rows l ≤ Ax ≤ u and columns 0 ≤ x ≤ m, any prices y give

    c·x = (c − yA)·x + y·Ax ≤ Σ m_j max(0, c_j − y·A_j) + Σ max(y_i l_i, y_i u_i)

The prices come from the solver in floating point; the sum is taken in whole numbers, so
the bound holds whatever the solver's round-off was. (Weak duality of
linear programmes.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from gungho.planning.forming.highs import Arrays, Floats
from gungho.planning.forming.model import FREE, Programme

SCALE = 2**20


def proved_bound(programme: Programme, prices: Floats) -> int:
    """Return a number of points that no whole solution passes, proved by prices."""
    scaled = [_clear(programme, row, price=price) for row, price in enumerate(prices)]
    paid = [0] * len(programme.keys)
    for row, column, value in zip(*programme.entries, strict=True):
        if scaled[row]:
            paid[column] += scaled[row] * value
    total = 0
    for column, price in enumerate(paid):
        left = SCALE * programme.gain[column] - price
        if left > 0:
            total += left * programme.upper[column]
    for row, price in enumerate(scaled):
        if price:
            sides = programme.row_lower[row], programme.row_upper[row]
            total += price * (sides[1] if price > 0 else sides[0])
    return total // SCALE


def plain_prices(arrays: Arrays, sort: npt.NDArray[np.str_]) -> Floats:
    """Return prices that need no solver: a household is worth its best place, once.

    They stand on the rows of households alone, those with no column but "x".
    """
    if not arrays.matrix.shape[1]:
        return np.zeros(arrays.matrix.shape[0])
    gains = arrays.matrix.multiply(arrays.gain).max(axis=1).toarray().ravel()
    others = abs(arrays.matrix) @ (sort != "x").astype(np.float64)
    return np.where((others == 0) & (gains > 0), gains, 0.0)


def _clear(programme: Programme, row: int, *, price: float) -> int:
    """Return a price in whole steps; none on the side where a row has no bound."""
    if not np.isfinite(price):
        return 0
    steps = round(price * SCALE)
    if steps > 0 and programme.row_upper[row] >= FREE:
        return 0
    if steps < 0 and programme.row_lower[row] <= -FREE:
        return 0
    return steps
