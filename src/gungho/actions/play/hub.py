# SPDX-License-Identifier: Apache-2.0
"""Telling the hub: a plan each quarter, adopted and carried out line by line."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from gungho.actions.play.passing import Parcel, send
from gungho.actions.play.story import HOME_CURRENCY, Story, end_of, loose_day
from gungho.formats.package import NeedFact, RouteFact
from gungho.ledger.terms import Use, breaches
from gungho.measure import Quarter
from gungho.planning import (
    Need,
    Plan,
    PlanLine,
    Price,
    Problem,
    Stage,
    Supply,
    allocate,
)

PLAN_SECONDS = 60.0
WAIT_QUARTERS = 2
CABLE_DAYS = 8
PLAN_DAYS_LEFT = 12
MONEY_LEAST = 50_00
_NOT_CODE = re.compile(r"[^A-Za-z0-9._:-]")


def plan_quarter(story: Story, quarter: Quarter) -> None:
    """Plan, adopt and send what the plan says; promises wait for the arrivals."""
    day = end_of(quarter) - timedelta(days=PLAN_DAYS_LEFT)
    needs = _open_needs(story, quarter)
    supplies = _supplies(story)
    if not needs or not supplies:
        return
    problem = Problem(
        supplies=tuple(supplies),
        needs=tuple(_need(story, need, inputs) for need, inputs in needs),
        stages=tuple(_stages(story, day)),
        prices=tuple(_prices(story, needs, day)),
        weights_g={item: fact.weight_g / 10**fact.scale
                   for item, fact in story.items.items() if fact.weight_g},
        allowed=_allowed(story, supplies, needs, day),
        items=_items(story, supplies),
    )  # fmt: skip
    plan = allocate(problem, seed=story.seed, seconds=PLAN_SECONDS)
    if not plan.lines:
        return
    name = f"{story.hub}:plan-{quarter}".lower()
    _adopt(story, plan, problem, name, day)
    _carry_out(story, plan, name, quarter, day)
    for need, level in plan.levels.items():
        story.notes["granted"][need] = story.notes["granted"].get(need, 0) + level


def _open_needs(
    story: Story, quarter: Quarter
) -> list[tuple[NeedFact, dict[str, int]]]:
    found = []
    first = quarter.first - timedelta(days=92 * (WAIT_QUARTERS - 1))
    for need, inputs in story.notes["asked"].values():
        left = need.units - story.notes["granted"].get(need.id, 0)
        if left > 0 and date.fromisoformat(need.stated) >= first:
            found.append((need, inputs))
    return found


def _need(story: Story, need: NeedFact, inputs: dict[str, int]) -> Need:
    body = story.bodies[need.coop]
    units = need.units - story.notes["granted"].get(need.id, 0)
    return Need(
        id=need.id,
        coop=need.coop,
        place=story.place_of(body.keeper),
        region=body.region,
        trade=body.trade,
        purpose=need.purpose,
        tier=1 if need.purpose == "relief" else 2,
        inputs={code: count // need.units for code, count in inputs.items()},
        units=units,
    )


def _supplies(story: Story) -> list[Supply]:
    rows = []
    for held in (story.cash, story.stock):
        for (body, commodity, fund), count in sorted(held.items()):
            given = body in story.bodies and story.bodies[body].form in (
                "hub", "headquarters", "depot",
            )  # fmt: skip
            usable = commodity == HOME_CURRENCY or held is story.stock
            waits = fund in story.notes["blocked"] or fund.endswith(":own")
            least = _least(story, commodity)
            if given and usable and count >= least and not waits:
                rows.append(
                    Supply(
                        id=f"{body}|{commodity}|{fund}",
                        place=story.place_of(body),
                        commodity=commodity,
                        fund=fund,
                        count=count,
                    )
                )
    return rows


def _least(story: Story, commodity: str) -> int:
    """Return the least worth sending: some money, or one whole unit."""
    if commodity == HOME_CURRENCY:
        return MONEY_LEAST
    return int(10 ** story.scale(commodity))


def _stages(story: Story, day: date) -> list[Stage]:
    stages = []
    for route in story.package.table(RouteFact):
        if route.opened and loose_day(route.opened) > day:
            continue
        if route.closed and loose_day(route.closed) <= day:
            continue
        cost = int(float(route.cost_per_tonne or 0) * 100)
        for way, source, target in (
            ("", route.source_place, route.target_place),
            (".back", route.target_place, route.source_place),
        ):
            stages.append(
                Stage(
                    id=route.id + way,
                    source=source,
                    target=target,
                    capacity_kg=route.capacity_kg,
                    days=route.days,
                    loss_ppm=route.loss_ppm,
                    cost=cost,
                )
            )
    return stages


def _prices(
    story: Story, needs: list[tuple[NeedFact, dict[str, int]]], day: date
) -> list[Price]:
    """Return what each asked item costs where it is asked for."""
    asked = {item for _, inputs in needs for item in inputs}
    keepers = {story.bodies[need.coop].keeper for need, _ in needs}
    depots = [story.bodies[keeper] for keeper in sorted(keepers)]
    rows = []
    for item in sorted(asked):
        fact = story.items[item]
        cost = story.price(item, day) if fact.form == "item" else 0
        for depot in depots if cost else ():
            rows.append(
                Price(
                    place=depot.place,
                    currency=HOME_CURRENCY,
                    commodity=item,
                    cost=cost,
                    per=10**fact.scale,
                )
            )
    return rows


def _allowed(
    story: Story,
    supplies: list[Supply],
    needs: list[tuple[NeedFact, dict[str, int]]],
    day: date,
) -> frozenset[tuple[str, str]]:
    funds = sorted({supply.fund for supply in supplies})
    pairs: set[tuple[str, str]] = set()
    for need, _ in needs:
        body = story.bodies[need.coop]
        use = Use(
            on=day.isoformat(), place=body.place, region=body.region,
            trade=body.trade, purpose=need.purpose, body=body.id,
        )  # fmt: skip
        pairs.update(
            (fund, need.id) for fund in funds if not breaches(story.terms[fund], use)
        )
    return frozenset(pairs)


def _items(story: Story, supplies: list[Supply]) -> dict[str, frozenset[str]]:
    found = {}
    for fund in {supply.fund for supply in supplies}:
        terms = story.terms[fund]
        if terms.revolving:
            found[fund] = frozenset({HOME_CURRENCY})
        elif terms.items:
            found[fund] = frozenset(terms.items)
    return found


def _adopt(story: Story, plan: Plan, problem: Problem, name: str, day: date) -> None:
    lines = []
    for line in plan.lines:
        body, _, fund = line.supply.split("|")
        coop = story.notes["asked"][line.need][0].coop
        lines.append(
            {
                "need": line.need,
                "coop": coop,
                "depot": story.bodies[coop].keeper,
                "fund": fund,
                "commodity": line.commodity,
                "count": str(line.count),
                "source": body,
                "route": list(line.route),
                "reason": line.reason.code,
                "facts": _facts(line.reason.facts),
            }
        )
    unmet = [
        {
            "need": miss.need,
            "commodity": miss.commodity,
            "short": str(miss.short),
            "reason": miss.reason.code,
            "facts": _facts(miss.reason.facts),
        }
        for miss in plan.unmet
        if miss.short > 0
    ]
    digest = sha256(repr((problem.supplies, problem.needs)).encode()).hexdigest()
    story.say(
        story.hub,
        "plan.adopted",
        name,
        day,
        plan=name,
        seed=plan.seed,
        facts_sha256=digest,
        floor_ppm=int(plan.lowest_share * 1_000_000),
        fairness_ppm=int(plan.fairness_price * 1_000_000),
        needs=len(problem.needs),
        lines=lines,
        unmet=unmet,
        standing="reconstructed",
    )


def _facts(facts: Any) -> dict[str, str | int]:
    """Return a reason's facts in the words that an entry may hold."""
    told: dict[str, str | int] = {}
    for name, value in facts.items():
        word = name.replace("_", "-").lower()
        if isinstance(value, int):
            told[word] = value
        else:
            told[word] = _NOT_CODE.sub("-", str(value))[:40] or "none"
    return told


def _carry_out(
    story: Story, plan: Plan, name: str, quarter: Quarter, day: date
) -> None:
    money: dict[tuple[str, str], Counter[str]] = {}
    goods: dict[tuple[str, str, tuple[str, ...]], Counter[tuple[str, str]]] = {}
    for line in plan.lines:
        body, held, fund = line.supply.split("|")
        coop = story.notes["asked"][line.need][0].coop
        depot = story.bodies[coop].keeper
        _promise(story, line, depot, coop, fund, name)
        if body == depot:
            continue
        if held == HOME_CURRENCY:
            count = line.bought_with[1] if line.bought_with else line.count
            money.setdefault((body, depot), Counter())[fund] += count
        else:
            key = (body, depot, line.route)
            goods.setdefault(key, Counter())[held, fund] += line.count
    for (body, depot), funds in sorted(money.items()):
        _send_money(story, body, depot, funds, quarter, day)
    for number, ((body, depot, route), lines) in enumerate(sorted(goods.items())):
        _send_goods(story, body, depot, route, lines, name, f"{quarter}.{number}", day)


def _promise(
    story: Story, line: PlanLine, depot: str, coop: str, fund: str, plan: str
) -> None:
    story.notes["promised"].setdefault(depot, []).append(
        {
            "need": line.need,
            "coop": coop,
            "fund": fund,
            "commodity": line.commodity,
            "count": line.arrives if line.route else line.count,
            "cost": line.bought_with[1] if line.bought_with else 0,
            "plan": plan,
        }
    )


def _send_money(
    story: Story,
    body: str,
    depot: str,
    funds: Counter[str],
    quarter: Quarter,
    day: date,
) -> None:
    lines = []
    for fund, count in sorted(funds.items()):
        key = (body, HOME_CURRENCY, fund)
        sent = min(count + count // 350 + 1, story.cash[key])
        if sent > 0:
            story.mirror(body, fund, day)
            story.cash[key] -= sent
            lines.append((HOME_CURRENCY, fund, sent))
    if lines:
        document = f"{body}:p{quarter}.{depot}".lower()
        due = day + timedelta(days=CABLE_DAYS)
        send(story, Parcel.money(body, depot, document, day, due, lines))


def _send_goods(
    story: Story,
    body: str,
    depot: str,
    route: tuple[str, ...],
    lines: Counter[tuple[str, str]],
    plan: str,
    number: str,
    day: date,
) -> None:
    routes = {row.id: row for row in story.package.table(RouteFact)}
    stages = [routes[stage.removesuffix(".back")] for stage in route]
    sent = []
    for (item, fund), count in sorted(lines.items()):
        key = (body, item, fund)
        taken = min(count, story.stock[key])
        if taken >= _least(story, item):
            story.mirror(body, fund, day)
            story.stock[key] -= taken
            sent.append((item, fund, taken))
    if sent:
        document = f"{body}:c{number}.{depot}".lower()
        due = day + timedelta(days=sum(stage.days for stage in stages) or 5)
        loss = sum(stage.loss_ppm for stage in stages)
        send(
            story,
            Parcel.goods(
                body, depot, document, day, due, sent, story.place_of(body),
                route=tuple(stage.id for stage in stages), loss_ppm=loss, plan=plan,
            ),
        )  # fmt: skip
