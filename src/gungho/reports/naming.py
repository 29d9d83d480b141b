# SPDX-License-Identifier: Apache-2.0
"""Which saved rule names a line: the first whose words its texts contain."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from gungho.reports.matching import Stated

INWARD, OUTWARD = frozenset({"gift", "moved"}), frozenset({"cost", "moved"})


class Ruled(Protocol):
    """What is needed of a rule: for which till, which words, and what it names."""

    @property
    def till(self) -> str:
        """The till it is for, "" for all."""

    @property
    def contains(self) -> str:
        """What a line's texts contain."""

    @property
    def sort(self) -> str:
        """What such a line is."""


R = TypeVar("R", bound=Ruled)


def named_by(line: Stated, rules: Sequence[R], *, till: str) -> R | None:
    """Return the rule that names a line; the longest words first, None if none does."""
    told = f"{line.text} {line.other} {line.reference}".casefold()
    fit = INWARD if line.amount > 0 else OUTWARD
    found = [
        rule
        for rule in rules
        if rule.till in ("", till)
        and rule.sort in fit
        and rule.contains.casefold() in told
    ]
    return max(found, key=lambda rule: len(rule.contains), default=None)
