# SPDX-License-Identifier: Apache-2.0
"""A list as a table of plain cells: words, days, counts and exact decimals.

A text that a spreadsheet would take for a formula is led in by an apostrophe wherever
the file itself does not say that it is a text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """An exact decimal: ``count`` in units of ``10 ** -scale``."""

    count: int
    scale: int


Cell = str | int | date | Number | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """The head of one column: its word, and whether it is broad."""

    word: str
    is_broad: bool = True


def guarded(text: str) -> str:
    """Return a text that no spreadsheet works out when it is opened."""
    return "'" + text if text.startswith(FORMULA) else text
