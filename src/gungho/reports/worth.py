# SPDX-License-Identifier: Apache-2.0
"""What amounts come to in a body's reporting currency, and at the prices of a base day.

Each amount of one fund and currency is turned by the closing rate and rounded half to
even; totals add up what was rounded, so that every column adds up as printed. What no
rate is known for is left out of the total, and said.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from gungho.reports.capital import parted
from gungho.reports.sheet import Rated


@dataclass(frozen=True, slots=True, kw_only=True)
class Index:
    """A named index: what it stood at on its base day, and what it stands at now."""

    name: str
    base_on: str
    base: int
    on: str
    value: int

    def real(self, count: int) -> int:
        """Return a count at the prices of the base day."""
        return parted(count * self.base, self.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """A reporting currency, the rates into it at the close and at the opening."""

    currency: str
    scales: Mapping[str, int]
    closing: Mapping[str, Rated] = field(default_factory=dict)
    opening: Mapping[str, Rated] = field(default_factory=dict)
    index: Index | None = None

    def worth(self, code: str, count: int) -> int | None:
        """Return a count in the reporting currency at the closing rate, or None."""
        return self._turned(code, count, self.closing)

    def was_worth(self, code: str, count: int) -> int | None:
        """Return a count in the reporting currency at the opening rate, or None."""
        return self._turned(code, count, self.opening or self.closing)

    def _turned(self, code: str, count: int, rates: Mapping[str, Rated]) -> int | None:
        if code == self.currency:
            return count
        rate = rates.get(code) or self.closing.get(code)
        if rate is None:
            return 0 if not count else None
        above = count * rate.numerator * 10 ** self.scales[self.currency]
        below: int = rate.denominator * 10 ** self.scales[code]
        return parted(above, below)
