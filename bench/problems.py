# SPDX-License-Identifier: Apache-2.0
"""Made-up planning problems of any size, with the shape of the movement's own."""

from __future__ import annotations

from random import Random

from gungho.planning import Need, Price, Problem, Stage, Supply

PLACES = tuple(f"depot-{number}" for number in range(8))
GOODS = tuple(f"good-{number}" for number in range(12))
TRADES = 12
FUNDS = 6
MONEY = "CNC"
COOP_NEEDS = 3


def problem(needs: int, *, seed: int = 1938) -> Problem:
    """Make a problem in which about half of what is asked can be had."""
    draw = Random(seed)
    rows = tuple(_need(draw, number) for number in range(needs))
    supplies = tuple(_supplies(draw, needs))
    return Problem(
        supplies=supplies,
        needs=rows,
        stages=tuple(_stages(needs)),
        prices=tuple(_prices(draw)),
        weights_g={code: 200.0 * (1 + at) for at, code in enumerate(GOODS)},
        allowed=frozenset(
            (f"fund-{fund}", need.id)
            for need in rows
            for fund in range(FUNDS)
            if _may(fund, need)
        ),
    )


def _need(draw: Random, number: int) -> Need:
    trade = draw.randrange(TRADES)
    inputs = {GOODS[trade]: 2, GOODS[(trade + 5) % len(GOODS)]: 5, MONEY: 40_00}
    return Need(
        id=f"need-{number}",
        coop=f"coop-{number // COOP_NEEDS}",
        place=draw.choice(PLACES),
        region=f"region-{draw.randrange(4)}",
        trade=f"trade-{trade}",
        purpose="work",
        tier=1 + draw.randrange(2),
        inputs=inputs,
        units=draw.randrange(1, 12),
        output=100 + trade,
    )


def _may(fund: int, need: Need) -> bool:
    """The first fund may serve all; the others a region or half of the trades."""
    if fund == 0:
        return True
    if fund < FUNDS // 2:
        return need.region == f"region-{fund}"
    return int(need.trade.removeprefix("trade-")) % (FUNDS // 2) == fund % (FUNDS // 2)


def _supplies(draw: Random, needs: int) -> list[Supply]:
    rows = []
    for fund in range(FUNDS):
        for at in range(4):
            commodity = GOODS[(fund * 2 + at * 3) % len(GOODS)]
            count = needs * draw.randrange(1, 4) // 2 + 1
            rows.append(_supply(fund, commodity, count=count))
        rows.append(_supply(fund, MONEY, count=needs * 2 * 40_00))
    return rows


def _supply(fund: int, commodity: str, *, count: int) -> Supply:
    return Supply(
        id=f"hub|{commodity}|fund-{fund}",
        place="hub",
        commodity=commodity,
        fund=f"fund-{fund}",
        count=count,
    )


def _stages(needs: int) -> list[Stage]:
    rows = []
    for at, place in enumerate(PLACES):
        for way in ("road", "river"):
            rows.append(
                Stage(
                    id=f"{way}-{place}",
                    source="hub",
                    target=place,
                    capacity_kg=max(1, needs * (1 + at % 3)),
                    days=10 if way == "road" else 30,
                    loss_ppm=20_000 if way == "road" else 50_000,
                    cost=900 if way == "road" else 300,
                )
            )
    return rows


def _prices(draw: Random) -> list[Price]:
    return [
        Price(
            place=place,
            currency=MONEY,
            commodity=code,
            cost=draw.randrange(3_00, 30_00),
            per=1,
        )
        for place in PLACES
        for code in GOODS
    ]
