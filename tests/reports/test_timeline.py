# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from gungho.reports.openness import LEAST
from gungho.reports.timeline import (
    Row,
    happened,
    in_fives,
    months_between,
    open_row,
    stood,
    sums_of_open,
)

VALUES = st.lists(st.integers(0, 60), min_size=1, max_size=24)


def row(values: list[int], measure: str = "gifts") -> Row:
    """Return a row of one standing."""
    return Row(measure=measure, standing="kept", values=tuple(values))


def test_months_run_over_the_year() -> None:
    """First and last are both in; reversed or unknown there are none."""
    assert months_between("1939-11", "1940-02") == (
        "1939-11", "1939-12", "1940-01", "1940-02",
    )  # fmt: skip
    assert months_between("1940-02", "1939-11") == ()
    assert months_between("", "1940-01") == ()


def test_what_stands_runs_on_and_what_happens_does_not() -> None:
    """What was before the first month is held; standings are never added."""
    changes = {("1939-01", "documented"): 9, ("1940-01", "documented"): -2,
               ("1940-02", "kept"): 4}  # fmt: skip
    months = ("1939-12", "1940-01", "1940-02")
    assert [
        (one.standing, one.values) for one in stood("c", changes, months=months)
    ] == [
        ("documented", (9, 7, 7)),
        ("kept", (0, 0, 4)),
    ]
    assert [one.values for one in happened("c", changes, months=months)] == [
        (0, -2, 0),
        (0, 0, 4),
    ]
    assert stood("c", {}, months=months) == []


@given(VALUES)
def test_no_difference_of_what_stands_tells_of_fewer_than_five(
    values: list[int],
) -> None:
    """Each told value is a whole five, at most four below the true one."""
    told = open_row(row(values), stands=True).values
    for before, after in pairwise(told):
        assert abs(after - before) == 0 or abs(after - before) >= LEAST
    for shown, value in zip(told, values, strict=True):
        assert 0 <= value - shown < LEAST
        assert shown == in_fives(value)


@given(VALUES)
def test_no_month_under_five_is_told_or_follows_from_the_whole(
    values: list[int],
) -> None:
    """The merged rest holds two months or more and at least five, or is not told."""
    told = open_row(row(values), stands=False)
    assert all(value == 0 or value >= LEAST for value in told.values)
    hidden = [
        value
        for value, shown in zip(values, told.values, strict=True)
        if value and not shown
    ]
    if hidden:
        assert told.is_merged
        assert told.rest in (0, sum(hidden))
        assert told.rest == 0 or (len(hidden) > 1 and told.rest >= LEAST)
    assert sum(told.values) + sum(hidden) == sum(values)


@given(VALUES, st.data())
def test_a_sum_of_few_gifts_is_never_told_alone(
    counts: list[int], data: st.DataObject
) -> None:
    """Money is told for the very months whose count of gifts is."""
    sums = data.draw(
        st.lists(st.integers(1, 9_999), min_size=len(counts), max_size=len(counts))
    )
    held = [money if count else 0 for money, count in zip(sums, counts, strict=True)]
    told = sums_of_open(row(held, "given"), counts=row(counts))
    gifts = open_row(row(counts), stands=False)
    for money, count in zip(told.values, gifts.values, strict=True):
        assert bool(money) == bool(count)
    if gifts.rest:
        assert told.rest == sum(held) - sum(told.values)
    else:
        assert told.rest == 0
