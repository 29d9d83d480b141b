# SPDX-License-Identifier: Apache-2.0
"""A gift is rights passed without counter-value, in lines of one form each.

Cash goes into a till and goods into stock, as a lot that the trace can follow. Labour,
service and the use of premises are used as they are given: what came in ends in the
same entry. What is held for another (agency) is not ours: it lies apart, in custody,
owed to its principal, and can only be passed on or go back. Weapons, ammunition,
explosives, narcotics and nuclear goods are refused.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.appeals import count_given, require_open
from gungho.flows.funds import fund_row
from gungho.flows.gift_sums import count_gifts, has_receipt, sum_line
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.pledges import (
    Privacy,
    Settles,
    settle_pledge,
    settled_by,
    unsettle,
)
from gungho.flows.registry import Item, item_row
from gungho.flows.unwanted import require_wanted
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeCommitment,
    MaybeId,
    MaybeLot,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.booking import Posting
from gungho.ledger.state import Row, State

USED = ("labour", "service", "premises")
# UN/ECE Recommendation 20: hours, days, weeks, months, years, services, activities.
TIMES = frozenset({"HUR", "DAY", "WEE", "MON", "ANN", "E48", "E49", "ACT"})


class GiftLine(Part, frozen=True, kw_only=True):
    """One line of a gift: into a till, into a place's stock, or used where it is."""

    form: Literal["cash", "goods", "labour", "service", "premises"]
    commodity: Code
    count: Amount
    fund: Id
    at: Id
    lot: MaybeLot = ""


class GiftReceived(Payload, frozen=True, kw_only=True, omit_defaults=True):
    """A gift is received and booked, line by line.

    ``giver`` is who handed it over, ``original`` who first gave it; ``agency`` is the
    principal it is held for.
    """

    gift: Id
    giver: MaybeId
    lines: tuple[GiftLine, ...]
    words: MaybeCommitment
    standing: Standing
    cited: MaybeId
    original: MaybeId = ""
    privacy: Privacy = "public"
    appeal: MaybeId = ""
    pledge: MaybeId = ""
    settles: tuple[Settles, ...] = ()
    agency: MaybeId = ""


class Gift(Row, frozen=True, kw_only=True):
    """A gift as its committee recorded it."""

    book: int
    gift: str
    giver: str
    original: str
    privacy: str
    appeal: str
    pledge: str
    agency: str
    on: str
    seq: int
    words: str
    letter: str
    status: str
    standing: str
    cited: str
    key: ClassVar = ("book", "gift")
    indexes: ClassVar = {
        "gift": ("gift",),
        "book": ("book",),
        "giver": ("giver",),
        "appeal": ("appeal",),
    }
    sought: ClassVar = {
        "day": ("on", "gift", "book"),
        "book_day": ("book", "on", "gift"),
    }


class GiftLineRow(Row, frozen=True, kw_only=True):
    """One line of a gift; what of it went back to its giver, or on to its owner."""

    book: int
    gift: str
    line: int
    form: str
    commodity: str
    count: int
    returned: int
    passed: int
    fund: str
    at: str
    lot: str
    key: ClassVar = ("book", "gift", "line")
    indexes: ClassVar = {"gift": ("gift",)}
    sought: ClassVar = {
        "fund": ("fund", "gift", "line"),
        "sum": ("commodity", "count", "gift", "line"),
    }


class Lot(Row, frozen=True, kw_only=True):
    """A traceable quantity of one item kind, one origin, one fund."""

    book: int
    lot: str
    item: str
    fund: str
    count: int
    origin: str
    source: str
    currency: str
    cost: int
    on: str
    key: ClassVar = ("book", "lot")
    indexes: ClassVar = {"lot": ("lot",)}


REFUSED_HAZARDS = frozenset(
    {"weapons", "ammunition", "explosives", "narcotics", "nuclear"}
)


def require_peaceful(item: Item) -> None:
    """Refuse goods that the movement never handles: ``goods.refused-class``."""
    if item.hazard in REFUSED_HAZARDS:
        raise Refusal("goods.refused-class", item=item.item, hazard=item.hazard)


def goods_row(state: State, code: str) -> Item:
    """Return the definition of an item kind; refuse a currency: ``goods.not-item``."""
    item = item_row(state, code)
    if item.form != "item":
        raise Refusal("goods.not-item", commodity=code)
    return item


def _receive(asking: Asking, facts: GiftReceived) -> Decision:
    if not facts.lines:
        raise Refusal("gift.empty", gift=facts.gift)
    if asking.state.get(Gift, asking.book, facts.gift):
        raise Refusal("gift.exists", gift=facts.gift)
    _require_givers(asking, facts)
    lines, postings = [], []
    for number, line in enumerate(facts.lines):
        _require_line(asking, line, agency=facts.agency)
        lot = f"{asking.body}:{asking.seq}.{number}" if line.form == "goods" else ""
        debit, credit = _sides(asking, facts, line=line)
        lines.append(replace(line, lot=lot))
        postings.append(
            Posting(
                debit=debit,
                credit=credit,
                commodity=line.commodity,
                fund=line.fund,
                amount=int(line.count),
                lot=lot,
            )
        )
    settles = _settles(asking, facts)
    return Decision(
        replace(facts, lines=tuple(lines), settles=settles), tuple(postings)
    )


def _require_givers(asking: Asking, facts: GiftReceived) -> None:
    if facts.privacy == "anonymous" and (facts.giver or facts.original):
        raise Refusal("gift.anonymous", giver=facts.giver or facts.original)
    if facts.original and facts.original == facts.giver:
        raise Refusal("gift.same-giver", giver=facts.giver)
    if facts.agency == asking.body:
        raise Refusal("gift.own-agency", body=asking.body)
    if facts.appeal:
        funds = () if facts.agency else [line.fund for line in facts.lines]
        require_open(asking, facts.appeal, funds=funds)


def _require_line(asking: Asking, line: GiftLine, *, agency: str) -> None:
    """Refuse a line whose form is not that of its commodity, or that is not wanted."""
    item = item_row(asking.state, line.commodity)
    require_peaceful(item)
    require_wanted(asking, line.commodity)
    fund_row(asking.state, asking.book, line.fund)
    forms = USED if item.unit in TIMES else ("goods",)
    if item.form == "currency":
        forms = ("cash",)
    if line.form not in forms:
        raise Refusal("gift.form", commodity=line.commodity, form=line.form)
    if agency and line.form in USED:
        raise Refusal("gift.agency-used", commodity=line.commodity, form=line.form)


def _sides(asking: Asking, facts: GiftReceived, *, line: GiftLine) -> tuple[str, str]:
    """Return what a line is booked on: where it lies or ends, and what it is."""
    if facts.agency:
        return (
            f"{asking.body}/custody/{facts.gift}",
            f"{asking.body}/agency/{facts.gift}",
        )
    into = {"cash": f"cash/{line.at}", "goods": f"stock/{line.at}"}
    debit = into.get(line.form, f"used/{line.form}")
    return f"{asking.body}/{debit}", f"{asking.body}/gifts/{facts.gift}"


def _settles(asking: Asking, facts: GiftReceived) -> tuple[Settles, ...]:
    """Return what a gift settles of its pledge, the oldest part first."""
    if not facts.pledge:
        if facts.settles:
            raise Refusal("pledge.split", pledge=facts.gift)
        return ()
    given = [(line.commodity, int(line.count)) for line in facts.lines]
    found = settled_by(asking, pledge=facts.pledge, given=given)
    if facts.settles not in ((), found):
        raise Refusal("pledge.split", pledge=facts.pledge)
    return found


def _received(state: State, at: At, facts: GiftReceived) -> None:
    gift = row_from(Gift, at, facts, letter="", status="received")
    state.put(gift)
    count_gifts(state, at.book, sort="received", more=1)
    if facts.giver:
        count_gifts(state, at.book, sort="due", more=1)
    for number, line in enumerate(facts.lines):
        row = row_from(
            GiftLineRow, at, line, gift=facts.gift, line=number,
            count=int(line.count), returned=0, passed=0,
        )  # fmt: skip
        state.put(row)
        sum_line(state, gift, line=row)
        if line.lot:
            put_lot(
                state, at, lot=line.lot, item=line.commodity, fund=line.fund,
                count=int(line.count), origin="gift", source=facts.gift,
            )  # fmt: skip
        if facts.appeal:
            count_given(
                state, at, appeal=facts.appeal, commodity=line.commodity,
                given=int(line.count),
            )  # fmt: skip
    if facts.pledge:
        deed = ("paid", facts.gift, "")
        settle_pledge(state, at, pledge=facts.pledge, parts=facts.settles, deed=deed)


def put_lot(
    state: State,
    at: At,
    *,
    lot: str,
    item: str,
    fund: str,
    count: int,
    origin: str,
    source: str,
    currency: str = "",
    cost: int = 0,
) -> None:
    """Note a new lot in this book."""
    state.put(
        Lot(
            book=at.book,
            lot=lot,
            item=item,
            fund=fund,
            count=count,
            origin=origin,
            source=source,
            currency=currency,
            cost=cost,
            on=at.happened,
        )
    )


def _undo_received(state: State, at: At, gift: str) -> None:
    row = state.get(Gift, at.book, gift)
    if row is None:
        return
    undone = replace(row, status="corrected")
    state.put(undone)
    count_gifts(state, at.book, sort="received", more=-1)
    if row.giver and not has_receipt(state, at.book, gift=gift):
        count_gifts(state, at.book, sort="due", more=-1)
    unsettle(state, at, sort="paid", source=gift)
    for line in state.find(GiftLineRow, "gift", gift):
        if line.book != at.book:
            continue
        sum_line(state, row, line=line, sign=-1)
        sum_line(state, undone, line=line)
        if row.appeal:
            count_given(
                state, at, appeal=row.appeal, commodity=line.commodity,
                given=-line.count, returned=-line.returned,
            )  # fmt: skip


ROWS: tuple[type[Row], ...] = (Gift, GiftLineRow, Lot)
KINDS = (
    Kind(
        name="gift.received",
        version=2,
        payload=GiftReceived,
        decide=_receive,
        evolve=_received,
        permitted=pairs("cash<gifts", "stock<gifts", "used<gifts", "custody<agency"),
        subject="gift",
        undo=_undo_received,
    ),
)
