# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import msgspec

from gungho.flows.funds import Block, Fund
from gungho.ledger.terms import FREE, Terms, terms_sha256
from tests.support.goods import Desk, fund, given, line, mirror

LOOMS = {"regions": ["northwest"], "items": ["hand-loom"]}


def restricted(hub: Desk) -> str:
    """Open a restricted fund at the hub."""
    return fund(hub, "looms", **LOOMS)


def held(desk: Desk, ident: str) -> Fund:
    """Return a fund as a desk's book knows it."""
    row = desk.books.state.get(Fund, desk.books.bodies()[desk.body], ident)
    assert row is not None
    return row


def test_a_fund_opens_once_in_its_openers_book(hub: Desk) -> None:
    """Another's name, a second time, and a general fund with terms are refused."""
    opening = {"fund": "hk:general", "sort": "general", "terms": {}}
    assert hub.code("fund.opened", **opening) == "fund.exists"
    assert hub.code("fund.opened", **{**opening, "fund": "x:g"}) == "fund.foreign"
    assert (
        hub.code("fund.opened", fund="hk:g", sort="general", terms=LOOMS)
        == "fund.general-with-terms"
    )


def test_a_mirror_holds_the_terms_of_its_openers_book(hub: Desk, depot: Desk) -> None:
    """Free terms for a restricted fund are refused, at once and later."""
    looms = restricted(hub)
    free = {
        "fund": looms,
        "sort": "general",
        "terms": {},
        "terms_sha256": terms_sha256(FREE),
    }
    assert depot.code("fund.mirrored", **free) == "fund.mirror-differs"
    mirror(depot, looms, **LOOMS)
    assert depot.code("fund.mirrored", **free) == "fund.mirror-differs"
    wrong = {**free, "terms": LOOMS}
    assert depot.code("fund.mirrored", **wrong) == "fund.mirror-differs"
    assert hub.code("fund.mirrored", **free) == "fund.own-mirror"


def test_a_mirror_of_a_book_not_heard_never_changes_its_terms(depot: Desk) -> None:
    """Where the opener's book is not here, the first mirror stands."""
    mirror(depot, "paris:clinic", items=["medicine"])
    assert (
        depot.code(
            "fund.mirrored",
            fund="paris:clinic",
            sort="general",
            terms={},
            terms_sha256=terms_sha256(FREE),
        )
        == "fund.mirror-differs"
    )


def test_a_blocked_fund_waits_until_the_givers_have_agreed(hub: Desk) -> None:
    """Blocked, asked, agreed, changed: each is an entry, and each step is needed."""
    looms = restricted(hub)
    hub.tell("gift.received", gift="g", lines=[given("100.00 CNC @ main", looms)])
    hub.tell("use.blocked", block="b1", fund=looms, reason="road-closed")
    again = hub.refused("use.blocked", block="b2", fund=looms, reason="again")
    assert (again.code, again.facts["block"]) == ("fund.blocked", "b1")
    bought = {"purchase": "p", "party": "hk", "place": "hk", "item": "hand-loom",
              "count": "1", "currency": "CNC", "cost": "100", "till": "main",
              "fund": looms, "plan": ""}  # fmt: skip
    assert hub.code("goods.bought", **bought) == "fund.blocked"
    wider = {"regions": ["northwest", "southeast"]}
    change = {"fund": looms, "terms": wider, "consent": "k"}
    assert hub.code("terms.changed", **change) == "terms.no-consent"
    assert hub.code("consent.given", consent="k", giver="u") == "consent.not-asked"
    hub.tell(
        "consent.asked", consent="k", matter="terms", of=looms, asked="u", terms=wider
    )
    assert hub.code("terms.changed", **change) == "terms.no-consent"
    assert hub.code("consent.given", consent="k", giver="v") == "consent.other-giver"
    hub.tell("consent.given", consent="k", giver="u")
    other = {**change, "terms": {}}
    assert hub.code("terms.changed", **other) == "terms.not-as-agreed"
    hub.tell("terms.changed", **change)
    row = held(hub, looms)
    assert (row.blocked, row.sha256) == ("", terms_sha256(terms(**wider)))
    block = hub.books.state.get(Block, row.book, "b1")
    assert block is not None
    assert block.ended_by == "k"
    hub.tell("goods.bought", **bought)


def terms(**said: list[str]) -> Terms:
    """Return terms."""
    return msgspec.convert(said, Terms)


def test_a_letters_consent_changes_no_terms(hub: Desk) -> None:
    """What was asked about a letter is no answer about a fund."""
    looms = restricted(hub)
    hub.tell(
        "consent.asked", consent="k", matter="letter", of=looms, asked="u", terms={}
    )
    hub.tell("consent.given", consent="k", giver="u")
    assert (
        hub.code("terms.changed", fund=looms, terms={}, consent="k")
        == "terms.no-consent"
    )


def test_terms_may_change_while_nothing_is_blocked(hub: Desk) -> None:
    """There is no block to end then."""
    looms = restricted(hub)
    hub.tell(
        "consent.asked", consent="k", matter="terms", of=looms, asked="u", terms={}
    )
    hub.tell("consent.given", consent="k", giver="u")
    hub.tell("terms.changed", fund=looms, terms={}, consent="k")
    assert held(hub, looms).terms == "{}"


def test_a_mirror_follows_its_opener_and_keeps_its_own_block(
    hub: Desk, depot: Desk
) -> None:
    """The same terms again leave the block; new terms of the opener end it."""
    looms = restricted(hub)
    mirror(depot, looms, **LOOMS)
    depot.tell("use.blocked", block="b", fund=looms, reason="flood")
    mirror(depot, looms, **LOOMS)
    assert held(depot, looms).blocked == "b"
    hub.tell(
        "consent.asked", consent="k", matter="terms", of=looms, asked="u", terms={}
    )
    hub.tell("consent.given", consent="k", giver="u")
    hub.tell("terms.changed", fund=looms, terms={}, consent="k")
    mirror(depot, looms)
    assert held(depot, looms).blocked == ""


def test_a_line_of_an_unknown_fund_is_not_taken_in(depot: Desk) -> None:
    """A book mirrors a fund before it holds any of it."""
    arrival = {"document": "d", "sender": "hk", "till": "main"}
    assert (
        depot.code("money.arrived", **arrival, lines=[line("1.00 CNC", "hk:new")])
        == "fund.unknown"
    )
