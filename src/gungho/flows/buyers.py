# SPDX-License-Identifier: Apache-2.0
"""A buyer is a party abroad that orders goods and pays for them; it gives nothing.

A list of refused parties names those with whom nobody here trades; a buyer on it gets
no quotation and no order until somebody strikes it off, with the reason.
"""

from __future__ import annotations

from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.wire import Code, Id, MaybeCommitment, MaybeId, Payload, Standing
from gungho.ledger.state import Row, State
from gungho.measure.codes import is_country


class BuyerNoted(Payload, frozen=True, kw_only=True):
    """A buyer is noted; the country is ISO 3166-1 alpha-2, the name a card."""

    buyer: Id
    country: Code
    place: MaybeId
    currency: Code
    card: MaybeCommitment
    standing: Standing
    cited: MaybeId


class BuyerRefused(Payload, frozen=True, kw_only=True):
    """A buyer is found on a list of refused parties."""

    buyer: Id
    list: Id
    reason: Id


class BuyerAdmitted(Payload, frozen=True, kw_only=True):
    """A buyer that was refused may order again."""

    buyer: Id
    reason: Id


class Buyer(Row, frozen=True, kw_only=True):
    """A buyer; ``refused`` is the list it stands on, "" if none."""

    book: int
    buyer: str
    country: str
    place: str
    currency: str
    card: str
    refused: str
    reason: str
    on: str
    seq: int
    standing: str
    cited: str
    key: ClassVar = ("book", "buyer")
    indexes: ClassVar = {"book": ("book",)}


def buyer_row(asking: Asking, buyer: str) -> Buyer:
    """Return a buyer with whom this book trades.

    Raises Refusal ``buyer.unknown`` or ``buyer.refused``.
    """
    row = asking.state.get(Buyer, asking.book, buyer)
    if row is None:
        raise Refusal("buyer.unknown", buyer=buyer)
    if row.refused:
        raise Refusal("buyer.refused", buyer=buyer, list=row.refused)
    return row


def _note(asking: Asking, facts: BuyerNoted) -> Decision:
    if asking.state.get(Buyer, asking.book, facts.buyer):
        raise Refusal("buyer.exists", buyer=facts.buyer)
    if not is_country(facts.country):
        raise Refusal("code.unlisted", code=facts.country, table="ISO 3166")
    require_currency(asking, facts.currency)
    return Decision(facts)


def _noted(state: State, at: At, facts: BuyerNoted) -> None:
    state.put(row_from(Buyer, at, facts, refused="", reason=""))


def _refuse(asking: Asking, facts: BuyerRefused) -> Decision:
    buyer_row(asking, facts.buyer)
    return Decision(facts)


def _refused(state: State, at: At, facts: BuyerRefused) -> None:
    row = state.get(Buyer, at.book, facts.buyer)
    if row:
        state.put(replace(row, refused=facts.list, reason=facts.reason))


def _admit(asking: Asking, facts: BuyerAdmitted) -> Decision:
    row = asking.state.get(Buyer, asking.book, facts.buyer)
    if row is None or not row.refused:
        raise Refusal("buyer.not-refused", buyer=facts.buyer)
    return Decision(facts)


def _admitted(state: State, at: At, facts: BuyerAdmitted) -> None:
    row = state.get(Buyer, at.book, facts.buyer)
    if row:
        state.put(replace(row, refused="", reason=facts.reason))


ROWS: tuple[type[Row], ...] = (Buyer,)
KINDS = (
    Kind(
        name="buyer.noted",
        payload=BuyerNoted,
        decide=_note,
        evolve=_noted,
        subject="buyer",
    ),
    Kind(
        name="buyer.refused",
        payload=BuyerRefused,
        decide=_refuse,
        evolve=_refused,
        subject="buyer",
    ),
    Kind(
        name="buyer.admitted",
        payload=BuyerAdmitted,
        decide=_admit,
        evolve=_admitted,
        subject="buyer",
    ),
)
