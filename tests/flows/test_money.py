# SPDX-License-Identifier: Apache-2.0
from __future__ import annotations

from typing import Any

import pytest

from tests.support.goods import Desk, given

GENERAL = "hk:general"


def exchange(**facts: Any) -> dict[str, Any]:
    """An exchange of ten pounds into a hundred yuan."""
    return {
        "exchange": "x1",
        "fund": GENERAL,
        "source": "GBP",
        "source_count": "1000",
        "source_till": "main",
        "target": "CNC",
        "target_count": "10000",
        "target_till": "main",
        "sort": "market",
        **facts,
    }


def cost(**facts: Any) -> dict[str, Any]:
    """A cost of one yuan."""
    return {
        "cost": "c1",
        "cause": "freight",
        "currency": "CNC",
        "count": "100",
        "fund": GENERAL,
        "till": "main",
        **facts,
    }


@pytest.fixture
def desk(hub: Desk) -> Desk:
    """A hub that holds ten pounds."""
    hub.tell("gift.received", gift="g", lines=[given("10.00 GBP @ main", GENERAL)])
    return hub


def test_an_exchange_keeps_both_totals(desk: Desk) -> None:
    """One commodity in, one out, through the trading account."""
    desk.tell("money.exchanged", **exchange())
    assert desk.holds("hk/cash/main", "GBP", GENERAL) == "0.00"
    assert desk.holds("hk/cash/main", "CNC", GENERAL) == "100.00"
    assert desk.holds("hk/trading", "CNC", GENERAL) == "-100.00"


def test_an_exchange_that_makes_no_sense_is_refused(desk: Desk) -> None:
    """Goods, one currency twice, more than is held."""
    assert (
        desk.code("money.exchanged", **exchange(target="hand-loom"))
        == "money.not-currency"
    )
    assert (
        desk.code("money.exchanged", **exchange(target="GBP")) == "money.same-currency"
    )
    short = desk.refused("money.exchanged", **exchange(source_count="1001"))
    assert short.code == "balance.short"
    assert (short.facts["held"], short.facts["asked"]) == ("1000", "1001")


def test_a_cost_that_was_decided_cannot_overspend(desk: Desk) -> None:
    """Nothing is held in yuan."""
    assert desk.code("cost.paid", **cost()) == "balance.short"


def test_what_a_bank_took_is_recorded_and_blocks_the_fund(desk: Desk) -> None:
    """The fund stands overdrawn with its amount, and is not spent until cured."""
    desk.tell("cost.paid", **cost(cause="bank", currency="GBP", count="1200"))
    assert desk.holds("hk/cash/main", "GBP", GENERAL) == "-2.00"
    assert desk.code("money.exchanged", **exchange()) == "fund.overdrawn"
    assert (
        desk.code("cost.paid", **cost(fund="hk:none", cause="bank")) == "fund.unknown"
    )
    desk.tell("gift.received", gift="h", lines=[given("20.00 GBP @ main", GENERAL)])
    desk.tell("money.exchanged", **exchange())
