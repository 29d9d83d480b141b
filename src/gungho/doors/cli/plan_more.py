# SPDX-License-Identifier: Apache-2.0
"""``plan appeals`` and ``plan terms``: what to ask for next, what conditions cost."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from gungho.doors import drafting
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.names import Names
from gungho.doors.plan_words import PlanWords
from gungho.errors import Fact
from gungho.planning import appeals, terms_prices
from gungho.store.reads.committees import raised_by


@click.command("appeals")
@home_option
@json_option
@click.option("--committee", default="", help="Of this committee alone.")
@click.argument("draft")
@click.pass_obj
@told_errors
def appeals_of_command(
    node: Node, /, home: Path, *, draft: str, committee: str, as_json: bool
) -> None:
    """Say what each committee should appeal for next, the most useful first.

    What one more of it would start, nobody getting less, as the DRAFT stands.
    """
    node.open(home)
    kept = drafting.kept(draft)
    givers = {
        body: codes for body, codes in raised_by().items() if committee in ("", body)
    }
    found = appeals(kept.problem, kept.plan, givers=givers)
    if as_json:
        say_json([asdict(one) for one in found])
        return
    words = PlanWords.load(Names.load(language()))
    for one in found:
        body, where = words.names.body(one.committee), words.names.place(one.place)
        what = words.amount(one.commodity, one.step)
        start = f"{one.units:.2f}{'' if one.proved else ' *'}"
        say(f"{body:<28} {what:<18} {one.commodity:<16} {where:<14} {start}")
    if not found:
        say(words.say("plan.appeals.none", {}))


@click.command("terms")
@home_option
@json_option
@click.option("--fund", "funds", multiple=True, help="Only these funds.")
@click.argument("draft")
@click.pass_obj
@told_errors
def terms_command(
    node: Node, /, home: Path, *, draft: str, funds: tuple[str, ...], as_json: bool
) -> None:
    """Say what the conditions of each fund cost the DRAFT, by solving without them."""
    node.open(home)
    kept = drafting.kept(draft)
    found = terms_prices(
        kept.problem, kept.plan, work=drafting.worked(kept), policy=kept.policy,
        funds=funds,
    )  # fmt: skip
    if as_json:
        say_json([asdict(one) for one in found])
        return
    words = PlanWords.load(Names.load(language()))
    for one in found:
        facts: dict[str, Fact] = {
            "fund": one.fund, "units": one.units, "gaining": one.gaining,
            "losing": one.losing,
        }  # fmt: skip
        say(words.say("plan.terms.price", facts) + ("" if one.proved else " *"))
