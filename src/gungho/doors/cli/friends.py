# SPDX-License-Identifier: Apache-2.0
"""``friends``: agreements with partners, visits made, letters kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.measure import decimal_text
from gungho.store.reads.friendship import friendship
from gungho.store.reads.movement import item_scales


@click.command("friends")
@home_option
@json_option
@click.option("--body", default="", help="Only this body's.")
@click.pass_obj
@told_errors
def friends_command(node: Node, home: Path, *, as_json: bool, body: str) -> None:
    """List agreements, visits and letters; a held letter is listed without its text."""
    opened = node.open(home)
    scales = item_scales()
    found = friendship(today=str(opened.books.clock().date()), body=body)
    told: dict[str, list[dict[str, Any]]] = {
        "agreements": [
            {
                "body": one.body,
                "agreement": one.row.agreement,
                "partner": one.row.partner,
                "form": one.row.form,
                "since": one.row.on,
                "until": one.row.until,
                "stands": one.stands,
            }
            for one in found.agreements
        ],
        "visits": [
            {
                "body": one.body,
                "visit": one.row.visit,
                "host": one.row.host,
                "since": one.row.on,
                "until": one.row.until,
                "delegates": one.row.delegates.split(),
                "places": one.row.places.split(),
                "costs": [
                    {
                        "fund": cost.fund,
                        "currency": cost.currency,
                        "amount": decimal_text(
                            cost.count, scales.get(cost.currency, 0)
                        ),
                    }
                    for cost in one.costs
                ],
                "report": one.report,
                "standing": one.row.standing,
            }
            for one in found.visits
        ],
        "letters": [
            {
                "body": one.body,
                "letter": one.row.letter,
                "way": one.row.way,
                "partner": one.row.partner,
                "on": one.row.on,
                "language": one.row.language,
                "shown": one.row.shown,
                "original": one.original,
                "translation": one.translation,
                "translation_state": one.row.state,
                "standing": one.row.standing,
            }
            for one in found.letters
        ],
    }
    if as_json:
        say_json(told)
        return
    for line in told["agreements"]:
        ends = f" until {line['until']}" if line["until"] else ""
        stands = "stands" if line["stands"] else "ended"
        say(f"{line['body']} with {line['partner']}: {line['form']}{ends}, {stands}")
    for line in told["visits"]:
        places = ", ".join(line["places"])
        say(f"{line['since']} to {line['until']}: {line['body']} at {line['host']}, "
            f"{places}")  # fmt: skip
    for line in told["letters"]:
        held = " (held)" if line["shown"] == "held" else ""
        say(f"{line['on']} {line['body']} {line['way']} {line['letter']}: "
            f"{line['partner']}{held}")  # fmt: skip
