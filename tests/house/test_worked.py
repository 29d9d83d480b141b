# SPDX-License-Identifier: Apache-2.0
"""The worked examples are told again: every journal line and figure is compared."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from gungho.actions.ports import Receipt
from gungho.flows.passages import PassageLine
from gungho.ledger.balances import postings_of
from gungho.measure import decimal_text
from tests.support.goods import SCALES, Desk, fund, mirror, movement, opened
from tests.support.homes import FreshHome

DOCS = Path(__file__).parents[2] / "docs/worked"
BLOCK = re.compile(r"^```(fact|journal|statement) ?([^\n]*)\n(.*?)^```$", re.M | re.S)
DAY = "1940-01-01"
EXAMPLES = ("committee-month.md", "hub-year.md")


@dataclass(slots=True)
class Telling:
    """A worked example being told: the desks, and what each gift's entry is called."""

    home: FreshHome
    desks: dict[str, Desk]
    entries: dict[str, Receipt]

    def fact(self, head: str, text: str) -> Receipt:
        """Record one fact of the example."""
        day, body, kind, *more = head.split()
        asked = dict(one.split("=") for one in more)
        facts = json.loads(text)
        if "arrival" in asked:
            arrival = self.entries[asked["arrival"]]
            number = self.home.books.bodies()[arrival.book]
            facts |= {"arrival_book": arrival.book, "arrival": arrival.id}
            assert number
        if "lots" in asked:
            self._name_lots(facts, asked["lots"])
        envelope: dict[str, Any] = {"_happened": day}
        if "corrects" in asked:
            envelope["_corrects"] = self.entries[asked["corrects"]].id
        self.home.clock.at(asked.get("recorded", day))
        receipt = self.desks[body].tell(kind, **facts, **envelope)
        for name in ("gift", "document"):
            if name in facts and kind != "money.sent":
                self.entries[facts[name]] = receipt
        return receipt

    def _name_lots(self, facts: dict[str, Any], document: str) -> None:
        """Name the lots that a consignment's papers name."""
        books = self.home.books
        number = books.bodies()["hk"]
        lots = {
            row.commodity: row.lot
            for row in books.state.find(PassageLine, "document", document)
            if row.book == number
        }
        for line in facts["lines"]:
            line["lot"] = lots[line["commodity"]]

    def journal(self, receipt: Receipt) -> list[str]:
        """Return what a fact has booked, as the examples write it."""
        state = self.home.books.state
        number = self.home.books.bodies()[receipt.book]
        return [
            f"{one.debit} < {one.credit} "
            f"{decimal_text(one.amount, SCALES[one.commodity])} "
            f"{one.commodity} {one.fund}"
            for one in postings_of(state, number, receipt.seq)
        ]


@pytest.fixture
def telling(fresh_home: FreshHome) -> Telling:
    """The books of London, the hub and Baoji, with their funds."""
    fresh_home.clock.at(DAY)
    hub, depot = movement(fresh_home.books, day=DAY)
    london = opened(fresh_home.books, "london", "committee", day=DAY)
    general = fund(london, "general")
    revolving = fund(london, "revolving", revolving=True)
    fund(hub, "schools", purposes=["school"])
    for desk in (hub, depot):
        mirror(desk, general)
        mirror(desk, revolving, revolving=True)
    desks = {"hk": hub, "baoji": depot, "london": london}
    return Telling(fresh_home, desks, {})


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_worked_example_is_what_the_books_say(telling: Telling, name: str) -> None:
    """Each fact makes the lines beside it; each statement has the figures shown."""
    receipt = None
    told = {"fact": 0, "journal": 0, "statement": 0}
    for sort, head, text in BLOCK.findall((DOCS / name).read_text("utf-8")):
        told[sort] += 1
        if sort == "fact":
            receipt = telling.fact(head, text)
        elif sort == "journal":
            assert receipt
            assert telling.journal(receipt) == lines_of(text), (name, receipt)
        else:
            assert statement(head) == lines_of(text), (name, head)
    assert told["fact"] == told["journal"] >= 11
    assert told["statement"] >= 3


def lines_of(text: str) -> list[str]:
    """Return what stands in a block, however it is aligned."""
    return [" ".join(line.split()) for line in text.splitlines() if is_told(line)]


def is_told(line: str) -> bool:
    """True for a line that says something."""
    return bool(line.strip("- "))


def statement(head: str) -> list[str]:
    """Return the tables of a statement as the terminal shows them."""
    from gungho.doors.names import Names  # noqa: PLC0415 - after Django is set up
    from gungho.doors.sheets import InWords  # noqa: PLC0415
    from gungho.formats.paper_text import text_of  # noqa: PLC0415
    from gungho.store.reads.spans import Asked  # noqa: PLC0415
    from gungho.store.reads.statements import scales, sheet_for  # noqa: PLC0415

    name, body, *more = head.split()
    counts, units = scales()
    words = InWords(names=Names.load("en"), scales=counts, units=units, language="en")
    asked: dict[str, Any] = dict(one.split("=") for one in more)
    paper = words.paper(sheet_for(name, Asked(body=body, **asked)))
    start = len(paper.stated) + 1
    return lines_of("\n".join(text_of(paper).splitlines()[start:]))
