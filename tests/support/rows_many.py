# SPDX-License-Identifier: Apache-2.0
"""A movement with so many of everything that the pages list."""

from __future__ import annotations

import numpy as np

from gungho.actions.keep_card import make_card
from gungho.actions.record import record_all
from gungho.doors.siting import Asked, Outcome, keep, sited
from gungho.planning import Candidate, Demand, SitingProblem
from tests.support.goods import Desk, fund, given, line, material, mirror
from tests.support.homes import FreshHome
from tests.support.offices import meets, passes
from tests.support.trade import BUYER, GENERAL, exporter, offer, order

TEXT = "0" * 64
TILES = 2


def movement_of(home: FreshHome) -> Desk:
    """Return a hub with a depot that can lend, export and answer for its offices."""
    depot = exporter(home.books)
    hub = depot.at("hk")
    hub.tell("appeal.opened", appeal="spring", fund=GENERAL, left_over="return",
             goal=[{"commodity": "CNC", "count": "2000"}], from_day="1940-03-01",
             until_day="1940-12-31")  # fmt: skip
    hub.tell("receipt.series_opened", series="s", first_number=1, last_number=9999,
             worth="unstated", country="")  # fmt: skip
    hub.tell("gift.received", gift="chest", lines=[
        given("90000.00 CNC @ main", GENERAL), given("9000 hand-loom @ hk", GENERAL)],
    )  # fmt: skip
    depot.tell("gift.received", gift="till", lines=[
        given("90000.00 CNC @ main", GENERAL)])  # fmt: skip
    # A proof in a book of some tiles reads as many as one in a larger book.
    record_all(home.books, [
        hub.command("price.observed", item="hand-loom", place="baoji", currency="CNC",
                    low=str(one), high=str(one)) for one in range(1, TILES * 256)
    ])  # fmt: skip
    return hub


def grow(home: FreshHome, hub: Desk, numbers: range) -> None:
    """Tell one more of each thing for each number, and what it leads to."""
    for number in numbers:
        for told in (_gifts, _goods, _coops, _trade, _society, _money, _sitings):
            told(home, hub, number)


def _gifts(home: FreshHome, hub: Desk, n: int) -> None:
    """A giver with a name, a pledge, gifts with and without a receipt, an appeal."""
    giver = f"giver-{n}"
    name = f"Lin Yuhua {n}"
    card = make_card(name, subject=giver, salts=lambda: n.to_bytes(16, "big"))
    home.books.keep_cards([card])
    hub.tell("person.noted", person=giver, card=card.commitment)
    hub.tell("pledge.made", pledge=f"p{n}", giver=giver, appeal="spring",
             commodity="CNC", fund=GENERAL,
             parts=[{"count": "900", "due": "1940-04-10"}, {"count": "900"}],
             )  # fmt: skip
    lines = [given("9.00 CNC @ main", GENERAL), given("2 hand-loom @ hk", GENERAL)]
    hub.tell("gift.received", gift=f"a{n}", giver=giver, lines=lines, appeal="spring")
    hub.tell("receipt.issued", series="s", gift=f"a{n}")
    hub.tell("gift.received", gift=f"b{n}", giver=giver, lines=lines[:1])
    hub.tell("gift.received", gift=f"c{n}", lines=lines[:1], _id=f"wrong-{n}")
    hub.tell("correction.made", reason="entered-twice", _corrects=f"wrong-{n}")
    hub.tell("gift.received", gift=f"d{n}", lines=lines[:1], _happened="1939-11-01")
    hub.tell("appeal.opened", appeal=f"appeal-{n}", fund=GENERAL, left_over="return",
             goal=[{"commodity": "CNC", "count": "500"}], from_day="1940-03-01",
             until_day="1940-12-31")  # fmt: skip
    ident = fund(hub, f"fund-{n}", purposes=["school"])
    hub.tell("gift.received", gift=f"e{n}", lines=[given("5.00 CNC @ main", ident)])
    mirror(hub.at("baoji"), ident, purposes=["school"])
    hub.tell("use.blocked", block=f"block-{n}", fund=ident, reason="unclear")


def _goods(home: FreshHome, hub: Desk, n: int) -> None:
    """Looms that came, looms on the way and overdue, looms lost; a lot, a bill."""
    depot = hub.at("baoji")
    for part in ("came", "went"):
        hub.tell("goods.dispatched", document=f"hk:{part}{n}", receiver="baoji",
                 place="hk", lines=[line("3 hand-loom", GENERAL)],
                 due="1940-04-02")  # fmt: skip
    lot = home.rows("SELECT lot FROM p_lot WHERE source = 'chest'")[0][0]
    depot.tell("goods.arrived", document=f"hk:came{n}", sender="hk", place="baoji",
               lines=[line("2 hand-loom", GENERAL, lot)])  # fmt: skip
    depot.tell("discrepancy.raised", discrepancy=f"short-{n}", cause="short",
               document=f"hk:came{n}",
               lines=[line("1 hand-loom", GENERAL, lot)])  # fmt: skip
    hub.tell("money.sent", document=f"hk:m{n}", receiver="baoji", till="main",
             due="1940-05-01", lines=[line("3.00 CNC", GENERAL)])  # fmt: skip
    hub.tell("bill.received", bill=f"bill-{n}", creditor="carrier", cause="freight",
             currency="CNC", count="100", fund=GENERAL)  # fmt: skip
    depot.tell("goods.bought", purchase=f"buy-{n}", party="baoji", place=f"shop-{n}",
               item="hand-loom", count="1", currency="CNC", cost="600", till="main",
               fund=GENERAL, plan="")  # fmt: skip


def _coops(_home: FreshHome, hub: Desk, n: int) -> None:
    """A co-op with members, a need, a grant, a loan, and a day's work."""
    depot = hub.at("baoji")
    coop = f"baoji.1{n:03}"
    depot.tell("coop.founded", coop=coop, trade="textiles", place="baoji",
               region="northwest", members=8, currency="CNC")  # fmt: skip
    depot.tell("member.joined", coop=coop, count=2)
    for state in ("open", "met"):
        depot.tell("need.stated", need=f"{state}-{n}", coop=coop, units=1,
                   activity="spinning-room", purpose="start",
                   inputs=[{"commodity": "hand-loom", "count": "1"}])  # fmt: skip
    depot.tell("need.verified", needs=[f"met-{n}"])
    depot.tell("grant.made", grant=f"grant-{n}", coop=coop, need=f"met-{n}",
               at=f"shop-{n}", lines=[
                   {"commodity": "hand-loom", "count": "1", "fund": GENERAL}],
               )  # fmt: skip
    depot.tell("loan.made", loan=f"loan-{n}", coop=coop, currency="CNC", count="1000",
               fund=GENERAL, till="main", due="1940-04-20")  # fmt: skip
    depot.tell("materials.used", order=f"work-{n}", coop=coop,
               lines=[material("1 hand-loom", GENERAL)])  # fmt: skip
    depot.tell("goods.made", order=f"work-{n}", coop=coop, item="cotton-cloth",
               count="50")  # fmt: skip
    depot.tell("goods.sold", sale=f"sale-{n}", coop=coop, item="cotton-cloth",
               count="20", currency="CNC", proceeds="900")  # fmt: skip


def _trade(_home: FreshHome, hub: Desk, n: int) -> None:
    """A buyer, an offer, an enquiry and an order."""
    depot = hub.at("baoji")
    depot.tell("buyer.noted", buyer=f"buyer-{n}", country="US", place="",
               currency="GBP")  # fmt: skip
    depot.tell("offer.published", **offer(f"baoji.1{n:03}"))
    lines = [{"item": "cotton-cloth", "count": "30"}]
    depot.tell("enquiry.received", enquiry=f"ask-{n}", buyer=BUYER,
               wanted="1940-09-30", lines=lines, text="")  # fmt: skip
    depot.tell("order.placed", **order(order=f"order-{n}"))


def _society(_home: FreshHome, hub: Desk, n: int) -> None:
    """A meeting, a resolution, an office, a member, a letter, an agreement."""
    meets(hub, f"meeting-{n}")
    passes(hub, f"res-{n}", meeting=f"meeting-{n}")
    hub.tell("office.assumed", office="auditor", person=f"giver-{n}",
             until="1940-05-01", resolution="")  # fmt: skip
    hub.tell("membership.granted", person=f"giver-{n}", form="ordinary",
             resolution="")  # fmt: skip
    hub.tell("letter.kept", letter=f"letter-{n}", way="received", partner="london",
             language="en", text=TEXT, about=[f"giver-{n}"],
             answers="")  # fmt: skip
    hub.tell("agreement.made", agreement=f"deal-{n}", partner="london",
             form="twinning", until="1940-05-01", text="", resolution="")  # fmt: skip
    hub.tell("consent.asked", consent=f"consent-{n}", matter="letter",
             of=f"letter-{n}", asked=f"giver-{n}")  # fmt: skip


def _money(_home: FreshHome, hub: Desk, n: int) -> None:
    """A cost, a price, a rate, a body, a place, a road."""
    hub.tell("cost.paid", cost=f"cost-{n}", cause="freight", currency="CNC",
             count="10", fund=GENERAL, till="main", document="")  # fmt: skip
    hub.tell("body.registered", body=f"body-{n}", form="committee", keeper="hk",
             region="", currency="CNC")  # fmt: skip
    hub.tell("place.noted", place=f"place-{n}", lat_e4=1, lon_e4=1, role="depot",
             region="northwest")  # fmt: skip
    hub.tell("item.defined", item=f"item-{n}", form="item", scale=0, unit="H87",
             weight_g=1, hazard="none", end_use="civil")  # fmt: skip
    hub.tell("price.observed", item=f"item-{n}", place="baoji", currency="CNC",
             low="1", high="2")  # fmt: skip
    hub.tell("rate.observed", source="GBP", target="CNC", numerator=20 + n,
             denominator=1, sort="market")  # fmt: skip


def _sitings(home: FreshHome, hub: Desk, n: int) -> None:
    """One more siting that is kept, and in it one more place that is served."""
    asked = Asked(day="1940-04-01", candidates=("baoji", "hong-kong"))
    problem = SitingProblem(
        candidates=tuple(
            Candidate(id=one, capacity=9, opening=1) for one in asked.candidates
        ),
        demands=tuple(Demand(id=f"place-{at}", count=1) for at in range(n % 9 + 1)),
        costs=np.ones((2, n % 9 + 1), np.int64),
    )
    outcome = Outcome(siting=sited(problem, seconds=5), places={})
    keep(f"siting-{n}", asked, outcome=outcome, now=home.clock())
