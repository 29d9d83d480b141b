# SPDX-License-Identifier: Apache-2.0
"""Made-up registers of any size: refugees along the roads of four regions."""

from __future__ import annotations

from math import dist
from random import Random

from gungho.planning.forming import (
    FormProblem,
    Limits,
    Machine,
    Seat,
    ShedRecipe,
    Site,
    Tool,
    Way,
    Weights,
    Worker,
)

TRADES = (
    "weaving", "spinning", "tailoring", "shoes", "soap", "leather", "smithing",
    "machine", "carpentry", "printing", "mining", "flour",
)  # fmt: skip
REGIONS = 4
KM_A_DAY = 30
KM_MOST = 200
# The first three as in 1942 (trades.csv: textiles 36, chemicals 20, tailoring 10 %).
SHARES = (20, 16, 10, 6, 12, 8, 6, 5, 6, 3, 4, 4)
KINDS = {trade: f"{trade}-set" for trade in TRADES}


def register(people: int, *, seed: int = 1938) -> FormProblem:
    """Make a register of so many people, with work for about nine in ten of them."""
    draw = Random(seed)
    places = max(REGIONS, min(120, people // 60))
    where = {f"place-{at}": _spot(draw, at) for at in range(places)}
    towns = list(where)
    sites = tuple(
        _site(draw, at, towns=towns, people=people) for at in range(places * 2 // 5)
    )
    return FormProblem(
        workers=tuple(_workers(draw, people, towns=towns)),
        machines=tuple(_machines(draw, people, towns=towns)),
        sites=sites,
        recipes=tuple(_recipe(at, trade) for at, trade in enumerate(TRADES)),
        ways=tuple(_ways(where)),
        weights=Weights(),
        limits=Limits(
            days=7,
            missing=dict.fromkeys(KINDS.values(), people // 600)
            | {"bookkeeper": people // 100, "yarn": people},
            loans=people * 20_000,
        ),
    )


def _spot(draw: Random, at: int) -> tuple[float, float]:
    """A region is some 900 by 400 km, and far from the next."""
    return draw.random() * 900 + 5_000 * (at % REGIONS), draw.random() * 400


def _workers(draw: Random, people: int, *, towns: list[str]) -> list[Worker]:
    rows: list[Worker] = []
    shares = [1 / (1 + at) for at in range(len(towns))]
    weights = SHARES
    while len(rows) < people:
        size = draw.choices((1, 2, 3, 4, 5), (60, 20, 10, 7, 3))[0]
        (place,) = draw.choices(towns, shares)
        moves = draw.random() < 0.8
        house = f"house-{len(rows)}" if size > 1 else ""
        for _ in range(min(size, people - len(rows))):
            rows.append(
                Worker(
                    id=f"person-{len(rows)}",
                    trade=draw.choices((*TRADES, "none"), (*weights, 8))[0],
                    place=place,
                    grade=draw.choices((1, 2, 3), (5, 3, 2))[0],
                    household=house,
                    moves=moves,
                    leads=draw.random() < 0.12,
                    keeps_books=draw.random() < 0.05,
                )
            )
    return rows


def _machines(draw: Random, people: int, *, towns: list[str]) -> list[Machine]:
    return [
        Machine(
            id=f"machine-{at}",
            kind=KINDS[draw.choices(TRADES, SHARES)[0]],
            place=draw.choice(towns),
            portable=draw.random() < 0.7,
            power=draw.choice((0, 0, 750, 1500)),
        )
        for at in range(people // 10)
    ]


def _site(draw: Random, at: int, *, towns: list[str], people: int) -> Site:
    size = max(1, people // 2000)
    return Site(
        id=f"site-{at}",
        place=towns[at],
        room=size * draw.randrange(500, 3000) * max(1, 12 - at),
        power=size * draw.randrange(0, 60_000),
        danger=draw.randrange(0, 8),
        materials={"yarn": size * draw.randrange(0, 900)},
        market={f"{trade}-goods": size * draw.randrange(0, 600) for trade in TRADES},
    )


def _recipe(at: int, trade: str) -> ShedRecipe:
    return ShedRecipe(
        id=f"{trade}-shed",
        trade=trade,
        least=7 + at % 3,
        most=12 + at,
        seats=(
            Seat(role="leader", trade=trade, grade=1, leads=True, least=1, most=1),
            Seat(role="bookkeeper", keeps_books=True, least=1, most=1, may_miss=1),
            Seat(role="master", trade=trade, grade=3, least=1, most=3),
            Seat(role="worker", trade=trade, grade=1, least=2, most=10),
            Seat(role="hand", least=0, most=4 + at % 3),
        ),
        tools=(Tool(kind=KINDS[trade], count=1 + at % 2, may_miss=1, power=500),),
        room=60 + 10 * at,
        power=200 * (at % 4),
        materials={"yarn": 40} if at < 3 else {},
        product=f"{trade}-goods",
        makes=30,
        loan=1_000_00,
    )


def _ways(where: dict[str, tuple[float, float]]) -> list[Way]:
    return [
        Way(source=one, target=other, days=1 + int(dist(here, there) / KM_A_DAY))
        for one, here in where.items()
        for other, there in where.items()
        if one != other and dist(here, there) < KM_MOST
    ]
