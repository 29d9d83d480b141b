# SPDX-License-Identifier: Apache-2.0
"""Made-up problems with a bit of everything, small and medium, from a seed."""

from __future__ import annotations

from random import Random

from gungho.planning import (
    Commitment,
    Handling,
    Need,
    OnSpot,
    Price,
    Problem,
    Stage,
    Supply,
)

PLACES = ("hub", "north", "south", "far")
GOODS = ("loom", "yarn", "press")
MONEY = "CNC"
FUNDS = ("general", "for-north", "for-weaving")
WEIGHTS_G = {"loom": 40_000.0, "yarn": 800.0, "press": 1234.5}


def rich(seed: int, *, needs: int = 12, divisible: bool = False) -> Problem:
    """Make a problem in which most things are scarce.

    A divisible one has neither packs nor losses, so that its programme is exact.
    """
    draw = Random(seed)
    rows = tuple(_need(draw, number) for number in range(needs))
    supplies = tuple(_supplies(draw, needs))
    return Problem(
        supplies=supplies,
        needs=rows,
        stages=tuple(_stages(draw, needs, lossy=not divisible)),
        prices=tuple(_prices(draw)),
        weights_g=WEIGHTS_G,
        allowed=frozenset(
            (fund, need.id) for fund in FUNDS for need in rows if _may(fund, need)
        ),
        items={"for-weaving": frozenset({"loom", "yarn"})},
        handlings=(
            Handling(place="north", in_kg=draw.randrange(20, 60) * needs),
            Handling(place="hub", out_kg=draw.randrange(40, 120) * needs),
        ),
        on_spot=tuple(
            OnSpot(need=row.id, commodity="yarn", count=draw.randrange(1, 9))
            for row in rows[:: max(3, needs // 4)]
        ),
        commitments=(
            Commitment(
                id="promised",
                supply=supplies[0].id,
                need=rows[0].id,
                commodity=supplies[0].commodity,
                count=min(2, supplies[0].count),
                arrives=1,
            ),
        ),
        packs={} if divisible else {"yarn": 6},
    )


def _need(draw: Random, number: int) -> Need:
    trade = draw.choice(("weaving", "printing"))
    inputs = {"loom": 1, "yarn": draw.choice((3, 8))}
    if trade == "printing":
        inputs = {"press": 2, MONEY: 30}
    return Need(
        id=f"n{number}",
        coop=f"coop{number // 2}",
        place=draw.choice(PLACES[1:]),
        region=draw.choice(("northwest", "southeast")),
        trade=trade,
        purpose=draw.choice(("work", "relief")),
        tier=draw.randrange(1, 3),
        inputs=inputs,
        units=draw.randrange(1, 7),
        output=draw.randrange(1, 4),
    )


def _may(fund: str, need: Need) -> bool:
    if fund == "for-north":
        return need.region == "northwest"
    return fund == "general" or need.trade == "weaving"


def _supplies(draw: Random, needs: int) -> list[Supply]:
    rows = []
    for fund in FUNDS:
        for commodity in (*GOODS, MONEY):
            place = draw.choice(PLACES[:2])
            scale = {"yarn": 4, MONEY: 60}.get(commodity, 1)
            count = draw.randrange(0, needs) * scale
            rows.append(
                Supply(
                    id=f"{fund}/{commodity}",
                    place=place,
                    commodity=commodity,
                    fund=fund,
                    count=count,
                )
            )
    return rows


def _stages(draw: Random, needs: int, *, lossy: bool) -> list[Stage]:
    ways = (
        ("hub", "north"),
        ("hub", "south"),
        ("north", "south"),
        ("south", "far"),
        ("north", "far"),
        ("far", "hub"),
    )
    return [
        Stage(
            id=f"{source}-{target}",
            source=source,
            target=target,
            capacity_kg=draw.randrange(0, 60) * needs // 2,
            days=draw.randrange(1, 30),
            loss_ppm=draw.choice((0, 20_000, 150_000)) if lossy else 0,
            cost=draw.randrange(10, 900),
        )
        for source, target in ways
    ]


def _prices(draw: Random) -> list[Price]:
    return [
        Price(
            place=place,
            currency=MONEY,
            commodity=commodity,
            cost=draw.randrange(5, 90),
            per=draw.choice((1, 1, 2)),
        )
        for place in PLACES
        for commodity in GOODS
        if draw.random() < 0.4
    ]
