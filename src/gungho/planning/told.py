# SPDX-License-Identifier: Apache-2.0
"""What a plan tells each need, in columns: its level's reason, its lot, what it lacks.

A reason or a row is made when it is asked for; there can be several for each need.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from gungho.errors import Fact
from gungho.planning.columns import Column, Numbers, Table, column
from gungho.planning.plan import Draw, Reason, Unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Lack:
    """What all have in common that lack one commodity for one reason."""

    commodity: str
    reason: Reason
    proved: bool


class Lacks(Table[Unmet]):
    """What needs lack: ``need`` and ``lack`` number ``needs`` and ``lacks``."""

    __slots__ = ("lack", "lacks", "need", "needs", "short")

    def __init__(
        self,
        names: tuple[Sequence[str], Sequence[Lack]],
        at: tuple[Numbers, Numbers],
        *,
        short: Column,
    ) -> None:
        self.needs, self.lacks = names
        self.need, self.lack = at
        self.short = short

    @classmethod
    def of(cls, rows: Sequence[Unmet]) -> Lacks:
        """Return these rows in columns; those that are already, as they are."""
        if isinstance(rows, cls):
            return rows
        lacks = [
            Lack(commodity=row.commodity, reason=row.reason, proved=row.proved)
            for row in rows
        ]
        numbers = np.arange(len(rows))
        short = column([row.short for row in rows])
        return cls(([row.need for row in rows], lacks), (numbers, numbers), short=short)

    def _columns(self) -> tuple[Numbers, ...]:
        return self.need, self.lack, self.short

    def _row(self, told: tuple[int, ...]) -> Unmet:
        need, at, short = told
        lack = self.lacks[at]
        return Unmet(
            need=self.needs[need],
            commodity=lack.commodity,
            short=short,
            reason=lack.reason,
            proved=lack.proved,
        )


class Draws(Table[Draw]):
    """The lots of needs in the order in which they were drawn."""

    __slots__ = ("need", "needs", "won")

    def __init__(self, needs: Sequence[str], need: Numbers, *, won: Numbers) -> None:
        self.needs = needs
        self.need = need
        self.won = won

    def _columns(self) -> tuple[Numbers, ...]:
        return self.need, np.arange(len(self.need)), self.won

    def _row(self, told: tuple[int, ...]) -> Draw:
        need, lot, won = told
        return Draw(need=self.needs[need], lot=lot, won=bool(won))


class LevelReasons(Mapping[str, Reason]):
    """Why each need got the units it got: ``code`` numbers ``CODES`` (n_needs,)."""

    CODES = (
        "plan.level.share",
        "plan.level.nothing-asked",
        "plan.level.full",
        "plan.level.unreachable",
        "plan.level.lot-lost",
        "plan.level.floor",
    )

    def __init__(
        self, needs: Sequence[str], code: Numbers, *, counts: tuple[Column, Column]
    ) -> None:
        self.code = code
        self.asked, self.granted = counts
        self._at = {need: number for number, need in enumerate(needs)}

    def __len__(self) -> int:
        return len(self._at)

    def __iter__(self) -> Iterator[str]:
        return iter(self._at)

    def __getitem__(self, need: str) -> Reason:
        at = self._at[need]
        asked, granted = int(self.asked[at]), int(self.granted[at])
        facts: dict[str, Fact] = {"need": need, "asked": asked, "granted": granted}
        code = self.CODES[self.code[at]]
        if code == "plan.level.share":
            facts["percent"] = granted * 100 // asked
        return Reason(code=code, facts=facts)
