# SPDX-License-Identifier: Apache-2.0
"""Goods are moved between places and counted there; what differs has a cause."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.flows.gifts import Lot
from gungho.flows.losses import Loss
from gungho.flows.stock import StockCount
from gungho.ledger.balances import shelf
from tests.support.goods import Desk, fund, given, line, movement
from tests.support.memory import MemoryBooks

GENERAL, SCHOOLS = "hk:general", "hk:schools"


def hub_with(*lots: tuple[int, str]) -> Desk:
    """Return a hub with lots of looms at Hong Kong, so many of a fund each."""
    hub, _ = movement(MemoryBooks())
    fund(hub, "schools", purposes=["school"])
    for number, (count, pot) in enumerate(lots):
        gift = [given(f"{count} hand-loom @ hk", pot)]
        hub.tell("gift.received", gift=f"g{number}", lines=gift)
    return hub


def lies(hub: Desk, place: str = "hk") -> list[tuple[str, int]]:
    """Return the lots at a place, fund and count, the oldest first."""
    state, book = hub.books.state, hub.books.bodies()["hk"]
    rows = shelf(state, book, f"hk/stock/{place}", "hand-loom")
    return [(pot, count) for pot, _, count in rows]


def counts(hub: Desk, counted: int, **more: Any) -> Any:
    """The looms at Hong Kong are counted."""
    told = {"item": "hand-loom", "counted": str(counted or ""), **more}
    return hub.tell("stock.counted", count="k1", place="hk", lines=[told])


def test_goods_move_with_their_lots_and_funds() -> None:
    """The oldest first; nothing is spent, and no condition is asked."""
    hub = hub_with((3, SCHOOLS), (4, GENERAL), (5, SCHOOLS))
    moved = [line("6 hand-loom", SCHOOLS)]
    facts = {"move": "m1", "source": "hk", "target": "kowloon", "lines": moved}
    hub.tell("stock.moved", **facts)
    assert lies(hub) == [(GENERAL, 4), (SCHOOLS, 2)]
    assert lies(hub, "kowloon") == [(SCHOOLS, 3), (SCHOOLS, 3)]
    assert hub.code("stock.moved", **facts) == "stock.short"
    assert hub.code("stock.moved", **{**facts, "target": "hk"}) == "stock.same-place"
    assert hub.code("stock.moved", **{**facts, "lines": []}) == "stock.empty"


def test_what_is_short_of_mixed_lots_is_shared_over_them() -> None:
    """Twelve by the book and nine there: by quantity, to the last unit."""
    hub = hub_with((3, SCHOOLS), (4, GENERAL), (5, SCHOOLS))
    counts(hub, 9, cause="theft")
    assert lies(hub) == [(SCHOOLS, 2), (GENERAL, 3), (SCHOOLS, 4)]
    book = hub.books.bodies()["hk"]
    losses = hub.books.state.find(Loss, "book", book)
    assert sorted((row.fund, row.count, row.cause) for row in losses) == [
        (GENERAL, 1, "theft"), (SCHOOLS, 1, "theft"), (SCHOOLS, 1, "theft"),
    ]  # fmt: skip
    row = hub.books.state.get(StockCount, book, "k1", 0)
    assert row is not None
    assert (row.counted, row.short, row.over) == (9, 3, 0)


def test_a_lot_counted_by_itself_is_charged_to_its_own_fund() -> None:
    """An earmark is respected: the others are not touched."""
    hub = hub_with((3, SCHOOLS), (4, GENERAL))
    lot = next(lot for pot, lot, _ in shelf(
        hub.books.state, hub.books.bodies()["hk"], "hk/stock/hk", "hand-loom"
    ) if pot == SCHOOLS)  # fmt: skip
    counts(hub, 1, lot=lot)
    assert lies(hub) == [(SCHOOLS, 1), (GENERAL, 4)]


def test_a_lost_lot_that_is_found_comes_back_as_itself() -> None:
    """Under its own fund; a lot that the book does not know is refused."""
    hub = hub_with((3, SCHOOLS), (4, GENERAL))
    (lot,) = (row.lot for row in hub.books.state.rows(Lot) if row.fund == SCHOOLS)
    counts(hub, 0, lot=lot)
    assert lies(hub) == [(GENERAL, 4)]
    told = {"item": "hand-loom", "counted": "2", "lot": lot}
    again = {"count": "k2", "place": "hk"}
    hub.tell("stock.counted", **again, lines=[told])
    assert lies(hub) == [(SCHOOLS, 2), (GENERAL, 4)]
    for strange in ({"lot": f"{lot}9"}, {"item": "cotton-yarn"}):
        facts = {"count": "k3", "place": "hk", "lines": [{**told, **strange}]}
        assert hub.code("stock.counted", **facts) == "count.lot"


def test_what_is_over_is_found_for_the_fund_that_is_named() -> None:
    """In a lot that lies there, or in a new one of unknown origin."""
    hub = hub_with((3, SCHOOLS))
    told = {"item": "hand-loom", "counted": "5"}
    facts = {"count": "k1", "place": "hk", "lines": [told]}
    assert hub.code("stock.counted", **facts) == "count.whose"
    counts(hub, 5, fund=GENERAL)
    assert lies(hub) == [(SCHOOLS, 3), (GENERAL, 2)]
    assert hub.code("stock.counted", **facts) == "count.exists"


def test_nothing_left_is_a_count_too() -> None:
    """All of it is lost; a count by lot and as a whole at once is refused."""
    hub = hub_with((3, SCHOOLS), (4, GENERAL))
    line_of = {"item": "hand-loom"}
    facts = {"count": "k1", "place": "hk", "lines": [line_of, line_of]}
    assert hub.code("stock.counted", **facts) == "count.twice"
    counts(hub, 0, cause="air-raid")
    assert lies(hub) == []


def test_a_count_is_corrected_by_another_entry() -> None:
    """What it took is there again, and it has lost nothing."""
    hub = hub_with((3, SCHOOLS), (4, GENERAL))
    receipt = counts(hub, 5)
    hub.tell("correction.made", reason="miscounted", _corrects=receipt.id)
    assert lies(hub) == [(SCHOOLS, 3), (GENERAL, 4)]
    book = hub.books.bodies()["hk"]
    assert [row.count for row in hub.books.state.find(Loss, "book", book)] == [0, 0]


@examples(
    lots=st.lists(st.integers(1, 50), min_size=1, max_size=6), part=st.integers(0, 99)
)
def test_shares_of_a_shortage_add_up_and_no_lot_goes_below_zero(
    lots: list[int], part: int
) -> None:
    """Law 10, whatever lies mixed and however much is there."""
    hub = hub_with(*((count, (GENERAL, SCHOOLS)[count % 2]) for count in lots))
    counted = sum(lots) * part // 100
    counts(hub, counted)
    found = [count for _, count in lies(hub)]
    assert sum(found) == counted
    assert all(count > 0 for count in found)


@pytest.mark.parametrize("other", [[{"item": "hand-loom", "fund": GENERAL,
                                     "lot": "hk:99.0", "short": "1"}]])  # fmt: skip
def test_differences_are_worked_out_and_never_taken(other: list[Any]) -> None:
    """What somebody writes must be what the book gives."""
    hub = hub_with((3, SCHOOLS))
    facts = {"count": "k1", "place": "hk", "differences": other,
             "lines": [{"item": "hand-loom", "counted": "2"}]}  # fmt: skip
    assert hub.code("stock.counted", **facts) == "count.differs"
