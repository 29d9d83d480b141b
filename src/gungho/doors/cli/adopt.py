# SPDX-License-Identifier: Apache-2.0
"""``replan`` and ``adopt``: a draft asked "what if", and one that becomes a plan."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click
import msgspec

from gungho.actions.adopt_plan import adoption_command
from gungho.actions.record import command_sha256, record
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
from gungho.doors.cli.plan import make, numbers, show, summary
from gungho.doors.names import Names
from gungho.doors.plan_words import PlanWords, compared
from gungho.errors import Refusal
from gungho.measure import instant_text
from gungho.planning import compare
from gungho.planning.chosen import Choice


@click.command("replan")
@home_option
@json_option
@click.option("--seconds", default=drafting.SECONDS, show_default=True,
              help="Time allowed; then the best so far.")  # fmt: skip
@click.option("--quick", is_flag=True, help="Only the instant answer, not settled.")
@click.argument("draft")
@click.argument("changes", nargs=-1, required=True)
@click.pass_obj
@told_errors
def replan_command(
    node: Node,
    /,
    home: Path,
    *,
    draft: str,
    changes: tuple[str, ...],
    **told: Any,
) -> None:
    """Ask of a DRAFT: what if? Each of CHANGES is one line in quotes.

    "close burma-road", "limit burma-road 20000", "gift hong-kong cotton-yarn 500
    [FUND]", "drop SUPPLY", "price PLACE COMMODITY CURRENCY AMOUNT", "free FUND",
    "units NEED 2", "floor 1", "tier purpose:relief 1", "weight region:northwest 3".
    First comes the instant answer, then the settled one and who gains and loses.
    """
    as_json, quick = told["as_json"], told["quick"]
    opened = node.open(home)
    before = drafting.kept(draft)
    words = PlanWords.load(Names.load(language()))
    plan, problem = drafting.asked_at_once(before, changes)
    if not as_json or quick:
        both = compare(before.plan, plan, problem=problem, was=before.problem)
        _say(both, words, as_json=as_json and quick)
    if quick:
        return
    request = replace(
        before.request, changes=changes, parent=draft, seconds=told["seconds"]
    )
    after = make(opened, request)
    both = compare(before.plan, after.plan, problem=after.problem, was=before.problem)
    if as_json:
        told = {"draft": after.row.draft, "parent": draft, "changes": changes}
        say_json(told | summary(after.problem, after.plan) | asdict(both))
        return
    say()
    _say(both, words, as_json=False)
    say()
    show(after, as_json=False)


def _say(both: Any, words: PlanWords, *, as_json: bool) -> None:
    if as_json:
        say_json(asdict(both))
        return
    for line in compared(both, words):
        say(line)


@click.command("adopt")
@home_option
@json_option
@click.option("--as", "plan", default="", help="The plan's id; made if left out.")
@click.option("--lines", default="", help="Only these lines: 0,3,5-9.")
@click.option("--leave-out", default="", help="All but these lines.")
@click.option("--change", "changed", multiple=True, help="LINE=COUNT by hand.")
@click.option("--by", default="operator", help="Who adopts it.")
@click.option("--office", default="operator", help="In which office.")
@click.option("--authority", default="", help="The resolution that allows it.")
@click.option(
    "--write",
    type=click.Path(path_type=Path),
    help="Write the command for a second person, and record nothing.",
)
@click.argument("draft")
@click.pass_obj
@told_errors
def adopt_command(node: Node, /, home: Path, *, draft: str, **told: Any) -> None:
    """Adopt a DRAFT, whole or in part: its lines become commitments.

    Every line is checked again, against the frozen facts and against what lies there
    now. Counts by hand are in smallest units.
    """
    opened = node.open(home)
    kept = drafting.kept(draft)
    today = instant_text(opened.books.clock())[:10]
    choice = _choice(kept, told)
    plan = told["plan"] or f"{kept.row.body}:plan-{today}-{draft.rpartition('-')[2]}"
    asked = replace(
        drafting.adoption(kept, plan=plan, today=today, choice=choice),
        by=told["by"], office=told["office"], authority=told["authority"],
    )  # fmt: skip
    command = adoption_command(asked)
    if told["write"]:
        told["write"].write_bytes(msgspec.json.encode(command) + b"\n")
        say(f"{told['write']}  {command_sha256(command)}")
        return
    receipt = record(opened.books, command)
    drafting.adopted(kept, plan=plan)
    facts = {
        "plan": plan, "book": receipt.book, "seq": receipt.seq,
        "lines": len(command.facts["lines"]), "unmet": len(command.facts["unmet"]),
    }  # fmt: skip
    if told["as_json"]:
        say_json(facts)
        return
    say(" ".join(f"{name}={json.dumps(value)}" for name, value in facts.items()))
    say(f"gungho plan left {plan}")


def _choice(kept: drafting.Kept, told: dict[str, Any]) -> Choice:
    """Return what was chosen at the command line, on top of what the draft keeps."""
    left_out = set(kept.choice.left_out)
    if told["lines"]:
        wanted = set(numbers(told["lines"]))
        left_out = set(range(len(kept.plan.lines))) - wanted
        if not wanted <= set(range(len(kept.plan.lines))):
            raise Refusal("planning.line", line=max(wanted), lines=len(kept.plan.lines))
    left_out |= set(numbers(told["leave_out"]))
    counts = dict(kept.choice.counts)
    for one in told["changed"]:
        line, sign, count = one.partition("=")
        if not sign or not line.isdecimal() or not count.isdecimal():
            raise Refusal("what-if.words", verb="--change", told=one[:40])
        counts[int(line)] = int(count)
    return Choice(left_out=frozenset(left_out), counts=counts)
