# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from collections import Counter
from itertools import combinations, islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.reports.sampling import (
    SAMPLE_MOST,
    below,
    draw_by_money,
    draw_simple,
    hit,
    hits_from,
    points_for,
)

VALUES = st.lists(st.integers(-500, 5_000), min_size=1, max_size=40)


@given(st.integers(1, 60), st.integers(1, 60))
def test_each_unit_has_exactly_the_same_chance(total: int, points: int) -> None:
    """Over all starts, each equally likely, every unit is hit equally often."""
    points = min(points, total)
    hits = Counter(
        unit
        for start in range(total)
        for unit in hits_from(start, total=total, points=points)
    )
    assert hits == Counter(dict.fromkeys(range(total), points))


@given(st.integers(1, 10**12), st.integers(1, 400), st.integers(0, 10**12))
def test_no_step_is_longer_than_the_interval(
    total: int, points: int, start: int
) -> None:
    """Round the ring too, from the last hit to the first."""
    points = min(points, total)
    units = hits_from(start % total, total=total, points=points)
    steps = [after - before for before, after in pairwise(units)]
    steps.append(units[0] + total - units[-1])
    assert max(steps) <= -(-total // points)
    assert sum(steps) == total


@given(VALUES, st.integers(1, 30), st.text(max_size=8))
def test_an_item_of_the_interval_or_more_is_always_drawn(
    values: list[int], points: int, seed: str
) -> None:
    """And as often as whole intervals lie in it; hits add up to what was asked."""
    if not any(value > 0 for value in values):
        return
    drawn = draw_by_money(values, points=points, seed=seed)
    hits = {one.at: one.hits for one in drawn.chosen}
    for at, value in enumerate(values):
        assert hits.get(at, 0) >= max(value, 0) // drawn.interval
    assert sum(hits.values()) == drawn.points == min(points, drawn.total)


@given(VALUES, st.text(max_size=8))
def test_what_is_not_above_zero_stands_apart(values: list[int], seed: str) -> None:
    """Items of zero and below have no chance, and none of them is forgotten."""
    if not any(value > 0 for value in values):
        with pytest.raises(Refusal, match=r"sample\.nothing"):
            draw_by_money(values, points=3, seed=seed)
        return
    drawn = draw_by_money(values, points=3, seed=seed)
    assert {one.at for one in drawn.chosen} <= {
        at for at, value in enumerate(values) if value > 0
    }
    assert all(values[at] < 0 for at in drawn.negative)
    assert all(values[at] == 0 for at in drawn.zero)
    apart = len(drawn.negative) + len(drawn.zero)
    assert apart == sum(value <= 0 for value in values)


def test_a_unit_lies_in_the_item_that_holds_it() -> None:
    """Ends belong to the next item; items of nothing are passed over."""
    values = [3, 0, -9, 2]
    assert [(one.at, one.hits) for one in hit(values, [0, 2, 3, 4])] == [(0, 2), (3, 2)]


def test_starts_chosen_by_seeds_are_even() -> None:
    """Chi-square over 4,000 seeds and 20 items of equal size: 19 degrees, p > 0.001."""
    hits: Counter[int] = Counter()
    for number in range(4_000):
        drawn = draw_by_money([50] * 20, points=1, seed=f"seed {number}")
        hits[drawn.chosen[0].at] += 1
    wanted = 4_000 / 20
    chi = sum((hits[at] - wanted) ** 2 / wanted for at in range(20))
    assert chi < 43.82


def test_every_set_is_as_likely_as_another() -> None:
    """Chi-square over 6,000 seeds and the 10 pairs of five: 9 degrees, p > 0.001."""
    seen = Counter(draw_simple(5, size=2, seed=str(n)) for n in range(6_000))
    pairs = list(combinations(range(5), 2))
    assert set(seen) == set(pairs)
    wanted = 6_000 / len(pairs)
    assert sum((seen[pair] - wanted) ** 2 / wanted for pair in pairs) < 27.88


def test_the_same_seed_draws_the_same() -> None:
    """Written down once for ever: another machine must come to these places."""
    values = [100, 2_000, 30, 45, 700, 0, -20, 9]
    drawn = draw_by_money(values, points=4, seed="gungho")
    assert [(one.at, one.hits) for one in drawn.chosen] == MONEY
    assert draw_simple(1_000, size=5, seed="gungho") == SIMPLE
    assert draw_simple(1_000, size=5, seed="another") != SIMPLE
    assert draw_simple(3, size=9, seed="all") == (0, 1, 2)


MONEY = [(1, 3), (4, 1)]
SIMPLE = (112, 418, 499, 601, 896)


def test_an_interval_says_how_many_hits() -> None:
    """No step is longer than it; nonsense is refused."""
    assert points_for([60, 40, -5], interval=30) == 4
    assert points_for([60, 40], interval=200) == 1
    with pytest.raises(Refusal, match=r"sample\.interval"):
        points_for([1], interval=0)


@pytest.mark.parametrize("size", [0, -1, SAMPLE_MOST + 1])
def test_a_senseless_size_is_refused(size: int) -> None:
    """For both ways."""
    for draw in (
        lambda: draw_by_money([5], points=size, seed=""),
        lambda: draw_simple(5, size=size, seed=""),
    ):
        with pytest.raises(Refusal, match=r"sample\.size"):
            draw()


def test_nothing_to_draw_from_is_refused() -> None:
    """By number too."""
    with pytest.raises(Refusal, match=r"sample\.nothing"):
        draw_simple(0, size=1, seed="")


def test_numbers_stay_below_their_end() -> None:
    """Also where nearly half of what is drawn must be thrown away."""
    stop = (1 << 255) + 1
    drawn = list(islice(below(stop, seed="s"), 20))
    assert max(drawn) < stop
    assert len(set(drawn)) == 20
