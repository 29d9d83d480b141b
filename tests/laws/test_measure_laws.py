# SPDX-License-Identifier: Apache-2.0
"""Laws of exact values: shares add up, texts come back, nothing is rounded unasked."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.measure import (
    MAX_COUNT,
    Commodity,
    Quantity,
    Quarter,
    Rate,
    count_of,
    decimal_text,
    instant_text,
    parse_day,
    parse_instant,
    share,
)

COUNTS = st.integers(-MAX_COUNT + 1, MAX_COUNT - 1)
CNC = Commodity(code="CNC", scale=2, form="currency")
YARN = Commodity(code="cotton-yarn", scale=2, form="item")


@given(COUNTS, st.lists(st.integers(0, 10**6), min_size=1, max_size=9))
def test_shares_add_up_to_the_whole(total: int, weights: list[int]) -> None:
    """Law 10: to the last unit, each within one of its exact part."""
    if not sum(weights):
        weights = [*weights, 1]
    parts = share(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


def test_ties_go_to_the_first() -> None:
    """The stated order: equal remainders are served from the left."""
    assert share(10, [1, 1, 1]) == (4, 3, 3)
    assert share(-10, [1, 1, 1]) == (-4, -3, -3)
    with pytest.raises(Refusal, match=r"share\.no-weight"):
        share(1, [0, 0])
    with pytest.raises(Refusal, match=r"share\.negative"):
        share(1, [2, -1])


@given(COUNTS, st.integers(0, 6))
def test_an_amount_comes_back_from_its_text(count: int, scale: int) -> None:
    """Printing and reading an amount changes nothing."""
    assert count_of(decimal_text(count, scale), scale) == count


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("18.o0", "quantity.malformed"),
        ("1,000", "quantity.malformed"),
        ("", "quantity.malformed"),
        ("1e3", "quantity.malformed"),
        ("\u0661\u0662", "quantity.malformed"),
        ("18.005", "quantity.decimals"),
        ("90071992547409.92", "quantity.too-large"),
        ("9" * 40, "quantity.malformed"),
    ],
)
def test_a_text_that_is_no_amount_is_refused(text: str, code: str) -> None:
    """Letters, too many decimals, 2**53: each by its name, nothing guessed."""
    with pytest.raises(Refusal) as found:
        Quantity.parse(text, CNC)
    assert found.value.code == code


def test_the_largest_count_is_held_and_the_next_refused() -> None:
    """2**53 - 1 is a count; 2**53 is not."""
    largest = Quantity(MAX_COUNT - 1, CNC)
    assert str(largest) == "90071992547409.91"
    with pytest.raises(Refusal, match=r"quantity\.too-large"):
        largest + Quantity(1, CNC)


def test_two_commodities_are_never_added() -> None:
    """Money and yarn have no sum."""
    with pytest.raises(Refusal, match=r"quantity\.mixed"):
        Quantity(1, CNC) + Quantity(1, YARN)
    with pytest.raises(Refusal, match=r"quantity\.mixed"):
        assert Quantity(1, CNC) < Quantity(2, YARN)
    assert Quantity(1, CNC) <= Quantity(1, CNC)
    assert -Quantity(3, CNC) == Quantity(1, CNC) - Quantity(4, CNC)


@pytest.mark.parametrize(
    ("code", "scale", "refused"),
    [("two words", 2, "commodity.code"), ("CNC", 7, "commodity.scale")],
)
def test_a_commodity_that_cannot_be_is_refused(
    code: str, scale: int, refused: str
) -> None:
    """A code without spaces, a scale of at most six."""
    with pytest.raises(Refusal) as found:
        Commodity(code=code, scale=scale, form="item")
    assert found.value.code == refused


@given(st.integers(1, 10**9), st.integers(1, 10**6), st.integers(1, 10**6))
def test_a_rate_rounds_only_as_it_is_told(count: int, above: int, below: int) -> None:
    """Down, or to the even neighbour; never by more than half a unit."""
    rate = Rate(
        source="GBP",
        target="CNC",
        numerator=above,
        denominator=below,
        on=date(1940, 7, 1),
        kind="market",
        cited="NW-EN",
    )
    exact = count * above
    floor = rate.convert(count, source_scale=2, target_scale=2, rounding="floor")
    near = rate.convert(count, source_scale=2, target_scale=2)
    assert 0 <= exact - floor * below < below
    assert abs(2 * (exact - near * below)) <= below
    with pytest.raises(Refusal, match=r"rate\.not-positive"):
        Rate(
            source="GBP",
            target="CNC",
            numerator=0,
            denominator=1,
            on=date(1940, 7, 1),
            kind="market",
            cited="",
        )


@given(st.dates(date(1900, 1, 1), date(2100, 12, 31)))
def test_a_day_lies_in_its_quarter(day: date) -> None:
    """Quarters cover the calendar without gap or overlap."""
    quarter = Quarter.of(day)
    assert quarter.first <= day <= quarter.last
    assert Quarter.parse(str(quarter)) == quarter
    assert quarter < quarter.next()
    assert list(Quarter.span(quarter, quarter.next())) == [quarter, quarter.next()]
    assert parse_day(day.isoformat()) == day


@pytest.mark.parametrize("text", ["1940-1-5", "1940-02-30", "5 May 1940", "19400505"])
def test_a_text_that_is_no_day_is_refused(text: str) -> None:
    """One way to write a day."""
    with pytest.raises(Refusal, match=r"day\.malformed"):
        parse_day(text)


@pytest.mark.parametrize("text", ["1940Q5", "Q1", "1940", "xxQ1"])
def test_a_text_that_is_no_quarter_is_refused(text: str) -> None:
    """One way to write a quarter."""
    with pytest.raises(Refusal, match=r"quarter\.malformed"):
        Quarter.parse(text)


def test_an_instant_is_written_in_utc_to_the_second() -> None:
    """Read and written the same; another form is refused."""
    assert instant_text(parse_instant("1941-12-07T18:00:00Z")) == "1941-12-07T18:00:00Z"
    with pytest.raises(Refusal, match=r"instant\.malformed"):
        parse_instant("1941-12-07 18:00")
