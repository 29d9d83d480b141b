# SPDX-License-Identifier: Apache-2.0
"""A paper is one side of a passage that waits for the other side.

What was sent waits to be counted, what was counted waits for its sending or its
settlement, and what differs waits for whoever must answer. A paper is chased, round by
round, and an entry of the other body's about it is disputed, never corrected. Neither
books anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.corrections import EntryRow
from gungho.flows.keeping import Keeping
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.passages import ArrivalLine, Passage, PassageLine
from gungho.flows.wire import Id, Natural, Payload
from gungho.ledger.state import Row, State

Waiting = Literal["sent", "unheard", "differs", "unsettled", "done"]


class PaperChased(Payload, frozen=True, kw_only=True):
    """The other side of a paper is asked to answer, for the first time or again."""

    document: Id
    body: Id
    round: Natural


class PaperDisputed(Payload, frozen=True, kw_only=True):
    """An entry in another body's book about a paper is disputed, with the reason."""

    document: Id
    entry_book: Id
    entry: Id
    reason: Id


class DisputeEnded(Payload, frozen=True, kw_only=True):
    """A dispute about a paper has ended: corrected, withdrawn, or agreed otherwise."""

    document: Id
    outcome: Literal["corrected", "withdrawn", "agreed"]


class Chase(Row, frozen=True, kw_only=True):
    """One round of asking the other side of a paper."""

    book: int
    document: str
    body: str
    round: int
    on: str
    seq: int
    key: ClassVar = ("book", "document", "body", "round")
    indexes: ClassVar = {"document": ("document",)}


class Dispute(Row, frozen=True, kw_only=True):
    """A disputed entry of another book; open while it has no outcome."""

    book: int
    seq: int
    document: str
    entry_book: str
    entry: str
    reason: str
    on: str
    outcome: str
    ended_on: str
    key: ClassVar = ("book", "seq")
    indexes: ClassVar = {"document": ("document",)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """One line of a paper, both sides of it, in the currency or item that was sent.

    ``came`` is what was counted and what banks kept.
    """

    commodity: str
    fund: str
    lot: str
    sent: int = 0
    settled: int = 0
    lost: int = 0
    came: int = 0

    @property
    def differs(self) -> bool:
        """True if counted and lost are not just what was sent."""
        return self.came + self.lost != self.sent

    @property
    def done(self) -> bool:
        """True if nothing of this line waits for anybody."""
        return not self.differs and self.settled + self.lost == self.sent


def waiting_of(tallies: Iterable[Tally]) -> Waiting:
    """Return what a paper with these lines waits for."""
    lines = tuple(tallies)
    if all(line.done for line in lines):
        return "done"
    if not any(line.sent for line in lines):
        return "unheard"
    if not any(line.came for line in lines):
        return "sent"
    return "differs" if any(line.differs for line in lines) else "unsettled"


def tallies_of(state: State, *, document: str, sender: str) -> tuple[Tally, ...]:
    """Return the lines of a sender's document as both sides have told them."""
    books = {
        passage.book
        for passage in state.find(Passage, "document", document)
        if passage.sender == sender
    }
    found: dict[tuple[str, str, str], Tally] = {}
    for row in state.find(PassageLine, "document", document):
        if row.book in books:
            what = (row.commodity, row.fund, row.lot)
            found[what] = Tally(
                commodity=row.commodity, fund=row.fund, lot=row.lot,
                sent=row.sent, settled=row.settled, lost=row.lost,
            )  # fmt: skip
    came: dict[tuple[str, str, str], int] = {}
    for one in state.find(ArrivalLine, "document", document):
        if one.sender == sender and one.came:
            what = (one.commodity, one.fund, one.lot)
            came[what] = came.get(what, 0) + one.count + one.fee
    for what, count in came.items():
        known = found.get(what, Tally(commodity=what[0], fund=what[1], lot=what[2]))
        found[what] = Tally(
            commodity=what[0], fund=what[1], lot=what[2],
            sent=known.sent, settled=known.settled, lost=known.lost, came=count,
        )  # fmt: skip
    return tuple(found.values())


def _other_sides(asking: Asking, document: str) -> dict[str, Waiting]:
    """Return who is on the other side of a paper in this book, and what it waits for.

    Raises Refusal ``paper.unknown``.
    """
    senders: dict[str, str] = {}
    for passage in asking.state.find(Passage, "document", document):
        if passage.book == asking.book:
            senders[passage.receiver] = passage.sender
        elif passage.receiver == asking.body:
            senders[passage.sender] = passage.sender
    for row in asking.state.find(ArrivalLine, "document", document):
        if row.book == asking.book and row.came:
            senders[row.sender] = row.sender
    found = {
        other: waiting_of(tallies_of(asking.state, document=document, sender=sender))
        for other, sender in senders.items()
    }
    if not found:
        raise Refusal("paper.unknown", document=document, book=asking.body)
    return found


def _chase(asking: Asking, facts: PaperChased) -> Decision:
    sides = _other_sides(asking, facts.document)
    if facts.body not in sides:
        raise Refusal("chase.other-body", document=facts.document, body=facts.body)
    if sides[facts.body] == "done":
        raise Refusal("chase.nothing", document=facts.document, body=facts.body)
    rounds = [
        row.round
        for row in asking.state.find(Chase, "document", facts.document)
        if (row.book, row.body) == (asking.book, facts.body)
    ]
    wanted = max(rounds, default=0) + 1
    if facts.round != wanted:
        raise Refusal("chase.other-round", document=facts.document, wanted=str(wanted))
    return Decision(facts)


def _chased(state: State, at: At, facts: PaperChased) -> None:
    state.put(row_from(Chase, at, facts))


def _dispute(asking: Asking, facts: PaperDisputed) -> Decision:
    if facts.entry_book == asking.body:
        raise Refusal("dispute.own-entry", entry=facts.entry, book=asking.body)
    _other_sides(asking, facts.document)
    books = {row.book for row in asking.state.find(Keeping, "body", facts.entry_book)}
    rows = [asking.state.get(EntryRow, book, facts.entry) for book in sorted(books)]
    if not any(row and row.subject == facts.document for row in rows):
        raise Refusal(
            "dispute.unknown-entry",
            document=facts.document,
            entry=facts.entry,
            book=facts.entry_book,
        )
    if _open(asking.state, book=asking.book, document=facts.document):
        raise Refusal("dispute.exists", document=facts.document)
    return Decision(facts)


def _disputed(state: State, at: At, facts: PaperDisputed) -> None:
    state.put(row_from(Dispute, at, facts, outcome="", ended_on=""))


def _open(state: State, *, book: int, document: str) -> list[Dispute]:
    return [
        row
        for row in state.find(Dispute, "document", document)
        if row.book == book and not row.outcome
    ]


def _end(asking: Asking, facts: DisputeEnded) -> Decision:
    if not _open(asking.state, book=asking.book, document=facts.document):
        raise Refusal("dispute.none", document=facts.document)
    return Decision(facts)


def _ended(state: State, at: At, facts: DisputeEnded) -> None:
    for row in _open(state, book=at.book, document=facts.document):
        state.put(replace(row, outcome=facts.outcome, ended_on=at.happened))


ROWS: tuple[type[Row], ...] = (Chase, Dispute)
KINDS = (
    Kind(
        name="paper.chased",
        payload=PaperChased,
        decide=_chase,
        evolve=_chased,
        subject="document",
    ),
    Kind(
        name="paper.disputed",
        payload=PaperDisputed,
        decide=_dispute,
        evolve=_disputed,
        subject="document",
    ),
    Kind(
        name="dispute.ended",
        payload=DisputeEnded,
        decide=_end,
        evolve=_ended,
        subject="document",
    ),
)
