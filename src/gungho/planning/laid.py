# SPDX-License-Identifier: Apache-2.0
"""What a draft does, laid into a linear programme as values of its columns.

Losses are rounded line by line, the programme's are not: a draft that keeps every limit
can overstep the programme's by the rounding. Where it does, the limit gives way by just
that much, so that what stands is always possible and nothing more is.
"""

from __future__ import annotations

from collections import Counter
from itertools import chain

import numpy as np
from scipy.sparse import coo_matrix

from gungho.planning.draft import Draft, Drawn
from gungho.planning.model import Key, Model
from gungho.planning.rows import PPM
from gungho.planning.solver import Engine, Floats

DUST = 1e-9


def values_of(draft: Draft, model: Model) -> Floats:
    """Return the columns (n_columns,) that a draft comes to, the levels at 0."""
    values = np.zeros(len(model.lower))
    outline = draft.outline
    for need, units in enumerate(draft.units):
        values[model.columns["units", outline.group_of[need]]] += units
    for drawn, counts in draft.counts.items():
        of_group: Counter[int] = Counter()
        for need, count in counts.items():
            of_group[outline.group_of[need]] += count
        flows = (_flow(draft, drawn, group=g, count=n) for g, n in of_group.items())
        for key, amount in chain.from_iterable(flows):
            at = model.columns.get(key)
            if at is not None:
                values[at] += amount / model.scale[drawn[1]]
    return values


def _flow(
    draft: Draft, drawn: Drawn, *, group: int, count: int
) -> list[tuple[Key, float]]:
    """Return the columns by which a count goes to a group, and how much is in each."""
    supply, commodity, route, at = drawn
    outline, problem = draft.outline, draft.problem
    kind = outline.kind_of[problem.supplies[supply].fund]
    stock = (commodity, kind)
    if at >= 0 and not route:
        return [(("bought", kind, at, group), float(count))]
    flow: list[tuple[Key, float]] = []
    if at >= 0:
        flow.append((("bought here", kind, at), float(count)))
    amount = float(count)
    for stage in route:
        flow.append((("carried", stock, stage), amount))
        amount *= 1 - outline.network.losses[stage] / PPM
    return [*flow, (("delivered", stock, group), amount)]


def give_way(engine: Engine, model: Model, *, values: Floats) -> None:
    """Widen every row that these values overstep, to where they stand."""
    row, column, entry = model.entries
    shape = (len(model.row_lower), len(model.lower))
    reached = coo_matrix((entry, (row, column)), shape=shape).tocsr() @ values
    lower, upper = np.array(model.row_lower), np.array(model.row_upper)
    over = (reached < lower - DUST) | (reached > upper + DUST)
    for at in np.flatnonzero(over).tolist():
        here = float(reached[at])
        engine.rows(at, lower=min(here, lower[at]), upper=max(here, upper[at]))
