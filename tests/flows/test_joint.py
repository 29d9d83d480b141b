# SPDX-License-Identifier: Apache-2.0
"""Joint funds, loans between funds, and costs that serve a fund."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

from gungho.flows.bridges import Bridge
from gungho.flows.funds import Consent, Fund
from gungho.ledger.terms import FREE, Terms, Use, breaches, common, terms_of
from tests.support.goods import Desk, fund, given, line, movement
from tests.support.memory import MemoryBooks

GENERAL, SCHOOLS, LOOMS = "hk:general", "hk:schools", "hk:looms"


@pytest.fixture
def hub() -> Desk:
    """A hub with money for schools, for looms and for anything."""
    hub, _ = movement(MemoryBooks())
    fund(hub, "schools", purposes=["school"], until_day="1940-12-31")
    fund(hub, "looms", items=["hand-loom", "lathe"], forbid_resale=True)
    fund(hub, "yarn", items=["cotton-yarn"])
    for number, pot in enumerate((GENERAL, SCHOOLS, LOOMS)):
        lines = [given("20.00 GBP @ main", pot)]
        hub.tell("gift.received", gift=f"g{number}", lines=lines)
    return hub


def joined(**more: Any) -> dict[str, Any]:
    """Schools and looms buy together, one third and two thirds."""
    parts = [{"fund": SCHOOLS, "share": 1}, {"fund": LOOMS, "share": 2}]
    return {"fund": "hk:both", "parts": parts, **more}


def paid(count: int, **more: Any) -> dict[str, Any]:
    """So many pence of the main till."""
    return {"fund": "hk:both", "till": "main", "currency": "GBP", "count": str(count),
            **more}  # fmt: skip


def holds(hub: Desk) -> tuple[str, str, str]:
    """Return what schools, looms and both have in the till."""
    pots = (SCHOOLS, LOOMS, "hk:both")
    return tuple(hub.holds("hk/cash/main", "GBP", pot) for pot in pots)  # type: ignore[return-value]


def test_what_is_bought_together_is_paid_and_shared_by_fixed_shares(hub: Desk) -> None:
    """To the last penny, in and out; the terms are what both allow."""
    hub.tell("fund.joined", **joined())
    row = hub.books.state.get(Fund, hub.books.bodies()["hk"], "hk:both")
    assert row is not None
    terms = terms_of(row.terms)
    assert (terms.purposes, terms.items) == (("school",), ("hand-loom", "lathe"))
    assert (terms.until_day, terms.forbid_resale, terms.left_over) == (
        "1940-12-31", True, "return",
    )  # fmt: skip
    hub.tell("fund.paid_in", **paid(1000))
    assert holds(hub) == ("16.67", "13.33", "10.00")
    bought = {"purchase": "p", "party": "hk", "place": "hk", "count": "1",
              "currency": "GBP", "cost": "700", "till": "main", "fund": "hk:both",
              "plan": ""}  # fmt: skip
    assert hub.code("goods.bought", **bought, item="cotton-yarn") == "terms.broken"
    hub.tell("goods.bought", **bought, item="hand-loom")
    hub.tell("fund.shared_out", **paid(300))
    assert holds(hub) == ("17.67", "15.33", "0.00")


def test_a_joint_fund_is_refused_where_nothing_is_in_common(hub: Desk) -> None:
    """And where its parts are not funds, not two, or joint themselves."""
    hub.tell("fund.joined", **joined())
    yarn = [{"fund": LOOMS, "share": 1}, {"fund": "hk:yarn", "share": 1}]
    twice = [{"fund": LOOMS, "share": 1}, {"fund": LOOMS, "share": 1}]
    other = {"fund": "hk:other"}
    for more, code in (
        ({}, "fund.exists"),
        ({"fund": "london:both"}, "fund.foreign"),
        ({**other, "parts": yarn}, "joint.nothing-in-common"),
        ({**other, "parts": twice}, "joint.parts"),
        ({**other, "parts": yarn[:1]}, "joint.parts"),
        ({**other, "parts": [yarn[0], {"fund": "hk:none", "share": 1}]},
         "fund.unknown"),
        ({**other, "parts": [yarn[0], {"fund": "hk:both", "share": 1}]},
         "joint.of-joint"),
        ({**other, "terms": {"items": ["lathe"]}}, "joint.terms"),
    ):  # fmt: skip
        assert hub.code("fund.joined", **joined(**more)) == code
    for facts, code in (
        (paid(10, fund=LOOMS), "joint.unknown"),
        (paid(9000), "balance.short"),
        (paid(10, currency="hand-loom"), "money.not-currency"),
        (paid(10, parts=[{"fund": SCHOOLS, "share": 1, "count": "10"}]),
         "joint.shares"),
    ):  # fmt: skip
        assert hub.code("fund.paid_in", **facts) == code
    hub.tell("use.blocked", block="b", fund=LOOMS, place="", reason="war",
             standing="kept", cited="")  # fmt: skip
    assert hub.code("fund.paid_in", **paid(10)) == "fund.blocked"


WORDS = st.lists(st.sampled_from(["a", "b", "c"]), unique=True).map(tuple)
DAYS = st.sampled_from(["", "1940-01-01", "1940-06-01"])
TERMS = st.builds(
    Terms, items=WORDS, purposes=WORDS, from_day=DAYS, until_day=DAYS,
    forbid_resale=st.booleans(), forbid_military=st.booleans(),
)  # fmt: skip
USES = st.builds(
    Use, on=st.sampled_from(["1939-12-01", "1940-03-01", "1941-01-01"]),
    item=st.sampled_from([None, "a", "b", "c"]),
    purpose=st.sampled_from([None, "a", "b", "c"]), resale=st.booleans(),
    military=st.booleans(),
)  # fmt: skip


@examples(TERMS, TERMS, USES)
def test_a_joint_fund_allows_nothing_that_a_part_forbids(
    one: Terms, other: Terms, use: Use
) -> None:
    """And everything that both allow; in whatever order they are named."""
    both, clash = common(one, other)
    mirrored, clash_again = common(other, one)
    assert bool(clash) == bool(clash_again)
    if clash:
        return
    allowed = not breaches(one, use) and not breaches(other, use)
    assert (not breaches(both, use)) == allowed
    assert (not breaches(mirrored, use)) == allowed


@examples(st.lists(st.integers(1, 1000), min_size=2, max_size=5), st.integers(1, 9999))
def test_shares_add_up_to_the_last_unit_in_and_out(
    shares: list[int], pence: int
) -> None:
    """Whatever the shares and the amount; and what went in comes back alike."""
    hub, _ = movement(MemoryBooks())
    parts = []
    for number, share in enumerate(shares):
        pot = fund(hub, f"p{number}", items=["hand-loom"])
        parts.append({"fund": pot, "share": share})
        lines = [given("100.00 GBP @ main", pot)]
        hub.tell("gift.received", gift=f"g{number}", lines=lines)
    hub.tell("fund.joined", **joined(parts=parts))
    hub.tell("fund.paid_in", **paid(pence))
    assert hub.holds("hk/cash/main", "GBP", "hk:both") == (
        f"{pence // 100}.{pence % 100:02}"
    )
    hub.tell("fund.shared_out", **paid(pence))
    for one in parts:
        assert hub.holds("hk/cash/main", "GBP", one["fund"]) == "100.00"


def bridged(**more: Any) -> dict[str, Any]:
    """The general fund lends five pounds to the schools."""
    return {"bridge": "b1", "source": GENERAL, "target": SCHOOLS, "till": "main",
            "currency": "GBP", "count": "500", "due": "1940-06-30", **more}  # fmt: skip


def test_bridging_is_a_loan_between_funds(hub: Desk) -> None:
    """Free money only, with a claim and a debt, paid back no further."""
    for more, code in (
        ({"source": SCHOOLS, "target": GENERAL}, "bridge.restricted"),
        ({"target": GENERAL}, "bridge.restricted"),
        ({"target": "hk:none"}, "fund.unknown"),
        ({"due": "1940-01-01"}, "bridge.due"),
        ({"count": "2001"}, "balance.short"),
    ):
        assert hub.code("fund.bridged", **bridged(**more)) == code
    hub.tell("fund.bridged", **bridged())
    assert hub.code("fund.bridged", **bridged()) == "bridge.exists"
    assert hub.holds("hk/cash/main", "GBP", SCHOOLS) == "25.00"
    assert hub.holds("hk/advanced/hk:schools", "GBP", GENERAL) == "5.00"
    back = {"bridge": "b1", "till": "main", "count": "501"}
    assert hub.code("fund.repaid", **back) == "bridge.more"
    assert hub.code("fund.repaid", **back | {"bridge": "b9"}) == "bridge.unknown"
    hub.tell("fund.repaid", **back | {"count": "200"})
    (row,) = hub.books.state.rows(Bridge)
    assert row.left == 300
    assert hub.holds("hk/bridged/hk:general", "GBP", SCHOOLS) == "-3.00"
    hub.tell("fund.repaid", **back | {"count": "300"})
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "20.00"


def test_a_bridge_cures_an_overdrawn_fund(hub: Desk) -> None:
    """A cheque that bounced leaves it below zero; free money lifts it."""
    hub.tell("gift.received", gift="g9", lines=[given("6.00 GBP @ main", LOOMS)],
             _id="cheque")  # fmt: skip
    hub.tell("fund.joined", **joined())
    hub.tell("fund.paid_in", **paid(3000))
    hub.tell("correction.made", reason="never-came", _corrects="cheque")
    assert hub.code("fund.paid_in", **paid(1)) == "balance.short"
    hub.tell("gift.received", gift="g8", lines=[given("6.00 GBP @ main", LOOMS)],
             _id="again")  # fmt: skip
    hub.tell("fund.paid_in", **paid(900))
    hub.tell("correction.made", reason="never-came", _corrects="again")
    assert hub.code("fund.paid_in", **paid(1)) == "fund.overdrawn"
    hub.tell("fund.bridged", **bridged(target=LOOMS, count="700"))
    hub.tell("fund.paid_in", **paid(1))


def freight(pot: str, **more: Any) -> dict[str, Any]:
    """Freight of a pound is paid from a fund."""
    return {"cost": "c1", "cause": "freight", "currency": "GBP", "count": "100",
            "fund": pot, "till": "main", "document": "", "standing": "kept",
            **more}  # fmt: skip


@pytest.mark.parametrize("kind", ["cost.paid", "bill.received"])
def test_a_cost_serves_the_fund_that_pays_it(hub: Desk, kind: str) -> None:
    """By what it carries, or by the purpose and the co-op that it is for."""

    def asked(pot: str, **more: Any) -> str:
        facts = freight(pot, **more)
        if kind == "bill.received":
            left = {k: v for k, v in facts.items() if k not in ("till", "standing")}
            facts = {**left, "bill": left.pop("cost"), "creditor": "carrier"}
            del facts["cost"]
        if more.pop("done", None):
            return ""
        return hub.code(kind, **facts)

    assert asked(SCHOOLS) == "terms.unanswered"
    assert asked(LOOMS) == "terms.unanswered"
    assert asked(SCHOOLS, purpose="relief") == "terms.broken"
    assert asked(LOOMS, document="p1") == "terms.unanswered"
    hub.tell("goods.bought", purchase="p1", party="hk", place="hk", item="hand-loom",
             count="1", currency="GBP", cost="700", till="main", fund=LOOMS,
             plan="")  # fmt: skip
    hub.tell("cost.paid", **freight(LOOMS, document="p1"))
    told = [line("1 hand-loom", LOOMS)]
    hub.tell("goods.dispatched", document="hk:c1", receiver="baoji", place="hk",
             route=[], due="", plan="", lines=told)  # fmt: skip
    hub.tell("cost.paid", **freight(LOOMS, cost="c2", document="hk:c1"))
    hub.tell("cost.paid", **freight(SCHOOLS, cost="c3", purpose="school"))
    hub.tell("cost.paid", **freight(GENERAL, cost="c4"))
    assert asked(SCHOOLS, document="hk:c1") == "terms.unanswered"


def test_a_bank_takes_its_charge_whatever_the_terms(hub: Desk) -> None:
    """It is a fact; it needs no answer and may overdraw."""
    hub.tell("cost.paid", **freight(LOOMS, cause="bank", count="2100"))
    assert hub.holds("hk/cash/main", "GBP", LOOMS) == "-1.00"


def test_a_giver_may_refuse_and_an_answer_stands(hub: Desk) -> None:
    """Once given or refused it is not given again."""
    asked = {"matter": "terms", "of": LOOMS, "asked": "giver", "terms": FREE}
    for consent in ("c1", "c2"):
        hub.tell("consent.asked", consent=consent, **asked)
    no = {"consent": "c1", "giver": "giver", "evidence": ""}
    assert hub.code("consent.refused", **no | {"giver": "else"}) == (
        "consent.other-giver"
    )
    assert hub.code("consent.refused", **no | {"consent": "c9"}) == "consent.not-asked"
    hub.tell("consent.refused", **no)
    assert hub.code("consent.given", **no) == "consent.answered"
    assert hub.code("terms.changed", fund=LOOMS, terms=FREE, consent="c1") == (
        "terms.no-consent"
    )
    (row,) = (one for one in hub.books.state.rows(Consent) if one.consent == "c1")
    assert row.refused_on
    hub.tell("consent.given", **no | {"consent": "c2"})
    assert hub.code("consent.refused", **no | {"consent": "c2"}) == "consent.answered"


def test_a_fund_that_owes_does_not_end(hub: Desk) -> None:
    """A bill or a bridge is settled first."""
    ended = {"fund": LOOMS, "into": GENERAL, "evidence": "e" * 64}
    fund(hub, "plain", items=["hand-loom"])
    plain = {**ended, "fund": "hk:plain"}
    hub.tell("fund.bridged", **bridged(target="hk:plain"))
    assert hub.code("terms.fulfilled", **plain) == "terms.owes"
    hub.tell("fund.repaid", bridge="b1", till="main", count="500")
    hub.tell("terms.fulfilled", **plain)
