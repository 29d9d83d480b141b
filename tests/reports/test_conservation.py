# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from gungho.reports.conservation import conserve, found_of

FUND = "hk:general"


def balance(account: str, code: str, count: int) -> tuple[str, str, str, int]:
    """Return one balance of the fund."""
    return account, code, FUND, count


def test_a_change_on_the_way_leaves_one_commodity_and_enters_another() -> None:
    """By both exact totals, the fee in the currency that came, and nothing twice."""
    balances = [
        balance("hk/gifts/g", "GBP", -100),
        balance("hk/transit/m", "GBP", 100),
        balance("b/arrived/m", "GBP", -100),
        balance("b/trading", "GBP", 100),
        balance("b/trading", "HKD", -1600),
        balance("b/cash/m", "HKD", 1590),
        balance("b/costs/bank", "HKD", 10),
    ]
    found = conserve(balances, [("m", "GBP", FUND, 100, 100, 0, 0)])
    assert found.faults == ()
    pounds, dollars = found.sums
    assert (pounds.came_in, pounds.turned_into, pounds.on_the_way) == (100, -100, 0)
    assert (dollars.turned_into, dollars.held, dollars.ended) == (1600, 1590, 10)


def test_what_was_lost_and_counted_later_is_held_and_no_longer_lost() -> None:
    """Until the sender corrects the loss it is shown as found."""
    balances = [
        balance("hk/gifts/g", "loom", -4),
        balance("hk/losses/road", "loom", 4),
        balance("b/arrived/d", "loom", -3),
        balance("b/stock/b", "loom", 3),
    ]
    found = conserve(balances, [("d", "loom", FUND, 4, 3, 0, 4)])
    (looms,) = found.sums
    assert found.holds
    assert (looms.found, looms.ended, looms.held, looms.on_the_way) == (3, 1, 3, 0)


def test_more_than_was_sent_is_still_a_fault() -> None:
    """A loss found again explains as much as was lost, and no more."""
    assert found_of(sent=4, came=6, lost=1) == 1
    found = conserve([], [("d", "loom", FUND, 4, 6, 0, 1)])
    assert found.faults == (f"more-than-sent d loom {FUND} -2",)
