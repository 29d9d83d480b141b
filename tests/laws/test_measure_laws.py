# SPDX-License-Identifier: Apache-2.0
"""Laws of exact values: shares add up, texts come back, nothing is rounded unasked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from fractions import Fraction
from math import ceil, floor

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
    share_table,
)

DAYS = (datetime(1900, 1, 1), datetime(2100, 1, 1))  # noqa: DTZ001
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


TABLES = st.tuples(st.integers(1, 5), st.integers(1, 5)).flatmap(
    lambda size: st.lists(
        st.lists(st.integers(0, 30), min_size=size[1], max_size=size[1]),
        min_size=size[0],
        max_size=size[0],
    )
)


@given(TABLES, TABLES)
def test_a_table_of_shares_adds_up_both_ways(
    weights: list[list[int]], sums: list[list[int]]
) -> None:
    """Law 10: rows and columns are kept to the last unit, whatever the weights."""
    height, width = len(weights), len(weights[0])
    flat = [count for row in sums for count in row]
    rows = [sum(flat[at::height]) for at in range(height)]
    columns = [sum(flat[at::width]) for at in range(width)]
    table = share_table(rows, columns, weights=weights)
    assert [sum(row) for row in table] == rows
    assert [sum(column) for column in zip(*table, strict=True)] == columns
    assert min(map(min, table)) >= 0


@given(TABLES, st.integers(1, 40), st.integers(1, 9))
def test_a_table_that_fits_is_only_rounded(
    weights: list[list[int]], above: int, below: int
) -> None:
    """Where the sums are those of the weights, each cell is a floor or a ceiling."""
    exact = [[Fraction(cell * above, below) for cell in row] for row in weights]
    rows = [sum(row) for row in exact]
    columns = [sum(column) for column in zip(*exact, strict=True)]
    if any(one.denominator != 1 for one in [*map(Fraction, rows + columns)]):
        rows = [one * below for one in rows]
        columns = [one * below for one in columns]
        exact = [[cell * below for cell in row] for row in exact]
    table = share_table(list(map(int, rows)), list(map(int, columns)), weights=weights)
    for counts, cells in zip(table, exact, strict=True):
        for count, cell in zip(counts, cells, strict=True):
            assert floor(cell) <= count <= ceil(cell)


@given(TABLES)
def test_a_table_keeps_margins_rounded_from_its_own(weights: list[list[int]]) -> None:
    """Thirds of anything, with both margins rounded first, stay within the fit."""
    whole = sum(map(sum, weights)) // 3
    if not whole:
        return
    rows = share(whole, [sum(row) for row in weights])
    columns = share(whole, [sum(column) for column in zip(*weights, strict=True)])
    table = share_table(rows, columns, weights=weights)
    assert tuple(map(sum, table)) == rows
    assert tuple(map(sum, zip(*table, strict=True))) == columns


def test_small_tables_come_out_as_a_person_would_say() -> None:
    """The cases a person can check: ties go first to the upper left."""
    assert share_table([3, 3], [2, 4], weights=[[1, 1], [1, 1]]) == ((1, 2), (1, 2))
    assert share_table([1, 1], [1, 1], weights=[[1, 1], [1, 1]]) == ((1, 0), (0, 1))
    assert share_table([1, 1], [1, 1], weights=[[3, 2], [4, 0]]) == ((0, 1), (1, 0))
    # Largest remainders alone would strand a unit: another makes room for it.
    moved = share_table([2, 1, 1], [2, 1, 1], weights=[[3, 3, 1], [3, 3, 0], [3, 0, 1]])
    assert moved == ((0, 1, 1), (1, 0, 0), (1, 0, 0))
    # The weights cannot meet these sums, so that one cell of no weight must take some.
    assert share_table([5, 0], [3, 2], weights=[[1, 0], [0, 1]]) == ((3, 2), (0, 0))
    assert share_table([], [], weights=[]) == ()


@pytest.mark.parametrize(
    ("rows", "columns", "weights", "code"),
    [
        ([1], [1, 0], [[1]], "share.shape"),
        ([1, 0], [1], [[1]], "share.shape"),
        ([1], [2], [[1]], "share.margins"),
        ([1], [1], [[-1]], "share.negative"),
        ([-1], [-1], [[1]], "share.negative"),
    ],
)
def test_a_table_that_cannot_be_is_refused(
    rows: list[int], columns: list[int], weights: list[list[int]], code: str
) -> None:
    """Sums that differ, weights below zero, a table of another shape."""
    with pytest.raises(Refusal) as found:
        share_table(rows, columns, weights=weights)
    assert found.value.code == code


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
        ("9" * 40, "quantity.too-large"),
        ("9" * 41, "quantity.malformed"),
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


def test_quarters_end_with_the_calendar() -> None:
    """The last quarter of all has a last day, though none comes after it."""
    last = Quarter(9999, 4)
    assert last.last == date(9999, 12, 31)
    assert list(Quarter.span(Quarter(9999, 3), last)) == [Quarter(9999, 3), last]
    assert list(Quarter.span(last, Quarter(1940, 1))) == []
    assert str(Quarter(987, 1)) == "0987Q1"
    with pytest.raises(Refusal, match=r"quarter\.malformed"):
        last.next()


@pytest.mark.parametrize("text", ["1940-1-5", "1940-02-30", "5 May 1940", "19400505"])
def test_a_text_that_is_no_day_is_refused(text: str) -> None:
    """One way to write a day."""
    with pytest.raises(Refusal, match=r"day\.malformed"):
        parse_day(text)


@pytest.mark.parametrize(
    "text", ["1940Q5", "1940Q03", "Q1", "1940", "xxQ1", "\u0661940Q1"]
)
def test_a_text_that_is_no_quarter_is_refused(text: str) -> None:
    """One way to write a quarter."""
    with pytest.raises(Refusal, match=r"quarter\.malformed"):
        Quarter.parse(text)


@given(st.datetimes(*DAYS), st.integers(-12, 12))
def test_an_instant_is_written_in_utc_to_the_second(
    instant: datetime, hours: int
) -> None:
    """Whatever its zone, it is written one way and comes back to the second."""
    local = instant.replace(tzinfo=timezone(timedelta(hours=hours)))
    text = instant_text(local)
    found = parse_instant(text)
    assert found == local.replace(microsecond=0)
    assert found.tzinfo is UTC
    assert instant_text(found) == text


@pytest.mark.parametrize(
    "text",
    [
        "1941-12-07 18:00",
        "1941-12-7T8:0:0Z",
        "1941-02-29T00:00:00Z",
        "1941-12-07T24:00:00Z",
        "\u0661",
    ],
)
def test_a_text_that_is_no_instant_is_refused(text: str) -> None:
    """One way to write an instant."""
    with pytest.raises(Refusal, match=r"instant\.malformed"):
        parse_instant(text)


def test_an_instant_without_a_zone_is_not_guessed_at() -> None:
    """What this machine's zone is has no part in the books."""
    with pytest.raises(Refusal, match=r"instant\.malformed"):
        instant_text(datetime(1941, 12, 7))  # noqa: DTZ001
