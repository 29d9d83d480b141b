# SPDX-License-Identifier: Apache-2.0
"""Telling passages: what is sent, what comes in, what is lost on the way.

Losses and fees here are reconstructed by a seeded rule: a stage's loss per million is
the chance weight, the causes are neutral (spoiled, short, damaged, road).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from gungho.actions.play.story import LAST_DAY, Story, end_of
from gungho.flows.passages import PassageLine
from gungho.measure import Quarter

CAUSES = ("short", "spoiled", "damaged", "road")
FEE_PPM = 2500


@dataclass(slots=True, kw_only=True)
class Parcel:
    """One document on its way, with its lines ``(commodity, fund, count)``."""

    form: str
    sender: str
    receiver: str
    document: str
    sent: date
    due: date
    lines: list[tuple[str, str, int]]
    place: str = ""
    route: tuple[str, ...] = ()
    loss_ppm: int = 0
    plan: str = ""
    counted: list[dict[str, Any]] = field(default_factory=list)

    @classmethod
    def money(
        cls, sender: str, receiver: str, document: str, sent: date, due: date,
        lines: list[tuple[str, str, int]],
    ) -> Parcel:  # fmt: skip
        """Return a remittance."""
        return cls(form="money", sender=sender, receiver=receiver, document=document,
                   sent=sent, due=due, lines=lines)  # fmt: skip

    @classmethod
    def goods(
        cls, sender: str, receiver: str, document: str, sent: date, due: date,
        lines: list[tuple[str, str, int]], place: str, *, route: tuple[str, ...] = (),
        loss_ppm: int = 8000, plan: str = "",
    ) -> Parcel:  # fmt: skip
        """Return a consignment."""
        return cls(form="goods", sender=sender, receiver=receiver, document=document,
                   sent=sent, due=due, lines=lines, place=place, route=route,
                   loss_ppm=loss_ppm, plan=plan)  # fmt: skip


def send(story: Story, parcel: Parcel) -> None:
    """Send a parcel; it waits in ``story.due`` until its day."""
    lines = [
        {"commodity": commodity, "fund": fund, "count": str(count)}
        for commodity, fund, count in parcel.lines
    ]
    facts: dict[str, Any] = {
        "document": parcel.document,
        "receiver": parcel.receiver,
        "due": parcel.due.isoformat(),
        "lines": lines,
        "standing": "reconstructed",
    }
    if parcel.form == "money":
        facts["till"] = "main"
        kind = "money.sent"
    else:
        facts |= {"place": parcel.place, "route": list(parcel.route)}
        facts["plan"] = parcel.plan
        kind = "goods.dispatched"
    story.say(parcel.sender, kind, f"sent.{parcel.document}", parcel.sent, **facts)
    story.due.append(parcel)


def arrive_due(story: Story, quarter: Quarter) -> None:
    """Count what is due by the quarter's end, settle it, accept what was lost."""
    last = end_of(quarter)
    ready = [parcel for parcel in story.due if parcel.due <= last]
    story.due = [parcel for parcel in story.due if parcel.due > last]
    ready.sort(key=lambda parcel: (parcel.receiver, parcel.due, parcel.document))
    for parcel in ready:
        _arrive(story, parcel)
    story.record(f"{quarter} arrivals")
    for parcel in sorted(ready, key=lambda one: (one.sender, one.due, one.document)):
        _settle(story, parcel, min(last, LAST_DAY))
    story.record(f"{quarter} settlements")


def _sent_lines(story: Story, parcel: Parcel) -> list[PassageLine]:
    """Return the lines as dispatched, each with the lot that was picked."""
    rows = story.books.state.find(PassageLine, "document", parcel.document)
    return sorted(rows, key=lambda row: (row.commodity, row.fund, row.lot))


def _arrive(story: Story, parcel: Parcel) -> None:
    chance = story.random("passage", parcel.document)
    for line in _sent_lines(story, parcel):
        story.mirror(parcel.receiver, line.fund, parcel.due)
        lost = 0
        if parcel.form == "goods" and line.sent > 1:
            weight = parcel.loss_ppm * chance.random() * 2
            lost = min(
                line.sent - 1,
                int(line.sent * weight / 1_000_000 + chance.random() * 0.6),
            )
        fee = line.sent * FEE_PPM // 1_000_000 if parcel.form == "money" else 0
        came = line.sent - lost - fee
        parcel.counted.append(
            {
                "commodity": line.commodity,
                "fund": line.fund,
                "lot": line.lot,
                "count": came,
                "fee": fee,
                "lost": lost,
            }
        )
        held = story.cash if parcel.form == "money" else story.stock
        held[parcel.receiver, line.commodity, line.fund] += came
    kind = "money.arrived" if parcel.form == "money" else "goods.arrived"
    facts: dict[str, Any] = {
        "document": parcel.document,
        "sender": parcel.sender,
        "lines": [_line(parcel, one) for one in parcel.counted],
        "standing": "reconstructed",
    }
    if parcel.form == "money":
        facts["till"] = "main"
    else:
        facts["place"] = story.place_of(parcel.receiver)
    story.say(parcel.receiver, kind, f"came.{parcel.document}", parcel.due, **facts)
    short = [one for one in parcel.counted if one["lost"]]
    if short:
        story.say(
            parcel.receiver,
            "discrepancy.raised",
            f"short.{parcel.document}",
            parcel.due,
            discrepancy=f"short.{parcel.document}",
            document=parcel.document,
            cause=_cause(story, parcel),
            lines=[_lost(one) for one in short],
            standing="reconstructed",
        )


def _cause(story: Story, parcel: Parcel) -> str:
    return story.random("cause", parcel.document).choice(CAUSES)


def _line(parcel: Parcel, one: dict[str, Any]) -> dict[str, Any]:
    line = {
        "commodity": one["commodity"],
        "fund": one["fund"],
        "count": str(one["count"]),
    }
    if parcel.form == "money":
        return line | ({"fee": str(one["fee"])} if one["fee"] else {})
    return line | {"lot": one["lot"]}


def _lost(one: dict[str, Any]) -> dict[str, Any]:
    return {
        "commodity": one["commodity"],
        "fund": one["fund"],
        "count": str(one["lost"]),
        "lot": one["lot"],
    }


def _settle(story: Story, parcel: Parcel, day: date) -> None:
    lines = [
        {
            "commodity": one["commodity"],
            "fund": one["fund"],
            "count": str(one["count"] + one["fee"]),
            "lot": one["lot"],
        }
        for one in parcel.counted
    ]
    story.say(
        parcel.sender,
        "dispatch.settled",
        f"settled.{parcel.document}",
        day,
        document=parcel.document,
        arrival_book=parcel.receiver,
        arrival=f"came.{parcel.document}",
        lines=lines,
    )
    short = [one for one in parcel.counted if one["lost"]]
    if short:
        story.say(
            parcel.sender,
            "loss.accepted",
            f"loss.{parcel.document}",
            day,
            loss=f"loss.{parcel.document}",
            document=parcel.document,
            body=parcel.sender,
            source="transit",
            at=parcel.document,
            cause=_cause(story, parcel),
            custodian="",
            lines=[_lost(one) for one in short],
            standing="reconstructed",
            cited="",
        )
