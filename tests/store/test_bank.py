# SPDX-License-Identifier: Apache-2.0
"""The statement inbox: nothing twice, nothing lost, nothing booked by itself."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gungho.doors.cli.main import cli
from gungho.errors import Refusal
from gungho.formats.pasted import Pasted, StatementLine
from gungho.reports.sheet import Cell
from gungho.store import bank
from gungho.store.bank import Till
from gungho.store.reads import bank as reads
from gungho.store.reads.bank_sheet import reconciliation_sheet
from gungho.store.reads.query import fetch
from tests.store.test_papers import OpenNode
from tests.support.goods import Desk, movement
from tests.support.goods import given as gift_line
from tests.support.homes import FreshHome

GENERAL = "hk:general"
MAIN = Till(body="hk", till="main", currency="GBP")
NOW = "1940-05-01T12:00:00Z"
NAME = "Miss Agnes Smith"
PASTE = (
    "Date\tDetails\tPaid out\tPaid in\tBalance\n"
    "5 Apr 1940\tgift g1\t\t10.00\t10.00\n"
    "12 Apr 1940\tRENT 44\t2.00\t\t8.00\n"
    f"20 Apr 1940\tFrom {NAME}\t\t3.00\t11.00\n"
    "30 Apr 1940\tCharges\t0.10\t\t10.90\n"
)


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub that received ten pounds and paid two in April, and got seven late."""
    hub, _ = movement(fresh_home.books)
    fresh_home.clock.at("1940-06-01")
    for gift, pounds, day in (("g1", "10.00", "03"), ("g2", "7.00", "29")):
        lines = [gift_line(f"{pounds} GBP @ main", GENERAL)]
        hub.tell("gift.received", gift=gift, lines=lines, _happened=f"1940-04-{day}")
    hub.tell(
        "cost.paid", cost="c1", cause="rent", currency="GBP", count="200",
        fund=GENERAL, till="main", document="", standing="kept",
        _happened="1940-04-11",
    )  # fmt: skip
    return hub


def said(home: FreshHome, *told: str, paste: str = "", code: int = 0) -> str:
    """Return what a command of the bank says."""
    node = OpenNode(home)
    found = CliRunner().invoke(cli, ["bank", *told], obj=node, input=paste)
    assert found.exit_code == code, found.output
    return found.output


def take(*lines: StatementLine) -> bank.Taken:
    """Take lines into the main till's inbox."""
    pasted = Pasted(lines=lines, faults=(), columns={}, opening=None, closing=None)
    return bank.take_lines(MAIN, pasted, salts=lambda: os.urandom(16), now=NOW)


def line(amount: int, day: str = "1940-04-10", text: str = "") -> StatementLine:
    """A line as it was read."""
    return StatementLine(row=1, on=day, amount=amount, text=text)


def test_from_a_paste_to_a_reconciled_statement(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """By hand, as a treasurer would, and printed from one source."""
    till = ("hk", "main", "GBP")
    assert "4 new lines, 0 known" in said(fresh_home, "take", *till, "-", paste=PASTE)
    assert "0 new lines, 4 known" in said(fresh_home, "take", *till, "-", paste=PASTE)
    assert "4 lines wait since 1940-04-05" in said(fresh_home, "list")
    shown = json.loads(said(fresh_home, "show", *till, "--json"))
    assert [one["sure"] for one in shown["proposed"]] == [True, True]
    assert "2 matched" in said(fresh_home, "match", *till, "--sure")
    marks = [one["mark"] for one in shown["lines"]]
    ends = ("--until", "1940-04-30", "--closing", "10.90")
    dry = said(fresh_home, "reconcile", *till, "s1", *ends, "--dry")
    assert "unexplained 0.00" in dry
    said(fresh_home, "name", marks[2], "gift", "--fund", GENERAL, "--giver", NAME)
    said(fresh_home, "rule", "add", "hk", "charges", "cost", "--cause", "bank",
         "--fund", GENERAL)  # fmt: skip
    assert "cost by rule" in said(fresh_home, "rule", "apply", *till)
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "18.00"
    assert "entry" in said(fresh_home, "rule", "apply", *till, "--yes")
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "17.90"
    told = said(fresh_home, "reconcile", *till, "s1", *ends)
    assert "outstanding: entry" in told
    assert "s1 is reconciled until 1940-04-30" in told
    sheet = reconciliation_sheet("hk", "s1")
    figures = [one.cells[-1] for part in sheet.parts for one in part.lines]
    assert figures == [
        Cell("GBP", count) for count in (0, 1300, -210, 1090, 1790, -700, 0, 1090, 700)
    ]
    assert "17.90" in said(fresh_home, "sheet", "hk", "s1")
    assert NAME not in repr(fetch("SELECT raw FROM journal_entry"))
    again = said(fresh_home, "take", *till, "-", paste=PASTE)
    assert "of days that are reconciled; not taken" in again


def test_two_equal_lines_of_a_day_are_two_and_a_paste_again_is_none(
    hub: Desk,
) -> None:
    """A longer paste adds only what is new, in whatever order."""
    assert take(line(500), line(500)).new == 2
    assert take(line(500)).new == 0
    taken = take(line(500), line(500), line(500), line(700))
    assert (taken.new, taken.known) == (2, 2)
    assert take(line(500, text="other")).new == 1
    assert take(replace(line(500), on="1940-04-11")).new == 1
    assert len(reads.desk(*MAIN.key()).lines) == 6


def test_a_match_is_made_once_and_taken_back(hub: Desk) -> None:
    """A line in one match is in no other; two tills do not mix."""
    take(line(1000), line(2000))
    desk = reads.desk(*MAIN.key())
    first, second = (one.mark for one in desk.lines)
    seqs = [one.seq for one in desk.entries]
    (part,) = bank.match(MAIN, [([first], seqs[:1])])
    assert bank.match(MAIN, [([first], seqs[:1])]) == [part]
    with pytest.raises(Refusal, match=r"bank\.line-matched"):
        bank.match(MAIN, [([first, second], [])])
    with pytest.raises(Refusal, match=r"bank\.line-matched"):
        bank.match(MAIN, [([second], seqs[:1])])
    with pytest.raises(Refusal, match=r"bank\.other-till"):
        bank.match(replace(MAIN, till="box"), [([second], [])])
    with pytest.raises(Refusal, match=r"bank\.other-till"):
        bank.match(MAIN, [([second], [0])])
    with pytest.raises(Refusal, match=r"bank\.line-matched"):
        bank.drop_line(first)
    bank.drop_line(second)
    with pytest.raises(Refusal, match=r"bank\.line-gone"):
        bank.drop_line(second)
    (pair,) = reads.desk(*MAIN.key()).pairs
    assert (pair.part, pair.difference) == (part, 0)
    assert bank.unmatch(part)
    assert not bank.unmatch(part)
    assert reads.desk(*MAIN.key()).pairs == ()


def test_texts_are_erased_and_the_reconciliation_stands(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """Names are gone from the inbox and its files; days and amounts stay."""
    till = ("hk", "main", "GBP")
    said(fresh_home, "take", *till, "-", paste=PASTE)
    said(fresh_home, "match", *till, "--sure")
    ends = ("--until", "1940-04-30", "--closing", "10.90")
    said(fresh_home, "reconcile", *till, "s1", *ends)
    (mark,) = (one.mark for one in reads.desk(*till).left if one.amount == 300)
    with pytest.raises(Refusal, match=r"bank\.line-stated"):
        bank.drop_line(mark)
    assert "4 lines" in said(fresh_home, "erase", "hk", "--until", "1940-05-01")
    assert "0 lines" in said(fresh_home, "erase", "hk", "--until", "1940-05-01")
    if not fresh_home.url:
        for path in fresh_home.folder.glob("gungho.sqlite3*"):
            assert NAME.encode() not in path.read_bytes()
    left = reads.desk(*till).left
    assert [(one.on, one.amount, one.text) for one in left] == [
        ("1940-04-20", 300, ""), ("1940-04-30", -10, ""),
    ]  # fmt: skip
    said(fresh_home, "reopen", "hk", "s1", "typed-wrong")
    desk = reads.desk(*till)
    assert (len(desk.lines), len(desk.pairs), desk.last) == (4, 2, None)
    again = said(fresh_home, "reconcile", *till, "s1", *ends)
    assert "s1 is reconciled until 1940-04-30" in again
    said(fresh_home, "reopen", "hk", "s1", "typed-wrong")
    assert reads.desk(*till).last is None


def test_a_line_is_named_once_and_only_as_it_can_be(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """Named again it is the same entry; money out is no gift."""
    till = ("hk", "main", "GBP")
    told = said(fresh_home, "type", *till, "1940-04-20", "3.00", "--text", "x")
    mark = told.split()[0]
    assert "was there already" in said(
        fresh_home, "type", *till, "1940-04-20", "3.00", "--text", "x"
    )
    named = ("name", mark, "gift", "--fund", GENERAL, "--giver", NAME)
    assert said(fresh_home, *named) == said(fresh_home, *named)
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "18.00"
    other = ("name", mark, "gift", "--fund", GENERAL)
    assert "record a correction" in said(fresh_home, *other, code=1)
    out = said(fresh_home, "type", *till, "1940-04-21", "-1.00").split()[0]
    refused = said(fresh_home, "name", out, "gift", "--fund", GENERAL, code=1)
    assert "the other way round" in refused
    said(fresh_home, "name", out, "moved", "--fund", GENERAL, "--other-till", "box")
    assert hub.holds("hk/cash/box", "GBP", GENERAL) == "1.00"


@pytest.mark.parametrize(
    ("told", "code", "exit_code"),
    [
        (("take", "hk", "main", "QQQ", "-"), "QQQ", 1),
        (("take", "hk", "main", "GBP", "-", "--columns", "x=1"), "x=1", 1),
        (("type", "hk", "main", "GBP", "1940-04-31", "1"), "1940-04-31", 1),
        (("name", "abcdef", "cost"), "abcdef", 1),
        (("rule", "drop", "abc"), "abc", 1),
        (("rule", "add", "hk", " ", "cost"), "every line", 1),
        (("rule", "add", "hk", "x", "loan"), "SORT", 2),
        (("reopen", "hk", "s1", "why"), "s1", 1),
        (("sheet", "hk", "s1"), "s1", 1),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_words(
    hub: Desk, fresh_home: FreshHome, told: tuple[str, ...], code: str, exit_code: int
) -> None:
    """By a sentence that names it."""
    assert code in said(fresh_home, *told, paste="1940-04-01\tx\t1.00", code=exit_code)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
@given(
    st.lists(st.tuples(st.integers(-3, 3).filter(bool), st.integers(1, 3)),
             min_size=1, max_size=8),
    st.data(),
)  # fmt: skip
def test_any_parts_in_any_order_are_the_whole(
    hub: Desk, rows: list[tuple[int, int]], data: st.DataObject
) -> None:
    """What parts of a statement overlap is taken once, and nothing is missing."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM private_bank_line")
    lines = [line(amount, f"1940-04-{day:02}") for amount, day in sorted(rows)]
    days = sorted({one.on for one in lines})
    for _ in range(3):
        some = data.draw(st.lists(st.sampled_from(days), unique=True))
        take(*[one for one in lines if one.on in some])
    take(*lines)
    found = reads.desk(*MAIN.key()).lines
    assert sorted((one.on, one.amount) for one in found) == sorted(
        (one.on, one.amount) for one in lines
    )


def test_a_crash_while_taking_leaves_all_or_nothing(
    hub: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lines and the paste are one transaction."""

    def fall(*_told: object, **_more: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(bank, "_paste", fall)
    with pytest.raises(KeyboardInterrupt):
        take(line(500), line(600))
    assert reads.desk(*MAIN.key()).lines == ()
    monkeypatch.undo()
    assert take(line(500), line(600)).new == 2


def test_the_inbox_is_private(hub: Desk, fresh_home: FreshHome, tmp_path: Path) -> None:
    """Its texts stand in no entry, and no bundle or export can reach its tables."""
    take(line(300, text=NAME))
    sources = Path(bank.__file__).parents[1]
    readers = {
        path.relative_to(sources).as_posix()
        for path in sources.rglob("*.py")
        if "private_bank" in path.read_text(encoding="utf-8")
    }
    assert readers == {
        "store/bank.py", "store/models/private.py", "store/reads/bank.py",
        "store/reads/bank_sheet.py", "store/migrations/0008_reconciling.py",
    }  # fmt: skip


def test_a_line_named_wrongly_is_corrected_and_named_anew(
    hub: Desk, fresh_home: FreshHome
) -> None:
    """The match is taken back first; the first entry and its correction stay."""
    till = ("hk", "main", "GBP")
    mark = said(fresh_home, "type", *till, "1940-04-21", "-1.00").split()[0]
    named = ("name", mark, "cost", "--fund", GENERAL, "--cause")
    said(fresh_home, *named, "rent")
    (entry,) = (
        one for (one,) in fetch("SELECT entry FROM p_entry_row WHERE entry LIKE %s",
                                (f"bank.{mark}%",))
    )  # fmt: skip
    hub.tell("correction.made", reason="wrong-cause", _corrects=entry)
    assert "matched already" in said(fresh_home, *named, "freight", code=1)
    (pair,) = reads.desk(*till).pairs
    said(fresh_home, "unmatch", pair.part)
    said(fresh_home, *named, "freight")
    assert hub.holds("hk/costs/freight", "GBP", GENERAL) == "1.00"
    assert hub.holds("hk/cash/main", "GBP", GENERAL) == "14.00"
