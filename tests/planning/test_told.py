# SPDX-License-Identifier: Apache-2.0
"""What a plan tells its needs stands in columns, and reads like rows."""

from __future__ import annotations

import pytest

from gungho.planning import Problem, allocate
from gungho.planning.told import Draws, Lacks, LevelReasons
from tests.planning.cases import rich
from tests.planning.test_allocate import need, problem, supply


@pytest.mark.parametrize("case", [rich(3, needs=30), rich(5, needs=30)])
def test_what_needs_lack_reads_like_rows(case: Problem) -> None:
    """Turned into rows and back, cut, and compared, it stays what it is."""
    unmet = allocate(case, seed=1).unmet
    rows = tuple(unmet)
    assert isinstance(unmet, Lacks)
    assert rows
    assert unmet == rows
    assert Lacks.of(rows) == unmet
    assert Lacks.of(unmet) is unmet
    assert unmet[-1] == rows[-1]
    assert unmet[2:5] == rows[2:5]
    assert unmet != rows[1:]
    assert unmet != 1
    assert repr(rows) in repr(unmet)


def test_no_need_lacks_anything_where_there_is_enough() -> None:
    """An empty table is an empty sequence."""
    plan = allocate(problem([supply("9 loom")], [need("a", 2)]), seed=1)
    assert plan.unmet == ()
    assert plan.draws == ()


def test_the_reason_of_a_level_is_made_when_it_is_asked_for() -> None:
    """One for each need, in their order; none for whoever is not there."""
    case = problem([supply("3 loom")], [need("a", 2), need("b", 2), need("c", 0)])
    reasons = allocate(case, seed=1).level_reasons
    assert isinstance(reasons, LevelReasons)
    assert list(reasons) == ["a", "b", "c"]
    assert len(reasons) == 3
    codes = sorted(reason.code for reason in reasons.values())
    assert codes == ["plan.level.floor", "plan.level.full", "plan.level.nothing-asked"]
    assert "d" not in reasons


def test_lots_are_told_in_the_order_in_which_they_were_drawn() -> None:
    """Two of three have the floor; the last lot lost."""
    case = problem([supply("2 loom")], [need("a", 1), need("b", 1), need("c", 1)])
    plan = allocate(case, seed=1)
    assert isinstance(plan.draws, Draws)
    assert [(row.lot, row.won) for row in plan.draws] == [
        (0, True),
        (1, True),
        (2, False),
    ]
    lost = plan.draws[2].need
    assert plan.levels[lost] == 0
    assert plan.level_reasons[lost].code == "plan.level.lot-lost"
