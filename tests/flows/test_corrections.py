# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from gungho.flows.corrections import EntryRow
from gungho.flows.gifts import Gift
from tests.support.goods import Desk, given, line

GENERAL = "hk:general"


def gift(hub: Desk, *what: str) -> str:
    """Record a gift and return its entry's ident."""
    lines = [given(one, GENERAL) for one in what]
    return hub.tell("gift.received", gift="g", lines=lines).id


def test_a_correction_books_everything_back(hub: Desk) -> None:
    """The gift is marked, the wrong entry stays and points at its correction."""
    entry = gift(hub, "5.00 CNC @ main", "2 hand-loom @ hk")
    receipt = hub.tell("correction.made", reason="typed-twice", _corrects=entry)
    assert hub.holds("hk/cash/main", "CNC", GENERAL) == "0.00"
    number = hub.books.bodies()["hk"]
    row = hub.books.state.get(EntryRow, number, entry)
    held = hub.books.state.get(Gift, number, "g")
    assert row is not None
    assert held is not None
    assert (row.corrected_by, held.status) == (receipt.id, "corrected")


def test_a_correction_needs_an_entry_that_can_be_reversed(hub: Desk) -> None:
    """Unknown, corrected before, or of a kind that is not reversed."""
    entry = gift(hub, "5.00 CNC @ main")
    assert hub.code("correction.made", reason="r") == "correction.unknown"
    assert (
        hub.code("correction.made", reason="r", _corrects="x") == "correction.unknown"
    )
    assert (
        hub.code("correction.made", reason="r", _corrects="opened")
        == "correction.not-this-kind"
    )
    hub.tell("correction.made", reason="r", _corrects=entry)
    assert (
        hub.code("correction.made", reason="r", _corrects=entry) == "correction.twice"
    )


def test_only_a_correction_corrects(hub: Desk) -> None:
    """Another kind that points at an entry would mark it without booking it back."""
    entry = gift(hub, "5.00 CNC @ main")
    assert (
        hub.code("person.noted", person="p", _corrects=entry) == "correction.other-kind"
    )


def test_a_bounced_cheque_is_recorded_after_it_was_spent(hub: Desk) -> None:
    """The fund stands overdrawn and is not spent; goods that left cannot go back."""
    entry = gift(hub, "5.00 CNC @ main")
    spent = {
        "cost": "c",
        "cause": "freight",
        "currency": "CNC",
        "count": "400",
        "fund": GENERAL,
        "till": "main",
    }
    hub.tell("cost.paid", **spent)
    hub.tell("correction.made", reason="bounced", _corrects=entry)
    assert hub.holds("hk/cash/main", "CNC", GENERAL) == "-4.00"
    assert hub.code("cost.paid", **spent) == "fund.overdrawn"


def test_goods_that_have_left_are_not_booked_back(hub: Desk) -> None:
    """What is on its way cannot stand on the shelf again."""
    entry = gift(hub, "2 hand-loom @ hk")
    hub.tell(
        "goods.dispatched",
        document="d",
        receiver="baoji",
        place="hk",
        lines=[line("1 hand-loom", GENERAL)],
    )
    assert hub.code("correction.made", reason="r", _corrects=entry) == "balance.short"
