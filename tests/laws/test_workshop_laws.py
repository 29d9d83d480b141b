# SPDX-License-Identifier: Apache-2.0
"""What was used, made, sold or counted wrongly is taken back without a trace left."""

from __future__ import annotations

from typing import Any

from hypothesis import event
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.flows.corrections import EntryRow
from gungho.flows.passages import ArrivalLine
from gungho.flows.workshops import Sale, Work
from gungho.ledger.balances import balances_of
from gungho.reports.conservation import conserve
from tests.laws.test_ledger_laws import balances, passages
from tests.support.goods import Desk, dump, given, line, material, movement
from tests.support.memory import MemoryBooks, folded

GENERAL, COOP = "hk:general", "baoji.0001"
SORTS = ("use", "make", "sell", "send", "arrive", "correct", "correct")
DEEDS = st.tuples(st.sampled_from(SORTS), st.integers(1, 5), st.integers(0, 5))
Deed = tuple[str, int, int]
# Two work orders, and cloth of both, so that there is something to sell.
START: tuple[Deed, ...] = tuple(
    (sort, 5, pick) for pick in (0, 1) for sort in ("send", "use", "make")
)


class Shed:
    """A shed with yarn of a grant, a hub that sends more, and what both do."""

    def __init__(self) -> None:
        self.hub, self.depot = movement(MemoryBooks())
        self.hub.tell("gift.received", gift="looms", lines=[
            given("30 hand-loom @ hk", GENERAL)])  # fmt: skip
        self.depot.tell("gift.received", gift="yarn", lines=[
            given("40 cotton-yarn @ shop", GENERAL)])  # fmt: skip
        self.depot.tell("grant.made", grant="g1", coop=COOP, need="", at="shop", lines=[
            {"commodity": "cotton-yarn", "count": "400", "fund": GENERAL}])  # fmt: skip
        self.told: list[str] = []
        self.sent: list[tuple[str, str]] = []

    def deed(self, sort: str, count: int, pick: int) -> tuple[str, dict[str, Any]]:
        """Return a command of a sort, by two small numbers."""
        number = len(self.told)
        way, lot = self.sent[pick % len(self.sent)] if self.sent else ("", "")
        return {
            "use": ("materials.used", {"order": f"w{pick % 2}", "coop": COOP,
                    "lines": [material(f"{count} cotton-yarn", GENERAL)]}),
            "make": ("goods.made", {"order": f"w{pick % 2}", "coop": COOP,
                     "item": "cotton-cloth", "count": str(count * 10),
                     "part_ppm": (1_000_000, 500_000)[pick % 2]}),
            "sell": ("goods.sold", {"sale": f"s{number}", "coop": COOP,
                     "item": "cotton-cloth", "count": str(count * 5), "currency": "CNC",
                     "proceeds": str(count * 100), "wages": str(count * 30)}),
            "arrive": ("goods.arrived", {"document": way, "sender": "hk",
                       "place": "baoji", "lines": [
                           line(f"{count} hand-loom", GENERAL, lot)]}),
            "correct": ("correction.made", {"reason": "never-was", "_corrects":
                        self.told[-1 - pick % len(self.told)] if self.told else "x"}),
        }[sort]  # fmt: skip

    def do(self, sort: str, count: int, pick: int) -> None:
        """Do one deed; a refused one changes nothing."""
        if sort == "send":
            self.send(count)
        if sort == "send" or (sort == "arrive" and not self.sent):
            return
        kind, facts = self.deed(sort, count, pick)
        before, number = dump(self.depot.books.state), len(self.told)
        try:
            self.depot.tell(kind, **facts, _id=f"d{number}")
        except Refusal as refusal:
            event(f"{sort} {refusal.code}")
            assert dump(self.depot.books.state) == before
        else:
            event(sort)
            self.told.append(f"d{number}")

    def send(self, count: int) -> None:
        """Let the hub send looms."""
        document = f"hk:{len(self.sent)}"
        try:
            self.hub.tell("goods.dispatched", document=document, receiver="baoji",
                          place="hk", lines=[line(f"{count} hand-loom", GENERAL)],
                          )  # fmt: skip
        except Refusal:
            return
        self.sent.append((document, _lot(self.hub)))

    def undo(self) -> None:
        """Take back all that still stands, the newest first."""
        state, book = self.depot.books.state, self.depot.books.bodies()["baoji"]
        for ident in reversed(self.told):
            row = state.get(EntryRow, book, ident)
            assert row is not None
            if row.kind != "correction.made" and not row.corrected_by:
                self.depot.tell("correction.made", reason="never-was", _corrects=ident)


def _lot(hub: Desk) -> str:
    """Return the lot of the looms, all of one gift."""
    state, book = hub.books.state, hub.books.bodies()["hk"]
    (lot,) = {lot for (_, code, _, lot), _ in balances_of(state, book)
              if code == "hand-loom"}  # fmt: skip
    return lot


def held(desk: Desk) -> dict[tuple[str, str, str, str], int]:
    """Return what every account of the depot holds, but nothing at all."""
    state, book = desk.books.state, desk.books.bodies()["baoji"]
    return {what: count for what, count in balances_of(state, book) if count}


@examples(st.lists(DEEDS, max_size=16))
def test_what_is_taken_back_leaves_what_there_was(deeds: list[Deed]) -> None:
    """The newest first, everything can be; then balances are those of before.

    On the way every unit has one place or end, and replay says the same as live.
    """
    shed = Shed()
    before = held(shed.depot)
    for deed in (*START, *deeds):
        shed.do(*deed)
        assert _conserved(shed)
    shed.undo()
    assert held(shed.depot) == before
    assert _conserved(shed)
    state = shed.depot.books.state
    assert not any(row.count for row in state.rows(Work))
    assert not any(row.proceeds or row.wages or row.count for row in state.rows(Sale))
    assert not any(row.came for row in state.rows(ArrivalLine))
    again = folded(shed.depot.books.entries)
    assert dump(again) == dump(state)


def _conserved(shed: Shed) -> bool:
    state = shed.depot.books.state
    lines = [(a, code, pot, count) for a, code, pot, _, count in balances(state)]
    # More may be counted than was sent: a paper that differs, and no fault here.
    faults = conserve(lines, passages(state)).faults
    return all(one.startswith("more-than-sent") for one in faults)
