# SPDX-License-Identifier: Apache-2.0
"""A problem that exists is valid; losses and prices are exact."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gungho.errors import Refusal
from gungho.planning import Need, Price, Problem, Stage, Supply
from gungho.planning.rows import paid_for, sent_for, through

SUPPLY = Supply(id="s", place="hub", commodity="loom", fund="general", count=1)
NEED = Need(
    id="n",
    coop="n",
    place="hub",
    region="",
    trade="",
    purpose="",
    tier=1,
    inputs={"loom": 1},
    units=1,
)
STAGE = Stage(
    id="r", source="hub", target="depot", capacity_kg=1, days=1, loss_ppm=0, cost=1
)
PRICE = Price(place="hub", currency="CNC", commodity="loom", cost=3, per=2)
LOSSES = st.lists(st.integers(0, 999_999), max_size=4)


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("planning.duplicate", {"supplies": (SUPPLY, SUPPLY)}),
        ("planning.duplicate", {"needs": (NEED, NEED)}),
        ("planning.duplicate", {"stages": (STAGE, STAGE)}),
        ("planning.count", {"supplies": (replace(SUPPLY, count=-1),)}),
        ("planning.count", {"supplies": (replace(SUPPLY, count=2**53),)}),
        ("planning.count", {"needs": (replace(NEED, units=-1),)}),
        ("planning.count", {"needs": (replace(NEED, inputs={"loom": 0}),)}),
        ("planning.count", {"stages": (replace(STAGE, capacity_kg=-1),)}),
        ("planning.count", {"prices": (replace(PRICE, cost=0),)}),
        ("planning.count", {"prices": (replace(PRICE, per=0),)}),
        ("planning.count", {"floor_units": -1}),
        ("planning.inputs", {"needs": (replace(NEED, inputs={}),)}),
        ("planning.loss", {"stages": (replace(STAGE, loss_ppm=1_000_001),)}),
        ("planning.weight", {"weights_g": {"loom": -1.0}}),
        ("planning.weight", {"weights_g": {"loom": float("nan")}}),
        ("planning.currency", {"prices": (PRICE,), "weights_g": {"CNC": 1.0}}),
        ("planning.allowed", {"allowed": np.ones((2, 2), dtype=np.bool_)}),
        ("planning.unknown-place", {"places": frozenset({"depot"})}),
    ],
)
def test_malformed_rows_are_refused(code: str, changes: dict[str, object]) -> None:
    """Each with the code of what is wrong in it."""
    rows: dict[str, object] = {"supplies": (SUPPLY,), "needs": (NEED,), **changes}
    with pytest.raises(Refusal) as caught:
        Problem(**rows)  # type: ignore[arg-type]
    assert caught.value.code == code


def test_terms_may_be_pairs_or_a_table() -> None:
    """Both say the same, and pairs about others say nothing."""
    pairs = frozenset({("general", "n"), ("general", "x"), ("x", "n")})
    rows = {"supplies": (SUPPLY,), "needs": (NEED,)}
    by_pairs = Problem(**rows, allowed=pairs)  # type: ignore[arg-type]
    by_table = Problem(**rows, allowed=np.ones((1, 1), dtype=np.bool_))  # type: ignore[arg-type]
    assert by_pairs.allowed_table().tolist() == by_table.allowed_table().tolist()


@given(st.integers(0, 10**12), LOSSES)
def test_what_is_sent_is_the_least_that_arrives(count: int, losses: list[int]) -> None:
    """One less would not do."""
    sent = sent_for(count, losses)
    assert through(sent, losses) >= count
    assert sent == 0 or through(sent - 1, losses) < count


def test_a_small_loss_takes_no_single_piece() -> None:
    """A hundredth of one loom is no loom, of a hundred it is one."""
    assert through(1, (10_000,)) == 1
    assert through(100, (10_000,)) == 99


def test_a_price_is_rounded_up() -> None:
    """Two for three: one costs two."""
    assert [paid_for(count, PRICE) for count in range(4)] == [0, 2, 3, 5]
