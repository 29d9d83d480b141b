# SPDX-License-Identifier: Apache-2.0
"""The loan book as an installation reads and lists it, on both engines."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from gungho.doors.cli.capital import capital_command
from gungho.doors.cli.loans import loans_command
from gungho.reports.loans import book_by
from gungho.store.reads.loans import fund_capital, loans, revolving_funds
from gungho.store.reads.movement import conservation
from gungho.store.rebuild import digests, rebuild
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, fund, given, line, mirror, movement
from tests.support.homes import FreshHome
from tests.support.offices import meets, passes

COOP = "baoji.0001"
TERMS = {"revolving": True}


@pytest.fixture
def depot(fresh_home: FreshHome) -> Desk:
    """A depot with three loans of a revolving fund: one late, one moved, one lost."""
    hub, depot = movement(fresh_home.books)
    hub.tell("item.defined", item="price-index", form="item", scale=2, unit="C62",
             weight_g=0, hazard="none", end_use="civil")  # fmt: skip
    for day, value in (("1940-01-01", "400"), ("1940-04-20", "500")):
        hub.tell(
            "price.observed", item="price-index", currency="price-index", low=value,
            high=value, _happened=day,
        )  # fmt: skip
    ident = fund(hub, "r", **TERMS)
    mirror(depot, ident, **TERMS)
    money = [line("300.00 CNC", ident)]
    hub.tell("gift.received", gift="g", lines=[given("300.00 CNC @ main", ident)])
    hub.tell("money.sent", document="d", receiver="baoji", till="main", lines=money)
    depot.tell("money.arrived", document="d", sender="hk", till="main", lines=money)
    depot.tell(
        "loan.offered", product="half", currency="CNC", fund=ident, months=6,
        interest_ppm=60_000, instalments=2, grace=0, most="10000",
    )  # fmt: skip
    lend = {"coop": COOP, "currency": "CNC", "fund": ident, "till": "main"}
    for number in (1, 2, 3):
        told = {"loan": f"l{number}", "product": "half", "count": "10000"}
        depot.tell("loan.made", **lend, **told, interest_ppm=60_000)
    depot.tell("loan.repaid", loan="l1", count="2150", till="main")
    new = [{"due": "1941-04-01", "principal": "10000", "interest": "750"}]
    depot.tell("loan.rescheduled", loan="l2", reason="flood", schedule=new)
    meets(depot, "m1")
    passes(depot, "res-7", allows=["loan.written_off"])
    told = {"count": "4000", "cause": "air-raid", "resolution": "res-7"}
    depot.tell("loan.written_off", loan="l3", **told)
    return depot


def asked(fresh_home: FreshHome, *words: str) -> str:
    """Return what the command says."""
    node: Any = OpenNode(fresh_home)
    result = CliRunner().invoke(loans_command, [*words], obj=node)
    assert result.exit_code == 0, result.output
    return result.output


def shown(fresh_home: FreshHome, *words: str) -> str:
    """Return what is said of a fund's capital."""
    node: Any = OpenNode(fresh_home)
    result = CliRunner().invoke(capital_command, [*words], obj=node)
    assert result.exit_code == 0, result.output
    return result.output


def test_the_loan_book_agrees_with_the_ledger(depot: Desk) -> None:
    """What is left stands on the account of what was lent; nothing is missing."""
    found = loans(day="1940-07-02")
    (row,) = book_by(found, "fund")
    assert (row.lent, row.repaid, row.written_off, row.left) == (
        30_000, 2000, 4000, 24_000,
    )  # fmt: skip
    assert depot.holds(f"baoji/loans/{COOP}", "CNC", "hk:r") == "240.00"
    assert (row.late, row.interest_paid) == (4000, 150)
    assert {one.told.loan: one.stands for one in found} == {
        "l1": "late", "l2": "running", "l3": "late",
    }  # fmt: skip
    assert conservation().holds
    assert loans(day="1940-03-31") == ()


def test_rebuilding_gives_the_same_loans(depot: Desk) -> None:
    """Every row of theirs is folded from entries alone."""
    before = digests()
    rebuild(told=lambda *_: None)
    assert digests() == before


def test_loans_are_listed_at_the_terminal(depot: Desk, fresh_home: FreshHome) -> None:
    """In words and as JSON, on any day."""
    said = asked(fresh_home, "--on", "1940-07-02")
    assert "l1  baoji -> baoji.0001  of hk:r: late" in said
    assert "late: 30.00 and 0.00 of interest, for 1 days" in said
    assert "fund hk:r  CNC: 3 loans, lent 300.00, repaid 20.00, written off" in said
    told = json.loads(asked(fresh_home, "--json", "--on", "1940-06-30"))
    assert [one["state"] for one in told["loans"]] == ["running"] * 3
    assert told["by_coop"][0]["left"] == "240.00"
    assert "No loan" in asked(fresh_home, "--on", "1940-03-01")


def test_one_loan_is_shown_with_schedule_and_history(
    depot: Desk, fresh_home: FreshHome
) -> None:
    """Each part with what is open, each deed with its reason."""
    moratorium = {"from_day": "1940-07-01", "until_day": "1940-07-31"}
    depot.tell("moratorium.declared", moratorium="m1", cause="raids", **moratorium)
    said = asked(fresh_home, "--loan", "l3", "--on", "1940-08-02")
    assert "part 1 due 1940-08-01 (agreed 1940-07-01)" in said
    assert "open 10.00 and 1.50, 1 days late (0-30)" in said
    assert "1940-04-01 written-off (air-raid) by res-7 of part 1: 40.00" in said
    (told,) = json.loads(asked(fresh_home, "--json", "--loan", "l2"))
    assert [part["principal"] for part in told["schedule"]] == ["100.00"]
    assert told["history"][0]["reason"] == "flood"
    node: Any = OpenNode(fresh_home)
    none = CliRunner().invoke(loans_command, ["--loan", "l9"], obj=node)
    assert none.exit_code == 1


def test_arrears_are_aged_and_provided_for(depot: Desk, fresh_home: FreshHome) -> None:
    """At the rates stated, or those that are said."""
    said = asked(fresh_home, "--arrears", "--on", "1940-08-15")
    assert "31-60 days  CNC: 40.00 and 1.50 of interest in 2 parts; set aside" in said
    told = json.loads(
        asked(fresh_home, "--arrears", "--json", "--on", "1940-08-15",
              "--rate", "31-60=12.5")
    )  # fmt: skip
    assert [one["provision"] for one in told["classes"]] == [
        "0.00", "5.00", "0.00", "0.00", "0.00",
    ]  # fmt: skip
    assert "Nothing is late." in asked(fresh_home, "--arrears", "--on", "1940-04-02")
    node: Any = OpenNode(fresh_home)
    for wrong in ("soon=1", "0-30=101", "0-30=x"):
        words = ["--arrears", "--on", "1940-08-15", "--rate", wrong]
        assert CliRunner().invoke(loans_command, words, obj=node).exit_code == 1


def test_a_revolving_funds_capital_is_told_by_a_named_index(
    depot: Desk, fresh_home: FreshHome
) -> None:
    """Nominal it loses what was written off and gains its interest; real, more."""
    assert revolving_funds() == ["hk:r"]
    held = fund_capital("hk:r", "CNC", day="1940-05-01")
    assert [(row.on, row.nominal, row.real) for row in held.rows] == [
        ("1940-04-01", 26_150, 26_150),
        ("1940-04-20", 26_150, 20_920),
        ("1940-05-01", 26_150, 20_920),
    ]
    said = shown(fresh_home, "hk:r", "CNC")
    assert "by the index price-index (base 4.00 of 1940-01-01)" in said
    assert "1940-04-20: 261.50, real 209.20 (index 5.00 of 1940-04-20)" in said
    told = json.loads(shown(fresh_home, "--json", "hk:r", "CNC", "--index", "x"))
    assert [row["real"] for row in told["rows"]] == [None, None]
    assert "has held no GBP" in shown(fresh_home, "hk:r", "GBP")
