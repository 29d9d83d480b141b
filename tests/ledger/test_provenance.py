# SPDX-License-Identifier: Apache-2.0
"""Provenance on small books that can be worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from gungho.errors import Corruption
from gungho.ledger import provenance
from gungho.ledger.causal import Happening
from gungho.ledger.provenance import (
    OUTSIDE,
    Moves,
    backward,
    causal_order,
    fate_table,
    fates,
    forward,
    holdings,
)

ANNA, BEN, GENERAL, COOP, LOST = range(5)
TWO_GIFTS = Moves.of(
    [
        (OUTSIDE, 0, ANNA, 30),
        (OUTSIDE, 0, BEN, 10),
        (ANNA, 30, GENERAL, 30),
        (BEN, 10, GENERAL, 10),
        (GENERAL, 20, COOP, 20),
        (GENERAL, 4, LOST, 4),
    ],
    pools=5,
)


def test_a_withdrawal_takes_pro_rata_from_all_givers() -> None:
    """Anna gave three quarters of the general fund, so she paid three quarters."""
    traced = forward(TWO_GIFTS, ANNA, 30)
    assert traced.kept.tolist() == [0, 0, 12, 15, 3]
    assert traced.share.tolist() == [0, 0, 0.75, 0.75, 0.75]
    assert traced.flow.tolist() == [0, 0, 30, 0, 15, 3]
    assert traced.unknown == 0


def test_backward_names_the_givers_behind_a_holding() -> None:
    """Of the twenty at the co-op fifteen are Anna's and five are Ben's."""
    assert backward(TWO_GIFTS, COOP).tolist() == [15, 5, 0, 0, 0]


def test_fates_answer_all_gifts_in_one_sweep() -> None:
    """Both gifts end the same way: 40 % in hand, 50 % at work, 10 % lost."""
    end_of_pool = np.array([-1, -1, 0, 1, 2], dtype=np.int8)
    found = fates(TWO_GIFTS, end_of_pool, 3)
    assert np.allclose(found[[ANNA, BEN]], [[0.4, 0.5, 0.1]] * 2)
    assert fate_table([30, 10], found[[ANNA, BEN]]).tolist() == [
        [12, 15, 3, 0],
        [4, 5, 1, 0],
    ]


def test_fates_are_rounded_to_the_totals_of_the_ends_too() -> None:
    """With what each end holds in all given, gifts and ends both add up."""
    found = np.array([[1 / 3, 1 / 3], [1 / 3, 1 / 3], [1 / 3, 2 / 3]])
    table = fate_table([10, 10, 10], found, columns=[11, 13, 6])
    assert table.sum(axis=1).tolist() == [10, 10, 10]
    assert table.sum(axis=0).tolist() == [11, 13, 6]
    assert table[2, 2] == 0
    assert fate_table([], np.zeros((0, 2)), columns=[0, 0, 0]).shape == (0, 3)


def test_an_exchange_changes_the_unit_and_not_the_share() -> None:
    """Half of 10 pounds is exchanged for 100 dollars: half the gift lies there."""
    moves = Moves.of([(OUTSIDE, 0, 0, 10), (0, 5, 1, 100)], pools=2)
    traced = forward(moves, 0, 10)
    assert traced.kept.tolist() == [5, 5]
    assert traced.held.tolist() == [5, 100]
    assert backward(moves, 1).tolist() == [100, 0]


def test_what_is_taken_beyond_the_holding_is_of_unknown_origin() -> None:
    """Of 15 taken from a holding of 10, five come from nobody we know."""
    moves = Moves.of([(OUTSIDE, 0, 0, 10), (0, 15, 1, 15)], pools=2)
    assert holdings(moves).tolist() == [-5, 15]
    assert backward(moves, 1).tolist() == [10, 0]


def test_what_fills_a_hole_ends_unknown() -> None:
    """A later gift of 8 first fills the hole of 5; three remain its own."""
    moves = Moves.of(
        [(OUTSIDE, 0, 0, 10), (0, 15, 1, 15), (OUTSIDE, 0, 2, 8), (2, 8, 0, 8)], pools=3
    )
    traced = forward(moves, 2, 8)
    assert traced.kept.tolist() == [3, 0, 0]
    assert traced.unknown == 5
    assert backward(moves, 0).tolist() == [0, 0, 3]


@pytest.mark.parametrize("steps", [0, 10**9])
def test_compiled_and_plain_sweeps_agree(
    monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    """Whether a sweep is compiled does not change what it finds."""
    monkeypatch.setattr(provenance, "COMPILE_FROM_STEPS", steps)
    assert forward(TWO_GIFTS, ANNA, 30).kept.tolist() == [0, 0, 12, 15, 3]
    assert backward(TWO_GIFTS, COOP).tolist() == [15, 5, 0, 0, 0]
    end_of_pool = np.array([-1, -1, 0, 1, 2], dtype=np.int8)
    assert np.allclose(fates(TWO_GIFTS, end_of_pool, 3)[ANNA], [0.4, 0.5, 0.1])


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ([(0, 1, 9, 1)], "provenance.pool"),
        ([(-2, 1, 0, 1)], "provenance.pool"),
        ([(0, -1, 1, 1)], "provenance.amount"),
        ([(0, 1, 1, 2**53)], "provenance.amount"),
    ],
)
def test_malformed_moves_are_found(
    rows: list[tuple[int, int, int, int]], code: str
) -> None:
    """Pools out of range and counts below zero or too large stop the trace."""
    with pytest.raises(Corruption) as caught:
        Moves.of(rows, pools=2)
    assert caught.value.code == code


def test_columns_of_different_length_are_found() -> None:
    """Four columns of one table must be equally long."""
    one = np.zeros(1, dtype=np.int32)
    with pytest.raises(Corruption) as caught:
        Moves(
            source=one,
            out=np.zeros(2, dtype=np.int64),
            target=one,
            into=np.zeros(1, dtype=np.int64),
            pools=1,
        )
    assert caught.value.code == "provenance.shape"


def test_no_moves_leave_everything_where_it_is() -> None:
    """Without a move, a gift lies where it came in."""
    moves = Moves.of([], pools=1)
    assert forward(moves, 0, 7).kept.tolist() == [7]
    assert backward(moves, 0).tolist() == [0]


def test_a_sending_comes_before_its_arrival() -> None:
    """The arrival in the first book waits for the dispatch in the second."""
    hub: list[Happening] = [(0, [], []), (1, ["way-bill"], [])]
    depot: list[Happening] = [(0, [], []), (1, [], ["way-bill"])]
    assert causal_order([hub, depot]) == ((0, 0), (1, 0), (1, 1), (0, 1))


def test_ties_go_by_book_and_sequence() -> None:
    """Without papers between them, books follow each other in their order."""
    assert causal_order([[(0, [], []), (5, [], [])], [(0, [], [])]]) == (
        (0, 0),
        (0, 1),
        (1, 0),
    )


def test_a_paper_nobody_sent_is_not_waited_for() -> None:
    """An arrival whose sender's book is not here takes its own place."""
    assert causal_order([[(0, ["elsewhere"], [])]]) == ((0, 0),)


def test_events_that_wait_for_each_other_are_found() -> None:
    """Two arrivals that each precede the other's dispatch are a ring."""
    first = [(0, ["b"], []), (1, [], ["a"])]
    second = [(0, ["a"], []), (1, [], ["b"])]
    with pytest.raises(Corruption) as caught:
        causal_order([first, second])
    assert caught.value.code == "provenance.cycle"


def test_a_sequence_that_does_not_grow_is_found() -> None:
    """A book told out of its order cannot be swept."""
    with pytest.raises(Corruption) as caught:
        causal_order([[(1, [], []), (1, [], [])]])
    assert caught.value.code == "provenance.sequence"
