# SPDX-License-Identifier: Apache-2.0
"""Telling the thanks: a co-op agrees, and its letter reaches the gifts behind it.

Which gifts those are is asked of the trace. The letters are reconstructed and say so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date

from gungho.actions.play.story import Story
from gungho.formats.package import BodyFact

ASKED, AGREED, SENT = date(1941, 11, 3), date(1941, 11, 14), date(1941, 11, 20)
COOPS_MOST = 32
GIFTS_MOST = 24
Behind = Callable[[Sequence[str]], Mapping[str, Sequence[str]]]


def tell_thanks(story: Story, behind: Behind) -> None:
    """Tell the letters of some co-ops; ``behind`` names the gifts behind each."""
    chosen = _chosen(story)
    gifts = behind([body.id for body in chosen])
    for body in chosen:
        reached = list(gifts.get(body.id, ()))[:GIFTS_MOST]
        if reached:
            _thank(story, body, reached)
    story.keep_cards()
    story.record("thanks")


def _chosen(story: Story) -> list[BodyFact]:
    """Return the documented co-ops that still work, and some of each depot's."""
    found = []
    for depot, coops in sorted(story.notes["open"].items()):
        told = [story.bodies[coop] for coop in coops]
        real = [body for body in told if body.standing == "documented"]
        rest = [body for body in told if body.standing != "documented"]
        picked = story.random("thanks", depot).sample(rest, min(3, len(rest)))
        found += [*real[:2], *picked]
    return found[:COOPS_MOST]


def _thank(story: Story, body: BodyFact, gifts: list[str]) -> None:
    consent = f"{body.id}:letter-1"
    book = body.keeper
    story.say(
        book, "consent.asked", f"ask.{consent}", ASKED, consent=consent,
        matter="letter", of=body.id, asked=body.id,
    )  # fmt: skip
    story.say(
        book, "consent.given", f"given.{consent}", AGREED, consent=consent,
        giver=body.id, evidence="", standing="reconstructed", cited="",
    )  # fmt: skip
    story.say(
        book,
        "thanks.sent",
        f"thanks.{body.id}",
        SENT,
        thanks=f"thanks.{body.id}",
        coop=body.id,
        gifts=gifts,
        letter=story.card(_letter(story, body), f"thanks.{body.id}"),
        consent=consent,
        standing="reconstructed",
    )


def _letter(story: Story, body: BodyFact) -> str:
    members = story.notes["members"].get(body.id, 0)
    place = story.places[body.place]
    english = (
        f"Friends, what you sent has come to {place.name_en}. We are {members} members "
        "now. We counted it together, and it is at work. We thank you."
    )
    chinese = (
        f"各位朋友：你们送来的，已到{place.name_zh}。本社现有社员{members}人，"
        "已会同点收，现已用上。谨此致谢。"
    )
    return f"{english}\n{chinese}"
