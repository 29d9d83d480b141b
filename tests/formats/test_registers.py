# SPDX-License-Identifier: Apache-2.0
"""A register is read as organisers write it, and nothing is guessed in silence."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.formats.registers import SheetRead, read_register
from gungho.formats.sheds import read_sheds, usual_text
from gungho.formats.sheets import read_sheets
from gungho.planning.forming import Machine, Site, Way, Worker

SHEDS = read_sheds(usual_text())
PLACES = {"baoji": ("Baoji", "宝鸡"), "xian": ("Xi'an", "西安")}
CHINESE = """西北办事处调查,,,,,,,,,
姓名,性别,年龄,工种,等级,现住地,户号,愿迁移,带头,会记账
王一,男,３２,织布,熟练,宝鸡,１,是,会,
李二,女,15,织布,熟练,宝鸡,１,是,,
张三,男,四十,织工,师傅,王家村,,否,,会
,男,30,织布,,宝鸡,,,,
孙五,女,29,占卜,,宝鸡,,,,
孙六,女,29,织布,,宝鸡,,maybe,,
王一,男,３２,织布,熟练,宝鸡,１,是,会,
王一,男,３２,铁匠,熟练,宝鸡,１,是,会,
"""
ENGLISH = """Trade;Name;Will move?;Town;Family;Keeps books;Leader;Years
Weaver;Chao Ssu;y;XI AN;;N;yes;9 years
weavver;Li Wu;;Baoji;;;;１
"""


def read(text: str, *, code: str = "utf-8") -> SheetRead:
    """Read a text with one sheet."""
    (found,) = read_register(text.encode(code), sheds=SHEDS, places=PLACES)
    return found


def workbook(**sheets: Sequence[Sequence[object]]) -> bytes:
    """Return an Excel workbook."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return buffer.getvalue()


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_chinese_headings_below_a_title_are_found(code: str) -> None:
    """In any code that such files come in; full-width digits and all."""
    found = read(CHINESE, code=code)
    assert found.sort == "workers"
    assert [row.name for row in found.rows] == ["王一", "张三"]
    wang, zhang = (row.thing for row in found.rows)
    assert wang == Worker(
        id="", trade="weaver", place="baoji", grade=2, household="baoji/1",
        moves=True, leads=True,
    )  # fmt: skip
    assert zhang == Worker(
        id="", trade="weaver", place="王家村", grade=3, moves=False, keeps_books=True
    )


def test_each_row_that_was_not_taken_says_why() -> None:
    """A child, no name, no such trade, neither yes nor no, a contradiction."""
    found = read(CHINESE)
    assert [(one.row, one.code) for one in found.faults] == [
        (4, "too-young"), (6, "no-name"), (7, "trade-unknown"), (8, "yes-no"),
        (10, "contradicts"),
    ]  # fmt: skip
    assert found.faults[2].told == "占卜"


def test_what_was_taken_for_something_is_told() -> None:
    """A misspelt trade, another spelling of a place, years for a grade, a repeat."""
    found = read(ENGLISH)
    assert [row.thing for row in found.rows] == [
        Worker(id="", trade="weaver", place="xian", grade=3, leads=True),
        Worker(id="", trade="weaver", place="baoji", grade=1, moves=False),
    ]
    told = {(one.row, one.code, one.taken) for one in found.notes}
    assert told == {
        (2, "place", "xian"), (2, "years", "3"), (3, "trade", "weaver"),
        (3, "no-moves", "no"), (3, "years", "1"),
    }  # fmt: skip
    assert ("twice", "王一", "3") in {
        (one.code, one.told, one.taken) for one in read(CHINESE).notes
    }
    assert ("new-place", "王家村") in {
        (one.code, one.told) for one in read(CHINESE).notes
    }


def test_sex_and_age_are_not_kept() -> None:
    """They are read only to leave out who is too young."""
    row = read(CHINESE).rows[0]
    assert "32" not in repr(row)
    assert "男" not in repr(row)


def test_a_workbook_of_several_sheets_is_read_whole() -> None:
    """Each sheet says by its headings what it is; one that says nothing is left."""
    raw = workbook(
        people=[["Name", "Trade", "Place", "Grade"], ["Wang", "smith", "Baoji", 2.0]],
        机器=[["机器名称", "数量", "所在地", "可搬", "功率"],
              ["织布机", 2, "宝鸡", "是", None], ["车床", 1, "宝鸡", "否", "2马力"],
              ["织布机", 5000, "宝鸡", "是", ""], ["坏机", 1, "宝鸡", "", ""]],
        sites=[["Site", "Town", "Area (m2)", "Danger", "Sells", "Materials"],
               ["Temple", "Baoji", "1,200 m2", "low", "cloth 2,000; soap 300",
                "棉纱 200、羊毛50斤"],
               ["Cave", "Baoji", "big", 3, "", ""], ["Mill", "Baoji", 20, "", "", ""]],
        ways=[["From", "To", "Days"], ["宝鸡", "西安", 5], ["宝鸡", "西安", "soon"]],
        notes=[["Remember the tea."]],
    )  # fmt: skip
    people, machines, sites, ways = read_register(raw, sheds=SHEDS, places=PLACES)
    assert people.rows[0].thing == Worker(
        id="", trade="smith", place="baoji", grade=2, moves=False
    )
    looms = Machine(id="", kind="hand-loom", place="baoji", portable=True)
    lathe = Machine(id="", kind="lathe", place="baoji", portable=False, power=1492)
    assert [row.thing for row in machines.rows] == [looms, looms, lathe]
    assert [one.code for one in machines.faults] == ["count", "kind-unknown"]
    assert sites.rows[0].thing == Site(
        id="", place="baoji", room=1200, danger=2,
        market={"cotton-cloth": 2000, "soap": 300},
        materials={"cotton-yarn": 200, "wool": 50},
    )  # fmt: skip
    assert [one.code for one in sites.faults] == ["room", "no-danger"]
    assert ways.rows[0].thing == Way(source="baoji", target="xian", days=5)
    assert [one.code for one in ways.faults] == ["days"]


def test_equal_machines_are_as_many_as_they_are() -> None:
    """Two rows of one loom are two looms, with marks of their own."""
    found = read("machine,place\nloom,Baoji\nloom,Baoji\n")
    assert len({row.key for row in found.rows}) == 2


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "sheet.empty"),
        (b"\n\n , ,\n", "sheet.empty"),
        (b"PK\x03\x04 no zip", "sheet.unreadable"),
        (b"\xd0\xcf\x11\xe0old", "sheet.old-excel"),
        (b"x" * 20_000_001, "sheet.too-large"),
        ("你好,世界\n1,2\n".encode(), "register.headings"),
        (b"\xff\xfe\x00\xd8", "sheet.unreadable"),
    ],
)
def test_what_is_no_register_is_refused(raw: bytes, code: str) -> None:
    """With a reason, before anything is taken."""
    with pytest.raises(Refusal) as told:
        read_register(raw, sheds=SHEDS, places=PLACES)
    assert told.value.code == code


def test_too_many_rows_are_refused() -> None:
    """A sheet of more than two hundred thousand rows comes in parts."""
    with pytest.raises(Refusal, match=r"sheet\.too-long"):
        read_sheets(b"a,b\n" * 200_001)


cells = st.text(
    alphabet=st.sampled_from("织布 weaver宝鸡Baoji是否yn12３,;\t\"'\n()（）.-=<>"),
    max_size=12,
)


@given(st.lists(st.lists(cells, min_size=9, max_size=9), max_size=6))
def test_any_cells_are_read_or_told(rows: list[list[str]]) -> None:
    """Whatever stands in the cells, each row is taken, a fault or a repeat."""
    heads = ["Name", "Trade", "Place", "Household", "Will move", "Leader",
             "Keeps books", "Grade", "Age"]  # fmt: skip
    raw = workbook(people=[heads, *rows])
    (found,) = read_register(raw, sheds=SHEDS, places=PLACES)
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    twice = sum(one.code == "twice" for one in found.notes)
    assert len(found.rows) + len(found.faults) + twice == filled
