# SPDX-License-Identifier: Apache-2.0
"""A plan is adopted by a person, in whole or in part, and its lines are commitments."""

from __future__ import annotations

from hashlib import sha256
from typing import Any

import pytest

from gungho.flows.needs import NeedRow
from gungho.flows.plans import PlanLineRow, PlanRow, PlanUnmetRow, PolicyRow
from gungho.journal import encode_sorted
from tests.flows.test_help import COOP, GENERAL, need
from tests.support.goods import Desk, fund
from tests.support.offices import meets, passes

RANKS = [{"key": "purpose:relief", "value": 1}, {"key": "purpose:start", "value": 2}]


def plan_line(**facts: Any) -> dict[str, Any]:
    """Two looms for the weavers out of free gifts."""
    return {
        "need": "n1", "coop": COOP, "depot": "baoji", "fund": GENERAL,
        "commodity": "hand-loom", "count": "2", "source": "hk", "route": ["r1", "r2"],
        "reason": "plan.line.carried", "facts": {"b": 2, "a": "x"}, **facts,
    }  # fmt: skip


def plan(*lines: dict[str, Any], **facts: Any) -> dict[str, Any]:
    """A plan of these lines, with three looms that are missing."""
    return {
        "plan": "p1", "seed": 7, "facts_sha256": "0" * 64, "floor_ppm": 1,
        "fairness_ppm": 0, "needs": 1, "lines": list(lines),
        "unmet": [{"need": "n1", "commodity": "hand-loom", "short": "3",
                   "reason": "plan.unmet.none-given", "facts": {}}], **facts,
    }  # fmt: skip


@pytest.fixture
def hub(hub: Desk) -> Desk:
    """A hub that has heard a need at its depot."""
    need(hub.at("baoji"))
    return hub


def lines_of(hub: Desk) -> list[PlanLineRow]:
    """Return the lines of the plan as they stand."""
    number = hub.books.bodies()["hk"]
    return list(hub.books.state.find(PlanLineRow, "own", number, "p1"))


def test_a_plan_keeps_its_lines_and_what_it_could_not_give(hub: Desk) -> None:
    """Reasons and their facts stand beside each line, and what the plan stood on."""
    stood = [{"book": "hk", "size": 3, "root": "a" * 64}]
    told = plan(plan_line(arrives="1"), stood=stood, left_out=4, by_hand=1)
    hub.tell("plan.adopted", **told)
    number = hub.books.bodies()["hk"]
    (row,) = lines_of(hub)
    miss = hub.books.state.get(PlanUnmetRow, number, "p1", 0)
    head = hub.books.state.get(PlanRow, number, "p1")
    assert miss is not None
    assert head is not None
    assert (row.route, row.facts, miss.short) == ("r1 r2", "a=x b=2", 3)
    assert (row.count, row.arrives, head.left_out, head.by_hand) == (2, 1, 4, 1)
    assert hub.code("plan.adopted", **told) == "plan.exists"
    wild = plan(plan_line(facts={"n": 2**53}), plan="p2")
    assert hub.code("plan.adopted", **wild) == "facts.malformed"


def test_no_plan_breaks_what_a_giver_asked(hub: Desk) -> None:
    """Nor does it give to a need that is another's, or from a fund nobody knows."""
    fund(hub, "southeast", regions=["southeast"])
    broken = plan(plan_line(fund="hk:southeast"))
    refusal = hub.refused("plan.adopted", **broken)
    assert (refusal.code, refusal.facts["clause"]) == ("terms.broken", "regions")
    assert hub.code("plan.adopted", **plan(plan_line(fund="hk:x"))) == "plan.fund"
    assert hub.code("plan.adopted", **plan(plan_line(need="n9"))) == "plan.coop"
    stranger = plan(plan_line(coop="baoji.9"))
    assert hub.code("plan.adopted", **stranger) == "plan.coop"
    hub.tell("use.blocked", block="b1", fund=GENERAL, reason="asked")
    assert hub.code("plan.adopted", **plan(plan_line())) == "fund.blocked"


def test_lines_are_cancelled_one_by_one_or_all(hub: Desk) -> None:
    """What is cancelled is cancelled once; the last line closes the plan."""
    hub.tell("plan.adopted", **plan(plan_line(), plan_line(count="1"), plan_line()))
    facts = {"plan": "p1", "reason": "road-closed"}
    hub.tell("plan.cancelled", **facts, lines=[1])
    assert [bool(one.cancelled) for one in lines_of(hub)] == [False, True, False]
    assert hub.code("plan.cancelled", **facts, lines=[1]) == "plan.line"
    assert hub.code("plan.cancelled", **facts, lines=[7]) == "plan.line"
    unknown = {**facts, "plan": "p9"}
    assert hub.code("plan.cancelled", **unknown, lines=[]) == "plan.unknown"
    hub.tell("plan.cancelled", **facts, lines=[])
    assert all(one.cancelled for one in lines_of(hub))
    assert hub.code("plan.cancelled", **facts, lines=[]) == "plan.line"


def test_a_plan_above_the_limit_needs_a_second_person(hub: Desk) -> None:
    """Money promised is asked for as money spent is, before a line moves."""
    meets(hub, "m1")
    passes(hub, "1940-1", meeting="m1", allows=["plan.adopted"])
    for office, person in (("supply", "p-1"), ("chair", "p-2")):
        hub.tell("office.assumed", office=office, person=person, until="1941-03-31",
                 resolution="1940-1")  # fmt: skip
    limits = [{"office": "supply", "currency": "GBP", "alone": "100", "pair": "5000"}]
    hub.tell("limits.set", resolution="1940-1", lines=limits)
    supply = {"_by": "p-1", "_office": "supply"}
    hub.tell("plan.adopted", **plan(plan_line()), **supply)
    bought = plan_line(currency="GBP", paid="6000", commodity="cotton-yarn")
    told = {**plan(bought, plan="p2"), **supply}
    assert hub.code("plan.adopted", **told) == "authority.above-limit"
    told |= {"_authority": "1940-1"}
    command = hub.command("plan.adopted", **dict(told))
    told["_id"] = command.id
    assert hub.code("plan.adopted", **told) == "authority.second-person"
    digest = sha256(encode_sorted(command)).hexdigest()
    hub.tell("approval.given", command=digest, _by="p-2", _office="chair")
    hub.tell("plan.adopted", **told)


def test_a_resolution_sets_how_is_shared(hub: Desk) -> None:
    """The floor, the order of aims, tiers and weights; a plan names the policy."""
    meets(hub, "m1")
    passes(hub, "1940-1", meeting="m1")
    policy: dict[str, Any] = {
        "policy": "even", "resolution": "1940-1", "floor_units": 1,
        "aims": ["floor", "tiers", "share", "output", "cost"], "tiers": RANKS,
        "weights": [],
    }  # fmt: skip
    assert hub.code("plan.adopted", **plan(policy="even")) == "policy.unknown"
    hub.tell("policy.set", **policy)
    row = hub.books.state.get(PolicyRow, hub.books.bodies()["hk"], "even")
    assert row is not None
    assert row.tiers == "purpose:relief=1 purpose:start=2"
    hub.tell("plan.adopted", **plan(policy="even"))
    assert hub.code("policy.set", **policy) == "policy.exists"
    other = {**policy, "policy": "p2"}
    unknown = {**other, "resolution": "1940-9"}
    assert hub.code("policy.set", **unknown) == "resolution.unknown"
    twice = {**other, "aims": ["floor", "floor"]}
    assert hub.code("policy.set", **twice) == "policy.aims"
    strange = {**other, "weights": [{"key": "weather:rain", "value": 1}]}
    assert hub.code("policy.set", **strange) == "policy.key"


def test_a_need_is_withdrawn_once(hub: Desk) -> None:
    """By the book that stated it."""
    depot = hub.at("baoji")
    depot.tell("need.withdrawn", need="n1", reason="found-elsewhere")
    row = hub.books.state.get(NeedRow, hub.books.bodies()["baoji"], "n1")
    assert row is not None
    assert row.withdrawn_on == depot.day
    again = {"need": "n1", "reason": "again"}
    assert depot.code("need.withdrawn", **again) == "need.withdrawn"
    assert depot.code("need.withdrawn", need="n9", reason="x") == "need.unknown"
