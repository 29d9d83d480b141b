# SPDX-License-Identifier: Apache-2.0
"""Statements of a book at a close, at a size, and as known now."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from click.testing import CliRunner

from gungho.doors.cli.statement import close_command, statement_command
from gungho.errors import Refusal
from gungho.reports.sheet import Cell, Sheet
from gungho.reports.sheets import NAMES
from gungho.store.reads.spans import Asked
from gungho.store.reads.statements import keepers, sheet_for
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, given, movement
from tests.support.homes import FreshHome

GENERAL = "hk:general"
BOM = b"\xef\xbb\xbfpart"
HK = Asked(body="hk", currency="HKD")


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub given 100 pounds in March, that closes March and hears of more later."""
    hub, _ = movement(fresh_home.books)
    hub.day = "1940-03-20"
    hub.tell(
        "item.defined", item="price-index", form="item", scale=2, unit="C62",
        weight_g=0, hazard="none", end_use="civil",
    )  # fmt: skip
    hub.tell("rate.observed", source="GBP", target="HKD", numerator=16, denominator=1,
             sort="official")  # fmt: skip
    for day, low in (("1940-01-01", "100"), ("1940-03-01", "400")):
        hub.tell("price.observed", item="price-index", place="", currency="HKD",
                 low=low, high=low, _happened=day)  # fmt: skip
    give(hub, "g1", "100.00", "1940-03-20")
    hub.day = "1940-04-01"
    rates = [{"currency": "GBP", "numerator": "15", "denominator": "1"}]
    hub.tell("period.closed", period="1940-03", until="1940-03-31", currency="HKD",
             rates=rates)  # fmt: skip
    give(hub, "g2", "7.00", "1940-03-30")
    give(hub, "g3", "20.00", "1940-04-02")
    return hub


def give(hub: Desk, gift: str, pounds: str, day: str) -> None:
    """A gift of pounds is received on a day."""
    lines = [given(f"{pounds} GBP @ main", GENERAL)]
    hub.tell("gift.received", gift=gift, lines=lines, _happened=day, _id=f"e-{gift}")


def figures(sheet: Sheet, code: str) -> list[int | str | None]:
    """Return the counts of one line, the first of its code."""
    for part in sheet.parts:
        for line in part.lines:
            if line.label.code == f"sheet.{code}":
                return [c.count if isinstance(c, Cell) else c for c in line.cells]
    raise LookupError(code)


def test_a_close_is_stated_as_booked_at_its_own_rates(hub: Desk) -> None:
    """What came late is not in it, whenever it is asked for."""
    march = replace(HK, period="1940-03")
    sheet = sheet_for("income", march)
    assert figures(sheet, "line.gifts") == [10000, 150000]
    assert (sheet.stamp.period, sheet.stamp.until) == ("1940-03", "1940-03-31")
    give(hub, "g4", "1.00", "1940-03-30")
    assert sheet_for("income", march) == sheet


def test_as_known_now_a_closed_period_has_what_came_late(hub: Desk) -> None:
    """And what a correction took back has not happened in it."""
    march = replace(HK, period="1940-03", known=True)
    assert figures(sheet_for("income", march), "line.gifts") == [10700, 160500]
    hub.tell("correction.made", reason="twice", _corrects="e-g1")
    assert figures(sheet_for("income", march), "line.gifts") == [700, 10500]


def test_what_changed_since_a_close_is_listed(hub: Desk) -> None:
    """Line by line, and entry by entry with the days."""
    hub.tell("correction.made", reason="twice", _corrects="e-g1")
    sheet = sheet_for("changed", replace(HK, period="1940-03"))
    assert figures(sheet, "line.gifts") == [10000, 700, -9300]
    late, corrects = sheet.parts[1].lines
    days = ("1940-03-30", "1940-05-01", "1940-05-01")
    assert late.cells == (*days, Cell("GBP", 700))
    assert corrects.label.code == "sheet.late.corrects"


def test_a_late_entry_is_listed_with_all_that_it_booked(hub: Desk) -> None:
    """One line for each commodity."""
    lines = [given(told, GENERAL) for told in ("2.00 GBP @ main", "5.00 HKD @ main")]
    hub.tell("gift.received", gift="g5", lines=lines, _happened="1940-03-30")
    sheet = sheet_for("changed", replace(HK, period="1940-03"))
    told = [line.cells[3] for line in sheet.parts[1].lines]
    assert told == [Cell("GBP", 700), Cell("GBP", 200), Cell("HKD", 500)]


def test_the_open_period_starts_where_the_last_one_ended(hub: Desk) -> None:
    """What it opens with is turned at the rates of the close, the rest at new ones."""
    sheet = sheet_for("income", HK)
    assert figures(sheet, "opening") == [10000, 150000]
    assert figures(sheet, "line.gifts") == [2700, 43200]
    assert figures(sheet, "line.exchanged") == [None, 10000]
    assert figures(sheet, "closing") == [12700, 203200]
    assert sheet.stamp.since == "1940-04-01"


def test_a_statement_at_a_size_never_changes(hub: Desk, fresh_home: FreshHome) -> None:
    """Taken again later, all of them are equal, root and all."""
    size = next(one.size for one in keepers() if one.body == "hk")
    names = [name for name in NAMES if name != "changed"]
    then = [sheet_for(name, replace(HK, size=size)) for name in names]
    now = [sheet_for(name, HK) for name in names]
    assert [one.stamp.root for one in now] == [one.stamp.root for one in then]
    give(hub, "g5", "3.00", "1940-04-03")
    assert [sheet_for(name, replace(HK, size=size)) for name in names] == then
    roots = {sheet_for("trial", replace(HK, size=n)).stamp.root for n in range(1, size)}
    assert len(roots) == size - 1


def test_beside_money_stands_its_worth_by_a_named_index(hub: Desk) -> None:
    """The index rose from 100 to 400."""
    sheet = sheet_for("balance", replace(HK, index="price-index"))
    assert figures(sheet, "total.asset") == [12700, 203200, 50800]
    assert (sheet.stamp.index_base, sheet.stamp.index_on) == (
        "1940-01-01", "1940-03-01",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        (replace(HK, body="nobody"), "statement.no-book"),
        (replace(HK, period="1939"), "statement.no-period"),
        (replace(HK, size=10**6), "statement.size"),
        (replace(HK, since="1940-05-01", until="1940-04-01"), "statement.days"),
        (replace(HK, index="no-such"), "statement.index"),
    ],
)
def test_what_cannot_be_stated_is_refused(hub: Desk, asked: Asked, code: str) -> None:
    """With what was asked for."""
    with pytest.raises(Refusal) as caught:
        sheet_for("income", asked)
    assert caught.value.code == code


def test_a_statement_that_is_not_there_is_refused(hub: Desk) -> None:
    """By name, and one that needs a close without one."""
    for name, code in (
        ("profit", "statement.unknown"),
        ("changed", "statement.needs-period"),
    ):
        with pytest.raises(Refusal) as caught:
            sheet_for(name, HK)
        assert caught.value.code == code


def said(fresh_home: FreshHome, command: Any, *words: str, code: int = 0) -> str:
    """Return what a command says."""
    node: Any = OpenNode(fresh_home)
    result = CliRunner().invoke(command, [*words], obj=node)
    assert result.exit_code == code, result.output
    return result.output


def test_a_period_is_closed_and_stated_at_the_terminal(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """With the rates last observed, or those that are given."""
    fresh_home.clock.at("1940-05-02")
    rate = ("--rate", "GBP=17/1", "--currency", "HKD")
    told = said(fresh_home, close_command, "hk", "1940-04", "1940-04-30", *rate)
    assert "hk: 1940-04 is closed until 1940-04-30, by entry" in told
    words = ("funds", "hk", "--period", "1940-04")
    shown = said(fresh_home, statement_command, *words)
    assert "1 GBP = 17 HKD" in shown
    assert "All funds" in shown
    figures = json.loads(said(fresh_home, statement_command, *words, "--json"))
    (part,) = figures["parts"]
    assert part["lines"][-1]["cells"][-1] == {"amount": "2159.00", "commodity": "HKD"}
    wrong = said(
        fresh_home, close_command, "hk", "x", "1940-05-01", "--rate", "GBP17", code=1
    )
    assert "GBP17" in wrong


def test_a_statement_is_written_to_a_file(
    hub: Desk, fresh_home: FreshHome, tmp_path: Any
) -> None:
    """As a workbook, a PDF or CSV."""
    for form, start in (
        ("xlsx", b"PK"),
        ("pdf", b"%PDF"),
        ("csv", b"\xef\xbb\xbfpart"),
    ):
        out = tmp_path / f"s.{form}"
        words = ("trial", "hk", "--form", form, "--out", str(out))
        said(fresh_home, statement_command, *words)
        assert out.read_bytes().startswith(start)
