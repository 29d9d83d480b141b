# SPDX-License-Identifier: Apache-2.0
"""What a resolution sets decides who comes first, and what got before counts."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gungho.errors import Refusal
from gungho.planning import Policy, Step, allocate, check
from gungho.planning.policy import entitlements
from tests.planning.test_allocate import need, problem, supply


def levels(looms: int, *needs: object, policy: Policy) -> dict[str, int]:
    """Share looms among needs under a policy, and check the plan."""
    case = problem([supply(f"{looms} loom")], list(needs))  # type: ignore[arg-type]
    plan = allocate(case, seed=1, policy=policy)
    assert check(case, plan) == ()
    return dict(plan.levels)


def test_the_order_of_aims_is_the_order_of_the_plan() -> None:
    """With tiers before the floor, the urgent is filled before anyone else starts."""
    urgent, other = need("urgent", 9, tier=1), need("other", 9, tier=2)
    floor_first = levels(5, urgent, other, policy=Policy())
    tiers_first = Policy(aims=("tiers", "floor", "share", "output", "cost"))
    assert floor_first == {"urgent": 4, "other": 1}
    assert levels(5, urgent, other, policy=tiers_first) == {"urgent": 5, "other": 0}


def test_output_alone_gives_all_to_who_makes_most() -> None:
    """A resolution may set fairness aside, and the plan does as it says."""
    weak, strong = need("weak", 9), need("strong", 9, output=5)
    only = Policy(aims=("output", "cost"))
    assert levels(5, weak, strong, policy=only) == {"weak": 0, "strong": 5}


def test_a_tier_may_be_set_for_a_class() -> None:
    """Relief is put before work, whatever the needs say themselves."""
    work = need("work", 9, tier=1)
    relief = need("relief", 9, tier=2, purpose="relief")
    policy = Policy(tiers={"purpose:relief": 0}, floor_units=0)
    assert levels(5, work, relief, policy=policy) == {"work": 0, "relief": 5}


def test_weights_entitle_a_class_as_a_whole() -> None:
    """A region with three times as many out of work gets three times as much."""
    rows = [need(name, 9, region="north") for name in "ab"]
    rows += [need(name, 9, region="south") for name in "cd"]
    weights = {"region:north": 300, "region:south": 100}
    got = levels(16, *rows, policy=Policy(weights=weights))
    assert got == {"a": 6, "b": 6, "c": 2, "d": 2}


def test_what_was_got_before_counts() -> None:
    """Who had four of eight gets less now than who had none."""
    rows = [need("late", 8), need("early", 4, coop="early")]
    got = levels(6, *rows, policy=Policy(got={"coop:early": 4}, floor_units=0))
    assert got == {"late": 5, "early": 1}


def test_a_floor_reached_before_is_not_given_again() -> None:
    """The one loom goes to who never had one."""
    rows = [need("new", 5), need("old", 5)]
    assert levels(1, *rows, policy=Policy(got={"need:old": 1})) == {"new": 1, "old": 0}


def test_the_most_particular_key_counts() -> None:
    """A need's own tier goes before its region's."""
    rows = [need("a", 5), need("b", 5)]
    case = problem([supply("3 loom")], rows)
    policy = Policy(tiers={"region:northwest": 2, "need:b": 1})
    assert entitlements(case, policy).tiers == (2, 1)


def test_who_is_entitled_to_nothing_gets_what_is_left() -> None:
    """A weight of nought is last, not an error."""
    rows = [need("a", 3), need("b", 3)]
    got = levels(4, *rows, policy=Policy(weights={"need:b": 0}, floor_units=0))
    assert got == {"a": 3, "b": 1}


def test_an_unreachable_need_does_not_hold_the_floor_down() -> None:
    """Someone who cannot be reached is told so, and the floor is that of the others."""
    rows = [need("a", 4), need("far", 4, place="depot"), need("huge", 4, "99 loom")]
    case = problem([supply("4 loom")], rows)
    plan = allocate(case, seed=1)
    assert (plan.floor, plan.floored, plan.reachable) == (4, 1, 1)
    for name in ("far", "huge"):
        assert plan.level_reasons[name].code == "plan.level.unreachable"


def test_steps_are_told_in_order() -> None:
    """Whoever waits hears each aim as it begins."""
    heard: list[Step] = []
    case = problem([supply("5 loom")], [need("a", 4), need("b", 4, tier=2)])
    allocate(case, seed=1, progress=heard.append)
    codes = [step.code for step in heard]
    assert codes[0] == "outline"
    assert codes[-1] == "hand-out"
    assert codes.count("share") == 2
    assert all(0 <= step.done <= step.whole for step in heard)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("planning.policy", {"aims": ("floor", "luck")}),
        ("planning.policy", {"aims": ("floor", "floor")}),
        ("planning.key", {"tiers": {"colour:red": 1}}),
        ("planning.key", {"weights": {"north": 1}}),
        ("planning.policy-count", {"got": {"coop:a": -1}}),
        ("planning.policy-count", {"floor_units": 2**53}),
    ],
)
def test_a_policy_that_means_nothing_is_refused(
    code: str, changes: dict[str, object]
) -> None:
    """Each with what is wrong in it."""
    with pytest.raises(Refusal) as caught:
        Policy(**changes)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_the_default_policy_is_the_default() -> None:
    """Saying nothing and saying the usual are the same plan."""
    case = problem([supply("5 loom")], [need("a", 4), need("b", 4, tier=2)])
    usual = Policy(aims=("floor", "tiers", "share", "output", "cost"), floor_units=1)
    assert allocate(case, seed=2) == allocate(case, seed=2, policy=usual)
    other = replace(usual, floor_units=0)
    assert allocate(case, seed=2, policy=other).levels == {"a": 4, "b": 1}
