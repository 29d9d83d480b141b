# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.measure import MAX_COUNT, Commodity, Quantity, count_of, decimal_text

YUAN = Commodity(code="CNC", scale=2, form="currency")
LATHE = Commodity(code="lathe", scale=0, form="item", unit="H87")


@given(
    st.integers(1 - MAX_COUNT, MAX_COUNT - 1),
    st.integers(0, 6).map(lambda scale: Commodity(code="x", scale=scale, form="item")),
)
def test_a_quantity_comes_back_from_its_text(count: int, commodity: Commodity) -> None:
    """What is printed is read as the very same count, of any scale."""
    quantity = Quantity(count, commodity)
    assert Quantity.parse(str(quantity), commodity) == quantity


@given(st.integers(0, 10**6), st.integers(0, 5), st.integers(1, 5))
def test_too_many_decimals_are_refused_even_if_they_are_naught(
    count: int, scale: int, more: int
) -> None:
    """Nothing is rounded unasked."""
    text = decimal_text(count, scale + more)
    with pytest.raises(Refusal) as found:
        count_of(text, scale, "x")
    assert found.value.facts == {"text": text, "code": "x", "scale": scale}
    assert found.value.code == "quantity.decimals"


@given(st.integers(MAX_COUNT, 10**38), st.integers(0, 1), st.integers(0, 6))
def test_a_count_from_2_53_on_is_refused(count: int, below: int, scale: int) -> None:
    """Above zero and below, written or computed."""
    signed = -count if below else count
    for make in (
        lambda: count_of(decimal_text(signed, scale), scale),
        lambda: Quantity(signed, YUAN),
    ):
        with pytest.raises(Refusal, match=r"quantity\.too-large"):
            make()


def test_a_quantity_is_ordered_and_added_within_its_commodity() -> None:
    """Sums and differences are quantities; another commodity has no order."""
    three, four = Quantity(3, LATHE), Quantity(4, LATHE)
    assert three < four
    assert four > three
    assert three + four - four == three
    assert str(-three) == "-3"
    assert max(three, four) is four
    assert not four <= three
    for refused in (
        lambda: three + Quantity(1, YUAN),
        lambda: three - Quantity(1, YUAN),
        lambda: three <= Quantity(3, YUAN),
    ):
        with pytest.raises(Refusal, match=r"quantity\.mixed"):
            refused()


@pytest.mark.parametrize("text", ["1.", ".5", "+1", "--1", "1 2", "1_0", "0x1", "NaN"])
def test_figures_written_otherwise_are_refused(text: str) -> None:
    """A sign, figures, a point and figures: nothing else."""
    with pytest.raises(Refusal, match=r"quantity\.malformed"):
        count_of(text, 2)


def test_an_amount_may_stand_in_blanks() -> None:
    """A person's form is forgiven its spaces, and naught has no sign."""
    assert count_of(" 007.5 ", 2) == 750
    assert decimal_text(count_of("-0.00", 2), 2) == "0.00"
