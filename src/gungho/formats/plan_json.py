# SPDX-License-Identifier: Apache-2.0
"""A problem and a plan as JSON, so that a draft can be kept, and read again as it was.

The text of a problem is sorted, so its hash names the facts that a plan stood on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any, get_type_hints

import msgspec
import numpy as np

from gungho.planning import Plan, Policy, Problem


def _plain(columns: object) -> object:
    """Return rows or reasons that stand in columns as a list or a dict."""
    if isinstance(columns, Mapping):
        return dict(columns)
    if isinstance(columns, Sequence):
        return list(columns)
    raise NotImplementedError(f"{type(columns).__name__} has no rows")


_ENCODER = msgspec.json.Encoder(enc_hook=_plain, order="deterministic")


def problem_text(problem: Problem) -> str:
    """Return a problem as sorted JSON."""
    told = {name: getattr(problem, name) for name in Problem.__dataclass_fields__}
    if isinstance(problem.allowed, np.ndarray):
        told["allowed"] = _pairs(problem)
    told["allowed"] = sorted(told["allowed"])
    return _ENCODER.encode(told).decode()


def _pairs(problem: Problem) -> list[tuple[str, str]]:
    table = problem.allowed_table()
    needs = [need.id for need in problem.needs]
    return [
        (fund, needs[column])
        for row, fund in enumerate(problem.funds)
        for column in np.flatnonzero(table[row])
    ]


def problem_sha256(problem: Problem) -> str:
    """Return the hash of everything that a plan for a problem stands on."""
    return sha256(problem_text(problem).encode()).hexdigest()


def problem_from(text: str) -> Problem:
    """Return the problem that was written."""
    told: dict[str, Any] = msgspec.json.decode(text)
    pairs = frozenset((fund, need) for fund, need in told.pop("allowed"))
    hints = get_type_hints(Problem)
    fields = {name: msgspec.convert(value, hints[name]) for name, value in told.items()}
    return Problem(allowed=pairs, **fields)


def plan_text(plan: Plan) -> str:
    """Return a plan as JSON."""
    return _ENCODER.encode(plan).decode()


def plan_from(text: str) -> Plan:
    """Return the plan that was written."""
    plan = msgspec.json.decode(text, type=Plan)
    return replace(plan, lines=tuple(plan.lines))


def policy_text(policy: Policy) -> str:
    """Return a policy as JSON."""
    return _ENCODER.encode(policy).decode()


def policy_from(text: str) -> Policy:
    """Return the policy that was written."""
    return msgspec.json.decode(text, type=Policy)
