# SPDX-License-Identifier: Apache-2.0
"""Laws of provenance, held against an oracle that keeps every composition exactly."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from gungho.ledger.provenance import (
    OUTSIDE,
    Moves,
    backward,
    fate_table,
    fates,
    forward,
    holdings,
)

POOLS = 6
GIFTS = 2  # pools 0 and 1 receive one gift each, before anything else
Row = tuple[int, int, int, int]

inner = st.tuples(
    st.integers(0, POOLS - 1),
    st.integers(0, 40),
    st.integers(GIFTS, POOLS - 1),
    st.integers(0, 40),
)
gifts = st.tuples(st.integers(1, 1000), st.integers(1, 1000))


@st.composite
def stories(draw: st.DrawFn, *, honest: bool) -> tuple[list[Row], list[int]]:
    """Two gifts, then moves; honest ones never overdraw a pool."""
    amounts = list(draw(gifts))
    rows: list[Row] = [(OUTSIDE, 0, gift, amounts[gift]) for gift in range(GIFTS)]
    held = amounts + [0] * (POOLS - GIFTS)
    for source, most, target, into in draw(st.lists(inner, max_size=25)):
        out = min(most, held[source]) if honest else most
        gained = into if out or not honest else 0
        held[source] -= out
        held[target] += gained
        rows.append((source, out, target, gained))
    return rows, amounts


def compose(rows: list[Row]) -> list[dict[int, Fraction]]:
    """Keep for every pool the exact part of its holding owed to each gift."""
    owed: list[dict[int, Fraction]] = [defaultdict(Fraction) for _ in range(POOLS)]
    held = [0] * POOLS
    for source, out, target, into in rows:
        moved: dict[int, Fraction] = {}
        if source == OUTSIDE:
            moved = {target: Fraction(into)}
        else:
            if held[source] > 0 and out > 0:
                part = Fraction(min(out, held[source]), held[source])
                for gift, count in list(owed[source].items()):
                    owed[source][gift] -= count * part
                    moved[gift] = count * part * into / out
            held[source] -= out
        fill = min(into, max(0, -held[target]))
        held[target] += into
        for gift, count in moved.items():
            if into:
                owed[target][gift] += count * (into - fill) / into
    return owed


def trace(rows: list[Row], gift: int, amount: int) -> list[Fraction]:
    """Keep exactly what of one gift lies where, in the gift's own unit."""
    kept = [Fraction(0)] * POOLS
    kept[gift] = Fraction(amount)
    held = [0] * POOLS
    for source, out, target, into in rows:
        moved = Fraction(0)
        if source != OUTSIDE:
            if held[source] > 0 and out > 0:
                moved = kept[source] * Fraction(min(out, held[source]), held[source])
            kept[source] -= moved
            held[source] -= out
        fill = min(into, max(0, -held[target]))
        held[target] += into
        kept[target] += moved * (Fraction(into - fill, into) if into else 1)
    return kept


@given(stories(honest=False))
@settings(max_examples=150, deadline=None)
def test_forward_equals_the_oracle(story: tuple[list[Row], list[int]]) -> None:
    """One sweep finds what keeping every composition finds."""
    rows, amounts = story
    moves = Moves.of(rows, pools=POOLS)
    for gift, amount in enumerate(amounts):
        exact = [float(part) for part in trace(rows, gift, amount)]
        assert np.allclose(forward(moves, gift, amount).kept, exact)


@given(stories(honest=False))
@settings(max_examples=150, deadline=None)
def test_backward_equals_the_oracle(story: tuple[list[Row], list[int]]) -> None:
    """Going back from each pool finds the same givers as going forward."""
    rows, _ = story
    moves = Moves.of(rows, pools=POOLS)
    for pool, owed in enumerate(compose(rows)):
        exact = [float(owed.get(gift, 0)) for gift in range(POOLS)]
        assert np.allclose(backward(moves, pool), exact)


@given(stories(honest=True))
@settings(max_examples=150, deadline=None)
def test_givers_together_make_the_whole_holding(
    story: tuple[list[Row], list[int]],
) -> None:
    """Where nothing was overdrawn, every unit held traces to a gift."""
    moves = Moves.of(story[0], pools=POOLS)
    held = holdings(moves)
    for pool in range(POOLS):
        assert np.isclose(backward(moves, pool).sum(), held[pool])


@given(stories(honest=False), st.lists(st.integers(-1, 2), min_size=6, max_size=6))
@settings(max_examples=150, deadline=None)
def test_forward_and_fates_agree_and_rows_add_up(
    story: tuple[list[Row], list[int]], ends: list[int]
) -> None:
    """The row of a gift is its forward trace, and rounds to exactly its amount."""
    rows, amounts = story
    moves = Moves.of(rows, pools=POOLS)
    end_of_pool = np.array(ends, dtype=np.int8)
    found = fates(moves, end_of_pool, 3)
    for gift, amount in enumerate(amounts):
        kept = forward(moves, gift, amount).kept
        for end in range(3):
            assert np.isclose(kept[end_of_pool == end].sum(), amount * found[gift, end])
    table = fate_table(amounts, found[:GIFTS])
    assert (table >= 0).all()
    assert table.sum(axis=1).tolist() == amounts
    assert (abs(table[:, :3] - np.array(amounts)[:, None] * found[:GIFTS]) < 1).all()


@given(stories(honest=False), st.integers(0, 25), st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_moving_nothing_changes_nothing(
    story: tuple[list[Row], list[int]], where: int, pool: int
) -> None:
    """A move of zero units leaves every trace as it was."""
    rows, amounts = story
    where = min(where + GIFTS, len(rows))
    longer = [*rows[:where], (pool, 0, 3, 0), *rows[where:]]
    before = Moves.of(rows, pools=POOLS)
    after = Moves.of(longer, pools=POOLS)
    assert np.array_equal(
        forward(before, 0, amounts[0]).kept, forward(after, 0, amounts[0]).kept
    )
    assert np.array_equal(backward(before, 4), backward(after, 4))


@given(
    st.lists(st.integers(0, 2**53 - 1), min_size=1, max_size=5),
    st.lists(st.integers(0, 1000), min_size=1, max_size=8),
)
@settings(max_examples=100, deadline=None)
def test_any_fractions_round_to_the_whole(
    amounts: list[int], weights: list[int]
) -> None:
    """Rows add up at any size of gift."""
    total = max(1, sum(weights))
    row = np.array(weights, dtype=np.float64) / total
    table = fate_table(amounts, np.tile(row, (len(amounts), 1)))
    assert (table >= 0).all()
    assert table.sum(axis=1).tolist() == amounts
