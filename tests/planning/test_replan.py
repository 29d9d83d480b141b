# SPDX-License-Identifier: Apache-2.0
"""A change is answered at once, and then as if all were planned anew."""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter

import numpy as np
import pytest

from gungho.errors import Refusal
from gungho.planning import (
    Change,
    CloseStage,
    DropSupply,
    Handling,
    LiftTerms,
    LimitStage,
    Policy,
    Price,
    PutHandling,
    PutPrice,
    PutStage,
    PutSupply,
    SetAims,
    SetFloor,
    SetTier,
    SetUnits,
    SetWeight,
    Supply,
    Work,
    allocate,
    check,
    compare,
    keep,
    patched,
    quick,
    replan,
    restated,
)
from tests.planning.cases import rich
from tests.planning.test_allocate import need, problem, road, supply

WORK = Work(seed=1)
GIFT = Supply(id="gift", place="north", commodity="loom", fund="new", count=9)
CHANGES: list[Change] = [
    CloseStage(stage="hub-north"),
    LimitStage(stage="hub-south", capacity_kg=40),
    PutStage(stage=replace(road(500, name="opened"), source="hub", target="far")),
    PutHandling(handling=Handling(place="south", in_kg=60)),
    PutSupply(supply=GIFT, serves=frozenset({"n0", "n1", "n2"})),
    DropSupply(supply="general/loom"),
    PutPrice(price=Price(place="far", currency="CNC", commodity="press", cost=2)),
    LiftTerms(fund="for-weaving"),
    SetUnits(need="n0", units=0),
    SetFloor(units=2),
    SetTier(key="trade:printing", tier=0),
    SetWeight(key="region:northwest", weight=40),
    SetAims(aims=("tiers", "floor", "share", "output", "cost")),
]


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
@pytest.mark.parametrize("seed", [2, 5])
def test_a_replan_has_the_levels_of_a_plan_from_nothing(
    change: Change, seed: int
) -> None:
    """From the former corners or from none: the same levels, aims and limits."""
    case, policy = rich(seed, needs=24), Policy()
    kept = keep(case, policy, work=WORK)
    after = replan(kept, [change], work=WORK)
    cold = keep(after.problem, after.policy, work=WORK)
    assert after.levels is not None
    assert cold.levels is not None
    assert after.levels.complete
    assert np.allclose(after.levels.units, cold.levels.units, atol=1e-4)
    assert check(after.problem, after.plan) == ()


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: type(change).__name__)
@pytest.mark.parametrize("seed", [3, 4])
def test_an_instant_answer_keeps_every_limit_and_says_what_it_is(
    change: Change, seed: int
) -> None:
    """Repaired, accepted by the checker, marked as not settled."""
    case = rich(seed, needs=24)
    plan = allocate(case, seed=1)
    answer = quick(plan, case, changes=[change])
    after, _ = patched(case, [change], policy=Policy())
    assert check(after, answer) == ()
    assert not answer.settled
    assert not answer.complete


def test_an_instant_answer_leaves_alone_what_a_change_does_not_touch() -> None:
    """Only the lines over the closed road are gone."""
    rows = [need("a", 3, place="depot"), need("b", 3)]
    case = problem([supply("6 loom")], rows, stages=(road(9),))
    plan = allocate(case, seed=1)
    answer = quick(plan, case, changes=[CloseStage(stage="road")])
    assert answer.levels == {"a": 0, "b": 3}
    assert [line for line in answer.lines if line.need == "b"] == [
        line for line in plan.lines if line.need == "b"
    ]


def test_an_instant_answer_is_instant() -> None:
    """Well under a second for hundreds of needs, however slow the machine is."""
    case = rich(7, needs=300)
    plan = allocate(case, seed=1)
    begun = perf_counter()
    quick(plan, case, changes=[CloseStage(stage="hub-north")])
    assert perf_counter() - begun < 1.0


def test_a_comparison_says_who_gains_and_who_loses() -> None:
    """Two looms fewer: one loses two, lines and freight fall."""
    rows = [need("a", 3, place="depot"), need("b", 3)]
    case = problem([supply("6 loom")], rows, stages=(road(9),))
    before = allocate(case, seed=1)
    change = LimitStage(stage="road", capacity_kg=1)
    after_case, _ = patched(case, [change], policy=Policy())
    after = allocate(after_case, seed=1)
    both = compare(before, after, problem=after_case, was=case)
    assert [(row.need, row.before, row.after) for row in both.losses] == [("a", 3, 1)]
    assert both.losses[0].reason.code == "plan.level.floor"
    assert both.gains == ()
    (row,) = both.classes
    assert (row.before, row.after, row.gaining, row.losing) == (6, 4, 0, 1)
    assert [(row.need, row.before, row.after) for row in both.lines] == [("a", 3, 1)]
    assert (both.haul_before.kg, both.haul_after.kg) == (3, 1)
    assert (both.haul_before.days, both.units_before, both.units_after) == (3, 6, 4)


def test_a_plan_compared_with_itself_is_the_same() -> None:
    """Nobody gains, nobody loses, no line is another."""
    case = rich(1)
    plan = allocate(case, seed=1)
    both = compare(plan, plan, problem=case)
    assert (both.gains, both.losses, both.classes, both.lines) == ((), (), (), ())


@pytest.mark.parametrize(
    "change",
    [
        CloseStage(stage="nowhere"),
        LimitStage(stage="nowhere", capacity_kg=1),
        DropSupply(supply="nothing"),
        LiftTerms(fund="nobody's"),
        SetUnits(need="nobody", units=1),
    ],
)
def test_a_change_of_what_is_not_there_is_refused(change: Change) -> None:
    """The name is told."""
    with pytest.raises(Refusal) as caught:
        patched(rich(1), [change], policy=Policy())
    assert caught.value.code == "planning.change"


def test_changes_apply_to_a_table_of_terms_as_to_pairs() -> None:
    """Both say the same after a gift came and a fund was lost."""
    pairs = rich(3)
    table = replace(pairs, allowed=pairs.allowed_table())
    changes = [
        PutSupply(supply=GIFT, serves=frozenset({"n1"})),
        DropSupply(supply="for-north/loom"),
        LiftTerms(fund="for-weaving"),
    ]
    one, _ = patched(pairs, changes, policy=Policy())
    other, _ = patched(table, changes, policy=Policy())
    assert one.funds == other.funds
    assert (one.allowed_table() == other.allowed_table()).all()
    assert one.items == other.items == {}


def test_lines_corrected_by_hand_are_counted_anew_and_checked() -> None:
    """One loom taken from a line lowers its level; one too many is found."""
    case = problem([supply("4 loom")], [need("a", 3), need("b", 3)])
    plan = allocate(case, seed=1)
    first = plan.lines[0]
    fewer = restated(
        case, plan, lines=(replace(first, count=1, arrives=1), *plan.lines[1:])
    )
    assert check(case, fewer) == ()
    assert fewer.levels[first.need] == 1
    more = restated(
        case, plan, lines=(replace(first, count=3, arrives=3), *plan.lines[1:])
    )
    assert {row.code for row in check(case, more)} == {"plan.check.supply"}


def test_a_part_of_a_plan_is_a_plan() -> None:
    """Adopted in part, the rest is told as unmet."""
    case = problem([supply("6 loom")], [need("a", 3), need("b", 3)])
    plan = allocate(case, seed=1)
    part = restated(case, plan, lines=[row for row in plan.lines if row.need == "a"])
    assert part.levels == {"a": 3, "b": 0}
    assert check(case, part) == ()
