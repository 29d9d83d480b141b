# SPDX-License-Identifier: Apache-2.0
"""Telling the registry: places, items, bodies, funds; then routes, prices and rates."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import msgspec

from gungho.actions.play.story import HOME_CURRENCY, Story, loose_day
from gungho.formats.package import (
    BodyFact,
    FundFact,
    IndexFact,
    ItemFact,
    PlaceFact,
    PriceFact,
    RateFact,
    RouteFact,
)
from gungho.ledger.terms import Terms
from gungho.measure import count_of

FIRST_DAY = date(1938, 7, 1)


def tell_registry(story: Story) -> None:
    """Register places, items and the bodies that keep books or give."""
    for place in story.package.table(PlaceFact):
        _place(story, place)
    for item in story.package.table(ItemFact):
        _item(story, item)
    for body in story.package.table(BodyFact):
        if body.form != "coop":
            _body(story, body)
    story.keep_cards()
    story.record("registry")


def tell_funds(story: Story, body: str, day: date) -> None:
    """Open a body's funds: those of the package, its general fund, its co-ops' own."""
    for fund in story.funds.values():
        if fund.opener == body:
            open_fund(story, fund, day)
    for name, sort in (("general", "general"), ("own", "own")):
        wanted = sort == "general" or story.bodies[body].form == "depot"
        if wanted and f"{body}:{name}" not in story.funds:
            _plain_fund(story, body, f"{body}:{name}", sort, day)


def book_bodies(story: Story) -> list[BodyFact]:
    """Return the bodies that keep a book, the hub first."""
    kept = [
        body
        for body in story.bodies.values()
        if body.keeper in ("", body.id) and body.form not in ("coop", "giver")
    ]
    return sorted(kept, key=lambda body: (body.id != story.hub, body.id))


def _place(story: Story, place: PlaceFact) -> None:
    story.say(
        story.hub,
        "place.noted",
        f"place.{place.id}",
        FIRST_DAY,
        place=place.id,
        lat_e4=round(Decimal(str(place.lat)) * 10_000),
        lon_e4=round(Decimal(str(place.lon)) * 10_000),
        role=place.role.lower().replace(" ", "-")[:40] or "town",
        region=place.region,
        card=story.card(f"{place.name_en}\n{place.name_zh}", place.id),
        standing=place.standing,
        cited=cited(place.source),
    )


def _item(story: Story, item: ItemFact) -> None:
    story.say(
        story.hub,
        "item.defined",
        f"item.{item.id.lower()}",
        FIRST_DAY,
        item=item.id,
        form=item.form,
        scale=item.scale,
        unit=item.unit or "C62",
        weight_g=item.weight_g,
        hazard=item.hazard,
        end_use=item.end_use,
        card=story.card(f"{item.name_en}\n{item.name_zh}", item.id),
    )


def _body(story: Story, body: BodyFact) -> None:
    story.say(
        story.hub,
        "body.registered",
        f"body.{body.id}",
        FIRST_DAY,
        body=body.id,
        form=body.form,
        keeper=body.keeper or body.id,
        place=body.place,
        region=body.region,
        trade=body.trade,
        currency=body.currency or HOME_CURRENCY,
        card=story.card(f"{body.name_en}\n{body.name_zh}", body.id),
        standing=body.standing,
        cited=cited(body.source),
    )


def cited(source: str) -> str:
    """Return a source's id as an entry cites it (the first, lower case)."""
    return source.split(";", maxsplit=1)[0].strip().lower().replace(" ", "-")[:60]


def open_fund(story: Story, fund: FundFact, day: date) -> None:
    """Open a fund of the package in its opener's book."""
    terms = terms_from(fund)
    story.terms[fund.id] = terms
    story.say(
        fund.opener,
        "fund.opened",
        f"fund.{fund.id}",
        day,
        fund=fund.id,
        sort=_sort(fund.id, terms),
        terms=terms,
        words=story.card(fund.words, f"{fund.id}/words"),
        card=story.card(f"{fund.name_en}\n{fund.name_zh}", fund.id),
        standing=fund.standing,
        cited=cited(fund.source),
    )


def _sort(fund: str, terms: Terms) -> str:
    if fund.endswith(":own"):
        return "own"
    return "general" if terms.free else "restricted"


def _plain_fund(story: Story, body: str, fund: str, sort: str, day: date) -> None:
    story.terms[fund] = Terms()
    story.say(
        body,
        "fund.opened",
        f"fund.{fund}",
        day,
        fund=fund,
        sort=sort,
        terms=Terms(),
        words="",
        card="",
        standing="kept",
        cited="",
    )


def terms_from(fund: FundFact) -> Terms:
    """Return the executable terms of a package's fund."""
    said: dict[str, object] = {
        name: getattr(fund, name).split()
        for name in ("places", "regions", "trades", "items", "purposes", "bodies")
    }
    for name in ("forbid_military", "forbid_resale", "revolving", "asset_lock"):
        said[name] = getattr(fund, name) == "1"
    for name in ("from_day", "until_day"):
        said[name] = getattr(fund, name)
    said["left_over"] = fund.left_over or "general"
    return msgspec.convert(said, Terms)


def tell_world(story: Story, first: date, last: date) -> None:
    """Tell the routes that open and close, prices, rates and indexes of a span."""
    for route in story.package.table(RouteFact):
        _route(story, route, first, last)
    for number, price in enumerate(story.package.table(PriceFact)):
        when = loose_day(price.as_of)
        if first <= when <= last and price.item in story.items:
            _price(story, number, price, when)
    for number, index in enumerate(story.package.table(IndexFact)):
        when = loose_day(index.as_of)
        if first <= when <= last and "price-index" in story.items:
            count = str(count_of(index.value, story.scale("price-index")))
            _seen(story, f"index.{number}", "price-index", "", count, index, when)
    for number, rate in enumerate(story.package.table(RateFact)):
        when = loose_day(rate.as_of)
        if first <= when <= last:
            _rate(story, number, rate, when)


def _route(story: Story, route: RouteFact, first: date, last: date) -> None:
    opened = max(loose_day(route.opened), FIRST_DAY) if route.opened else FIRST_DAY
    if first <= opened <= last:
        story.say(
            story.hub,
            "route.opened",
            f"route.{route.id}",
            opened,
            route=route.id,
            source=route.source_place,
            target=route.target_place,
            mode=route.mode.lower().replace(" ", "-").replace(",", "") or "road",
            days=route.days,
            capacity_kg=route.capacity_kg,
            loss_ppm=route.loss_ppm,
            cost_per_tonne=count_of(route.cost_per_tonne or "0", 2),
            standing=route.standing,
            cited=cited(route.source),
        )
    closed = loose_day(route.closed) if route.closed else None
    if closed and first <= closed <= last:
        story.say(
            story.hub,
            "route.closed",
            f"route.{route.id}.closed",
            closed,
            route=route.id,
            standing=route.standing,
            cited=cited(route.source),
        )


def _price(story: Story, number: int, price: PriceFact, when: date) -> None:
    scale = story.scale(price.currency) if price.currency in story.items else 2
    low, high = count_of(price.low, scale), count_of(price.high or price.low, scale)
    story.say(
        story.hub,
        "price.observed",
        f"price.{number}",
        when,
        item=price.item,
        place=price.place,
        currency=price.currency,
        low=str(low),
        high=str(high),
        standing=price.standing,
        cited=cited(price.source),
    )


def _seen(
    story: Story,
    entry: str,
    item: str,
    place: str,
    count: str,
    fact: IndexFact,
    when: date,
) -> None:
    story.say(
        story.hub,
        "price.observed",
        entry,
        when,
        item=item,
        place=place,
        currency="price-index",
        low=count,
        high=count,
        standing=fact.standing,
        cited=cited(fact.source),
    )


def _rate(story: Story, number: int, rate: RateFact, when: date) -> None:
    value = Fraction(rate.value)
    story.say(
        story.hub,
        "rate.observed",
        f"rate.{number}",
        when,
        source=rate.source_currency,
        target=rate.target_currency,
        numerator=value.numerator,
        denominator=value.denominator,
        sort=rate.kind,
        standing=rate.standing,
        cited=cited(rate.source),
    )
