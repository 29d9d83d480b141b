# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest

from gungho.errors import Corruption
from gungho.ledger.provenance import OUTSIDE
from gungho.ledger.trail import ROLE_NUMBERS, Booked, Worth
from tests.support.trails import gift_pools, weave

FUND = "hk:general"
Line = tuple[str, str, str, str, int, str]


def posting(debit: str, credit: str, text: str, lot: str = "") -> Line:
    """Return ``12 loom`` moved from one account to another."""
    amount, code = text.split()
    return (debit, credit, code, FUND, int(amount), lot)


def booked(seq: int, kind: str, *postings: Line) -> Booked:
    """Return one entry's postings."""
    return Booked(seq=seq, kind=kind, postings=postings)


GIFT = booked(
    1, "gift.received", posting("hk/stock/hk", "hk/gifts/g1", "10 loom", "hk:1.0")
)
SENT = booked(
    2, "goods.dispatched", posting("hk/transit/d1", "hk/stock/hk", "6 loom", "hk:1.0")
)
CAME = booked(
    1, "goods.arrived", posting("baoji/stock/b", "baoji/arrived/d1", "6 loom", "hk:1.0")
)
SETTLED = booked(
    3,
    "dispatch.settled",
    posting("hk/passed/baoji", "hk/transit/d1", "6 loom", "hk:1.0"),
)


def told(*books: tuple[int, list[Booked]], worth: Worth | None = None) -> list[str]:
    """Return each move in words: ``source -> target out:into``."""
    trail = weave(books, senders={"d1": (1, "hk")}, worth=worth or Worth())
    names = [f"{pool[1]}" for pool in trail.pools]
    moves = trail.moves
    return [
        f"{'outside' if source == OUTSIDE else names[source]} -> {names[target]} "
        f"{out}:{into}"
        for source, out, target, into in zip(
            moves.source.tolist(),
            moves.out.tolist(),
            moves.target.tolist(),
            moves.into.tolist(),
            strict=True,
        )
    ]


def test_an_arrival_takes_from_the_senders_transit() -> None:
    """The settling moves nothing; the sending comes before its arrival."""
    assert told((2, [CAME]), (1, [GIFT, SENT, SETTLED])) == [
        "outside -> hk/gifts/g1 10:10",
        "hk/gifts/g1 -> hk/stock/hk 10:10",
        "hk/stock/hk -> hk/transit/d1 6:6",
        "hk/transit/d1 -> baoji/stock/b 6:6",
    ]


def test_a_change_on_the_way_joins_both_currencies_fund_by_fund() -> None:
    """Each fund's pounds become its own dollars, less the fee; the sending is first."""
    funds = ("hk:a", "hk:b")
    sent = booked(
        1,
        "money.sent",
        *(("hk/transit/d1", "hk/cash/m", "GBP", fund, 10, "") for fund in funds),
    )
    came = booked(
        1,
        "money.arrived",
        *(
            ("b/trading", "b/arrived/d1", "GBP", "hk:a", 10, ""),
            ("b/cash/m", "b/trading", "HKD", "hk:a", 150, ""),
            ("b/costs/bank", "b/trading", "HKD", "hk:a", 10, ""),
            ("b/trading", "b/arrived/d1", "GBP", "hk:b", 10, ""),
            ("b/cash/m", "b/trading", "HKD", "hk:b", 170, ""),
        ),
    )
    assert told((2, [came]), (1, [sent])) == [
        "hk/cash/m -> hk/transit/d1 10:10",
        "hk/cash/m -> hk/transit/d1 10:10",
        "hk/transit/d1 -> b/cash/m 9:150",
        "hk/transit/d1 -> b/costs/bank 1:10",
        "hk/transit/d1 -> b/cash/m 10:170",
    ]


def test_what_comes_from_nobody_known_comes_from_outside() -> None:
    """An arrival of an unknown document, and money nearby of no recorded origin."""
    opening = booked(1, "coop.founded", posting("b.1/cash/m", "b.1/opening/u", "5 CNC"))
    lost = booked(
        2, "goods.arrived", posting("b/stock/b", "b/arrived/d9", "1 loom", "x:1.0")
    )
    assert told((1, [opening, lost])) == [
        "outside -> b.1/cash/m 5:5",
        "outside -> b/stock/b 1:1",
    ]


def test_an_exchange_joins_what_enters_and_leaves() -> None:
    """Each source gives its part, shared to the last unit."""
    exchange = booked(
        1,
        "goods.bought",
        posting("hk/trading", "hk/cash/a", "2 GBP"),
        posting("hk/trading", "hk/cash/b", "1 GBP"),
        posting("hk/stock/s", "hk/trading", "10 loom", "hk:1.1"),
    )
    assert told((1, [exchange])) == [
        "hk/cash/a -> hk/stock/s 2:7",
        "hk/cash/b -> hk/stock/s 1:3",
    ]


def test_a_work_order_holds_the_cost_of_what_went_in() -> None:
    """By cost, else by price, else as one; what comes out takes its part."""
    story = [
        booked(
            1,
            "materials.used",
            posting("c/work/w", "c/stock/s", "5 yarn", "hk:1.0"),
            posting("c/work/w", "c/stock/s", "2 reed", "hk:2.0"),
        ),
        booked(2, "goods.made", posting("c/stock/s", "c/work/w", "8 cloth", "c:2.0")),
        booked(3, "goods.made", posting("c/stock/s", "c/work/w", "2 cloth", "c:3.0")),
        booked(4, "goods.made", posting("c/stock/s", "c/work/w", "1 cloth", "c:4.0")),
    ]
    worth = Worth(
        lots={"hk:1.0": (100, 10)}, prices={"reed": (7, 1)}, parts={(1, 2): 750_000}
    )
    assert told((1, story), worth=worth) == [
        "c/stock/s -> c/work/w 5:50",
        "c/stock/s -> c/work/w 2:14",
        "c/work/w -> c/stock/s 48:8",
        "c/work/w -> c/stock/s 16:2",
        "outside -> c/stock/s 0:1",
    ]


def test_the_pools_of_a_gift_are_found_by_its_account() -> None:
    """In its own book only."""
    trail = weave([(1, [GIFT])], senders={}, worth=Worth())
    (pool,) = gift_pools(trail, 1, "g1")
    assert trail.pools[pool] == (1, "hk/gifts/g1", "loom", FUND, "hk:1.0")
    assert gift_pools(trail, 2, "g1") == []
    assert [trail.place(move) for move in range(2)] == [(1, 1), (1, 1)]
    assert trail.numbers[trail.pools[pool]] == pool
    assert trail.roles[pool] == ROLE_NUMBERS["gifts"]
    assert trail.names[trail.bodies[pool]] == "hk"


def test_worth_is_never_nothing() -> None:
    """A price of the day where a gift has no cost; at least one."""
    worth = Worth(lots={"l": (0, 5)}, prices={"loom": (90, 2)})
    assert worth.of("loom", "l", 4) == 180
    assert worth.of("reed", "", 3) == 3
    assert worth.of("loom", "", 0) == 1


def test_books_that_wait_for_each_other_are_found() -> None:
    """Each arrival stands before the sending that the other waits for."""

    def one(book: str, other: str) -> list[Booked]:
        came = posting(f"{book}/stock/s", f"{book}/arrived/{other}", "1 loom", "x:1.0")
        sent = posting(f"{book}/transit/{book}", f"{book}/stock/s", "1 loom", "x:1.0")
        return [booked(1, "goods.arrived", came), booked(2, "goods.dispatched", sent)]

    with pytest.raises(Corruption, match=r"provenance\.cycle"):
        weave([(1, one("a", "b")), (2, one("b", "a"))], senders={}, worth=Worth())


def test_what_comes_out_of_a_case_is_its_stated_part_of_it() -> None:
    """Or alike, where no parts are known; nothing stays on the bench."""
    case = booked(1, "gift.received", posting("hk/stock/a", "hk/gifts/g", "3 box"))
    opened = booked(
        2, "stock.sorted",
        posting("hk/sorting/s", "hk/stock/a", "2 box"),
        posting("hk/stock/a", "hk/sorting/s", "5 loom", "hk:2.0"),
        posting("hk/stock/a", "hk/sorting/s", "9 yarn", "hk:2.1"),
    )  # fmt: skip
    worth = Worth(sorted={(1, 2): (900_000, 100_000)})
    assert told((1, [case, opened]), worth=worth)[2:] == [
        "hk/stock/a -> hk/sorting/s 2:2000000",
        "hk/sorting/s -> hk/stock/a 1800000:5",
        "hk/sorting/s -> hk/stock/a 200000:9",
    ]
    assert told((1, [case, opened]))[3:] == [
        "hk/sorting/s -> hk/stock/a 1000000:5",
        "hk/sorting/s -> hk/stock/a 1000000:9",
    ]
