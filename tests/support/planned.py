# SPDX-License-Identifier: Apache-2.0
"""A small movement with something to plan: spindles in Hong Kong, needs at Baoji."""

from __future__ import annotations

from typing import Any

from gungho.actions.ports import Books
from tests.support.goods import Desk, given, movement

COOP, OTHER = "baoji.0001", "baoji.0002"
GENERAL = "hk:general"


def planned(
    books: Books, *, spindles: int = 30, pounds: int = 100, sold: bool = True
) -> Desk:
    """Return a hub with spindles and pounds, a road to Baoji, and two needs there.

    Each unit wants ten spindles and five yuan; a spindle weighs 5 kg and costs two yuan
    at Baoji, a pound is twenty yuan. The first co-op asks for three units, the second,
    for relief, for one.
    """
    hub, depot = movement(books)
    hub.tell("item.defined", item="spindle", form="item", scale=0, unit="H87",
             weight_g=5000, hazard="none", end_use="civil")  # fmt: skip
    for place, region in (("hong-kong", ""), ("baoji", "northwest")):
        hub.tell("place.noted", place=place, lat_e4=1, lon_e4=1, role="depot",
                 region=region)  # fmt: skip
    for body, form, place in (("hk", "hub", "hong-kong"), ("baoji", "depot", "baoji")):
        region = "northwest" if body == "baoji" else ""
        hub.tell("body.registered", body=body, form=form, keeper=body, place=place,
                 region=region, currency="CNC")  # fmt: skip
    hub.tell("route.opened", route="hk-baoji", source="hong-kong", target="baoji",
             mode="road", days=20, capacity_kg=10_000, loss_ppm=0,
             cost_per_tonne=5000)  # fmt: skip
    if sold:
        hub.tell("price.observed", item="spindle", place="baoji", currency="CNC",
                 low="200", high="200")  # fmt: skip
    hub.tell("rate.observed", source="GBP", target="CNC", numerator=20, denominator=1,
             sort="market")  # fmt: skip
    lines = [given(f"{pounds}.00 GBP @ main", GENERAL)] if pounds else []
    if spindles:
        lines.append({"commodity": "spindle", "count": str(spindles), "form": "goods",
                      "fund": GENERAL, "at": "hong-kong"})  # fmt: skip
    hub.tell("gift.received", gift="g1", lines=lines)
    depot.tell("coop.founded", coop=OTHER, trade="textiles", place="shuangshipu",
               region="northwest", members=8, currency="CNC")  # fmt: skip
    asks(depot, "n1", COOP, units=3, purpose="start")
    asks(depot, "n2", OTHER, units=1, purpose="relief")
    return hub


def asks(depot: Desk, need: str, coop: str, *, units: int, purpose: str) -> None:
    """State and verify a need of so many spinning rooms."""
    depot.tell("need.stated", need=need, coop=coop, activity="spinning-room",
               units=units, purpose=purpose, inputs=[
                   {"commodity": "spindle", "count": str(10 * units)},
                   {"commodity": "CNC", "count": str(500 * units)}])  # fmt: skip
    depot.tell("need.verified", needs=[need])


def grants(desk: Desk, plan: str, need: str, coop: str, **facts: Any) -> None:
    """Grant ten spindles out of what came, under a plan."""
    desk.tell("grant.made", grant=f"{plan}-{need}".replace(":", "-"), coop=coop,
              need=need, plan=plan, at="baoji", lines=[
                  {"commodity": "spindle", "count": "10", "fund": GENERAL}],
              **facts)  # fmt: skip
