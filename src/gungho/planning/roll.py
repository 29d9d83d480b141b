# SPDX-License-Identifier: Apache-2.0
"""To roll is to plan several weeks at once, and to propose only the first.

What is left of a week lies there in the next; what leaves over a stage arrives after
its days; what each got in earlier weeks counts in the later ones.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gungho.planning.allocate import Work
from gungho.planning.check import Violation
from gungho.planning.plan import Plan
from gungho.planning.policy import Policy
from gungho.planning.problem import Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Rolled:
    """The plan of each week, and the problem of each as it then stood.

    ``plans[0]`` alone is proposed. ``arrives`` tells for each week's lines the week in
    which what they bring is there.
    """

    plans: tuple[Plan, ...]
    problems: tuple[Problem, ...]
    arrives: tuple[tuple[int, ...], ...]

    @property
    def proposed(self) -> Plan:
        """The first week, the only one to adopt."""
        return self.plans[0]


def roll(
    weeks: Sequence[Problem], *, policy: Policy | None = None, work: Work
) -> Rolled:
    """Plan every week from what comes in it and what the weeks before left over.

    Each problem holds what newly comes in its week, the stages as they are open in it,
    and the needs that are then stated; a need keeps its id, and asks its units once.
    """
    raise NotImplementedError


def check_rolled(weeks: Sequence[Problem], rolled: Rolled) -> tuple[Violation, ...]:
    """Recount all weeks together, exactly and without the solver."""
    raise NotImplementedError
