# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from gungho.errors import Refusal
from gungho.flows import registry
from tests.support.goods import Desk


def item(**facts: Any) -> dict[str, Any]:
    """The definition of a lathe."""
    return {
        "item": "lathe",
        "form": "item",
        "scale": 0,
        "unit": "H87",
        "weight_g": 900_000,
        "hazard": "none",
        "end_use": "civil",
        **facts,
    }


def test_a_commodity_is_defined_for_ever(hub: Desk, depot: Desk) -> None:
    """Any book may say it again, none may say it otherwise."""
    hub.tell("item.defined", **item())
    depot.tell("item.defined", **item())
    hub.tell("item.defined", **item(weight_g=1))
    for other in ({"scale": 1}, {"hazard": "weapons"}, {"end_use": "military"}):
        assert depot.code("item.defined", **item(**other)) == "item.differs"
    found = registry.commodity(hub.books.state, "lathe")
    assert (found.scale, found.form, found.unit) == (0, "item", "H87")
    assert registry.commodity(hub.books.state, "CNC").form == "currency"


def test_a_commoditys_code_and_scale_can_be_counted_with(hub: Desk) -> None:
    """At most six decimals, and a code that a text journal can hold."""
    assert hub.code("item.defined", **item(scale=7)) == "commodity.scale"
    assert hub.code("item.defined", **item(item="a_b")) == "commodity.code"


def test_what_is_not_registered_is_not_found(hub: Desk) -> None:
    """Bodies and commodities by name; a place without a row has no region."""
    with pytest.raises(Refusal, match=r"body\.unknown"):
        registry.body_row(hub.books.state, "nobody")
    with pytest.raises(Refusal, match=r"commodity\.unknown"):
        registry.item_row(hub.books.state, "nothing")
    assert registry.place_region(hub.books.state, "nowhere") == ""


def test_places_routes_prices_rates_and_people_are_noted(hub: Desk) -> None:
    """Each is a dated fact in its own row; a closed route keeps its opening."""
    number = hub.books.bodies()["hk"]
    hub.tell(
        "place.noted", place="baoji", lat_e4=343600, lon_e4=1071500, role="depot",
        region="northwest",
    )  # fmt: skip
    assert registry.place_region(hub.books.state, "baoji") == "northwest"
    hub.tell(
        "route.opened", route="r1", source="hk", target="baoji", mode="road", days=30,
        capacity_kg=1, loss_ppm=1, cost_per_tonne=1,
    )  # fmt: skip
    hub.tell("route.closed", route="r1")
    hub.tell("route.closed", route="never-opened")
    route = hub.books.state.get(registry.Route, number, "r1")
    assert route is not None
    assert (route.opened, route.closed) == (hub.day, hub.day)
    seq = hub.tell(
        "price.observed", item="cotton-yarn", currency="CNC", low="5", high="9"
    ).seq
    price = hub.books.state.get(registry.Price, number, seq)
    assert price is not None
    assert (price.low, price.high) == (5, 9)
    rate = {"source": "GBP", "target": "CNC", "denominator": 1, "sort": "market"}
    seq = hub.tell("rate.observed", **rate, numerator=12).seq
    assert hub.books.state.get(registry.RateRow, number, seq) is not None
    assert hub.code("rate.observed", **rate, numerator=0) == "rate.not-positive"
    hub.tell("person.noted", person="p-1")
    assert hub.books.state.get(registry.Person, number, "p-1") is not None
    hub.tell("book.resumed", generation=1, reason="stood-still")


def test_a_book_does_not_open_by_a_command(hub: Desk) -> None:
    """A second opening entry would say that another key signs."""
    key = "A" * 43 + "="
    opening = {"body": "hk", "form": "hub", "currency": "CNC", "nonce": "0" * 64}
    assert hub.code("book.opened", **opening, key=key, recovery=key) == "book.exists"
