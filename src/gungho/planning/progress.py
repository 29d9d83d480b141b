# SPDX-License-Identifier: Apache-2.0
"""Progress is what a plan in the making tells whoever waits for it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step begun: its code, and how many of how many are done before it."""

    code: str
    done: int
    whole: int


Progress = Callable[[Step], None]


def silent(_step: Step) -> None:
    """Tell nobody."""
