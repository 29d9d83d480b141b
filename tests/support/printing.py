# SPDX-License-Identifier: Apache-2.0
"""A small movement of which every sort of paper can be printed."""

from __future__ import annotations

import io

from pypdf import PdfReader

from gungho.actions.keep_card import make_card
from tests.support.goods import Desk, given, line
from tests.support.homes import FreshHome
from tests.support.offices import meets
from tests.support.trade import FIRST, GENERAL, confirmed, exporter, invoiced

DOCUMENT = "hk:c1"
GIVER = "hk:p-1"
WORDS = "For spinning and weaving.\n用于纺织。"
LETTER = "Friends, your looms have come.\n各位朋友：织机已到。"
IDS = {
    "receipt": "g1", "blank-receipt": "hk", "thanks": "t1", "waybill": DOCUMENT,
    "packing-list": DOCUMENT, "arrival": DOCUMENT, "grant": "g.baoji.0001",
    "loan": "l1", "donor": GIVER, "need": "n1", "production": f"{FIRST}@1940-04-06",
    "month": "hk@1940-04", "minutes": "m1", "invoice": "or1",
}  # fmt: skip


def movement_on_paper(home: FreshHome) -> tuple[Desk, Desk]:
    """Return the desks of a hub and a depot where one of everything has happened."""
    depot = exporter(home.books)
    hub = depot.at("hk")
    names = {"giver": "Lin Yuhua", "words": WORDS, "letter": LETTER}
    cards = {}
    for number, (name, text) in enumerate(names.items()):
        cards[name] = make_card(
            text, subject=name, salts=lambda n=number: bytes([n]) * 16
        )
        home.books.keep_cards([cards[name]])
    hub.tell("person.noted", person=GIVER, card=cards["giver"].commitment)
    hub.tell("gift.received", gift="g1", giver=GIVER, words=cards["words"].commitment,
             lines=[given("420.00 GBP @ main", GENERAL)])  # fmt: skip
    hub.tell("gift.received", gift="g2", lines=[
        given("12 hand-loom @ hk", GENERAL),
        given("80.5 cotton-yarn @ hk", GENERAL)])  # fmt: skip
    hub.tell("receipt.series_opened", series="s", first_number=1, last_number=99,
             worth="unstated", country="")  # fmt: skip
    hub.tell("receipt.issued", series="s", gift="g1")
    hub.tell("goods.dispatched", document=DOCUMENT, receiver="baoji", place="hk",
             due="1940-05-01", lines=[line("12 hand-loom", GENERAL),
                                      line("80.5 cotton-yarn", GENERAL)])  # fmt: skip
    meets(hub, "m1")
    invoiced(confirmed(depot))
    _helped(depot, cards["letter"].commitment)
    return hub, depot


def _helped(depot: Desk, letter: str) -> None:
    depot.tell("gift.received", gift="d1", lines=[given("500.00 CNC @ main", GENERAL)])
    depot.tell("loan.made", loan="l1", coop=FIRST, currency="CNC", fund=GENERAL,
               till="main", count="42000", due="1941-04-01")  # fmt: skip
    looms = [{"commodity": "hand-loom", "count": "2"}]
    depot.tell("need.stated", need="n1", coop=FIRST, activity="weaving-shed", units=1,
               purpose="start", inputs=looms)  # fmt: skip
    left = [line("40.0 cotton-yarn", GENERAL)]
    depot.tell("gift.received", gift="d2", lines=[
        given("40.0 cotton-yarn @ baoji", GENERAL)])  # fmt: skip
    depot.tell("grant.made", grant="g2", coop=FIRST, at="baoji", lines=left)
    depot.tell("consent.asked", consent="c1", matter="letter", of=FIRST, asked="baoji")
    depot.tell("consent.given", consent="c1", giver="baoji")
    depot.tell("thanks.sent", thanks="t1", coop=FIRST, gifts=["g1", "g2"],
               letter=letter, consent="c1")  # fmt: skip


def text_of_pdf(raw: bytes) -> str:
    """Return what a PDF says, its first page only."""
    return PdfReader(io.BytesIO(raw)).pages[0].extract_text()
