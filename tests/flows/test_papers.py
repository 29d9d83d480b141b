# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.flows.papers import Chase, Dispute, Tally, tallies_of, waiting_of
from tests.support.goods import Desk, given, line

GENERAL = "hk:general"


@pytest.fixture
def sent(hub: Desk) -> Desk:
    """A hub that sent the depot 80 pounds under m1."""
    hub.tell("gift.received", gift="g", lines=[given("100.00 GBP @ main", GENERAL)])
    money = {"document": "m1", "receiver": "baoji", "till": "main"}
    hub.tell("money.sent", **money, lines=[line("80.00 GBP", GENERAL)])
    return hub


def came(depot: Desk, text: str = "80.00 GBP", **facts: Any) -> str:
    """Let the depot count money; return its entry's id."""
    told = {"document": "m1", "sender": "hk", "till": "main", **facts}
    return depot.tell("money.arrived", **told, lines=[line(text, GENERAL)]).id


def waits(desk: Desk, document: str = "m1", sender: str = "hk") -> str:
    """Return what a paper waits for."""
    return waiting_of(tallies_of(desk.books.state, document=document, sender=sender))


def chase(number: int, body: str = "baoji", document: str = "m1") -> dict[str, Any]:
    """One round of asking."""
    return {"document": document, "body": body, "round": number}


def test_a_paper_waits_for_its_count_and_then_for_its_settling(
    sent: Desk, depot: Desk
) -> None:
    """Sent, counted short, counted whole, settled."""
    assert waits(sent) == "sent"
    came(depot, "30.00 GBP")
    assert waits(sent) == "differs"
    came(depot, "50.00 GBP")
    assert waits(sent) == "unsettled"
    settle = {"document": "m1", "arrival_book": "baoji", "arrival": "a"}
    sent.tell("dispatch.settled", **settle, lines=[line("80.00 GBP", GENERAL)])
    assert waits(sent) == "done"


def test_what_was_counted_under_no_heard_sending_waits_for_it(depot: Desk) -> None:
    """And another sender's document of the same id is another paper."""
    came(depot, document="m9", sender="london")
    assert waits(depot, "m9", "london") == "unheard"
    assert waits(depot, "m9", "hk") == "done"


def test_another_currency_differs_until_the_bank_is_told_of(
    sent: Desk, depot: Desk
) -> None:
    """Dollars for pounds without a word about the change."""
    came(depot, "1280.00 HKD")
    assert waits(sent) == "differs"


def test_lines_are_done_each_for_itself() -> None:
    """Lost and settled make up what was sent; more than was sent differs."""
    base = {"commodity": "GBP", "fund": "f", "lot": "", "sent": 10}
    assert waiting_of([Tally(**base, settled=7, lost=3, came=7)]) == "done"
    assert waiting_of([Tally(**base, lost=10)]) == "done"
    assert waiting_of([Tally(**base, lost=4)]) == "sent"
    assert waiting_of([Tally(**base, lost=10, came=10)]) == "differs"
    assert waiting_of([Tally(**base, settled=10, came=11)]) == "differs"


def test_a_paper_is_chased_round_by_round(sent: Desk, depot: Desk) -> None:
    """Each side chases the other, and only while something waits."""
    assert sent.code("paper.chased", **chase(2)) == "chase.other-round"
    sent.tell("paper.chased", **chase(1))
    assert sent.code("paper.chased", **chase(1)) == "chase.other-round"
    sent.tell("paper.chased", **chase(2))
    assert sent.code("paper.chased", **chase(3, "london")) == "chase.other-body"
    assert sent.code("paper.chased", **chase(1, document="m2")) == "paper.unknown"
    depot.tell("paper.chased", **chase(1, "hk"))
    came(depot)
    depot.tell("paper.chased", **chase(2, "hk"))
    settle = {"document": "m1", "arrival_book": "baoji", "arrival": "a"}
    sent.tell("dispatch.settled", **settle, lines=[line("80.00 GBP", GENERAL)])
    assert sent.code("paper.chased", **chase(3)) == "chase.nothing"
    assert depot.code("paper.chased", **chase(3, "hk")) == "chase.nothing"
    rounds = [row.round for row in sent.books.state.find(Chase, "document", "m1")]
    assert sorted(rounds) == [1, 1, 2, 2]


def test_another_bodys_entry_is_disputed_and_the_dispute_ended(
    sent: Desk, depot: Desk
) -> None:
    """Only what was heard, about this paper, and not one's own; one at a time."""
    entry = came(depot, "70.00 GBP")
    dispute = {"document": "m1", "entry_book": "baoji", "entry": entry, "reason": "few"}
    assert sent.code("dispute.ended", document="m1", outcome="agreed") == "dispute.none"
    own = {**dispute, "entry_book": "hk"}
    assert sent.code("paper.disputed", **own) == "dispute.own-entry"
    for unknown in ({"entry": "nothing"}, {"entry_book": "mars"}, {"entry": "opened"}):
        code = sent.code("paper.disputed", **{**dispute, **unknown})
        assert code == "dispute.unknown-entry"
    other = {**dispute, "document": "m7"}
    assert sent.code("paper.disputed", **other) == "paper.unknown"
    sent.tell("paper.disputed", **dispute)
    assert sent.code("paper.disputed", **dispute) == "dispute.exists"
    sent.tell("dispute.ended", document="m1", outcome="withdrawn")
    assert sent.code("dispute.ended", document="m1", outcome="agreed") == "dispute.none"
    sent.tell("paper.disputed", **dispute)
    first, second = sent.books.state.find(Dispute, "document", "m1")
    assert (first.outcome, first.ended_on) == ("withdrawn", "1940-04-01")
    assert second.outcome == ""
