# SPDX-License-Identifier: Apache-2.0
"""``demo``: the main job, told from the package to the last verified book."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from gungho.actions.play.after import LAST_DAY, Aftermath, tell_after
from gungho.doors.cli.frame import (
    Node,
    Opened,
    Progress,
    home_option,
    json_option,
    say,
    say_json,
    told_errors,
)
from gungho.doors.cli.summary import say_summary
from gungho.doors.example import INDUSCO, tell_example, told_example
from gungho.doors.listening import Door
from gungho.formats.package import BodyFact, SeriesFact, read_package
from gungho.store.reads.movement import movement

HQ = "headquarters"


@click.command("demo")
@home_option
@json_option
@click.option("--serve", "serves", is_flag=True, help="Serve the pages afterwards.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
    help="The port on 127.0.0.1.",
)
@click.option(
    "--on",
    "goes_on",
    is_flag=True,
    help="Go on to June 1942 in the books that are kept here.",
)
@click.option(
    "--package",
    type=click.Path(path_type=Path, file_okay=False),
    default=INDUSCO,
    help="Another movement package than Indusco, 1938 to 1941.",
)
@click.pass_obj
@told_errors
def demo_command(
    node: Node,
    home: Path,
    *,
    as_json: bool,
    serves: bool,
    port: int,
    goes_on: bool,
    package: Path,
) -> None:
    """Tell the Indusco movement: load, plan, send, make, trace and verify it all.

    Exit code 1 if the books do not add up. Told again, it adds nothing.
    """
    opened = node.open(home, create=not goes_on)
    if goes_on:
        _go_on(opened, package, as_json=as_json)
        return
    progress = Progress()
    result = told_example() or tell_example(opened, package, progress=progress)
    progress.done()
    if as_json:
        say_json(result)
    else:
        say_summary(result, home)
    if not (result["conserved"] and result["verified"]):
        sys.exit(1)
    if serves:
        say(f"Open http://127.0.0.1:{port} in a browser. Stop with Ctrl-C.")
        node.serve(home, door=Door(port=port), told=lambda: None)


def _go_on(opened: Opened, folder: Path, *, as_json: bool) -> None:
    """Tell the half year after Hong Kong fell, up to the figures of June 1942."""
    figures = {
        fact.measure: int(fact.value)
        for fact in read_package(folder).table(SeriesFact)
        if fact.as_of == LAST_DAY.isoformat()
        and not fact.region
        and fact.measure in ("societies", "members")
    }
    kept = {shelf.body for shelf in opened.shelves.shelves() if shelf.kept}
    depots = {fact.id for fact in read_package(folder).table(BodyFact)}
    forms = {
        fact.id: fact.form
        for fact in read_package(folder).table(BodyFact)
        if fact.id in kept & depots
    }
    after = Aftermath(
        books=opened.books,
        headquarters=next(body for body, form in forms.items() if form == HQ),
        depots=tuple(body for body, form in forms.items() if form == "depot"),
        societies=figures["societies"],
        members=figures["members"],
        set_clock=opened.set_clock,
    )
    added = tell_after(after)
    opened.keep_clock()
    found = movement()
    told = {"entries": added, "co_ops": found.co_ops, "members": found.members}
    if as_json:
        say_json(told)
        return
    say(
        f"{added:,} entries further: {found.co_ops:,} co-ops with {found.members:,} "
        f"members on {LAST_DAY}, the documented figures."
    )
