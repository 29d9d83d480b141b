# SPDX-License-Identifier: Apache-2.0
"""Telling the depots: co-ops founded and closed, members, needs stated and verified."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from gungho.actions.play.registry import cited
from gungho.actions.play.story import HOME_CURRENCY, Story, end_of
from gungho.actions.play.workshops import (
    MATERIAL_PERCENT,
    order_value,
    production,
)
from gungho.formats.package import BodyFact, NeedFact
from gungho.measure import Quarter, count_of

OPENING_PERCENT = 85
COUNTED = frozenset({(1938, 4), (1939, 4), (1940, 4), (1941, 2), (1941, 4)})


def tell_coops(story: Story, quarter: Quarter) -> None:
    """Found and close co-ops, note members, state and verify needs of a quarter."""
    for depot, coops in sorted(_coops_by_depot(story).items()):
        still = list(story.notes["open"].get(depot, []))
        for body in coops:
            if Quarter.of(date.fromisoformat(body.founded)) == quarter:
                _found(story, body)
                still.append(body.id)
        for coop in list(still):
            body = story.bodies[coop]
            if body.closed and Quarter.of(date.fromisoformat(body.closed)) == quarter:
                story.notes["closing"].setdefault(quarter, []).append(body)
            elif (quarter.year, quarter.number) in COUNTED:
                _count_members(story, body, quarter)
        story.notes["open"][depot] = still
        _needs(story, depot, quarter)
    story.keep_cards()
    story.record(f"{quarter} co-ops")


def close_coops(story: Story, quarter: Quarter) -> None:
    """Close the co-ops that stop work in this quarter, after its last work."""
    for body in story.notes["closing"].pop(quarter, []):
        story.say(
            body.keeper,
            "coop.closed",
            f"closed.{body.id}",
            body.closed,
            coop=body.id,
            reason="not-recorded",
            standing=body.standing,
        )
        story.notes["open"][body.keeper].remove(body.id)


def _coops_by_depot(story: Story) -> dict[str, list[BodyFact]]:
    if "coops" not in story.notes:
        found: dict[str, list[BodyFact]] = defaultdict(list)
        for body in story.bodies.values():
            if body.form == "coop":
                found[body.keeper].append(body)
        for coops in found.values():
            coops.sort(key=lambda body: (body.founded, body.id))
        story.notes["coops"] = found
    coops_by_depot: dict[str, list[BodyFact]] = story.notes["coops"]
    return coops_by_depot


def _found(story: Story, body: BodyFact) -> None:
    day = date.fromisoformat(body.founded)
    opening = _opening(story, body)
    story.notes["members"][body.id] = int(body.members)
    story.say(
        body.keeper,
        "coop.founded",
        f"founded.{body.id}",
        day,
        coop=body.id,
        trade=body.trade,
        place=body.place,
        region=body.region,
        members=int(body.members),
        currency=HOME_CURRENCY,
        opening=str(opening) if opening else "",
        card=story.card(f"{body.name_en}\n{body.name_zh}", body.id),
        standing=body.standing,
        cited=cited(body.source),
    )
    story.cash[body.id, HOME_CURRENCY, f"{body.keeper}:own"] += opening


def _opening(story: Story, body: BodyFact) -> int:
    """Return the money of unknown origin a co-op must have begun with.

    It is what its first materials cost less what a start-up loan may bring.
    """
    rows = production(story).get(body.id)
    if not rows:
        return 0
    value = order_value(story, body.id, min(rows))
    return value * MATERIAL_PERCENT * OPENING_PERCENT // 10_000


def _count_members(story: Story, body: BodyFact, quarter: Quarter) -> None:
    row = production(story).get(body.id, {}).get(quarter)
    if row is None:
        return
    change = row.members - story.notes["members"][body.id]
    if not change:
        return
    story.notes["members"][body.id] = row.members
    kind = "member.joined" if change > 0 else "member.left"
    day = max(end_of(quarter) - timedelta(days=2), date.fromisoformat(body.founded))
    story.say(
        body.keeper,
        kind,
        f"members.{body.id}.{quarter}".lower(),
        day,
        coop=body.id,
        count=abs(change),
        standing="reconstructed",
    )


def _needs(story: Story, depot: str, quarter: Quarter) -> None:
    by_quarter = story.notes["needs"]
    if not by_quarter:
        for need in story.package.table(NeedFact):
            body = story.bodies[need.coop]
            when = Quarter.of(date.fromisoformat(need.stated))
            by_quarter.setdefault((body.keeper, when), []).append(need)
    verified = []
    for need in by_quarter.get((depot, quarter), []):
        recipe = story.recipes[need.activity]
        inputs = start_up(story, recipe.start_up, need.units)
        story.say(
            depot,
            "need.stated",
            f"need.{need.id}",
            need.stated,
            need=need.id,
            coop=need.coop,
            activity=need.activity,
            units=need.units,
            purpose=need.purpose,
            inputs=[
                {"commodity": code, "count": str(count)}
                for code, count in inputs.items()
            ],
            standing=need.standing,
        )
        verified.append(need.id)
        story.notes["asked"][need.id] = (need, inputs)
    if verified:
        story.say(
            depot,
            "need.verified",
            f"verified.{depot}.{quarter}".lower(),
            end_of(quarter) - timedelta(days=25),
            needs=verified,
        )


def start_up(story: Story, text: str, units: int) -> dict[str, int]:
    """Return commodity to count for so many units of a start-up list."""
    found: dict[str, int] = {}
    for word in text.split():
        code, _, amount = word.partition(":")
        found[code] = count_of(amount, story.scale(code), code) * units
    return found
