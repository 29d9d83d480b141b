# SPDX-License-Identifier: Apache-2.0
"""The checker finds every way in which a siting can be wrong."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import pytest

from gungho.planning import Chosen, Served, Siting, check_siting, site
from tests.support.sitings import siting_problem

CASE = siting_problem(
    "near 5/1, far 9/1, idle 9/99", "a 3, b 3", "3 3 / 9 30 / - 40", depots=2
)
WHOLE = replace(CASE, whole=True)
SITING = site(CASE)


def codes(siting: Siting, *, whole: bool = False) -> set[str]:
    """Return what the checker finds, without its prefix."""
    found = check_siting(WHOLE if whole else CASE, siting)
    return {row.code.removeprefix("site.check.") for row in found}


def with_line(number: int, **changes: object) -> Siting:
    """Return the siting with one line changed."""
    lines: list[Served] = list(SITING.served)
    lines[number] = replace(lines[number], **changes)  # type: ignore[arg-type]
    return replace(SITING, served=tuple(lines))


def with_candidate(number: int, **changes: object) -> Siting:
    """Return the siting with one candidate changed."""
    rows: list[Chosen] = list(SITING.chosen)
    rows[number] = replace(rows[number], **changes)  # type: ignore[arg-type]
    return replace(SITING, chosen=tuple(rows))


def test_the_siting_itself_is_in_order() -> None:
    """Two of a from near, one from far, all of b from near."""
    assert [(row.demand, row.candidate, row.count) for row in SITING.served] == [
        ("a", "near", 2),
        ("a", "far", 1),
        ("b", "near", 3),
    ]
    assert codes(SITING) == set()


@pytest.mark.parametrize(
    ("number", "changes", "code"),
    [
        (0, {"count": 3, "cost": Fraction(3)}, "capacity"),
        (0, {"count": 3, "cost": Fraction(3)}, "demand"),
        (0, {"count": 1, "cost": Fraction(1)}, "demand"),
        (0, {"count": 0, "cost": Fraction(0)}, "count"),
        (0, {"count": -1, "cost": Fraction(-1)}, "count"),
        (0, {"cost": Fraction(1)}, "line-cost"),
        (0, {"candidate": "idle"}, "closed"),
        (0, {"candidate": "idle"}, "no-way"),
        (0, {"candidate": "nobody"}, "unknown"),
        (0, {"demand": "nobody"}, "unknown"),
    ],
)
def test_a_changed_line_is_found(
    number: int, changes: dict[str, object], code: str
) -> None:
    """Whatever is changed in a line breaks the rule it should break."""
    assert code in codes(with_line(number, **changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"open": False}, "closed"),
        ({"open": False}, "depots"),
        ({"load": 4}, "load"),
        ({"room": 4}, "load"),
        ({"candidate": "other"}, "candidates"),
    ],
)
def test_a_changed_candidate_is_found(changes: dict[str, object], code: str) -> None:
    """Closed while it serves, another load, another name."""
    assert code in codes(with_candidate(0, **changes))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"objective": SITING.objective - 1}, "objective"),
        ({"bound": SITING.objective + 1}, "bound"),
        ({"bound": SITING.objective - 1}, "bound"),
        ({"served": SITING.served[:-1]}, "demand"),
        ({"chosen": SITING.chosen[:-1]}, "candidates"),
    ],
)
def test_changed_figures_are_found(changes: dict[str, object], code: str) -> None:
    """A smaller cost, a bound that is none, a line or a candidate left out."""
    assert code in codes(replace(SITING, **changes))  # type: ignore[arg-type]


def test_a_demand_that_must_be_whole_is_not_split() -> None:
    """What is in order where demands may be split is not where they may not."""
    assert "whole" in codes(SITING, whole=True)
