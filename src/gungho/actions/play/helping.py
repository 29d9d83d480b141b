# SPDX-License-Identifier: Apache-2.0
"""Telling the depots' help: what a plan promised is bought, granted and lent."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from gungho.actions.play.story import HOME_CURRENCY, Story, end_of
from gungho.measure import Quarter

PATIENCE_QUARTERS = 3
LOAN_QUARTERS = 6
HELP_DAYS_LEFT = 3


def fulfil_promises(story: Story, quarter: Quarter) -> None:
    """Grant and lend what has come to each depot; the rest waits for its goods."""
    for depot, promises in sorted(story.notes["promised"].items()):
        waiting: list[dict[str, Any]] = []
        _buy_all(story, depot, promises, quarter)
        by_need: dict[str, list[dict[str, Any]]] = {}
        for promise in promises:
            by_need.setdefault(promise["need"], []).append(promise)
        for need, lines in by_need.items():
            waiting.extend(_fulfil(story, depot, need, lines, quarter))
        story.notes["promised"][depot] = waiting
    story.record(f"{quarter} help")


def _fulfil(
    story: Story,
    depot: str,
    need: str,
    promises: list[dict[str, Any]],
    quarter: Quarter,
) -> list[dict[str, Any]]:
    """Do what can be done for one need; return what must wait."""
    coop = promises[0]["coop"]
    if coop not in story.notes["open"].get(depot, ()):
        return []
    day = end_of(quarter) - timedelta(days=HELP_DAYS_LEFT)
    lines: list[dict[str, str]] = []
    waiting: list[dict[str, Any]] = []
    for number, promise in enumerate(promises):
        promise.setdefault("since", quarter)
        if promise["commodity"] == HOME_CURRENCY:
            done = _lend(story, depot, promise, number, quarter)
        else:
            line = _goods(story, depot, promise)
            lines += [line] if line else []
            done = line is not None
        age = (quarter.first - promise["since"].first).days
        if not done and age < 92 * PATIENCE_QUARTERS:
            waiting.append(promise)
    if lines:
        story.say(
            depot,
            "grant.made",
            f"grant.{need}.{quarter}".lower(),
            day,
            grant=f"grant.{need}.{quarter}".lower(),
            coop=coop,
            need=need,
            plan=promises[0]["plan"],
            at=story.place_of(depot),
            lines=_merged(lines),
            standing="reconstructed",
        )
    return waiting


def _merged(lines: list[dict[str, str]]) -> list[dict[str, str]]:
    sums: dict[tuple[str, str], int] = {}
    for line in lines:
        key = (line["commodity"], line["fund"])
        sums[key] = sums.get(key, 0) + int(line["count"])
    return [
        {"commodity": item, "fund": fund, "count": str(count)}
        for (item, fund), count in sums.items()
    ]


def _goods(story: Story, depot: str, promise: dict[str, Any]) -> dict[str, str] | None:
    item, fund = promise["commodity"], promise["fund"]
    held = (depot, item, fund)
    if promise["cost"]:
        return None
    count = min(promise["count"], story.stock[held])
    if count <= 0:
        return None
    story.stock[held] -= count
    shop = (promise["coop"], item, fund)
    story.stock[shop] += count
    shops = story.notes["shop"].setdefault(promise["coop"], [])
    if shop not in shops:
        shops.append(shop)
    return {"commodity": item, "fund": fund, "count": str(count)}


def _buy_all(
    story: Story, depot: str, promises: list[dict[str, Any]], quarter: Quarter
) -> None:
    """Buy what plans promised from money, one purchase for each item and fund."""
    wanted: dict[tuple[str, str], list[dict[str, Any]]] = {}
    left = dict(story.cash)
    for promise in promises:
        money = (depot, HOME_CURRENCY, promise["fund"])
        if promise["cost"] and left.get(money, 0) >= promise["cost"]:
            left[money] -= promise["cost"]
            key = (promise["commodity"], promise["fund"])
            wanted.setdefault(key, []).append(promise)
    for (item, fund), paid in sorted(wanted.items(), key=lambda one: one[0]):
        count = sum(promise["count"] for promise in paid)
        cost = sum(promise["cost"] for promise in paid)
        _buy(story, depot, quarter, item, fund, count, cost, paid[0]["plan"])
        for promise in paid:
            promise["cost"] = 0


def _buy(
    story: Story,
    depot: str,
    quarter: Quarter,
    item: str,
    fund: str,
    count: int,
    cost: int,
    plan: str,
) -> None:
    purchase = f"{depot}:b{quarter}.{item}.{fund}".lower()
    story.say(
        depot,
        "goods.bought",
        purchase,
        end_of(quarter) - timedelta(days=HELP_DAYS_LEFT),
        purchase=purchase,
        party=depot,
        place=story.place_of(depot),
        item=item,
        count=str(count),
        currency=HOME_CURRENCY,
        cost=str(cost),
        till="main",
        fund=fund,
        plan=plan,
        standing="reconstructed",
    )
    story.cash[depot, HOME_CURRENCY, fund] -= cost
    story.stock[depot, item, fund] += count


def _lend(
    story: Story, depot: str, promise: dict[str, Any], number: int, quarter: Quarter
) -> bool:
    fund, coop = promise["fund"], promise["coop"]
    money = (depot, HOME_CURRENCY, fund)
    count = min(promise["count"], story.cash[money])
    if count < promise["count"] * 9 // 10 or count <= 0:
        return False
    loan = f"loan.{promise['need']}.{number}.{quarter}".lower()
    due = end_of(quarter) + timedelta(days=91 * LOAN_QUARTERS)
    story.say(
        depot,
        "loan.made",
        loan,
        end_of(quarter) - timedelta(days=HELP_DAYS_LEFT),
        loan=loan,
        coop=coop,
        need=promise["need"],
        plan=promise["plan"],
        currency=HOME_CURRENCY,
        count=str(count),
        fund=fund,
        till="main",
        interest_ppm=0,
        due=due.isoformat(),
        standing="reconstructed",
    )
    story.cash[money] -= count
    story.cash[coop, HOME_CURRENCY, f"{depot}:own"] += count
    story.notes["loans"].setdefault(coop, []).append(
        {
            "loan": loan,
            "from": _year_on(quarter),
            "count": count,
            "left": count,
            "fund": fund,
        }
    )
    return True


def _year_on(quarter: Quarter) -> Quarter:
    return Quarter(quarter.year + 1, quarter.number)
