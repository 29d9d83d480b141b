# SPDX-License-Identifier: Apache-2.0
"""Receiving and correcting a gift: what is asked of the books, and only once."""

from __future__ import annotations

from dataclasses import replace

import pytest

from gungho.actions.correct_gift import correct_gift
from gungho.actions.ports import Card, Command, Receipt
from gungho.actions.receive_gift import GIVER_MOST, GiftAsked, receive_gift
from gungho.actions.record import record
from gungho.errors import Refusal
from gungho.ledger.terms import Terms
from tests.support.goods import Desk, movement
from tests.support.memory import MemoryBooks

ASKED = GiftAsked(
    number="00ff",
    committee="hk",
    gift="hk-0001",
    happened="1940-04-01",
    form="cash",
    commodity="GBP",
    count=1800,
    at="main",
    fund="hk:general",
    giver="Hull Dockers",
    words="For blankets if you can.",
)


class Clerk:
    """Books with someone who writes into them, and what was written."""

    def __init__(self) -> None:
        self.hub: Desk = movement(MemoryBooks())[0]
        self.asked: list[Command] = []
        self.cards: list[Card] = []

    def submit(self, command: Command) -> Receipt:
        """Record a command and remember it."""
        self.asked.append(command)
        return record(self.hub.books, command)

    def receive(self, asked: GiftAsked = ASKED) -> Receipt:
        """Receive a gift."""
        return receive_gift(
            asked,
            submit=self.submit,
            keep_cards=self.cards.extend,
            salts=lambda: b"s" * 16,
        )

    def kinds(self) -> list[str]:
        """Return the kinds that were asked for."""
        return [command.kind for command in self.asked]


@pytest.fixture
def clerk() -> Clerk:
    """Someone at a hub."""
    return Clerk()


def test_words_and_names_go_to_cards_and_never_to_the_journal(clerk: Clerk) -> None:
    """The journal holds a pseudonym and commitments (law 11)."""
    clerk.receive()
    assert clerk.kinds() == ["person.noted", "gift.received"]
    assert [card.text for card in clerk.cards] == [ASKED.words, ASKED.giver]
    told = repr(clerk.asked)
    assert "Dockers" not in told
    assert "blankets" not in told
    assert clerk.hub.holds("hk/cash/main", "GBP", "hk:general") == "18.00"


def test_the_same_form_twice_adds_nothing(clerk: Clerk) -> None:
    """Every id follows from the form's own number."""
    first = clerk.receive()
    again = clerk.receive()
    assert (again.seq, again.again) == (first.seq, True)
    assert clerk.hub.holds("hk/cash/main", "GBP", "hk:general") == "18.00"


def test_new_conditions_open_a_fund_of_their_own(clerk: Clerk) -> None:
    """The gift lies in the new fund, whose terms are those that were chosen."""
    clerk.receive(replace(ASKED, terms=Terms(regions=("northwest",))))
    assert clerk.kinds() == ["person.noted", "fund.opened", "gift.received"]
    assert clerk.cards[-1].text.startswith("Conditions of hk-0001\n")
    assert clerk.hub.holds("hk/cash/main", "GBP", "hk:f-00ff") == "18.00"
    assert clerk.hub.holds("hk/cash/main", "GBP", "hk:general") == "0.00"


def test_a_gift_without_name_or_words_is_one_entry(clerk: Clerk) -> None:
    """A collecting box says nothing and needs no card."""
    clerk.receive(replace(ASKED, giver=" ", words=""))
    assert clerk.kinds() == ["gift.received"]
    assert clerk.cards == []


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"count": 0}, "gift.nothing"),
        ({"giver": "x" * (GIVER_MOST + 1)}, "gift.too-long"),
    ],
)
def test_what_cannot_be_a_gift_writes_nothing(
    clerk: Clerk, wrong: dict[str, object], code: str
) -> None:
    """Refused before a card is kept or a command sent."""
    with pytest.raises(Refusal, match=code.replace(".", r"\.")):
        clerk.receive(replace(ASKED, **wrong))  # type: ignore[arg-type]
    assert (clerk.asked, clerk.cards) == ([], [])


def test_weapons_are_refused_with_their_class(clerk: Clerk) -> None:
    """The movement never takes such goods, whoever gives them."""
    rifle = replace(
        ASKED, form="goods", commodity="rifle", count=1, at="hk", giver="", words=""
    )
    with pytest.raises(Refusal) as caught:
        clerk.receive(rifle)
    assert caught.value.code == "goods.refused-class"
    assert caught.value.facts["hazard"] == "weapons"


def test_a_correction_books_the_gift_back_once(clerk: Clerk) -> None:
    """Its id follows from the entry that it corrects."""
    clerk.receive()

    def correct() -> Receipt:
        return correct_gift(
            committee="hk",
            entry="form.00ff.gift",
            reason="wrong-amount",
            happened="1940-04-02",
            submit=clerk.submit,
        )

    first = correct()
    assert clerk.hub.holds("hk/cash/main", "GBP", "hk:general") == "0.00"
    assert correct().seq == first.seq
