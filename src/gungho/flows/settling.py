# SPDX-License-Identifier: Apache-2.0
"""The sender settles what the receiver counted, citing the arrival."""

from __future__ import annotations

from collections import Counter

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, pairs
from gungho.flows.passages import (
    Line,
    Passage,
    PassageLine,
    What,
    counted_of,
    line_posting,
)
from gungho.flows.spending import require_held
from gungho.flows.wire import Id, Payload
from gungho.ledger.state import Row, State


class DispatchSettled(Payload, frozen=True, kw_only=True):
    """The sender settles what the receiver counted, citing the arrival."""

    document: Id
    arrival_book: Id
    arrival: Id
    lines: tuple[Line, ...]


def _settle(asking: Asking, facts: DispatchSettled) -> Decision:
    passage = asking.state.get(Passage, asking.book, facts.document)
    if passage is None:
        raise Refusal("passage.unknown", document=facts.document)
    asked: Counter[What] = Counter()
    for line in facts.lines:
        what = (line.commodity, line.fund, line.lot)
        asked[what] += int(line.count)
        settled = _open_line(asking, line, document=facts.document).settled
        counted = counted_of(asking, document=facts.document, what=what)
        if settled + asked[what] > counted:
            raise Refusal(
                "settle.not-counted",
                document=facts.document,
                counted=str(counted),
                asked=str(settled + asked[what]),
            )
    postings = tuple(
        line_posting(
            asking,
            line,
            debit=f"passed/{passage.receiver}",
            credit=f"transit/{facts.document}",
        )
        for line in facts.lines
    )
    require_held(asking, postings)
    return Decision(facts, postings)


def _open_line(asking: Asking, line: Line, *, document: str) -> PassageLine:
    row = asking.state.get(
        PassageLine, asking.book, document, line.commodity, line.fund, line.lot
    )
    if row is None:
        raise Refusal("passage.no-line", document=document, commodity=line.commodity)
    return row


def _settled(state: State, at: At, facts: DispatchSettled) -> None:
    for line in facts.lines:
        key = (at.book, facts.document, line.commodity, line.fund, line.lot)
        row = state.get(PassageLine, *key)
        if row:
            state.put(replace(row, settled=row.settled + int(line.count)))


ROWS: tuple[type[Row], ...] = ()
KINDS = (
    Kind(
        name="dispatch.settled",
        payload=DispatchSettled,
        decide=_settle,
        evolve=_settled,
        permitted=pairs("passed<transit"),
        subject="document",
    ),
)
