# SPDX-License-Identifier: Apache-2.0
"""The search for good sitings: from what the bound opens, by exchange of depots.

It proves nothing; what it finds is the ceiling that lets the bound leave things out.
"""

from __future__ import annotations

from dataclasses import dataclass
from time import monotonic

import numpy as np

from gungho.planning.site_bound import Cover
from gungho.planning.site_flows import cheapest_shares
from gungho.planning.site_table import Floats, Numbers, Table
from gungho.planning.site_wholes import assign

NEAR = 8
TRIES = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Open depots with shares (n_open, n_demands) and the scaled cost of all."""

    value: float
    chosen: Numbers
    shares: Floats


class Search:
    """The best answer known, and the choices already tried."""

    def __init__(self, table: Table, *, until: float) -> None:
        self.table = table
        self.until = until
        self.best: Answer | None = None
        self.tried: set[bytes] = set()

    @property
    def ceiling(self) -> float:
        """The cost of the best answer known; infinite where none is."""
        return self.best.value if self.best else np.inf

    @property
    def late(self) -> bool:
        """Whether time is up."""
        return monotonic() >= self.until

    def shown(self, cover: Cover, worth: Floats) -> float:
        """Try what a round of the bound opens; return the ceiling for its next step."""
        if self.late:
            return -np.inf
        if len(self.tried) < TRIES:
            self.attempt(self.filled(np.flatnonzero(cover.open > 0.5), worth))
        return self.ceiling

    def filled(self, chosen: Numbers, worth: Floats) -> Numbers:
        """Add the best of the others until all are reached and there is room."""
        table = self.table
        picked = list(chosen)
        rest = [at for at in np.argsort(worth, kind="stable") if at not in set(picked)]
        for at in rest:
            now = np.array(picked, dtype=np.intp)
            short = table.depots is not None and len(picked) < table.depots
            if not short and picked and table.has_room(now) and table.reaches_all(now):
                break
            if table.depots is not None and len(picked) == table.depots:
                break
            picked.append(at)
        return np.sort(np.array(picked, dtype=np.intp))

    def attempt(self, chosen: Numbers) -> bool:
        """Try one choice of depots; return whether it is the best so far."""
        key = chosen.tobytes()
        if key in self.tried:
            return False
        self.tried.add(key)
        table = self.table
        if not table.has_room(chosen) or not table.reaches_all(chosen):
            return False
        found = self._served(chosen)
        if found is None:
            return False
        chosen, cost, shares = found
        value = cost + float(table.opening[chosen].sum())
        if value >= self.ceiling - 1e-9 * abs(value):
            return False
        self.best = Answer(value=value, chosen=chosen, shares=shares)
        return True

    def exchange(self, worth: Floats) -> None:
        """Swap, add and drop one depot at a time, as long as that is cheaper."""
        while any(self._in_time(choice) for choice in self._near(worth)):
            continue

    def _in_time(self, choice: Numbers) -> bool:
        return not self.late and self.attempt(choice)

    def _near(self, worth: Floats) -> list[Numbers]:
        if self.best is None:
            return []
        chosen = self.best.chosen
        others = [at for at in np.argsort(worth, kind="stable") if at not in chosen]
        near = others[:NEAR]
        choices = [
            np.sort(np.append(chosen[chosen != out], into))
            for into in near
            for out in chosen
        ]
        if self.table.depots is None:
            choices += [chosen[chosen != out] for out in chosen if len(chosen) > 1]
            choices += [np.sort(np.append(chosen, into)) for into in near]
        return choices

    def _served(self, chosen: Numbers) -> tuple[Numbers, float, Floats] | None:
        if not self.table.whole:
            left = self.until - monotonic()
            found = cheapest_shares(self.table, chosen, seconds=left)
            return None if found is None else (chosen, *found)
        return assign(self.table, chosen)
