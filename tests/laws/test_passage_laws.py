# SPDX-License-Identifier: Apache-2.0
"""Laws 4, 7 and 8 where closing, correction, loss and late arrival race each other."""

from __future__ import annotations

from typing import Any

from hypothesis import event
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.flows.passages import ArrivalChange, PassageLine
from gungho.ledger.accounts import class_of
from gungho.ledger.state import State
from gungho.reports.conservation import Conservation, conserve, found_of
from tests.laws.test_ledger_laws import balances, passages
from tests.support.goods import dump
from tests.support.memory import MemoryBooks, fold_raw
from tests.support.passing import SENT, Move, TwoBooks, came_of, moves

STORIES = st.lists(moves(), max_size=40)


def told(story: list[Move]) -> TwoBooks:
    """Return both books after a story."""
    both = TwoBooks()
    for move in story:
        both.tell(move)
    return both


def sums(state: State) -> Conservation:
    """Return whether everything in a state has one holder or one end."""
    return conserve(
        [
            (account, code, fund, count)
            for account, code, fund, _, count in balances(state)
        ],
        passages(state),
    )


def views(both: TwoBooks) -> list[State]:
    """Return what the hub believes, and what both books together say."""
    hub = both.hub.books
    assert isinstance(hub, MemoryBooks)
    return [hub.state, both.whole()]


@examples(STORIES)
def test_no_unit_is_ever_both_lost_and_held(story: list[Move]) -> None:
    """Lost, less what was found, and counted are never more than was sent (4)."""
    both = told(story)
    for state in views(both):
        found = sums(state)
        assert found.faults == ()
        for row in state.rows(PassageLine):
            came = came_of(state, row.document, both.what[row.document])
            back = found_of(sent=row.sent, came=came, lost=row.lost)
            event("found" if back else "nothing found")
            assert came + row.lost - back <= row.sent
            assert row.settled + row.lost <= row.sent
            assert row.settled <= came


@examples(STORIES)
def test_an_arrival_is_never_refused_and_nothing_goes_below_zero(
    story: list[Move],
) -> None:
    """Whatever the sender believed, the receiver counts what lies before him (5, 7)."""
    both = TwoBooks()
    for move in story:
        refused = both.tell(move)
        assert not refused or move.deed not in ("arrive", "hear-hub", "hear-depot")
    for account, _, _, _, count in balances(both.whole()):
        assert count >= 0 or class_of(account) != "asset"


@examples(STORIES)
def test_every_story_can_be_brought_to_its_end(story: list[Move]) -> None:
    """When all is heard, losses are corrected and the whole is settled (4)."""
    both = told(story)
    both.end()
    state = both.whole()
    for row in state.rows(PassageLine):
        assert (row.settled, row.lost) == (SENT[row.document], 0)
    for one in sums(state).sums:
        assert (one.on_the_way, one.found) == (0, 0)
    pounds = sum(row.of_count for row in state.rows(ArrivalChange))
    dollars = sum(row.count + row.fee for row in state.rows(ArrivalChange))
    assert dollars == pounds * 16


@examples(STORIES, st.randoms(use_true_random=False))
def test_merge_order_does_not_matter_to_a_race(story: list[Move], chance: Any) -> None:
    """Any interleaving of the two books says the same (8)."""
    both = told(story)
    waiting = {body: list(made) for body, made in both.entries().items()}
    state = State()
    while waiting:
        body = chance.choice(sorted(waiting))
        fold_raw(state, waiting[body].pop(0).raw, body=body)
        if not waiting[body]:
            del waiting[body]
    assert dump(state) == dump(both.whole())
