# SPDX-License-Identifier: Apache-2.0
"""What is said of a gift and what ends it: refused, valued, returned, passed on.

A valuation is a dated statement of its own: many stand side by side, the newest is
shown, and nothing is booked. What is still held may go back; what is held for another
can only go to its principal or back.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.appeals import count_given
from gungho.flows.gifts import Gift, GiftLineRow
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.money import require_currency
from gungho.flows.spending import require_held
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeCommitment,
    MaybeId,
    Natural,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State


class GiftRefused(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A gift is refused, with the reason and a letter; nothing is booked."""

    gift: Id
    giver: MaybeId
    commodity: Code
    reason: Id
    letter: MaybeCommitment = ""


class GiftValued(Payload, frozen=True, kw_only=True):
    """One line of a gift is valued: by whom, by what method; nothing is booked."""

    valuation: Id
    gift: Id
    line: Natural
    worth: Amount
    currency: Code
    method: Literal["invoice", "market", "expert", "giver-said"]
    valuer: Id
    document: MaybeId
    standing: Standing


class BackLine(Part, frozen=True, kw_only=True):
    """How much of one line of a gift goes, and from where it lies."""

    line: Natural
    count: Amount
    at: MaybeId = ""


class GiftReturned(Payload, frozen=True, kw_only=True):
    """All or a part of what is still held of a gift goes back to its giver."""

    back: Id
    gift: Id
    lines: tuple[BackLine, ...]
    reason: Id
    letter: MaybeCommitment


class GiftPassedOn(Payload, frozen=True, kw_only=True):
    """What was held for another goes to its principal."""

    back: Id
    gift: Id
    lines: tuple[BackLine, ...]
    document: MaybeId


class Valuation(Row, frozen=True, kw_only=True):
    """What one line of a gift was said to be worth; ``undone`` if it was corrected."""

    book: int
    valuation: str
    gift: str
    line: int
    worth: int
    currency: str
    method: str
    valuer: str
    document: str
    on: str
    seq: int
    standing: str
    undone: int
    key: ClassVar = ("book", "valuation")
    indexes: ClassVar = {"gift": ("gift",)}


class GiftBack(Row, frozen=True, kw_only=True):
    """What went back of one line of a gift, or on to its principal."""

    book: int
    back: str
    number: int
    gift: str
    line: int
    sort: str
    count: int
    reason: str
    letter: str
    document: str
    on: str
    seq: int
    undone: int
    key: ClassVar = ("book", "back", "number")
    indexes: ClassVar = {"gift": ("gift",), "back": ("book", "back")}


def gift_row(asking: Asking, gift: str) -> Gift:
    """Return a gift of this book that stands, or refuse ``gift.not-here``."""
    row = asking.state.get(Gift, asking.book, gift)
    if row is None or row.status != "received":
        raise Refusal("gift.not-here", gift=gift, book=asking.body)
    return row


def line_row(asking: Asking, gift: str, *, line: int) -> GiftLineRow:
    """Return a line of a gift, or refuse ``gift.no-line``."""
    row = asking.state.get(GiftLineRow, asking.book, gift, line)
    if row is None:
        raise Refusal("gift.no-line", gift=gift, line=line)
    return row


def _refuse(asking: Asking, facts: GiftRefused) -> Decision:
    if asking.state.get(Gift, asking.book, facts.gift):
        raise Refusal("gift.exists", gift=facts.gift)
    return Decision(facts)


def _refused(state: State, at: At, facts: GiftRefused) -> None:
    state.put(
        row_from(
            Gift, at, facts, words="", status="refused", standing="kept", cited="",
            original="", privacy="private", appeal="", pledge="", agency="",
        )
    )  # fmt: skip


def _value(asking: Asking, facts: GiftValued) -> Decision:
    if asking.state.get(Valuation, asking.book, facts.valuation):
        raise Refusal("valuation.exists", valuation=facts.valuation)
    gift_row(asking, facts.gift)
    line = line_row(asking, facts.gift, line=facts.line)
    require_currency(asking, facts.currency)
    if line.form == "cash":
        raise Refusal("valuation.cash", gift=facts.gift, line=facts.line)
    return Decision(facts)


def _valued(state: State, at: At, facts: GiftValued) -> None:
    state.put(row_from(Valuation, at, facts, worth=int(facts.worth), undone=0))


def _undo_valued(state: State, at: At, valuation: str) -> None:
    row = state.get(Valuation, at.book, valuation)
    if row:
        state.put(replace(row, undone=1))


Sides = Callable[[str, GiftLineRow], tuple[str, str]]


def _own(body: str, row: GiftLineRow) -> tuple[str, str]:
    """Return what a line of the body's own is booked on when it goes."""
    role = "cash" if row.form == "cash" else "stock"
    return f"{body}/returned/{row.gift}", f"{body}/{role}/{row.at}"


def _held(body: str, row: GiftLineRow) -> tuple[str, str]:
    """Return what a line that is held for another is booked on when it goes."""
    return f"{body}/agency/{row.gift}", f"{body}/custody/{row.gift}"


def _back(asking: Asking, facts: GiftReturned) -> Decision:
    gift = gift_row(asking, facts.gift)
    lines, postings = _taken(asking, facts, sides=_held if gift.agency else _own)
    return Decision(replace(facts, lines=lines), postings)


def _pass_on(asking: Asking, facts: GiftPassedOn) -> Decision:
    gift = gift_row(asking, facts.gift)
    if not gift.agency:
        raise Refusal("gift.not-agency", gift=facts.gift)
    lines, postings = _taken(asking, facts, sides=_held)
    return Decision(replace(facts, lines=lines), postings)


def _taken(
    asking: Asking, facts: GiftReturned | GiftPassedOn, *, sides: Sides
) -> tuple[tuple[BackLine, ...], tuple[Posting, ...]]:
    """Return the lines with their places, and what is booked for them."""
    if asking.state.find(GiftBack, "back", asking.book, facts.back):
        raise Refusal("gift.back-exists", back=facts.back)
    if not facts.lines:
        raise Refusal("gift.back-empty", gift=facts.gift)
    lines, postings = [], []
    left: dict[int, int] = {}
    for told in facts.lines:
        row = line_row(asking, facts.gift, line=told.line)
        if row.form not in ("cash", "goods"):
            raise Refusal("gift.back-used", gift=facts.gift, line=told.line)
        open_still = left.get(told.line, row.count - row.returned - row.passed)
        count = int(told.count)
        if count > open_still:
            raise Refusal(
                "gift.back-more", gift=facts.gift, line=told.line, left=str(open_still)
            )
        left[told.line] = open_still - count
        line = replace(told, at=told.at or row.at)
        debit, credit = sides(asking.body, replace(row, at=line.at))
        lines.append(line)
        postings.append(
            Posting(
                debit=debit, credit=credit, commodity=row.commodity, fund=row.fund,
                amount=count, lot=row.lot,
            )
        )  # fmt: skip
    require_held(asking, tuple(postings))
    return tuple(lines), tuple(postings)


def _returned(state: State, at: At, facts: GiftReturned) -> None:
    more = {"sort": "returned", "document": ""}
    _note_back(state, at, facts, more=more)


def _passed_on(state: State, at: At, facts: GiftPassedOn) -> None:
    more = {"sort": "passed", "reason": "", "letter": ""}
    _note_back(state, at, facts, more=more)


def _note_back(
    state: State, at: At, facts: GiftReturned | GiftPassedOn, *, more: dict[str, str]
) -> None:
    for number, line in enumerate(facts.lines):
        row = row_from(
            GiftBack, at, facts, number=number, line=line.line, count=int(line.count),
            undone=0, **more,
        )  # fmt: skip
        state.put(row)
        _count_back(state, at, row, count=row.count)


def _count_back(state: State, at: At, back: GiftBack, *, count: int) -> None:
    gift = state.get(Gift, at.book, back.gift)
    line = state.get(GiftLineRow, at.book, back.gift, back.line)
    if gift is None or line is None:
        return
    if back.sort == "passed":
        state.put(replace(line, passed=line.passed + count))
        return
    state.put(replace(line, returned=line.returned + count))
    if gift.appeal and gift.status == "received":
        count_given(
            state, at, appeal=gift.appeal, commodity=line.commodity, returned=count
        )


def _undo_back(state: State, at: At, back: str) -> None:
    for row in state.find(GiftBack, "back", at.book, back):
        if not row.undone:
            state.put(replace(row, undone=1))
            _count_back(state, at, row, count=-row.count)


ROWS: tuple[type[Row], ...] = (Valuation, GiftBack)
KINDS = (
    Kind(
        name="gift.refused",
        version=2,
        payload=GiftRefused,
        decide=_refuse,
        evolve=_refused,
        subject="gift",
    ),
    Kind(
        name="gift.valued",
        payload=GiftValued,
        decide=_value,
        evolve=_valued,
        subject="valuation",
        undo=_undo_valued,
    ),
    Kind(
        name="gift.returned",
        payload=GiftReturned,
        decide=_back,
        evolve=_returned,
        permitted=pairs("returned<cash", "returned<stock", "agency<custody"),
        spends=True,
        subject="back",
        undo=_undo_back,
    ),
    Kind(
        name="gift.passed_on",
        payload=GiftPassedOn,
        decide=_pass_on,
        evolve=_passed_on,
        permitted=pairs("agency<custody"),
        spends=True,
        subject="back",
        undo=_undo_back,
    ),
)
