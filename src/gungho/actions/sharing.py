# SPDX-License-Identifier: Apache-2.0
"""Sharing says which books and cards may travel to whom (law 11).

Exact workshop places and coming journeys stand in the books of depots and federations:
they go to those who move or make the goods, not abroad. A card travels only where the
entry that cites it is of a public sort; a person's name and a giver's words never do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gungho.errors import Refusal
from gungho.flows.keeping import Keeping
from gungho.journal import Entry
from gungho.ledger.state import State

ABROAD = frozenset({"committee", "hub", "headquarters"})
INLAND = frozenset({"depot", "federation", "coop"})
SEES: dict[str, frozenset[str]] = {
    "hub": ABROAD | INLAND,
    "headquarters": ABROAD | INLAND,
    "depot": frozenset({"hub", "headquarters"}) | INLAND,
    "federation": frozenset({"hub", "headquarters"}) | INLAND,
    "coop": frozenset({"hub", "headquarters"}) | INLAND,
    "committee": ABROAD,
}
CARDS: frozenset[tuple[str, str]] = frozenset(
    {
        ("body.registered", "card"),
        ("place.noted", "card"),
        ("item.defined", "card"),
        ("fund.opened", "card"),
        ("fund.opened", "words"),
        ("thanks.sent", "letter"),
    }
)


def receiver_of(state: State, body: str) -> Keeping:
    """Return who keeps the receiver's book, or refuse ``bundle.receiver-unknown``."""
    found = state.find(Keeping, "body", body)
    if not found:
        raise Refusal("bundle.receiver-unknown", body=body)
    return max(found, key=lambda row: row.seq)


def may_see(state: State, *, receiver: Keeping, book: int) -> bool:
    """Return True if a book may travel to a receiver."""
    opened = state.get(Keeping, book, 0)
    if opened is None:
        return False
    forms = SEES.get(receiver.form, frozenset())
    return opened.body == receiver.body or opened.form in forms


def cited(entry: Entry) -> Iterator[str]:
    """Yield the commitments of the cards that may travel with an entry."""
    payload: dict[str, Any] = entry.payload
    for kind, name in CARDS:
        if kind == entry.kind and payload.get(name):
            yield str(payload[name])
