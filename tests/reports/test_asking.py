# SPDX-License-Identifier: Apache-2.0
"""A sum or a day is read as people write it, and nothing else is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.doors.figures import MONTHS, day_text
from gungho.reports.asking import Span, Sum, asked_span, asked_sum

DOLLARS = ("USD", "HKD", "CAD", "AUD", "NZD", "SGD")


@pytest.mark.parametrize(
    ("typed", "codes", "unit"),
    [
        ("1,250", (), ""),
        ("1250.00", (), ""),
        ("1 250", (), ""),
        ("1'250", (), ""),
        ("$1,250", DOLLARS, ""),
        ("HK$1,250.00", ("HKD",), ""),
        ("US$ 1250", ("USD",), ""),
        ("£1,250", ("GBP",), ""),
        ("1250 CNY", ("CNY", "CNC"), ""),
        ("CNC 1,250.00", (), "cnc"),
        ("1250元", ("CNY", "CNC"), ""),
        ("￥１，２５０", ("CNY", "CNC", "JPY"), ""),
        ("1250 looms", (), "looms"),
        ("1,250 kg", (), "kg"),
        ("$1,250 HKD", (), "hkd"),
    ],
)
def test_a_sum_is_read_as_people_write_it(
    typed: str, codes: tuple[str, ...], unit: str
) -> None:
    """With signs, separators and units of either script."""
    found = asked_sum(typed)
    assert found == Sum(digits=1250, scale=0, codes=codes, unit=unit)
    assert (found.count(0), found.count(2)) == (1250, 125000)


@pytest.mark.parametrize(
    "typed",
    ["", "or", "baguio-0001", "1,25", "12,34,567", "2 3", "£5 HKD", "-5", "5.", "1e5",
     "1940-05-03", "May 1940", "9" * 19, "5" + " " * 70 + "x" * 70],
)  # fmt: skip
def test_what_is_no_sum_is_none(typed: str) -> None:
    """A code, a day, a wrong separator, two currencies that differ."""
    assert asked_sum(typed) is None


def test_a_part_that_a_commodity_lacks_is_not_rounded() -> None:
    """Half a loom is no number of looms, and twelve and no part are twelve."""
    half, whole = asked_sum("12.5"), asked_sum("12.00")
    assert half
    assert whole
    assert (half.count(0), half.count(1), half.count(2)) == (None, 125, 1250)
    assert whole.count(0) == 12
    assert Sum(digits=10**17, scale=0).count(2) is None


@given(
    count=st.integers(min_value=0, max_value=2**53 - 1),
    scale=st.integers(min_value=0, max_value=4),
    style=st.sampled_from(["{:,f}", "{:f}", "£{:,f}", "{:,f} GBP", "HK${:,f}"]),
)
def test_what_is_written_is_read_back_exactly(
    count: int, scale: int, style: str
) -> None:
    """Any count of smallest units, with and without separators and units."""
    found = asked_sum(style.format(Decimal(count).scaleb(-scale)))
    assert found is not None
    assert found.count(scale) == count


@pytest.mark.parametrize(
    "typed",
    ["1940-05-03", "1940-5-3", "1940/5/3", "1940.5.3", "3 May 1940", "3rd of May 1940",
     "3 may, 1940", "May 3, 1940", "May 3rd 1940", "1940年5月3日", "１９４０年５月３日",
     "1940 年 5 月 3 号", " 3  MAY  1940 "],
)  # fmt: skip
def test_a_day_is_read_as_people_write_it(typed: str) -> None:
    """In figures and in words of either language."""
    day = date(1940, 5, 3)
    assert asked_span(typed) == Span(first=day, last=day)


@pytest.mark.parametrize("typed", ["1940-02", "Feb 1940", "February 1940", "1940年2月"])
def test_a_month_is_all_its_days(typed: str) -> None:
    """To the last, in a leap year too."""
    assert asked_span(typed) == Span(first=date(1940, 2, 1), last=date(1940, 2, 29))


@pytest.mark.parametrize(
    "typed", ["1940-13", "31 June 1940", "Ma 1940", "5月", "1940", "0000-01-01", "Loom"]
)
def test_what_is_no_day_is_none(typed: str) -> None:
    """A month that is not, a word that may be two months, a year alone."""
    assert asked_span(typed) is None


@given(
    day=st.dates(min_value=date(1000, 1, 1)),
    form=st.sampled_from(["en", "zh", "iso", "us", "cut"]),
)
def test_every_day_is_read_back(day: date, form: str) -> None:
    """As the pages write it, and in the other common ways."""
    month = MONTHS[day.month - 1]
    typed = {
        "en": day_text(day, "en"),
        "zh": day_text(day, "zh-hans"),
        "iso": day.isoformat(),
        "us": f"{month} {day.day}, {day.year}",
        "cut": f"{day.day} {month[:3]} {day.year}",
    }[form]
    assert asked_span(typed) == Span(first=day, last=day)


@given(typed=st.text(max_size=80))
def test_any_text_may_be_asked(typed: str) -> None:
    """It is a sum, a day or neither, never both, and never an error."""
    assert asked_sum(typed) is None or asked_span(typed) is None
