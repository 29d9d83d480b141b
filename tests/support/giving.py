# SPDX-License-Identifier: Apache-2.0
"""A hub where gifts of every form were received, for an appeal and on a pledge."""

from __future__ import annotations

from gungho.actions.keep_card import make_card
from tests.support.goods import Desk, given, movement, served
from tests.support.homes import FreshHome

GENERAL = "hk:general"
NAMES = {
    "hk:p-1": "Lin Yuhua",
    "hk:p-2": "林玉花",
    "hk:p-3": "Chen Daming",
}


def given_in_full(home: FreshHome) -> Desk:
    """Record an appeal, a pledge and gifts of every form; return the hub's desk."""
    hub, _ = movement(home.books)
    served(hub)
    for number, (giver, name) in enumerate(NAMES.items()):
        card = make_card(name, subject=giver, salts=lambda n=number: bytes([n]) * 16)
        home.books.keep_cards([card])
        hub.tell("person.noted", person=giver, card=card.commitment)
    goal = [{"commodity": "CNC", "count": "2000"}]
    hub.tell(
        "appeal.opened", appeal="spring", fund=GENERAL, goal=goal, left_over="return",
        from_day="1940-03-01", until_day="1940-12-31",
    )  # fmt: skip
    parts = [{"count": "300", "due": "1940-04-10"}, {"count": "300"}]
    hub.tell(
        "pledge.made", pledge="p", giver="hk:p-3", appeal="spring", commodity="CNC",
        fund=GENERAL, parts=parts,
    )  # fmt: skip
    lines = [given(one, GENERAL) for one in ("9.00 CNC @ main", "2 hand-loom @ hk")]
    labour = given("2.50 labour-day @ hk", GENERAL)
    told = {"lines": [*lines, labour], "giver": "hk:p-1", "original": "hk:p-3"}
    hub.tell("gift.received", gift="g1", **told, appeal="spring")
    paid = {"lines": lines[:1], "giver": "hk:p-2", "appeal": "spring", "pledge": "p"}
    hub.tell("gift.received", gift="g2", **paid, privacy="private")
    hub.tell("gift.received", gift="g3", lines=lines, agency="baoji")
    some = [{"line": 0, "count": "400"}]
    hub.tell("gift.returned", back="b1", gift="g1", lines=some, reason="asked-back")
    hub.tell("gift.passed_on", back="b2", gift="g3", lines=some)
    return hub
