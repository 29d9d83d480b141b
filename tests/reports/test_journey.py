# SPDX-License-Identifier: Apache-2.0
"""Sent, arrived, bought: each in its own unit, and only the gift's own part."""

from __future__ import annotations

from gungho.ledger.provenance import forward_all
from gungho.ledger.trail import Booked, Trail, Worth
from gungho.reports.journey import Journey, Part, journey
from tests.support.trails import gift_pools, weave

Line = tuple[str, str, str, str, int, str]
FUND = "hk:f"


def booked(seq: int, kind: str, *postings: str) -> Booked:
    """Return an entry of postings written ``debit credit count code [lot]``."""
    lines: list[Line] = []
    for told in postings:
        debit, credit, count, code, *lot = told.split()
        lines.append((debit, credit, code, FUND, int(count), "".join(lot)))
    return Booked(seq=seq, kind=kind, postings=tuple(lines))


def told(*entries: Booked, gift: str = "g") -> Journey:
    """Return the journey of a gift to the hub."""
    woven: Trail = weave(
        [(1, [one for one in entries if one.postings[0][0].startswith("hk/")]),
         (2, [one for one in entries if one.postings[0][0].startswith("baoji/")])],
        senders={"d": (1, "hk")}, worth=Worth(),
    )  # fmt: skip
    moves = woven.moves
    starts = [
        (pool, int(moves.into[(moves.target == pool) & (moves.source < 0)].sum()))
        for pool in gift_pools(woven, 1, gift)
    ]
    return journey(woven, forward_all(moves, starts))


STORY = (
    booked(1, "gift.received", "hk/cash/main hk/gifts/g 100 GBP"),
    booked(2, "gift.received", "hk/cash/main hk/gifts/other 300 GBP"),
    booked(3, "money.sent", "hk/transit/d hk/cash/main 200 GBP"),
    booked(
        4, "money.arrived",
        "baoji/trading baoji/arrived/d 200 GBP",
        "baoji/cash/main baoji/trading 3000 CNC",
    ),
    booked(
        5, "goods.bought",
        "baoji/trading baoji/cash/main 1000 CNC",
        "baoji/stock/b baoji/trading 8 loom baoji:5.0",
    ),
)  # fmt: skip


def test_each_figure_is_in_its_own_unit() -> None:
    """A quarter of the pounds, of the money they became, and of the looms."""
    assert told(*STORY) == Journey(
        sent=(Part(body="hk", commodity="GBP", count=50),),
        arrived=(Part(body="baoji", commodity="CNC", count=750),),
        bought=(Part(body="baoji", commodity="loom", count=2),),
    )
    assert told(*STORY, gift="other").bought == (
        Part(body="baoji", commodity="loom", count=6),
    )


def test_what_was_never_sent_has_no_journey() -> None:
    """A gift that lies in its till."""
    assert told(STORY[0]) == Journey(sent=(), arrived=(), bought=())
