# SPDX-License-Identifier: Apache-2.0
"""From the books to a draft, to an adopted plan, to what is left of it; and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gungho.actions.situation import policy_of, problem_of
from gungho.doors import drafting
from gungho.doors.cli.main import cli
from gungho.errors import Refusal
from gungho.planning import Step, check
from gungho.store.drafts import KEPT_MOST, draft_of, drafts, keep_draft
from gungho.store.reads.commitments import commitments, open_lines
from gungho.store.reads.situation import situation
from gungho.store.reads.stock import four_numbers, stock_lines
from gungho.store.rebuild import digests, rebuild
from tests.store.test_papers import OpenNode
from tests.support.goods import DAY, Desk, fund, given
from tests.support.homes import FreshHome
from tests.support.offices import meets, passes
from tests.support.planned import COOP, GENERAL, asks, grants, planned

NOW = "1940-05-01"


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub that has enough for everyone."""
    return planned(fresh_home.books)


def run(home: FreshHome, *words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(cli, list(words), obj=OpenNode(home))


def said(home: FreshHome, *words: str) -> Any:
    """Return what a command says as JSON."""
    answer = run(home, *words, "--json")
    assert answer.exit_code == 0, answer.output
    return json.loads(answer.output)


def test_the_situation_is_what_the_books_say(hub: Desk) -> None:
    """What lies where, who asks, prices in each money held, and what may serve whom."""
    told = situation(body="hk", today=NOW)
    assert {(one.place, one.commodity, one.count) for one in told.held} == {
        ("hong-kong", "GBP", 10_000), ("hong-kong", "spindle", 30),
    }  # fmt: skip
    assert [(one.need, one.units, one.got) for one in told.asked] == [
        ("n1", 3, 0), ("n2", 1, 0),
    ]  # fmt: skip
    problem = problem_of(told)
    prices = {(row.currency, row.commodity): (row.cost, row.per) for row in
              problem.prices}  # fmt: skip
    assert prices == {("GBP", "spindle"): (10, 1), ("GBP", "CNC"): (1, 20)}
    assert {stage.id for stage in problem.stages} == {"hk-baoji", "hk-baoji.back"}
    assert problem.stages[0].capacity_kg == 10_000
    assert problem_of(told, days=7).stages[0].capacity_kg == 10_000 * 7 // 91
    assert dict(problem.weights_g) == {"spindle": 5000.0}
    assert {book for book, _, _ in told.stood} == {"hk", "baoji"}
    assert policy_of(told).tiers == {"purpose:relief": 1}
    assert hub


def test_the_situation_of_a_day_that_has_passed(hub: Desk) -> None:
    """What came, was asked or was closed later is not in it."""
    hub.day = "1940-04-20"
    hub.tell("gift.received", gift="g2", lines=[given("7.00 GBP @ main", GENERAL)])
    hub.tell("route.closed", route="hk-baoji")
    late = hub.at("baoji")
    asks(late, "n3", COOP, units=1, purpose="start")
    before = situation(body="hk", on=DAY, today=NOW)
    after = situation(body="hk", on="1940-04-20", today=NOW)
    held = {one.commodity: one.count for one in before.held}
    assert held == {"GBP": 10_000, "spindle": 30}
    assert (len(before.asked), len(before.roads)) == (2, 1)
    assert {one.commodity: one.count for one in after.held}["GBP"] == 10_700
    assert (len(after.asked), len(after.roads)) == (3, 0)
    assert situation(body="hk", today=NOW).held == after.held
    assert not situation(body="hk", on="1940-03-01", today=NOW).held


def test_blocked_funds_and_withdrawn_needs_are_not_planned(hub: Desk) -> None:
    """Nor are needs of a co-op that closed, or that nobody has verified."""
    depot = hub.at("baoji")
    hub.tell("use.blocked", block="b1", fund=GENERAL, reason="asked")
    depot.tell("need.withdrawn", need="n1", reason="found")
    told = situation(body="hk", today=NOW)
    assert [one.need for one in told.asked] == ["n2"]
    assert not told.held
    depot.tell("coop.closed", coop="baoji.0002", reason="flood")
    assert not situation(body="hk", today=NOW).asked


def test_a_plan_is_drafted_adopted_and_carried_out(fresh_home: FreshHome) -> None:
    """Each line is a promise that dispatch and grant fulfil; stock tells it."""
    hub = planned(fresh_home.books, spindles=40, sold=False)
    draft = said(fresh_home, "plan")
    assert (draft["units"], draft["asked"], draft["accepted"]) == (4, 4, True)
    lines = said(fresh_home, "plan", "lines", draft["draft"])
    told = said(fresh_home, "adopt", draft["draft"], "--as", "hk:p1")
    assert (told["lines"], told["unmet"]) == (len(lines), 0)
    (numbers,) = (one for one in four_numbers(stock_lines()) if one.item == "spindle")
    promised = sum(
        one.count for one in commitments("hk:p1") if one.commodity == "spindle"
    )
    assert numbers.promised == promised == 40
    again = run(fresh_home, "adopt", draft["draft"])
    assert (again.exit_code, "adopted already" in again.output) == (1, True)
    hub.tell("goods.dispatched", document="d1", receiver="baoji", place="hong-kong",
             plan="hk:p1", lines=[
                 {"commodity": "spindle", "count": "20", "fund": GENERAL}])  # fmt: skip
    sent = [one.sent for one in commitments("hk:p1") if one.commodity == "spindle"]
    assert sum(sent) == 20
    depot = hub.at("baoji")
    lot = next(one.lot for one in _sent_lots(hub))
    came = {"commodity": "spindle", "count": "20", "fund": GENERAL, "lot": lot}
    depot.tell("goods.arrived", document="d1", sender="hk", place="baoji",
               lines=[came])  # fmt: skip
    grants(depot, "hk:p1", "n2", "baoji.0002")
    (given_now,) = {
        one.given for one in commitments("hk:p1")
        if one.need == "n2" and one.commodity == "spindle"
    }  # fmt: skip
    assert given_now == 10
    left = said(fresh_home, "plan", "left", "hk:p1")
    assert all(one["need"] != "n2" or one["commodity"] == "CNC" for one in left)
    fresh_home.verify()
    before = digests()
    rebuild(told=lambda *_: None)
    assert digests() == before


def _sent_lots(hub: Desk) -> list[Any]:
    from gungho.flows.passages import PassageLine  # noqa: PLC0415
    from gungho.store.reads.query import rows  # noqa: PLC0415

    assert hub
    return rows(PassageLine, "document = 'd1'")


def test_planning_again_keeps_what_was_promised(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """A new need is planned beside it; released, the promise is free again."""
    first = said(fresh_home, "plan")
    said(fresh_home, "adopt", first["draft"], "--as", "hk:p1")
    asks(hub.at("baoji"), "n3", "baoji.0002", units=1, purpose="start")
    again = drafting.kept(said(fresh_home, "plan")["draft"])
    assert {line.need for line in again.plan.lines} == {"n3"}
    assert not check(again.problem, again.plan)
    said(fresh_home, "adopt", again.row.draft, "--as", "hk:p2")
    carried = commitments("hk:p2")
    before = {(one.need, one.commodity): one.count for one in commitments("hk:p1")}
    promised = [one for one in carried if one.reason == "plan.line.promised"]
    assert promised
    total = sum(one.count for one in promised)
    assert total == sum(before.values()) or total >= len(before)
    assert {one.need for one in open_lines(body="hk")} == {"n1", "n2", "n3"}
    free = drafting.kept(said(fresh_home, "plan", "--release")["draft"])
    assert {line.need for line in free.plan.lines} == {"n1", "n2", "n3"}


def test_a_plan_is_adopted_in_part_and_by_hand(fresh_home: FreshHome) -> None:
    """What is left out is told; a count that cannot be is refused by the checker."""
    hub = planned(fresh_home.books, spindles=30, sold=False)
    draft = said(fresh_home, "plan")["draft"]
    kept = drafting.kept(draft)
    at = next(n for n, line in enumerate(kept.plan.lines) if line.supply.endswith(
        "spindle|hk:general"))  # fmt: skip
    wild = run(fresh_home, "adopt", draft, "--change", f"{at}=31")
    assert wild.exit_code == 1
    assert "spindle" in wild.output
    for words in (("--lines", "99"), ("--change", "0=x"), ("--lines", "a")):
        assert run(fresh_home, "adopt", draft, *words).exit_code == 1
    told = said(fresh_home, "adopt", draft, "--as", "hk:p1", "--lines", str(at),
                "--change", f"{at}=7")  # fmt: skip
    assert told["lines"] == 1
    (line,) = commitments("hk:p1")
    assert (line.count, line.reason) == (7, "plan.line.by-hand")
    said(fresh_home, "plan", "list")
    cancelled = run(fresh_home, "plan", "cancel", "hk:p1", "--lines", "0")
    assert cancelled.exit_code == 0, cancelled.output
    assert not open_lines(body="hk")
    assert run(fresh_home, "plan", "cancel", "hk:p9").exit_code == 1
    assert hub


def test_what_was_only_imagined_is_not_adopted(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """A closed road may be; a gift that has not come may not."""
    draft = said(fresh_home, "plan", "--release")["draft"]
    gift = said(fresh_home, "replan", draft, "gift baoji spindle 500")
    assert gift["parent"] == draft
    refused = run(fresh_home, "adopt", gift["draft"])
    assert (refused.exit_code, "only imagined" in refused.output) == (1, True)
    closed = said(fresh_home, "replan", draft, "close hk-baoji")
    assert closed["units_after"] == 4
    said(fresh_home, "adopt", closed["draft"], "--as", "hk:p1")
    assert all(one.currency or one.commodity == "CNC" for one in commitments("hk:p1"))
    words = run(fresh_home, "replan", draft, "close hk-baoji", "floor 1").output
    assert "units in all" in words
    quick = said(fresh_home, "replan", draft, "drop hk|hong-kong|spindle|hk:general",
                 "--quick")  # fmt: skip
    assert quick["units_after"] <= 4
    for change in ("fly there", "close nowhere", "limit hk-baoji", "floor x",
                   "gift baoji unheard 3", "gift baoji spindle 3 nofund"):  # fmt: skip
        assert run(fresh_home, "replan", draft, change).exit_code == 1, change
    assert hub


def test_a_draft_whose_ground_has_moved_is_refused(fresh_home: FreshHome) -> None:
    """What was given elsewhere meanwhile is named; nothing is written."""
    hub = planned(fresh_home.books, spindles=30, sold=False)
    draft = said(fresh_home, "plan")["draft"]
    gone = {"commodity": "spindle", "count": "25", "fund": GENERAL}
    hub.tell("goods.dispatched", document="d1", receiver="baoji", place="hong-kong",
             lines=[gone])  # fmt: skip
    refused = run(fresh_home, "adopt", draft)
    assert refused.exit_code == 1
    assert "hk|hong-kong|spindle|hk:general" in refused.output
    assert not open_lines(body="hk")


def test_a_resolution_sets_the_policy_that_a_draft_follows(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """The plan names it; another adopts it above a limit."""
    meets(hub, "m1")
    passes(hub, "r1", meeting="m1", allows=["plan.adopted"])
    hub.tell("policy.set", policy="even", resolution="r1", floor_units=1,
             aims=["floor", "share", "cost"], tiers=[],
             weights=[{"key": "coop:baoji.0001", "value": 3}])  # fmt: skip
    policy = policy_of(situation(body="hk", today=NOW))
    assert (policy.aims, policy.weights) == (
        ("floor", "share", "cost"), {"coop:baoji.0001": 3},
    )  # fmt: skip
    for office, person in (("supply", "p-1"), ("chair", "p-2")):
        hub.tell("office.assumed", office=office, person=person, until="1941-03-31",
                 resolution="r1")  # fmt: skip
    limit = {"office": "supply", "currency": "GBP", "alone": "1", "pair": "2"}
    hub.tell("limits.set", resolution="r1", lines=[limit])
    draft = said(fresh_home, "plan")["draft"]
    office = ("--by", "p-1", "--office", "supply", "--authority", "r1")
    file = fresh_home.folder / "adopt.json"
    plan = ("adopt", draft, "--as", "hk:p1", *office)
    assert run(fresh_home, *plan).exit_code == 1
    assert run(fresh_home, *plan, "--write", str(file)).exit_code == 0
    approved = run(fresh_home, "approve", str(file), "--by", "p-2", "--office", "chair")
    assert approved.exit_code == 0, approved.output
    assert said(fresh_home, *plan)["plan"] == "hk:p1"


def test_a_need_that_very_nearly_has_all_is_met(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """A bank's fee of a hundredth is not sent for again; a tenth is."""
    depot = hub.at("baoji")
    for count, got in (("446", 0), ("49", 1)):
        depot.tell("gift.received", gift=f"x{count}", lines=[
            given(f"{int(count) / 100:.2f} CNC @ main", GENERAL)])  # fmt: skip
        money = {"commodity": "CNC", "count": count, "fund": GENERAL}
        depot.tell("grant.made", grant=f"a{count}", coop="baoji.0002", need="n2",
                   plan="", at="main", lines=[money])  # fmt: skip
        if count == "446":
            depot.tell("gift.received", gift="s", lines=[
                {"commodity": "spindle", "count": "10", "form": "goods",
                 "fund": GENERAL, "at": "baoji"}])  # fmt: skip
            depot.tell("grant.made", grant="s", coop="baoji.0002", need="n2", plan="",
                       at="baoji", lines=[
                           {"commodity": "spindle", "count": "10",
                            "fund": GENERAL}])  # fmt: skip
        told = {one.need: one.got for one in situation(body="hk", today=NOW).asked}
        assert told.get("n2", 1) == got
    assert fresh_home


def test_reasons_are_proved_when_someone_asks(fresh_home: FreshHome) -> None:
    """For a need that gets less than it asked, at the terminal, in words."""
    planned(fresh_home.books, spindles=10, pounds=0)
    draft = said(fresh_home, "plan")["draft"]
    proofs = said(fresh_home, "plan", "why", draft, "n1")
    assert proofs
    assert {one["verdict"] for one in proofs} == {"proved"}
    assert "Proved" in run(fresh_home, "plan", "why", draft, "n1", "spindle").output
    assert run(fresh_home, "plan", "why", draft, "n9").exit_code == 1
    shown = run(fresh_home, "plan", "show", draft).output
    assert "gungho adopt" in shown


def test_drafts_are_kept_up_to_fifty_and_dropped_at_will(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """A parent stays as long as a question about it."""
    first = said(fresh_home, "plan")["draft"]
    row = draft_of(first)
    from dataclasses import replace  # noqa: PLC0415

    for number in range(KEPT_MOST + 5):
        made = f"1940-06-01T00:00:{number % 60:02}Z"
        keep_draft(replace(row, draft=f"d{number:03}", made=made, parent=first))
    assert len(drafts()) <= KEPT_MOST + 1
    assert draft_of(first) == row
    assert run(fresh_home, "plan", "drop", "d054").exit_code == 0
    assert run(fresh_home, "plan", "drop", "d054").exit_code == 1
    with pytest.raises(Refusal, match=r"draft\.unknown"):
        drafting.kept("d054")
    unready = replace(row, draft="x", plan="", made="1940-07-01T00:00:00Z")
    keep_draft(unready)
    with pytest.raises(Refusal, match=r"draft\.making"):
        drafting.kept("x")
    assert run(fresh_home, "plan", "--days", "0").exit_code == 1
    assert hub


def test_plain_tables_are_planned_without_a_book(
    fresh_home: FreshHome, tmp_path: Path
) -> None:
    """In and out as CSV; what is missing or wrong is named."""
    told = run(fresh_home, "plan", "--tables", str(tmp_path))
    assert "supplies.csv" in told.output
    (tmp_path / "supplies.csv").write_text(
        "id,place,commodity,fund,count\ns1,port,yarn,f,30\ns2,port,money,f,500\n"
    )
    needs = "id,coop,place,region,trade,purpose,tier,units\nn1,c1,town,r,t,p,1,4\n"
    (tmp_path / "needs.csv").write_text(needs)
    (tmp_path / "inputs.csv").write_text("need,commodity,count\nn1,yarn,10\n")
    (tmp_path / "weights.csv").write_text("commodity,weight_g\nyarn,1000\n")
    stages = "id,source,target,capacity_kg,days,loss_ppm,cost\n"
    (tmp_path / "stages.csv").write_text(stages + "road,port,town,20,5,0,100\n")
    answer = said(fresh_home, "plan", "--tables", str(tmp_path))
    assert (answer["units"], answer["accepted"]) == (2, True)
    levels = (tmp_path / "plan" / "levels.csv").read_text().splitlines()
    assert levels[1].startswith("n1,2,")
    carried = (tmp_path / "plan" / "consignments.csv").read_text().splitlines()
    assert carried[1] == "road,port,town,yarn,f,20,20"
    unmet = (tmp_path / "plan" / "unmet.csv").read_text()
    assert "n1,yarn,20," in unmet
    for table, text, word in (
        ("stages", stages + "road,port,town,many,5,0,100\n", "capacity_kg"),
        ("stages", "id,source\nroad,port\n", "column target"),
        ("inputs", "need,commodity,count\nn1,yarn,-1\n", "count"),
        ("weights", "commodity,weight_g\nyarn,heavy\n", "weight_g"),
    ):
        path = tmp_path / f"{table}.csv"
        before = path.read_text()
        path.write_text(text)
        told = run(fresh_home, "plan", "--tables", str(tmp_path))
        assert (told.exit_code, word in told.output) == (1, True), told.output
        path.write_text(before)
    (tmp_path / "stages.csv").write_bytes(b"\xff\xfe\x00")
    assert run(fresh_home, "plan", "--tables", str(tmp_path)).exit_code == 1


def test_progress_names_its_steps(hub: Desk, fresh_home: FreshHome) -> None:
    """Whoever waits hears what is being worked out."""
    heard: list[Step] = []
    row = drafting.begun(drafting.Request(body="hk"), ident="d", now=f"{NOW}T12:00:00Z")
    drafting.made(row, today=NOW, progress=heard.append)
    assert [step.code for step in heard][:1] == ["outline"]
    assert len(heard) > 2
    assert hub
    assert fresh_home


def test_what_was_given_goes_before_money_buys(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """Thirty spindles are carried; the ten that lack are bought near by."""
    kept = drafting.kept(said(fresh_home, "plan")["draft"])
    spindles = [line for line in kept.plan.lines if line.commodity == "spindle"]
    assert sum(line.count for line in spindles if line.route) == 30
    assert sum(line.count for line in spindles if line.bought_with) == 10
    assert kept.problem.worths == {"GBP": 20.0}
    assert hub


def test_what_to_ask_for_next_and_what_conditions_cost(
    fresh_home: FreshHome,
) -> None:
    """For a committee that has given such things; solved again with the fund free."""
    hub = planned(fresh_home.books, spindles=10, pounds=10, sold=False)
    hub.tell("body.registered", body="london", form="committee", keeper="london",
             place="hong-kong", region="", currency="GBP")  # fmt: skip
    fund(hub, "southeast", regions=["southeast"])
    hub.tell("gift.received", gift="se", lines=[
        {"commodity": "spindle", "count": "20", "form": "goods",
         "fund": "hk:southeast", "at": "hong-kong"}])  # fmt: skip
    draft = said(fresh_home, "plan")["draft"]
    costs = said(fresh_home, "plan", "terms", draft)
    (one,) = [row for row in costs if row["fund"] == "hk:southeast"]
    assert (one["units"], one["proved"]) == (2, True)
    assert "2 units more" in run(fresh_home, "plan", "terms", draft).output
    found = said(fresh_home, "plan", "appeals", draft, "--committee", "london")
    assert all(row["committee"] == "london" for row in found)
    assert run(fresh_home, "plan", "appeals", draft).exit_code == 0


def test_several_weeks_are_planned_and_the_first_is_proposed(
    fresh_home: FreshHome,
) -> None:
    """A road that carries two units a week sends them week by week."""
    hub = planned(fresh_home.books, spindles=40, sold=False)
    hub.tell("route.closed", route="hk-baoji")
    hub.tell("route.opened", route="narrow", source="hong-kong", target="baoji",
             mode="road", days=5, capacity_kg=110 * 13, loss_ppm=0,
             cost_per_tonne=5000)  # fmt: skip
    whole = said(fresh_home, "plan")
    first = drafting.kept(said(fresh_home, "plan", "--weeks", "4")["draft"])
    assert (whole["units"], whole["accepted"]) == (4, True)
    carried = sum(line.count for line in first.plan.lines if line.route)
    assert 0 < carried <= 22
    assert not check(first.problem, first.plan)
    assert run(fresh_home, "plan", "--weeks", "99").exit_code == 1
    said(fresh_home, "adopt", first.row.draft, "--as", "hk:week")
