# SPDX-License-Identifier: Apache-2.0
"""A depot that exports what two sheds make, and a buyer in New York."""

from __future__ import annotations

from typing import Any

from gungho.actions.ports import Books
from tests.support.goods import Desk, fund, given, material, mirror, movement

FIRST, SECOND = "baoji.0001", "baoji.0002"
OWN, GENERAL, REVOLVING = "baoji:own", "hk:general", "hk:revolving"
BUYER, AGENT = "buyer.1", "indusco"
LINE = {"item": "cotton-cloth", "count": "300", "price": "100"}
SPANS = [
    {"since": "1940-04-01", "until": "1940-06-30", "count": "200"},
    {"since": "1940-07-01", "until": "1940-09-30", "count": "200"},
]


def offer(coop: str, **facts: Any) -> dict[str, Any]:
    """A shed's cotton cloth, 20 m a quarter, at a dollar a metre."""
    return {
        "offer": f"o.{coop}", "coop": coop, "item": "cotton-cloth", "hs": "520819",
        "origin": "CN", "currency": "GBP", "price": "100", "spans": SPANS, "text": "",
        "picture": "", "controlled": "", **facts,
    }  # fmt: skip


def order(**facts: Any) -> dict[str, Any]:
    """Thirty metres of cloth by the end of September."""
    return {
        "order": "or1", "quotation": "", "buyer": BUYER, "currency": "GBP",
        "incoterm": "FOB", "place": "rangoon", "due": "1940-09-30", "licence": "",
        "lines": [LINE], **facts,
    }  # fmt: skip


def rule(**facts: Any) -> dict[str, Any]:
    """Five per cent to the agent, ten to the revolving fund."""
    return {
        "order": "or1", "parts": [], "agent": AGENT, "commission_ppm": 50_000,
        "levy_fund": REVOLVING, "levy_ppm": 100_000, "difference": "coops",
        **facts,
    }  # fmt: skip


def exporter(books: Books, *, buyer_card: str = "") -> Desk:
    """Return a depot with two sheds, yarn that was given, a buyer, and offers."""
    hub, depot = movement(books)
    fund(hub, "revolving", revolving=True)
    mirror(depot, REVOLVING, revolving=True)
    depot.tell("coop.founded", coop=SECOND, trade="textiles", place="baoji",
               region="northwest", members=8, currency="CNC")  # fmt: skip
    depot.tell("gift.received", gift="yarn", lines=[
        given("90 cotton-yarn @ baoji", GENERAL),
        given("90 cotton-yarn @ baoji", REVOLVING)])  # fmt: skip
    depot.tell("buyer.noted", buyer=BUYER, country="US", card=buyer_card, place="",
               currency="GBP")  # fmt: skip
    for coop in (FIRST, SECOND):
        depot.tell("offer.published", **offer(coop))
    return depot


def confirmed(depot: Desk, **facts: Any) -> Desk:
    """Let the order be placed and confirmed."""
    depot.tell("order.placed", **order())
    depot.tell("order.confirmed", **rule(**facts))
    return depot


def advanced(depot: Desk, coop: str = FIRST, worth: str = "9000") -> None:
    """Lend a shed yarn of the revolving fund, worth ninety yuan."""
    depot.tell("materials.advanced", advance=f"a.{coop}", order="or1", coop=coop,
               place="baoji", item="cotton-yarn", count="90", fund=REVOLVING,
               currency="CNC", worth=worth)  # fmt: skip


def granted(depot: Desk, coop: str, count: str = "45") -> None:
    """Grant a shed yarn that was given."""
    depot.tell("grant.made", grant=f"g.{coop}", coop=coop, at="baoji", lines=[
        {"commodity": "cotton-yarn", "count": count, "fund": GENERAL}])  # fmt: skip


def woven(depot: Desk, coop: str, count: str = "150", **facts: Any) -> None:
    """Let a shed use what yarn it was granted, and weave so much cloth."""
    granted(depot, coop)
    depot.tell("materials.used", order=f"w.{coop}", coop=coop,
               lines=[material("4.5 cotton-yarn", GENERAL)])  # fmt: skip
    depot.tell("goods.made", order=f"w.{coop}", coop=coop, item="cotton-cloth",
               count=count, **facts)  # fmt: skip


def delivered(depot: Desk, coop: str, count: str = "150", **facts: Any) -> None:
    """Count what a shed brings."""
    depot.tell("goods.delivered", **{
        "delivery": f"d.{coop}", "order": "or1", "coop": coop, "place": "baoji",
        "item": "cotton-cloth", "count": count, "rejected": "", "defect": "",
        **facts})  # fmt: skip


def packed(depot: Desk, coop: str, count: str = "150", **facts: Any) -> None:
    """Pack a shed's cloth into one bale."""
    depot.tell("goods.packed", **{
        "package": f"bale.{coop}", "place": "baoji", "code": "BL", "owner": coop,
        "weight_g": 30_000, "net_g": 28_000, "volume_cm3": 90_000,
        "lines": [{"commodity": "cotton-cloth", "count": count, "fund": OWN}],
        **facts})  # fmt: skip


def shipped(depot: Desk, *coops: str, **facts: Any) -> None:
    """Send the bales."""
    depot.tell("shipment.exported", **{
        "shipment": "s1", "order": "or1", "place": "baoji", "carrier": "",
        "route": [], "packages": [f"bale.{coop}" for coop in coops], "due": "",
        **facts})  # fmt: skip


def invoice(**facts: Any) -> dict[str, Any]:
    """The invoice of the shipment, at sixteen yuan a pound."""
    return {"invoice": "in1", "shipment": "s1", "due": "", "home": "CNC",
            "expected": "48000", **facts}  # fmt: skip


def payment(**facts: Any) -> dict[str, Any]:
    """All of it, come as 470 yuan after a fee of five."""
    return {"payment": "p1", "invoice": "in1", "count": "3000", "currency": "CNC",
            "came": "47000", "fee": "500", "till": "main", **facts}  # fmt: skip


def invoiced(depot: Desk) -> Desk:
    """Let all be made, packed, sent and invoiced."""
    for coop in (FIRST, SECOND):
        woven(depot, coop)
        delivered(depot, coop)
        packed(depot, coop)
    shipped(depot, FIRST, SECOND)
    depot.tell("invoice.issued", **invoice())
    return depot
