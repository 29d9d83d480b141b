# SPDX-License-Identifier: Apache-2.0
"""A gift is rights passed without counter-value, in lines of cash or goods.

Weapons, ammunition, explosives, narcotics and nuclear goods are refused; every line
names the fund it goes to, and goods become a lot that the trace can follow.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.funds import Consent, fund_row
from gungho.flows.kind import Asking, At, Decision, Kind, pairs, row_from
from gungho.flows.registry import Item, item_row
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


class GiftLine(Part, frozen=True, kw_only=True):
    """One line of a gift: cash into a till, or goods into a place's stock."""

    form: Literal["cash", "goods"]
    commodity: Code
    count: Amount
    fund: Id
    at: Id
    lot: MaybeLot = ""


class GiftReceived(Payload, frozen=True, kw_only=True):
    """A gift is received and booked, line by line."""

    gift: Id
    giver: MaybeId
    lines: tuple[GiftLine, ...]
    words: MaybeCommitment
    standing: Standing
    cited: MaybeId


class GiftRefused(Payload, frozen=True, kw_only=True):
    """A gift is refused, with the reason; nothing is booked."""

    gift: Id
    giver: MaybeId
    commodity: Code
    reason: Id


class ThanksSent(Payload, frozen=True, kw_only=True):
    """A co-op's thanks goes, with its consent, to the gifts behind its goods."""

    thanks: Id
    coop: Id
    gifts: tuple[Id, ...]
    letter: MaybeCommitment
    consent: Id
    standing: Standing


class Gift(Row, frozen=True, kw_only=True):
    """A gift as its committee recorded it."""

    book: int
    gift: str
    giver: str
    on: str
    seq: int
    words: str
    status: str
    standing: str
    cited: str
    key: ClassVar = ("book", "gift")
    indexes: ClassVar = {"gift": ("gift",), "book": ("book",)}


class GiftLineRow(Row, frozen=True, kw_only=True):
    """One line of a gift."""

    book: int
    gift: str
    line: int
    form: str
    commodity: str
    count: int
    fund: str
    at: str
    lot: str
    key: ClassVar = ("book", "gift", "line")
    indexes: ClassVar = {"gift": ("gift",)}


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


class Thanks(Row, frozen=True, kw_only=True):
    """A letter of thanks and the consent to show it."""

    book: int
    thanks: str
    coop: str
    letter: str
    consent: str
    on: str
    seq: int
    standing: str
    key: ClassVar = ("book", "thanks")
    indexes: ClassVar = {"coop": ("coop",)}


class ThanksGift(Row, frozen=True, kw_only=True):
    """A gift that a letter of thanks reaches."""

    book: int
    thanks: str
    gift: str
    key: ClassVar = ("book", "thanks", "gift")
    indexes: ClassVar = {"gift": ("gift",)}


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
    lines, postings = [], []
    for number, line in enumerate(facts.lines):
        item = item_row(asking.state, line.commodity)
        require_peaceful(item)
        fund_row(asking.state, asking.book, line.fund)
        if (item.form == "currency") != (line.form == "cash"):
            raise Refusal("gift.form", commodity=line.commodity, form=line.form)
        lot = "" if line.form == "cash" else f"{asking.body}:{asking.seq}.{number}"
        role = "cash" if line.form == "cash" else "stock"
        lines.append(replace(line, lot=lot))
        postings.append(
            Posting(
                debit=f"{asking.body}/{role}/{line.at}",
                credit=f"{asking.body}/gifts/{facts.gift}",
                commodity=line.commodity,
                fund=line.fund,
                amount=int(line.count),
                lot=lot,
            )
        )
    return Decision(replace(facts, lines=tuple(lines)), tuple(postings))


def _received(state: State, at: At, facts: GiftReceived) -> None:
    state.put(row_from(Gift, at, facts, status="received"))
    for number, line in enumerate(facts.lines):
        count = int(line.count)
        state.put(
            GiftLineRow(
                book=at.book,
                gift=facts.gift,
                line=number,
                form=line.form,
                commodity=line.commodity,
                count=count,
                fund=line.fund,
                at=line.at,
                lot=line.lot,
            )
        )
        if line.lot:
            put_lot(
                state, at, lot=line.lot, item=line.commodity, fund=line.fund,
                count=count, origin="gift", source=facts.gift,
            )  # fmt: skip


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
    if row:
        state.put(replace(row, status="corrected"))


def _refuse(asking: Asking, facts: GiftRefused) -> Decision:
    if asking.state.get(Gift, asking.book, facts.gift):
        raise Refusal("gift.exists", gift=facts.gift)
    return Decision(facts)


def _refused(state: State, at: At, facts: GiftRefused) -> None:
    state.put(
        row_from(Gift, at, facts, words="", status="refused", standing="kept", cited="")
    )


def _thank(asking: Asking, facts: ThanksSent) -> Decision:
    consent = asking.state.get(Consent, asking.book, facts.consent)
    agreed = consent is not None and consent.given_on and consent.matter == "letter"
    if consent is None or not agreed or consent.of != facts.coop:
        raise Refusal("thanks.no-consent", coop=facts.coop, consent=facts.consent)
    return Decision(facts)


def _thanked(state: State, at: At, facts: ThanksSent) -> None:
    state.put(row_from(Thanks, at, facts))
    for gift in facts.gifts:
        state.put(ThanksGift(book=at.book, thanks=facts.thanks, gift=gift))


ROWS: tuple[type[Row], ...] = (Gift, GiftLineRow, Lot, Thanks, ThanksGift)
KINDS = (
    Kind(
        name="gift.received",
        payload=GiftReceived,
        decide=_receive,
        evolve=_received,
        permitted=pairs("cash<gifts", "stock<gifts"),
        subject="gift",
        undo=_undo_received,
    ),
    Kind(
        name="gift.refused",
        payload=GiftRefused,
        decide=_refuse,
        evolve=_refused,
        subject="gift",
    ),
    Kind(
        name="thanks.sent",
        payload=ThanksSent,
        decide=_thank,
        evolve=_thanked,
        subject="coop",
    ),
)
