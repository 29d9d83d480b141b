# SPDX-License-Identifier: Apache-2.0
"""Forming proposes co-operatives from scattered people, machines and sites."""

from __future__ import annotations

from gungho.planning.forming.check import check_formation, check_proposals
from gungho.planning.forming.form import form
from gungho.planning.forming.formation import (
    Formation,
    Left,
    Member,
    Missing,
    Proposal,
)
from gungho.planning.forming.missing import told
from gungho.planning.forming.problem import (
    FormProblem,
    Limits,
    Machine,
    Seat,
    ShedRecipe,
    Site,
    Tool,
    Way,
    Weights,
    Worker,
)
from gungho.planning.forming.seats import reseated
from gungho.planning.forming.solve import Progress

__all__ = [
    "FormProblem",
    "Formation",
    "Left",
    "Limits",
    "Machine",
    "Member",
    "Missing",
    "Progress",
    "Proposal",
    "Seat",
    "ShedRecipe",
    "Site",
    "Tool",
    "Way",
    "Weights",
    "Worker",
    "check_formation",
    "check_proposals",
    "form",
    "reseated",
    "told",
]
