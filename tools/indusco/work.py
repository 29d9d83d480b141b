# SPDX-License-Identifier: Apache-2.0
"""Work is who belonged to each co-op and what it made, by quarter (rules M1, O2)."""

from __future__ import annotations

from collections.abc import Sequence

from gungho.measure import Quarter, share
from indusco.coops import Life
from indusco.growth import (
    QUARTERS,
    at_quarters,
    monthly_output,
    national,
    quarterly_output,
)
from indusco.tables import Inputs, Row, chance, reconstructed
from indusco.trades import YUNNAN, YUNNAN_AT

MEMBERS_MIN = 7
YUNNAN_MEMBERS = 436
BORDER_AT = QUARTERS.index(Quarter(1940, 4))
BORDER_OUTPUT = 3 * 34470


def work(inputs: Inputs, lives: Sequence[Life]) -> None:
    """Fill in each co-op's members and output, quarter by quarter."""
    dice = chance("work")
    size = {one.id: round(1000 * dice.lognormvariate(0.0, 0.75)) for one in lives}
    skill = {one.id: round(100 * dice.lognormvariate(0.0, 0.3)) for one in lives}
    factor = {row["id"]: int(row["output_factor"]) for row in inputs.rules["trades"]}
    people = at_quarters(national(inputs, measure="members", at_beginning=9))
    output = quarterly_output(monthly_output(inputs))
    standing = [[one for one in lives if one.stands(q)] for q in range(len(QUARTERS))]
    for quarter, group in enumerate(standing):
        _people(
            group,
            quarter=quarter,
            total=people[quarter],
            size=size,
            mean=_yunnan_mean(standing, people),
        )
    weight = {
        (one.id, quarter): one.members[quarter] * factor[one.trade] * skill[one.id]
        for quarter, group in enumerate(standing)
        for one in group
    }
    ratio = _border_ratio(standing[BORDER_AT], output=output[BORDER_AT], weight=weight)
    for quarter, group in enumerate(standing):
        _make(group, quarter=quarter, total=output[quarter], weight=weight, ratio=ratio)


def _yunnan_mean(standing: Sequence[Sequence[Life]], people: Sequence[int]) -> float:
    group = standing[YUNNAN_AT]
    here = sum(one.place in YUNNAN for one in group)
    return (YUNNAN_MEMBERS / here) / (people[YUNNAN_AT] / len(group))


def _people(
    group: Sequence[Life],
    *,
    quarter: int,
    total: int,
    size: dict[str, int],
    mean: float,
) -> None:
    """Share a national total: the fixed first, then Yunnan's part, then the rest."""
    fixed = [one for one in group if one.given and one.given["members"] and quarter < 2]
    yunnan = [one for one in group if one.place in YUNNAN]
    rest = [one for one in group if one not in fixed and one.place not in YUNNAN]
    for one in fixed:
        assert one.given is not None
        one.members[quarter] = int(one.given["members"])
    held = sum(one.members[quarter] for one in fixed)
    theirs = round(total * len(yunnan) / len(group) * mean)
    for part, people in ((yunnan, theirs), (rest, total - theirs - held)):
        if not part:
            continue
        extra = share(people - MEMBERS_MIN * len(part), [size[one.id] for one in part])
        for one, more in zip(part, extra, strict=True):
            one.members[quarter] = MEMBERS_MIN + more


def _border_ratio(
    group: Sequence[Life], *, output: int, weight: dict[tuple[str, int], int]
) -> float:
    there = sum(weight[one.id, BORDER_AT] for one in group if one.depot == "yanan")
    whole = sum(weight[one.id, BORDER_AT] for one in group)
    return (BORDER_OUTPUT / output) / (there / whole)


def _make(
    group: Sequence[Life],
    *,
    quarter: int,
    total: int,
    weight: dict[tuple[str, int], int],
    ratio: float,
) -> None:
    border = [one for one in group if one.depot == "yanan"]
    rest = [one for one in group if one.depot != "yanan"]
    heavy = [weight[one.id, quarter] for one in rest]
    light = [weight[one.id, quarter] for one in border]
    theirs = round(total * ratio * sum(light) / (sum(light) + sum(heavy)))
    for part, weights, money in (
        (border, light, theirs),
        (rest, heavy, total - theirs),
    ):
        if not part:
            continue
        for one, made in zip(part, share(money, weights), strict=True):
            one.output[quarter] = made


def coop_rows(lives: Sequence[Life]) -> list[Row]:
    """Return the co-ops' rows of bodies.csv."""
    return [_coop_row(one) for one in lives]


def _coop_row(one: Life) -> Row:
    closing = reconstructed("rules C1-C5, M1; name neutral")
    if one.given:
        closing = {
            "standing": "documented",
            "source": one.given["source"],
            "confidence": one.given["confidence"],
            "note": one.given["note"],
        }
    return {
        "id": one.id,
        "form": "coop",
        "keeper": one.depot,
        "name_en": one.name_en,
        "name_zh": one.name_zh,
        "place": one.place,
        "region": one.region,
        "trade": one.trade,
        "activity": one.recipe["id"],
        "currency": "CNC",
        "founded": one.founded.isoformat(),
        "closed": one.closed.isoformat() if one.closed else "",
        "members": str(one.members[one.born]),
    } | closing


def production_rows(lives: Sequence[Life]) -> list[Row]:
    """Return production.csv: one row for each co-op and quarter's end it stood at."""
    return [
        {
            "coop": one.id,
            "quarter": str(QUARTERS[quarter]),
            "members": str(members),
            "output_cnc": f"{one.output[quarter]}.00",
        }
        | reconstructed("")
        for one in lives
        for quarter, members in sorted(one.members.items())
    ]
