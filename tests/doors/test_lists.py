# SPDX-License-Identifier: Apache-2.0
"""Every list sorts, pages and can be taken along, with all its rows and no others."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from html import unescape
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
from django.test import Client, RequestFactory
from django.urls import get_resolver

from gungho.doors.web.goods import Amount
from gungho.doors.web.pages.lists import PAGE
from gungho.doors.web.tables import files, listing
from gungho.doors.web.tables.columns import amount, amounts, count, day, text
from gungho.doors.web.tables.listing import InHand, Listing
from gungho.store.reads.query import Order
from tests.support.giving import GENERAL, given_in_full
from tests.support.goods import Desk, given, line, mirror
from tests.support.homes import FreshHome
from tests.support.pages import CLIENT
from tests.support.people import account, holds, signed_in

# Tables that are no lists: the sums of a page, its words, a paper, what is looked for.
# What is no list, or a paper of its own that hands itself out in every form.
NO_LISTS = {"/", "/openness/", "/search/", "/movement/", "/audit/sample/",
            "/audit/late/", "/audit/corrected/", "/audit/unmatched/",
            "/audit/parcel/"}  # fmt: skip
pytestmark = pytest.mark.usefixtures("_django")
FILE = re.compile(r'href="(\?[^"]*\bas=(?:csv|xlsx)[^"]*)"')
SORT = re.compile(r'<a class="sort" href="([^"]*)"')


def some(count: int, *, scale: int = 2, code: str = "GBP", name: str = "") -> Amount:
    """Return an amount as a page has it."""
    return Amount(count=count, scale=scale, code=code, unit="", name=name)


ROWS = [
    {"name": "or10", "on": "1940-05-03", "n": 2, "sum": some(500), "all": []},
    {"name": "or2", "on": "", "n": 10, "sum": None, "all": [some(1), some(2)]},
    {"name": "宝鸡", "on": "1939-01-01", "n": 1, "sum": some(99), "all": [some(9)]},
    {"name": "=or3", "on": "1941-01-01", "n": 0, "sum": some(70, code="CNC"),
     "all": []},
]  # fmt: skip
COLUMNS = (
    text("name", "Name", "name"),
    day("on", "Day", "on"),
    count("n", "How many", "n"),
    amount("sum", "Sum", "sum"),
    amounts("all", "All", "all"),
)


def listed(asked: str = "", *, size: int = 50, name: str = "") -> Listing:
    """Return a list as an address asks for it."""
    request = RequestFactory().get(f"/x/{asked}")
    return Listing(request, COLUMNS, rows=ROWS, title="Things", name=name, size=size)


def names(asked: str) -> list[str]:
    """Return the names on the page, in order."""
    return [row["name"] for row in listed(asked)]


def test_a_list_is_sorted_by_what_its_columns_mean() -> None:
    """Numbers in codes by what they count, Chinese by its sound, the empty last."""
    assert names("") == ["or10", "or2", "宝鸡", "=or3"]
    assert names("?sort=name") == ["=or3", "宝鸡", "or2", "or10"]
    assert names("?sort=on") == ["宝鸡", "or10", "=or3", "or2"]
    assert names("?sort=-on") == ["=or3", "or10", "宝鸡", "or2"]
    assert names("?sort=n") == ["=or3", "宝鸡", "or10", "or2"]
    assert names("?sort=sum") == ["=or3", "宝鸡", "or10", "or2"]
    assert names("?sort=all") == ["or2", "宝鸡", "or10", "=or3"]
    assert names("?sort=nonsense") == names("?sort=-") == names("")


def test_a_head_sorts_upwards_then_downwards_then_not() -> None:
    """It keeps the filters, forgets the page, and says how it is sorted."""
    kept = "?state=open"
    up = listed("?state=open&page=2").head("on")
    assert (up.href, up.sorted) == (f"{kept}&sort=on#sort-on", "")
    down = listed("?state=open&sort=on").head("on")
    assert (down.href, down.sorted) == (f"{kept}&sort=-on#sort-on", "ascending")
    off = listed("?state=open&sort=-on").head("on")
    assert (off.href, off.sorted) == (f"{kept}#sort-on", "descending")
    other = listed("?sort=n&sent.page=2", name="sent").head("on")
    assert other.href == "?sort=n&sent.sort=on#sort-sent.on"


def test_a_page_of_a_list_is_a_part_of_it_in_its_order() -> None:
    """Pages follow the order, and a page beyond the last is the last."""
    assert [row["n"] for row in listed("?sort=n&page=2", size=3)] == [10]
    assert [row["n"] for row in listed("?sort=n&page=9", size=3)] == [10]
    assert listed("?sort=n", size=3).page.after == "?sort=n&page=2"
    assert len(listed("", size=3)) == 4


def test_a_file_has_every_row_in_the_order_of_the_page(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Amounts with what they are of, what is more than one beside them."""
    monkeypatch.setattr(files, "today", lambda: "1940-05-01")
    answer: Any = listed("?sort=-on&as=csv&page=2", size=2).file()
    raw = b"".join(answer.streaming_content).decode()
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    told = answer["Content-Disposition"]
    assert told == 'attachment; filename="Things-1940-05-01.csv"'
    assert list(csv.reader(io.StringIO(raw)))[1:] == [
        ["'=or3", "1941-01-01", "0", "0.70", "CNC", "", "", ""],
        ["or10", "1940-05-03", "2", "5.00", "GBP", "", "", ""],
        ["宝鸡", "1939-01-01", "1", "0.99", "GBP", "0.09", "GBP", ""],
        ["or2", "", "10", "", "", "0.01", "GBP", "0.02 GBP"],
    ]


def test_an_unknown_form_of_file_is_the_page() -> None:
    """Only what can be made is made."""
    assert [listed(f"?as={form}").form for form in ("csv", "xlsx", "pdf", "")] == [
        "csv", "xlsx", "", "",
    ]  # fmt: skip


def test_rows_are_made_in_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    """A long list is never made whole to be taken along in its own order."""
    monkeypatch.setattr(listing, "GROUP", 2)
    made: list[int] = []

    def make(lines: list[Any]) -> list[Any]:
        made.append(len(lines))
        return lines

    rows = InHand(lines=ROWS, columns=COLUMNS, make=make)
    assert list(rows.each(None)) == ROWS
    assert made == [2, 2]
    assert len(list(rows.each(Order(name="n")))) == 4


def test_a_path_that_a_row_lacks_is_a_fault_of_ours() -> None:
    """It is not an empty cell."""
    column = text("x", "X", "line.nowhere")
    with pytest.raises(AttributeError):
        column.of({"line": SimpleNamespace()})
    assert column.of({"line": None}) is None


@pytest.fixture
def hub(fresh_home: FreshHome) -> Desk:
    """A hub with more gifts than a page, a bill, money sent on, and a hostile fund."""
    desk = given_in_full(fresh_home)
    for at in range(PAGE + 5):
        lines = [given(f"{at + 1}.25 CNC @ main", GENERAL)]
        desk.tell("gift.received", gift=f"n-{at:03}", lines=lines)
    depot = desk.at("baoji")
    mirror(depot, GENERAL)
    desk.tell(
        "money.sent", document="hk:m9", receiver="baoji", till="main", due="1940-05-01",
        lines=[line("3.00 CNC", GENERAL)],
    )  # fmt: skip
    return desk


def pages_with_lists() -> Iterator[str]:
    """Yield the address of every page that needs no word in its address."""
    for pattern in get_resolver().url_patterns:
        address = f"/{pattern.pattern}"
        if "<" not in address and not address.startswith("/account"):
            yield address
    yield from ("/committees/hk/", f"/funds/{GENERAL}/", "/co-ops/baoji.0001/",
                "/register/?book=hk&account=hk/cash", "/bank/hk/main/CNC/",
                "/gifts/?ended=held", "/appeals/spring/")  # fmt: skip


def rows_of(client: Client, address: str) -> list[list[Any]]:
    """Return the rows of a file, its heads first."""
    answer: Any = client.get(address)
    assert answer.status_code == 200, address
    raw = b"".join(answer.streaming_content)
    if "as=csv" in address:
        return list(csv.reader(io.StringIO(raw.decode(), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(raw), read_only=True)
    return [list(row) for row in book.worksheets[0].iter_rows(values_only=True)]


def test_every_list_can_be_sorted_and_taken_along(hub: Desk) -> None:
    """Each table of rows has its heads and files; both files have the page's rows."""
    lists = 0
    for address in pages_with_lists():
        answer = CLIENT.get(address)
        html = getattr(answer, "content", b"").decode()
        if answer.status_code != 200 or "<table" not in html or address in NO_LISTS:
            continue
        assert '<div class="listfoot' in html, address
        for foot in re.split(r'<div class="listfoot', html)[1:]:
            links = [unescape(one) for one in FILE.findall(foot)][:2]
            assert len(links) == 2, address
            assert_alike(address.partition("?")[0], links, said=total(foot))
            lists += 1
        for link in SORT.findall(html):
            path = address.partition("?")[0] + unescape(link).partition("#")[0]
            assert CLIENT.get(path).status_code == 200, path
    assert lists > 12


def total(foot: str) -> int:
    """Return how many rows the page says that a list has."""
    told = re.search(r"of (\d+)</span>|<span class=\"q n\">(\d+) line", foot)
    assert told, foot[:300]
    return int(told[1] or told[2])


def assert_alike(path: str, links: list[str], *, said: int) -> None:
    """Both files have as many rows as the page says, and the same in both."""
    plain, book = (rows_of(CLIENT, path + link) for link in links)
    assert len(plain) - 1 == said, (path, links)
    assert len(book) == len(plain), (path, links)
    for one, other in zip(plain, book, strict=True):
        assert [_same(cell) for cell in one] == [_same(cell) for cell in other]


def _same(cell: Any) -> str:
    """Return a cell of either file as one plain text."""
    if cell is None:
        return ""
    told = str(cell).removesuffix(" 00:00:00").removeprefix("'")
    number = re.fullmatch(r"(-?\d+)(?:\.(\d+))?", told)
    if number:
        return f"{number[1]}.{(number[2] or '').rstrip('0')}".rstrip(".")
    return told


def test_a_file_keeps_filter_order_and_language(hub: Desk) -> None:
    """What the page leaves out is not in it, and its heads are in its language."""
    client = Client(headers={"host": "127.0.0.1", "accept-language": "zh-hans"})
    heads, *rows = rows_of(client, "/gifts/?find=n-00&sort=-amount&as=csv")
    assert heads[:2] == ["捐助", "已收到"]
    assert [row[0] for row in rows] == [f"n-00{at}" for at in range(9, -1, -1)]
    assert [row[4] for row in rows][:2] == ["10.25", "9.25"]
    whole = rows_of(client, "/gifts/?find=n-&as=csv")
    assert len(whole) - 1 == PAGE + 5


@pytest.mark.engines("sqlite")
def test_a_file_is_for_who_may_open_the_page(hub: Desk) -> None:
    """A stranger and a role without the page get none of it."""
    trader, auditor = account("wang"), account("lin")
    holds(trader, "trader")
    holds(auditor, "auditor")
    for form in ("csv", "xlsx"):
        address = f"/gifts/?as={form}"
        assert signed_in(auditor).get(address)["Content-Disposition"]
        for client in (signed_in(trader), Client(headers={"host": "127.0.0.1"})):
            answer = client.get(address)
            assert "Content-Disposition" not in answer
            assert "n-00" not in answer.content.decode()
