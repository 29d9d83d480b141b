# SPDX-License-Identifier: Apache-2.0
"""Inside a group, whole units are handed out by equal shares."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gungho.planning.shares import hand_out


def test_the_floor_goes_first_in_the_order_given() -> None:
    """Two units for three: the first two get one each."""
    assert hand_out(2, [5, 5, 5], floors=[1] * 3) == (1, 1, 0)


def test_beyond_the_floor_all_get_an_equal_part() -> None:
    """Half of everything asked is half for everyone."""
    assert hand_out(10, [2, 6, 12], floors=[1] * 3) == (1, 3, 6)


def test_the_floor_of_the_small_is_kept_at_the_cost_of_the_great() -> None:
    """Four of a hundred and three: the small keep one, the great has the rest."""
    assert hand_out(4, [1, 100, 2], floors=[1] * 3) == (1, 2, 1)


@given(
    st.integers(0, 300),
    st.lists(st.integers(0, 40), min_size=1, max_size=8),
    st.integers(0, 3),
)
def test_hand_outs_add_up(units: int, asked: list[int], floor: int) -> None:
    """Everything is handed out, nobody gets more than asked, the floor goes first."""
    given_units = hand_out(units, asked, floors=[floor] * len(asked))
    assert sum(given_units) == min(units, sum(asked))
    assert all(0 <= got <= want for got, want in zip(given_units, asked, strict=True))
    floors = [min(floor, want) for want in asked]
    if units >= sum(floors):
        assert all(got >= least for got, least in zip(given_units, floors, strict=True))
