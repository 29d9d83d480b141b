# SPDX-License-Identifier: Apache-2.0
"""Planning proposes who gets what, and why; only a person's adoption moves anything."""

from __future__ import annotations

from gungho.planning.allocate import allocate
from gungho.planning.check import Violation, check
from gungho.planning.explain import Explanation, explain
from gungho.planning.plan import Draw, Plan, PlanLine, Reason, Shadow, Unmet
from gungho.planning.problem import Need, Price, Problem, Stage, Supply

__all__ = [
    "Draw",
    "Explanation",
    "Need",
    "Plan",
    "PlanLine",
    "Price",
    "Problem",
    "Reason",
    "Shadow",
    "Stage",
    "Supply",
    "Unmet",
    "Violation",
    "allocate",
    "check",
    "explain",
]
