# SPDX-License-Identifier: Apache-2.0
"""A co-op here is a life: a town, a founding day, perhaps a closing day, a trade.

The towns' counts follow the regions', the regions' the national series (rules C1-C4).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from gungho.measure import Quarter, share
from indusco.growth import (
    END,
    QUARTERS,
    at_quarters,
    between,
    mean_growth,
    national,
    quarter_end,
    quarter_start,
)
from indusco.tables import Inputs, Row, chance

REGION_DAYS = {
    "y1938_12": date(1938, 12, 31),
    "y1939_12": date(1939, 12, 31),
    "y1940_12": date(1940, 12, 31),
    "y1941_06": date(1941, 6, 30),
    "y1941_12": END,
}
# Border region: 15 at 1939-09 (NW-909), 17 in 1940, 30 at 1941-06 (HUANGZL).
BORDER = {
    "1939Q2": 6, "1939Q3": 15, "1939Q4": 15, "1940Q1": 15, "1940Q2": 15, "1940Q3": 16,
    "1940Q4": 17, "1941Q1": 23, "1941Q2": 30, "1941Q3": 34, "1941Q4": 37,
}  # fmt: skip
# Parts in a thousand of the co-ops standing that close in a quarter (rule C3).
CLOSING_PPT = {1938: 0, 1939: 10, 1940: 18, 1941: 25}


@dataclass(slots=True, kw_only=True)
class Life:
    """One co-op, while it is being made up."""

    place: str
    region: str
    depot: str
    born: int
    founded: date
    given: Row | None = None
    gone: int = len(QUARTERS)
    closed: date | None = None
    trade: str = ""
    recipe: Row = field(default_factory=dict)
    id: str = ""
    name_en: str = ""
    name_zh: str = ""
    members: dict[int, int] = field(default_factory=dict)
    output: dict[int, int] = field(default_factory=dict)

    def stands(self, quarter: int) -> bool:
        """True if the co-op stands at the end of a quarter."""
        return self.born <= quarter < self.gone


def live(inputs: Inputs) -> list[Life]:
    """Return every co-op ever founded, in order of depot and founding day."""
    dice = chance("lives")
    towns = _town_counts(inputs)
    depots = {row["region"]: row["depot"] for row in inputs.rules["regions"]}
    lives: list[Life] = []
    for number, counts in enumerate(towns):
        lives += _quarter(inputs, lives=lives, number=number, counts=counts, dice=dice)
    for one in lives:
        one.depot = depots[one.region]
    lives.sort(key=lambda one: (one.depot, one.founded, one.place, not one.given))
    seen: dict[str, int] = {}
    for one in lives:
        seen[one.depot] = seen.get(one.depot, 0) + 1
        one.id = f"{one.depot}.{seen[one.depot]:04d}"
    return lives


def _town_counts(inputs: Inputs) -> list[dict[str, int]]:
    societies = at_quarters(national(inputs, measure="societies", at_beginning=1))
    counts = []
    for quarter, total in zip(QUARTERS, societies, strict=True):
        regions = _region_counts(inputs, quarter=quarter, total=total)
        here: dict[str, int] = {}
        for region, wanted in regions.items():
            here |= _towns_of(inputs, region=region, wanted=wanted, quarter=quarter)
        counts.append(here)
    return counts


def _region_counts(inputs: Inputs, *, quarter: Quarter, total: int) -> dict[str, int]:
    border = BORDER.get(str(quarter), 0)
    day = quarter_end(quarter)
    weights = {}
    for row in inputs.rules["regions"]:
        first = 1.0 if row["region"] == "northwest" else 0.0
        later = ((when, float(row[name])) for name, when in REGION_DAYS.items())
        points = ((date(1938, 9, 30), first), *later)
        weight = 1000 * between(points, day, rule=mean_growth)
        weights[row["region"]] = (
            0 if row["region"] == "border-region" else round(weight)
        )
    parts = share(total - border, list(weights.values()))
    counts = dict(zip(weights, parts, strict=True))
    return counts | {"border-region": border}


def _towns_of(
    inputs: Inputs, *, region: str, wanted: int, quarter: Quarter
) -> dict[str, int]:
    towns = [
        row
        for row in inputs.rules["places"]
        if row["region"] == region and row["from_day"]
    ]
    weights = [
        round(10 * float(row["weight"])) * (_open_on(row) <= quarter_end(quarter))
        for row in towns
    ]
    names = [row["id"] for row in towns]
    return dict(zip(names, share(wanted, weights), strict=True))


def _open_on(town: Row) -> date:
    return date.fromisoformat(town["from_day"])


def _quarter(
    inputs: Inputs,
    *,
    lives: Sequence[Life],
    number: int,
    counts: dict[str, int],
    dice: Random,
) -> list[Life]:
    standing = {
        town: [one for one in lives if one.place == town and one.stands(number - 1)]
        for town in counts
    }
    quarter = QUARTERS[number]
    total = sum(len(group) for group in standing.values())
    quota = round(total * CLOSING_PPT[quarter.year] / 1000)
    quotas = share(quota, [len(group) for group in standing.values()]) if total else ()
    born: list[Life] = []
    towns = {row["id"]: row for row in inputs.rules["places"]}
    for place, (town, wanted) in enumerate(counts.items()):
        change = wanted - len(standing[town])
        given = _given_here(inputs, town=town, quarter=quarter)
        closing = max(quotas[place] if total else 0, len(given) - change)
        _close(standing[town], closing=closing, number=number, dice=dice)
        born += [
            _found(towns[town], quarter=quarter, given=row, dice=dice) for row in given
        ]
        for _ in range(change + closing - len(given)):
            born.append(_found(towns[town], quarter=quarter, given=None, dice=dice))
    return born


def _given_here(inputs: Inputs, *, town: str, quarter: Quarter) -> list[Row]:
    return [
        row
        for row in inputs.rules["coops"]
        if row["place"] == town
        and Quarter.of(date.fromisoformat(row["founded"])) == quarter
    ]


def _close(group: list[Life], *, closing: int, number: int, dice: Random) -> None:
    able = [one for one in group if one.given is None and one.born < number - 1]
    young = [one for one in group if one.given is None and one.born == number - 1]
    if closing > len(able):
        able += young[: closing - len(able)]
    for one in dice.sample(able, closing):
        one.gone = number
        one.closed = _day_in(QUARTERS[number], date.min, dice=dice)


def _found(town: Row, *, quarter: Quarter, given: Row | None, dice: Random) -> Life:
    founded = _day_in(quarter, _open_on(town), dice=dice)
    return Life(
        place=town["id"],
        region=town["region"],
        depot="",
        born=QUARTERS.index(quarter),
        founded=date.fromisoformat(given["founded"]) if given else founded,
        given=given,
    )


def _day_in(quarter: Quarter, earliest: date, *, dice: Random) -> date:
    start = max(quarter_start(quarter), earliest)
    return start + timedelta(
        days=dice.randrange((quarter_end(quarter) - start).days + 1)
    )
