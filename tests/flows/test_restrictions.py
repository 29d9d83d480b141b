# SPDX-License-Identifier: Apache-2.0
"""A restriction ends by an entry, and what is left goes on to another fund."""

from __future__ import annotations

from typing import Any

import pytest

from gungho.errors import Refusal
from gungho.flows.gifts import Lot
from gungho.flows.restrictions import FundEnd, OverdraftOwner
from gungho.ledger.booking import Posting, check_booking
from tests.support.goods import Desk, fund, given, line, mirror, movement
from tests.support.memory import MemoryBooks
from tests.support.offices import meets, passes

GENERAL, EVIDENCE = "hk:general", "e" * 64


@pytest.fixture
def hub() -> Desk:
    """A hub with ten pounds and three looms of a fund for looms until May."""
    hub, _ = movement(MemoryBooks())
    fund(hub, "looms", items=["hand-loom"], until_day="1940-05-31")
    gift(hub, "hk:looms")
    return hub


def gift(hub: Desk, into: str, name: str = "g") -> None:
    """Ten pounds and three looms are given to a fund."""
    lines = [given("10.00 GBP @ main", into), given("3 hand-loom @ hk", into)]
    hub.tell("gift.received", gift=name, lines=lines)


def ended(**facts: Any) -> dict[str, Any]:
    """Return the facts of a fund fulfilled."""
    told = {"fund": "hk:looms", "into": GENERAL, "evidence": EVIDENCE}
    return {**told, **facts}


def held(hub: Desk, pot: str) -> tuple[str, str]:
    """Return what the hub has of a fund: pounds, and looms of the first lot."""
    lot = next(row.lot for row in hub.books.state.rows(Lot))
    pounds = hub.holds("hk/cash/main", "GBP", pot)
    return pounds, hub.holds("hk/stock/hk", "hand-loom", pot, lot)


def test_what_is_left_of_a_fulfilled_fund_goes_on_lot_by_lot(hub: Desk) -> None:
    """Its money and goods keep their places and lots; the entry says all of it."""
    hub.tell("terms.fulfilled", **ended())
    assert held(hub, "hk:looms") == ("0.00", "0")
    assert held(hub, GENERAL) == ("10.00", "3")
    (row,) = hub.books.state.find(FundEnd, "fund", "hk:looms")
    assert (row.sort, row.target, row.evidence) == ("fulfilled", GENERAL, EVIDENCE)


def test_evidence_and_the_rule_for_what_is_left_are_asked(hub: Desk) -> None:
    """Without evidence nothing is fulfilled; what must go back is not moved on."""
    fund(hub, "back", purposes=["school"], left_over="return")
    fund(hub, "other", items=["hand-loom"])
    assert hub.code("terms.fulfilled", **ended(evidence="")) == "facts.malformed"
    for facts, code in (
        ({"fund": "hk:back"}, "terms.must-return"),
        ({"into": "hk:other"}, "terms.left-over"),
        ({"into": "hk:nobody"}, "fund.unknown"),
        ({"left": [{"role": "cash", "at": "main", "commodity": "GBP",
                    "count": "1"}]}, "terms.left-differs"),
    ):  # fmt: skip
        assert hub.code("terms.fulfilled", **ended(**facts)) == code


def test_what_is_left_stays_near_or_with_its_own_body() -> None:
    """Nearest: nothing beyond one clause of the giver; general: the body's own."""
    hub, _ = movement(MemoryBooks())
    mirror(hub, "baoji:own")
    left = {"items": ["hand-loom", "lathe"], "purposes": ["school"]}
    fund(hub, "near", left_over="nearest", **left)
    fund(hub, "plain", **left)
    fund(hub, "lathes", items=["lathe"])
    fund(hub, "clinic", purposes=["clinic"])
    gift(hub, "hk:near", "g3")
    for source, into, code in (
        ("hk:near", "hk:clinic", "terms.not-near"),
        ("hk:near", GENERAL, "terms.not-near"),
        ("hk:plain", "hk:lathes", "terms.left-over"),
        ("hk:plain", "baoji:own", "terms.left-over"),
    ):
        assert hub.code("terms.fulfilled", **ended(fund=source, into=into)) == code
    hub.tell("terms.fulfilled", **ended(fund="hk:near", into="hk:lathes"))
    assert held(hub, "hk:lathes") == ("10.00", "3")


@pytest.mark.parametrize("clause", ["revolving", "asset_lock", "forbid_resale"])
def test_some_conditions_live_on(hub: Desk, clause: str) -> None:
    """The fund that takes what is left must have them too."""
    fund(hub, "locked", left_over="nearest", **{clause: True})
    fund(hub, "next", **{clause: True})
    gift(hub, "hk:locked", "g2")
    facts = ended(fund="hk:locked")
    refusal = hub.refused("terms.fulfilled", **facts)
    assert (refusal.code, refusal.facts["clause"]) == ("terms.lives-on", clause)
    hub.tell("terms.fulfilled", **{**facts, "into": "hk:next"})
    assert hub.holds("hk/cash/main", "GBP", "hk:next") == "10.00"


def test_a_fund_lapses_after_its_last_day_only(hub: Desk) -> None:
    """By its own rule, and by nobody's wish."""
    facts = {"fund": "hk:looms", "into": GENERAL}
    assert hub.code("terms.lapsed", **facts) == "terms.not-over"
    clock = getattr(hub.books, "clock")  # noqa: B009
    clock.at("1940-06-02")
    hub.tell("terms.lapsed", **facts, _happened="1940-06-01")
    assert held(hub, GENERAL) == ("10.00", "3")


def test_the_giver_may_release_a_fund(hub: Desk) -> None:
    """By a consent that leaves no condition; one to other terms is not enough."""
    facts = {"fund": "hk:looms", "into": GENERAL, "reason": "no-looms-left",
             "resolution": "", "evidence": ""}  # fmt: skip
    asked = {"matter": "terms", "of": "hk:looms", "asked": "giver"}
    hub.tell("consent.asked", consent="c1", **asked, terms={"items": ["lathe"]})
    hub.tell("consent.asked", consent="c2", **asked, terms={})
    told = {**facts, "consent": "c1"}
    assert hub.code("terms.released", **told) == "terms.no-consent"
    for consent in ("c1", "c2"):
        hub.tell("consent.given", consent=consent, giver="giver", evidence="")
    assert hub.code("terms.released", **told) == "terms.not-as-agreed"
    hub.tell("terms.released", **{**facts, "consent": "c2"})
    assert held(hub, GENERAL) == ("10.00", "3")


def test_where_no_giver_can_be_reached_a_resolution_releases(hub: Desk) -> None:
    """One that allows just that; neither or both is no authority."""
    facts = {"fund": "hk:looms", "into": GENERAL, "reason": "giver-dead",
             "consent": "", "evidence": ""}  # fmt: skip
    meets(hub, "m1")
    passes(hub, "r1", allows=["loan.made"])
    passes(hub, "r2", allows=["terms.released"], fund="hk:looms")
    assert hub.code("terms.released", **facts, resolution="") == "terms.by-whom"
    assert hub.code("terms.released", **facts, resolution="r1") == (
        "resolution.does-not-allow"
    )
    hub.tell("terms.released", **facts, resolution="r2")
    (row,) = hub.books.state.find(FundEnd, "fund", "hk:looms")
    assert (row.sort, row.by) == ("released", "r2")


def test_what_is_on_the_way_is_settled_first(hub: Desk) -> None:
    """A fund does not end while something of it has no place."""
    goods = [line("1 hand-loom", "hk:looms")]
    hub.tell("goods.dispatched", document="d", receiver="baoji", place="hk",
             lines=goods)  # fmt: skip
    assert hub.code("terms.fulfilled", **ended()) == "terms.on-the-way"


def test_an_overdrawn_fund_gets_an_owner_and_a_day(hub: Desk) -> None:
    """Only while it is overdrawn, and for a day to come."""
    facts = {"fund": "hk:looms", "person": "p-1", "office": "treasurer"}
    told = {**facts, "until": "1940-05-01"}
    assert hub.code("overdraft.assigned", **told) == "overdraft.none"
    hub.tell("cost.paid", cost="c", cause="bank", currency="GBP", count="2000",
             fund="hk:looms", till="main", document="")  # fmt: skip
    assert hub.code("overdraft.assigned", **facts, until="1940-03-01") == (
        "overdraft.day"
    )
    hub.tell("overdraft.assigned", **told)
    (row,) = hub.books.state.find(OverdraftOwner, "fund", "hk:looms")
    assert (row.person, row.until) == ("p-1", "1940-05-01")
    assert hub.code("terms.fulfilled", **ended()) == "fund.overdrawn"


def test_what_leaves_one_fund_enters_another_to_the_unit() -> None:
    """The bridge between funds is left by just what entered it, lot by lot."""
    permitted = frozenset({("between", "cash"), ("cash", "between")})
    out = Posting("hk/between", "hk/cash/main", "GBP", "hk:a", 100)
    for amount in (99, 101):
        into = Posting("hk/cash/main", "hk/between", "GBP", "hk:b", amount)
        with pytest.raises(Refusal) as caught:
            check_booking(
                (out, into), keeper="hk", kind="terms.fulfilled", permitted=permitted
            )
        assert caught.value.code == "booking.bridge"
