# SPDX-License-Identifier: Apache-2.0
"""Telling single happenings that a package names: a block, a consent, a raid."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import msgspec

from gungho.actions.play.passing import Parcel
from gungho.actions.play.story import Story, end_of, loose_day
from gungho.errors import Refusal
from gungho.formats.package import EventFact
from gungho.ledger.terms import Terms
from gungho.measure import Quarter

PASSAGE_DAYS = 20


def tell_events(story: Story, quarter: Quarter) -> None:
    """Tell the happenings of a quarter, in the order of their days."""
    last = end_of(quarter)
    found = [
        (loose_day(event.day), number, event)
        for number, event in enumerate(story.package.table(EventFact), start=2)
        if quarter.first <= loose_day(event.day) <= last
    ]
    for day, number, event in sorted(found, key=lambda one: one[:2]):
        try:
            facts = msgspec.json.decode(event.facts)
        except msgspec.DecodeError as error:
            raise Refusal(
                "package.bad-value",
                file="events.csv",
                row=number,
                column="facts",
                problem=str(error)[:120],
            ) from None
        facts = _with_cards(story, facts, ident=event.id)
        _before(story, event, facts, day)
        story.say(event.book, event.kind, f"event.{event.id}", day, **facts)
        _after(story, event, facts, day)
        # What one event says in one book, others hear in the next.
        story.record(f"{quarter} events")


def _with_cards(story: Story, facts: dict[str, Any], *, ident: str) -> dict[str, Any]:
    """Return facts with each ``{"card": text}`` kept as a card."""
    found = {
        name: story.card(told["card"], f"{ident}/{name}")
        if isinstance(told, dict) and set(told) == {"card"}
        else told
        for name, told in facts.items()
    }
    story.keep_cards()
    return found


def _before(story: Story, event: EventFact, facts: dict[str, Any], day: date) -> None:
    for line in facts.get("lines", ()):
        if "fund" in line:
            story.mirror(event.book, line["fund"], day)


def _after(story: Story, event: EventFact, facts: dict[str, Any], day: date) -> None:
    if event.kind == "use.blocked":
        story.notes["blocked"][facts["fund"]] = facts["block"]
    if event.kind == "terms.changed":
        _change(story, facts["fund"], msgspec.convert(facts["terms"], Terms), day)
    if event.kind == "money.sent":
        _send(story, event, facts, day)
    if event.kind == "loss.accepted" and facts["source"] == "cash":
        for line in facts["lines"]:
            key = (facts["body"], line["commodity"], line["fund"])
            story.cash[key] -= int(line["count"])


def _change(story: Story, fund: str, terms: Terms, day: date) -> None:
    """Let the books that mirror a fund know its new terms."""
    story.terms[fund] = terms
    story.notes["blocked"].pop(fund, None)
    story.notes["changed"].setdefault(fund, []).append(day)
    for body in sorted(body for body, known in story.mirrored if known == fund):
        story.mirrored.discard((body, fund))
        story.mirror(body, fund, day)


def _send(story: Story, event: EventFact, facts: dict[str, Any], day: date) -> None:
    lines = [
        (line["commodity"], line["fund"], int(line["count"])) for line in facts["lines"]
    ]
    for commodity, fund, count in lines:
        story.cash[event.book, commodity, fund] -= count
    due = day + timedelta(days=PASSAGE_DAYS)
    story.due.append(
        Parcel.money(event.book, facts["receiver"], facts["document"], day, due, lines)
    )
