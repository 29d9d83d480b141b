# SPDX-License-Identifier: Apache-2.0
"""``demo``: the main job, told from the package to the last verified book."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import click

from gungho.actions.load_package import SEED, Keys
from gungho.actions.play.after import LAST_DAY, Aftermath, tell_after
from gungho.actions.play.movement import play
from gungho.actions.play.story import Story
from gungho.actions.play.thanks import tell_thanks
from gungho.doors.archive import keep_archive
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
from gungho.doors.listening import Door
from gungho.formats.package import BodyFact, Package, SeriesFact, read_package
from gungho.store.checking import verify_store
from gungho.store.reads.fates import ENDS, gift_fates, gifts_behind
from gungho.store.reads.movement import conservation, movement
from gungho.store.reads.trails import movement_root
from gungho.store.settings import keep_setting, setting

HQ = "headquarters"
INDUSCO = Path(__file__).resolve().parents[4] / "movements" / "indusco"


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
    result = _kept() or _tell(opened, package)
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


def _kept() -> dict[str, Any] | None:
    """Return the summary of a story that was told to its end, if nothing was added."""
    kept = setting("story.summary")
    if not kept or setting("story.root") != movement_root():
        return None
    result: dict[str, Any] = json.loads(kept)
    return result | {"again": True}


def _tell(opened: Opened, folder: Path) -> dict[str, Any]:
    began = time.perf_counter()
    progress = Progress()
    package = read_package(folder)
    keep_setting("story.series", _series(package))
    keep_archive(package)
    if setting("story.done") != package.name:
        _play(opened, package, progress)
        keep_setting("story.done", package.name)
    progress("tracing every gift", 0)
    traced = _trace_all()
    found = movement()
    conserved = conservation()
    progress("verifying every book", found.entries)
    checked = verify_store(body="", witnessed=opened.witnessed(), told=progress)
    progress.done()
    result = {
        **found.told(),
        "traced": traced,
        "faults": list(conserved.faults),
        "conserved": conserved.holds and traced["adds_up"],
        "verified": len(checked) > 0,
        "books": len(checked),
        "seconds": round(time.perf_counter() - began, 1),
    }
    keep_setting("story.summary", json.dumps(result, ensure_ascii=False))
    keep_setting("story.root", movement_root())
    return result


def _play(opened: Opened, package: Package, progress: Progress) -> None:
    story = Story(
        package=package,
        books=opened.books,
        seed=SEED,
        set_clock=opened.set_clock,
        told=progress,
    )
    play(story, Keys(key=opened.key, recovery=opened.recovery))
    tell_thanks(story, gifts_behind)
    opened.keep_clock()


def _trace_all() -> dict[str, Any]:
    """Trace every gift; say for how many, and that each adds up to what was given."""
    rows = gift_fates()
    ended: dict[str, dict[str, int]] = {}
    for row in rows:
        for end, count in zip(
            (*ENDS, "unknown"), (*row.ended, row.unknown), strict=True
        ):
            if count:
                sums = ended.setdefault(row.commodity, {})
                sums[end] = sums.get(end, 0) + count
    adds_up = all(sum(row.ended) + row.unknown == row.amount for row in rows)
    return {"lines": len(rows), "adds_up": adds_up, "ended": ended}


def _series(package: Package) -> str:
    return json.dumps(
        [
            {
                "as_of": fact.as_of,
                "region": fact.region,
                "measure": fact.measure,
                "value": fact.value,
                "unit": fact.unit,
                "source": fact.source,
                "confidence": fact.confidence,
                "note": fact.note,
            }
            for fact in package.table(SeriesFact)
        ],
        ensure_ascii=False,
    )
