# SPDX-License-Identifier: Apache-2.0
"""A list of gifts is read by its headings; what could mean two things is refused."""

from __future__ import annotations

import io

import pytest
from xlsxwriter import Workbook

from gungho.errors import Refusal
from gungho.formats.gift_lists import LIST_BYTES_MOST, Wanted, read_gift_list

WANTED = Wanted(currency="INR", scales={"INR": 2, "JPY": 0}, today="2024-06-30")


def faults(text: str) -> list[tuple[int, str]]:
    """Return the row and the code of each fault."""
    found = read_gift_list(text.encode(), WANTED)
    return [(one.row, one.code) for one in found.faults]


def test_headings_in_either_language_and_any_order_are_found() -> None:
    """A title may stand above them; what is not known is left alone."""
    text = (
        "Gifts of 2024\n编号;金额;捐助人;日期;备注\n1;1,200.50;李伟;2024年3月1日;棉纱\n"
    )
    found = read_gift_list(text.encode("gb18030"), WANTED)
    [gift] = found.gifts
    assert (gift.row, gift.giver, gift.day, gift.count, gift.words) == (
        3, "李伟", "2024-03-01", 120050, "棉纱",
    )  # fmt: skip
    assert gift.currency == "INR"
    assert dict(found.heads) == {
        "giver": "捐助人", "amount": "金额", "day": "日期", "words": "备注",
    }  # fmt: skip


def test_a_workbook_is_read_as_text_is() -> None:
    """Days and numbers come as a spreadsheet keeps them."""
    out = io.BytesIO()
    with Workbook(out) as book:
        book.add_worksheet("Notes").write_row(0, 0, ["Nothing here"])
        sheet = book.add_worksheet("Gifts")
        sheet.write_row(0, 0, ["Date", "Donor", "Amount (INR)", "Currency"])
        sheet.write_row(1, 0, ["2024-05-04", "Mary", 12.5, ""])
        sheet.write_row(2, 0, ["2024-05-05", "Ann", 900, "jpy"])
    found = read_gift_list(out.getvalue(), WANTED)
    assert [(one.giver, one.currency, one.count) for one in found.gifts] == [
        ("Mary", "INR", 1250), ("Ann", "JPY", 900),
    ]  # fmt: skip


@pytest.mark.parametrize(("row", "code"), [
    (",5", "giftfault.no-day"),
    ("someday,5", "giftfault.day"),
    ("03/04/2024,5", "giftfault.day-order"),
    ("2024-07-01,5", "giftfault.later"),
    ("2024-01-01,", "giftfault.amount"),
    ("2024-01-01,0", "giftfault.amount"),
    ("2024-01-01,-5", "giftfault.amount"),
    ("2024-01-01,5.125", "giftfault.amount"),
    ("2024-01-01,5.1255", "giftfault.amount"),
    ("2024-01-01,99999999999999999999", "giftfault.amount"),
    ("2024-01-01,5,EUR", "giftfault.currency"),
    ("2024-01-01,5,JPY," + "x" * 201, "giftfault.long"),
])  # fmt: skip
def test_a_row_that_cannot_be_a_gift_is_told_why(row: str, code: str) -> None:
    """And its neighbours are read."""
    text = f"date,amount,currency,giver\n2024-01-01,5.00,INR,Mary\n{row}\n"
    assert faults(text) == [(3, code)]


def test_an_amount_that_could_be_two_is_refused() -> None:
    """Unless another row tells which mark stands before the decimals."""
    assert faults("date,amount\n2024-01-01,5.125\n") == [
        (2, "giftfault.amount-unclear")
    ]
    assert faults('date,amount\n2024-01-01,"5.125,00"\n2024-01-01,5.125\n') == []


def test_days_that_tell_their_order_are_read() -> None:
    """One day past the twelfth tells it for the whole column."""
    found = read_gift_list(b"date,amount\n25/03/2024,5\n03/04/2024,6\n", WANTED)
    assert [one.day for one in found.gifts] == ["2024-03-25", "2024-04-03"]


def test_a_row_has_the_same_mark_whenever_it_comes() -> None:
    """Two gifts that are alike in one list have two; another order changes none."""
    head, one, other = "date,amount,giver\n", "2024-01-01,5,Ann\n", "2024-01-02,5,Ann\n"
    marks = [
        {gift.mark for gift in read_gift_list(text.encode(), WANTED).gifts}
        for text in (head + one + one + other, head + other + one + one)
    ]
    assert marks[0] == marks[1]
    assert len(marks[0]) == 3


@pytest.mark.parametrize(("raw", "code"), [
    (b"a,b\n1,2\n", "gifts.no-headings"),
    (b"date,amount\n" + b"2024-01-01,1\n" * 2_001, "gifts.too-long"),
    (bytes(LIST_BYTES_MOST + 1), "gifts.too-large"),
])  # fmt: skip
def test_what_is_no_list_is_refused(raw: bytes, code: str) -> None:
    """Before any row is read."""
    with pytest.raises(Refusal) as refused:
        read_gift_list(raw, WANTED)
    assert refused.value.code == code
