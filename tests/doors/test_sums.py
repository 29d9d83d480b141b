# SPDX-License-Identifier: Apache-2.0
"""Sums in words, in English and in the Chinese figures of account."""

from __future__ import annotations

import pytest

from gungho.doors.sums import chinese, english, sum_words

SAID = [
    (42000, "GBP", "four hundred and twenty pounds", "肆佰贰拾英镑整"),
    (105, "GBP", "one pound and five pence", "壹英镑零伍便士"),
    (1, "GBP", "one penny", "壹便士"),
    (10, "CNC", "ten cents", "壹角整"),
    (105, "CNC", "one Chinese dollar and five cents", "壹圆零伍分"),
    (42055, "HKD", "four hundred and twenty Hong Kong dollars and fifty-five cents",
     "肆佰贰拾港元伍角伍分"),
    (0, "USD", "zero United States dollars", "零美元整"),
]  # fmt: skip


@pytest.mark.parametrize(("count", "code", "en", "zh"), SAID)
def test_a_sum_is_said_in_both_languages(
    count: int, code: str, en: str, zh: str
) -> None:
    """Whole sums end in 整; what is less than one is said by itself."""
    assert sum_words(count, code=code, scale=2) == (en, zh)


def test_money_of_another_kind_is_said_by_its_code() -> None:
    """A part of it is a fraction of its own scale."""
    assert sum_words(12_345, code="XAU", scale=3) == (
        "twelve XAU and 345/1000",
        "壹拾贰XAU又1000分之345",
    )


def test_a_zero_inside_is_said_once() -> None:
    """However many places are empty, and between groups of ten thousand."""
    assert chinese(100_100_010) == "壹亿零壹拾万零壹拾"
    assert chinese(10_001) == "壹万零壹"
    assert chinese(100_000_000) == "壹亿"
    assert english(1_000_034) == "one million and thirty-four"
    assert english(2_100) == "two thousand one hundred"
