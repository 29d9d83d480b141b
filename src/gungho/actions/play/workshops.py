# SPDX-License-Identifier: Apache-2.0
"""Telling the workshops: materials bought and used, goods made and sold, loans repaid.

A work order runs a calendar year; goods come out of it each quarter, so that the value
made meets the documented national output. Quantities follow from value and price.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from gungho.actions.play.story import HOME_CURRENCY, Story, end_of
from gungho.formats.package import BodyFact, ProductionFact, RecipeFact
from gungho.measure import Quarter, count_of

MATERIAL_PERCENT = 45
KEPT_PERCENT = 85
WAGES_PERCENT = 42
PART_WHOLE = 1_000_000


def production(story: Story) -> dict[str, dict[Quarter, ProductionFact]]:
    """Return co-op to quarter to what it made."""
    if "production" not in story.notes:
        table: dict[str, dict[Quarter, ProductionFact]] = defaultdict(dict)
        for fact in story.package.table(ProductionFact):
            table[fact.coop][Quarter.parse(fact.quarter)] = fact
        story.notes["production"] = table
    found: dict[str, dict[Quarter, ProductionFact]] = story.notes["production"]
    return found


def recipe_of(story: Story, body: BodyFact) -> RecipeFact:
    """Return the recipe a co-op works by: its activity's, else its trade's first."""
    if body.activity in story.recipes:
        return story.recipes[body.activity]
    return next(
        recipe for recipe in story.recipes.values() if recipe.trade == body.trade
    )


def order_quarters(story: Story, coop: str, quarter: Quarter) -> list[Quarter]:
    """Return the quarters of the work order a quarter lies in: those of its year."""
    rows = production(story)[coop]
    return [part for part in sorted(rows) if part.year == quarter.year]


def order_value(story: Story, coop: str, quarter: Quarter) -> int:
    """Return what a co-op makes under one order, in smallest units of money."""
    rows = production(story)[coop]
    parts = order_quarters(story, coop, quarter)
    return sum(count_of(rows[part].output_cnc, 2) for part in parts)


def tell_workshops(story: Story, quarter: Quarter, depot: str) -> None:
    """Tell a quarter of work in every co-op that a depot keeps."""
    for coop in story.notes["open"].get(depot, ()):
        row = production(story)[coop].get(quarter)
        if row is None:
            continue
        body = story.bodies[coop]
        recipe = recipe_of(story, body)
        parts = order_quarters(story, coop, quarter)
        order = f"{coop}:{quarter.year}"
        if quarter == parts[0]:
            _supply(story, body, quarter, order)
        last = quarter == parts[-1]
        _make(story, body, row, quarter, order, recipe.output, ends=last)
        if last or quarter.number == 2:
            _sell(story, body, quarter, recipe.output)
            _repay(story, body, quarter)


def _supply(story: Story, body: BodyFact, quarter: Quarter, order: str) -> None:
    day = max(quarter.first, _founded(body)) + timedelta(days=3)
    day = min(day, end_of(quarter))
    depot = body.keeper
    recipe = recipe_of(story, body)
    material = recipe.inputs.split()[0].split(":")[0]
    wanted = order_value(story, body.id, quarter) * MATERIAL_PERCENT // 100
    own = f"{depot}:own"
    cost = min(wanted, story.cash[body.id, HOME_CURRENCY, own] * KEPT_PERCENT // 100)
    price = story.price(material, day) or 100
    count = cost * 10 ** story.scale(material) // price
    lines = []
    if count > 0 and cost > 0:
        story.say(
            depot,
            "goods.bought",
            f"buy.{order}",
            day,
            purchase=f"buy.{order}",
            party=body.id,
            place="shop",
            item=material,
            count=str(count),
            currency=HOME_CURRENCY,
            cost=str(cost),
            till="main",
            fund=own,
            plan="",
            standing="reconstructed",
        )
        story.cash[body.id, HOME_CURRENCY, own] -= cost
        lines.append({"item": material, "count": str(count), "fund": own})
    granted = _granted_materials(story, body)
    lines.extend(granted)
    if granted:
        day = max(day, end_of(quarter) - timedelta(days=2))
    story.notes["orders"][order] = bool(lines)
    if lines:
        story.say(
            depot,
            "materials.used",
            f"use.{order}",
            day,
            order=order,
            coop=body.id,
            lines=lines,
            standing="reconstructed",
        )


def _granted_materials(story: Story, body: BodyFact) -> list[dict[str, str]]:
    used: Counter[str] = story.notes["materials"]
    lines = []
    for key in story.notes["shop"].get(body.id, ()):
        _, item, fund = key
        if item in used and story.stock[key] > 0:
            lines.append({"item": item, "count": str(story.stock[key]), "fund": fund})
            story.stock[key] = 0
    return lines


def _founded(body: BodyFact) -> date:
    return date.fromisoformat(body.founded)


def _make(
    story: Story,
    body: BodyFact,
    row: ProductionFact,
    quarter: Quarter,
    order: str,
    item: str,
    *,
    ends: bool,
) -> None:
    if not story.notes["orders"].get(order):
        return
    day = end_of(quarter) - timedelta(days=1)
    value = count_of(row.output_cnc, 2)
    count = value * 10 ** story.scale(item) // (story.price(item, day) or 100)
    if count <= 0 and not ends:
        return
    count = max(1, count)
    whole = order_value(story, body.id, quarter)
    story.say(
        body.keeper,
        "goods.made",
        f"made.{order}.{quarter.number}",
        day,
        order=order,
        coop=body.id,
        item=item,
        count=str(count),
        part_ppm=PART_WHOLE if ends else value * PART_WHOLE // max(1, whole),
        standing="reconstructed",
    )
    story.notes["unsold"].setdefault(body.id, [0, 0])
    story.notes["unsold"][body.id][0] += count
    story.notes["unsold"][body.id][1] += value


def _sell(story: Story, body: BodyFact, quarter: Quarter, item: str) -> None:
    count, value = story.notes["unsold"].pop(body.id, (0, 0))
    if not count or not value:
        return
    wages = value * WAGES_PERCENT // 100
    sale = f"{body.id}:s{quarter}".lower()
    story.say(
        body.keeper,
        "goods.sold",
        f"sale.{sale}",
        end_of(quarter),
        sale=sale,
        coop=body.id,
        item=item,
        count=str(count),
        currency=HOME_CURRENCY,
        proceeds=str(value),
        wages=str(wages) if wages else "",
        standing="reconstructed",
    )
    story.cash[body.id, HOME_CURRENCY, f"{body.keeper}:own"] += value - wages


def _repay(story: Story, body: BodyFact, quarter: Quarter) -> None:
    cash = (body.id, HOME_CURRENCY, f"{body.keeper}:own")
    for loan in story.notes["loans"].get(body.id, []):
        if quarter < loan["from"] or quarter.number % 4 or not loan["left"]:
            continue
        part = min(loan["left"], story.cash[cash] // 2)
        if part <= 0:
            continue
        story.say(
            body.keeper,
            "loan.repaid",
            f"repaid.{loan['loan']}.{quarter}".lower(),
            end_of(quarter),
            loan=loan["loan"],
            count=str(part),
            till="main",
            standing="reconstructed",
        )
        loan["left"] -= part
        story.cash[cash] -= part
        story.cash[body.keeper, HOME_CURRENCY, loan["fund"]] += part
