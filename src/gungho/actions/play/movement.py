# SPDX-License-Identifier: Apache-2.0
"""Playing a movement: the whole story by quarters, through the one write path."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

from gungho.actions.load_package import Keys, open_books
from gungho.actions.play.depots import close_coops, tell_coops
from gungho.actions.play.events import tell_events
from gungho.actions.play.giving import exchange_held, tell_gifts
from gungho.actions.play.helping import fulfil_promises
from gungho.actions.play.hub import plan_quarter
from gungho.actions.play.outward import tell_deals
from gungho.actions.play.passing import arrive_due
from gungho.actions.play.registry import tell_registry, tell_world
from gungho.actions.play.story import Story, end_of, quarters
from gungho.actions.play.workshops import tell_workshops

HEADQUARTERS = "chongqing"


def play(story: Story, keys: Keys) -> int:
    """Tell the whole story; return how many entries were added."""
    _prepare(story)
    for quarter in quarters():
        last = end_of(quarter)
        story.clock_at(last)
        open_books(story, keys, quarter=quarter)
        if not story.notes["registered"]:
            story.notes["registered"] = True
            tell_registry(story)
        tell_world(story, quarter.first, last)
        story.record(f"{quarter} world")
        tell_gifts(story, quarter)
        tell_coops(story, quarter)
        tell_events(story, quarter)
        for body in (story.hub, HEADQUARTERS):
            exchange_held(story, body, quarter, last - timedelta(days=13))
        plan_quarter(story, quarter)
        story.record(f"{quarter} plan")
        arrive_due(story, quarter)
        fulfil_promises(story, quarter)
        tell_deals(story, quarter)
        for depot in sorted(story.notes["open"]):
            tell_workshops(story, quarter, depot)
        close_coops(story, quarter)
        story.record(f"{quarter} workshops")
    return story.entries


def _prepare(story: Story) -> None:
    materials: Counter[str] = Counter()
    for recipe in story.recipes.values():
        materials.update(word.split(":")[0] for word in recipe.inputs.split())
    story.notes["materials"] = materials
