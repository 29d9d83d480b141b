# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.actions.ports import Block, Command
from gungho.actions.record import record, record_group
from gungho.errors import Refusal
from gungho.journal import decode
from tests.support.goods import Desk, given, movement
from tests.support.memory import MemoryBooks


@pytest.fixture
def hub() -> Desk:
    """A hub's desk."""
    return movement(MemoryBooks())[0]


def person(**envelope: Any) -> Command:
    """A command that notes a person."""
    return Command(
        **{
            "book": "hk",
            "id": "p1",
            "kind": "person.noted",
            "happened": "1940-04-01",
            "facts": {"person": "p-1", "card": ""},
            **envelope,
        }
    )


@pytest.mark.parametrize("name", ["id", "by", "office", "authority", "corrects"])
@pytest.mark.parametrize("text", ["Agnes Bowen", "x\n", "é", "a" * 121, "a,b"])
def test_an_envelope_holds_no_free_text(hub: Desk, name: str, text: str) -> None:
    """Who wrote it is an opaque id, as everything else is (law 11)."""
    with pytest.raises(Refusal) as caught:
        record(hub.books, person(**{name: text}))
    assert caught.value.code == "command.malformed"
    assert caught.value.facts["where"] == name


@pytest.mark.parametrize("name", ["id", "by", "office"])
def test_an_envelope_says_who_and_which(hub: Desk, name: str) -> None:
    """An authority and a correction may be absent, these may not."""
    with pytest.raises(Refusal, match=r"command\.malformed"):
        record(hub.books, person(**{name: ""}))


@pytest.mark.parametrize(
    ("facts", "where"),
    [
        ({"person": "p"}, "$"),
        ({"person": "Agnes Bowen", "card": ""}, "$.person"),
        ({"person": "p", "card": "", "name": "Agnes"}, "$"),
        ({"person": 7, "card": ""}, "$.person"),
        ([], "$"),
        (None, "$"),
        ({"person": "\ud800", "card": ""}, "$"),
    ],
)
def test_facts_that_are_not_the_kinds_are_refused(
    hub: Desk, facts: Any, where: str
) -> None:
    """The field is named."""
    with pytest.raises(Refusal) as caught:
        record(hub.books, person(facts=facts))
    assert caught.value.code == "facts.malformed"
    assert caught.value.facts["where"] == where


@pytest.mark.parametrize("count", ["-1", "0", "1.5", "1e3", "", "९"])
def test_an_amount_is_a_whole_count_above_zero(hub: Desk, count: str) -> None:
    """Negative, empty, decimal and exotic figures name their field."""
    line = {**given("1.00 CNC @ main", "hk:general"), "count": count}
    refusal = hub.refused("gift.received", gift="g", lines=[line])
    assert refusal.code == "facts.malformed"
    assert refusal.facts["where"] == "$.lines[0].count"
    assert refusal.facts["problem"] == "Amount wanted"


def test_a_refusal_leaves_the_books_as_they_were(hub: Desk) -> None:
    """Alone or in a group; what failed half-way is folded away."""
    books = hub.books
    assert isinstance(books, MemoryBooks)
    size = len(books.entries["hk"])
    answers = record_group(books, "hk", [person(), person(id="p2", facts={})])
    assert isinstance(answers[1], Refusal)
    assert len(books.entries["hk"]) == size + 1
    with pytest.raises(Refusal), books.block("hk") as block:
        record_in_vain(block)
    assert books.heads["hk"].size == size + 1


def record_in_vain(block: Block) -> None:
    """Move a head, and fail."""
    block.head.size += 1
    raise Refusal("in.vain")


def test_an_entry_is_the_voucher(hub: Desk) -> None:
    """Facts, postings and the scales of what they name stand together."""
    texts = ("5.00 CNC @ main", "2 hand-loom @ hk")
    lines = [given(text, "hk:general") for text in texts]
    seq = hub.tell("gift.received", gift="g", lines=lines).seq
    books = hub.books
    assert isinstance(books, MemoryBooks)
    entry = decode(books.entries["hk"][seq].raw)
    assert entry.booking is not None
    assert entry.booking.scales == {"CNC": 2, "hand-loom": 0}
    assert [line.amount for line in entry.booking.postings] == ["500", "2"]
    assert entry.payload["lines"][1]["lot"] == f"hk:{seq}.1"
    assert books.leaf(books.bodies()["hk"], seq) == books.entries["hk"][seq].leaf
