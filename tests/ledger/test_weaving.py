# SPDX-License-Identifier: Apache-2.0
"""A weaver goes on where it gives what weaving anew would, and says where not."""

from __future__ import annotations

from gungho.ledger.trail import Booked, Worth
from gungho.ledger.weaving import Weaver
from tests.ledger.test_trail import CAME, GIFT, SENT, booked, posting

SENDERS = {"d1": (1, "hk")}
LOST = booked(
    3, "loss.confirmed", posting("hk/losses/sea", "hk/transit/d1", "2 loom", "hk:1.0")
)


def extended(
    weaver: Weaver,
    *books: tuple[int, list[Booked]],
    senders: dict[str, tuple[int, str]] | None = None,
    worth: Worth | None = None,
) -> bool:
    """Lay parts of books behind what a weaver has."""
    known = SENDERS if senders is None else senders
    return weaver.extend(books, senders=known, worth=worth or Worth())


def test_an_arrival_goes_on_behind_its_sending() -> None:
    """It waits for it, so nothing else can stand between them."""
    weaver = Weaver()
    assert extended(weaver, (1, [GIFT, SENT]))
    was = weaver.trail
    assert extended(weaver, (2, [CAME]))
    assert weaver.trail.goes_on_from(was)
    assert not was.goes_on_from(weaver.trail)
    assert weaver.trail.place(3) == (2, 1)
    assert weaver.trail.names[weaver.trail.bodies[3]] == "baoji"


def test_nothing_new_is_the_same_trail() -> None:
    """So that what was worked out from it stands."""
    weaver = Weaver()
    extended(weaver, (1, [GIFT]))
    was = weaver.trail
    assert extended(weaver, (1, []), (2, []))
    assert weaver.trail is was


def test_a_loss_beside_an_arrival_is_not_laid_behind_it() -> None:
    """Which of two books took first from what is in transit is for the whole order."""
    weaver = Weaver()
    assert extended(weaver, (1, [GIFT, SENT]), (2, [CAME]))
    assert not extended(weaver, (1, [LOST]))
    weaver = Weaver()
    assert extended(weaver, (1, [GIFT, SENT, LOST]))
    assert not extended(weaver, (2, [CAME]))
    assert extended(Weaver(), (1, [GIFT, SENT, LOST]), (2, [CAME]))


def test_two_receivers_of_one_sending_are_not_laid_behind_each_other() -> None:
    """Nor is a second sending under a document that has arrived."""
    again = booked(
        1,
        "goods.arrived",
        posting("sian/stock/s", "sian/arrived/d1", "1 loom", "hk:1.0"),
    )
    weaver = Weaver()
    assert extended(weaver, (1, [GIFT, SENT]), (2, [CAME]))
    assert not extended(weaver, (3, [again]))
    weaver = Weaver()
    assert extended(weaver, (1, [GIFT, SENT]), (2, [CAME]), (3, [again]))
    more = booked(
        2,
        "goods.arrived",
        posting("sian/stock/s", "sian/arrived/d1", "1 loom", "hk:1.0"),
    )
    assert not extended(weaver, (3, [more]))


def test_a_sender_heard_of_later_changes_what_was_woven() -> None:
    """What had come from nobody known comes from its sender then."""
    weaver = Weaver()
    assert extended(weaver, (2, [CAME]), senders={})
    assert not extended(weaver, (1, [GIFT, SENT]))


def test_a_price_that_valued_work_may_not_change() -> None:
    """Another item's price may, and the price of a lot with a cost of its own."""
    used = booked(
        1,
        "materials.used",
        posting("c/work/w", "c/stock/s", "5 yarn", "hk:1.0"),
        posting("c/work/w", "c/stock/s", "2 reed"),
    )
    lots = {"hk:1.0": (100, 10)}

    def then(prices: dict[str, tuple[int, int]]) -> bool:
        weaver = Weaver()
        first = Worth(lots=lots, prices={"reed": (7, 1)})
        assert extended(weaver, (1, [used]), worth=first)
        return extended(weaver, worth=Worth(lots=lots, prices=prices))

    assert then({"reed": (7, 1), "yarn": (9, 1), "loom": (80, 1)})
    assert not then({"reed": (8, 1)})
