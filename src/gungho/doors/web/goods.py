# SPDX-License-Identifier: Apache-2.0
"""Counts of goods and money as a page shows them: scale, unit, name, proof."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.utils.translation import get_language

from gungho.doors import reasons
from gungho.doors.figures import figure, money
from gungho.doors.names import Names
from gungho.store.reads.query import fetch


def unit_word(unit: str, *, count: int, scale: int) -> str:
    """Return a unit in the words of this page's language, as one or as many."""
    is_one = abs(count) == 10**scale
    return reasons.unit_word(unit, is_one=is_one, language=get_language() or "en")


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """One count ready for the ``amount`` tag; ``code`` is set for money only."""

    count: int
    scale: int
    code: str
    unit: str
    name: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Goods:
    """Scales and units of all commodities, with their names in one language."""

    names: Names
    kinds: dict[str, tuple[int, str, str]] = field(repr=False)

    @classmethod
    def load(cls, names: Names) -> Goods:
        """Read what the books say of every item."""
        found = fetch("SELECT item, scale, unit, form FROM p_item")
        return cls(names=names, kinds={i: (s, u, f) for i, s, u, f in found})

    def scale(self, item: str) -> int:
        """How many decimals a count of this commodity has."""
        return self.kinds.get(item, (0, "", ""))[0]

    def is_money(self, item: str) -> bool:
        """True for a currency."""
        return self.kinds.get(item, (0, "", ""))[2] == "currency"

    def amount(self, item: str, count: int, href: str = "") -> Amount:
        """A count of a commodity, with where it is proved."""
        scale, unit, form = self.kinds.get(item, (0, "", "item"))
        is_money = form == "currency"
        return Amount(
            count=count,
            scale=scale,
            code=item if is_money else "",
            unit="" if is_money else unit_word(unit, count=count, scale=scale),
            name=self.names.item(item),
            href=href,
        )

    def text(self, item: str, count: int) -> str:
        """A count as plain text, for sentences."""
        scale, unit, form = self.kinds.get(item, (0, "", "item"))
        if form == "currency":
            return money(count, scale)
        told = unit_word(unit, count=count, scale=scale)
        return f"{figure(count, scale)} {told}".strip()
