# SPDX-License-Identifier: Apache-2.0
"""An offer is what a co-op can make for sale: the goods, their price, how many by when.

Capacity is told in spans; what is due by a day must fit into all that can be made by
that day, for every day on which something is due (earliest due date first: Jackson's
rule, 1955, under which a single line of work is late only if every order of work is).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.coops import coop_row
from gungho.flows.gifts import goods_row, require_peaceful
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.money import require_currency
from gungho.flows.wire import (
    Amount,
    Code,
    Day,
    Id,
    MaybeCode,
    MaybeCommitment,
    MaybeId,
    Part,
    Payload,
    Standing,
)
from gungho.ledger.state import Row, State
from gungho.measure import parse_day
from gungho.measure.codes import UNITS, is_country, is_hs

PUBLISHED, WITHDRAWN = "published", "withdrawn"


class Span(Part, frozen=True, kw_only=True):
    """So many can be made from one day until another."""

    since: Day
    until: Day
    count: Amount


class OfferPublished(Payload, frozen=True, kw_only=True):
    """A co-op offers goods: HS subheading, price of one whole unit, and capacity.

    ``text`` is the description in both languages; ``origin`` the country of origin
    (ISO 3166-1 alpha-2); ``controlled`` names the list under which an export needs a
    licence.
    """

    offer: Id
    coop: Id
    item: Code
    hs: Code
    origin: Code
    currency: Code
    price: Amount
    spans: tuple[Span, ...]
    text: MaybeCommitment
    picture: MaybeCommitment
    controlled: MaybeCode
    standing: Standing
    cited: MaybeId


class OfferWithdrawn(Payload, frozen=True, kw_only=True):
    """An offer is taken back; what was confirmed of it stands."""

    offer: Id
    reason: Id


class Offer(Row, frozen=True, kw_only=True):
    """What a co-op offers."""

    book: int
    offer: str
    coop: str
    item: str
    hs: str
    origin: str
    currency: str
    price: int
    text: str
    picture: str
    controlled: str
    status: str
    on: str
    seq: int
    standing: str
    cited: str
    key: ClassVar = ("book", "offer")
    indexes: ClassVar = {"item": ("book", "item"), "coop": ("coop",)}


class OfferSpan(Row, frozen=True, kw_only=True):
    """One span of an offer's capacity."""

    book: int
    offer: str
    part: int
    since: str
    until: str
    count: int
    key: ClassVar = ("book", "offer", "part")
    indexes: ClassVar = {"offer": ("book", "offer")}


def offers_of(asking: Asking, item: str) -> tuple[Offer, ...]:
    """Return the offers of an item that stand, or refuse ``offer.none``."""
    rows = asking.state.find(Offer, "item", asking.book, item)
    standing = tuple(row for row in rows if row.status == PUBLISHED)
    if not standing:
        raise Refusal("offer.none", item=item)
    return standing


def free_by(
    spans: Iterable[tuple[str, int]], taken: Iterable[tuple[str, int]], *, due: str
) -> int:
    """Return how many more can be promised by a day.

    ``spans`` are ``(last day, count)`` of what can be made, ``taken`` are ``(due,
    count)`` of what is promised. It is what the tightest day from ``due`` on leaves.
    """
    able, promised = list(spans), list(taken)
    days = {due} | {day for day, _ in promised if day > due}
    return max(0, min(_by(able, day) - _by(promised, day) for day in days))


def _by(lines: list[tuple[str, int]], day: str) -> int:
    return sum(count for last, count in lines if last <= day)


def _publish(asking: Asking, facts: OfferPublished) -> Decision:
    coop_row(asking.state, asking.book, facts.coop, at_work=True)
    if asking.state.get(Offer, asking.book, facts.offer):
        raise Refusal("offer.exists", offer=facts.offer)
    for row in asking.state.find(Offer, "item", asking.book, facts.item):
        if (row.coop, row.status) == (facts.coop, PUBLISHED):
            raise Refusal("offer.twice", coop=row.coop, item=row.item, offer=row.offer)
    item = goods_row(asking.state, facts.item)
    require_peaceful(item)
    require_currency(asking, facts.currency)
    if not is_hs(facts.hs):
        raise Refusal("offer.hs", offer=facts.offer, hs=facts.hs)
    if not is_country(facts.origin):
        raise Refusal("code.unlisted", code=facts.origin, table="ISO 3166")
    if item.unit not in UNITS:
        raise Refusal("code.unlisted", code=item.unit, table="20")
    _require_spans(facts)
    return Decision(facts)


def _require_spans(facts: OfferPublished) -> None:
    """Refuse capacity that is not told span after span: ``offer.spans``."""
    last = ""
    for span in facts.spans:
        parse_day(span.since)
        parse_day(span.until)
        if span.since <= last or span.until < span.since:
            raise Refusal("offer.spans", offer=facts.offer, since=span.since)
        last = span.until
    if not last:
        raise Refusal("offer.spans", offer=facts.offer, since="-")


def _published(state: State, at: At, facts: OfferPublished) -> None:
    state.put(row_from(Offer, at, facts, price=int(facts.price), status=PUBLISHED))
    for part, span in enumerate(facts.spans):
        state.put(
            row_from(
                OfferSpan, at, span, offer=facts.offer, part=part,
                count=int(span.count),
            )
        )  # fmt: skip


def _withdraw(asking: Asking, facts: OfferWithdrawn) -> Decision:
    row = asking.state.get(Offer, asking.book, facts.offer)
    if row is None or row.status != PUBLISHED:
        raise Refusal("offer.unknown", offer=facts.offer)
    return Decision(facts)


def _withdrawn(state: State, at: At, facts: OfferWithdrawn) -> None:
    row = state.get(Offer, at.book, facts.offer)
    if row:
        state.put(replace(row, status=WITHDRAWN))


ROWS: tuple[type[Row], ...] = (Offer, OfferSpan)
KINDS = (
    Kind(
        name="offer.published",
        payload=OfferPublished,
        decide=_publish,
        evolve=_published,
        subject="offer",
    ),
    Kind(
        name="offer.withdrawn",
        payload=OfferWithdrawn,
        decide=_withdraw,
        evolve=_withdrawn,
        subject="offer",
    ),
)
