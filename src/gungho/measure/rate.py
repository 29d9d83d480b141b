# SPDX-License-Identifier: Apache-2.0
"""A rate turns one currency into another at a day, by a source, in exact integers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from gungho.errors import Refusal

Rounding = Literal["half-even", "floor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """``numerator / denominator`` target whole units for one source whole unit.

    Raises Refusal ``rate.not-positive``.
    """

    source: str
    target: str
    numerator: int
    denominator: int
    on: date
    kind: Literal["official", "market", "realised"]
    cited: str

    def __post_init__(self) -> None:
        if self.numerator <= 0 or self.denominator <= 0:
            raise Refusal("rate.not-positive", source=self.source, target=self.target)

    def convert(
        self,
        count: int,
        *,
        source_scale: int,
        target_scale: int,
        rounding: Rounding = "half-even",
    ) -> int:
        """Return the target count for a source count, rounded as named."""
        above: int = count * self.numerator * 10**target_scale
        below: int = self.denominator * 10**source_scale
        whole, rest = divmod(above, below)
        if rounding == "floor":
            return whole
        twice = 2 * rest
        up = twice > below or (twice == below and whole % 2 == 1)
        return whole + up
