# SPDX-License-Identifier: Apache-2.0
"""A trade is dealt to every co-op, so that the shares of the series hold (rule C5)."""

from __future__ import annotations

from random import Random

from gungho.measure import Quarter, share
from indusco.coops import Life
from indusco.growth import QUARTERS
from indusco.tables import Inputs, Row, chance

# ZJ-24: 11 textile, 8 chemical, 3 food, 1 each culture, crafts, machine, 10 other; the
# ten others are spread by rule C5.
YUNNAN_1939 = {
    "textiles": 11, "chemicals": 8, "food": 3, "culture": 1,
    "umbrellas-and-bamboo": 1, "machine-and-metal": 1, "tailoring": 3, "mining": 2,
    "carpentry-and-building": 2, "pottery-and-glass": 2, "transport": 1,
}  # fmt: skip
YUNNAN_AT = QUARTERS.index(Quarter(1939, 4))
YUNNAN = ("kunming", "dali", "yuxi", "qujing", "lijiang")
FAVOUR = 3
DIGITS = "零一二三四五六七八九"


def deal_trades(inputs: Inputs, lives: list[Life]) -> None:
    """Give every co-op its trade, its activity and its neutral name."""
    dice = chance("trades")
    trades = {row["id"]: row for row in inputs.rules["trades"]}
    weights = [int(row["share_ppt"]) for row in trades.values()]
    left = dict(zip(trades, share(len(lives), weights), strict=True))
    for one in lives:
        if one.given:
            one.trade = one.given["trade"]
            left[one.trade] -= 1
    _deal_yunnan(lives, left=left, dice=dice)
    rest = [one for one in lives if not one.trade]
    dice.shuffle(rest)
    for one in rest:
        one.trade = _draw(left, region=one.region, trades=trades, dice=dice)
        left[one.trade] -= 1
    for one in lives:
        one.recipe = _recipe(inputs, one, dice=dice)
    _name(inputs, lives)


def _deal_yunnan(lives: list[Life], *, left: dict[str, int], dice: Random) -> None:
    cards = [trade for trade, count in YUNNAN_1939.items() for _ in range(count)]
    dice.shuffle(cards)
    group = [one for one in lives if one.place in YUNNAN and one.stands(YUNNAN_AT)]
    for one, trade in zip(group, cards, strict=True):
        one.trade = trade
        left[trade] -= 1


def _draw(
    left: dict[str, int], *, region: str, trades: dict[str, Row], dice: Random
) -> str:
    weights = [
        count * (FAVOUR if region in trades[trade]["favoured"].split() else 1)
        for trade, count in left.items()
    ]
    return dice.choices(list(left), weights)[0]


def _recipe(inputs: Inputs, one: Life, *, dice: Random) -> Row:
    rows = [row for row in inputs.rules["recipes"] if row["trade"] == one.trade]
    weights = [
        int(row["weight"]) * (FAVOUR if one.region in row["favoured"].split() else 1)
        for row in rows
    ]
    drawn = dice.choices(rows, weights)[0]
    if one.given:
        return next(row for row in rows if row["id"] == one.given["activity"])
    return drawn


def _name(inputs: Inputs, lives: list[Life]) -> None:
    places = {row["id"]: row for row in inputs.rules["places"]}
    towns = {row["name"]: row["name_zh"] for row in inputs.sources["towns"]}
    used: dict[tuple[str, str], int] = {}
    for one in lives:
        if one.given and "第一" in one.given["name_zh"]:
            used[one.place, one.recipe["id"]] = 1
    for one in lives:
        if one.given:
            one.name_en, one.name_zh = one.given["name_en"], one.given["name_zh"]
            continue
        number = used.get((one.place, one.recipe["id"]), 0) + 1
        used[one.place, one.recipe["id"]] = number
        town = places[one.place]
        name = town["name_en"] or town["history_name"]
        one.name_en = f"{name} {one.recipe['guild_en']} No. {number}"
        one.name_zh = (
            f"{towns[town['history_name']]}第{numeral(number)}{one.recipe['guild_zh']}"
        )


def numeral(number: int) -> str:
    """Return a number from 1 to 999 in Chinese."""
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += f"{DIGITS[tens] if tens > 1 or hundreds else ''}十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")
