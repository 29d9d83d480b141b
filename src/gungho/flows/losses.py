# SPDX-License-Identifier: Apache-2.0
"""A discrepancy is the difference between what was sent and what was counted.

A loss is a discrepancy accepted as final, with its cause, custodian and fund; only the
sender accepts what was lost on the way (law 7), and never what the receiver is known to
have counted. What comes in spite of an accepted loss is found: the sender corrects the
loss, which puts it back on the way, and settles it.
"""

from __future__ import annotations

from collections import Counter
from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.corrections import EntryRow
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.passages import Line, PassageLine, What, counted_of
from gungho.flows.spending import require_held
from gungho.flows.wire import Id, MaybeId, Payload, Standing
from gungho.ledger.accounts import role_of
from gungho.ledger.balances import postings_of
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class DiscrepancyRaised(Payload, frozen=True, kw_only=True):
    """What was counted differs from what was sent; the cause as far as it is known."""

    discrepancy: Id
    document: Id
    cause: Id
    lines: tuple[Line, ...]
    standing: Standing


class LossAccepted(Payload, frozen=True, kw_only=True):
    """A loss is accepted as final, with its cause, the custodian and the fund."""

    loss: Id
    document: MaybeId
    body: Id
    source: Literal["transit", "stock", "cash"]
    at: Id
    cause: Id
    custodian: MaybeId
    lines: tuple[Line, ...]
    standing: Standing
    cited: MaybeId


class Discrepancy(Row, frozen=True, kw_only=True):
    """A difference between what was sent and what was counted."""

    book: int
    discrepancy: str
    document: str
    cause: str
    commodity: str
    fund: str
    lot: str
    count: int
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "discrepancy", "commodity", "fund", "lot")
    indexes: ClassVar = {"document": ("document",)}


class Loss(Row, frozen=True, kw_only=True):
    """A loss accepted as final; one that was corrected counts nothing any more."""

    book: int
    loss: str
    document: str
    cause: str
    custodian: str
    commodity: str
    fund: str
    lot: str
    count: int
    on: str
    seq: int
    standing: str
    cited: str
    key: ClassVar = ("book", "loss", "commodity", "fund", "lot")
    indexes: ClassVar = {"document": ("document",), "book": ("book",)}


def _raise(asking: Asking, facts: DiscrepancyRaised) -> Decision:
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        if asking.state.get(Discrepancy, asking.book, facts.discrepancy, *what):
            raise Refusal("discrepancy.exists", discrepancy=facts.discrepancy)
    return Decision(facts)


def _raised(state: State, at: At, facts: DiscrepancyRaised) -> None:
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        before = state.get(Discrepancy, at.book, facts.discrepancy, *what)
        state.put(
            row_from(
                Discrepancy, at, facts, commodity=line.commodity, fund=line.fund,
                lot=line.lot, count=int(line.count) + (before.count if before else 0),
            )
        )  # fmt: skip


def _lose(asking: Asking, facts: LossAccepted) -> Decision:
    if facts.source == "transit" and facts.at != facts.document:
        raise Refusal("loss.other-document", loss=facts.loss, document=facts.at)
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        if asking.state.get(Loss, asking.book, facts.loss, *what):
            raise Refusal("loss.exists", loss=facts.loss)
    postings = tuple(
        Posting(
            debit=f"{facts.body}/losses/{facts.cause}",
            credit=f"{facts.body}/{facts.source}/{facts.at}",
            commodity=line.commodity,
            fund=line.fund,
            amount=int(line.count),
            lot=line.lot,
        )
        for line in facts.lines
    )
    require_held(asking, postings)
    if facts.source == "transit":
        _require_missing(asking, facts)
    return Decision(facts, postings)


def _require_missing(asking: Asking, facts: LossAccepted) -> None:
    """Refuse to lose on the way what the receiver is known to have counted."""
    asked: Counter[What] = Counter()
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        asked[what] += int(line.count)
        row = asking.state.get(PassageLine, asking.book, facts.document, *what)
        if row is None:
            continue
        came = counted_of(asking, document=facts.document, what=what)
        missing = row.sent - row.lost - came
        if came and asked[what] > missing:
            raise Refusal(
                "loss.was-counted",
                document=facts.document,
                commodity=line.commodity,
                missing=str(max(0, missing)),
                asked=str(asked[what]),
            )


def _lost(state: State, at: At, facts: LossAccepted) -> None:
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        row = state.get(PassageLine, at.book, facts.document, *what)
        if row and facts.source == "transit":
            state.put(replace(row, lost=row.lost + int(line.count)))
        known = state.get(Loss, at.book, facts.loss, *what)
        state.put(
            row_from(
                Loss, at, facts, commodity=line.commodity, fund=line.fund,
                lot=line.lot, count=int(line.count) + (known.count if known else 0),
            )
        )  # fmt: skip


def _unlost(state: State, at: At, document: str) -> None:
    """Put back on the way, or where it lay, what a corrected loss had taken."""
    entry = state.get(EntryRow, at.book, at.corrects)
    if entry is None:
        return
    for posting in postings_of(state, at.book, entry.seq):
        what = (posting.commodity, posting.fund, posting.lot)
        row = state.get(PassageLine, at.book, document, *what)
        if row and role_of(posting.credit) == "transit":
            state.put(replace(row, lost=row.lost - posting.amount))
    for loss in state.find(Loss, "document", document):
        if (loss.book, loss.seq) == (at.book, entry.seq):
            state.put(replace(loss, count=0))


ROWS: tuple[type[Row], ...] = (Discrepancy, Loss)
KINDS = (
    Kind(
        name="discrepancy.raised",
        payload=DiscrepancyRaised,
        decide=_raise,
        evolve=_raised,
        subject="document",
    ),
    Kind(
        name="loss.accepted",
        payload=LossAccepted,
        decide=_lose,
        evolve=_lost,
        undo=_unlost,
        permitted=pairs("losses<transit", "losses<stock", "losses<cash"),
        spends=True,
        subject="document",
    ),
)
