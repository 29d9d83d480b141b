# SPDX-License-Identifier: Apache-2.0
"""The checker finds every way in which a formation can be wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from gungho.planning.forming import (
    Formation,
    Limits,
    Member,
    Missing,
    Proposal,
    Way,
    check_formation,
    check_proposals,
    form,
)
from tests.support.forming import WEAVING, looms, people, problem, site

OTHERS = [
    replace(row, id=f"li.{at}", household="li", leads=False, keeps_books=False)
    for at, row in enumerate(people(2))
]
CASE = problem(
    [*people(9), *people(1, place="xian", moves=False), *people(1, place="lanzhou"),
     *OTHERS],
    [*looms(3), *looms(1, place="lanzhou")],
    sites=(site(), site("cave", danger=9), site("shed", place="xian")),
    recipes=(WEAVING, replace(WEAVING, id="big", least=9)),
    ways=(Way(source="xian", target="baoji", days=2),
          Way(source="baoji", target="xian", days=2)),
    limits=Limits(missing={"loom": 1, "yarn": 10}, loans=150_00),
)  # fmt: skip
MADE = form(CASE, seed=3)
(SHED,) = MADE.proposals
IDLE = next(row.id for row in MADE.left if row.id.startswith("baoji"))
SPARE_LOOM = next(row.id for row in MADE.left if row.id.startswith("loom.baoji"))


def codes(*rows: Proposal) -> set[str]:
    """Return what the checker finds in these proposals, without its prefix."""
    return {row.code.removeprefix("form.check.") for row in check_proposals(CASE, rows)}


def with_member(worker: str, role: str = "hand") -> Proposal:
    """Return the shed with a weaver replaced."""
    at = next(n for n, one in enumerate(SHED.members) if one.role == "weaver"
              and one.worker.startswith("baoji"))  # fmt: skip
    rows = list(SHED.members)
    rows[at] = Member(worker=worker, role=role)
    return replace(SHED, members=tuple(rows))


def test_what_was_formed_is_in_order() -> None:
    """The formation itself breaks nothing."""
    assert check_formation(CASE, MADE) == ()


CHANGES: list[tuple[Callable[[], tuple[Proposal, ...]], str]] = [
    (lambda: (SHED, SHED), "twice"),
    (lambda: (replace(SHED, members=SHED.members[:6]),), "members"),
    (lambda: (replace(SHED, recipe="none"),), "unknown"),
    (lambda: (replace(SHED, site="none"),), "unknown"),
    (lambda: (with_member("nobody"),), "unknown"),
    (lambda: (with_member(IDLE, "king"),), "unknown"),
    (lambda: (replace(SHED, machines=("none",)),), "unknown"),
    (lambda: (with_member(SHED.members[0].worker, SHED.members[0].role),), "twice"),
    (lambda: (with_member(IDLE, "leader"),), "unable"),
    (lambda: (replace(SHED, site="cave"),), "danger"),
    (lambda: (with_member("xian.0"),), "stays"),
    (lambda: (with_member("lanzhou.0"),), "far"),
    (lambda: (replace(SHED, machines=(SHED.machines[0], "loom.lanzhou.0")),), "far"),
    (lambda: (replace(SHED, machines=SHED.machines[:1]),), "missing"),
    (lambda: (replace(SHED, machines=()),), "tool"),
    (lambda: (replace(SHED, machines=(*SHED.machines, SPARE_LOOM)),), "tool"),
    (lambda: (replace(SHED, missing=()),), "missing"),
    (lambda: (replace(SHED, missing=(
        *SHED.missing, Missing(sort="role", piece="hand", count=1))),), "missing"),
    (lambda: (replace(SHED, missing=(
        *SHED.missing, Missing(sort="material", piece="yarn", count=11))),), "asked"),
    (lambda: (SHED, replace(SHED, id="again")), "loans"),
    (lambda: (SHED, replace(SHED, id="a"), replace(SHED, id="b")), "room"),
    (lambda: (SHED, replace(SHED, id="a"), replace(SHED, id="b")), "market"),
]  # fmt: skip


@pytest.mark.parametrize(("change", "code"), CHANGES)
def test_each_fault_is_found(
    change: Callable[[], tuple[Proposal, ...]], code: str
) -> None:
    """One change, and the checker says which rule it breaks."""
    assert code in codes(*change())


def test_a_household_parted_is_found_unless_one_said_no() -> None:
    """Who is gone by their own word leaves the others free."""
    alone = with_member("li.0", "hand")
    found = {one.worker for one in SHED.members}
    if "li.1" in found:
        alone = replace(
            SHED, members=tuple(m for m in SHED.members if m.worker != "li.1")
        )
    broken = check_proposals(CASE, (alone,))
    assert "form.check.household" in {row.code for row in broken}
    broken = check_proposals(CASE, (alone,), gone=frozenset({"li.0", "li.1"}))
    assert "form.check.household" not in {row.code for row in broken}


def whole(**changes: object) -> set[str]:
    """Return what the checker finds in the formation with something changed."""
    changed: Formation = replace(MADE, **changes)  # type: ignore[arg-type]
    return {
        row.code.removeprefix("form.check.") for row in check_formation(CASE, changed)
    }


def test_a_formation_tells_of_everyone_once() -> None:
    """Left out, told twice, or worth other points: found."""
    assert whole(left=MADE.left[1:]) == {"untold"}
    assert whole(left=(*MADE.left, MADE.left[0])) == {"twice"}
    assert whole(points=MADE.points + 1) == {"points"}
    assert whole(bound=MADE.points - 1) == {"points"}
