# SPDX-License-Identifier: Apache-2.0
"""A receipt is the paper a giver gets: a number of the body's own, used once.

The numbers lie in the block that a hub gave when it recognised the body; a hub has a
series of its own beside the blocks it gave. So no two bodies of a movement share one.
The paper describes what was given, and states a worth only where the series says that
its country allows it. The code is the number with a check sign by ISO 7064, MOD 37,36.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.gift_ends import Valuation, gift_row
from gungho.flows.gift_sums import ROWS as SUMS
from gungho.flows.gift_sums import GiftReceipt, count_gifts, has_receipt
from gungho.flows.gifts import Gift
from gungho.flows.keeping import HUB, Recognition, keeping_of
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.wire import Id, MaybeCode, MaybeId, Natural, Payload
from gungho.ledger.state import Row, State
from gungho.measure.check_code import checked, code_digits


class ReceiptsOpened(Payload, frozen=True, kw_only=True):
    """A body opens a series of receipts in its own block of numbers."""

    series: Id
    first_number: Natural
    last_number: Natural
    worth: Literal["unstated", "stated"]
    country: MaybeCode


class ReceiptIssued(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A gift gets its receipt; without a number it gets the next of the series."""

    series: Id
    gift: Id
    valuation: MaybeId = ""
    number: Natural = 0
    code: MaybeCode = ""


class ReceiptSeries(Row, frozen=True, kw_only=True):
    """A series of receipts; ``newest`` is the highest number that was used."""

    book: int
    series: str
    first_number: int
    last_number: int
    worth: str
    country: str
    newest: int
    on: str
    seq: int
    key: ClassVar = ("book", "series")
    indexes: ClassVar = {"book": ("book",)}


def code_of(number: int) -> str:
    """Return a receipt's short code: the number in 32 signs, and a check sign."""
    return checked(code_digits(number))


def _open(asking: Asking, facts: ReceiptsOpened) -> Decision:
    first, last = facts.first_number, facts.last_number
    if asking.state.get(ReceiptSeries, asking.book, facts.series):
        raise Refusal("receipts.exists", series=facts.series)
    if not 0 < first <= last:
        raise Refusal("receipts.numbers", first=first, last=last)
    _require_free(asking, facts, book=asking.book)
    _require_own(asking, facts)
    return Decision(facts)


def _require_free(asking: Asking, facts: ReceiptsOpened, *, book: int) -> None:
    """Refuse numbers that a series of a book has already: ``receipts.overlap``."""
    for row in asking.state.find(ReceiptSeries, "book", book):
        if _overlap(facts, row):
            raise Refusal("receipts.overlap", series=facts.series, other=row.series)


def _require_own(asking: Asking, facts: ReceiptsOpened) -> None:
    """Refuse numbers that are not this body's own.

    What the hub had opened for itself before it gave the block stays the hub's.
    Raises Refusal ``receipts.outside``, ``receipts.no-block`` or ``receipts.given``.
    """
    blocks = [
        row
        for row in asking.state.find(Recognition, "body", asking.body)
        if row.last_number
        and row.known == str(asking.book)
        and _is_hub(asking.state, row.book)
    ]
    for row in blocks:
        _require_free(asking, facts, book=row.book)
        first, last = facts.first_number, facts.last_number
        if row.first_number <= first and last <= row.last_number:
            return
    if blocks:
        first, last = blocks[0].first_number, blocks[0].last_number
        raise Refusal("receipts.outside", first=first, last=last)
    if not _is_hub(asking.state, asking.book):
        raise Refusal("receipts.no-block", body=asking.body)
    for row in asking.state.find(Recognition, "book", asking.book):
        if row.last_number and _overlap(facts, row):
            raise Refusal("receipts.given", body=row.body)


def _overlap(facts: ReceiptsOpened, row: ReceiptSeries | Recognition) -> bool:
    first, last = row.first_number, row.last_number
    return facts.first_number <= last and first <= facts.last_number


def _is_hub(state: State, book: int) -> bool:
    keeping = keeping_of(state, book)
    return keeping is not None and keeping.form == HUB


def _opened(state: State, at: At, facts: ReceiptsOpened) -> None:
    state.put(row_from(ReceiptSeries, at, facts, newest=facts.first_number - 1))


def _issue(asking: Asking, facts: ReceiptIssued) -> Decision:
    series = asking.state.get(ReceiptSeries, asking.book, facts.series)
    if series is None:
        raise Refusal("receipts.unknown", series=facts.series)
    gift = gift_row(asking, facts.gift)
    if gift.agency:
        raise Refusal("receipt.agency", gift=facts.gift, principal=gift.agency)
    for held in asking.state.find(GiftReceipt, "gift", facts.gift):
        if held.book == asking.book and held.status == "issued":
            raise Refusal("receipt.exists", gift=facts.gift, number=held.number)
    number = facts.number or series.newest + 1
    if not series.first_number <= number <= series.last_number:
        raise Refusal(
            "receipt.outside", number=number, series=series.series,
            first=series.first_number, last=series.last_number,
        )  # fmt: skip
    used = asking.state.get(GiftReceipt, asking.book, number)
    if used:
        raise Refusal("receipt.used", number=number, gift=used.gift)
    _require_worth(asking, facts, series=series)
    code = code_of(number)
    if facts.code not in ("", code):
        raise Refusal("receipt.code", number=number, code=code)
    return Decision(replace(facts, number=number, code=code))


def _require_worth(
    asking: Asking, facts: ReceiptIssued, *, series: ReceiptSeries
) -> None:
    """Refuse a worth that the country does not let a receipt state."""
    if not facts.valuation:
        return
    if series.worth != "stated":
        raise Refusal("receipt.no-worth", series=series.series)
    row = asking.state.get(Valuation, asking.book, facts.valuation)
    if row is None or row.undone or row.gift != facts.gift:
        raise Refusal("valuation.unknown", valuation=facts.valuation, gift=facts.gift)


def _issued(state: State, at: At, facts: ReceiptIssued) -> None:
    gift = state.get(Gift, at.book, facts.gift)
    if gift and gift.giver and not has_receipt(state, at.book, gift=facts.gift):
        count_gifts(state, at.book, sort="due", more=-1)
    state.put(row_from(GiftReceipt, at, facts, status="issued"))
    series = state.get(ReceiptSeries, at.book, facts.series)
    if series:
        state.put(replace(series, newest=max(series.newest, facts.number)))


def _undo_issued(state: State, at: At, code: str) -> None:
    for row in state.find(GiftReceipt, "code", code):
        if row.book == at.book:
            state.put(replace(row, status="void"))


ROWS: tuple[type[Row], ...] = (ReceiptSeries, *SUMS)
KINDS = (
    Kind(
        name="receipt.series_opened",
        payload=ReceiptsOpened,
        decide=_open,
        evolve=_opened,
        subject="series",
    ),
    Kind(
        name="receipt.issued",
        payload=ReceiptIssued,
        decide=_issue,
        evolve=_issued,
        subject="code",
        undo=_undo_issued,
    ),
)
