# SPDX-License-Identifier: Apache-2.0
"""``site``: where depots should open and whom each should serve, proved."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import msgspec

from gungho.doors.cli.frame import (
    Node,
    home_option,
    json_option,
    language,
    say,
    say_json,
    told_errors,
)
from gungho.doors.cli.plan import Steps
from gungho.doors.names import Names
from gungho.doors.reasons import sentence
from gungho.doors.site_words import PARTS, SiteWords, as_plain, told
from gungho.doors.siting import (
    KG,
    SECONDS,
    Asked,
    choice_of,
    ground_here,
    grounded,
    place_first,
    sited,
    words_of,
)
from gungho.formats.package import read_package
from gungho.formats.siting_tables import package_ground, read_candidates, read_siting
from gungho.measure import instant_text, parse_day
from gungho.planning import Siting, SitingProblem
from gungho.planning.site_ways import ground_problem

FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("site")
@home_option
@json_option
@click.option("--package", type=click.Path(path_type=Path), help="Read this package.")
@click.option(
    "--on",
    "day",
    default="",
    help="Co-ops and roads of this day; else now (a package: all).",
)
@click.option("--demand", type=click.Choice(["members", "needs"]), default="members",
              show_default=True, help="What a co-op is to be served with.")  # fmt: skip
@click.option("--kg", type=click.IntRange(1), default=KG, show_default=True,
              help="Kilograms for each member.")  # fmt: skip
@click.option("--by", type=click.Choice(["cost", "days"]), default="cost",
              show_default=True, help="What a way costs.")  # fmt: skip
@click.option("--each", is_flag=True, help="Assign each co-op, not each place.")
@click.option("--candidates", default="", help="Places, with commas; else all depots.")
@click.option("--capacity", type=click.IntRange(1), help="Kilograms each can serve.")
@click.option("--opening", default="0", show_default=True, help="Cost of opening one.")
@click.option("--sites", type=FILE, help="CSV of id, capacity, opening.")
@click.option("--demands", type=FILE, help="CSV of id, demand: plain tables.")
@click.option("--costs", type=FILE, help="CSV of candidate, demand, cost.")
@click.option("--single-source", is_flag=True, help="Serve each from one depot only.")
@click.option("--depots", type=int, help="Open exactly so many.")
@click.option("--seconds", type=click.FloatRange(0, min_open=True), default=SECONDS,
              show_default=True, help="Time; then the best so far.")  # fmt: skip
@click.pass_obj
@told_errors
def site_command(node: Node, /, home: Path, *, as_json: bool, **asked: Any) -> None:
    """Propose where depots open and whom each serves, at the least cost, proved.

    From the books of a home, from a movement package, or from three plain tables
    (--sites, --demands, --costs). It opens nothing.
    """
    if asked["demands"] or asked["costs"]:
        problem, words = _tabled(asked)
    else:
        problem, words = _grounded(node, home, asked=asked)
    siting = _sited(problem, seconds=asked["seconds"])
    if as_json:
        say_json(as_plain(siting, words))
    else:
        _show(siting, words)


def _sited(problem: SitingProblem, *, seconds: float) -> Siting:
    """Site with progress on a terminal."""
    steps = Steps()
    try:
        return sited(problem, seconds=seconds, progress=steps)
    finally:
        steps.done()


def _tabled(asked: dict[str, Any]) -> tuple[SitingProblem, SiteWords]:
    missing = [name for name in ("sites", "demands", "costs") if not asked[name]]
    if missing:
        raise click.UsageError(f"give --{missing[0]} too: tables go by three")
    tabled = read_siting(
        sites=asked["sites"],
        demands=asked["demands"],
        costs=asked["costs"],
        whole=asked["single_source"],
        depots=asked["depots"],
    )
    words = SiteWords(
        language=language(),
        cost_scale=tabled.cost_scale,
        count_scale=tabled.count_scale,
        named=str,
    )
    return tabled.problem, words


def _grounded(
    node: Node, home: Path, *, asked: dict[str, Any]
) -> tuple[SitingProblem, SiteWords]:
    wanted = _asked(asked)
    named: Any = str
    if asked["package"]:
        if asked["demand"] == "needs":
            raise click.UsageError("--demand needs reads a home, not a package")
        package = read_package(asked["package"])
        whole = package_ground(package, day=wanted.day, kg=wanted.kg)
        found = grounded(whole, wanted)
    else:
        opened = node.open(home)
        today = instant_text(opened.books.clock())[:10]
        wanted = msgspec.structs.replace(wanted, day=wanted.day or today)
        found = ground_here(wanted)
        named = place_first(Names.load(language()))
    sites = asked["sites"]
    listed = read_candidates(sites, scale=wanted.cost_scale) if sites else ()
    choice = choice_of(found, wanted, listed=listed)
    words = words_of(wanted, language(), named=named)
    return ground_problem(found, choice), words


def _asked(asked: dict[str, Any]) -> Asked:
    places = (one.strip() for one in asked["candidates"].split(","))
    return Asked(
        day=asked["day"] and parse_day(asked["day"]).isoformat(),
        demand=asked["demand"],
        kg=asked["kg"],
        by=asked["by"],
        each=asked["each"],
        candidates=tuple(place for place in places if place),
        capacity=asked["capacity"],
        opening=asked["opening"],
        whole=asked["single_source"],
        depots=asked["depots"],
        seconds=asked["seconds"],
    )


def _show(siting: Siting, words: SiteWords) -> None:
    said = list(told(siting, words))
    for part in PARTS:
        lines = [line for one, line in said if one == part]
        if lines and part != "whole":
            say()
            say(sentence(f"site.part.{part}", {}, words.language))
        for line in lines:
            say(line if part == "whole" else f"  {line}")
