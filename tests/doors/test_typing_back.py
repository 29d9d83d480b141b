# SPDX-License-Identifier: Apache-2.0
"""A sheet filled by pen is typed back by its code, once, line by line."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from click.testing import CliRunner, Result

from gungho.actions.record import record
from gungho.doors.cli.main import cli
from gungho.doors.paper_words import LANGUAGES, PaperWords, entry_code
from gungho.doors.papers import printed
from gungho.doors.typing_back import opened_by
from gungho.errors import Refusal
from gungho.flows.receipts import code_of
from gungho.measure.check_code import PLAIN, checked
from gungho.store.reads.consignments import sent_lines
from gungho.store.reads.marks import marked_at
from gungho.store.reads.printed import gift_of_number, next_number
from gungho.store.reads.query import fetch
from tests.store.test_papers import OpenNode
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT, told
from tests.support.printing import DOCUMENT, movement_on_paper
from tests.support.trade import FIRST

DAY = "1940-04-01"
NUMBER = re.compile(r'name="number" value="([0-9a-f]{16})"')


@pytest.fixture
def home(fresh_home: FreshHome, monkeypatch: pytest.MonkeyPatch) -> FreshHome:
    """A home whose pages write into the books where one of everything happened."""
    from gungho.node import wiring  # noqa: PLC0415 - after Django

    books = fresh_home.books
    monkeypatch.setattr(wiring, "submit", lambda command: record(books, command))
    monkeypatch.setattr(wiring, "keep_cards", books.keep_cards)
    monkeypatch.setattr(wiring, "now", fresh_home.clock)
    movement_on_paper(fresh_home)
    return fresh_home


def code_on(sort: str, ident: str) -> str:
    """Return the code that a paper bears."""
    paper = printed(sort, ident, language="en", root="", today=DAY)
    assert paper.sheet
    return paper.sheet.mark.code


def sent(code: str, **typed: Any) -> Any:
    """Open the sheet with a code and send what was written on it."""
    page = CLIENT.get(f"/type-back/{code}/")
    assert page.status_code == 200
    (number,) = NUMBER.findall(page.content.decode())
    return CLIENT.post(f"/type-back/{code}/", {"number": number, **typed})


def told_raw(page: Any) -> str:
    """Return a page as it was sent."""
    return str(page.content.decode())


def test_a_code_opens_what_it_was_printed_on(home: FreshHome) -> None:
    """However it is written: small, without dashes, with an O for a nought."""
    assert home
    for sort, ident, opens in (
        ("arrival", DOCUMENT, "arrival"),
        ("waybill", DOCUMENT, "arrival"),
        ("production", f"{FIRST}@{DAY}", "production"),
        ("receipt", "g1", "gift"),
        ("blank-receipt", "hk", "blank-receipt"),
        ("loan", "l1", "entry"),
        ("need", FIRST, "entry"),
    ):
        code = code_on(sort, ident)
        found = opened_by(f" {code.lower().replace('-', ' ')} ")
        assert found.sort == opens, sort
        assert found == opened_by(code.replace("0", "O") if code[-1] != "0" else code)
    assert opened_by(code_on("production", f"{FIRST}@{DAY}")).day == DAY


def test_a_wrong_sign_is_told_apart_from_an_unknown_code(home: FreshHome) -> None:
    """Whichever sign it is, whatever stands in its place; a day that is none too."""
    assert home
    code = code_on("arrival", DOCUMENT)
    for at, sign in enumerate(code):
        for other in PLAIN:
            if sign in ("-", other) or (sign, other) in (("1", "I"), ("0", "O")):
                continue
            with pytest.raises(Refusal) as caught:
                opened_by(code[:at] + other + code[at + 1 :])
            assert caught.value.code == "code.wrong"
    for unknown in ("ZZZZZZZZ", "Z" * 13, "7ZZ", "Z" * 20):
        with pytest.raises(Refusal) as caught:
            opened_by(checked(unknown))
        assert caught.value.code == "code.none"
    founded = marked_at("baoji", 0)
    assert founded
    day = entry_code(founded, day="1940-13-45")
    assert opened_by(day).day == ""
    for said, words in (
        (code[:-1] + "*", "wrong sign"),
        (checked("ZZZZZZZZ"), "no paper of this installation has it"),
    ):
        page = CLIENT.get("/type-back/", {"code": said})
        assert page.status_code == 422
        assert words in told(page)
        assert CLIENT.get(f"/type-back/{said}/").status_code == 302


def test_an_arrival_sheet_is_typed_back_line_by_line(home: FreshHome) -> None:
    """Short counts and all; sent twice it adds nothing, and says what came before."""
    code = code_on("arrival", DOCUMENT)
    assert (
        CLIENT.get("/type-back/", {"code": code})["Location"] == f"/type-back/{code}/"
    )
    words = told(CLIENT.get(f"/type-back/{code}/"))
    assert "1. cotton-yarn" in words
    assert "Sent: 80.5" in words
    typed = {"day": DAY, "line.1": "78.5", "line.2": "0"}
    page = CLIENT.get(f"/type-back/{code}/").content.decode()
    (number,) = NUMBER.findall(page)
    for _ in range(2):
        answer = CLIENT.post(f"/type-back/{code}/", {"number": number, **typed})
        assert answer.status_code == 302, told(answer)
        assert answer["Location"].startswith("/journal/baoji/")
    counted = {one.commodity: one.counted for one in sent_lines([DOCUMENT])[DOCUMENT]}
    assert counted == {"cotton-yarn": 785, "hand-loom": 0}
    assert "Counted before" in told(CLIENT.get(f"/type-back/{code}/"))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"line.1": "78.5"}, "Line 2 has no count"),
        ({"line.1": "0", "line.2": "0"}, "says nothing"),
        ({"line.1": "few", "line.2": "1"}, "few"),
        ({"line.1": "1.55", "line.2": "1"}, "1.55"),
        ({"line.1": "-1", "line.2": "1"}, "-1"),
        ({"line.1": "1", "line.2": "1", "day": "soon"}, "soon"),
        ({"line.1": "1", "line.2": "1", "number": "x"}, "damaged"),
    ],
)
def test_what_is_wrong_on_a_sheet_is_said_and_kept(
    home: FreshHome, typed: dict[str, str], said: str
) -> None:
    """Nothing is recorded, and what was typed stands there still."""
    before = home.verify()
    answer = sent(code_on("arrival", DOCUMENT), **{"day": DAY, **typed})
    assert answer.status_code == 422
    assert said in told(answer), told(answer)
    assert f'value="{typed["line.1"]}"' in answer.content.decode()
    assert home.verify() == before


WORK = {
    "used.cotton-yarn": "2.0", "made.cotton-cloth": "6.0", "sold.cotton-cloth": "2.0",
    "proceeds.cotton-cloth": "9.00", "wages.cotton-cloth": "3.00",
}  # fmt: skip


def test_a_production_sheet_is_typed_back_once(home: FreshHome) -> None:
    """Materials, goods and sales of the day; typed again it adds nothing."""
    code = code_on("production", f"{FIRST}@{DAY}")
    assert "cotton-yarn: used" in told(CLIENT.get(f"/type-back/{code}/"))
    answer = sent(code, **WORK)
    assert answer.status_code == 302, told(answer)
    before = home.verify()
    assert sent(code, **WORK).status_code == 302
    assert home.verify() == before
    again = sent(code, **{**WORK, "made.cotton-cloth": "7.0"})
    assert again.status_code == 422
    assert home.verify() == before
    order = f"{FIRST}:{DAY}"
    found = fetch('SELECT way, item, count FROM p_work WHERE "order" = %s ORDER BY way',
                  [order])  # fmt: skip
    assert [tuple(row) for row in found] == [
        ("in", "cotton-yarn", 20), ("out", "cotton-cloth", 60),
    ]  # fmt: skip


def test_a_day_s_sheet_takes_the_loan_and_the_needs_and_asks_for_no_paper(
    home: FreshHome,
) -> None:
    """The co-op's page leads to it; what was paid and what is needed are written."""
    assert home
    assert f"/co-ops/{FIRST}/today/" in told_raw(CLIENT.get(f"/co-ops/{FIRST}/"))
    page = CLIENT.get(f"/co-ops/{FIRST}/today/", follow=True)
    words = told(page)
    assert "In store:" in words
    code = page.redirect_chain[-1][0].rstrip("/").rpartition("/")[2]
    answer = sent(code, **{"needed.cotton-yarn": "3.0"})
    assert answer.status_code == 302, told(answer)
    rows = fetch("SELECT count FROM p_need_input i WHERE commodity = 'cotton-yarn' "
                 "AND need LIKE %s", [f"{FIRST}:%"])  # fmt: skip
    assert [tuple(row) for row in rows] == [(30,)]
    assert CLIENT.get("/co-ops/none/today/").status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({}, "says nothing"),
        ({"made.cotton-cloth": "6.0"}, "names no materials"),
        ({"sold.cotton-cloth": "2.0"}, "lacks its count or its sum"),
        ({"used.gold": "2.0"}, "no line called"),
    ],
)
def test_a_production_sheet_that_makes_no_sense_is_refused(
    home: FreshHome, typed: dict[str, str], said: str
) -> None:
    """In words, before anything is recorded."""
    before = home.verify()
    answer = sent(code_on("production", f"{FIRST}@{DAY}"), **typed)
    assert answer.status_code == 422
    assert said in told(answer), told(answer)
    assert home.verify() == before


def test_a_receipt_filled_by_pen_becomes_the_receipt_of_its_gift(
    home: FreshHome,
) -> None:
    """Its number is used once."""
    depot_number = next_number("hk")
    assert depot_number == 2
    code = code_on("blank-receipt", "hk")
    assert code == code_of(2)
    where = CLIENT.get("/type-back/", {"code": code})["Location"]
    assert where == "/committees/hk/gift/?receipt=2"
    asked = ["type-back", code, "commodity=GBP", "amount=18.00", "giver=Lin Yuhua"]
    done = run(home, *asked, "--json")
    assert done.exit_code == 0, done.output
    assert len(json.loads(done.output)) == 2
    assert gift_of_number(2)
    assert opened_by(code).sort == "gift"
    again = run(home, *asked)
    assert again.exit_code == 1


def test_the_page_of_a_gift_takes_the_receipt_that_was_filled_by_pen(
    home: FreshHome,
) -> None:
    """The same number; a used one is refused before the gift is recorded."""
    page = CLIENT.get("/committees/hk/gift/?receipt=2")
    assert "gets receipt 2" in told(page)
    (number,) = NUMBER.findall(page.content.decode())
    typed = {
        "number": number, "commodity": "GBP", "amount": "18.00", "happened": DAY,
        "fund": "hk:general", "receipt": "2",
    }  # fmt: skip
    done = CLIENT.post("/committees/hk/gift/", typed)
    assert done.status_code == 302, told(done)
    assert gift_of_number(2)
    before = home.verify()
    used = CLIENT.post("/committees/hk/gift/", {**typed, "number": "0" * 16})
    assert used.status_code == 422
    assert "receipt" in told(used).lower()
    wrong = {**typed, "number": "1" * 16, "receipt": "9" * 5000}
    assert CLIENT.post("/committees/hk/gift/", wrong).status_code == 422
    assert home.verify() == before


def run(home: FreshHome, *words: str) -> Result:
    """Run a command."""
    return CliRunner().invoke(cli, words, obj=OpenNode(home))


def test_the_command_line_asks_and_records_the_same(home: FreshHome) -> None:
    """Lines by their numbers; a code that is no sheet only says what it opens."""
    code = code_on("arrival", DOCUMENT)
    asked = run(home, "type-back", code)
    assert "80.5" in asked.output, asked.output
    lines = json.loads(run(home, "type-back", code, "--json").output)["lines"]
    assert [one["name"] for one in lines] == ["1", "2"]
    done = run(home, "type-back", code, "1=80.5", "2=12", "--on", DAY)
    assert done.exit_code == 0, done.output
    assert "baoji/" in done.output
    shop = code_on("production", f"{FIRST}@{DAY}")
    assert "used.cotton-yarn" in run(home, "type-back", shop).output
    worked = run(home, "type-back", shop, "used.cotton-yarn=2.0", "made.cotton-cloth=1")
    assert worked.exit_code == 0, worked.output
    loan = code_on("loan", "l1")
    assert run(home, "type-back", loan).exit_code == 0
    assert run(home, "type-back", loan, "1=1").exit_code == 1
    assert run(home, "type-back", code, "first").exit_code == 1
    assert run(home, "type-back", code, "9=1").exit_code == 1
    blank = code_on("blank-receipt", "hk")
    assert "commodity" in run(home, "type-back", blank).output
    assert run(home, "type-back", blank, "commodity=XAU", "amount=1").exit_code == 1


def test_words_without_a_sentence_are_said_plainly(home: FreshHome) -> None:
    """A trade or unit that no table names."""
    assert home
    words = PaperWords.load(LANGUAGES, root="", today=DAY)
    assert words.known("activity.silk-shed") == "silk shed"
    with pytest.raises(Refusal):
        words.mark("hk", 9999)
