# SPDX-License-Identifier: Apache-2.0
"""A revolving fund's capital, nominal and real, in worked figures."""

from __future__ import annotations

from gungho.reports.capital import Point, capital

CHANGES: list[Point] = [
    ("1940-09-01", 300), ("1939-01-10", 10_000), ("1940-09-01", -1000),
]  # fmt: skip
INDEX: list[Point] = [
    ("1940-06-30", 400), ("1938-12-31", 176), ("1939-06-30", 225), ("1941-06-30", 900),
]  # fmt: skip


def test_capital_loses_worth_as_prices_rise() -> None:
    """A hundred yuan of January 1939 at the prices of December 1938.

    At an index of 2.25 they are worth 100 · 176 / 225 = 78.22 yuan; at 4.00 they are
    44.00, and what is left of them in September 1940, 93 yuan, is 40.92.
    """
    found = capital(
        CHANGES, INDEX, name="prices", of=("baoji:r", "CNC"), day="1940-12-31"
    )
    assert (found.index, found.base_on, found.base) == ("prices", "1938-12-31", 176)
    assert [(row.on, row.nominal, row.index, row.real) for row in found.rows] == [
        ("1939-01-10", 10_000, 176, 10_000),
        ("1939-06-30", 10_000, 225, 7822),
        ("1940-06-30", 10_000, 400, 4400),
        ("1940-12-31", 9300, 400, 4092),
    ]


def test_where_no_index_is_known_there_is_no_real_worth() -> None:
    """None is invented: neither without one, nor before its first day."""
    of = ("baoji:r", "CNC")
    bare = capital(CHANGES, [], name="prices", of=of, day="1939-12-31")
    assert [(row.nominal, row.real) for row in bare.rows] == [(10_000, None)] * 2
    later = capital(CHANGES, INDEX[:1], name="prices", of=of, day="1940-12-31")
    assert (later.base_on, later.base) == ("1940-06-30", 400)
    assert [row.real for row in later.rows] == [None, 10_000, 9300]


def test_a_fund_that_holds_nothing_yet_has_no_rows() -> None:
    """There is no day to begin on."""
    found = capital([], INDEX, name="prices", of=("f", "CNC"), day="1940-12-31")
    assert (found.rows, found.base) == ((), 0)
