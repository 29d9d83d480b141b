# SPDX-License-Identifier: Apache-2.0
"""Stories in words, as the command line tells them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from gungho.doors.reasons import sentence

HOLDERS_MOST = 12
LINES_MOST = 40


def gift_words(story: dict[str, Any], language: str) -> Iterator[str]:
    """Yield the lines of a gift's story."""

    def say(code: str, **facts: str | int) -> str:
        return sentence(f"trace.{code}", facts, language)

    yield say(
        "head",
        gift=story["gift"],
        committee=story["committee"],
        on=story["happened"],
        standing=story["standing"],
    )
    for line in story["lines"]:
        yield "  " + say(
            "line",
            amount=line["amount"],
            commodity=line["commodity"],
            fund=line["fund"],
        )
        for end, amount in line["ended"].items():
            yield f"    {amount:>16} {line['commodity']}  {say(f'ended.{end}')}"
        for holder in line["holders"][:HOLDERS_MOST]:
            end = say(f"ended.{holder['end']}")
            yield f"      {holder['amount']:>14}  {holder['body']}  {end}"
    yield "  " + say("pro-rata")
    for sort, parts in story["journey"].items():
        for part in parts[:HOLDERS_MOST]:
            told = say(f"journey.{sort}")
            yield f"  {part['amount']:>16} {part['commodity']}  {told} {part['body']}"
    yield say("story")
    for event in [*story["fund_events"], *story["story"]]:
        part = event.get("part_ppm")
        share = f"{part / 10_000:6.2f}%" if part is not None else " " * 7
        told = sentence(f"kind.{event['kind']}", {}, language)
        yield f"  {event['on']}  {share}  {event['book']}/{event['seq']}  {told}"
    for letter in story["thanks"]:
        yield say("thanks", coop=letter["coop"])
    proof = story["proof"]
    yield say(
        "proof",
        seq=proof["seq"],
        book=proof["book"],
        size=proof["size"],
        root=proof["root"][:16],
    )


def body_words(story: dict[str, Any], language: str) -> Iterator[str]:
    """Yield the lines of a body's story."""

    def say(code: str, **facts: str | int) -> str:
        return sentence(f"trace.body.{code}", facts, language)

    yield say(
        "head",
        body=story["body"],
        form=story["form"],
        place=story["place"] or "-",
        standing=story["standing"],
        keeper=story["keeper"],
    )
    yield say("holds")
    for line in story["balances"][:LINES_MOST]:
        yield (
            f"  {line['amount']:>18} {line['commodity']:<14} {line['account']}"
            f"  {line['fund']}"
        )
    if story["gifts_behind"]:
        yield say("behind", gifts=", ".join(story["gifts_behind"]))
    elif story["form"] == "coop":
        yield say("none")
