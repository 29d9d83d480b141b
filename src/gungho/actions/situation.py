# SPDX-License-Identifier: Apache-2.0
"""A situation is what a plan stands on, as the books here told it on a day.

What lay where, who asked for what, which roads were open, what things cost and what was
promised already become the planner's problem, and the policy in force its own. Nothing
here is chosen: a fund that may not serve a need has no pair, and never a small weight.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from gungho.flows.plans import PolicyRow
from gungho.flows.wire import Id
from gungho.ledger.terms import Terms, Use, breaches
from gungho.measure import MAX_COUNT
from gungho.planning import (
    Commitment,
    Need,
    OnSpot,
    Policy,
    Price,
    Problem,
    Stage,
    Supply,
)

QUARTER_DAYS = 91
MONEY_LEAST = 5  # whole units of a currency, below which a sum is not sent
RELIEF = "purpose:relief"
TIERS: Mapping[str, int] = {RELIEF: 1}
BACK = ".back"
SEP = "|"
MET_PERCENT = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A count of one commodity and fund that a body holds at a place and can plan."""

    body: Id
    place: Id
    commodity: str
    fund: Id
    count: int

    @property
    def supply(self) -> str:
        """The supply's id in a problem."""
        return SEP.join((self.body, self.place, self.commodity, self.fund))


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A verified need: ``inputs`` in all, ``given`` of them so far, by commodity."""

    need: Id
    coop: Id
    depot: Id
    place: Id
    home: Id
    region: str
    trade: str
    purpose: str
    currency: str
    units: int
    inputs: Mapping[str, int]
    given: Mapping[str, int] = field(default_factory=dict)

    @property
    def per_unit(self) -> dict[str, int]:
        """What one unit wants, at least one of each."""
        whole = max(1, self.units)
        return {code: max(1, count // whole) for code, count in self.inputs.items()}

    @property
    def got(self) -> int:
        """The whole units that what was given comes to, or very nearly does.

        Roads and banks bite a little off what is sent: it is not sent for again.
        """
        reached = [
            self.given.get(code, 0) * 100 // (per * MET_PERCENT)
            for code, per in self.per_unit.items()
        ]
        return min(self.units, min(reached, default=0))


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A route as it is noted; capacity a quarter, cost per tonne."""

    route: Id
    source: Id
    target: Id
    days: int
    capacity_kg: int
    loss_ppm: int
    cost: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Priced:
    """What ``per`` of an item costs at a place; "" is anywhere with that currency."""

    item: str
    place: str
    currency: str
    cost: int
    per: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rated:
    """How many smallest units of a target one of a source gives."""

    source: str
    target: str
    rate: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Promised:
    """What is left of an adopted line: to be taken from its source, and to arrive."""

    plan: Id
    line: int
    need: Id
    commodity: str
    supply: str
    reserved: int
    arrives: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Thing:
    """A commodity as it is defined: weight of a whole one in grams, scale."""

    form: str
    scale: int
    weight_g: int
    is_military: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """Everything a plan for one day stands on; ``stood`` are (book, size, root).

    ``got`` are units that co-ops got by needs which are settled.
    """

    on: str
    held: tuple[Held, ...]
    asked: tuple[Asked, ...]
    roads: tuple[Road, ...]
    prices: tuple[Priced, ...]
    rates: tuple[Rated, ...]
    promised: tuple[Promised, ...]
    terms: Mapping[str, Terms]
    things: Mapping[str, Thing]
    got: Mapping[str, int]
    stood: tuple[tuple[str, int, str], ...]
    policy: PolicyRow | None = None


def policy_of(situation: Situation) -> Policy:
    """Return the policy in force; relief comes first where no resolution set one."""
    got = {f"coop:{coop}": units for coop, units in situation.got.items()}
    row = situation.policy
    if row is None:
        return Policy(tiers=TIERS, got=got)
    return Policy(
        floor_units=row.floor_units,
        aims=tuple(row.aims.split()),
        tiers=_ranks(row.tiers),
        weights=_ranks(row.weights),
        got=got,
    )


def _ranks(words: str) -> dict[str, int]:
    pairs = (word.rpartition("=") for word in words.split())
    return {key: int(value) for key, _, value in pairs}


def problem_of(
    situation: Situation, *, days: int = QUARTER_DAYS, promises: bool = True
) -> Problem:
    """Return the planner's problem; roads carry their part of a quarter's capacity.

    Without ``promises`` what was promised and is not given yet is free again.
    """
    asked = [one for one in situation.asked if one.got < one.units]
    known = {one.need for one in asked}
    supplies = tuple(_supplies(situation))
    problem = Problem(
        supplies=supplies,
        needs=tuple(_need(one) for one in asked),
        stages=tuple(_stages(situation, days)),
        prices=tuple(_prices(situation, asked, supplies=supplies)),
        weights_g={
            code: thing.weight_g / 10**thing.scale
            for code, thing in situation.things.items()
            if thing.form == "item" and thing.weight_g
        },
        allowed=frozenset(_allowed(situation, asked, supplies=supplies)),
        items=_items(situation, supplies),
        on_spot=tuple(_on_spot(asked)),
        worths=_worths(situation, asked),
    )
    if not promises:
        return problem
    return replace(problem, commitments=tuple(_commitments(situation, known)))


def _supplies(situation: Situation) -> Iterator[Supply]:
    """Yield what is worth sending: a whole unit of goods, some of a currency."""
    for one in situation.held:
        thing = situation.things[one.commodity]
        least = MONEY_LEAST if thing.form == "currency" else 1
        if one.count < least * 10**thing.scale:
            continue
        yield Supply(
            id=one.supply,
            place=one.place,
            commodity=one.commodity,
            fund=one.fund,
            count=min(one.count, MAX_COUNT - 1),
        )


def _need(one: Asked) -> Need:
    return Need(
        id=one.need,
        coop=one.coop,
        place=one.place,
        region=one.region,
        trade=one.trade,
        purpose=one.purpose,
        tier=2,
        inputs=one.per_unit,
        units=one.units - one.got,
    )


def _on_spot(asked: list[Asked]) -> Iterator[OnSpot]:
    """Yield what was given already and is not yet a whole unit."""
    for one in asked:
        for code, per in one.per_unit.items():
            left = one.given.get(code, 0) - one.got * per
            if left > 0:
                yield OnSpot(need=one.need, commodity=code, count=left)


def _stages(situation: Situation, days: int) -> Iterator[Stage]:
    for road in situation.roads:
        for way, source, target in (
            ("", road.source, road.target),
            (BACK, road.target, road.source),
        ):
            yield Stage(
                id=road.route + way,
                source=source,
                target=target,
                capacity_kg=road.capacity_kg * days // QUARTER_DAYS,
                days=road.days,
                loss_ppm=road.loss_ppm,
                cost=road.cost,
            )


def _prices(
    situation: Situation, asked: list[Asked], *, supplies: tuple[Supply, ...]
) -> Iterator[Price]:
    """Yield what each asked item costs where it is asked for, in each money held.

    A price noted for the place counts before one for anywhere.
    """
    wanted = {(one.place, code, one.currency) for one in asked for code in one.inputs}
    money = sorted(
        {
            supply.commodity
            for supply in supplies
            if situation.things[supply.commodity].form == "currency"
        }
    )
    there = {(one.place, one.item): one for one in situation.prices if one.place}
    anywhere = {
        (one.currency, one.item): one for one in situation.prices if not one.place
    }
    rates = {(one.source, one.target): one.rate for one in situation.rates}
    for place, code, home in sorted(wanted):
        price = there.get((place, code)) or anywhere.get((home, code))
        for currency in money:
            if price and situation.things[code].form == "item":
                yield from _priced(price, place, currency=currency, rates=rates)
            elif situation.things[code].form == "currency" and currency != code:
                yield from _exchanged(place, source=currency, target=code, rates=rates)


def _priced(
    price: Priced,
    place: str,
    *,
    currency: str,
    rates: Mapping[tuple[str, str], Fraction],
) -> Iterator[Price]:
    rate = Fraction(1)
    if currency != price.currency:
        if (currency, price.currency) not in rates:
            return
        rate = rates[currency, price.currency]
    one = Fraction(price.cost, price.per) / rate
    yield from _rational(one, place=place, currency=currency, commodity=price.item)


def _exchanged(
    place: str, *, source: str, target: str, rates: Mapping[tuple[str, str], Fraction]
) -> Iterator[Price]:
    if (source, target) in rates:
        one = 1 / rates[source, target]
        yield from _rational(one, place=place, currency=source, commodity=target)


def _rational(
    one: Fraction, *, place: str, currency: str, commodity: str
) -> Iterator[Price]:
    """Yield the price of ``one`` smallest unit, where both its numbers can be held."""
    if 0 < one.numerator < MAX_COUNT and one.denominator < MAX_COUNT:
        yield Price(
            place=place,
            currency=currency,
            commodity=commodity,
            cost=one.numerator,
            per=one.denominator,
        )


def _worths(situation: Situation, asked: list[Asked]) -> dict[str, float]:
    """Return what each currency is worth in that of most needs; it only weighs cost."""
    homes = Counter(one.currency for one in asked)
    if not homes:
        return {}
    home = max(sorted(homes), key=lambda code: homes[code])
    return {
        one.source: float(one.rate)
        for one in situation.rates
        if one.target == home and one.rate > 0
    }


def _allowed(
    situation: Situation, asked: list[Asked], *, supplies: tuple[Supply, ...]
) -> Iterator[tuple[str, str]]:
    """Yield the pairs (fund, need) that terms allow, each sort of use asked once."""
    alike: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    funds = sorted({supply.fund for supply in supplies})
    bodies = {body for fund in funds for body in situation.terms[fund].bodies}
    for one in asked:
        body = one.coop if one.coop in bodies else ""
        alike[one.home, one.region, one.trade, one.purpose, body].append(one.need)
    for (place, region, trade, purpose, body), needs in alike.items():
        use = Use(
            on=situation.on, place=place, region=region, trade=trade,
            purpose=purpose, body=body,
        )  # fmt: skip
        for fund in funds:
            if not breaches(situation.terms[fund], use):
                yield from ((fund, need) for need in needs)


def _items(
    situation: Situation, supplies: tuple[Supply, ...]
) -> dict[str, frozenset[str]]:
    """Return what alone a fund may give or buy.

    A revolving fund only lends, so it gives money; what is for soldiers is not given
    where the giver forbids it.
    """
    found = {}
    money = {code for code, one in situation.things.items() if one.form == "currency"}
    civil = {code for code, one in situation.things.items() if not one.is_military}
    for fund in {supply.fund for supply in supplies}:
        terms = situation.terms[fund]
        allowed = set(situation.things)
        if terms.items:
            allowed &= {*terms.items, *money}
        if terms.revolving:
            allowed &= money
        if terms.forbid_military:
            allowed &= civil
        if allowed != set(situation.things):
            found[fund] = frozenset(allowed)
    return found


def _commitments(situation: Situation, known: set[str]) -> Iterator[Commitment]:
    """Yield what stays promised, never more kept back than still lies there."""
    left = {one.id: one.count for one in _supplies(situation)}
    for one in situation.promised:
        if one.need not in known or one.supply not in left:
            continue
        reserved = min(one.reserved, left[one.supply])
        left[one.supply] -= reserved
        yield Commitment(
            id=f"{one.plan}{SEP}{one.line}",
            supply=one.supply,
            need=one.need,
            commodity=one.commodity,
            count=reserved,
            arrives=one.arrives,
        )
