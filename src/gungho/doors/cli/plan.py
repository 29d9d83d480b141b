# SPDX-License-Identifier: Apache-2.0
"""``plan``: a proposal who gets what, why, and what is left of what was adopted."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from gungho.actions.ports import Command
from gungho.actions.record import record
from gungho.doors import drafting
from gungho.doors.cli.frame import (
    Node,
    Opened,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.cli.lazily import LazyGroup
from gungho.doors.drafting import Kept, Request
from gungho.doors.names import Names
from gungho.doors.plan_words import SECTIONS, PlanWords, proof_told, told
from gungho.errors import Refusal
from gungho.formats.plan_tables import read_tables, write_tables
from gungho.measure import instant_text
from gungho.planning import (
    LevelOf,
    LineOf,
    Plan,
    Problem,
    Step,
    Subject,
    Trials,
    UnmetOf,
    allocate,
    check,
    prove,
)
from gungho.store.drafts import drafts, drop_draft
from gungho.store.reads.commitments import commitments
from gungho.store.reads.plans import plan_heads


class Steps:
    """One moving line on a terminal that says what is being worked out."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, step: Step) -> None:
        """Say the step and how far it is."""
        if self._shown:
            line = f"{step.code}  {step.done}/{step.whole}"
            click.echo(f"\r\033[K{line}", nl=False, err=True)

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)


MORE = {
    "appeals": "plan_more:appeals_of_command",
    "terms": "plan_more:terms_command",
}


@click.group("plan", cls=LazyGroup, named=MORE, invoke_without_command=True)
@home_option
@json_option
@click.option("--body", default="hk", show_default=True, help="Whose plan it is.")
@click.option(
    "--on", default="", help="As the books were on this day; now if left out."
)
@click.option("--since", default="", help="Leave out needs stated before this day.")
@click.option("--days", default=91, show_default=True, help="How many days it covers.")
@click.option("--weeks", default=1, show_default=True,
              help="Plan so many weeks at once, and propose the first.")  # fmt: skip
@click.option("--seed", default=drafting.SEED, show_default=True, help="For the lots.")
@click.option("--seconds", default=drafting.SECONDS, show_default=True,
              help="Time allowed; then the best so far.")  # fmt: skip
@click.option("--release", is_flag=True, help="Free what earlier plans promised.")
@click.option("--what-if", "changes", multiple=True, help="Ask with a change.")
@click.option("--tables", type=click.Path(path_type=Path), help="Plan plain tables.")
@click.option("--out", type=click.Path(path_type=Path), help="Write tables here.")
@click.pass_context
@told_errors
def plan_group(context: click.Context, /, home: Path, **asked: Any) -> None:
    """Propose who gets what, from the books or from plain tables, and keep a draft.

    Nothing moves until a person adopts it: gungho adopt DRAFT.
    """
    if context.invoked_subcommand is not None:
        return
    if asked["tables"]:
        _plan_tables(asked)
        return
    opened = context.obj.open(home)
    request = Request(
        body=asked["body"], on=asked["on"], since=asked["since"], days=asked["days"],
        seed=asked["seed"], seconds=asked["seconds"], promises=not asked["release"],
        weeks=asked["weeks"],
        changes=asked["changes"],
    )  # fmt: skip
    kept = make(opened, request)
    if asked["out"]:
        write_tables(asked["out"], kept.problem, plan=kept.plan)
    show(kept, as_json=asked["as_json"])


def make(opened: Opened, request: Request) -> Kept:
    """Make a draft, with progress on a terminal."""
    now = instant_text(opened.books.clock())
    steps = Steps()
    row = drafting.begun(request, ident=drafting.new_ident(), now=now)
    try:
        done = drafting.made(row, today=now[:10], progress=steps)
    finally:
        steps.done()
    return drafting.kept(done.draft)


def _plan_tables(asked: dict[str, Any]) -> None:
    problem = read_tables(asked["tables"])
    steps = Steps()
    plan = allocate(
        problem, seed=asked["seed"], seconds=asked["seconds"], progress=steps
    )
    steps.done()
    written = write_tables(asked["out"] or asked["tables"] / "plan", problem, plan=plan)
    if asked["as_json"]:
        say_json(summary(problem, plan) | {"files": [str(path) for path in written]})
        return
    say(f"{len(plan.lines)} lines, {len(plan.unmet)} unmet.")
    for path in written:
        say(str(path))


def summary(problem: Problem, plan: Plan) -> dict[str, Any]:
    """Return what is true of a whole plan, and whether the checker accepts it."""
    return {
        "lines": len(plan.lines),
        "needs": len(problem.needs),
        "units": sum(plan.levels.values()),
        "asked": sum(need.units for need in problem.needs),
        "unmet": len(plan.unmet),
        "floor": plan.floor,
        "floored": plan.floored,
        "reachable": plan.reachable,
        "lowest_share": plan.lowest_share,
        "fairness_price": plan.fairness_price,
        "seed": plan.seed,
        "complete": plan.complete,
        "settled": plan.settled,
        "accepted": not check(problem, plan),
    }


def show(kept: Kept, *, as_json: bool) -> None:
    """Tell a draft: the whole, then its parts in sentences."""
    if as_json:
        say_json(
            {
                "draft": kept.row.draft,
                "on": kept.row.on,
                "changes": kept.request.changes,
            }
            | summary(kept.problem, kept.plan)
            | {
                "sentences": [asdict(one) for one in _told(kept)],
                "prices": [asdict(one) for one in kept.plan.shadows],
            }
        )
        return
    last = ""
    for one in sorted(_told(kept), key=lambda said: SECTIONS.index(said.section)):
        if one.section != last:
            say("" if last else f"{kept.row.draft}  {kept.row.on}")
            last = one.section
        say(f"  {one.text}{'' if one.is_proved else ' *'}")
    say()
    say("* not proved; gungho plan why DRAFT NEED solves again.")
    say(f"gungho adopt {kept.row.draft}")


def _told(kept: Kept) -> list[Any]:
    words = PlanWords.load(Names.load(language()))
    return list(told(kept.problem, kept.plan, words=words))


@plan_group.command("show")
@home_option
@json_option
@click.argument("draft")
@click.pass_obj
@told_errors
def show_command(node: Node, home: Path, *, draft: str, as_json: bool) -> None:
    """Tell a DRAFT again."""
    node.open(home)
    show(drafting.kept(draft), as_json=as_json)


@plan_group.command("lines")
@home_option
@json_option
@click.argument("draft")
@click.pass_obj
@told_errors
def lines_command(node: Node, home: Path, *, draft: str, as_json: bool) -> None:
    """List the numbered lines of a DRAFT, to choose from when adopting."""
    node.open(home)
    kept = drafting.kept(draft)
    if as_json:
        lines = enumerate(kept.plan.lines)
        say_json([{"line": number} | asdict(line) for number, line in lines])
        return
    words = PlanWords.load(Names.load(language()))
    for number, line in enumerate(kept.plan.lines):
        what = words.amount(line.commodity, line.count)
        fund = words.names.fund(line.supply.split("|")[-1])
        say(f"{number:>5}  {line.need:<20} {what:<20} {line.commodity:<16} {fund}")


@plan_group.command("why")
@home_option
@json_option
@click.argument("draft")
@click.argument("need")
@click.argument("commodity", default="")
@click.pass_obj
@told_errors
def why_command(
    node: Node, /, home: Path, *, draft: str, need: str, commodity: str, as_json: bool
) -> None:
    """Solve again to prove why a NEED gets what it gets, or lacks a COMMODITY."""
    node.open(home)
    kept = drafting.kept(draft)
    trials = Trials(kept.problem, kept.plan, policy=kept.policy)
    proofs = [prove(trials, one) for one in _subjects(kept, need, commodity=commodity)]
    if as_json:
        say_json([asdict(one) for one in proofs])
        return
    words = PlanWords.load(Names.load(language()))
    for one in proofs:
        say(proof_told(one, words))


def _subjects(kept: Kept, need: str, *, commodity: str) -> list[Subject]:
    if need not in kept.plan.levels:
        raise Refusal("planning.subject", need=need)
    found: list[Subject] = [] if commodity else [LevelOf(need=need)]
    found += [
        UnmetOf(need=need, commodity=row.commodity)
        for row in kept.plan.unmet
        if row.need == need and commodity in ("", row.commodity)
    ]
    found += [
        LineOf(need=need, supply=line.supply, commodity=line.commodity)
        for line in kept.plan.lines
        if line.need == need and commodity == line.commodity
    ]
    return found


@plan_group.command("list")
@home_option
@json_option
@click.pass_obj
@told_errors
def list_command(node: Node, home: Path, *, as_json: bool) -> None:
    """List drafts, and the plans that were adopted."""
    node.open(home)
    waiting, heads = drafts(), plan_heads()
    if as_json:
        say_json({
            "drafts": [
                {"draft": one.draft, "on": one.on, "made": one.made, "state": one.state,
                 "parent": one.parent, "told": one.told} for one in waiting
            ],
            "plans": [asdict(one) for one in heads],
        })  # fmt: skip
        return
    for one in waiting:
        say(f"{one.draft:<16} {one.on}  {one.state:<8} {one.told or one.parent}")
    for head in heads:
        say(f"{head.plan:<24} {head.on}  {head.lines} lines, {head.unmet} unmet")


@plan_group.command("drop")
@home_option
@click.argument("draft")
@click.pass_obj
@told_errors
def drop_command(node: Node, home: Path, *, draft: str) -> None:
    """Drop a DRAFT that nobody wants to adopt."""
    node.open(home)
    drop_draft(draft)
    say(draft)


@plan_group.command("left")
@home_option
@json_option
@click.argument("plan")
@click.pass_obj
@told_errors
def left_command(node: Node, home: Path, *, plan: str, as_json: bool) -> None:
    """Tell what of an adopted PLAN is still to be sent, and to be given."""
    node.open(home)
    if not plan_heads(plan):
        raise Refusal("plan.unknown", plan=plan)
    found = [one for one in commitments(plan) if one.to_give]
    if as_json:
        say_json([
            asdict(one) | {"to_send": one.to_send, "to_give": one.to_give}
            for one in found
        ])  # fmt: skip
        return
    words = PlanWords.load(Names.load(language()))
    for one in found:
        left = words.amount(one.commodity, one.to_give)
        say(f"{one.line:>5}  {one.coop:<18} {left:<20} {one.commodity}")


@plan_group.command("cancel")
@home_option
@click.option("--lines", default="", help="Line numbers; all that are left if none.")
@click.option("--reason", default="changed", show_default=True, help="Why, as a code.")
@click.argument("plan")
@click.pass_obj
@told_errors
def cancel_command(
    node: Node, /, home: Path, *, plan: str, lines: str, reason: str
) -> None:
    """Give up lines of an adopted PLAN; what they kept back is free again."""
    opened = node.open(home)
    heads = plan_heads(plan)
    if not heads:
        raise Refusal("plan.unknown", plan=plan)
    now = instant_text(opened.books.clock())
    receipt = record(
        opened.books,
        Command(
            book=heads[0].book,
            id=f"cancel.{drafting.new_ident()}",
            kind="plan.cancelled",
            happened=now[:10],
            facts={"plan": plan, "lines": numbers(lines), "reason": reason, "card": ""},
        ),
    )
    say(f"{receipt.book}/{receipt.seq}")


def numbers(text: str) -> list[int]:
    """Return the numbers in ``1,3,5-8``, or refuse ``what-if.words``."""
    found: list[int] = []
    for part in text.replace(",", " ").split():
        first, _, last = part.partition("-")
        if not first.isdecimal() or (last and not last.isdecimal()):
            raise Refusal("what-if.words", verb="--lines", told=part[:40])
        found.extend(range(int(first), int(last or first) + 1))
    return found
