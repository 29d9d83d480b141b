# SPDX-License-Identifier: Apache-2.0
"""Two bodies far apart, each keeping one book and hearing the other's late."""

from __future__ import annotations

from dataclasses import dataclass, replace

from hypothesis import strategies as st

from gungho.actions.ports import Made
from gungho.errors import Refusal
from gungho.flows.corrections import EntryRow
from gungho.flows.losses import Loss
from gungho.flows.passages import (
    ArrivalLine,
    PassageLine,
    What,
)
from gungho.ledger.state import State
from tests.support.goods import Desk, given, line, movement
from tests.support.memory import MemoryBooks, fold_raw, folded

GENERAL = "hk:general"
SENT = {"d1": 10, "m1": 10000}
RATE = 16  # dollars for a pound, where the bank changes money on the way


@dataclass(frozen=True, slots=True)
class Move:
    """One thing that is tried: a deed, on which document, how many."""

    deed: str
    document: str
    count: int


DEEDS = "arrive arrive arrive hear-hub hear-hub hear-depot settle lose lose undo close"


def moves() -> st.SearchStrategy[Move]:
    """Return any deed on either document."""
    return st.builds(
        Move,
        st.sampled_from(DEEDS.split()),
        st.sampled_from(sorted(SENT)),
        st.integers(1, 12),
    )


class TwoBooks:
    """A hub that has sent ten looms and a hundred pounds, and the depot that counts.

    What truly lies on the road is known to nobody: the depot counts it as it comes, and
    the hub believes what it has heard.
    """

    def __init__(self) -> None:
        both = MemoryBooks()
        hub, _ = movement(both)
        gifts = [
            given("10 hand-loom @ hk", GENERAL),
            given("100.00 GBP @ main", GENERAL),
        ]
        hub.tell("gift.received", gift="g", lines=gifts)
        facts = {"document": "d1", "receiver": "baoji", "place": "hk"}
        hub.tell("goods.dispatched", **facts, lines=[line("10 hand-loom", GENERAL)])
        money = {"document": "m1", "receiver": "baoji", "till": "main"}
        hub.tell("money.sent", **money, lines=[line("100.00 GBP", GENERAL)])
        self.hub, self.depot = Desk(_copy(both), "hk"), Desk(_copy(both), "baoji")
        self.road = dict(SENT)
        self.what: dict[str, What] = {
            row.document: (row.commodity, row.fund, row.lot)
            for row in both.state.rows(PassageLine)
        }
        self.number = 0

    def tell(self, move: Move) -> str:
        """Try one thing; return the code of its refusal, if any."""
        self.number += 1
        try:
            getattr(self, move.deed.replace("-", "_"))(move)
        except Refusal as refusal:
            return refusal.code
        return ""

    def arrive(self, move: Move) -> None:
        """The depot counts some of what is on the road, however late."""
        scale = SENT[move.document] // 10
        came = min(self.road[move.document], move.count * scale)
        if not came:
            return
        commodity, fund, lot = self.what[move.document]
        facts = {"document": move.document, "sender": "hk"}
        told = {"commodity": commodity, "fund": fund, "count": str(came)}
        self.road[move.document] -= came
        if lot:
            lines = [{**told, "lot": lot}]
            self.depot.tell("goods.arrived", **facts, place="baoji", lines=lines)
            return
        if move.count % 2:
            whole = came * RATE
            told |= {"of": "GBP", "of_count": str(came), "commodity": "HKD"}
            told |= {"count": str(whole - 7), "fee": "7"}
        self.depot.tell("money.arrived", **facts, till="main", lines=[told])

    def hear_hub(self, move: Move) -> None:
        """The hub hears a little more of the depot's book."""
        hear(self.hub.books, self.depot.books, "baoji", most=move.count)

    def hear_depot(self, move: Move) -> None:
        """The depot hears a little more of the hub's book."""
        hear(self.depot.books, self.hub.books, "hk", most=move.count)

    def settle(self, move: Move) -> None:
        """The hub settles what it has heard was counted."""
        row, came = self._sent(move.document)
        self._settle(row, min(came - row.settled, move.count * row.sent // 10))

    def lose(self, move: Move) -> None:
        """The hub gives up some of what it has not heard of, or tries to."""
        row, _ = self._sent(move.document)
        self._lose(row, move.count * row.sent // 10)

    def undo(self, move: Move) -> None:
        """The hub takes back one of its losses."""
        state = self.hub.books.state
        lost = [one for one in state.find(Loss, "document", move.document) if one.count]
        if lost:
            entry = self._entry(lost[move.count % len(lost)].seq)
            self.hub.tell("correction.made", reason="found", _corrects=entry)

    def close(self, move: Move) -> None:
        """The hub puts an end to the passage: settles what came, gives up the rest."""
        row, came = self._sent(move.document)
        self._settle(row, came - row.settled)
        self._lose(row, row.sent - row.lost - came)

    def end(self) -> None:
        """Everything is counted, heard, corrected and settled."""
        for document in SENT:
            self.tell(Move("arrive", document, 10))
        hear(self.hub.books, self.depot.books, "baoji", most=1000)
        for document in SENT:
            while self._sent(document)[0].lost:
                assert self.tell(Move("undo", document, 0)) == ""
            assert self.tell(Move("close", document, 0)) == ""

    def _sent(self, document: str) -> tuple[PassageLine, int]:
        (row,) = self.hub.books.state.find(PassageLine, "document", document)
        return row, came_of(self.hub.books.state, document, self.what[document])

    def _settle(self, row: PassageLine, count: int) -> None:
        if count > 0:
            facts = {"document": row.document, "arrival_book": "baoji", "arrival": "a"}
            self.hub.tell("dispatch.settled", **facts, lines=[_line(row, count)])

    def _lose(self, row: PassageLine, count: int) -> None:
        if count > 0:
            facts = {"document": row.document, "body": "hk", "source": "transit"}
            facts |= {"at": row.document, "cause": "road", "loss": f"l{self.number}"}
            self.hub.tell("loss.accepted", **facts, lines=[_line(row, count)])

    def _entry(self, seq: int) -> str:
        number = self.hub.books.bodies()["hk"]
        (row,) = self.hub.books.state.find(EntryRow, "seq", number, seq)
        return row.entry

    def whole(self) -> State:
        """Return the state that both books add up to, wherever they were heard."""
        return folded(self.entries())

    def entries(self) -> dict[str, list[Made]]:
        """Return each book as its keeper has it."""
        hub, depot = self.hub.books, self.depot.books
        assert isinstance(hub, MemoryBooks)
        assert isinstance(depot, MemoryBooks)
        return {"hk": hub.entries["hk"], "baoji": depot.entries["baoji"]}


def came_of(state: State, document: str, what: What) -> int:
    """Return what receivers counted, and banks kept, of one line of the hub's."""
    return sum(
        row.count + row.fee
        for row in state.find(ArrivalLine, "document", document)
        if (row.sender, row.commodity, row.fund, row.lot) == ("hk", *what)
    )


def hear(books: object, other: object, body: str, *, most: int) -> None:
    """Hear a little more of a book from its keeper, in its own sequence."""
    assert isinstance(books, MemoryBooks)
    assert isinstance(other, MemoryBooks)
    held = len(books.entries[body])
    for made in other.entries[body][held : held + most]:
        fold_raw(books.state, made.raw, body=body)
        books.entries[body].append(made)
        books.heads[body].size += 1


def _line(row: PassageLine, count: int) -> dict[str, str]:
    told = {"commodity": row.commodity, "fund": row.fund, "count": str(count)}
    return {**told, **({"lot": row.lot} if row.lot else {})}


def _copy(books: MemoryBooks) -> MemoryBooks:
    copy = MemoryBooks()
    copy.heads = {body: replace(head) for body, head in books.heads.items()}
    copy.entries = {body: list(made) for body, made in books.entries.items()}
    copy.state = folded(copy.entries)
    return copy
