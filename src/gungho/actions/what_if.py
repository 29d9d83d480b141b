# SPDX-License-Identifier: Apache-2.0
"""What if: a change that a person asks about, written as one short line.

``close ROUTE``, ``limit ROUTE KG``, ``gift PLACE COMMODITY AMOUNT [FUND]``,
``drop SUPPLY``, ``price PLACE COMMODITY CURRENCY AMOUNT``, ``free FUND``,
``units NEED N``, ``floor N``, ``tier KEY N``, ``weight KEY N``. A route is closed or
limited in both directions; amounts are decimals of whole units.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from gungho.actions.adopt_plan import IMAGINED
from gungho.actions.situation import BACK, SEP
from gungho.errors import Refusal
from gungho.measure import count_of
from gungho.planning import (
    Change,
    CloseStage,
    DropSupply,
    LiftTerms,
    LimitStage,
    Price,
    Problem,
    PutPrice,
    PutSupply,
    SetFloor,
    SetTier,
    SetUnits,
    SetWeight,
    Supply,
)

FREE_GIFT = "imagined:gift"
WHOLE_MOST = 10**15


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """What a change is asked about: the problem, and the scales of its commodities."""

    problem: Problem
    scales: Mapping[str, int]


Reader = Callable[[Asking, list[str]], Iterator[Change]]


def changes_of(lines: Iterable[str], asking: Asking) -> tuple[Change, ...]:
    """Return the changes that lines ask about.

    Raises Refusal ``what-if.unknown``, ``what-if.words`` or ``planning.change``.
    """
    found: list[Change] = []
    for line in lines:
        verb, *words = line.split()[:8] or [""]
        if verb not in READERS:
            raise Refusal("what-if.unknown", told=line[:80])
        least, most, reader = READERS[verb]
        if not least <= len(words) <= most:
            raise Refusal("what-if.words", verb=verb, told=line[:80])
        found.extend(reader(asking, words))
    return tuple(found)


def _close(asking: Asking, words: list[str]) -> Iterator[Change]:
    for stage in _both_ways(asking, words[0]):
        yield CloseStage(stage=stage)


def _limit(asking: Asking, words: list[str]) -> Iterator[Change]:
    for stage in _both_ways(asking, words[0]):
        yield LimitStage(stage=stage, capacity_kg=_whole(words[1]))


def _both_ways(asking: Asking, route: str) -> list[str]:
    found = [
        row.id
        for row in asking.problem.stages
        if row.id in (route, route + BACK) or row.id == route.removesuffix(BACK)
    ]
    if not found:
        raise Refusal("planning.change", sort="stage", id=route[:80])
    return found


def _gift(asking: Asking, words: list[str]) -> Iterator[Change]:
    place, commodity, amount, *fund = words
    known = {row.commodity for row in asking.problem.supplies}
    known |= {code for need in asking.problem.needs for code in need.inputs}
    if commodity not in known:
        raise Refusal("planning.change", sort="commodity", id=commodity[:40])
    pot = fund[0] if fund else FREE_GIFT
    if fund and pot not in asking.problem.funds:
        raise Refusal("planning.change", sort="fund", id=pot[:80])
    supply = Supply(
        id=SEP.join((IMAGINED, place, commodity, pot)),
        place=place,
        commodity=commodity,
        fund=pot,
        count=_count(asking, commodity, amount=amount),
    )
    every = frozenset(need.id for need in asking.problem.needs)
    yield PutSupply(supply=supply, serves=None if fund else every)


def _drop(_asking: Asking, words: list[str]) -> Iterator[Change]:
    yield DropSupply(supply=words[0])


def _price(asking: Asking, words: list[str]) -> Iterator[Change]:
    place, commodity, currency, amount = words
    cost = _count(asking, currency, amount=amount)
    per = 10 ** asking.scales.get(commodity, 0)
    price = Price(
        place=place, currency=currency, commodity=commodity, cost=cost, per=per
    )
    yield PutPrice(price=price)


def _free(_asking: Asking, words: list[str]) -> Iterator[Change]:
    yield LiftTerms(fund=words[0])


def _units(_asking: Asking, words: list[str]) -> Iterator[Change]:
    yield SetUnits(need=words[0], units=_whole(words[1]))


def _floor(_asking: Asking, words: list[str]) -> Iterator[Change]:
    yield SetFloor(units=_whole(words[0]))


def _tier(_asking: Asking, words: list[str]) -> Iterator[Change]:
    yield SetTier(key=words[0], tier=_whole(words[1]))


def _weight(_asking: Asking, words: list[str]) -> Iterator[Change]:
    yield SetWeight(key=words[0], weight=_whole(words[1]))


READERS: Mapping[str, tuple[int, int, Reader]] = {
    "close": (1, 1, _close),
    "limit": (2, 2, _limit),
    "gift": (3, 4, _gift),
    "drop": (1, 1, _drop),
    "price": (4, 4, _price),
    "free": (1, 1, _free),
    "units": (2, 2, _units),
    "floor": (1, 1, _floor),
    "tier": (2, 2, _tier),
    "weight": (2, 2, _weight),
}


def _count(asking: Asking, commodity: str, *, amount: str) -> int:
    return count_of(amount.replace(",", ""), asking.scales.get(commodity, 0), commodity)


def _whole(text: str) -> int:
    if not text.isascii() or not text.isdecimal() or int(text[:20]) > WHOLE_MOST:
        raise Refusal("what-if.words", verb="number", told=text[:40])
    return int(text)
