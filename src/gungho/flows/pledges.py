# SPDX-License-Identifier: Apache-2.0
"""A pledge is a stated wish to give, part by part; nothing is booked for it.

Gifts settle it, the oldest part first; what will not come is released, with a reason.
For every part: paid + released + open = pledged.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.appeals import require_open
from gungho.flows.funds import fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.registry import item_row
from gungho.flows.schedules import PARTS_MOST, number, text
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeAmount,
    MaybeCommitment,
    MaybeDay,
    MaybeId,
    Natural,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.state import Row, State
from gungho.measure import MAX_COUNT, parse_day

Privacy = Literal["public", "private", "anonymous"]


class PledgedPart(Part, frozen=True, kw_only=True):
    """How much is promised for one day, or for no day in particular."""

    count: Amount
    due: MaybeDay = ""


class Settles(Part, frozen=True, kw_only=True):
    """What of one part of a pledge is settled or released, counted from 1."""

    part: Natural
    count: Amount


class PledgeMade(Payload, frozen=True, kw_only=True):
    """Someone pledges to give, part by part."""

    pledge: Id
    giver: MaybeId
    appeal: MaybeId
    commodity: Code
    fund: Id
    parts: tuple[PledgedPart, ...]
    words: MaybeCommitment
    standing: Standing
    privacy: Privacy = "public"


class PledgeReleased(Payload, frozen=True, kw_only=True):
    """All or a part of what is open of a pledge is no longer expected."""

    release: Id
    pledge: Id
    count: MaybeAmount
    reason: Id
    parts: tuple[Settles, ...] = ()


class Pledge(Row, frozen=True, kw_only=True):
    """A pledge: what was promised, what came of it, what was released."""

    book: int
    pledge: str
    giver: str
    privacy: str
    appeal: str
    commodity: str
    fund: str
    count: int
    paid: int
    released: int
    words: str
    on: str
    seq: int
    standing: str
    status: str
    key: ClassVar = ("book", "pledge")
    indexes: ClassVar = {"appeal": ("appeal",), "giver": ("giver",), "book": ("book",)}
    sought: ClassVar = {"sum": ("count", "book", "pledge")}

    @property
    def open(self) -> int:
        """What is still expected."""
        return self.count - self.paid - self.released


class PledgePart(Row, frozen=True, kw_only=True):
    """One part of a pledge; the parts are kept in the order of their days."""

    book: int
    pledge: str
    part: int
    due: str
    count: int
    paid: int
    released: int
    key: ClassVar = ("book", "pledge", "part")
    indexes: ClassVar = {"pledge": ("book", "pledge")}

    @property
    def open(self) -> int:
        """What of this part is still expected."""
        return self.count - self.paid - self.released


class PledgeDeed(Row, frozen=True, kw_only=True):
    """What a gift or a release did to one part of a pledge; undone, it counts not."""

    book: int
    source: str
    part: int
    pledge: str
    sort: str
    count: int
    reason: str
    undone: int
    on: str
    seq: int
    key: ClassVar = ("book", "source", "part")
    indexes: ClassVar = {"pledge": ("book", "pledge"), "source": ("book", "source")}


def pledge_row(asking: Asking, pledge: str) -> Pledge:
    """Return a pledge of this book that still stands, or refuse ``pledge.unknown``."""
    row = asking.state.get(Pledge, asking.book, pledge)
    if row is None or row.status != "made":
        raise Refusal("pledge.unknown", pledge=pledge)
    return row


def settled_by(
    asking: Asking, *, pledge: str, given: Sequence[tuple[str, int]]
) -> tuple[Settles, ...]:
    """Return what a gift's ``(commodity, count)`` lines settle of a pledge.

    Raises Refusal ``pledge.other-commodity`` when none of them is what was pledged.
    """
    row = pledge_row(asking, pledge)
    counts = [count for code, count in given if code == row.commodity]
    if not counts:
        raise Refusal("pledge.other-commodity", pledge=pledge, commodity=row.commodity)
    return _oldest(asking, row, count=sum(counts))


def settle_pledge(
    state: State,
    at: At,
    *,
    pledge: str,
    parts: Sequence[Settles],
    deed: tuple[str, str, str],
) -> None:
    """Settle or release parts of a pledge; ``deed`` is sort, source and reason."""
    sort, source, reason = deed
    for part in parts:
        count = int(part.count)
        row = PledgeDeed(
            book=at.book, source=f"{sort}:{source}", part=part.part, pledge=pledge,
            sort=sort, count=count, reason=reason, undone=0, on=at.happened,
            seq=at.seq,
        )  # fmt: skip
        state.put(row)
        _add(state, row, count=count)


def unsettle(state: State, at: At, *, sort: str, source: str) -> None:
    """Take back what a gift or a release did to a pledge."""
    for deed in state.find(PledgeDeed, "source", at.book, f"{sort}:{source}"):
        if not deed.undone:
            _add(state, deed, count=-deed.count)
            state.put(replace(deed, undone=1))


def _add(state: State, deed: PledgeDeed, *, count: int) -> None:
    row = state.get(Pledge, deed.book, deed.pledge)
    held = state.get(PledgePart, deed.book, deed.pledge, deed.part)
    paid = count if deed.sort == "paid" else 0
    released = count - paid
    if row:
        state.put(replace(row, paid=row.paid + paid, released=row.released + released))
    if held:
        state.put(
            replace(held, paid=held.paid + paid, released=held.released + released)
        )


def _oldest(asking: Asking, row: Pledge, *, count: int) -> tuple[Settles, ...]:
    """Return so much of what is open, the part with the oldest day first."""
    found = []
    for part in asking.state.find(PledgePart, "pledge", row.book, row.pledge):
        taken = min(count, part.open)
        count -= taken
        if taken:
            found.append(Settles(part=part.part, count=str(taken)))
    return tuple(found)


def _make(asking: Asking, facts: PledgeMade) -> Decision:
    if asking.state.get(Pledge, asking.book, facts.pledge):
        raise Refusal("pledge.exists", pledge=facts.pledge)
    item_row(asking.state, facts.commodity)
    fund_row(asking.state, asking.book, facts.fund)
    if facts.appeal:
        require_open(asking, facts.appeal, funds=(facts.fund,))
    if facts.privacy == "anonymous" and facts.giver:
        raise Refusal("gift.anonymous", giver=facts.giver)
    if not 0 < len(facts.parts) <= PARTS_MOST:
        raise Refusal(
            "pledge.parts", pledge=facts.pledge, parts=len(facts.parts), most=PARTS_MOST
        )
    _require_order(facts)
    total = sum(int(part.count) for part in facts.parts)
    if total >= MAX_COUNT:
        raise Refusal("booking.too-large", kind="pledge.made", amount=str(total))
    return Decision(facts)


def _require_order(facts: PledgeMade) -> None:
    """Refuse parts whose days are not in order: ``pledge.order``.

    A part without a day comes last: it is never late.
    """
    days = [part.due for part in facts.parts]
    for day in filter(None, days):
        parse_day(day)
    for before, day in pairwise(days):
        if day and (not before or day < before):
            raise Refusal("pledge.order", pledge=facts.pledge, day=day)


def _made(state: State, at: At, facts: PledgeMade) -> None:
    total = sum(int(part.count) for part in facts.parts)
    state.put(
        row_from(Pledge, at, facts, count=total, paid=0, released=0, status="made")
    )
    for part, told in enumerate(facts.parts, start=1):
        state.put(
            PledgePart(
                book=at.book, pledge=facts.pledge, part=part, due=told.due,
                count=int(told.count), paid=0, released=0,
            )
        )  # fmt: skip


def _undo_made(state: State, at: At, pledge: str) -> None:
    row = state.get(Pledge, at.book, pledge)
    if row:
        state.put(replace(row, status="corrected"))


def _release(asking: Asking, facts: PledgeReleased) -> Decision:
    row = pledge_row(asking, facts.pledge)
    if asking.state.find(
        PledgeDeed, "source", asking.book, f"released:{facts.release}"
    ):
        raise Refusal("pledge.release-exists", release=facts.release)
    count = number(facts.count) or row.open
    if not 0 < count <= row.open:
        raise Refusal("pledge.release", pledge=row.pledge, open=str(row.open))
    parts = _oldest(asking, row, count=count)
    if facts.parts not in ((), parts):
        raise Refusal("pledge.split", pledge=row.pledge)
    return Decision(replace(facts, count=text(count), parts=parts))


def _released(state: State, at: At, facts: PledgeReleased) -> None:
    deed = ("released", facts.release, facts.reason)
    settle_pledge(state, at, pledge=facts.pledge, parts=facts.parts, deed=deed)


def _undo_released(state: State, at: At, release: str) -> None:
    unsettle(state, at, sort="released", source=release)


ROWS: tuple[type[Row], ...] = (Pledge, PledgePart, PledgeDeed)
KINDS = (
    Kind(
        name="pledge.made",
        payload=PledgeMade,
        decide=_make,
        evolve=_made,
        subject="pledge",
        undo=_undo_made,
    ),
    Kind(
        name="pledge.released",
        payload=PledgeReleased,
        decide=_release,
        evolve=_released,
        subject="release",
        undo=_undo_released,
    ),
)
