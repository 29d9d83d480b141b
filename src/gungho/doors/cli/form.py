# SPDX-License-Identifier: Apache-2.0
"""``form``: from a register of people, machines and sites to a founded co-op."""

from __future__ import annotations

import secrets
import sys
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Any

import click

from gungho.actions.change_proposal import Change
from gungho.actions.found_coop import Registrar
from gungho.actions.record import record
from gungho.doors import forming
from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.form_words import FormWords
from gungho.doors.forming import Answer, Naming, Situation
from gungho.doors.names import Names
from gungho.errors import Refusal, Unavailable
from gungho.formats.registers import SheetRead
from gungho.measure import instant_text
from gungho.planning.forming import Progress, Proposal
from gungho.store.forming import proposal_of, put_by
from gungho.store.reads.register import (
    Kept,
    last_run,
    left_over,
    site_names,
    worker_names,
)
from gungho.store.register import TakenIn, erase_worker

TOLD_MOST = 20


@click.group("form")
def form_group() -> None:
    """Propose co-operatives from scattered people, machines and sites.

    A proposal binds nobody: each person it names answers for themselves.
    """


def words() -> FormWords:
    """Return the words of the reader's language, with the register's names."""
    names = Names.load(language())
    return FormWords(names=names, people=worker_names(), sites=site_names())


@form_group.command("read")
@home_option
@json_option
@click.option("--sheds", is_flag=True, help="FILE says what makes a shed viable.")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.pass_obj
@told_errors
def read_command(
    node: Node, home: Path, *, file: Path, as_json: bool, sheds: bool
) -> None:
    """Read a spreadsheet of workers, machines, sites or ways into the register.

    Headings may be English or Chinese, in any order. The same file again adds nothing.
    """
    opened = node.open(home)
    try:
        raw = file.read_bytes()
    except OSError as error:
        raise Unavailable(
            "file.cannot-read", file=str(file), problem=str(error)
        ) from None
    if sheds:
        found = forming.keep_sheds(raw.decode("utf-8", "replace"))
        say(f"{len(found.recipes)} sheds.")
        return
    now = instant_text(opened.books.clock())
    taken = forming.take_file(raw, now=now)
    if as_json:
        say_json([_read_json(read, took) for read, took in taken])
        return
    for read, took in taken:
        _tell_read(read, took)


def _read_json(read: SheetRead, took: TakenIn) -> dict[str, Any]:
    return {
        "sort": read.sort,
        "sheet": read.sheet,
        "columns": dict(read.columns),
        "new": took.new,
        "known": took.known,
        "changed": took.changed,
        "erased": took.erased,
        "faults": [{"row": one.row, "code": one.code} for one in read.faults],
        "notes": dict(Counter(one.code for one in read.notes)),
    }


def _tell_read(read: SheetRead, took: TakenIn) -> None:
    speak = words()
    sort = speak.word("rowsort", read.sort)
    where = f"{read.sheet}: " if read.sheet else ""
    say(
        f"{where}{sort}: {took.new} new, {took.known} known, {took.changed} changed"
        + (f", {took.erased} erased before" if took.erased else "")
        + "."
    )
    for fault in read.faults[:TOLD_MOST]:
        why = speak.word("rowfault", fault.code)
        say(f"  row {fault.row} not taken: {why} ({fault.told})")
    _more(len(read.faults))
    counted = Counter((one.code, one.told, one.taken) for one in read.notes)
    for (code, told, taken), count in counted.most_common(TOLD_MOST):
        note = speak.word("rownote", code)
        say(f"  {count} x {note} {taken}" + (f" (“{told}”)" if told else ""))
    _more(len(counted))


def _more(count: int) -> None:
    if count > TOLD_MOST:
        say(f"  … and {count - TOLD_MOST} more")


class _Line:
    """One moving line on a terminal; silent in a pipe."""

    def __init__(self) -> None:
        self._shown = sys.stderr.isatty()

    def __call__(self, progress: Progress) -> None:
        if self._shown:
            gap = 1 - progress.points / progress.bound if progress.bound else 0
            line = f"{progress.stage}  {progress.points:,} of {progress.bound:,}"
            click.echo(f"\r\033[K{line}  gap {gap:.2%}", nl=False, err=True)

    def done(self) -> None:
        """Clear the line."""
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)


@form_group.command("propose")
@home_option
@json_option
@click.option("--seconds", default=forming.SECONDS, show_default=True,
              help="Time allowed; then the best so far, with its bound.")  # fmt: skip
@click.option("--seed", default=forming.SEED, show_default=True, help="For the search.")
@click.pass_obj
@told_errors
def propose_command(
    node: Node, home: Path, *, as_json: bool, seconds: float, seed: int
) -> None:
    """Propose co-operatives from everyone and everything that is free.

    Proposals to which somebody has said yes stay; the other drafts make room.
    """
    opened = node.open(home)
    line, start = _Line(), perf_counter()
    try:
        formation = forming.propose(
            seed=seed,
            seconds=seconds,
            now=instant_text(opened.books.clock()),
            tell=line,
        )
    finally:
        line.done()
    if as_json:
        here = forming.situation()
        say_json(_all_json(here) | {"seconds": round(perf_counter() - start, 3)})
        return
    say(
        f"{len(formation.proposals)} proposals for {formation.placed} people; "
        f"no forming of this register is better by more than "
        f"{formation.gap_ppm / 10_000:.2f} %"
        + ("." if formation.complete else " (time ran out).")
    )
    _tell_all(forming.situation())


def _all_json(here: Situation) -> dict[str, Any]:
    run = last_run()
    left = Counter((row.sort, row.reason.code) for row in left_over())
    told: dict[str, Any] = {
        "people": len(here.register.workers),
        "machines": len(here.register.machines),
        "sites": len(here.register.sites),
        "proposals": [_proposal_json(row, here) for row in here.kept],
        "left": [
            {"sort": sort, "code": code, "count": count}
            for (sort, code), count in sorted(left.items())
        ],
    }
    if run:
        told |= {
            "placed": run.placed,
            "points": run.points,
            "bound": run.bound,
            "gap_ppm": run.gap_ppm,
            "proof": run.proof,
            "complete": run.complete,
            "seed": run.seed,
        }
    return told


def _proposal_json(row: Kept, here: Situation) -> dict[str, Any]:
    """Return a proposal without anybody's name."""
    told: dict[str, Any] = {
        "proposal": row.proposal,
        "number": row.number,
        "state": row.state,
        "recipe": row.recipe,
        "site": row.site,
        "coop": row.coop,
        "machines": list(row.machines),
        "members": [
            {"person": seat.worker, "role": seat.role, "answer": seat.answer}
            for seat in row.seats
        ],
    }
    value = here.proposals.get(row.proposal)
    if value:
        told |= {
            "missing": [
                {"sort": one.sort, "piece": one.piece, "count": one.count}
                for one in value.missing
            ],
            "order": {"item": value.order[0], "count": value.order[1]},
            "spare": value.spare,
            "why": [{"code": one.code, **one.facts} for one in value.why],
            "faults": [
                {"code": one.code, **one.facts} for one in here.faults(row.proposal)
            ],
        }
    return told


@form_group.command("show")
@home_option
@json_option
@click.argument("proposal", default="")
@click.pass_obj
@told_errors
def show_command(node: Node, home: Path, *, proposal: str, as_json: bool) -> None:
    """Show all proposals, or one with its people, why, and what is missing."""
    node.open(home)
    here = forming.situation()
    if not proposal:
        if as_json:
            say_json(_all_json(here))
        else:
            _tell_all(here)
        return
    row = proposal_of(proposal)
    if as_json:
        say_json(_proposal_json(row, here))
        return
    _tell_one(row, here)


def _tell_all(here: Situation) -> None:
    speak = words()
    for row in here.kept:
        value = here.proposals.get(row.proposal)
        title = speak.title(value, here.problem) if value else row.recipe
        missing = ", ".join(
            speak.missing(one, currency=here.sheds.currency)
            for one in (value.missing if value else ())
        )
        people = len(value.members) if value else 0
        say(
            f"{row.number:>4}  {title:<34} {people:>3} people, {row.yes} yes, "
            f"{row.state}{f'; missing: {missing}' if missing else ''}"
        )
    left = Counter(row.reason.code for row in left_over() if row.sort == "worker")
    for row in _first_of_each():
        say(f"{left[row.reason.code]:>6} without a place: {speak.say(row.reason)}")


def _first_of_each() -> list[Any]:
    found: dict[str, Any] = {}
    for row in left_over():
        if row.sort == "worker":
            found.setdefault(row.reason.code, row)
    return list(found.values())


def _tell_one(row: Kept, here: Situation) -> None:
    speak = words()
    value = here.proposals.get(row.proposal)
    if value is None:
        say(f"{row.number} ({row.proposal}): {row.state}")
        return
    say(f"{row.number}. {speak.title(value, here.problem)} ({row.proposal})")
    for reason in value.why:
        say(f"  {speak.say(reason)}")
    for one in value.missing:
        say(f"  missing: {speak.missing(one, currency=here.sheds.currency)}")
    for seat in row.seats:
        answer = speak.word("answer", seat.answer or "open")
        role = speak.thing(seat.role)
        name = speak.people.get(seat.worker, "")
        say(f"  {seat.worker:<14} {role:<16} {answer:<10} {name}")
    for fault in here.faults(row.proposal):
        say(f"  as it stands: {speak.say(fault)}")


@form_group.command("change")
@home_option
@click.argument("proposal")
@click.option("--remove", multiple=True, help="A person who leaves it.")
@click.option("--add", multiple=True, help="A person who comes in: PERSON:ROLE.")
@click.option("--site", default="", help="Another site.")
@click.option("--drop-machine", multiple=True, help="A machine it does not get.")
@click.option("--add-machine", multiple=True, help="A machine it gets.")
@click.option("--try", "only_try", is_flag=True, help="Say what would break; no more.")
@click.pass_obj
@told_errors
def change_command(node: Node, /, home: Path, *, proposal: str, **told: Any) -> None:
    """Change who is in PROPOSAL, with what, or where; what breaks is said."""
    node.open(home)
    wanted = Change(
        remove=tuple(told["remove"]),
        add=tuple(_pair(one) for one in told["add"]),
        site=told["site"],
        drop_machines=tuple(told["drop_machine"]),
        add_machines=tuple(told["add_machine"]),
    )
    changed = forming.change(proposal, wanted, keep=False)
    speak = words()
    for fault in changed.broken:
        say(f"  would break: {speak.say(fault)}")
    if told["only_try"]:
        say(_outcome(changed.proposal))
        return
    forming.change(proposal, wanted, keep=True)
    say(_outcome(changed.proposal))


def _outcome(proposal: Proposal) -> str:
    return f"{proposal.id}: {len(proposal.members)} people, {proposal.spare} to spare."


def _pair(text: str) -> tuple[str, str]:
    worker, mark, role = text.rpartition(":")
    if not mark:
        raise Refusal("form.no-role", told=text[:80])
    return worker, role


@form_group.command("answer")
@home_option
@click.argument("proposal")
@click.argument("person")
@click.argument("answer", type=click.Choice(["yes", "no", "open"]))
@click.option("--how", default="in-person", show_default=True,
              help="in-person, letter or witness.")  # fmt: skip
@click.option("--witness", default="", help="Who heard it, for --how witness.")
@click.pass_obj
@told_errors
def answer_command(
    node: Node, /, home: Path, *, proposal: str, person: str, **told: str
) -> None:
    """Note what PERSON says to PROPOSAL for themselves. A no costs nothing."""
    opened = node.open(home)
    row = forming.answer(
        proposal,
        person,
        told=Answer(
            answer="" if told["answer"] == "open" else told["answer"],
            how=told["how"],
            witness=told["witness"],
        ),
        now=instant_text(opened.books.clock()),
    )
    say(f"{row.proposal}: {row.yes} yes, {len(row.refused)} no, {row.asked} to ask.")


@form_group.command("put-by")
@home_option
@click.argument("proposal")
@click.option("--again", is_flag=True, help="Take it up again.")
@click.pass_obj
@told_errors
def put_by_command(node: Node, home: Path, *, proposal: str, again: bool) -> None:
    """Put PROPOSAL by: not now."""
    node.open(home)
    put_by(proposal, away=not again)
    say(f"{proposal}: {'taken up again' if again else 'put by'}.")


@form_group.command("found")
@home_option
@json_option
@click.argument("proposal")
@click.option("--keeper", required=True, help="Whose book keeps the co-op's affairs.")
@click.option("--name", default="", help="The co-op's name.")
@click.option("--name-zh", default="", help="The same in Chinese.")
@click.option("--on", "day", default="", help="The day; today if left out.")
@click.pass_obj
@told_errors
def found_command(node: Node, /, home: Path, *, proposal: str, **told: Any) -> None:
    """Found the co-op of PROPOSAL: everyone it names has said yes for themselves."""
    opened = node.open(home)
    here = forming.situation()
    row = proposal_of(proposal)
    value = here.proposals.get(row.proposal)
    speak = words()
    made = forming.found(
        proposal,
        Naming(
            keeper=told["keeper"],
            name=told["name"],
            name_zh=told["name_zh"],
            day=told["day"] or instant_text(opened.books.clock())[:10],
        ),
        usual=speak.title(value, here.problem) if value else row.recipe,
        by=Registrar(
            submit=lambda command: record(opened.books, command),
            keep_cards=opened.books.keep_cards,
            salts=lambda: secrets.token_bytes(16),
        ),
    )
    if told["as_json"]:
        say_json({"proposal": row.proposal, "coop": made.coop, "need": made.need})
        return
    say(f"{made.coop} is founded.")
    if made.need:
        say(f"What it lacks is stated as the need {made.need}.")
        say("Appeal for it: gungho enter appeal.opened, or the page /needs/.")
    for one in made.unstated:
        told_missing = speak.missing(one, currency=here.sheds.currency)
        say(f"Still to be found, and no good that can be stated: {told_missing}")


@form_group.command("erase")
@home_option
@click.argument("person")
@click.pass_obj
@told_errors
def erase_command(node: Node, home: Path, *, person: str) -> None:
    """Erase PERSON: their row, their place in proposals, and every trace on disk."""
    node.open(home)
    erase_worker(person)
    say(f"{person} is erased.")
