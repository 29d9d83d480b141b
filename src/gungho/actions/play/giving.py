# SPDX-License-Identifier: Apache-2.0
"""Telling the gifts: committees receive them and send them on to the hub."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, timedelta

from gungho.actions.play.passing import Parcel, send
from gungho.actions.play.registry import cited
from gungho.actions.play.story import HOME_CURRENCY, Story, end_of, loose_day
from gungho.formats.package import GiftFact
from gungho.measure import Quarter, count_of

MAIL_DAYS = {"london": 16, "new-york": 14, "wellington": 18, "sydney": 15}
CABLE_DAYS = 9
REMIT_DAYS_LEFT = 20


def tell_gifts(story: Story, quarter: Quarter) -> None:
    """Receive a quarter's gifts and remit what committees held on the day."""
    receive_gifts(story, quarter)
    _hand_over(story)
    for committee in sorted({body for body, _, _ in story.cash | story.stock}):
        if committee in story.bodies and story.bodies[committee].form == "committee":
            _remit(story, committee, quarter)


def receive_gifts(story: Story, quarter: Quarter) -> None:
    """Receive a quarter's gifts in their committees' books."""
    by_committee: dict[str, list[GiftFact]] = defaultdict(list)
    for gift in _gifts_of(story, quarter):
        by_committee[gift.committee].append(gift)
    for committee, gifts in sorted(by_committee.items()):
        for gift in sorted(gifts, key=lambda one: (one.happened, one.id)):
            _receive(story, committee, gift)
    story.record(f"{quarter} gifts")


def _gifts_of(story: Story, quarter: Quarter) -> Iterable[GiftFact]:
    if "gifts" not in story.notes:
        by_quarter: dict[Quarter, list[GiftFact]] = defaultdict(list)
        for gift in story.package.table(GiftFact):
            by_quarter[Quarter.of(loose_day(gift.happened))].append(gift)
        story.notes["gifts"] = by_quarter
    found: list[GiftFact] = story.notes["gifts"].get(quarter, [])
    return found


def _receive(story: Story, committee: str, gift: GiftFact) -> None:
    when = loose_day(gift.happened)
    count = count_of(gift.quantity, story.scale(gift.commodity), gift.commodity)
    fund = gift.fund or f"{committee}:general"
    story.mirror(committee, fund, when)
    goods = gift.form == "goods"
    at = story.place_of(committee) if goods else "main"
    story.say(
        committee,
        "gift.received",
        f"gift.{gift.id}",
        when,
        gift=gift.id,
        giver=gift.giver,
        lines=[
            {
                "form": gift.form,
                "commodity": gift.commodity,
                "count": str(count),
                "fund": fund,
                "at": at,
            }
        ],
        words=story.card(gift.words, f"{gift.id}/words"),
        standing=gift.standing,
        cited=cited(gift.source),
    )
    late = when > _remitted_on(Quarter.of(when))
    waiting = story.notes["late"].setdefault(committee, [])
    waiting.append(((committee, gift.commodity, fund), goods, count, late))


def _remitted_on(quarter: Quarter) -> date:
    return end_of(quarter) - timedelta(days=REMIT_DAYS_LEFT)


def _hand_over(story: Story) -> None:
    """Let what came before the day of remitting be sent; what came later waits."""
    for committee, waiting in story.notes["late"].items():
        still = []
        for key, goods, count, late in waiting:
            if late:
                still.append((key, goods, count, False))
                continue
            held = story.stock if goods else story.cash
            held[key] += count
        story.notes["late"][committee] = still


def _remit(story: Story, committee: str, quarter: Quarter) -> None:
    day = _remitted_on(quarter)
    money = _drain(story.cash, committee)
    goods = _drain(story.stock, committee)
    days = MAIL_DAYS.get(committee, CABLE_DAYS)
    if money:
        document = f"{committee}:m{quarter}".lower()
        due = day + timedelta(days=days)
        send(story, Parcel.money(committee, story.hub, document, day, due, money))
    if goods:
        days = story.notes["sea"].get(committee, 45)
        document = f"{committee}:c{quarter}".lower()
        due, place = day + timedelta(days=days), story.place_of(committee)
        send(
            story,
            Parcel.goods(committee, story.hub, document, day, due, goods, place),
        )


def _drain(
    held: dict[tuple[str, str, str], int], body: str
) -> list[tuple[str, str, int]]:
    lines = []
    for key in sorted(held):
        if key[0] == body and held[key] > 0:
            lines.append((key[1], key[2], held[key]))
            held[key] = 0
    return lines


def exchange_held(story: Story, body: str, quarter: Quarter, day: date) -> None:
    """Exchange the foreign money a body holds into the home currency."""
    for key in sorted(story.cash):
        owner, currency, fund = key
        count = story.cash[key]
        if owner != body or currency == HOME_CURRENCY or count <= 0:
            continue
        found = story.rate(currency, HOME_CURRENCY, day)
        if found is None:
            continue
        value, source = found
        scales = story.scale(currency), story.scale(HOME_CURRENCY)
        target = count * value.numerator * 10 ** scales[1]
        target //= value.denominator * 10 ** scales[0]
        if target <= 0:
            continue
        exchange = f"{body}:x{quarter}.{currency}.{fund}".lower()
        story.say(
            body,
            "money.exchanged",
            exchange,
            day,
            exchange=exchange,
            fund=fund,
            source=currency,
            source_count=str(count),
            source_till="main",
            target=HOME_CURRENCY,
            target_count=str(target),
            target_till="main",
            sort="market",
            standing="reconstructed",
            cited=cited(source),
        )
        story.cash[key] = 0
        story.cash[body, HOME_CURRENCY, fund] += target
