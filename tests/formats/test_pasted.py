# SPDX-License-Identifier: Apache-2.0
"""A pasted statement is read exactly, or what is unclear is said row by row."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.formats.pasted import Pasted, Reader, read_pasted
from gungho.formats.pasted_cells import (
    Days,
    count_of,
    day_order,
    decimal_mark,
    figure_of,
)
from tests.support.cases import files, needs_cases

READER = Reader(scale=2, near=1941)


def read(text: str, **how: object) -> Pasted:
    """Read a paste of the year 1941 in a currency of two decimals."""
    return read_pasted(text, Reader(scale=2, near=1941, **how))  # type: ignore[arg-type]


def told(pasted: Pasted) -> list[tuple[str, int, str]]:
    """Return the lines in short."""
    return [(line.on, line.amount, line.text) for line in pasted.lines]


def test_headings_say_what_a_column_is() -> None:
    """In English or Chinese; full-width figures are figures."""
    english = (
        "My bank\nDate\tDetails\tPaid out\tPaid in\tBalance\n"
        "2 Mar 1940\tRent\t12.50\t\t87.50\n1 Mar 1940\tGift\t\t100.00\t100.00\n"
    )
    found = read(english)
    assert told(found) == [("1940-03-01", 10000, "Gift"), ("1940-03-02", -1250, "Rent")]
    assert (found.opening, found.closing, found.breaks) == (0, 8750, 0)
    chinese = (
        "日期\t摘要\t借方\t贷方\t余额\n1940年3月4日\t捐款\t\t1,200.00\t1,700.00\n"
        "1940-03-05\t手续费\t１.５０\t\t1,698.50\n期末余额\t\t\t\t1,698.50"
    )
    found = read(chinese)
    assert told(found) == [
        ("1940-03-04", 120000, "捐款"),
        ("1940-03-05", -150, "手续费"),
    ]
    assert (found.opening, found.closing) == (50000, 169850)


@pytest.mark.parametrize(
    ("row", "amount"),
    [
        ("1940-03-01;a;12.00", 1200), ("1940-03-01;a;-12.00", -1200),
        ("1940-03-01;a;12.00-", -1200), ("1940-03-01;a;(12.00)", -1200),
        ("1940-03-01;a;\N{MINUS SIGN}1.234,50", -123450),
        ("1940-03-01;a;1'234.50 CR", 123450), ("1940-03-01;a;1 234,50 DR", -123450),
        ("1940-03-01;a;£12", 1200), ("1940-03-01;a;CNY 12.5", 1250),
        ("1940-03-01;a;,50", 50), ("1940-03-01;a;12.500", 1250),
    ],
)  # fmt: skip
def test_amounts_are_read_as_banks_write_them(row: str, amount: int) -> None:
    """Exactly, the sign wherever it stands."""
    how = {"mark": "."} if row.endswith("12.500") else {}
    assert [line.amount for line in read(row, **how).lines] == [amount]


@pytest.mark.parametrize(
    ("day", "read_as"),
    [
        ("1940-3-4", "1940-03-04"), ("19400304", "1940-03-04"),
        ("4.3.40", "1940-03-04"), ("4-Mar-1940", "1940-03-04"),
        ("Mar 4, 1940", "1940-03-04"), ("1940年3月4日", "1940-03-04"),
        ("1940/03/04 12:30", "1940-03-04"), ("30/3/41", "1941-03-30"),
        ("1/13/1940", "1940-01-13"), ("31.12.99", "1899-12-31"),
    ],
)  # fmt: skip
def test_days_are_read_as_banks_write_them(day: str, read_as: str) -> None:
    """A year of two figures is of this century, or of the one before."""
    assert read(f"{day}\tx\t1.00").lines[0].on == read_as


def test_what_can_be_read_in_two_ways_is_asked() -> None:
    """Unless another row of the column tells."""
    for text, code in (
        ("03/04/1940\tx\t1.00", "pasted.day-order"),
        ("1940-03-04\tx\t1.234", "pasted.decimals"),
        ("", "pasted.empty"),
        ("no columns here\nat all", "pasted.columns"),
        ("\n" * 30_000, "pasted.too-long"),
    ):
        with pytest.raises(Refusal) as refused:
            read(text)
        assert refused.value.code == code
    assert read("03/04/1940\tx\t1.00\n13/04/1940\tx\t1.00").lines[0].on == "1940-04-03"
    assert read("03/04/1940\tx\t1.00", order="mdy").lines[0].on == "1940-03-04"
    assert read("1940-03-04\tx\t1.234", mark=",").lines[0].amount == 123400


def test_what_cannot_be_read_is_listed_with_its_row_and_reason() -> None:
    """Nothing is dropped."""
    text = (
        "Opening balance;100.00\nDate;Text;Amount\n1940-03-01;a;-12.00\nrubbish\n"
        "1940-02-30;b;1.00\n1940-03-02;c;x\n1940-03-03;d;1.239\n"
        "1940-03-03;e;99999999999999999.00\nClosing balance;88.00\n"
    )
    found = read(text)
    assert [(one.row, one.code) for one in found.faults] == [
        (4, "day"), (5, "day"), (6, "amount"), (7, "decimals"), (8, "too-large"),
    ]  # fmt: skip
    assert (found.opening, found.closing) == (10000, 8800)
    both = read("Date;Debit;Credit\n1940-03-01;1.00;2.00\n1940-03-02;1.00;")
    assert [one.code for one in both.faults] == ["both-sides"]


def test_columns_without_headings_are_told_by_what_is_in_them() -> None:
    """A balance is what goes on from row to row; else a person names the columns."""
    found = read("1940-03-01  gift  12.00  12.00\n1940-03-02  cost  -1.00  11.00")
    assert dict(found.columns) == {"day": 1, "text": 2, "amount": 3, "balance": 4}
    plain = "1940-03-01;12.00;5.00\n1940-03-02;-1.00;7.00"
    with pytest.raises(Refusal, match=r"pasted\.columns"):
        read(plain)
    assert read(plain, columns={"amount": 2}).lines[1].amount == -100
    out_and_in = read("1940-03-01;a;12.00;\n1940-03-02;b;;3.00")
    assert [line.amount for line in out_and_in.lines] == [-1200, 300]


def test_a_running_balance_that_breaks_is_a_finding() -> None:
    """The lines are taken; how often it breaks is said."""
    head = "Date;Text;Amount;Balance\n"
    whole = read(head + "1940-03-01;a;5.00;5.00\n1940-03-01;b;2.00;7.00")
    mixed = read(head + "1940-03-01;b;2.00;7.00\n1940-03-01;a;5.00;5.00")
    assert (whole.opening, whole.closing) == (mixed.opening, mixed.closing) == (0, 700)
    broken = read(head + "1940-03-01;a;5.00;5.00\n1940-03-01;b;2.00;8.00")
    assert (broken.breaks, len(broken.lines)) == (1, 2)


def test_a_cell_in_quotes_may_hold_marks_and_ends_of_line() -> None:
    """A quote that is never closed takes no other row with it."""
    found = read('1940-03-01,"a, b\nc",1.00\n1940-03-02,5" pipe,2.00')
    assert told(found) == [
        ("1940-03-01", 100, "a, b c"), ("1940-03-02", 200, '5" pipe'),
    ]  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.dates(min_value=date(1900, 1, 1),
                     max_value=date(1941, 12, 31)),
            st.integers(-(10**9), 10**9).filter(bool),
            st.text(st.characters(categories=["L", "Nd"]), max_size=12),
        ),
        min_size=1,
        max_size=12,
    ),
    st.sampled_from(["\t", ";", "|"]),
    st.sampled_from([".", ","]),
    st.sampled_from(["", "grouped"]),
)  # fmt: skip
def test_what_a_bank_wrote_is_what_is_read(
    rows: list[tuple[object, int, str]], delimiter: str, mark: str, grouped: str
) -> None:
    """Every line, to the last unit, whatever marks the bank uses."""
    other = "," if mark == "." else "."
    text = delimiter.join(("Date", "Amount", "Description")) + "\n"
    for day, amount, words in rows:
        whole = f"{abs(amount) // 100:,}" if grouped else str(abs(amount) // 100)
        figure = whole.replace(",", other) + f"{mark}{abs(amount) % 100:02}"
        sign = "-" if amount < 0 else ""
        text += delimiter.join((str(day), sign + figure, words)) + "\n"
    found = read(text)
    assert not found.faults
    assert sorted((line.on, line.amount) for line in found.lines) == sorted(
        (str(day), amount) for day, amount, _ in rows
    )


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Every row that holds anything is a line, a fault, a heading or a balance."""
    try:
        found = read_pasted(text, READER)
    except Refusal:
        return
    assert all(abs(line.amount) < 2**53 for line in found.lines)


@given(st.lists(st.sampled_from([
    "1940-03-01", "3/4/1940", "12.00", "-1,5", "(2)", "", '"', "a b", "金额", "Date",
    "Amount", "1.000,00-", "Opening balance", "\N{MINUS SIGN}3", "1e9", "NaN",
]), max_size=40))  # fmt: skip
def test_no_row_is_lost(cells: list[str]) -> None:
    """Of rows made of days, figures and rubbish, each is a line or a fault."""
    text = "Date;Text;Amount\n" + "".join(
        ";".join(cells[at : at + 3]) + "\n" for at in range(0, len(cells), 3)
    )
    try:
        found = read_pasted(text, READER)
    except Refusal:
        return
    met = {line.row for line in found.lines} | {one.row for one in found.faults}
    rows = text.split("\n")
    for number, row in enumerate(rows[1:], start=2):
        if row.replace(";", "").strip() and "balance" not in row and '"' not in text:
            assert number in met, row


def test_cells_by_themselves() -> None:
    """What is no figure is none, and marks are told by the column."""
    assert figure_of("Ref 12") is None
    assert figure_of("12 March") is None
    assert decimal_mark(["1,234", "1.5"]) == "."
    assert decimal_mark(["1,234", "12"]) == ""
    assert decimal_mark(["1.234.567"]) == ","
    assert count_of("1,234.5", mark=".", scale=2) == 123450
    assert count_of("1.234", mark=".", scale=2) is None
    assert day_order(["1/2/40", "2/2/40"]) == ""
    assert Days(order="dmy", near=1941).read("31/2/40") == ""


@needs_cases
@pytest.mark.parametrize("path", files("bank/csv-csv2ofx/test/*.csv"))
def test_exports_of_real_banks_are_read(path: Path) -> None:
    """Every row is a line, or is said to be none."""
    text = path.read_text(encoding="utf-8", errors="replace")
    found = read_pasted(text, Reader(scale=2, near=2026, order="mdy"))
    assert len(found.lines) > 1
    assert len(found.lines) + len(found.faults) >= 2
