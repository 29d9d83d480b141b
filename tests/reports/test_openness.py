# SPDX-License-Identifier: Apache-2.0
"""What anyone may be told: no small cell, not by subtraction either, and late."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some

from gungho.reports.openness import DELAY, LEAST, merged, told_until

CELLS = some.dictionaries(some.text("abcdef", min_size=1), some.integers(0, 30))


@given(CELLS)
def test_no_cell_under_five_is_told(cells: dict[str, int]) -> None:
    """Neither alone nor as the rest."""
    told = merged(cells)
    assert all(count >= LEAST for _name, count in told.cells)
    assert told.rest == 0 or told.rest >= LEAST


@given(CELLS)
def test_nothing_small_is_found_by_subtraction(cells: dict[str, int]) -> None:
    """Whoever knows the total learns of the rest only what is at least five together.

    Unless nothing at all is told: then the total is not told either.
    """
    told = merged(cells)
    shown = dict(told.cells)
    hidden = {name: n for name, n in cells.items() if n and name not in shown}
    assert bool(hidden) == told.withheld
    if hidden and shown:
        assert len(hidden) > 1
        assert sum(hidden.values()) == told.rest >= LEAST


@given(CELLS)
def test_what_is_told_is_true(cells: dict[str, int]) -> None:
    """A cell that is told has its very count."""
    for name, count in merged(cells).cells:
        assert cells[name] == count


@given(some.dates(date(1900, 1, 1), date(2100, 1, 1)))
def test_days_are_told_by_whole_quarters_and_late(today: date) -> None:
    """The last day told ends a quarter, and lies at least the delay back."""
    told = told_until(today)
    assert told <= today - DELAY
    assert told >= today - DELAY - timedelta(days=93)
    assert (told + timedelta(days=1)).day == 1
    assert (told + timedelta(days=1)).month in (1, 4, 7, 10)
