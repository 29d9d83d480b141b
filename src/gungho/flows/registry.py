# SPDX-License-Identifier: Apache-2.0
"""The registry: bodies, places, routes, items, prices and rates, each a dated fact.

Figures that disagree stand side by side, each with its source; what the sources do not
give is marked reconstructed.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from msgspec.structs import replace

from gungho.errors import Refusal
from gungho.flows.kind import Asking, At, Decision, Kind, row_from
from gungho.flows.wire import (
    Amount,
    Code,
    Id,
    MaybeCommitment,
    MaybeId,
    Natural,
    Payload,
    Signed,
    Standing,
)
from gungho.ledger.state import Row, State
from gungho.measure import Commodity

Hazard = Literal["none", "weapons", "ammunition", "explosives", "narcotics", "nuclear"]


class BodyRegistered(Payload, frozen=True, kw_only=True):
    """A body is entered in the registry of the movement."""

    body: Id
    form: Literal[
        "committee", "hub", "headquarters", "depot", "federation", "coop", "giver"
    ]
    keeper: Id
    place: MaybeId
    region: MaybeId
    trade: MaybeId
    currency: Code
    card: MaybeCommitment
    standing: Standing
    cited: MaybeId


class PlaceNoted(Payload, frozen=True, kw_only=True):
    """A place is noted, its position in ten-thousandths of a degree."""

    place: Id
    lat_e4: Signed
    lon_e4: Signed
    role: Id
    region: MaybeId
    card: MaybeCommitment
    standing: Standing
    cited: MaybeId


class RouteOpened(Payload, frozen=True, kw_only=True):
    """A route between two places opens; capacity in kilograms a quarter."""

    route: Id
    source: Id
    target: Id
    mode: Id
    days: Natural
    capacity_kg: Natural
    loss_ppm: Natural
    cost_per_tonne: Natural
    standing: Standing
    cited: MaybeId


class RouteClosed(Payload, frozen=True, kw_only=True):
    """A route closes."""

    route: Id
    standing: Standing
    cited: MaybeId


class ItemDefined(Payload, frozen=True, kw_only=True):
    """A commodity is defined with the scale of its smallest unit, for ever."""

    item: Code
    form: Literal["currency", "item"]
    scale: Natural
    unit: Code
    weight_g: Natural
    hazard: Hazard
    end_use: Literal["civil", "military"]
    card: MaybeCommitment


class PriceObserved(Payload, frozen=True, kw_only=True):
    """A price, wage or index is observed, low and high in smallest units."""

    item: Code
    place: MaybeId
    currency: Code
    low: Amount
    high: Amount
    standing: Standing
    cited: MaybeId


class RateObserved(Payload, frozen=True, kw_only=True):
    """An exchange rate is observed: target whole units for source whole units."""

    source: Code
    target: Code
    numerator: Natural
    denominator: Natural
    sort: Literal["official", "market", "realised"]
    standing: Standing
    cited: MaybeId


class PersonNoted(Payload, frozen=True, kw_only=True):
    """A person is known by an opaque id; the name is an erasable card."""

    person: Id
    card: MaybeCommitment


class Body(Row, frozen=True, kw_only=True):
    """A body in the registry."""

    book: int
    body: str
    form: str
    keeper: str
    place: str
    region: str
    trade: str
    currency: str
    card: str
    standing: str
    cited: str
    since: str
    seq: int
    key: ClassVar = ("book", "body")
    indexes: ClassVar = {"body": ("body",), "form": ("form",)}


class Place(Row, frozen=True, kw_only=True):
    """A place and its position."""

    book: int
    place: str
    lat_e4: int
    lon_e4: int
    role: str
    region: str
    card: str
    standing: str
    cited: str
    key: ClassVar = ("book", "place")
    indexes: ClassVar = {"place": ("place",)}


class Route(Row, frozen=True, kw_only=True):
    """A route between two places, open until a day or still."""

    book: int
    route: str
    source: str
    target: str
    mode: str
    days: int
    capacity_kg: int
    loss_ppm: int
    cost_per_tonne: int
    opened: str
    closed: str
    standing: str
    cited: str
    key: ClassVar = ("book", "route")
    indexes: ClassVar = {"book": ("book",)}


class Item(Row, frozen=True, kw_only=True):
    """A commodity as defined."""

    book: int
    item: str
    form: str
    scale: int
    unit: str
    weight_g: int
    hazard: str
    end_use: str
    card: str
    key: ClassVar = ("book", "item")
    indexes: ClassVar = {"item": ("item",)}


class Price(Row, frozen=True, kw_only=True):
    """An observed price."""

    book: int
    seq: int
    item: str
    place: str
    currency: str
    low: int
    high: int
    on: str
    standing: str
    cited: str
    key: ClassVar = ("book", "seq")
    indexes: ClassVar = {"item": ("item",)}


class RateRow(Row, frozen=True, kw_only=True):
    """An observed exchange rate."""

    book: int
    seq: int
    source: str
    target: str
    numerator: int
    denominator: int
    sort: str
    on: str
    standing: str
    cited: str
    key: ClassVar = ("book", "seq")
    indexes: ClassVar = {"pair": ("source", "target")}


class Person(Row, frozen=True, kw_only=True):
    """A person as the books know one: an opaque id and a card's commitment."""

    book: int
    person: str
    card: str
    key: ClassVar = ("book", "person")


def commodity(state: State, code: str) -> Commodity:
    """Return the commodity with this code.

    Raises Refusal ``commodity.unknown`` when no book that is heard defines it.
    """
    item = item_row(state, code)
    return Commodity(code=item.item, scale=item.scale, form=_form(item), unit=item.unit)


def _form(item: Item) -> Literal["currency", "item"]:
    return "currency" if item.form == "currency" else "item"


def item_row(state: State, code: str) -> Item:
    """Return the definition of a commodity, or refuse."""
    found = state.find(Item, "item", code)
    if not found:
        raise Refusal("commodity.unknown", commodity=code)
    return found[0]


def body_row(state: State, body: str) -> Body:
    """Return a body's registry row, or refuse ``body.unknown``."""
    found = state.find(Body, "body", body)
    if not found:
        raise Refusal("body.unknown", body=body)
    return found[-1]


def place_region(state: State, place: str) -> str:
    """Return the region of a place, "" if it is not noted."""
    found = state.find(Place, "place", place)
    return found[0].region if found else ""


def _define(asking: Asking, facts: ItemDefined) -> Decision:
    Commodity(code=facts.item, scale=facts.scale, form=facts.form)
    told = (facts.form, facts.scale, facts.unit, facts.hazard, facts.end_use)
    for row in asking.state.find(Item, "item", facts.item):
        if (row.form, row.scale, row.unit, row.hazard, row.end_use) != told:
            raise Refusal("item.differs", item=facts.item)
    return Decision(facts)


def _observe_rate(_asking: Asking, facts: RateObserved) -> Decision:
    if not facts.numerator or not facts.denominator:
        raise Refusal("rate.not-positive", source=facts.source, target=facts.target)
    return Decision(facts)


def _body_registered(state: State, at: At, facts: BodyRegistered) -> None:
    state.put(row_from(Body, at, facts, since=at.happened))


def _place_noted(state: State, at: At, facts: PlaceNoted) -> None:
    state.put(row_from(Place, at, facts))


def _route_opened(state: State, at: At, facts: RouteOpened) -> None:
    state.put(row_from(Route, at, facts, opened=at.happened, closed=""))


def _route_closed(state: State, at: At, facts: RouteClosed) -> None:
    row = state.get(Route, at.book, facts.route)
    if row is not None:
        state.put(replace(row, closed=at.happened))


def _item_defined(state: State, at: At, facts: ItemDefined) -> None:
    if state.get(Item, at.book, facts.item) is None:
        state.put(row_from(Item, at, facts))


def _price_observed(state: State, at: At, facts: PriceObserved) -> None:
    row = row_from(Price, at, facts, low=int(facts.low), high=int(facts.high))
    state.put(row)


def _rate_observed(state: State, at: At, facts: RateObserved) -> None:
    state.put(row_from(RateRow, at, facts))


def _person_noted(state: State, at: At, facts: PersonNoted) -> None:
    state.put(row_from(Person, at, facts))


ROWS: tuple[type[Row], ...] = (Body, Place, Route, Item, Price, RateRow, Person)
KINDS = (
    Kind(
        name="body.registered",
        payload=BodyRegistered,
        evolve=_body_registered,
        subject="body",
    ),
    Kind(name="place.noted", payload=PlaceNoted, evolve=_place_noted, subject="place"),
    Kind(
        name="route.opened",
        payload=RouteOpened,
        evolve=_route_opened,
        subject="route",
    ),
    Kind(
        name="route.closed",
        payload=RouteClosed,
        evolve=_route_closed,
        subject="route",
    ),
    Kind(
        name="item.defined",
        payload=ItemDefined,
        decide=_define,
        evolve=_item_defined,
        subject="item",
    ),
    Kind(
        name="price.observed",
        payload=PriceObserved,
        evolve=_price_observed,
        subject="item",
    ),
    Kind(
        name="rate.observed",
        payload=RateObserved,
        decide=_observe_rate,
        evolve=_rate_observed,
        subject="source",
    ),
    Kind(
        name="person.noted",
        payload=PersonNoted,
        evolve=_person_noted,
        subject="person",
    ),
)
