# SPDX-License-Identifier: Apache-2.0
"""Made-up planning problems of another build: one long road, gates, and little money.

Goods come in at the head of a chain of depots, each stage carrying less than the one
before; two gates handle only so much; what the road cannot bring has to be bought far
down it, at prices that rise along the way, out of a purse for a fifth of it. Needs lie
mostly at the far end, want three things at once, and ask for few units.
"""

from __future__ import annotations

from random import Random

from gungho.planning import Handling, Need, Price, Problem, Stage, Supply

LINKS = 24
GOODS = tuple(f"part-{number}" for number in range(9))
MONEY = "CNC"
FUNDS = ("main", "far-half", "smiths")
COOPS = 3  # needs of each co-op
KG_EACH = 12
GATES = (6, 15)


def chain_problem(needs: int, *, seed: int = 1940) -> Problem:
    """Make a problem in which the road, not the stock, is what is short."""
    draw = Random(seed)
    rows = tuple(_need(draw, number) for number in range(needs))
    return Problem(
        supplies=tuple(_supplies(needs)),
        needs=rows,
        stages=tuple(_stages(needs)),
        handlings=tuple(
            Handling(place=_place(at), in_kg=needs * KG_EACH * 4 // (at // 3 + 1))
            for at in GATES
        ),
        prices=tuple(_prices(draw)),
        weights_g={code: 400.0 + 150.0 * at for at, code in enumerate(GOODS)},
        allowed=frozenset(
            (fund, need.id) for need in rows for fund in FUNDS if _may(fund, need)
        ),
        items={"smiths": frozenset(GOODS[:3])},
    )


def _place(at: int) -> str:
    return f"link-{at:02d}"


def _need(draw: Random, number: int) -> Need:
    at = min(LINKS - 1, int(draw.triangular(1, LINKS, LINKS - 3)))
    kind = draw.randrange(len(GOODS))
    inputs = {GOODS[kind]: 1, GOODS[(kind + 1) % 9]: 4, GOODS[(kind + 4) % 9]: 2}
    return Need(
        id=f"want-{number}",
        coop=f"works-{number // COOPS}",
        place=_place(at),
        region="far" if at * 2 >= LINKS else "near",
        trade="smithy" if kind < 3 else f"craft-{kind}",
        purpose="start" if draw.random() < 0.7 else "relief",
        tier=1 + draw.randrange(3),
        inputs=inputs,
        units=draw.randrange(1, 5),
        output=50 + 10 * kind,
    )


def _may(fund: str, need: Need) -> bool:
    if fund == "far-half":
        return need.region == "far"
    return fund == "main" or need.trade == "smithy"


def _supplies(needs: int) -> list[Supply]:
    rows = [
        Supply(
            id=f"{fund}|{code}",
            place=_place(0),
            commodity=code,
            fund=fund,
            count=max(1, needs * (3 if fund == "main" else 1)),
        )
        for fund in FUNDS
        for at, code in enumerate(GOODS)
        if fund != "smiths" or at < 3
    ]
    purse = Supply(
        id="main|money",
        place=_place(LINKS // 2),
        commodity=MONEY,
        fund="main",
        count=max(1, needs * 20_00),
    )
    return [*rows, purse]


def _stages(needs: int) -> list[Stage]:
    return [
        Stage(
            id=f"stage-{at:02d}",
            source=_place(at),
            target=_place(at + 1),
            capacity_kg=max(1, needs * KG_EACH * (LINKS - at) // LINKS),
            days=3 + at % 4,
            loss_ppm=4_000 + 500 * at,
            cost=200 + 40 * at,
        )
        for at in range(LINKS - 1)
    ]


def _prices(draw: Random) -> list[Price]:
    return [
        Price(
            place=_place(at),
            currency=MONEY,
            commodity=code,
            cost=(4 + at) * draw.randrange(80, 120),
        )
        for at in range(LINKS // 2, LINKS, 3)
        for code in GOODS
    ]
