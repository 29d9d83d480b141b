# SPDX-License-Identifier: Apache-2.0
"""A siting in words, the whole first, then why each depot opens and whom it serves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from gungho.doors.reasons import sentence
from gungho.errors import Fact
from gungho.measure import decimal_text
from gungho.planning import Reason, Siting

COSTS = ("opening", "saved", "extra", "cost", "more", "bound")
COUNTS = ("load", "spare", "room", "count", "asked")
NAMES = ("candidate", "demand", "other")
PARTS = ("whole", "open", "served", "closed")


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteWords:
    """A language, the decimals of costs and counts, and what ids are called."""

    language: str
    cost_scale: int
    count_scale: int
    named: Callable[[str], str]
    unit: str = ""
    cost_unit: str = ""
    figure: Callable[[int, int], str] = decimal_text

    def tell(self, name: str, fact: Fact) -> str:
        """Return a fact as a reader reads it."""
        if isinstance(fact, int) and name in COSTS:
            return f"{self.figure(fact, self.cost_scale)} {self.cost_unit}".strip()
        if isinstance(fact, int) and name in COUNTS:
            return f"{self.figure(fact, self.count_scale)} {self.unit}".strip()
        return self.named(str(fact)) if name in NAMES else str(fact)

    def say(self, reason: Reason) -> str:
        """Return the sentence of a reason."""
        return sentence(reason.code, reason.facts, self.language, tell=self.tell)


def told(siting: Siting, words: SiteWords) -> Iterator[tuple[str, str]]:
    """Yield (part, sentence) of all that a siting says."""
    yield "whole", whole_told(siting, words)
    for row in siting.chosen:
        yield "open" if row.open else "closed", words.say(row.reason)
    for line in siting.served:
        yield "served", words.say(line.reason)


def whole_told(siting: Siting, words: SiteWords) -> str:
    """Return the sentence on the whole: the cost, and whether it is proved."""
    facts: dict[str, Fact] = {
        "depots": len(siting.open),
        "cost": ceil(siting.objective),
        "bound": floor(siting.bound),
        "permille": ceil(siting.gap * 1000),
    }
    code = "site.whole.proved" if siting.proved else "site.whole.gap"
    one = ".one" if len(siting.open) == 1 else ""
    return words.say(Reason(code=code + one, facts=facts))


def as_plain(siting: Siting, words: SiteWords) -> dict[str, Any]:
    """Return a siting as plain values, decimals as text, reasons with sentences."""
    return {
        "objective": _exact(siting.objective, words.cost_scale),
        "bound": _exact(siting.bound, words.cost_scale),
        "proved": siting.proved,
        "gap": siting.gap,
        "seconds": round(siting.seconds, 3),
        "open": list(siting.open),
        "candidates": [
            {
                "candidate": row.candidate,
                "open": row.open,
                "load": decimal_text(row.load, words.count_scale),
                "room": decimal_text(row.room, words.count_scale),
                "reason": row.reason.code,
                "sentence": words.say(row.reason),
            }
            for row in siting.chosen
        ],
        "served": [
            {
                "demand": line.demand,
                "candidate": line.candidate,
                "count": decimal_text(line.count, words.count_scale),
                "cost": _exact(line.cost, words.cost_scale),
                "reason": line.reason.code,
                "sentence": words.say(line.reason),
            }
            for line in siting.served
        ],
    }


def _exact(count: Fraction, scale: int) -> str:
    """Return a decimal of a fraction of smallest units, to a millionth of one."""
    if count.denominator == 1:
        return decimal_text(int(count), scale)
    return decimal_text(round(count * 10**6), scale + 6).rstrip("0")
