# SPDX-License-Identifier: Apache-2.0
"""Planning proposes who gets what, and why; only a person's adoption moves anything."""

from __future__ import annotations

from gungho.planning.allocate import Kept, Work, allocate, keep
from gungho.planning.appeals import Appeal, TermsPrice, appeals, terms_prices
from gungho.planning.changes import (
    Change,
    CloseStage,
    DropSupply,
    LiftTerms,
    LimitStage,
    PutHandling,
    PutPrice,
    PutStage,
    PutSupply,
    SetAims,
    SetFloor,
    SetTier,
    SetUnits,
    SetWeight,
    patched,
)
from gungho.planning.check import Violation, check
from gungho.planning.compare import (
    ClassShift,
    Comparison,
    Haul,
    LevelShift,
    LineShift,
    compare,
    haul,
)
from gungho.planning.explain import Explanation, explain
from gungho.planning.lines import restated
from gungho.planning.plan import Draw, Plan, PlanLine, Reason, Shadow, Unmet
from gungho.planning.policy import AIMS, Policy
from gungho.planning.problem import Problem, open_on
from gungho.planning.progress import Progress, Step
from gungho.planning.proof import LevelOf, LineOf, Proof, Subject, UnmetOf, prove
from gungho.planning.replan import quick, replan
from gungho.planning.roll import Rolled, WeekLine, check_rolled, roll
from gungho.planning.rows import (
    Commitment,
    Handling,
    Need,
    OnSpot,
    Price,
    Stage,
    Supply,
)
from gungho.planning.site import site
from gungho.planning.site_check import check_siting
from gungho.planning.site_plan import Chosen, Served, Siting
from gungho.planning.site_problem import NO_WAY, Candidate, Demand, SitingProblem
from gungho.planning.solver import Engine, Engines
from gungho.planning.trial import Trials

__all__ = [
    "AIMS",
    "NO_WAY",
    "Appeal",
    "Candidate",
    "Change",
    "Chosen",
    "ClassShift",
    "CloseStage",
    "Commitment",
    "Comparison",
    "Demand",
    "Draw",
    "DropSupply",
    "Engine",
    "Engines",
    "Explanation",
    "Handling",
    "Haul",
    "Kept",
    "LevelOf",
    "LevelShift",
    "LiftTerms",
    "LimitStage",
    "LineOf",
    "LineShift",
    "Need",
    "OnSpot",
    "Plan",
    "PlanLine",
    "Policy",
    "Price",
    "Problem",
    "Progress",
    "Proof",
    "PutHandling",
    "PutPrice",
    "PutStage",
    "PutSupply",
    "Reason",
    "Rolled",
    "Served",
    "SetAims",
    "SetFloor",
    "SetTier",
    "SetUnits",
    "SetWeight",
    "Shadow",
    "Siting",
    "SitingProblem",
    "Stage",
    "Step",
    "Subject",
    "Supply",
    "TermsPrice",
    "Trials",
    "Unmet",
    "UnmetOf",
    "Violation",
    "WeekLine",
    "Work",
    "allocate",
    "appeals",
    "check",
    "check_rolled",
    "check_siting",
    "compare",
    "explain",
    "haul",
    "keep",
    "open_on",
    "patched",
    "prove",
    "quick",
    "replan",
    "restated",
    "roll",
    "site",
    "terms_prices",
]
