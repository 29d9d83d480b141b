# SPDX-License-Identifier: Apache-2.0
"""What makes a shed viable is data: recipes, weights, limits, and words for trades.

One TOML file, ours unless an office brings its own. A leader and a bookkeeper sit in
every shed; ``skilled`` and ``hands`` are the least and most of the rest.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from gungho.errors import Refusal
from gungho.planning.forming import Limits, Seat, ShedRecipe, Tool, Weights

LEADER, BOOKKEEPER, SKILLED, HAND = "leader", "bookkeeper", "skilled", "hand"
SKILLED_GRADE = 2
TEXT_MOST = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheds:
    """Recipes of sheds, what counts how much, what may be asked for, and words.

    ``trades`` and ``machines`` map a code to the words that people write for it,
    ``sectors`` a recipe to the trade under which a co-op is registered.
    """

    recipes: tuple[ShedRecipe, ...]
    weights: Weights
    limits: Limits
    trades: Mapping[str, tuple[str, ...]]
    machines: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, str]
    currency: str


@cache
def usual_text() -> str:
    """Return our own file."""
    return (Path(__file__).parent / "sheds.toml").read_text("utf-8")


@cache
def read_sheds(text: str) -> Sheds:
    """Read a file of sheds, or refuse ``sheds.unreadable`` and say where."""
    if len(text) > TEXT_MOST:
        raise Refusal("sheds.unreadable", problem=f"> {TEXT_MOST}")
    try:
        told = tomllib.loads(text)
        return Sheds(
            recipes=tuple(_recipe(row) for row in told["sheds"]),
            weights=Weights(**told.get("weights", {})),
            limits=Limits(**told.get("limits", {})),
            trades=_words(told["trades"]),
            machines=_words(told["machines"]),
            sectors={
                str(row["id"]): str(row.get("sector", row["trade"]))
                for row in told["sheds"]
            },
            currency=str(told["currency"]),
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise Refusal("sheds.unreadable", problem=str(error)[:120]) from None


def _words(told: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    return {str(code): tuple(str(word) for word in told[code]) for code in told}


def _recipe(row: Mapping[str, Any]) -> ShedRecipe:
    least, most = row["members"]
    skilled, hands = row["skilled"], row["hands"]
    trade = str(row["trade"])
    return ShedRecipe(
        id=str(row["id"]),
        trade=trade,
        least=least,
        most=most,
        seats=(
            Seat(role=LEADER, trade=trade, leads=True, least=1, most=1),
            Seat(role=BOOKKEEPER, keeps_books=True, least=1, most=1, may_miss=1),
            Seat(
                role=SKILLED,
                trade=trade,
                grade=row.get("grade", SKILLED_GRADE),
                least=skilled[0],
                most=skilled[1],
            ),
            Seat(role=HAND, least=hands[0], most=hands[1]),
        ),
        tools=tuple(Tool(**tool) for tool in row.get("tools", ())),
        room=row.get("room", 0),
        power=row.get("power", 0),
        materials=row.get("materials", {}),
        product=row.get("product", ""),
        makes=row.get("makes", 0),
        loan=row.get("loan", 0),
    )
