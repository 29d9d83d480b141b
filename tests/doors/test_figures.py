# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.doors.figures import day_text, figure, money, quarter_text, share_text
from gungho.doors.web.middleware import host_name, is_loopback


@pytest.mark.parametrize(
    ("count", "scale", "text"),
    [
        (280000, 2, "2,800.00"),
        (-42, 2, "−0.42"),
        (5, 0, "5.00"),
        (0, 2, "0.00"),
        (123456789, 2, "1,234,567.89"),
        (1234567, 4, "123.4567"),
    ],
)
def test_money_has_commas_and_never_fewer_than_two_decimals(
    count: int, scale: int, text: str
) -> None:
    """Sums read the same in both languages."""
    assert money(count, scale) == text


@pytest.mark.parametrize(
    ("count", "scale", "text"), [(14512, 1, "1,451.2"), (8, 0, "8"), (1200, 2, "12")]
)
def test_goods_show_only_the_decimals_they_have(
    count: int, scale: int, text: str
) -> None:
    """Eight bales are 8, not 8.00."""
    assert figure(count, scale) == text


@given(st.integers(-(2**53), 2**53), st.integers(0, 6))
def test_a_figure_says_exactly_its_count(count: int, scale: int) -> None:
    """Nothing is rounded on the way to the page."""
    text = figure(count, scale, least=scale).replace(",", "").replace("−", "-")
    assert int(text.replace(".", "")) == count


def test_days_read_as_each_language_writes_them() -> None:
    """With and without the year, and as figures."""
    day = date(1940, 6, 28)
    assert day_text(day, "en") == "28 June 1940"
    assert day_text("1940-06-28", "en", form="short") == "28 June"
    assert day_text(day, "zh-hans") == "1940年6月28日"
    assert day_text(day, "zh-hans", form="iso") == "1940-06-28"
    assert day_text("1940-06-28T10:00:00Z", "en") == "28 June 1940"
    assert day_text("", "en") == ""


def test_quarters_and_shares_read_plainly() -> None:
    """A quarter in words, a share with one decimal."""
    assert quarter_text("1940Q3", "en") == "3rd quarter of 1940"
    assert quarter_text("1940Q3", "zh-hans") == "1940年第三季度"
    assert share_text(1, 3) == "33.3%"
    assert share_text(1, 0) == ""


@pytest.mark.parametrize(
    ("host", "is_here"),
    [
        ("127.0.0.1:8000", True),
        ("localhost", True),
        ("[::1]:8000", True),
        ("127.8.9.1", True),
        ("[::ffff:127.0.0.1]", True),
        ("gungho.example", False),
        ("192.168.1.4", False),
        ("127.0.0.1.evil.example", False),
        ("", False),
    ],
)
def test_only_names_of_this_machine_are_answered(*, host: str, is_here: bool) -> None:
    """A name that is pointed here from outside is not one of ours."""
    assert is_loopback(host_name(host)) is is_here
